"""Which incidents must be reviewed, by whom and by when; the lives of a review and of a task. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from lanyan.kernel.states import LifeCycle, Move

DUE, DRAFT, SUBMITTED, APPROVED, WITHDRAWN = "DUE", "DRAFT", "SUBMITTED", "APPROVED", "WITHDRAWN"
# What is still to be held.
WAITING = (DUE, DRAFT, SUBMITTED)
REVIEW = LifeCycle(
    "state",
    (
        Move("begin_review", (DUE,), DRAFT),
        Move("submit_review", (DRAFT,), SUBMITTED),
        Move("return_review", (SUBMITTED,), DRAFT),
        Move("approve_review", (SUBMITTED,), APPROVED),
        Move("withdraw_review", (DUE, DRAFT, SUBMITTED, APPROVED), WITHDRAWN),
    ),
)

OPEN, DONE, CONFIRMED = "OPEN", "DONE", "CONFIRMED"
TASK = LifeCycle(
    "state",
    (
        Move("finish_task", (OPEN,), DONE),
        Move("return_task", (DONE,), OPEN),
        Move("confirm_task", (DONE,), CONFIRMED),
        Move("withdraw_task", (OPEN, DONE), WITHDRAWN),
    ),
)

STATION, BATTALION, DETACHMENT = "STATION", "BATTALION", "DETACHMENT"
# Who reviews, the lowest first: of several rows that speak the highest holds.
LEVELS = (STATION, BATTALION, DETACHMENT)


@dataclass(frozen=True)
class Row:
    """One row of the table: of which incidents it speaks, who reviews them and within how many days after closing.

    Empty, or nought: it asks nothing of that.
    """

    code: str
    level: str
    days: int
    kind: str = ""
    least_level: int = 0
    least_dead: int = 0
    least_own: int = 0
    notable: bool = False


@dataclass(frozen=True)
class Facts:
    """What is known of an incident. Absent numbers say nothing: they meet no row that asks for them."""

    kind: str
    level: int | None = None
    dead: int | None = None
    own: int | None = None
    notable: bool = False


def speaks(row: Row, facts: Facts) -> bool:
    """Whether a row speaks of an incident: all it asks for is met."""
    return (
        row.kind in ("", facts.kind)
        and (facts.level or 0) >= row.least_level
        and (facts.dead or 0) >= row.least_dead
        and (facts.own or 0) >= row.least_own
        and (facts.notable or not row.notable)
    )


def asked(rows: Iterable[Row], facts: Facts) -> Row | None:
    """The row that holds for an incident: the highest level; of two alike the sooner one. None: no review is due."""
    found = [row for row in rows if speaks(row, facts)]
    return max(found, key=lambda row: (LEVELS.index(row.level), -row.days), default=None)


def due_date(closed_on: date, days: int) -> date:
    """The last day on which a review is in time: so many days after the incident was closed."""
    return closed_on + timedelta(days=days)


def is_late(due: date | None, done_on: date | None, today: date) -> bool:
    """Whether something was done after its last day, or is not done and its last day has passed."""
    return due is not None and (done_on or today) > due
