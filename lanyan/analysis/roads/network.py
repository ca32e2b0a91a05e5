"""The neutral road network: what every reader makes and the graph is built from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Numbers = NDArray[np.int64]
Shorts = NDArray[np.int32]
Flags = NDArray[np.bool_]
# Told what is being done and which share of it is done, 0 to 1.
Progress = Callable[[str, float], None]


class BadRoads(Exception):
    """A file or a list of roads that cannot be used; the message names it and the reason."""


def silent(_step: str, _share: float) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Ban:
    """A turn restriction as written: from a way over a point (its ref) to a way; `only` forbids all others."""

    start: int
    via: int
    end: int
    only: bool


@dataclass(frozen=True)
class Ways:
    """Roads as read, not yet cut at junctions: one row a way in `first` … `limits`, one row a point in `refs` ….

    `first` (ways + 1) says where each way's points begin; points with the same ref are one place. `points` longitude
    and latitude; `speeds` km/h along and against (0: not driven); `limits` lowest height (m) and weight (t), infinite
    where unsigned; `ends_only` may only be begun or ended on; `halts` seconds lost at a point along and against;
    `barriers` stop the vehicle; `left_out` counts by reason.
    """

    first: Numbers
    refs: Numbers
    points: Floats
    classes: tuple[str, ...]
    kinds: Numbers
    names: tuple[str, ...]
    named: Numbers
    speeds: Singles
    limits: Singles
    ends_only: Flags
    halts: Singles
    barriers: Flags
    bans: Sequence[Ban] = ()
    left_out: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Network:
    """Segments between junctions: `spans` (first and last index into `points`) and `ends` (two nodes) of each.

    `halts` are the seconds lost on arriving at the segment's last node along it and at its first node against it.
    `bans` (n, 4): from segment, via node, to segment, 1 where only this turn is allowed there. The rest as in `Ways`.
    """

    points: Floats
    spans: Numbers
    ends: Numbers
    node_count: int
    classes: tuple[str, ...]
    kinds: Numbers
    names: tuple[str, ...]
    named: Numbers
    speeds: Singles
    limits: Singles
    ends_only: Flags
    halts: Singles
    bans: Numbers
    way_count: int
    left_out: dict[str, int]


def cut(ways: Ways) -> Network:
    """Cut ways where they meet, where a vehicle halts and where a barrier stands; BadRoads where there is no road."""
    count = len(ways.first) - 1
    if count < 1 or not len(ways.points):
        raise BadRoads("There is no road in it that this profile may drive on")
    places, place, uses = np.unique(ways.refs, return_inverse=True, return_counts=True)
    of_way = np.repeat(np.arange(count), np.diff(ways.first))
    is_cut = (uses[place] > 1) | ways.barriers | (ways.halts > 0).any(axis=1)
    is_cut[ways.first[:-1]] = is_cut[ways.first[1:] - 1] = True
    at = np.flatnonzero(is_cut)
    joined = of_way[at[:-1]] == of_way[at[1:]]
    spans = np.column_stack([at[:-1], at[1:]])[joined]
    way = of_way[spans[:, 0]]
    ends = place[spans]
    # Nobody passes a barrier: each segment ends there at a node of its own.
    barred = ways.barriers[spans]
    ends[barred] = len(places) + np.arange(int(barred.sum()))
    bans, unclear = _bans(ways, way, ends, places)
    lost = {"turn restriction that fits no junction": unclear} if unclear else {}
    return Network(
        points=ways.points,
        spans=spans,
        ends=ends,
        node_count=len(places) + int(barred.sum()),
        classes=ways.classes,
        kinds=ways.kinds[way],
        names=ways.names,
        named=ways.named[way],
        speeds=ways.speeds[way],
        limits=ways.limits[way],
        ends_only=ways.ends_only[way],
        halts=np.column_stack([ways.halts[spans[:, 1], 0], ways.halts[spans[:, 0], 1]]),
        bans=bans,
        way_count=count,
        left_out={**ways.left_out, **lost},
    )


def _bans(ways: Ways, way: Numbers, ends: Numbers, places: Numbers) -> tuple[Numbers, int]:
    """Turn restrictions by segment and node, and how many fit no junction or more than one pair of segments."""
    rows, unclear = [], 0
    for ban in ways.bans:
        node = int(np.searchsorted(places, ban.via))
        if node == len(places) or places[node] != ban.via:
            unclear += 1
            continue
        starts, stops = _touching(way, ends, ban.start, node), _touching(way, ends, ban.end, node)
        if len(starts) == 1 and len(stops) == 1:
            rows.append((starts[0], node, stops[0], int(ban.only)))
        else:
            unclear += 1
    return np.array(rows, dtype=np.int64).reshape(-1, 4), unclear


def _touching(way: Numbers, ends: Numbers, wanted: int, node: int) -> Numbers:
    low, high = np.searchsorted(way, [wanted, wanted + 1])
    return low + np.flatnonzero((ends[low:high] == node).any(axis=1))
