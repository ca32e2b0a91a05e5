"""A town for tests of the cover: one road from west to east, a station in the west, two places with people."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from lanyan.forces.tests import make as forces
from lanyan.forces.tests.test_roads import EAST, WEST, imported
from lanyan.incidents.models import Incident
from lanyan.places.models import Division, Place
from lanyan.reports.tests.make import incident
from lanyan.units.models import Unit
from lanyan.units.tests import make as units

# Beside the station, and at the far end of the road.
NEAR, FAR = (118.83, 28.95), EAST
NOON = timezone.now().replace(microsecond=0)
CENTRE = "330802"


def town(code: str = "3308") -> SimpleNamespace:
    """Build the town without its roads."""
    detachment = units.unit(Unit.Kind.DETACHMENT, "测试支队", code=code)
    where = units.unit(Unit.Kind.STATION, "西站", detachment, code)
    Division.objects.filter(code=CENTRE).update(residents=1000)
    Division.objects.filter(code="330803").update(residents=None)
    world = SimpleNamespace(detachment=detachment, station=where, west=forces.station(where, lon=WEST[0], lat=WEST[1]))
    world.near, world.far = place("近村", NEAR), place("远村", FAR)
    world.taker = units.user("dispatcher", detachment)
    return world


def neighbour() -> SimpleNamespace:
    """Build the detachment of the next city, without anything."""
    detachment = units.unit(Unit.Kind.DETACHMENT, "邻市支队", code="3307")
    return SimpleNamespace(detachment=detachment, station=detachment, taker=units.user("dispatcher", detachment))


def place(name: str, at: tuple[float, float], division: str = CENTRE, kind: str = "VILLAGE") -> Place:
    """Name a village at a point."""
    return Place.objects.create(kind=kind, name=name, division_id=division, lon=at[0], lat=at[1])


def with_roads(world: SimpleNamespace, home: Any, text: str = "") -> SimpleNamespace:
    """Give the town its roads."""
    world.network = imported(world.detachment, home, *([text] if text else []))
    return world


def happened(world: SimpleNamespace, number: str, at: tuple[float, float] | None, **more: Any) -> Incident:
    """Let a fire have been at a point, a month ago unless said otherwise; None: nobody knows where."""
    lon, lat = at or (None, None)
    when: datetime = more.pop("when", NOON - timedelta(days=30))
    return incident(world, number, when, lon=lon, lat=lat, division_id=CENTRE, **more)
