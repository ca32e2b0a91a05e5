"""A city in which every app has something: for tests that go over all pages or the whole API."""

from datetime import time
from typing import Any

from django.utils import timezone

from lanyan.citizens.tests import everything as complaints
from lanyan.fallback.tests import everything as fallback
from lanyan.fires.tests import everything as fires
from lanyan.forces.tests import make as forces
from lanyan.guards.tests import everything as guards
from lanyan.incidents.tests import make as incidents
from lanyan.incidents.tests import make_plans as plans
from lanyan.inspections.tests import everything
from lanyan.links.tests import everything as links
from lanyan.people import actions as people
from lanyan.people.models import Person
from lanyan.places.models import Division, Place
from lanyan.reviews.tests import everything as reviews
from lanyan.scene.tests import everything as scenes
from lanyan.units.tests import make
from lanyan.voice.tests import everything as voice


def city() -> Any:
    """Build it: the incidents' city, with the records of every other app; `admin` may do everything."""
    world = incidents.city()
    world.incident = incidents.finished(world, rescued=1)
    world.order = incidents.ordered(world, world.tanker, at=incidents.NIGHT.replace(hour=9))
    world.admin = make.user("admin", world.detachment)
    forces.readiness(world.fushan)
    forces.waterworks(world.fushan)
    forces.closure(world.detachment)
    forces.held(world.ladder)
    forces.aid(world.detachment)
    plans.drafted(world.detachment)
    for app in (everything, complaints, fires, scenes, links, guards, reviews, fallback, voice):
        app.of(world)
    person = Person.objects.create(number="1", name="方建明", category=Person.Category.OFFICER, unit=world.station)
    people.plan_turns(
        unit_id=world.detachment.pk, kind="LEADER", person_ids=[person.pk], first_day=timezone.localdate(), days=2,
        change=time(8, 30), by=None,
    )  # fmt: skip
    Place.objects.create(
        kind=Place.Kind.ESTATE, name="锦桂苑", division=Division.objects.get(code="330802"), lon=118.8665, lat=28.9565
    )
    return world
