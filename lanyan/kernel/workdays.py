"""Working days: the only place that knows public holidays and make-up workdays. Days are days in Beijing.

The State Council publishes the arrangement of one year at a time; `data/workdays.csv` holds the published years, each
day with its notice. Beyond them only weekends are known, and what is computed there is provisional.
"""

import csv
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

FILE = Path(__file__).resolve().parents[1] / "data" / "workdays.csv"
HOLIDAY, WORKDAY = "holiday", "workday"
_SATURDAY = 5


@lru_cache(maxsize=1)
def _table() -> dict[date, str]:
    with FILE.open(encoding="utf-8", newline="") as lines:
        return {date.fromisoformat(row["date"]): row["kind"] for row in csv.DictReader(lines)}


@lru_cache(maxsize=1)
def years() -> frozenset[int]:
    """The years whose arrangement is published and stored."""
    return frozenset(day.year for day in _table())


def is_provisional(day: date) -> bool:
    """Say whether a day lies outside the published years, so that only weekends are known there."""
    return day.year not in years()


def is_workday(day: date) -> bool:
    """Say whether people work on a day: holidays and make-up workdays first, then the weekend."""
    kind = _table().get(day)
    return kind == WORKDAY if kind else day.weekday() < _SATURDAY


def add_workdays(day: date, number: int) -> date:
    """Give the last day of a term of `number` working days: the day it begins on is not counted (0 gives the day)."""
    if number < 0:
        raise ValueError(f"A term of {number} working days does not exist")
    for later in _days_after(day):
        if number == 0:
            break
        day, number = later, number - is_workday(later)
    return day


def workdays_between(first: date, last: date) -> int:
    """Count the working days after `first` up to and including `last`; negative when `last` comes before `first`."""
    if last < first:
        return -workdays_between(last, first)
    return _workdays_until(last) - _workdays_until(first)


def _workdays_until(day: date) -> int:
    """The working days up to a day, from the first Monday of the calendar: whole weeks, then what was arranged."""
    weeks, rest = divmod(day.toordinal(), 7)
    arranged, more = _arranged()
    return weeks * _SATURDAY + min(rest, _SATURDAY) + more[bisect_right(arranged, day)]


@lru_cache(maxsize=1)
def _arranged() -> tuple[list[date], list[int]]:
    """The days that are not what their weekday says, in order, and by how much the count has changed before each."""
    days = sorted(day for day in _table() if is_workday(day) != (day.weekday() < _SATURDAY))
    return days, list(accumulate((1 if is_workday(day) else -1 for day in days), initial=0))


def _days_after(day: date) -> Iterator[date]:
    while True:
        day += timedelta(days=1)
        yield day
