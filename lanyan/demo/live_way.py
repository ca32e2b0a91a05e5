"""How the vehicles of a living demo city drive: along the roads, at the pace of a fire engine."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from math import cos, sin
from random import Random

from lanyan.analysis.roads.drawing import Way
from lanyan.forces import arrivals
from lanyan.forces.rules import root
from lanyan.incidents import rules
from lanyan.incidents.models import Incident, Run
from lanyan.places.coordinates import distance_m

# Metres a second, out with blue light and back without.
OUT_PACE, BACK_PACE = (9.0, 13.0), (7.5, 9.5)
LEAST_SECONDS = 40
# Vehicles of one station drive one behind the other.
APART_METRES = 45.0
BESIDE_DEGREES = 0.0003

Point = tuple[float, float]


@lru_cache(maxsize=512)
def _way(key: str, start: Point, end: Point) -> Way:
    return arrivals.roads(key).drawn(start, end)


@dataclass(frozen=True)
class Trip:
    """The way of one run between its station and the scene, and how long it takes in seconds."""

    points: Sequence[Sequence[float]]
    metres: float
    seconds: int

    def at(self, elapsed: float, *, behind: int = 0) -> Point:
        """Where the vehicle is so many seconds after leaving; `behind` counts those that drive before it."""
        share = min(max(elapsed, 0.0) / self.seconds, 1.0)
        return point_along(self.points, max(self.metres * share - behind * APART_METRES, 0.0))


def trip(incident: Incident, run: Run) -> Trip:
    """The way a run is on now: back once it has left the scene or turned back, otherwise out."""
    home = (run.vehicle.home.lon, run.vehicle.home.lat)
    scene = (incident.lon or home[0], incident.lat or home[1])
    back = run.status in (rules.LEFT_SCENE, rules.AVAILABLE, rules.TURNED_BACK)
    key = root(incident.centre.path)
    found = _way(key, scene, home) if back else _way(key, home, scene)
    pace = Random(f"pace-{run.order_id}").uniform(*(BACK_PACE if back else OUT_PACE))
    return Trip(found.points, found.metres, max(LEAST_SECONDS, round(found.metres / pace)))


def whereabouts(run: Run, at: datetime, *, behind: int = 0) -> Point:
    """Where a vehicle is that has left its station: on the road, at the scene beside the others, or home again."""
    incident, home = run.incident, (run.vehicle.home.lon, run.vehicle.home.lat)
    if run.status in rules.ON_SCENE:
        turn = 2.4 * run.pk
        lon, lat = incident.lon or home[0], incident.lat or home[1]
        return lon + BESIDE_DEGREES * cos(turn), lat + BESIDE_DEGREES * sin(turn)
    if run.status == rules.RETURNED:
        return home
    since = run.departed_at if run.status == rules.DEPARTED else run.left_scene_at or run.turned_back_at
    return trip(incident, run).at((at - (since or at)).total_seconds(), behind=behind)


def point_along(points: Sequence[Sequence[float]], metres: float) -> Point:
    """The point so many metres down a line of [longitude, latitude]; its end when the line is shorter."""
    for (lon, lat), (to_lon, to_lat) in pairwise(points):
        length = distance_m(lon, lat, to_lon, to_lat)
        if metres < length:
            share = metres / length
            return lon + share * (to_lon - lon), lat + share * (to_lat - lat)
        metres -= length
    lon, lat = points[-1]
    return lon, lat
