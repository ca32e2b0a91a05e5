"""The page behind a number: its definition, what is left out, last year, breakdowns, and the records."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from lanyan.kernel import figures
from lanyan.kernel.figures import Figure, Ratio, Row, Scope, together
from lanyan.reports.ledgers import ledger_of, records_of
from lanyan.reports.numbers import Written, plain, written
from lanyan.reports.scopes import Asked, BadScope
from lanyan.web import formats

# Shown without being asked for, in this order, as far as the figure has them and the scope does not hold them.
OPENING = ("kind", "level", "subkind", "district", "battalion", "vehicle", "station")
OPENING_MOST, ROWS_MOST = 4, 10
# These have no order of their own.
BY_SIZE = ("subkind", "vehicle", "station")


@dataclass(frozen=True)
class Line:
    """One row of a breakdown: its words, its number, where it leads, its share, the same a year earlier."""

    label: str
    value: Any
    said: Written
    url: str
    share: float | None
    before: Written | None = None
    before_url: str = ""
    change: str = ""
    # Kind and number of a level, for its coloured mark.
    mark: tuple[str, str] | None = None


@dataclass(frozen=True)
class Breakdown:
    """A figure by one dimension."""

    key: str
    label: str
    lines: list[Line]
    url: str
    left: int = 0
    has_share: bool = False

    @property
    def most(self) -> Any:
        """The largest value, against which bars are drawn."""
        return max((line.value for line in self.lines if line.value is not None), default=0)


@dataclass(frozen=True)
class Held:
    """One dimension the page is narrowed to, and the address without it."""

    label: str
    value: str
    url: str


@dataclass
class FigurePage:
    """A figure in a scope, as one reader sees it at an instant."""

    figure: Figure | Ratio
    asked: Asked
    where: Mapping[str, str]
    by: str
    at: datetime

    @property
    def scope(self) -> Scope:
        """Unit, period, and the dimensions held."""
        return replace(self.asked.scope, where=self.where)

    @property
    def scope_before(self) -> Scope:
        """The same a year earlier."""
        return replace(self.asked.year_before().scope, where=self.where)

    @cached_property
    def value(self) -> Any:
        """The number."""
        return self.figure.value(self.scope)

    @cached_property
    def value_before(self) -> Any:
        """The number a year earlier."""
        return self.figure.value(self.scope_before)

    @property
    def said(self) -> Written:
        """The number in words."""
        return written(self.figure, self.value)

    @property
    def said_before(self) -> Written:
        """Last year's number in words."""
        return written(self.figure, self.value_before)

    @property
    def change(self) -> str:
        """The change against last year; shares in percentage points."""
        return change(self.figure, self.value, self.value_before)

    @property
    def url_before(self) -> str:
        """The address of the same figure a year earlier."""
        return self.asked.year_before().url(self.figure, **self.where)

    @property
    def command(self) -> str:
        """The command line that gives the same records (of the whole figure when dimensions are held)."""
        options = " ".join(f"--{name} {value}" for name, value in self.asked.words().items())
        return f"lanyan records {self.figure.key} {options}"

    @property
    def held(self) -> list[Held]:
        """What the page is narrowed to."""
        found = []
        for key, text in self.where.items():
            dimension = self.figure.dimension(key)
            rest = {name: value for name, value in self.where.items() if name != key}
            value = "—" if text == "-" else str(dimension.words(dimension.read(text)))
            found.append(Held(str(dimension.label), self._name(key, text) or value, self._url(rest)))
        return found

    @cached_property
    def left_out(self) -> list[tuple[str, Written, str]]:
        """What deliberately does not count: label, number, address."""
        parts = [(figures.get(one.key), one) for one in self.figure.left_out]
        found = []
        for figure, one in parts:
            known = {dimension.key for dimension in figure.dimensions}
            where = {key: text for key, text in {**self.where, **one.where}.items() if key in known}
            value = figure.value(replace(self.scope, where=where))
            found.append((str(figure.label), written(figure, value), self.asked.url(figure, **where)))
        return found

    @property
    def whole_and_part(self) -> list[tuple[str, Written, str]]:
        """Of a share: the two counts it was made of."""
        if not isinstance(self.figure, Ratio):
            return []
        both = [self.figure.part, self.figure.whole]
        values = together(both, self.scope)
        return [(str(one.label), written(one, values[one.key]), self.asked.url(one, **self.where)) for one in both]

    @property
    def ways(self) -> list[tuple[str, str, bool]]:
        """Every way to break it down: label, address, whether it is the one on the screen."""
        return [(str(one.label), self._url(self.where, by=one.key), one.key == self.by) for one in self._free]

    @cached_property
    def breakdowns(self) -> list[Breakdown]:
        """The one asked for, whole and with last year; else the first few, short."""
        if self.by:
            return [self._breakdown(self.by, whole=True)]
        free = {one.key for one in self._free}
        return [self._breakdown(key) for key in OPENING if key in free][:OPENING_MOST]

    @cached_property
    def months(self) -> dict[str, Any] | None:
        """The chart of months, this year against last; months not begun, or outside the period, are absent."""
        if "month" not in {one.key for one in self._free} or self.by == "month":
            return None
        now, before = self.figure.by("month", self.scope), self.figure.by("month", self.scope_before)
        inside = self._months_inside()
        if len(inside) < 2:
            return None
        return {
            "now": [plain(self.figure, row.value) if month in inside else None for month, row in enumerate(now, 1)],
            "before": [plain(self.figure, row.value) for row in before],
            "now_label": self.asked.span.label,
            "before_label": self.asked.span.year_before().label,
            "unit": str(self.figure.counting_unit),
        }

    @property
    def sheet(self) -> Any:
        """The columns of the records."""
        return ledger_of(self.figure)

    def records(self, user: Any) -> QuerySet[Any]:
        """The records this reader may open."""
        found: Any = records_of(self.figure, self.scope)
        return found.visible_to(user)  # type: ignore[no-any-return]

    @cached_property
    def counted(self) -> int:
        """How many records the number was counted from."""
        return self.figure.count(self.scope)

    # ---- inside ------------------------------------------------------------------------------------------------
    @property
    def _free(self) -> list[Any]:
        return [one for one in self.figure.dimensions if one.key not in self.where]

    def _url(self, where: Mapping[str, str], **more: str) -> str:
        return self.asked.url(self.figure, **where, **more)

    def _name(self, key: str, text: str) -> str:
        """The name of a group that only the database knows."""
        if self.figure.dimension(key).naming is None:
            return ""
        return next((row.label for row in self.figure.by(key, self.scope) if row.key == text), "")

    def _breakdown(self, key: str, *, whole: bool = False) -> Breakdown:
        rows = self.figure.by(key, self.scope)
        before = {row.key: row.value for row in self.figure.by(key, self.scope_before)} if whole else {}
        if key in BY_SIZE:
            rows = sorted(rows, key=lambda row: -(row.value or 0))
        shown = rows if whole else rows[:ROWS_MOST]
        lines = [self._line(key, row, before.get(row.key, self._nothing), whole) for row in shown]
        label = str(self.figure.dimension(key).label)
        url = self._url(self.where, by=key)
        return Breakdown(key, label, lines, url, len(rows) - len(shown), self.figure.additive)

    def _line(self, key: str, row: Row, before: Any, whole: bool) -> Line:
        where = {**self.where, key: row.key}
        share = float(row.value) / float(self.value) if self.figure.additive and self.value and row.value else None
        kind, _dash, number = row.key.partition("-")
        mark = (kind, number) if key == "level" and number else None
        line = Line(row.label, row.value, written(self.figure, row.value), self._url(where), share, mark=mark)
        if not whole:
            return line
        url = self.asked.year_before().url(self.figure, **where)
        said = written(self.figure, before)
        return replace(line, before=said, before_url=url, change=change(self.figure, row.value, before))

    @property
    def _nothing(self) -> Any:
        return self.figure.empty if isinstance(self.figure, Figure) else None

    def _months_inside(self) -> set[int]:
        until = min(self.asked.span.until, self.at)
        inside: set[int] = set()
        at = localtime(self.asked.span.since)
        while at < until and len(inside) < 12:
            inside.add(at.month)
            at = at.replace(year=at.year + at.month // 12, month=at.month % 12 + 1, day=1)
        return inside


def change(figure: Figure | Ratio, now: Any, before: Any) -> str:
    """Write a change: percent of last year's number, percentage points of a share; — when there is no base."""
    if figure.form == "share":
        if now is None or before is None:
            return formats.NONE
        points = f"{(now - before) * 100:+.1f}".replace("-", formats.MINUS)
        return _("{points} points").format(points=points)
    return formats.delta(now, before)


def checked_where(figure: Figure | Ratio, words: Mapping[str, str]) -> dict[str, str]:
    """Take the dimensions an address holds a figure at; BadScope when one cannot be read."""
    where = {}
    for dimension in figure.dimensions:
        text = words.get(dimension.key, "")
        if not text:
            continue
        try:
            if text != "-":
                dimension.read(text)
        except ValueError as problem:
            raise BadScope(str(dimension.label), str(problem)) from problem
        where[dimension.key] = text
    return where


def checked_by(figure: Figure | Ratio, words: Mapping[str, str]) -> str:
    """Take the way an address breaks a figure down; BadScope when the figure cannot be broken down so."""
    by = words.get("by", "")
    if by and by not in {dimension.key for dimension in figure.dimensions}:
        raise BadScope("by", _("this figure cannot be broken down by “{name}”").format(name=by))
    return by
