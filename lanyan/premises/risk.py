"""Risk of premises: points from their own facts and from what upper floors know, each with its reason in plain words.

The weights are rows of `premises_risk_weights`; an upper floor adds reasons of its own with `register`.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# Premises → their reasons: points and words. Asked for many at once, answers with what it knows.
Reader = Callable[[Collection[int]], Mapping[int, Sequence[tuple[int, Any]]]]
MOST = 100

_readers: dict[str, Reader] = {}


@dataclass(frozen=True)
class Weight:
    """One row of the table: what it looks at, what must be there, how many points, and the words for it."""

    what: str
    match: str
    points: int
    words: Any


@dataclass(frozen=True)
class Facts:
    """What the rule asks of premises themselves."""

    categories: frozenset[str] = frozenset()
    facility_states: tuple[str, ...] = ()
    roles: frozenset[str] = frozenset()
    has_plan: bool = False
    is_known: bool = False


@dataclass(frozen=True)
class Risk:
    """The points of premises, a hundred at most, and every reason with its own."""

    points: int
    reasons: list[tuple[int, str]] = field(default_factory=list)


def register(key: str, reader: Reader) -> None:
    """Let an upper floor say why premises are a risk: `reader` maps keys of premises to points and words."""
    _readers[key] = reader


def readers() -> dict[str, Reader]:
    """All registered readers."""
    return dict(_readers)


def reasons_of(facts: Facts, weights: Iterable[Weight]) -> list[tuple[int, Any]]:
    """Weigh the facts of premises: one reason a row of the table; facilities count once a state, with their number."""
    return [(weight.points, weight.words) for weight in weights if _holds(weight, facts)]


def _holds(weight: Weight, facts: Facts) -> bool:
    if weight.what == "category":
        return weight.match in facts.categories
    if weight.what == "facility":
        return weight.match in facts.facility_states
    if weight.what == "lacking_key" and "KEY_UNIT" not in facts.categories:
        return False
    present = facts.roles | ({"PLAN"} if facts.has_plan else set()) | ({"FAMILIAR"} if facts.is_known else set())
    return weight.what in ("lacking", "lacking_key") and weight.match not in present


def summed(reasons: Iterable[tuple[int, Any]]) -> Risk:
    """Add reasons up, the weightiest first."""
    told = sorted(((points, str(words)) for points, words in reasons), key=lambda one: (-one[0], one[1]))
    return Risk(min(MOST, max(0, sum(points for points, _words in told))), told)
