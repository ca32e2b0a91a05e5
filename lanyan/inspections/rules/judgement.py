"""Major hazards 重大火灾隐患: judged by the set of GB 35181 in force on the day of the check. Pure.

A set without elements blocks the judgement; it never falls back to an older one.
"""

import csv
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from lanyan.kernel.states import LifeCycle, Move

FOLDER = Path(__file__).resolve().parents[2] / "data" / "gb35181"
DIRECT, COMBINED = "direct", "combined"
CROWDED, FLAMMABLE, IMPORTANT, OTHER = "CROWDED", "FLAMMABLE", "IMPORTANT", "OTHER"

SUSPECTED, NOT_MAJOR, DETERMINED, NOTIFIED = "SUSPECTED", "NOT_MAJOR", "DETERMINED", "NOTIFIED"
LISTED, DELIST_ASKED, DELISTED, CLOSED = "LISTED", "DELIST_ASKED", "DELISTED", "CLOSED"
OPEN = (SUSPECTED, DETERMINED, NOTIFIED, LISTED, DELIST_ASKED, DELISTED)

MAJOR = LifeCycle(
    "status",
    (
        Move("determine_major", (SUSPECTED,), DETERMINED),
        Move("find_not_major", (SUSPECTED,), NOT_MAJOR),
        Move("notify_major", (DETERMINED,), NOTIFIED),
        # The report to the government runs beside: it is a fact of its own, and listing asks for it.
        Move("list_major", (NOTIFIED,), LISTED),
        Move("ask_delisting", (LISTED,), DELIST_ASKED),
        Move("refuse_delisting", (DELIST_ASKED,), LISTED),
        Move("delist_major", (DELIST_ASKED,), DELISTED),
        # Where the government does not list it, the matter still ends with a re-check.
        Move("close_major", (NOTIFIED, DELISTED), CLOSED),
    ),
)

LEAST_STUDY, LEAST_EXPERTS = 3, 7
# Of the experts at least two of three must agree.
AGREE_OF, AGREE_NEED = 3, 2


@dataclass(frozen=True)
class Element:
    """One element of a set: its clause, whether it decides alone, its words."""

    clause: str
    method: str
    label_zh: str
    label_en: str
    mark: str


@dataclass(frozen=True)
class Threshold:
    """For a category of place, so many combined elements out of these make it major; `*` is any of them."""

    category: str
    least: int
    clauses: frozenset[str]

    def counted(self, found: Collection[str]) -> int:
        """How many of the found elements count here."""
        return len([clause for clause in found if "*" in self.clauses or clause in self.clauses])


@dataclass(frozen=True)
class RuleSet:
    """One version of the standard, between two days."""

    version: str
    title_zh: str
    title_en: str
    since: date | None
    until: date | None
    elements: tuple[Element, ...]
    thresholds: tuple[Threshold, ...]

    def element(self, clause: str) -> Element | None:
        """One element by its clause."""
        return next((element for element in self.elements if element.clause == clause), None)

    def holds(self, on: date) -> bool:
        """Is it in force on a day?"""
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)


class Blocked(Exception):
    """No judgement is possible: `reason` is NO_SET or EMPTY_SET, `version` the set that lacks its elements."""

    def __init__(self, reason: str, version: str = "") -> None:
        super().__init__(f"{reason} {version}".strip())
        self.reason, self.version = reason, version


NO_SET, EMPTY_SET = "NO_SET", "EMPTY_SET"


@dataclass(frozen=True)
class Judgement:
    """What came out: by which set and method, and the count against each threshold that was tried."""

    major: bool
    version: str
    method: str
    direct: tuple[str, ...]
    combined: tuple[str, ...]
    tried: tuple[tuple[int, int, str], ...]

    @property
    def counted(self) -> int:
        """The combined elements counted, in the threshold that came nearest."""
        return max((count for count, _least, _clauses in self.tried), default=0)


@lru_cache(maxsize=1)
def sets() -> tuple[RuleSet, ...]:
    """All versions on file, oldest first."""
    elements, thresholds = _rows("elements"), _rows("thresholds")
    return tuple(
        RuleSet(
            row["version"],
            row["title_zh"],
            row["title_en"],
            _day(row["since"]),
            _day(row["until"]),
            tuple(_element(one) for one in elements if one["version"] == row["version"]),
            tuple(_threshold(one) for one in thresholds if one["version"] == row["version"]),
        )
        for row in _rows("sets")
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _element(row: dict[str, str]) -> Element:
    return Element(row["clause"], row["method"], row["label_zh"], row["label_en"], row["mark"])


def _threshold(row: dict[str, str]) -> Threshold:
    return Threshold(row["category"], int(row["least"]), frozenset(row["clauses"].split()))


def set_for(checked: date, known: Iterable[RuleSet]) -> RuleSet:
    """The set in force on the day of the check; raises Blocked where there is none, or where its table is empty."""
    found = next((one for one in known if one.holds(checked)), None)
    if found is None:
        raise Blocked(NO_SET)
    if not found.elements:
        raise Blocked(EMPTY_SET, found.version)
    return found


def judge(rules: RuleSet, found: Collection[str], *, category: str) -> Judgement:
    """Judge by the elements found: one direct one decides alone, combined ones count against the category's thresholds.

    Raises KeyError for a clause that the set does not have.
    """
    methods = {element.clause: element.method for element in rules.elements}
    direct = tuple(sorted(clause for clause in set(found) if methods[clause] == DIRECT))
    combined = tuple(sorted(clause for clause in set(found) if methods[clause] == COMBINED))
    tried = tuple(
        (threshold.counted(combined), threshold.least, " ".join(sorted(threshold.clauses)))
        for threshold in rules.thresholds
        if threshold.category == category
    )
    by_count = any(count >= least for count, least, _clauses in tried)
    method = DIRECT if direct else (COMBINED if by_count else "")
    return Judgement(bool(direct) or by_count, rules.version, method, direct, combined, tried)


def enough_experts(heard: int, agreed: int) -> bool:
    """At least seven were heard, and at least two of three agreed."""
    return heard >= LEAST_EXPERTS and 0 <= agreed <= heard and agreed * AGREE_OF >= heard * AGREE_NEED
