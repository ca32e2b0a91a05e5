"""Tables that are filled with finished rows, each change one row of history, at its true instant."""

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any

import numpy as np
from django.contrib.postgres.fields import ArrayField
from django.utils.safestring import SafeString
from pghistory.models import Context

from lanyan.demo.loader import NULL, Loader, columns_of, next_id, text

as_json = json.JSONEncoder(ensure_ascii=False).encode
EVENT = ("pgh_obj_id", "pgh_created_at", "pgh_label", "pgh_context_id")
# Contexts are drawn from dice of their own: those of the incidents' past have other ids.
DICE = 118


def field(value: Any) -> str:
    """A value as COPY reads it."""
    return _WRITTEN.get(type(value), _other)(value)


def _other(value: Any) -> str:
    """What is rare: choices and other texts of a kind of their own, lists and mappings."""
    return text(str(value)) if isinstance(value, str) else text(as_json(value))


_WRITTEN: dict[type, Callable[[Any], str]] = {
    str: text,
    SafeString: text,
    int: str,
    float: str,
    Decimal: str,
    datetime: str,
    date: str,
    type(None): lambda _none: NULL,
    bool: lambda value: "t" if value else "f",
}


def array(values: Sequence[str]) -> str:
    """A list of texts as COPY reads an array."""
    quoted = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(text(f'"{value}"') for value in quoted) + "}"


def _default(column: Any) -> str:
    if isinstance(column, ArrayField):
        return "{}"
    return field(column.get_default())


class Table:
    """One table with its history: rows are lists of COPY fields in the order of its columns; ids are given in order."""

    def __init__(self, loader: Loader, model: Any) -> None:
        self.model = model
        columns = columns_of(model)
        self.at = {name: number for number, name in enumerate(columns)}
        self._blank = [_default(column) for column in model._meta.concrete_fields]
        self._lines = loader.sink(model._meta.db_table, columns)
        self._next = next_id(model)
        event = getattr(model, "pgh_event_model", None)
        self._events: list[str] = []
        self._tracks_all = False
        if event is not None:
            kept = {str(column.column) for column in event._meta.concrete_fields}
            tracked = [name for name in columns if name in kept]
            self._events = loader.sink(event._meta.db_table, [*tracked, *EVENT])
            self._tracked = itemgetter(*(self.at[name] for name in tracked))
            self._tracks_all = tracked == columns

    def new(self, **values: Any) -> list[str]:
        """A new row with these columns; the others as the model makes them."""
        row = self._blank[:]
        row[0] = str(self._next)
        self._next += 1
        self.put(row, **values)
        return row

    def put(self, row: list[str], **values: Any) -> None:
        """Set columns of a row."""
        at = self.at
        for name, value in values.items():
            row[at[name]] = field(value)

    def enter(self, row: list[str], at: datetime, context: str) -> None:
        """The row as it was first written: the beginning of its history."""
        self._event(row, at, context, "insert")

    def change(self, row: list[str], at: datetime, context: str, **values: Any) -> None:
        """Change columns of a row: one step of its history."""
        self.put(row, **values)
        self._event(row, at, context, "update")

    def _event(self, row: list[str], at: datetime, context: str, label: str) -> None:
        self._events.append("\t".join(self._tracked(row)) + f"\t{row[0]}\t{at}\t{label}\t{context}")

    def done(self, row: list[str]) -> None:
        """The row as it stands now goes into the table."""
        self._lines.append("\t".join(row))

    def once(self, row: list[str], at: datetime, context: str) -> list[str]:
        """A row that was written once and never changed."""
        if self._tracks_all:
            line = "\t".join(row)
            self._events.append(f"{line}\t{row[0]}\t{at}\tinsert\t{context}")
        else:
            self._event(row, at, context, "insert")
            line = "\t".join(row)
        self._lines.append(line)
        return row

    def copy(self, row: list[str]) -> list[str]:
        """Another row like this one, with an id of its own."""
        other = row[:]
        other[0] = str(self._next)
        self._next += 1
        return other


class Links:
    """The rows of a many-to-many relation, which keeps no history."""

    def __init__(self, loader: Loader, through: Any) -> None:
        self.model = through
        self._lines = loader.sink(through._meta.db_table, columns_of(through))
        self._next = next_id(through)

    def add(self, first: str, second: str | int) -> None:
        """Join two records."""
        self._lines.append(f"{self._next}\t{first}\t{second}")
        self._next += 1


class Acts:
    """Contexts of the history: who, which act, why."""

    def __init__(self, loader: Loader, seed: int) -> None:
        self._lines = loader.sink(Context._meta.db_table, ["id", "created_at", "updated_at", "metadata"])
        self._dice = np.random.default_rng([seed, DICE])
        self._ids: list[str] = []
        self._said: dict[tuple[str, int, str], str] = {}

    def open(self, name: str, by: Any, at: datetime, reason: str = "") -> str:
        """Write a context down and give its id; `by` has `pk` and `name`."""
        if not self._ids:
            self._ids = self._more()
        identity = self._ids.pop()
        key = (name, by.pk if by is not None else 0, reason)
        said = self._said.get(key)
        if said is None:
            who = {"user": by.pk, "name": by.name} if by is not None else {}
            said = self._said[key] = text(as_json({"act": name, "reason": reason, **who}))
        self._lines.append(f"{identity}\t{at}\t{at}\t{said}")
        return identity

    def _more(self) -> list[str]:
        """Random ids with the marks of version 4."""
        raw = np.frombuffer(self._dice.bytes(16 * 4096), np.uint8).reshape(-1, 16).copy()
        raw[:, 6], raw[:, 8] = raw[:, 6] & 0x0F | 0x40, raw[:, 8] & 0x0F | 0x80
        written = raw.tobytes().hex()
        return [written[at : at + 32] for at in range(0, len(written), 32)]
