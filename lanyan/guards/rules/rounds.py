"""Rounds 巡查: when they are due at a post, and which stamp did which. Silence is never safety."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Due:
    """One round: to be done from `since` (in) to `until` (out)."""

    since: datetime
    until: datetime


def windows(since: datetime, until: datetime, minutes: int | None) -> list[Due]:
    """The rounds due at a post that is held from `since` to `until`: one each so many minutes, the last may be short.

    A last stretch shorter than half the interval is no round of its own. Without an interval none is due.
    """
    if minutes is None or minutes <= 0 or until <= since:
        return []
    step = timedelta(minutes=minutes)
    found: list[Due] = []
    at = since
    while at < until:
        end = min(at + step, until)
        if end - at >= step / 2 or not found:
            found.append(Due(at, end))
        at += step
    return found


def matched(due: Sequence[Due], stamps: Iterable[datetime], grace: timedelta) -> list[datetime | None]:
    """By which stamp each round was done; None where there is none.

    Rounds stand in their order. A stamp does one round at most, the earliest that it may: from the beginning of the
    round to its end and the grace after it. As many rounds are done as these stamps can do.
    """
    left = sorted(stamps)
    done: list[datetime | None] = []
    for one in due:
        left = [at for at in left if at >= one.since]
        fits = bool(left) and left[0] < one.until + grace
        done.append(left.pop(0) if fits else None)
    return done


def is_missed(due: Due, at: datetime, grace: timedelta) -> bool:
    """Whether a round that nobody has stamped is missed at an instant."""
    return at >= due.until + grace
