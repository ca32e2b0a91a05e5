"""Rows of the past: each record a list of COPY fields in the order of its columns, each change one row of history."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any

import numpy as np
from django.db import connection
from pghistory.models import Context

from lanyan.demo.loader import NULL, Loader, columns_of, next_id, text
from lanyan.demo.past_book import Book
from lanyan.demo.past_script import Actor
from lanyan.incidents import rules
from lanyan.incidents.models import Call, DispatchOrder, Incident, LogEntry, Run
from lanyan.kernel.models import ExternalNumber, SearchEntry, Serial
from lanyan.kernel.periods import ZONE

# json.dumps would make a new encoder for every line.
as_json = json.JSONEncoder(ensure_ascii=False).encode
RECORDS = (Incident, Call, DispatchOrder, Run, ExternalNumber)
DAY_SECONDS = 86_400


def _places(model: Any) -> dict[str, int]:
    return {name: number for number, name in enumerate(columns_of(model))}


INCIDENT, CALL, ORDER, RUN, EXTERNAL = (_places(model) for model in RECORDS)
_EVENT = ("pgh_obj_id", "pgh_created_at", "pgh_label", "pgh_context_id")


def _blank(model: Any) -> list[str]:
    """A new record's fields as its model makes them."""
    return [_default(column) for column in model._meta.concrete_fields]


def _default(column: Any) -> str:
    value = column.get_default()
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "t" if value else "f"
    # An object without facts and an array without elements look alike to COPY.
    return "{}" if value in ({}, []) else str(value)


BLANK = {model: _blank(model) for model in RECORDS}


def event_model(model: Any) -> Any:
    """The model of a tracked model's history."""
    return model.pgh_event_model


def _tracked(model: Any) -> list[str]:
    """The columns of a model that its history keeps, in the model's order."""
    kept = {str(column.column) for column in event_model(model)._meta.concrete_fields}
    return [name for name in columns_of(model) if name in kept]


# The columns of a run that come with a stamp: the history of the stamps before it does not know them yet.
STAMPED = {**{f"{stamp}_at": stamp for stamp in rules.STAMP}, "ended_at": "ready"}
BIT = {stamp: 1 << number for number, stamp in enumerate(rules.STAMP)}
# One step of a run: which run, what it was then, which stamps it bore (bits), under which act.
STEPS = "demo_run_step"
STEP_COLUMNS = ("run_id", "status", "stamps", "pgh_created_at", "pgh_label", "pgh_context_id")

TRACKED = {model: itemgetter(*(_places(model)[name] for name in _tracked(model))) for model in RECORDS}


def tables_written() -> list[Any]:
    """All models whose tables the past is loaded into."""
    return [*RECORDS, *(event_model(model) for model in RECORDS), Context, LogEntry, SearchEntry, Serial]


class Calendar:
    """Seconds since 1970 as COPY and JSON write them; texts are kept, for there are millions of instants."""

    def __init__(self) -> None:
        clock = [divmod(second, 60) for second in range(DAY_SECONDS)]
        self._clock = [f"{minute // 60:02}:{minute % 60:02}:{second:02}" for minute, second in clock]
        self._days: dict[int, str] = {}
        self._texts: dict[int, str] = {}
        self._local: dict[int, str] = {}

    def _day(self, day: int) -> str:
        if day not in self._days:
            self._days[day] = datetime.fromtimestamp(day * DAY_SECONDS, tz=UTC).date().isoformat()
        return self._days[day]

    def text(self, at: int) -> str:
        """For COPY: 2024-05-08 19:00:52+00."""
        # One incident speaks of the same few instants again and again.
        found = self._texts.get(at)
        if found is None:
            if len(self._texts) > 1000:
                self._texts.clear()
            found = self._texts[at] = f"{self._day(at // DAY_SECONDS)} {self._clock[at % DAY_SECONDS]}+00"
        return found

    def iso(self, at: int) -> str:
        """As datetime.isoformat() writes it: 2024-05-08T19:00:52+00:00."""
        return f"{self._day(at // DAY_SECONDS)}T{self._clock[at % DAY_SECONDS]}+00:00"

    def local_clock(self, at: int) -> str:
        """The time of day in Beijing: 03:00:52."""
        return f"{datetime.fromtimestamp(at, tz=ZONE):%H:%M:%S}"

    def local_day(self, at: int) -> str:
        """The day in Beijing as numbers bear it: 20240509."""
        hour = at // 3600
        if hour not in self._local:
            self._local[hour] = f"{datetime.fromtimestamp(at, tz=UTC).astimezone(ZONE):%Y%m%d}"
        return self._local[hour]


