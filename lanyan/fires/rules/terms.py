"""The clock of an investigation: its last day, and how it stands to it."""

from dataclasses import dataclass
from datetime import date, timedelta

from lanyan.kernel import workdays

WORKING_DAYS, DAYS = "working_days", "days"
RUNNING, LATE, ENDED, ENDED_LATE = "RUNNING", "LATE", "ENDED", "ENDED_LATE"


@dataclass(frozen=True)
class Term:
    """So many days or working days; the day it begins on is not counted."""

    number: int
    unit: str


def last_day(began: date, term: Term) -> date:
    """The last day of a term; one that ends on a day off still ends there, as the finding is not a filing."""
    if term.unit == WORKING_DAYS:
        return workdays.add_workdays(began, term.number)
    return began + timedelta(days=term.number)


def standing(due: date, ended: date | None, on: date) -> str:
    """How an investigation stands on a day."""
    if ended is not None:
        return ENDED_LATE if ended > due else ENDED
    return LATE if on > due else RUNNING
