"""The question asked at every call: how long from every station to here."""

import math

import numpy as np
from numpy.typing import NDArray

from lanyan.analysis.roads import places, snap, spread
from lanyan.analysis.roads.fields import NO_WAY, Fields


def times(fields: Fields, lon: float, lat: float, *, limit: float = snap.NEAR_METRES) -> NDArray[np.float32]:
    """Seconds from every station to a point (degrees), float32 (n,); nan where no way or no road within the limit.

    The last road counts only as far as the point's foot on it, from both its ends; metres beside the road cost nothing.
    """
    compiled = spread.compiler()
    if compiled is None:
        return times_plain(fields, lon, lat, limit=limit)
    found: NDArray[np.float32] = compiled.times(*fields.tables, fields.unit, limit, lon, lat)
    return found


def times_plain(fields: Fields, lon: float, lat: float, *, limit: float = snap.NEAR_METRES) -> NDArray[np.float32]:
    """The same as `times` without the compiler."""
    graph, found = fields.graph, np.full(len(fields.stations), np.inf)
    spot = snap.nearest(graph, lon, lat, limit=limit)
    if spot is None:
        return np.full(len(found), np.nan, dtype=np.float32)
    for state, part in places.ends(graph, spot.edge, spot.share):
        value, whole = fields.values[state], float(graph.tenths[state])
        found = np.minimum(found, np.where(value == NO_WAY, np.inf, value * float(fields.unit) + part * whole))
        edge = int(graph.edge[state])
        gone = part - (fields.shares if graph.of_edge[edge, places.ALONG] == state else 1.0 - fields.shares)
        direct = (fields.edges == edge) & (gone * graph.metres[edge] >= -places.THERE_METRES)
        found = np.minimum(found, np.where(direct, np.maximum(gone, 0.0) * whole, np.inf))
    node = places.junction(graph, spot.edge, spot.share)
    found[(fields.standing == node) & (node >= 0)] = 0.0
    return np.where(np.isfinite(found), found / 10, math.nan).astype(np.float32)
