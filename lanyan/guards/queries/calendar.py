"""Guards by day: a month or a week, in Beijing time."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from lanyan.guards.models import Guard
from lanyan.kernel.periods import midnight

MONTH, WEEK = "month", "week"


@dataclass(frozen=True)
class Day:
    """One day with its guards."""

    date: date
    guards: list[Guard]
    inside: bool
    today: bool


def days(mode: str, on: date) -> list[date]:
    """The days shown: whole weeks from Monday."""
    if mode == WEEK:
        first = on - timedelta(days=on.weekday())
        return [first + timedelta(days=number) for number in range(7)]
    return list(Calendar().itermonthdates(on.year, on.month))


def weeks(user: Any, mode: str, on: date) -> list[list[Day]]:
    """The weeks of a month, or one week, with the guards that go on on each day: one query."""
    shown = days(mode, on)
    since, until = midnight(shown[0]), midnight(shown[-1] + timedelta(days=1))
    found = Guard.objects.visible_to(user).standing().of_span(since, until)
    guards = list(found.select_related("unit").order_by("starts_at", "pk"))
    today = timezone.localdate()
    made = [
        Day(
            day,
            [
                one
                for one in guards
                if one.starts_at < midnight(day + timedelta(days=1)) and one.ends_at > midnight(day)
            ],
            mode == WEEK or day.month == on.month,
            day == today,
        )
        for day in shown
    ]
    return [made[at : at + 7] for at in range(0, len(made), 7)]


def beside(mode: str, on: date) -> tuple[date, date]:
    """A day of the month or week before, and of the one after."""
    if mode == WEEK:
        return on - timedelta(days=7), on + timedelta(days=7)
    first = on.replace(day=1)
    return (first - timedelta(days=1)).replace(day=1), (first + timedelta(days=31)).replace(day=1)
