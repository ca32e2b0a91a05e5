"""Rows of dispatch plans: what they ask of an incident, and reading them as people write them."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lanyan.incidents import rules, words
from lanyan.incidents.models import Incident
from lanyan.incidents.models.plans import MOST_QUANTITY
from lanyan.kernel import codes
from lanyan.kernel.errors import Refused
from lanyan.kernel.models import Code
from lanyan.web import formats

COLUMNS = {
    "kind": gettext_lazy("kind"),
    "subkind": gettext_lazy("sub-kind"),
    "place_class": gettext_lazy("object"),
    "level": gettext_lazy("level"),
    "capability": gettext_lazy("capability"),
    "quantity": gettext_lazy("quantity"),
}
MOST_ROWS = 2000
# From here up the ladder follows the floor: three metres a floor, and it must top the sill.
LADDER_FLOOR, METRES_A_FLOOR = 8, 3.0
NUMERALS = "〇一二三四五"
MUST = object()


@dataclass(frozen=True)
class Row:
    """So much of a capability for incidents of a kind; an empty sub-kind or object and no level mean any."""

    kind: str
    subkind: str
    place_class: str
    level: int | None
    capability: str
    quantity: float

    @property
    def line(self) -> tuple[str, str, str, int | None]:
        """For which incidents it speaks: rows with the same belong to one line of the table."""
        return self.kind, self.subkind, self.place_class, self.level

    @property
    def key(self) -> tuple[str, str, str, int | None, str]:
        """What a plan says once only."""
        return *self.line, self.capability

    def place(self) -> tuple[Any, ...]:
        """Where it stands in the table: kinds as in statistics, what holds for any before what is narrower."""
        classes = [code for code, _label in rules.PLACE_CLASSES]
        return (
            Incident.Kind.values.index(self.kind),
            self.subkind,
            classes.index(self.place_class) + 1 if self.place_class in classes else 0,
            self.level or 0,
            [*codes.table("capabilities"), self.capability].index(self.capability),
        )


def needed(
    rows: Iterable[Row], kind: str, level: int | None, facts: Mapping[str, Any], subkind: str = ""
) -> dict[str, float]:
    """What an incident needs by capability: the largest quantity of all rows that speak for it.

    For fires from the eighth floor up a ladder that is asked for must reach the floor: three metres each.
    """
    wanted: dict[str, float] = {}
    for row in rows:
        speaks = (
            row.kind == kind
            and row.level in (None, level)
            and row.subkind in ("", subkind)
            and row.place_class in ("", facts.get("place_class"))
        )
        if speaks:
            wanted[row.capability] = max(wanted.get(row.capability, 0.0), row.quantity)
    floor = facts.get("floor")
    if kind == rules.FIRE and isinstance(floor, int) and floor >= LADDER_FLOOR and "ladder_m" in wanted:
        wanted["ladder_m"] = max(wanted["ladder_m"], floor * METRES_A_FLOOR)
    return wanted


# ---- reading ------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Typed:
    """A row as somebody wrote it: the number it bears there, and its cells by column, codes or words."""

    number: int
    cells: Mapping[str, Any]


@dataclass(frozen=True)
class Fault:
    """One wrong cell: in which row and column, and why."""

    row: int
    column: str
    reason: str
    capability: str = ""

    def __str__(self) -> str:
        label = str(COLUMNS[self.column])
        where = f"{label} ({words.capability(self.capability)})" if self.capability else label
        return _("Row {row}, {column}: {reason}").format(row=self.row, column=where, reason=self.reason)


class WrongRows(Refused):
    """Rows that cannot be taken, with every fault."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(_("Wrong cells: {count}. {first}").format(count=len(faults), first=faults[0]), field="rows")
        self.faults = faults


def read(typed: Iterable[Typed]) -> list[Row]:
    """Read rows, or refuse them all with each wrong cell by row, column and reason."""
    reader = _Reader()
    rows = [reader.row(one) for one in typed]
    if len(rows) > MOST_ROWS:
        raise Refused(_("More than {most} rows.").format(most=MOST_ROWS), field="rows")
    if reader.faults:
        raise WrongRows(list(dict.fromkeys(reader.faults)))
    return [row for row in rows if row is not None]


class _Wrong(Exception):
    """A cell cannot be read, and why."""