class Tables:
    """The tables that are filled, each a growing list of lines, with the ids they are given."""

    def __init__(self, loader: Loader) -> None:
        def sink(model: Any) -> list[str]:
            return loader.sink(model._meta.db_table, columns_of(model))

        def events(model: Any) -> list[str]:
            return loader.sink(event_model(model)._meta.db_table, [*_tracked(model), *_EVENT])

        self.incidents, self.calls, self.orders, self.runs, self.externals = (sink(model) for model in RECORDS)
        self._events = {model: events(model) for model in RECORDS if model is not Run}
        self.steps = _run_steps(loader)
        log = [name for name in columns_of(LogEntry) if name != "id"]
        self.log = loader.sink(LogEntry._meta.db_table, log)
        self.contexts = loader.sink(Context._meta.db_table, ["id", "created_at", "updated_at", "metadata"])
        search = [name for name in columns_of(SearchEntry) if name != "id"]
        self.search = loader.sink(SearchEntry._meta.db_table, search)
        self.serials = loader.sink(Serial._meta.db_table, ["series", "last"])
        self._next = {model: next_id(model) for model in RECORDS}

    def _new(self, model: Any) -> list[str]:
        row = BLANK[model][:]
        row[0] = str(self._next[model])
        self._next[model] += 1
        return row

    def take_ids(self) -> tuple[list[str], list[str]]:
        """A blank incident and its blank call."""
        return self._new(Incident), self._new(Call)

    def new_order(self) -> list[str]:
        """A blank order."""
        return self._new(DispatchOrder)

    def new_run(self) -> list[str]:
        """A blank run."""
        return self._new(Run)

    def external_id(self) -> str:
        """The id of the next external number."""
        return self._new(ExternalNumber)[0]

    def _event(self, model: Any, row: list[str], at: str, context: str, label: str) -> None:
        kept = TRACKED[model](row)
        self._events[model].append("\t".join(kept) + f"\t{row[0]}\t{at}\t{label}\t{context}")

    def incident_event(self, row: list[str], at: str, context: str, label: str = "update") -> None:
        """One step in the history of an incident."""
        self._event(Incident, row, at, context, label)

    def call_event(self, row: list[str], at: str, context: str, label: str = "update") -> None:
        """One step in the history of a call."""
        self._event(Call, row, at, context, label)

    def order_event(self, row: list[str], at: str, context: str, label: str = "update") -> None:
        """One step in the history of an order."""
        self._event(DispatchOrder, row, at, context, label)

    def run_step(self, run: str, status: str, stamps: int, at: str, context: str, label: str = "update") -> None:
        """One step in the history of a run; the loader makes the whole event of it when the finished run is there."""
        self.steps.append(f"{run}\t{status}\t{stamps}\t{at}\t{label}\t{context}")

    def external_event(self, row: list[str], at: str, context: str, label: str = "update") -> None:
        """One step in the history of an external number."""
        self._event(ExternalNumber, row, at, context, label)


