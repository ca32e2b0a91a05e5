"""What goes by rule, whatever is needed: the responsible station, the township team, the micro station at once."""

import math
from dataclasses import dataclass

import numpy as np

from lanyan.analysis.choice.forces import TENTHS, Bools, Forces, Ints

NOBODY = np.zeros(0, np.int64)


@dataclass(frozen=True)
class Rules:
    """The rules of one incident. Stations are indices into the travel times, seconds are seconds.

    `farthest`: what takes longer is not sent. `hour_factor`: how much slower the roads are now. `each_soonest`: every
    need by its own least time instead of all by the least time of all. `shown`: how many alternatives are explained.
    `move_gain`: the least share of the ground that makes a move-up worth it. `nodes` limits the search, `seconds` the
    integer programme that is asked for what the search leaves unproven; 0: it is not asked.
    """

    responsible: int | None = None
    township: int | None = None
    micros: tuple[int, ...] = ()
    farthest: float = math.inf
    hour_factor: float = 1.0
    each_soonest: bool = False
    shown: int = 6
    move_gain: float = 0.01
    nodes: int = 30_000
    seconds: float = 0.0


def forced(rules: Rules, forces: Forces, arrival: Ints, open_: Bools) -> list[tuple[int, str]]:
    """The formations that go in any case, each with its rule; of two that share a vehicle the first.

    Each station sends its first formation: by arrival in whole seconds, then the station's own order, then key. When
    neither station has one, the nearest of all ordinary formations goes: somebody leaves at once.
    """
    asked = [
        (rules.responsible, "responsible"),
        (rules.township, "township"),
        *((one, "micro") for one in rules.micros),
    ]
    found: list[tuple[int, str]] = []
    for station, rule in asked:
        if station is None:
            continue
        here = forces.at_station.get(station, NOBODY)
        free = _unshared(forces, here[open_[here]], found)
        if free:
            found.append((_soonest(forces, arrival, free), rule))
    if all(rule == "micro" for _formation, rule in found):
        free = _unshared(forces, open_.nonzero()[0], found)
        free = [f for f in free if forces.rows[f].team in ("station", "township")]
        found += [(_soonest(forces, arrival, free), "nearest")] if free else []
    return found


def _soonest(forces: Forces, arrival: Ints, free: list[int]) -> int:
    times = arrival[free].tolist()
    return min((at // TENTHS, forces.rows[f].order, f) for at, f in zip(times, free, strict=True))[-1]


def _unshared(forces: Forces, free: Ints, found: list[tuple[int, str]]) -> list[int]:
    """Those of the free that share no vehicle with one found before."""
    taken = {vehicle for other, _rule in found for vehicle in forces.rows[other].vehicles}
    rows: list[int] = free.tolist()
    return [f for f in rows if taken.isdisjoint(forces.rows[f].vehicles)] if taken else rows
