"""Hazards 火灾隐患: one identity from found to closed. Pure: the table of moves, what follows, extension, officers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lanyan.kernel.states import LifeCycle, Move

FOUND, FIXED_ON_SPOT, ORDERED_AT_ONCE, ORDERED_BY_DATE = "FOUND", "FIXED_ON_SPOT", "ORDERED_AT_ONCE", "ORDERED_BY_DATE"
REPORTED_FIXED, CLOSED, NOT_FIXED, WITHDRAWN = "REPORTED_FIXED", "CLOSED", "NOT_FIXED", "WITHDRAWN"

ORDERED = (ORDERED_AT_ONCE, ORDERED_BY_DATE)
OPEN = (FOUND, *ORDERED, REPORTED_FIXED, NOT_FIXED)
# What counts as put right 督改: on the spot, or closed after a re-check.
PUT_RIGHT = (FIXED_ON_SPOT, CLOSED)

HAZARD = LifeCycle(
    "status",
    (
        Move("fix_on_spot", (FOUND,), FIXED_ON_SPOT),
        Move("order_at_once", (FOUND,), ORDERED_AT_ONCE),
        Move("order_by_date", (FOUND, NOT_FIXED), ORDERED_BY_DATE),
        Move("report_fixed", (*ORDERED, NOT_FIXED), REPORTED_FIXED),
        Move("close_hazard", (*ORDERED, REPORTED_FIXED, NOT_FIXED), CLOSED),
        Move("find_not_fixed", (*ORDERED, REPORTED_FIXED), NOT_FIXED),
        Move("withdraw_hazard", (FOUND, *ORDERED, REPORTED_FIXED, NOT_FIXED), WITHDRAWN),
    ),
)

LEAST_OFFICERS = 2
# Why an extension is not possible; the words are the caller's.
NO_LOCAL_RULE, TERM_OVER, TOO_LONG, NOT_LATER, NO_TERM = (
    "NO_LOCAL_RULE",
    "TERM_OVER",
    "TOO_LONG",
    "NOT_LATER",
    "NO_TERM",
)


@dataclass(frozen=True)
class LocalRule:
    """A local rule that allows an extension: for places whose division code begins so, by at most so many days."""

    code: str
    place: str
    most_days: int
    since: date | None = None
    until: date | None = None

    def holds(self, place: str, on: date) -> bool:
        """Is it in force for a place on a day?"""
        begun = self.since is None or self.since <= on
        return place.startswith(self.place) and begun and (self.until is None or on < self.until)


def local_rule(rules: Iterable[LocalRule], place: str, on: date) -> LocalRule | None:
    """The rule of the nearest place: the longest code; None where no local rule is entered."""
    return max((rule for rule in rules if rule.holds(place, on)), key=lambda rule: len(rule.place), default=None)


def why_no_extension(rule: LocalRule | None, *, due: date | None, wanted: date, on: date) -> str:
    """Why the term may not be extended to a day; empty when it may be asked. Article 20 itself gives no ground."""
    if rule is None:
        return NO_LOCAL_RULE
    if due is None:
        return NO_TERM
    if on > due:
        return TERM_OVER
    if wanted <= due:
        return NOT_LATER
    return TOO_LONG if (wanted - due).days > rule.most_days else ""


def is_overdue(status: str, due: date | None, on: date) -> bool:
    """Ordered by a date that has passed, and neither reported fixed nor closed."""
    return status in ORDERED and due is not None and on > due
