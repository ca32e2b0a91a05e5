"""The legal clock 法定时限: every deadline is a row of `data/legal_clock.csv` with article and version. Pure.

A term of working days ends with the last of them, in Beijing; the day it begins on is not counted. A term of hours ends
to the second. Nothing here reads the clock: instants and days are passed in.
"""

import csv
import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from lanyan.kernel import workdays
from lanyan.kernel.periods import ZONE, midnight

FILE = Path(__file__).resolve().parents[2] / "data" / "legal_clock.csv"
HOURS, WORKING_DAYS, CALENDAR_DAYS, NONE = "hours", "working_days", "calendar_days", "none"
DUE, WARN, BROKEN, MET, MET_LATE = "DUE", "WARN", "BROKEN", "MET", "MET_LATE"
_HOUR = 3600.0


@dataclass(frozen=True)
class Limit:
    """One row of the table: what must be done within how long from what, and where that is written."""

    code: str
    matter_zh: str
    matter_en: str
    from_zh: str
    from_en: str
    number: int | None
    unit: str
    adds_to: str
    article: str
    version: str
    mark: str
    warn_share: float
    source: str

    @property
    def to_be_confirmed(self) -> bool:
        """Known in the field only: the detachment's legal officer has to confirm it before it is relied upon."""
        return self.mark != "S"


@dataclass(frozen=True)
class Deadline:
    """Until when a matter must be done: the instant the term ends, its last day, and where that is written."""

    code: str
    since: datetime
    at: datetime
    last_day: date
    unit: str
    number: int
    article: str
    version: str
    warn_share: float
    provisional: bool


@lru_cache(maxsize=1)
def limits() -> dict[str, Limit]:
    """The whole table by code, in file order."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return {row["code"]: _limit(row) for row in csv.DictReader(lines)}


def _limit(row: dict[str, str]) -> Limit:
    number = int(row["number"]) if row["number"] else None
    return Limit(**{**row, "number": number, "warn_share": float(row["warn_share"])})  # type: ignore[arg-type]


def deadline(code: str, since: datetime | date, *, extra: Collection[str] = ()) -> Deadline:
    """Compute the end of a term that began at `since`; `extra` names rows that lengthen it (experts, approval).

    KeyError for a code that is not in the table, ValueError where the law gives no term or an extra does not fit.
    """
    limit = limits()[code]
    if limit.number is None:
        raise ValueError(f"{code}: the law gives no term here ({limit.article})")
    number = limit.number + sum(_more(code, limit.unit, name) for name in extra)
    began = since if isinstance(since, datetime) else midnight(since)
    at, last = _end(limit.unit, number, began)
    unsure = limit.unit == WORKING_DAYS and any(
        workdays.is_provisional(day) for day in (began.astimezone(ZONE).date(), last)
    )
    return Deadline(code, began, at, last, limit.unit, number, limit.article, limit.version, limit.warn_share, unsure)


def _more(code: str, unit: str, name: str) -> int:
    more = limits()[name]
    if more.adds_to != code or more.unit != unit or more.number is None:
        raise ValueError(f"{name} does not lengthen {code}")
    return more.number


def _end(unit: str, number: int, began: datetime) -> tuple[datetime, date]:
    if unit == HOURS:
        at = began + timedelta(hours=number)
        return at, at.astimezone(ZONE).date()
    first = began.astimezone(ZONE).date()
    last = workdays.add_workdays(first, number) if unit == WORKING_DAYS else first + timedelta(days=number)
    return midnight(last + timedelta(days=1)), last


def warn_at(term: Deadline) -> datetime:
    """The instant from which a term is warned of: its last share, at least one whole unit where it counts days."""
    share = term.number * term.warn_share
    if term.unit == HOURS:
        return term.at - timedelta(hours=share)
    left = min(term.number, max(1, math.floor(share)))
    day = term.last_day
    if term.unit == CALENDAR_DAYS:
        day -= timedelta(days=left - 1)
    while term.unit == WORKING_DAYS and left > 1:
        day -= timedelta(days=1)
        left -= workdays.is_workday(day)
    # Free days between two working days belong to the warning: who looks in on Saturday is told as well.
    while term.unit == WORKING_DAYS and not workdays.is_workday(day - timedelta(days=1)):
        day -= timedelta(days=1)
    return max(midnight(day), term.since)


def state(ends_at: datetime, warns_at: datetime, at: datetime, *, met_at: datetime | None = None) -> str:
    """Where a term stands: due, to be warned of, broken; or met, in time or late."""
    if met_at is not None:
        return MET if met_at < ends_at else MET_LATE
    if at >= ends_at:
        return BROKEN
    return WARN if at >= warns_at else DUE


def left(unit: str, ends_at: datetime, at: datetime) -> float:
    """How much of a term is left in its own unit; negative when it is over. 0 days means: today is the last."""
    if unit == HOURS:
        return (ends_at - at).total_seconds() / _HOUR
    today = at.astimezone(ZONE).date()
    last = (ends_at - timedelta(microseconds=1)).astimezone(ZONE).date()
    if unit == WORKING_DAYS:
        return workdays.workdays_between(today, last)
    return (last - today).days


def overdue_on(due_date: date, on: date) -> bool:
    """Is a term that ends with a day over on another day?"""
    return on > due_date
