"""Where the vehicles of the demo's present are: on the roads between their station and the scene."""

import math
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from lanyan.forces import arrivals
from lanyan.forces.actions import place_vehicle
from lanyan.forces.rules import root
from lanyan.incidents import rules
from lanyan.incidents.models import Run
from lanyan.places.coordinates import distance_m

METRES_PER_SECOND = 9.0
# Vehicles at one scene do not stand in one spot.
SPREAD_DEGREES = 0.0004
# The demo's trackers report every few seconds, each at its own.
LATEST_SECONDS, APART_SECONDS = 4, 3


def place_all(city: str, *, now: int) -> int:
    """Report a position for every vehicle of a city that is under way at `now` (seconds since 1970); gives how many."""
    at = datetime.fromtimestamp(now, UTC)
    runs = Run.objects.open().filter(status__in=rules.OUT, incident__lon__isnull=False)
    runs = runs.filter(incident__centre__division_code__startswith=city).order_by("pk")
    for number, run in enumerate(runs.select_related("vehicle__home", "incident__centre")):
        said_at = at - timedelta(seconds=LATEST_SECONDS + APART_SECONDS * (number % 5))
        lon, lat = _point(run, said_at, number)
        place_vehicle(vehicle_id=run.vehicle_id, lon=round(lon, 6), lat=round(lat, 6), at=said_at, by=None)
    return len(runs)


def _point(run: Run, at: datetime, number: int) -> tuple[float, float]:
    home, scene = (run.vehicle.home.lon, run.vehicle.home.lat), (run.incident.lon or 0.0, run.incident.lat or 0.0)
    if run.status in rules.ON_SCENE:
        turn = 2.4 * number
        return scene[0] + SPREAD_DEGREES * math.cos(turn), scene[1] + SPREAD_DEGREES * math.sin(turn)
    back = run.status != rules.DEPARTED
    since = run.left_scene_at or run.turned_back_at if back else run.departed_at
    roads = arrivals.roads(root(run.incident.centre.path))
    way = roads.drawn(scene, home) if back else roads.drawn(home, scene)
    return _along(way.points, METRES_PER_SECOND * (at - (since or at)).total_seconds())


def _along(points: list[list[float]], metres: float) -> tuple[float, float]:
    """The point so many metres down a line, at most at nine tenths of its last piece."""
    for (lon, lat), (to_lon, to_lat) in pairwise(points):
        length = distance_m(lon, lat, to_lon, to_lat)
        if metres <= length and length > 0:
            share = max(metres, 0.0) / length
            return lon + share * (to_lon - lon), lat + share * (to_lat - lat)
        metres -= length
    last, before = points[-1], points[-2]
    return before[0] + 0.9 * (last[0] - before[0]), before[1] + 0.9 * (last[1] - before[1])
