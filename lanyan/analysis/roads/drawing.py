"""Ways as lines: from the directed segments of a way to the points to draw, its metres and its seconds."""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from lanyan.analysis.roads import places, snap
from lanyan.analysis.roads.graph import RoadGraph, unpriced

# An edge, and the shares of its length where it is entered and left.
Leg = tuple[int, float, float]


@dataclass(frozen=True)
class Way:
    """A way over the roads: [longitude, latitude] points from foot to foot, its metres and seconds."""

    points: list[list[float]]
    metres: float
    seconds: float


class Lost(Exception):
    """Times coarser than the roads between two turns do not say which way they came by."""


def best(graph: RoadGraph, a: snap.Spot, b: snap.Spot, far: NDArray[np.floating], *, unit: int = 1) -> Way | None:
    """The fastest way from one place to another: along one edge, or over junctions; None where there is none.

    `far` are the tenths of a second (states,) from the first place to the start of every state, infinite without a way,
    in steps of `unit`; Lost where these are too coarse to find the way by.
    """
    ends = places.ends(graph, b.edge, b.share)
    found = [(0.0, [(b.edge, b.share, b.share)])] if _same_junction(graph, a, b) else []
    found += [one for state, part in ends if (one := _straight(graph, a, state, part)) is not None]
    over = [(float(far[state]) + part * int(graph.tenths[state]), state, part) for state, part in ends]
    tenths, state, part = min(over)
    if math.isfinite(tenths) and all(tenths < straight for straight, _legs in found):
        return _drawn(graph, _over(graph, a, far, state, part, unit), tenths)
    if not found:
        return None
    tenths, legs = min(found)
    return _drawn(graph, legs, tenths)


def _same_junction(graph: RoadGraph, a: snap.Spot, b: snap.Spot) -> bool:
    node = places.junction(graph, a.edge, a.share)
    return node >= 0 and node == places.junction(graph, b.edge, b.share)


def _straight(graph: RoadGraph, a: snap.Spot, state: int, part: float) -> tuple[float, list[Leg]] | None:
    """The way along the edge that the first place is on, to so far along a state of it."""
    edge, entered, left = _driven(graph, state, part)
    gone = part - abs(a.share - entered)
    if edge != a.edge or gone * graph.metres[edge] < -places.THERE_METRES:
        return None
    return max(gone, 0.0) * int(graph.tenths[state]), [(edge, a.share, left)]


def _over(graph: RoadGraph, a: snap.Spot, far: NDArray[np.floating], state: int, part: float, unit: int) -> list[Leg]:
    begin = places.seeds(graph, a.edge, a.share)
    path = _descended(graph, begin, far, state, unit)
    left = int(begin.left[np.flatnonzero(begin.states == path[0])[0]])
    start = [] if left == places.NEITHER else [(a.edge, a.share, 1.0 - left)]
    return [*start, *(_driven(graph, one, 1.0) for one in path[:-1]), _driven(graph, path[-1], part)]


def _descended(graph: RoadGraph, begin: places.Seeds, far: NDArray[np.floating], state: int, unit: int) -> list[int]:
    """The states of the way to one state: back from it, each time over the turn that its time came by."""
    begins = dict(zip(begin.states.tolist(), unpriced(begin.tenths).tolist(), strict=True))
    order, starts = graph.arriving
    path, seen = [state], {state}
    while not abs(begins.get(path[-1], math.inf) - float(far[path[-1]])) <= unit / 2:
        turns = order[starts[path[-1]] : starts[path[-1] + 1]]
        before = graph.before[turns]
        apart = np.abs(unpriced(graph.costs[turns]) + far[before] - far[path[-1]])
        nearest = int(before[apart.argmin()])
        if apart.min() > unit or nearest in seen:
            raise Lost
        path.append(nearest)
        seen.add(nearest)
    return path[::-1]


def _driven(graph: RoadGraph, state: int, part: float) -> Leg:
    """A state driven for that part of it."""
    edge = int(graph.edge[state])
    return (edge, 0.0, part) if graph.of_edge[edge, places.ALONG] == state else (edge, 1.0, 1.0 - part)


def _drawn(graph: RoadGraph, legs: list[Leg], tenths: float) -> Way:
    parts = np.concatenate([_part(graph, *leg) for leg in legs])
    rounded = [[round(lon, 6), round(lat, 6)] for lon, lat in parts.tolist()]
    points = [rounded[0], *(point for last, point in pairwise(rounded) if point != last)]
    metres = sum(abs(last - first) * float(graph.metres[edge]) for edge, first, last in legs)
    return Way(points, metres, tenths / 10)


def _part(graph: RoadGraph, edge: int, first: float, last: float) -> NDArray[np.float64]:
    """The points of an edge between two shares of its length, in the order they are driven."""
    start, end = graph.spans[edge]
    points = graph.points[start : end + 1]
    # The same shares that the grid measures with.
    row = graph.span_pieces[edge]
    shares = np.append(graph.pieces[row : row + end - start, 4].astype(np.float64), 1.0)
    low, high = min(first, last), max(first, last)
    within = (shares > low) & (shares < high)
    tips = np.column_stack([np.interp([low, high], shares, points[:, axis]) for axis in range(2)])
    line: NDArray[np.float64] = np.vstack([tips[:1], points[within], tips[1:]])
    return line if first <= last else line[::-1]
