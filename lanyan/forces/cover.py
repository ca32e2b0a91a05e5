"""Which ground the stations of a root cover within the standard: named places, and who reaches them in time."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from lanyan.analysis.choice import Ground
from lanyan.forces import arrivals
from lanyan.places.models import Place
from lanyan.units.models import Unit

# 建标152-2017: five minutes from the order, of which one is turnout and four are the drive.
DRIVE_SECONDS = 240
# The ground changes with a new place or a closure, not with a call: it is reckoned anew this often at most.
KEPT_SECONDS = 300
# What people live and work in; a point on a road or a river is not ground to be covered.
KINDS = (Place.Kind.TOWN, Place.Kind.VILLAGE, Place.Kind.ESTATE, Place.Kind.LANDMARK, Place.Kind.WORKS)

# By root: what it was reckoned from, when, and the ground.
_kept: dict[str, tuple[Mapping[int, arrivals.Point], float, "Covered"]] = {}


@dataclass(frozen=True)
class Covered:
    """The ground of a root, with the ids of the stations in its order."""

    stations: tuple[int, ...]
    ground: Ground


def ground(root: str, stations: Mapping[int, arrivals.Point]) -> Covered:
    """The ground as the choice wants it; kept for some minutes, since every proposal asks."""
    kept = _kept.get(root)
    if kept is None or kept[0] != stations or time.monotonic() - kept[1] > KEPT_SECONDS:
        kept = _kept[root] = (stations, time.monotonic(), _reckoned(root, dict(sorted(stations.items()))))
    return kept[2]


def _reckoned(root: str, stations: dict[int, arrivals.Point]) -> Covered:
    points, roads = _points(root), arrivals.roads(root)
    order = tuple(stations)
    reach = np.zeros((len(order), len(points)), dtype=np.bool_)
    for column, point in enumerate(points):
        seconds = roads.travel(stations, point).seconds
        reach[:, column] = [seconds[pk] <= DRIVE_SECONDS for pk in order]
    between = np.full((len(order), len(order)), np.nan)
    for column, pk in enumerate(order):
        seconds = roads.travel(stations, stations[pk]).seconds
        between[:, column] = [seconds[other] for other in order]
    return Covered(order, Ground(reach, np.ones(len(points)), between))


def _points(root: str) -> list[arrivals.Point]:
    codes = Unit.objects.filter(path=f"{root}.").values_list("division_code", flat=True)
    city = next(iter(codes), "")[:4]
    if not city:
        return []
    return list(Place.objects.in_division(city).filter(kind__in=KINDS).order_by("pk").values_list("lon", "lat"))
