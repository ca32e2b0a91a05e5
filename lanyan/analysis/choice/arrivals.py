"""When each formation can be there: turnout, way and delay; it arrives with its last vehicle."""

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from lanyan.analysis.choice.forces import Forces, Ints
from lanyan.analysis.choice.kernels import arriving, ways


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
    if not 0 < hour_factor < math.inf:
        raise ValueError("the hour factor is not above 0")
    way, below = ways(seconds, forces.station)
    if under_way:
        own = np.fromiter(under_way.values(), float)
        below = below or np.fmin.reduce(own) < 0
        each = np.full(len(forces.vehicle_ids), -1.0)
        each[forces.index(under_way.keys())] = own
        each = each[forces.members]
        each = np.where(each == -1.0, np.repeat(way, forces.size), each)
        way = np.maximum.reduceat(each, forces.first[:-1])
    if below:
        raise ValueError("a travel time is below 0")
    return arriving(way, forces.turnout, forces.delay, hour_factor)  # type: ignore[no-any-return]
