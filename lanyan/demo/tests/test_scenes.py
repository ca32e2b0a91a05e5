"""The demo's scenes: each fire with water on is commanded, one crew has answered and one has not."""

from datetime import timedelta

import pytest

from lanyan.demo import scenes
from lanyan.demo.ground import CityGround, Ground
from lanyan.incidents.tests import make as incidents
from lanyan.scene import queries
from lanyan.scene.models import Scene
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground():
    world = incidents.city()
    order = incidents.ordered(world, world.pump)
    incidents.stamped(world, order, "departed", "arrived", "deployed", "water_on")
    incidents.ordered(world, world.tanker, at=incidents.NIGHT + timedelta(minutes=1))
    city = CityGround("3308", world.detachment.pk, world.detachment.path)
    commander = units.user("duty_officer", world.detachment)
    city.users = {"duty_officer": commander.pk, "dispatcher": world.taker.pk}
    return Ground(seed=1, cities={"3308": city})


def test_stand_where_water_is_on_and_are_not_all_safe(ground):
    now = incidents.NIGHT + timedelta(minutes=10)

    made = scenes.build_scenes(ground, now=int(now.timestamp()))

    scene = Scene.objects.get()
    stands = queries.account(scene, now)
    assert made == 1
    assert (len(stands["lines"]), stands["answered"], stands["outcome"]) == (2, 1, "NOT_SAFE")
    assert scene.roll_minutes is None


def test_are_opened_once(ground):
    now = int((incidents.NIGHT + timedelta(minutes=10)).timestamp())
    scenes.build_scenes(ground, now=now)

    assert scenes.build_scenes(ground, now=now) == 0
