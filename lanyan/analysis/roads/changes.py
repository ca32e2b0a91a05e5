"""Closed roads and slow stretches: which directed segments a drawn line or a circle means, and the graph with them."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from lanyan.analysis.roads import snap
from lanyan.analysis.roads.graph import RoadGraph

CLOSED = float("inf")
# A road that runs along a drawn line stays within its reach for longer than one that only crosses it.
_CROSSING_REACHES = 2.5
# Roads are compared with the line at points this share of its reach apart, or this many metres.
_STEP_SHARE, _STEP_METRES = 0.25, 5.0


class BadChange(Exception):
    """A change that cannot be made; the message says why."""


class Heading(StrEnum):
    """Which direction of the roads is changed, seen along the drawn line."""

    BOTH = "both"
    ALONG = "along"
    AGAINST = "against"


@dataclass(frozen=True)
class Change:
    """Roads made slower by a factor (CLOSED: nobody passes), named by `edges` or by points and a reach in metres.

    One point (longitude, latitude) means every road within reach; a line means the roads that run along it. Who starts
    or ends on a closed road still gets there from its nearer end: only those who would pass are stopped.
    """

    points: tuple[tuple[float, float], ...] = ()
    reach_metres: float = 15.0
    factor: float = CLOSED
    heading: Heading = Heading.BOTH
    edges: tuple[int, ...] = ()


def apply(graph: RoadGraph, changes: Sequence[Change]) -> RoadGraph:
    """The graph as built, under these changes; where several meet the slowest holds. BadChange where one is wrong."""
    factors = np.ones(len(graph.tenths))
    for change in changes:
        if not change.factor >= 1.0:
            raise BadChange(f"A change makes roads slower: its factor is 1 or more, not {change.factor}")
        states = touched(graph, change)
        factors[states] = np.maximum(factors[states], change.factor)
    return _changed(graph, factors)


def by_class(graph: RoadGraph, factors: Mapping[str, float]) -> RoadGraph:
    """The graph with each class's times multiplied: how fast the service drives at an hour of the day."""
    if wrong := [kind for kind, factor in factors.items() if not 0 < factor < CLOSED]:
        raise BadChange(f"The factor of a class is above nought and finite: {', '.join(wrong)}")
    wanted = np.array([factors.get(kind, 1.0) for kind in graph.classes])
    return _changed(graph, wanted[graph.kinds[graph.edge]])


def _changed(graph: RoadGraph, factors: NDArray[np.float64]) -> RoadGraph:
    open_ = np.isfinite(factors)
    tenths = np.ceil(graph.tenths * np.where(open_, factors, 1.0) - 1e-9).astype(np.int32)
    closed = graph.closed | ~open_
    told = hashlib.sha256(graph.version.encode() + tenths.tobytes() + closed.tobytes())
    return replace(graph, tenths=tenths, closed=closed, version=told.hexdigest()[:16])


def touched(graph: RoadGraph, change: Change) -> NDArray[np.int64]:
    """The states that a change means."""
    if change.edges:
        edges = np.array(change.edges, dtype=np.int64)
        if edges.min() < 0 or edges.max() >= len(graph.spans):
            raise BadChange("There is no road of that number")
        along = np.ones(len(edges), dtype=np.bool_)
    elif change.points and change.reach_metres > 0 and np.isfinite(change.points).all():
        edges, along = _near(graph, change)
    else:
        raise BadChange("A change needs points with a reach in metres, or the numbers of roads")
    pair = graph.of_edge[edges]
    same, other = np.where(along, pair[:, 0], pair[:, 1]), np.where(along, pair[:, 1], pair[:, 0])
    chosen = {Heading.ALONG: [same], Heading.AGAINST: [other], Heading.BOTH: [same, other]}[change.heading]
    states = np.concatenate(chosen).astype(np.int64)
    return np.unique(states[states >= 0])


def _near(graph: RoadGraph, change: Change) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The edges that a drawn point or line means, and whether each runs with the line."""
    found = [snap.on_grid(graph, lon, lat, change.reach_metres) for lon, lat in change.points]
    line, reach = np.array([point for point, _reach in found]), found[0][1]
    pieces = snap.inside(graph, line.min(axis=0) - reach, line.max(axis=0) + reach)
    if not len(pieces):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.bool_)
    extent = graph.pieces[pieces, 2:4].astype(np.float64)
    length = np.hypot(*extent.T)
    step = min(reach * _STEP_SHARE, _STEP_METRES)
    counts = np.maximum(np.ceil(length / step).astype(np.int64), 1)
    owner = np.repeat(np.arange(len(pieces)), counts)
    part = (np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts) + 0.5) / counts[owner]
    away, headings = _from_line(graph.pieces[pieces[owner], :2] + part[:, None] * extent[owner], line)
    within = away <= reach
    metres = np.where(within, (length / counts)[owner], 0.0)
    edges, at = np.unique(graph.owners[pieces[owner]], return_inverse=True)
    beside, whole = np.bincount(at, metres), np.bincount(at, (length / counts)[owner])
    with_line = np.bincount(at, metres * (headings * extent[owner]).sum(axis=1) / np.maximum(length[owner], 1e-9)) >= 0
    meant = beside > (0.0 if len(line) == 1 else np.minimum(_CROSSING_REACHES * reach, 0.5 * whole))
    return edges[meant].astype(np.int64), with_line[meant]


def _from_line(
    points: NDArray[np.float64], line: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How far points (n, 2) are from a line, and its direction (n, 2) where it is nearest."""
    best = np.hypot(*(points - line[0]).T)
    heading = np.zeros_like(points)
    for start, end in pairwise(line):
        along = end - start
        square = max(float(along @ along), 1e-12)
        part = np.clip((points - start) @ along / square, 0.0, 1.0)
        away = np.hypot(*(start + part[:, None] * along - points).T)
        nearer = away <= best
        best = np.where(nearer, away, best)
        heading[nearer] = along / np.sqrt(square)
    return best, heading
