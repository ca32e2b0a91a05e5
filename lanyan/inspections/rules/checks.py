"""Checks 行政检查: life cycle, who is qualified, what a conclusion needs. Pure: no clock, no tables, no request."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lanyan.kernel.states import LifeCycle, Move

PLANNED, NOTIFIED, UNDERWAY, CONCLUDED = "PLANNED", "NOTIFIED", "UNDERWAY", "CONCLUDED"
WITHDRAWN, NOT_DONE = "WITHDRAWN", "NOT_DONE"
# What somebody still has to do something about.
STANDING = (PLANNED, NOTIFIED, UNDERWAY)

# What was due and not done is a row, so that a rate can fall below one hundred per cent.
CHECK = LifeCycle(
    "state",
    (
        Move("notify_check", (PLANNED,), NOTIFIED),
        Move("start_check", (NOTIFIED,), UNDERWAY),
        Move("conclude_check", (UNDERWAY,), CONCLUDED),
        Move("withdraw_check", STANDING, WITHDRAWN),
        Move("record_not_done", (PLANNED, NOTIFIED), NOT_DONE),
    ),
)

# The five forms of supervision (消防监督检查规定, order 107 as amended by 120, article 6).
PRE_OPENING, SPOT_CHECK, COMPLAINT_CHECK = "PRE_OPENING", "SPOT_CHECK", "COMPLAINT"
MASS_EVENT, AS_NEEDED = "MASS_EVENT", "AS_NEEDED"

# Why a check is made. What is planned or drawn needs an approved plan or draw.
BY_PLAN, BY_DRAW, BY_COMPLAINT = "PLANNED", "DRAWN", "COMPLAINT"
BY_CASE, BY_DRIVE, BY_OTHER = "CASE", "SPECIAL", "OTHER"

YES, NO, NOT_APPLICABLE = "YES", "NO", "NA"
LEAST_QUALIFIED = 2


@dataclass(frozen=True)
class Licence:
    """A certificate as the rules see it: in force from a day, until (not including) another."""

    number: str
    since: date
    until: date | None = None

    def holds(self, on: date) -> bool:
        """Is it in force on a day?"""
        return self.since <= on and (self.until is None or on < self.until)


@dataclass(frozen=True)
class Officer:
    """A person as the rules see them: category, whether they serve, and their certificates of 执法资格."""

    pk: int
    category: str
    left: date | None = None
    licences: tuple[Licence, ...] = ()

    def licence(self, on: date) -> Licence | None:
        """The certificate that holds on a day; the one that lasts longest when there are several."""
        held = [licence for licence in self.licences if licence.holds(on)]
        return max(held, key=lambda licence: licence.until or date.max, default=None)


# Why somebody may not carry out a check; the words are the caller's.
LEFT, NOT_ESTABLISHED, NO_LICENCE = "LEFT", "NOT_ESTABLISHED", "NO_LICENCE"


def why_unqualified(officer: Officer, *, established: Collection[str], on: date) -> str:
    """Why this person may not carry out a check on a day; empty when they may.

    Established staff in post with 执法资格 (消防救援机构办理行政案件程序规定, 2021, article 3). `established` is data.
    """
    if officer.left is not None and officer.left <= on:
        return LEFT
    if officer.category not in established:
        return NOT_ESTABLISHED
    return "" if officer.licence(on) is not None else NO_LICENCE


def enough_qualified(officers: Iterable[Officer], *, established: Collection[str], on: date) -> bool:
    """Are there at least two who may carry out a check on a day?"""
    able = {officer.pk for officer in officers if not why_unqualified(officer, established=established, on=on)}
    return len(able) >= LEAST_QUALIFIED


@dataclass(frozen=True)
class Cap:
    """How often an enterprise may be checked in a year, and the causes that the local rule leaves outside."""

    most: int
    outside: frozenset[str] = frozenset()


def counts_to_cap(cause: str, cap: Cap | None) -> bool:
    """Does a check of this cause count to the year's cap? Where no cap is entered, all do and nothing is refused."""
    return cap is None or cause not in cap.outside


def over_cap(cause: str, counted: int, cap: Cap | None) -> bool:
    """Would one more check of this cause pass the cap, `counted` being those that stand in the year already?"""
    return cap is not None and counts_to_cap(cause, cap) and counted + 1 > cap.most


def cap_for(division_code: str, caps: Mapping[str, Cap]) -> Cap | None:
    """The cap of a place: that of the longest division code it begins with (city before province)."""
    codes = [code for code in caps if division_code.startswith(code)]
    return caps[max(codes, key=len)] if codes else None


def newer(known: datetime | None, given: datetime) -> bool:
    """Is what the device says at `given` newer than what is known? The latest by device time stands."""
    return known is None or given > known


def unanswered(items: Iterable[int], answers: Mapping[int, str]) -> list[int]:
    """The items of a checklist without an answer; 'not applicable' is one."""
    return [item for item in items if item not in answers]


def unexplained(answers: Mapping[int, str], explained: Collection[int], with_hazard: Collection[int]) -> list[int]:
    """The items answered 'no' that have neither a hazard nor an explanation."""
    return [
        item for item, value in answers.items() if value == NO and item not in explained and item not in with_hazard
    ]
