"""Periods: the only place that knows what 2024, a quarter or a statistical day is. Half-open, Asia/Shanghai."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")

_YEAR = re.compile(r"(\d{4})")
_QUARTER = re.compile(r"(\d{4})-?Q([1-4])", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


@dataclass(frozen=True)
class Period:
    """From `since` (in) to `until` (out), and the text a person would type for it."""

    text: str
    since: datetime
    until: datetime

    def year_before(self) -> "Period":
        """Name the same period one year earlier (29 February falls back to the 28th)."""
        return parse(re.sub(r"^\d{4}", lambda found: str(int(found[0]) - 1), self.text))


def midnight(day: date, hour: int = 0) -> datetime:
    """Give the instant at which a day begins (hour 8 for an 08:00 statistical day)."""
    return datetime.combine(day, time(hour), tzinfo=ZONE)


def year(number: int) -> Period:
    """The calendar year: a call answered at 24:00 of 31 December belongs to the next one."""
    if not 1900 < number < 9000:
        raise ValueError(f"{number} is not a year between 1901 and 8999")
    return Period(str(number), midnight(date(number, 1, 1)), midnight(date(number + 1, 1, 1)))


def quarter(number: int, part: int) -> Period:
    """Quarter 1 to 4 of a year."""
    first = date(number, 3 * part - 2, 1)
    return Period(f"{number}Q{part}", midnight(first), midnight(_next_month(date(number, 3 * part, 1))))


def month(number: int, part: int) -> Period:
    """Month 1 to 12 of a year."""
    first = date(number, part, 1)
    return Period(f"{number}-{part:02}", midnight(first), midnight(_next_month(first)))


def day(on: date, hour: int = 0) -> Period:
    """One day, cut at midnight or at the hour the unit's brief begins."""
    return Period(on.isoformat(), midnight(on, hour), midnight(on + timedelta(days=1), hour))


def parse(text: str) -> Period:
    """Read 2024, 2024Q3, 2024-03 or 2024-03-05; raise ValueError with the reason otherwise."""
    text = text.strip()
    if found := _YEAR.fullmatch(text):
        return year(int(found[1]))
    if found := _QUARTER.fullmatch(text):
        return quarter(int(found[1]), int(found[2]))
    if found := _MONTH.fullmatch(text):
        return month(int(found[1]), int(found[2]))
    if found := _DAY.fullmatch(text):
        numbers = [int(part) for part in found.groups()]
        if numbers[1:] == [2, 29] and not _leap(numbers[0]):
            numbers[2] = 28
        return day(date(*numbers))
    raise ValueError(f"“{text}” is not a period: write 2024, 2024Q3, 2024-03 or 2024-03-05")


def year_of(at: datetime) -> int:
    """The year, in Beijing time, to which an instant belongs."""
    return at.astimezone(ZONE).year


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _leap(number: int) -> bool:
    return number % 4 == 0 and (number % 100 != 0 or number % 400 == 0)
