"""What holds for looks at water sources, their faults, and the chasing of who mends them. Pure."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from lanyan.kernel.states import LifeCycle, Move

FOUND, PASSED, ANSWERED, SAID_MENDED = "FOUND", "PASSED", "ANSWERED", "SAID_MENDED"
CLOSED, WITHDRAWN = "CLOSED", "WITHDRAWN"
OPEN = (FOUND, PASSED, ANSWERED, SAID_MENDED)
# With the company: its term runs.
RUNNING = (PASSED, ANSWERED)

# Only a look of ours closes a fault: who says it is mended, or is urged, has not mended it yet.
FAULT = LifeCycle(
    "state",
    (
        Move("pass_faults", (FOUND,), PASSED),
        Move("answer_fault", (PASSED, ANSWERED), ANSWERED),
        Move("say_mended", (PASSED, ANSWERED), SAID_MENDED),
        Move("find_unmended", (SAID_MENDED,), PASSED),
        Move("take_back_fault", (PASSED,), FOUND),
        Move("close_fault", OPEN, CLOSED),
        Move("withdraw_fault", OPEN, WITHDRAWN),
    ),
)

# What is wrong, where the list has no word for it.
OTHER = "OTHER"


def due_since(at: datetime, days: Mapping[str, int]) -> dict[str, datetime]:
    """For each kind of source the instant since which it must have been looked at."""
    return {kind: at - timedelta(days=number) for kind, number in days.items()}


def is_due(last_checked_at: datetime | None, days: int, at: datetime) -> bool:
    """Has nobody looked at a source within its interval?"""
    return last_checked_at is None or last_checked_at < at - timedelta(days=days)


def is_overdue(state: str, due_date: date | None, on: date) -> bool:
    """Has the company let its term pass? The last day of a term still belongs to it."""
    return state in RUNNING and due_date is not None and on > due_date


def days_over(state: str, due_date: date | None, on: date) -> int:
    """How many days the term is over; 0 while it runs."""
    return (on - due_date).days if due_date is not None and is_overdue(state, due_date, on) else 0


def escalates_on(passed_date: date, due_date: date, times: float) -> date:
    """The first day on which a fault is told further up: `times` the term have passed since it was passed on."""
    term = max((due_date - passed_date).days, 0)
    return max(passed_date + timedelta(days=int(term * times)), due_date) + timedelta(days=1)


def after_look(
    *, state: str, found_at: datetime, said_mended_at: datetime | None, look_at: datetime, found_faulty: bool
) -> str:
    """The move of an open fault that a look brings, or nothing.

    A look from before the fault was found says nothing of it; one from before somebody said it was mended does not say
    that it was not.
    """
    if state not in OPEN or look_at < found_at:
        return ""
    if not found_faulty:
        return "close_fault"
    if state == SAID_MENDED and said_mended_at is not None and look_at >= said_mended_at:
        return "find_unmended"
    return ""


def share(part: int, whole: int) -> int | None:
    """So many of a hundred, never 100 while one is missing; None of nothing."""
    return 100 * part // whole if whole else None
