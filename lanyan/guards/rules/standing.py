"""Who stands at a post: from the stamps of arriving, relieving and leaving."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

ARRIVED, ROUND, FOUND, RELIEVED, LEFT = "ARRIVED", "ROUND", "FOUND", "RELIEVED", "LEFT"


@dataclass(frozen=True)
class Said:
    """One stamp: of whom, which kind, when, who is relieved. Of two at an instant the greater `order` is later."""

    person: int
    kind: str
    at: datetime
    relieves: int | None = None
    order: int = 0


def standing(stamps: Iterable[Said]) -> dict[int, datetime]:
    """Who stands there and since when: who arrived or relieved somebody, and has neither left nor been relieved.

    Whoever stamps a round or a finding is there as well, although the stamp of arrival is missing.
    """
    found: dict[int, datetime] = {}
    for one in sorted(stamps, key=lambda said: (said.at, said.order)):
        if one.kind == LEFT:
            found.pop(one.person, None)
            continue
        found.setdefault(one.person, one.at)
        if one.kind == RELIEVED and one.relieves is not None:
            found.pop(one.relieves, None)
    return found


def is_silent(*, since: datetime, until: datetime, standing: int, needed: int, at: datetime, grace: timedelta) -> bool:
    """Whether a post should be held at an instant and too few stand there: nobody said so, so nobody does."""
    return since + grace <= at < until and standing < max(needed, 1)


def overlap(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> bool:
    """Whether two half-open spans share an instant."""
    return one[0] < other[1] and other[0] < one[1]
