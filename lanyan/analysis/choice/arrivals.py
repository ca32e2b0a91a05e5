"""When each formation can be there: turnout, way and delay; it arrives with its last vehicle."""

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from lanyan.analysis.choice.forces import TENTHS, Forces, Ints

# Tenths of a second that nothing real reaches: no way.
NEVER = 1 << 40


def arrivals(
    forces: Forces, travel: ArrayLike, *, hour_factor: float = 1.0, under_way: Mapping[int, float] | None = None
) -> Ints:
    """Tenths of a second from order to arrival for each formation (F), `NEVER` where there is no way.

    Turnout + travel × hour factor + delay. `travel` (stations): seconds from each station, nan or inf without a way;
    `under_way`: vehicle id → seconds from where it is. ValueError where a time is below 0 or a station has none.
    """
    seconds = np.asarray(travel, float)
    if seconds.ndim != 1 or len(seconds) < len(forces.held.holders):
        raise ValueError(f"travel times for {seconds.size} stations, but formations of more")
    own = np.fromiter(under_way.values(), float) if under_way else seconds[:0]
    if not 0 < hour_factor < math.inf or np.fmin.reduce(seconds, initial=0) < 0 or np.fmin.reduce(own, initial=0) < 0:
        raise ValueError("a travel time is below 0, or the hour factor not above it")
    way = seconds[forces.station]
    if under_way:
        each = np.full(len(forces.vehicle_ids), -1.0)
        each[forces.index(under_way.keys())] = own
        each = each[forces.members]
        each = np.where(each == -1.0, np.repeat(way, forces.size), each)
        way = np.maximum.reduceat(each, forces.first[:-1])
    tenths = (forces.turnout + way * hour_factor + forces.delay) * TENTHS
    return np.where(tenths < NEVER, np.rint(tenths), NEVER).astype(np.int64)
