"""Queries that are put into SQL once: half of what a small query costs is Django finding words for it.

    _OPEN = prepared.query(lambda centre: Run.objects.open().filter(incident__centre=centre), centre=int)
    runs = _OPEN(centre=12)

For the few that every call of a busy night asks; everything else asks the manager.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, cast

from django.db import connections
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler
from psycopg.sql import Literal

# Stand in for what is given later; nobody asks for these.
_STAND_INS: dict[type, Callable[[int], Any]] = {
    int: lambda number: 1_919_191_900 + number,
    str: lambda number: f"\ue000{number}\ue001",
    datetime: lambda number: datetime(1919, 1, 1, number, tzinfo=UTC),
    date: lambda number: date(1919, 1, 1 + number),
}


class Prepared:
    """A query with places for what is asked; calling it gives the list of what it finds."""

    def __init__(self, build: Callable[..., QuerySet[Any]], kinds: dict[str, type]) -> None:
        self._build, self._kinds = build, kinds
        self._made: tuple[QuerySet[Any], str, list[Callable[[dict[str, Any]], Any]]] | None = None
        self._converters: dict[int, Any] | None = None

    def __call__(self, **given: Any) -> list[Any]:
        """What is found now. What is given must be of the kinds that were named, and never None."""
        wrong = [name for name, kind in self._kinds.items() if not isinstance(given.get(name), kind)]
        if wrong or given.keys() != self._kinds.keys():
            raise TypeError(f"prepared query: wanted {self._kinds}, given {given}")
        made = self._made = self._made or self._prepare()
        queryset, sql, places = made
        asked: Any = _alike(queryset)
        compiler = _alike(cast(Any, queryset.query).prepared)
        compiler.connection = connections[queryset.db]
        compiler.as_sql = lambda *_args, **_kwargs: (sql, tuple(place(given) for place in places))
        compiler.get_converters = lambda expressions: self._converting(compiler, expressions)
        # Set beside its property, which would make dictionaries of rows.
        asked._query = _alike(queryset.query)
        asked._query.get_compiler = lambda *_args, **_kwargs: compiler
        with _remembered(compiler.connection):
            return list(asked)

    def one(self, **given: Any) -> Any:
        """The first of them, or None."""
        return next(iter(self(**given)), None)

    def _converting(self, compiler: Any, expressions: Sequence[Any]) -> dict[int, Any]:
        """What makes values of columns: the same for every call."""
        if self._converters is None:
            self._converters = type(compiler).get_converters(compiler, expressions)
        return self._converters

    def _prepare(self) -> tuple[QuerySet[Any], str, list[Callable[[dict[str, Any]], Any]]]:
        stand_ins = {name: _STAND_INS[kind](number) for number, (name, kind) in enumerate(self._kinds.items(), start=1)}
        queryset = self._build(**stand_ins)
        compiler: SQLCompiler = queryset.query.get_compiler(using=queryset.db)
        sql, params = compiler.as_sql()
        unused = [name for name, one in stand_ins.items() if not any(_stands(one, param) for param in params)]
        if unused:
            raise TypeError(f"prepared query: {unused} is given but not asked for")
        sql, asked = _with_constants(sql, params, stand_ins, connections[queryset.db])
        cast(Any, queryset.query).prepared = compiler
        return queryset, sql, [_place(param, stand_ins) for param in asked]


@contextmanager
def _remembered(connection: Any) -> Iterator[None]:
    """Let the database keep its plan: finding one costs it more than following it."""
    if connection.queries_logged:
        # Whoever looks at the queries wants to read them whole.
        yield
        return
    connection.ensure_connection()
    raw = connection.connection
    before = raw.cursor_factory, raw.prepare_threshold
    raw.cursor_factory, raw.prepare_threshold = ServerBindingCursor, 0
    try:
        yield
    finally:
        raw.cursor_factory, raw.prepare_threshold = before


class Reader:
    """Somebody who reaches the units of these paths with every right: for `visible_to` in a prepared query."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = list(paths)

    def paths(self, permission: str = "") -> list[str]:
        """The unit paths this reader reaches."""
        return self._paths


def several(values: Sequence[Any]) -> dict[str, Any]:
    """Several values as arguments of a query that is prepared for so many: their names are `one0`, `one1` …"""
    return {f"one{number}": value for number, value in enumerate(values)}


def places(count: int, kind: type = str) -> dict[str, type]:
    """The kinds of so many values."""
    return {f"one{number}": kind for number in range(count)}


def query(build: Callable[..., QuerySet[Any]], **kinds: type) -> Prepared:
    """Prepare what `build` gives for arguments of these kinds: int, str, datetime or date."""
    return Prepared(build, kinds)


def _alike(one: Any) -> Any:
    """A second of the same, sharing all that it holds: what `copy` does, without asking how."""
    other = object.__new__(type(one))
    other.__dict__.update(one.__dict__)
    return other


def _stands(stand_in: Any, param: Any) -> bool:
    """Is this what stands in for something, or a text with it?"""
    if isinstance(stand_in, str):
        return isinstance(param, str) and stand_in in param
    return isinstance(param, type(stand_in)) and param == stand_in


def _with_constants(
    statement: str, params: Sequence[Any], stand_ins: dict[str, Any], connection: Any
) -> tuple[str, list[Any]]:
    """Write what is always the same into the SQL, and give what is left to ask with.

    A plan that is kept must know it: an index of the open ones serves only who asks for the open ones by name.
    """
    connection.ensure_connection()
    waiting, asked, written = iter(params), [], []
    for part in re.split(r"(%s|%%)", statement):
        if part == "%s":
            param = next(waiting)
            if any(_stands(one, param) for one in stand_ins.values()):
                asked.append(param)
            else:
                part = Literal(param).as_string(connection.connection).replace("%", "%%")
        written.append(part)
    return "".join(written), asked


def _place(param: Any, stand_ins: dict[str, Any]) -> Callable[[dict[str, Any]], Any]:
    """What is asked with in one place of the SQL: what is given, or a text with it."""
    for name, stand_in in stand_ins.items():
        if not _stands(stand_in, param):
            continue
        if isinstance(param, str):
            return lambda given: param.replace(stand_in, _escaped(given[name]) if param != stand_in else given[name])
        # Whole numbers come in the width of their column.
        kind = type(param)
        return lambda given: kind(given[name]) if isinstance(param, int) else given[name]
    raise TypeError(f"prepared query: {param!r} stands for nothing")


def _escaped(text: str) -> str:
    """As Django writes a text into a pattern of LIKE."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
