"""Cover while forces are chosen: which ground is held by which stations, and what is lost when some are emptied.

A station holds the points it reaches within the standard as long as one of its ready vehicles that hold cover is left.
Points held by the same stations are one class. Each point's weight is rounded to a million-millionth of the whole, so
that sums are exact and equal ground counts the same.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
WHOLE = 10**12


@dataclass(frozen=True)
class Ground:
    """What there is to cover: `reach` (stations × points) says who is there within the standard, `weights` (points).

    `between`: seconds from station to station (stations × stations), for the way of a move-up; nan: no way.
    """

    reach: Bools
    weights: Floats
    between: Floats | None = None
    # The classes of points as they were last asked for.
    kept: dict[bytes, tuple[Ints, Ints, Ints, int]] = field(default_factory=dict, repr=False, compare=False)

    def among(self, stations: int) -> "Ground":
        """The same ground with so many stations: those behind its own hold nothing and are moved nowhere."""
        more = stations - len(self.reach)
        if more <= 0:
            return self
        between = self.between
        if between is not None:
            between = np.pad(between, (0, more), constant_values=np.nan)
        return Ground(np.pad(self.reach, ((0, more), (0, 0))), self.weights, between)


@dataclass(frozen=True)
class Held:
    """The ground as held now: `holders` ready vehicles a station, classes with their weight and their stations (CSR).

    `first` (classes + 1) and `stations` list for each class the stations that hold it; `whole`: all parts.
    """

    holders: Ints
    weights: Ints
    first: Ints
    stations: Ints
    whole: int
    between: Floats | None

    @property
    def before(self) -> int:
        """Parts that are held."""
        return int(self.weights.sum())

    def count(self, kept: Bools) -> Ints:
        """How many of the stations marked in `kept` (stations) hold each class."""
        return (
            np.add.reduceat(kept[self.stations].astype(np.int64), self.first[:-1])
            if len(self.weights)
            else self.first[:0]
        )


@dataclass(frozen=True)
class Stake:
    """What can still be lost: `left` holders a station; the classes only stations that may be emptied hold.

    `first` (stations + 1) and `classes` list for each station its classes at stake; `alive`: how many of the stations
    that are not empty hold a class; `lost`: parts lost already.
    """

    left: Ints
    first: Ints
    classes: Ints
    alive: Ints
    weights: Ints
    lost: int


def held(ground: Ground, holders: Ints) -> Held:
    """Group the points by the stations that hold them; `holders` (stations) counts the ready vehicles of each.

    ValueError when the shapes do not fit or a weight is below 0 or no number.
    """
    stations, points = ground.reach.shape
    if len(ground.weights) != points or len(holders) > stations:
        raise ValueError(
            f"reach is {stations} × {points}, but {len(ground.weights)} weights and {len(holders)} stations"
        )
    if not (np.isfinite(ground.weights) & (ground.weights >= 0)).all():
        raise ValueError("a weight of the ground is below 0 or no number")
    holders = np.concatenate([holders, np.zeros(stations - len(holders), np.int64)])
    staffed = np.flatnonzero(holders)
    kept = ground.kept.get(key := staffed.tobytes())
    if kept is None:
        # Whoever is asked again is asked with the same stations staffed, or nearly so: one answer is enough.
        ground.kept.clear()
        kept = ground.kept[key] = _classes(ground, staffed)
    return Held(holders, *kept, ground.between)


def _classes(ground: Ground, staffed: Ints) -> tuple[Ints, Ints, Ints, int]:
    """The points by the stations that hold them: weights of classes, their stations (CSR), and all parts."""
    points, total = len(ground.weights), float(ground.weights.sum())
    rows = np.packbits(ground.reach[staffed].T, axis=1) if len(staffed) else np.zeros((points, 1), np.uint8)
    kinds, which = np.unique(np.ascontiguousarray(rows).view([("", f"V{rows.shape[1]}")]).ravel(), return_inverse=True)
    parts = np.rint(ground.weights / (total or 1.0) * WHOLE).astype(np.int64)
    weights = np.zeros(len(kinds), np.int64)
    np.add.at(weights, which, parts)
    one = np.zeros(len(kinds), np.int64)
    one[which] = np.arange(points)
    holds = ground.reach[staffed][:, one].T
    holds = holds[holds.any(axis=1)] if len(staffed) else np.zeros((0, 0), bool)
    kept = ground.reach[staffed][:, one].any(axis=0) if len(staffed) else np.zeros(len(kinds), bool)
    first = np.concatenate([[0], np.cumsum(holds.sum(axis=1))]).astype(np.int64)
    stations_of = staffed[np.nonzero(holds)[1]].astype(np.int64)
    return weights[kept], first, stations_of, max(int(parts.sum()), 1)


def nothing_held(stations: int) -> Held:
    """No ground to cover: nothing is lost whoever goes."""
    none = np.zeros(0, np.int64)
    return Held(np.zeros(stations, np.int64), none, np.zeros(1, np.int64), none, 1, None)


def at_stake(cover: Held, taken: Ints, offered: Ints) -> Stake:
    """Narrow the ground to what a choice can lose: `taken` and `offered` holders a station (stations)."""
    left = cover.holders - taken
    filled = left > 0
    alive = cover.count(filled)
    safe = cover.count(filled & (offered < left))
    at = (alive > 0) & (safe == 0)
    lost = int(cover.weights[alive == 0].sum())
    lengths = np.diff(cover.first)
    entries = np.repeat(at, lengths) & filled[cover.stations]
    number, stations = np.repeat(np.cumsum(at) - 1, lengths)[entries], cover.stations[entries]
    order = np.argsort(stations, kind="stable")
    first = np.concatenate([[0], np.cumsum(np.bincount(stations, minlength=len(left)))]).astype(np.int64)
    return Stake(left, first, number[order].astype(np.int64), alive[at], cover.weights[at], lost)
