"""Papers 执法文书: life, number, and what service needs. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lanyan.kernel.states import LifeCycle, Move

MADE, SERVED, WITHDRAWN = "MADE", "SERVED", "WITHDRAWN"
SIGNED, WITNESSED, ON_PAPER = "SIGNED", "WITNESSED", "ON_PAPER"
LANYAN, NATIONAL = "LANYAN", "NATIONAL"
SCREEN, HAND_WRITTEN = "SCREEN", "HAND_WRITTEN"
# What a check stands on, and what it ends with: the check is withdrawn, not its paper.
CHECK_NOTICE, CHECK_RECORD = "CHECK_NOTICE", "CHECK_RECORD"
OF_CHECK = (CHECK_NOTICE, CHECK_RECORD)
LEAST_WITNESSES = 2

PAPER = LifeCycle(
    "status",
    (
        Move("serve_paper", (MADE,), SERVED),
        Move("withdraw_paper", (MADE, SERVED), WITHDRAWN),
    ),
)


@dataclass(frozen=True)
class Source:
    """Who numbers a unit's papers from a day on, and the agency's short name in the number."""

    path: str
    source: str
    agency: str
    since: date


def source_for(sources: Iterable[Source], path: str, on: date) -> Source | None:
    """The declaration of the nearest unit that holds on a day; where none is made, the national system numbers."""
    holding = [one for one in sources if path.startswith(one.path) and one.since <= on]
    return max(holding, key=lambda one: (len(one.path), one.since), default=None)


def number(agency: str, word: str, year: int, serial: int) -> str:
    """Write a number as papers bear it: 衢消限字〔2026〕第0001号."""
    return f"{agency}消{word}〔{year}〕第{serial:04}号"
