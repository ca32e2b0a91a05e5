"""What a fire is by loss: minor or not, its loss class; and which deaths count. All by the rows in force on its day.

Loss classes: 《生产安全事故报告和调查处理条例》 (deaths, severely injured) and 《火灾统计管理规定》
(loss, from 2025-05-01).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

ORDINARY, LARGER, MAJOR, GRAVE = "ORDINARY", "LARGER", "MAJOR", "GRAVE"
RISING = (ORDINARY, LARGER, MAJOR, GRAVE)
DEAD, SEVERE, LIGHT = "DEAD", "SEVERE", "LIGHT"
LOSS = "LOSS"
# From this day the series of numbers is another one: 火灾统计管理规定（消防〔2025〕17号）.
BREAK_DATE = date(2025, 5, 1)


@dataclass(frozen=True)
class Row:
    """One threshold: from `value` of a measure (DEAD, SEVERE, LOSS) on, a fire is of this class."""

    measure: str
    loss_class: str
    value: Decimal
    since: date | None = None
    until: date | None = None

    def holds(self, on: date) -> bool:
        """In force on a day; the last day is out."""
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)


@dataclass(frozen=True)
class Toll:
    """What a fire cost: people, and yuan where they are known."""

    dead: int
    severe: int
    light: int
    loss: Decimal | None

    @property
    def anybody(self) -> bool:
        """Was anybody hurt?"""
        return bool(self.dead or self.severe or self.light)


def loss_class(toll: Toll, rows: Iterable[Row], on: date) -> str:
    """The loss class: the highest that any measure reaches; empty where no rule is in force or it cannot be known.

    With an unknown loss the class is what the casualties alone make of it, if that is more than ordinary.
    """
    valid = [row for row in rows if row.holds(on)]
    if not valid:
        return ""
    known = {DEAD: Decimal(toll.dead), SEVERE: Decimal(toll.severe), LOSS: toll.loss}
    reached = [row.loss_class for row in valid if (value := known[row.measure]) is not None and value >= row.value]
    if reached:
        return max(reached, key=RISING.index)
    return "" if toll.loss is None else ORDINARY


def minor(toll: Toll, below: Decimal | None) -> bool | None:
    """Is it a minor fire: nobody hurt, a loss below so many yuan? None without a rule, or while it is not known."""
    if below is None:
        return None
    if toll.anybody:
        return False
    return None if toll.loss is None else toll.loss < below


def last_counted_day(fire: date, days: int) -> date:
    """The last day on which a death counts to a fire."""
    return fire + timedelta(days=days)


def counted_as(harm: str, died: date | None, fire: date, days: int) -> str:
    """How a casualty counts: who died later than the rule counts stays severely injured."""
    if harm != DEAD:
        return harm
    return DEAD if died is not None and died <= last_counted_day(fire, days) else SEVERE


def final_from(year: int, days: int) -> date:
    """The day from which the deaths of a year can change no more by somebody's dying: 30 January for 30 days."""
    return last_counted_day(date(year, 12, 31), days)


def deaths_final(year: int, days: int, on: date) -> bool:
    """Are the deaths of a year final on a day? Those of 31 December count until that day has come."""
    return on >= final_from(year, days)


def broken(since: date, until: date) -> bool:
    """Does a span, compared with the same one a year before, reach over the break of the series? `until` is out."""
    before = since.replace(year=since.year - 1, day=min(since.day, 28))
    return before < BREAK_DATE < until
