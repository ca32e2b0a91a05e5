"""Roll-calls 点名: who has answered since it began, and whether all are safe. Silence is never safety."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

WAITING, DIFFERS, WHOLE, MAYDAY = "WAITING", "DIFFERS", "WHOLE", "MAYDAY"
# What may be said of the scene as a whole.
NOBODY, NOT_ASKED, NOT_SAFE, SAFE = "NOBODY", "NOT_ASKED", "NOT_SAFE", "SAFE"


@dataclass(frozen=True)
class Inside:
    """A crew that is inside now: its key, how many it is, whether it has called mayday."""

    crew: int
    headcount: int
    mayday: bool = False


@dataclass(frozen=True)
class Answer:
    """One answer of a crew to the roll-call; of two at the same instant the one with the greater `order` is later."""

    crew: int
    count: int
    at: datetime
    order: int = 0


@dataclass(frozen=True)
class Stand:
    """How one crew stands to a roll-call, with the answer that says so."""

    inside: Inside
    state: str
    answer: Answer | None = None


def stands(inside: Iterable[Inside], answers: Iterable[Answer], opened_at: datetime) -> list[Stand]:
    """How each crew inside stands: only its last answer since the roll-call began says anything."""
    last: dict[int, Answer] = {}
    for answer in answers:
        if answer.at >= opened_at and (answer.crew not in last or _later(answer, last[answer.crew])):
            last[answer.crew] = answer
    return [_stand(one, last.get(one.crew)) for one in inside]


def _later(one: Answer, other: Answer) -> bool:
    return (one.at, one.order) > (other.at, other.order)


def _stand(crew: Inside, answer: Answer | None) -> Stand:
    if crew.mayday:
        return Stand(crew, MAYDAY, answer)
    if answer is None:
        return Stand(crew, WAITING)
    return Stand(crew, WHOLE if answer.count == crew.headcount else DIFFERS, answer)


def outcome(found: list[Stand], *, asked: bool) -> str:
    """What may be said: nobody inside, nobody asked, not safe, or all safe."""
    if not found:
        return NOBODY
    if not asked:
        return NOT_ASKED
    return SAFE if all(one.state == WHOLE for one in found) else NOT_SAFE


def all_safe(inside: Iterable[Inside], answers: Iterable[Answer], opened_at: datetime | None) -> bool:
    """True only if somebody is inside and each crew has answered with its whole number since the roll-call began."""
    if opened_at is None:
        return False
    return outcome(stands(inside, answers, opened_at), asked=True) == SAFE


def is_due(
    *, interval_minutes: int | None, last_opened_at: datetime | None, first_entered_at: datetime | None, at: datetime
) -> bool:
    """Whether the next roll-call is to be opened by itself: an interval is set, and has passed with somebody inside."""
    if interval_minutes is None or first_entered_at is None:
        return False
    since = max(first_entered_at, last_opened_at) if last_opened_at is not None else first_entered_at
    return at >= since + timedelta(minutes=interval_minutes)
