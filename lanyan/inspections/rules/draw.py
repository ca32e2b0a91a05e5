"""The draw 双随机: places by weight, two people for each; a seed gives the same result anywhere.

Pure. The random numbers are HMAC-SHA256 of the seed and what they are for, so neither Python's generator nor the order
of the population matters. A place's key is an exponential variate divided by its weight; the smallest keys are drawn
(Efraimidis and Spirakis, 2006: the chances are those of drawing one after another in proportion to the weights). The
logarithm is taken with decimal numbers, whose rounding is the same on every machine.
"""

import hmac
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal

METHOD = "HMAC-SHA256/exponential/1"
# 64 bits of each digest, and enough digits that two keys are never rounded to one.
_BITS = 64
_EXACT = Context(prec=28)
_MARGIN = 1e-9


@dataclass(frozen=True)
class Ground:
    """All that a draw is made from."""

    seed: str
    wanted: int
    population: Sequence[tuple[int, str]]
    weights: Mapping[str, int]
    staff: Sequence[tuple[int, int]]
    recusals: frozenset[tuple[int, int]] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Drawn:
    """One place and the two people for it."""

    premises: int
    first: int
    second: int


class TooFewPeople(ValueError):
    """A place for which fewer than two people can be drawn; `premises` says which."""

    def __init__(self, premises: int) -> None:
        super().__init__(str(premises))
        self.premises = premises


def _number(seed: str, *what: object) -> int:
    """A whole number of 64 bits that follows from the seed and what it is for."""
    words = ":".join(str(word) for word in what)
    digest = hmac.digest(seed.encode(), words.encode(), "sha256")
    return int.from_bytes(digest[: _BITS // 8], "big")


def _waiting(number: int, weight: int) -> Decimal:
    """The key of a place, exactly: an exponential variate with its weight as rate; never nothing, never endless."""
    uniform = _EXACT.divide(Decimal(2 * number + 1), Decimal(2 << _BITS))
    return _EXACT.divide(-_EXACT.ln(uniform), Decimal(weight))


def places(ground: Ground) -> list[int]:
    """Draw the places: each at most once, heavier classes more often; those of weight 0 never."""
    able = [(pk, ground.weights.get(kind, 1)) for pk, kind in ground.population]
    numbers = {pk: (_number(ground.seed, "premises", pk), weight) for pk, weight in able if weight > 0}
    if not numbers or ground.wanted < 1:
        return []
    # Machine numbers find who comes into question, with a margin far above their error; exact ones decide.
    rough = {pk: -math.log((2 * number + 1) / (2 << _BITS)) / weight for pk, (number, weight) in numbers.items()}
    limit = sorted(rough.values())[: ground.wanted][-1] * (1 + _MARGIN) + _MARGIN
    near = [pk for pk, key in rough.items() if key <= limit]
    return sorted(near, key=lambda pk: (_waiting(*numbers[pk]), pk))[: ground.wanted]


def eligible(premises: int, staff: Iterable[int], recusals: Collection[tuple[int, int]]) -> list[int]:
    """Those who may check a place: nobody who has recused themselves."""
    return [person for person in staff if (person, premises) not in recusals]


def people(ground: Ground, drawn: Iterable[int]) -> list[Drawn]:
    """Draw two people for each place: those with the least to do first, chance deciding among equals."""
    load = dict(ground.staff)
    found = []
    for premises in drawn:
        able = eligible(premises, load, ground.recusals)
        if len(able) < 2:
            raise TooFewPeople(premises)
        order = sorted(able, key=lambda person: (load[person], _number(ground.seed, "staff", premises, person), person))
        first, second = order[:2]
        load[first] += 1
        load[second] += 1
        found.append(Drawn(premises, first, second))
    return found


def run(ground: Ground) -> list[Drawn]:
    """The whole draw; the same ground gives the same result, whoever runs it and whenever."""
    return people(ground, places(ground))


def differences(then: Sequence[Drawn], now: Sequence[Drawn]) -> list[int]:
    """The positions (from 1) at which two results differ; empty when they are the same."""
    longest = max(len(then), len(now))
    padded = [[*rows, *[None] * (longest - len(rows))] for rows in (then, now)]
    return [at for at, (one, other) in enumerate(zip(*padded, strict=True), start=1) if one != other]
