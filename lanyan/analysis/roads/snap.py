"""Finds the road nearest to a point: a uniform grid over the straight pieces of all edges."""

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lanyan.analysis.roads import geometry
from lanyan.analysis.roads.network import Numbers

if TYPE_CHECKING:
    from lanyan.analysis.roads.graph import RoadGraph

# A point farther than this from every road has no road near.
NEAR_METRES = 1500.0
# The flat map is drawn no farther north or south.
FARTHEST_LATITUDE = 85.0
# Square metres: nearer than a millimetre is on it, and of several the first is taken.
ON_IT = 1e-6
_PIECES_A_CELL = 4


class Spot(NamedTuple):
    """A place on the roads: the edge, the share of its length (0 to 1) and the metres from the point to it."""

    edge: int
    share: float
    metres: float


def grid(points: NDArray[np.float64], spans: Numbers) -> dict[str, NDArray[np.generic]]:
    """Lay a grid over the pieces of the edges: the arrays `frame`, `cells`, `members`, `pieces` and `owners`.

    `frame` is scale, west, south (metres on the flat map), metres of a cell, columns, rows. `pieces` (n, 6) start x and
    y from the grid's corner, extent x and y, share of the edge at the start and over the piece. `owners` is the edge.
    Cell c holds `members[cells[c]:cells[c + 1]]`.
    """
    scale = geometry.scale_at(float(points[:, 1].mean()))
    flat = geometry.flat(points, scale)
    corner = flat.min(axis=0)
    flat -= corner
    lengths = spans[:, 1] - spans[:, 0]
    owners = np.repeat(np.arange(len(spans)), lengths)
    start = np.arange(len(owners)) - np.repeat(np.cumsum(lengths) - lengths, lengths) + spans[owners, 0]
    reach = np.concatenate([[0.0], np.cumsum(geometry.steps(points))])
    whole = np.maximum(reach[spans[:, 1]] - reach[spans[:, 0]], 1e-9)[owners]
    shares = np.column_stack([reach[start] - reach[spans[owners, 0]], reach[start + 1] - reach[start]]) / whole[:, None]
    width, height = np.maximum(flat.max(axis=0), 1.0).tolist()
    cell = max(math.sqrt(width * height * _PIECES_A_CELL / len(owners)), max(width, height) / 10_000)
    columns, rows = int(width / cell) + 1, int(height / cell) + 1
    cells, members = _filled(flat[start] / cell, flat[start + 1] / cell, columns, rows)
    return {
        "frame": np.array([scale, *corner, cell, columns, rows]),
        "cells": cells,
        "members": members,
        "pieces": np.hstack([flat[start], flat[start + 1] - flat[start], shares]).astype(np.float32),
        "owners": owners.astype(np.int32),
    }


def _filled(
    start: NDArray[np.float64], end: NDArray[np.float64], columns: int, rows: int
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Put each piece into every cell that its box touches."""
    low, high = np.minimum(start, end).astype(np.int64), np.maximum(start, end).astype(np.int64)
    sizes = high - low + 1
    counts = sizes.prod(axis=1)
    piece = np.repeat(np.arange(len(start)), counts)
    within = np.arange(len(piece)) - np.repeat(np.cumsum(counts) - counts, counts)
    column = low[piece, 0] + within % sizes[piece, 0]
    row = low[piece, 1] + within // sizes[piece, 0]
    cell = row * columns + column
    order = np.argsort(cell, kind="stable")
    cells = np.searchsorted(cell[order], np.arange(columns * rows + 1))
    return cells.astype(np.int32), piece[order].astype(np.int32)


def nearest(graph: "RoadGraph", lon: float, lat: float, *, limit: float = NEAR_METRES) -> Spot | None:
    """The place on the roads nearest to a point (degrees); None where none is within the limit (metres)."""
    # A narrow look finds nearly all of them.
    return _nearest(graph, lon, lat, limit / 10) or _nearest(graph, lon, lat, limit)


def _nearest(graph: "RoadGraph", lon: float, lat: float, limit: float) -> Spot | None:
    # Beyond this the flat map ends; nan is no place either.
    if not (abs(lon) <= 180.0 and abs(lat) <= FARTHEST_LATITUDE):
        return None
    point, reach = on_grid(graph, lon, lat, limit)
    found = inside(graph, point - reach, point + reach)
    if not len(found):
        return None
    x, y, dx, dy, share, extent = graph.pieces[found].astype(np.float64).T
    east, north = point[0] - x, point[1] - y
    part = np.clip((east * dx + north * dy) / np.maximum(dx * dx + dy * dy, 1e-12), 0.0, 1.0)
    away = np.maximum((east - part * dx) ** 2 + (north - part * dy) ** 2, ON_IT)
    best = int(away.argmin())
    if away[best] > reach * reach:
        return None
    there = min(float(share[best] + part[best] * extent[best]), 1.0)
    return Spot(int(graph.owners[found[best]]), there, math.sqrt(away[best]) / reach * limit)


def on_grid(graph: "RoadGraph", lon: float, lat: float, metres: float) -> tuple[NDArray[np.float64], float]:
    """A point on the grid's flat map, and how long so many metres are there."""
    # With the same functions as the compiled search: of two roads equally near both must choose the same.
    scale, west, south = graph.frame[:3].tolist()
    angle = math.radians(lat)
    east = math.radians(lon) * geometry.RADIUS * scale - west
    north = math.asinh(math.tan(angle)) * geometry.RADIUS * scale - south
    return np.array([east, north]), metres * scale / math.cos(angle)


def inside(graph: "RoadGraph", low: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.int32]:
    """The pieces in the cells that a box (two corners on the flat map) touches, each once."""
    size, columns, rows = graph.frame[3], int(graph.frame[4]), int(graph.frame[5])
    column = np.arange(max(low[0] // size, 0), min(high[0] // size, columns - 1) + 1).astype(np.int64)
    row = np.arange(max(low[1] // size, 0), min(high[1] // size, rows - 1) + 1).astype(np.int64)
    if not len(column) or not len(row):
        return np.zeros(0, dtype=np.int32)
    # Cells of one row lie side by side.
    starts, ends = graph.cells[row * columns + column[0]], graph.cells[row * columns + column[-1] + 1]
    return np.unique(np.concatenate([graph.members[a:b] for a, b in zip(starts, ends, strict=True)]))
