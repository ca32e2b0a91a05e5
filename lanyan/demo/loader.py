"""The bulk loader: finished rows by COPY, history included, with the database's guards put back and proved at the end.

Made for building a demo only. The triggers that write history are told to stand aside (`pgtrigger.ignore`), because
the history comes along as rows of its own, at the true instants; foreign keys and plain indexes are taken down, and
when they are put back PostgreSQL checks every row in one pass each instead of millions of times.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import Queue
from threading import Thread
from typing import Any

import pgtrigger
from django.db import connection
from django.db.models import Model

FLUSH_ROWS = 20_000
NULL = "\\N"
_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def text(value: str) -> str:
    """A text as COPY reads it."""
    return value.translate(_ESCAPES) if _SPECIAL.search(value) else value


@dataclass
class Sink:
    """Rows on their way into one table: lines of tab-separated columns in COPY's text format."""

    table: str
    columns: Sequence[str]
    rows: list[str] = field(default_factory=list)


class Loader:
    """Sends the rows of several tables while the caller goes on making them.

    One worker thread owns the connection between `__enter__` and `__exit__`; nobody else may use it meanwhile.
    """

    def __init__(self) -> None:
        self.sinks: dict[str, Sink] = {}
        self._queue: Queue[tuple[Sink, list[str]] | None] = Queue(maxsize=8)
        self._failure: BaseException | None = None
        self._cursor: Any = None
        self._thread = Thread(target=self._send, daemon=True)

    def sink(self, table: str, columns: Sequence[str]) -> list[str]:
        """Open a table; rows are appended to the list that is returned, and leave with `offer`."""
        self.sinks[table] = Sink(table, columns)
        return self.sinks[table].rows

    def offer(self) -> None:
        """Send what has gathered, if it is worth a journey."""
        for sink in self.sinks.values():
            if len(sink.rows) >= FLUSH_ROWS:
                self._flush(sink)

    def __enter__(self) -> "Loader":
        self._cursor = connection.cursor().cursor
        self._thread.start()
        return self

    def __exit__(self, kind: Any, *_rest: Any) -> None:
        if kind is None:
            for sink in self.sinks.values():
                self._flush(sink)
        self._queue.put(None)
        self._thread.join()
        self._cursor.close()
        if kind is None and self._failure is not None:
            raise self._failure

    def _flush(self, sink: Sink) -> None:
        if self._failure is not None:
            raise self._failure
        if sink.rows:
            self._queue.put((sink, sink.rows[:]))
            # The same list goes on: those who append hold on to it.
            sink.rows.clear()

    def _send(self) -> None:
        while (item := self._queue.get()) is not None:
            sink, rows = item
            # After a failure the queue is only emptied, so that the maker of rows never waits for ever.
            if self._failure is not None:
                continue
            try:
                columns = ", ".join(f'"{name}"' for name in sink.columns)
                with self._cursor.copy(f'COPY "{sink.table}" ({columns}) FROM STDIN') as copy:
                    copy.write("\n".join(rows))
                    copy.write("\n")
            except BaseException as failure:
                self._failure = failure


def columns_of(model: type[Model]) -> list[str]:
    """All columns of a model in the order of its fields."""
    return [str(column.column) for column in model._meta.concrete_fields]


def next_id(model: type[Model]) -> int:
    """The id after the last one that the table's sequence has given out or the table holds."""
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT coalesce(max("{key}"), 0) + 1 FROM "{table}"')
        return int(cursor.fetchone()[0])


def continue_ids(*models: type[Model]) -> None:
    """Let the sequences of these tables go on behind the last row."""
    with connection.cursor() as cursor:
        for model in models:
            table, key = model._meta.db_table, model._meta.pk.column
            cursor.execute(
                f"""SELECT setval(pg_get_serial_sequence('"{table}"', '{key}'), greatest(max("{key}"), 1)) """
                f'FROM "{table}" HAVING count(*) > 0'
            )


@contextmanager
def standing_aside(*models: type[Model]) -> Iterator[None]:
    """Keep history triggers, foreign keys and plain indexes of these tables out of the way; all return, checked.

    Unique and check constraints stay throughout. Must run inside a transaction: a failure brings everything back.
    """
    tables = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        # Checks still owed by earlier work of this transaction would forbid changing the tables.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        back = _take_down(cursor, tables)
        _renew(cursor, tables)
    with pgtrigger.ignore():
        yield
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        for statement in back:
            cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _take_down(cursor: Any, tables: list[str]) -> list[str]:
    """Drop the foreign keys and plain indexes; gives the statements that put them back, indexes first."""
    cursor.execute(
        "SELECT quote_ident(c.relname), quote_ident(i.relname), pg_get_indexdef(i.oid) FROM pg_index x"
        " JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid"
        " WHERE c.relname = ANY(%s) AND c.relnamespace = current_schema()::regnamespace AND NOT x.indisunique"
        " ORDER BY i.relname",
        [tables],
    )
    indexes = cursor.fetchall()
    cursor.execute(
        "SELECT quote_ident(c.relname), quote_ident(k.conname), pg_get_constraintdef(k.oid) FROM pg_constraint k"
        " JOIN pg_class c ON c.oid = k.conrelid"
        " WHERE c.relname = ANY(%s) AND c.relnamespace = current_schema()::regnamespace AND k.contype = 'f'"
        " ORDER BY k.conname",
        [tables],
    )
    keys = cursor.fetchall()
    for table, name, _definition in keys:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for _table, name, _definition in indexes:
        cursor.execute(f"DROP INDEX {name}")
    return [
        *(definition for _table, _name, definition in indexes),
        *(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}" for table, name, definition in keys),
    ]


def _renew(cursor: Any, tables: list[str]) -> None:
    """Empty the empty tables nobody points to: a server with `wal_level = minimal` then need not log what comes."""
    cursor.execute(
        "SELECT c.relname FROM pg_class c WHERE c.relname = ANY(%s) AND c.relnamespace = current_schema()::regnamespace"
        " AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.contype = 'f' AND k.confrelid = c.oid)",
        [tables],
    )
    for (table,) in cursor.fetchall():
        cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}")')
        if not cursor.fetchone()[0]:
            cursor.execute(f'TRUNCATE "{table}"')


def analyze(*models: type[Model]) -> None:
    """Tell the planner what the tables hold now."""
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f'ANALYZE "{model._meta.db_table}"')
