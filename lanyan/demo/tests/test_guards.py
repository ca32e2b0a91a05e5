"""The demo's guards and reviews: on incidents that were there, so that no count changes."""

from datetime import timedelta

import pytest

from lanyan.demo import guards, reviews
from lanyan.demo.ground import CityGround, Ground
from lanyan.forces.tests import make as forces
from lanyan.guards.models import Guard, PostVehicle
from lanyan.guards.rules import life
from lanyan.incidents.models import Incident, Run
from lanyan.incidents.tests import make as incidents
from lanyan.kernel import postgres
from lanyan.reviews.models import Review
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db
NIGHT = incidents.NIGHT


@pytest.fixture
def world():
    return incidents.city()


@pytest.fixture
def ground(world, tmp_path, monkeypatch):
    monkeypatch.setattr(postgres, "home", lambda: tmp_path)
    forces.crew(world.station, 8)
    for hours, vehicle in ((0, world.pump), (30, world.rescue)):
        at = NIGHT + timedelta(hours=hours)
        incident = incidents.opened(world, at, kind="GUARD", subkind="GUARD-DAILY", level=None, facts={})
        order = incidents.ordered(world, vehicle, at=at, incident=incident)
        stamps = ("departed", "arrived") if hours else ("departed", "arrived", "left_scene", "available", "returned")
        incidents.stamped(world, order, *stamps)
        if not hours:
            incidents.actions.close_incident(incident_id=incident.pk, at=at + timedelta(hours=2), by=world.taker)
    city = CityGround("3308", world.detachment.pk, world.detachment.path)
    roles = ("battalion_head", "duty_officer", "station_officer")
    city.users = {role: units.user(role, world.detachment).pk for role in roles}
    return Ground(seed=1, cities={"3308": city})


def test_guards_stand_on_what_was_there(ground):
    now = NIGHT + timedelta(hours=32)
    before = (Incident.objects.count(), Run.objects.count())

    guards.build_guards(ground, now=int(now.timestamp()))

    states = list(Guard.objects.order_by("pk").values_list("state", flat=True))
    assert states == [life.CLOSED, life.UNDER_WAY, life.SUBMITTED, life.DRAFT]
    assert (Incident.objects.count(), Run.objects.count()) == before
    assert PostVehicle.objects.exclude(run=None).count() == 2


def test_reviews_are_those_the_rows_ask_for(world, ground):
    world.pump = world.tanker
    incidents.finished(world, at=NIGHT + timedelta(hours=3), dead=1)

    made = reviews.build_reviews(ground, now=int((NIGHT + timedelta(days=9)).timestamp()))

    assert made == Review.objects.count() == 1