class _Reader:
    """Reads one row after the other and remembers every fault, and what has been said already."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._said: dict[Any, int] = {}
        rows = codes.table("incident_kinds").values()
        self._subkinds = {kind: _spelled(row for row in rows if row.parent == kind) for kind in Incident.Kind.values}
        self._kinds = _spelled(row for row in rows if not row.parent) | _translated(lambda: Incident.Kind.choices)
        self._classes = {code: code for code, _label in rules.PLACE_CLASSES} | _translated(lambda: rules.PLACE_CLASSES)
        self._levels = {kind: _spelled_levels(kind) for kind in rules.HIGHEST_LEVEL}
        self._capabilities = _spelled(codes.table("capabilities").values())

    def row(self, typed: Typed) -> Row | None:
        """Read one; None when anything of it is wrong."""
        before = len(self.faults)
        kind = self._cell(typed, "kind", lambda text: _known(text, self._kinds))
        able = self._cell(typed, "capability", lambda text: _known(text, self._capabilities))
        quantity = self._cell(typed, "quantity", _quantity, of=able or "")
        level, subkind, place_class = None, "", ""
        if kind is not None:
            level = self._cell(typed, "level", lambda text: self._level(text, kind), empty=None)
            subkind = self._cell(typed, "subkind", lambda text: _known(text, self._subkinds[kind]), empty="")
            place_class = self._cell(typed, "place_class", lambda text: self._class(text, kind), empty="")
        if len(self.faults) > before:
            return None
        row = Row(kind, subkind, place_class, level, able, quantity)
        first = self._said.setdefault(row.key, typed.number)
        if first != typed.number:
            self._fault(typed, "capability", _("says the same as row {row}").format(row=first), able)
        return row

    def _cell(self, typed: Typed, column: str, read: Callable[[str], Any], *, empty: Any = MUST, of: str = "") -> Any:
        text = str(typed.cells.get(column) if typed.cells.get(column) is not None else "").strip()
        if not text and empty is not MUST:
            return empty
        try:
            return read(text)
        except _Wrong as wrong:
            self._fault(typed, column, str(wrong), of)
            return None

    def _fault(self, typed: Typed, column: str, reason: str, of: str = "") -> None:
        self.faults.append(Fault(typed.number, column, reason, of))

    def _level(self, text: str, kind: str) -> int:
        if kind not in self._levels:
            raise _Wrong(_("only fire and rescue have a level"))
        level = self._levels[kind].get(text.casefold())
        if level is None:
            most = rules.HIGHEST_LEVEL[kind]
            raise _Wrong(_("“{text}” is not a level from 1 to {most}").format(text=text[:40], most=most))
        return int(level)

    def _class(self, text: str, kind: str) -> str:
        if kind != rules.FIRE:
            raise _Wrong(_("only fires have an object"))
        return _known(text, self._classes)


def _spelled(rows: Iterable[Code]) -> dict[str, str]:
    """Every way to write the rows of a code list: code, Chinese, English."""
    return {text.casefold(): row.code for row in rows for text in (row.code, row.label_zh, row.label_en)}


def _translated(choices: Callable[[], Iterable[tuple[str, Any]]]) -> dict[str, str]:
    """Every way to write choices, in all languages of the house."""
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {str(label).casefold(): code for code, label in choices()}
    return found


def _spelled_levels(kind: str) -> dict[str, str]:
    """Every way to write the levels of a kind: 2, 2.0, 二级, 2级, and in words with the kind."""
    levels = range(1, rules.HIGHEST_LEVEL[kind] + 1)
    plain = {text: str(n) for n in levels for text in (str(n), f"{n}.0", f"{n}级", f"{NUMERALS[n]}级", NUMERALS[n])}
    return plain | _translated(lambda: [(str(n), words.level(kind, n)) for n in levels])


def _known(text: str, spelled: Mapping[str, str]) -> str:
    if not text:
        raise _Wrong(_("is missing"))
    code = spelled.get(text.casefold())
    if code is None:
        raise _Wrong(_("“{text}” is not in the list").format(text=text[:40]))
    return code


def _quantity(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 < number <= MOST_QUANTITY:
        if not text:
            raise _Wrong(_("is missing"))
        most = formats.number(MOST_QUANTITY)
        raise _Wrong(_("“{text}” is not a number above 0 and up to {most}").format(text=text[:40], most=most))
    return number
