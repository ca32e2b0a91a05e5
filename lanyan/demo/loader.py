"""The bulk loader: finished rows by COPY, history included, with the database's guards put back and proved at the end.

Made for building a demo only. The triggers that write history are switched off, because the history comes along as
rows of its own, at the true instants; foreign keys and plain indexes are taken down, and when they are put back
PostgreSQL checks every row in one pass each instead of millions of times.
"""

import gc
import os
import re
import signal
import struct
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from queue import Empty, Queue
from threading import Thread
from typing import Any, NoReturn

from django.db import connection
from django.db.models import Model

FLUSH_ROWS = 10_000
# Parcels the parent holds ready while the database is busy.
READ_AHEAD = 16
# A parcel from the process that makes the rows: number of its table, length in bytes.
PARCEL = struct.Struct("=HQ")
FAILED = 0xFFFF
NULL = "\\N"
_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def text(value: str) -> str:
    """A text as COPY reads it."""
    return value.translate(_ESCAPES) if _SPECIAL.search(value) else value


class LoadFailed(Exception):
    """The rows could not be made; the words tell where."""


@dataclass
class Sink:
    """Rows on their way into one table: lines of tab-separated columns in COPY's text format."""

    table: str
    columns: Sequence[str]
    rows: list[str] = field(default_factory=list)


class Loader:
    """Sends the rows of several tables by COPY as they gather, over the connection of the transaction at hand.

    With `fill` a process of its own makes the rows, so that Python and the database each have a processor.
    """

    def __init__(self) -> None:
        self.sinks: dict[str, Sink] = {}
        self._afterwards: list[str] = []
        self._deliver: Callable[[Sink, bytes], None] = _copy

    def sink(self, table: str, columns: Sequence[str]) -> list[str]:
        """Open a table; rows are appended to the list that is returned, and leave with `offer`."""
        self.sinks[table] = Sink(table, columns)
        return self.sinks[table].rows

    def afterwards(self, statement: str) -> None:
        """Run a statement on the loaded rows when the last of them is there."""
        self._afterwards.append(statement)

    def offer(self) -> None:
        """Send what has gathered, if it is worth a journey."""
        for sink in self.sinks.values():
            if len(sink.rows) >= FLUSH_ROWS:
                self._flush(sink)

    def finish(self) -> None:
        """Send the rest, and run what waits for it."""
        for sink in self.sinks.values():
            self._flush(sink)
        self._conclude()

    def fill(self, make: Callable[[], None]) -> None:
        """Let a child process call `make`, which may do everything but speak to the database; load what it offers."""
        reading, writing = os.pipe()
        with warnings.catch_warnings():
            # Numpy's idle threads are no reason not to fork: the child never waits for them.
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
        if child == 0:
            os.close(reading)
            _make_and_exit(self, make, writing)
        os.close(writing)
        try:
            self._receive(reading, child)
        finally:
            os.close(reading)
            _pid, status = os.waitpid(child, 0)
        if status:
            raise LoadFailed("The process that makes the rows has ended before its time.")
        self._conclude()

    def _conclude(self) -> None:
        with connection.cursor() as cursor:
            for statement in self._afterwards:
                cursor.execute(statement)

    def _flush(self, sink: Sink) -> None:
        if sink.rows:
            sink.rows.append("")
            data = "\n".join(sink.rows).encode()
            # The same list goes on: those who append hold on to it.
            sink.rows.clear()
            self._deliver(sink, data)

    def _receive(self, reading: int, child: int) -> None:
        """Load what arrives; a thread reads ahead, so that the child need not wait for the database."""
        sinks = list(self.sinks.values())
        parcels: Queue[tuple[int, bytes] | None] = Queue(maxsize=READ_AHEAD)
        reader = Thread(target=_read, args=(reading, parcels), daemon=True)
        reader.start()
        try:
            while (parcel := parcels.get()) is not None:
                number, data = parcel
                if number == FAILED:
                    raise LoadFailed(data.decode())
                _copy(sinks[number], data)
        except BaseException:
            # Nobody wants the rest; the end of the child ends the reader too.
            os.kill(child, signal.SIGKILL)
            raise
        finally:
            while reader.is_alive():
                # A failure here must not leave the reader waiting for room.
                with suppress(Empty):
                    parcels.get(timeout=0.05)
            reader.join()


def _copy(sink: Sink, data: bytes) -> None:
    columns = ", ".join(f'"{name}"' for name in sink.columns)
    command = f'COPY "{sink.table}" ({columns}) FROM STDIN'
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(command) as copy:
        copy.write(data)


def _read(reading: int, parcels: "Queue[tuple[int, bytes] | None]") -> None:
    with open(reading, "rb", closefd=False) as pipe:
        while len(head := pipe.read(PARCEL.size)) == PARCEL.size:
            number, size = PARCEL.unpack(head)
            parcels.put((number, pipe.read(size)))
    parcels.put(None)


def _make_and_exit(loader: Loader, make: Callable[[], None], writing: int) -> NoReturn:
    """Be the child: make the rows and write them into the pipe; the parent's connection is not to be touched."""
    # Nobody here may flush, close or finish anything that is the parent's.
    status = 1
    try:
        connection.execute_wrappers.append(_refuse)
        gc.disable()
        with open(writing, "wb") as pipe:
            numbers = {table: number for number, table in enumerate(loader.sinks)}

            def deliver(sink: Sink, data: bytes) -> None:
                pipe.write(PARCEL.pack(numbers[sink.table], len(data)))
                pipe.write(data)

            loader._deliver = deliver
            try:
                make()
                for sink in loader.sinks.values():
                    loader._flush(sink)
                status = 0
            except Exception:
                words = traceback.format_exc().encode()
                pipe.write(PARCEL.pack(FAILED, len(words)) + words)
    except BrokenPipeError:
        pass
    finally:
        os._exit(status)


def _refuse(*_call: Any) -> NoReturn:
    raise LoadFailed("The process that makes the rows has no database.")


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
    """Keep triggers, foreign keys and plain indexes of these tables out of the way; all return, checked.

    Unique and check constraints stay throughout. Must run inside a transaction: a failure brings everything back.
    """
    tables = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        # Checks still owed by earlier work of this transaction would forbid changing the tables.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        back = _take_down(cursor, tables)
        _renew(cursor, tables)
        # Told to stand aside one by one (`pgtrigger.ignore`), they would still be called for every row.
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        for statement in back:
            cursor.execute(statement)
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
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
