"""How long from stations and possible sites to the points of a ground: over the roads in use, else by straight line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lanyan.analysis.roads import fields, graph, query, snap, spread
from lanyan.forces import arrivals
from lanyan.forces.arrivals import Point
from lanyan.places.coordinates import distances_m

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
# So many sites are searched from before their times are asked: a large network needs a column of memory for each.
_AT_ONCE = 64


@dataclass(frozen=True)
class Times:
    """Seconds of travel (sites × points), nan without a way, and which of them are by straight line."""

    seconds: Floats
    straight: Bools


class Network:
    """The roads of a root under the closures in effect; without any, everything is by straight line."""

    def __init__(self, roads: arrivals.Roads) -> None:
        self._roads, self.known = roads, roads.known

    def from_stations(self, stations: Mapping[int, Point], points: Floats) -> Times:
        """Times from stations, for which the fields stand."""
        return _asked(self._roads, stations, points)

    def from_sites(self, sites: Sequence[Point], points: Floats) -> Times:
        """Times from a few places where no station stands, each with a search of its own."""
        known = None if self.known is None else fields.build(self.known.graph, sites)
        return _asked(arrivals.Roads(known), dict(enumerate(sites)), points)

    def is_near(self, points: Floats) -> Bools:
        """Which points have a road near (points)."""
        assert self.known is not None
        return np.array([snap.nearest(self.known.graph, lon, lat) is not None for lon, lat in points.tolist()], bool)

    def reach(self, sites: Sequence[Point], points: Floats, seconds: float, far: Bools) -> Bools:
        """Which of many sites reach which points within so many seconds of travel (sites × points).

        Each search ends there; points that lie `far` from all roads (points) are judged by straight line.
        """
        found = np.zeros((len(sites), len(points)), bool)
        if self.known is not None:
            for start in range(0, len(sites), _AT_ONCE):
                some = _near_fields(self.known.graph, sites[start : start + _AT_ONCE], seconds)
                times = [query.times(some, lon, lat) for lon, lat in points.tolist()]
                found[start : start + _AT_ONCE] = (np.array(times) <= seconds).T
        else:
            far = np.ones(len(points), bool)
        for row, site in enumerate(sites):
            metres = distances_m(*site, points[far, 0], points[far, 1])
            found[row, far] = metres * arrivals.ROAD_FACTOR / arrivals.METRES_PER_SECOND <= seconds
        return found


def _asked(roads: arrivals.Roads, sites: Mapping[int, Point], points: Floats) -> Times:
    travels = [roads.travel(sites, (lon, lat)) for lon, lat in points.tolist()]
    shape = (len(sites), len(points))
    seconds = np.array([[travel.seconds[pk] for travel in travels] for pk in sites], float).reshape(shape)
    straight = np.array([[pk in travel.estimated for travel in travels] for pk in sites], bool).reshape(shape)
    return Times(seconds, straight)


def _near_fields(roads: graph.RoadGraph, sites: Sequence[Point], seconds: float) -> fields.Fields:
    """Fields of sites that end where a journey takes longer than so many seconds."""
    values = np.full((len(roads.tenths), len(sites)), fields.NO_WAY, np.uint16)
    spots = [snap.nearest(roads, *site) for site in sites]
    for column, spot in enumerate(spots):
        if spot is not None:
            far = spread.tenths_from(roads, spot.edge, spot.share, most=seconds * 10)
            there = np.isfinite(far)
            values[there, column] = np.rint(far[there])
    edges = np.array([spot.edge if spot else -1 for spot in spots], np.int32)
    shares = np.array([spot.share if spot else 0.0 for spot in spots])
    return fields.Fields("", roads, 1, np.array(sites, float).reshape(-1, 2), edges, shares, values)