def _run_steps(loader: Loader) -> list[str]:
    """Open the table of the steps of runs: narrow rows, of which the server makes the wide ones of the history.

    Half of all that is written is the history of runs, and all but the stamps of it stands in the runs themselves.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE {STEPS} (number bigint GENERATED ALWAYS AS IDENTITY, run_id bigint, status text,"
            " stamps integer, pgh_created_at timestamptz, pgh_label text, pgh_context_id uuid) ON COMMIT DROP"
        )
    columns = _tracked(Run)
    values = ", ".join(_then(column) for column in columns)
    named = ", ".join(f'"{column}"' for column in (*columns, *_EVENT))
    loader.afterwards(
        f'INSERT INTO "{event_model(Run)._meta.db_table}" ({named})'
        f" SELECT {values}, run.id, step.pgh_created_at, step.pgh_label, step.pgh_context_id"
        f' FROM {STEPS} step JOIN "{Run._meta.db_table}" run ON run.id = step.run_id ORDER BY step.number'
    )
    loader.afterwards(f"DROP TABLE {STEPS}")
    return loader.sink(STEPS, STEP_COLUMNS)


def _then(column: str) -> str:
    """What a column of a run was at a step, in SQL."""
    if column == "status":
        return "step.status"
    if column in STAMPED:
        return f'CASE WHEN step.stamps & {BIT[STAMPED[column]]} <> 0 THEN run."{column}" END'
    return f'run."{column}"'


class Contexts:
    """Contexts of the history: who, which act, why."""

    def __init__(self, tables: Tables, calendar: Calendar, seed: int) -> None:
        self._tables, self._calendar = tables, calendar
        self._dice = np.random.default_rng([seed, 119])
        self._ids: list[str] = []
        self._said: dict[tuple[str, int, str], str] = {}

    def open(self, name: str, by: Actor | None, reason: str, at: int) -> str:
        """Write a context down and give its id."""
        if not self._ids:
            self._ids = self._more()
        identity, when = self._ids.pop(), self._calendar.text(at)
        key = (name, by.pk if by else 0, reason)
        said = self._said.get(key)
        if said is None:
            said = self._said[key] = _said(name, by, reason)
        self._tables.contexts.append(f"{identity}\t{when}\t{when}\t{said}")
        return identity

    def _more(self) -> list[str]:
        """Random ids with the marks of version 4."""
        raw = np.frombuffer(self._dice.bytes(16 * 4096), np.uint8).reshape(-1, 16).copy()
        raw[:, 6], raw[:, 8] = raw[:, 6] & 0x0F | 0x40, raw[:, 8] & 0x0F | 0xA0
        written = raw.tobytes().hex()
        return [written[at : at + 32] for at in range(0, len(written), 32)]


def _said(name: str, by: Actor | None, reason: str) -> str:
    who = {"user": by.pk, "name": by.name} if by else {}
    return text(as_json({"act": name, "reason": reason, **who}))


@dataclass(slots=True)
class Sheet:
    """One incident while it is written: its record, its call, its orders and runs, and what the log needs to say."""

    book: Book
    ids: tuple[list[str], list[str]]
    row: list[str] = field(init=False)
    call: list[str] = field(init=False)
    orders: list[list[str]] = field(default_factory=list)
    order_stations: list[int] = field(default_factory=list)
    runs: list[list[str]] = field(default_factory=list)
    signs: list[str] = field(default_factory=list)
    # Which stamps each run bears so far, in bits.
    stamps: list[int] = field(default_factory=list)
    told: list[list[str]] = field(default_factory=list)
    externals: dict[str, list[str]] = field(default_factory=dict)
    run_externals: list[list[str]] = field(default_factory=list)
    wave: int = -1
    answered: int = 0
    source: str = ""
    kind: str = ""
    subkind: str = ""
    point: tuple[float, float] | None = None
    path: str = ""
    # The incident its call speaks of now, when that is another one.
    called_for: "Sheet | None" = None
    # When the calls that joined it were answered, and their numbers.
    joined: list[tuple[int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.row, self.call = self.ids
        self.path = self.book.path

    @property
    def callback(self) -> str:
        """The number of the last caller who left one."""
        calls = [(self.answered, self.call[CALL["phone"]]), *self.joined]
        return max((call for call in calls if call[1]), default=(0, ""))[1]

    @property
    def short_number(self) -> str:
        """The day's serial, as spoken on the radio."""
        return self.row[INCIDENT["number"]].rsplit("-", 1)[-1]

    @property
    def name(self) -> str:
        """What people call it, as Incident.name."""
        what = self.book.subkinds[self.subkind][1] if self.subkind else ""
        return self.row[INCIDENT["title"]] or f"{self.where} {what}".strip()

    @property
    def where(self) -> str:
        """The place as far as it is known, as Incident.where."""
        row = self.row
        return row[INCIDENT["address"]] or row[INCIDENT["place_words"]] or row[INCIDENT["place_answer"]] or "—"
