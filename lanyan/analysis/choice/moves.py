"""The cover that is left when a choice has gone, and the one move-up that restores most of it."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from lanyan.analysis.choice.case import Case
from lanyan.analysis.choice.forces import Ints
from lanyan.analysis.choice.holding import Held


@dataclass(frozen=True)
class CoverLeft:
    """Shares of the ground held before and after, and the stations that this choice empties."""

    before: float
    after: float
    emptied: tuple[int, ...]


@dataclass(frozen=True)
class MoveUp:
    """Move a free formation from its station (`origin`) to an emptied one: the share of the ground it restores.

    `seconds` on the way, nan where that is not known.
    """

    key: str
    origin: int
    station: int
    gain: float
    seconds: float


def left(case: Case, formations: Collection[int]) -> Ints:
    """The vehicles that hold each station when these formations have gone."""
    forces = case.forces
    taken = case.vehicles(formations) | case.gone
    return forces.held.holders - np.bincount(forces.place[taken & forces.holds], minlength=len(forces.held.holders))


def lost(held: Held, holders: Ints) -> int:
    """Parts of the ground that nobody holds with these holders a station (stations)."""
    return int(held.weights[held.count(holders > 0) == 0].sum())


def cover_left(case: Case, formations: Collection[int]) -> CoverLeft:
    """Compare the cover before and after."""
    held, after = case.forces.held, left(case, formations)
    emptied = np.flatnonzero((after == 0) & (held.holders > 0))
    kept = held.before - lost(held, after)
    return CoverLeft(held.before / held.whole, kept / held.whole, tuple(int(one) for one in emptied))


def move_up(case: Case, formations: Collection[int], least_gain: float) -> MoveUp | None:
    """The move that restores most cover, None when none restores more than `least_gain` (share of the ground).

    Equal ones by the way between the stations, then the fewest vehicles, then key. The cover that the free formation
    leaves behind is counted against it.
    """
    held, after = case.forces.held, left(case, formations)
    base, best = lost(held, after), None
    emptied = np.flatnonzero((after == 0) & (held.holders > 0))
    movable = _movable(case, formations, after) if len(emptied) else {}
    for station in emptied:
        back = after.copy()
        back[station] = 1
        alive = held.count(back > 0)
        gain = base - int(held.weights[alive == 0].sum())
        if gain <= least_gain * held.whole:
            continue
        sole = np.repeat(alive == 1, np.diff(held.first))
        weights = np.repeat(held.weights, np.diff(held.first))[sole]
        alone = np.bincount(held.stations[sole], weights=weights, minlength=len(after))
        for origin, (formation, stays) in movable.items():
            kept = gain - (0 if stays else int(alone[origin]))
            way = float(held.between[origin, station]) if held.between is not None else np.nan
            rank = (-kept, way if way == way else np.inf, int(case.forces.size[formation]), formation)
            if kept > least_gain * held.whole and (best is None or rank < best[0]):
                best = (rank, MoveUp(case.forces.rows[formation].key, origin, int(station), kept / held.whole, way))
    return best[1] if best is not None else None


def _movable(case: Case, formations: Collection[int], after: Ints) -> dict[int, tuple[int, bool]]:
    """For each station the smallest free formation that holds cover, and whether its station keeps its own then."""
    forces, taken = case.forces, case.vehicles(formations) | case.gone
    holders = np.add.reduceat(forces.holds[forces.members].astype(np.int64), forces.first[:-1])
    gone = np.logical_or.reduceat(taken[forces.members], forces.first[:-1])
    free = np.flatnonzero(forces.ready & ~gone & (holders > 0))
    free = free[np.lexsort((free, forces.size[free]))]
    stations, at = np.unique(forces.station[free], return_index=True)
    kept = after[stations] > holders[free[at]]
    return {int(s): (int(f), bool(k)) for s, f, k in zip(stations, free[at], kept, strict=True)}
