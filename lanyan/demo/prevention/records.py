"""Checks and what came of them, as they are drawn: plain values, before any row is written."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from lanyan.demo.past_script import Actor
from lanyan.demo.prevention.sites import Site
from lanyan.demo.prevention.staff import Officer, Team
from lanyan.demo.prevention.words import Found

# What was done about a hazard in the check: put right on the spot, ordered at once, ordered by a date.
SPOT, ONCE, DATE = "SPOT", "ONCE", "DATE"


@dataclass(slots=True)
class Recheck:
    """One re-check of a hazard: when, whether it was put right, what was said."""

    at: datetime
    fixed: bool
    words: str


@dataclass(slots=True)
class Finding:
    """One hazard: what, where, what was ordered, and what became of it."""

    check: "Check"
    found: Found
    item: Any
    treatment: str
    # Left as it is: neither put right nor forgotten.
    stays: bool = False
    at: datetime = field(init=False)
    ordered_at: datetime | None = None
    due: date | None = None
    reported_at: datetime | None = None
    rechecks: list[Recheck] = field(default_factory=list)
    case: "Penalty | None" = None
    number: str = ""
    row: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        # Written down while the check goes on.
        self.at = self.check.ends - timedelta(minutes=12)

    @property
    def clause(self) -> str:
        """The clause of its item."""
        return str(self.item.facts.get("clause", ""))[:120]

    @property
    def line(self) -> str:
        """As papers write it: where, what, against which clause."""
        place = f"{self.found.place}：" if self.found.place else ""
        return f"{place}{self.found.words}（{self.clause}）"


@dataclass(slots=True)
class Check:
    """One check from its planning to its end."""

    site: Site
    cause: str
    form: str
    begins: datetime
    ends: datetime
    team: Team
    lead: Officer
    second: Officer
    assistant: int | None = None
    drive: str = ""
    lot: "Lot | None" = None
    cause_words: str = ""
    is_joint: bool = False
    created_at: datetime = field(init=False)
    refused: bool = False
    findings: list[Finding] = field(default_factory=list)
    number: str = ""
    notice: str = ""
    row: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.created_at = self.begins

    @property
    def by(self) -> Actor:
        """Who is in charge of it."""
        return self.lead.by

    @property
    def day(self) -> date:
        """Its day."""
        return self.begins.date()

    @property
    def scheduled(self) -> date:
        """The day it is planned for: what was drawn is to be made by the day of its draw."""
        return self.lot.scheduled if self.lot is not None else self.day

    def of(self, treatment: str) -> list[Finding]:
        """The findings that were treated so."""
        return [one for one in self.findings if one.treatment == treatment]


@dataclass(slots=True)
class Penalty:
    """One case."""

    finding: Finding
    rule: str
    on_the_spot: bool
    opened_at: datetime
    proposed_at: datetime
    decided_at: datetime
    ended_at: datetime
    warning: bool = False
    fine: int | None = None
    stop: str = ""
    person: str = ""
    number: str = ""


@dataclass(slots=True)
class Sealing:
    """One temporary seal, lifted in the end."""

    finding: Finding
    ground: str
    part: str
    proposed_at: datetime
    studied_at: datetime
    decided_at: datetime
    asked_at: datetime
    checked_at: datetime
    lifted_at: datetime
    number: str = ""


@dataclass(slots=True)
class Major:
    """One major hazard, listed and mostly delisted."""

    finding: Finding
    category: str
    elements: tuple[str, ...]
    suspected_at: datetime
    determined_at: datetime
    notified_at: datetime
    reported_at: datetime
    listed: date
    list_due: date
    delisted: date | None
    level: str
    number: str = ""


@dataclass(slots=True)
class Held:
    """One evacuation drill."""

    site: Site
    at: datetime
    team: Team
    people: int | None
    minutes: float | None
    words: str
    number: str = ""


@dataclass(slots=True)
class Lot:
    """One random draw of a battalion: its frozen ground, the seed, what came out in order."""

    team: Team
    year: int
    half: int
    seed: str
    drawn_at: datetime
    approved_at: datetime
    published: date
    scheduled: date
    population: list[tuple[int, str]]
    weights: dict[str, int]
    staff: list[tuple[int, int]]
    # In the order of the draw.
    checks: list[Check] = field(default_factory=list)
    row: list[str] = field(default_factory=list)


@dataclass
class Year:
    """Everything of one year of one city."""

    year: int
    checks: list[Check] = field(default_factory=list)
    lots: list[Lot] = field(default_factory=list)
    penalties: list[Penalty] = field(default_factory=list)
    seals: list[Sealing] = field(default_factory=list)
    majors: list[Major] = field(default_factory=list)
    drills: list[Held] = field(default_factory=list)
