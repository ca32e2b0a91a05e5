"""Competence 管辖: who is to deal with a matter, by matter × place × date; transfers and their life. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lanyan.kernel.states import LifeCycle, Move

SENT, RECEIVED, ANSWERED, WITHDRAWN = "SENT", "RECEIVED", "ANSWERED", "WITHDRAWN"

TRANSFER = LifeCycle(
    "status",
    (
        Move("receive_transfer", (SENT,), RECEIVED),
        Move("answer_transfer", (SENT, RECEIVED), ANSWERED),
        Move("withdraw_transfer", (SENT, RECEIVED), WITHDRAWN),
    ),
)


@dataclass(frozen=True)
class Competence:
    """One row: this body is competent for a matter where the division code begins so, between two days."""

    code: str
    matter: str
    place: str
    body: str
    body_kind: str
    since: date | None = None
    until: date | None = None

    def holds(self, matter: str, place: str, on: date) -> bool:
        """Does it cover the matter at the place on the day?"""
        there = matter == self.matter and place.startswith(self.place)
        return there and (self.since is None or self.since <= on) and (self.until is None or on < self.until)


def competent(table: Iterable[Competence], *, matter: str, place: str, on: date) -> list[Competence]:
    """The bodies competent for a matter, those of the nearest place only: a granted township goes before the nation."""
    found = [row for row in table if row.holds(matter, place, on)]
    nearest = max((len(row.place) for row in found), default=0)
    return [row for row in found if len(row.place) == nearest]
