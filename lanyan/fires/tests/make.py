"""The cast of fires: a city with its incidents, an inspector who writes records, a head who decides on them."""

from datetime import datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from lanyan.fires.actions import casualties
from lanyan.fires.actions import fires as actions
from lanyan.fires.actions.casualties import Person
from lanyan.fires.models import Fire, FireCasualty
from lanyan.fires.rules.facts import Facts
from lanyan.incidents.tests import make as incidents
from lanyan.kernel.periods import ZONE
from lanyan.units.tests import make as units

NIGHT = datetime(2026, 3, 4, 3, 0, tzinfo=ZONE)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATER = NIGHT + 20 * DAY


def city(code: str = "3308") -> SimpleNamespace:
    """A city whose station writes records of fires and whose battalion head decides on them."""
    world = incidents.city(code)
    world.writer = units.user("station_officer", world.station, name="何志勇")
    world.inspector = units.user("inspector", world.detachment, name="叶青山")
    world.head = units.user("battalion_head", world.detachment, name="方国良")
    return world


def facts(**more: Any) -> Facts:
    """A kitchen fire in a dwelling as it stands in a sound record."""
    started: datetime = more.get("started_at", NIGHT)
    given: dict[str, Any] = {
        "started_at": started,
        "reported_date": started.astimezone(ZONE).date(),
        "place_kind": "BUILDING-DWELLING",
        "settlement": "TOWN",
        "address": "锦桂苑7幢",
        "cause": "ELECTRIC-010101",
        "investigation": "SIMPLE",
        "division_id": "330802",
        "burnt_area_m2": Decimal(12),
        "direct_loss": Decimal(8000),
        "disposal_cost": Decimal(500),
        "households": 1,
        "building_class": "HIGH_FIRST",
        "structure": "CONCRETE",
        "fire_resistance": 1,
        "storeys": 18,
        "floor_on_fire": 11,
        **more,
    }
    return Facts(**given)


def entered(world: Any, *, incident: Any = None, at: datetime = LATER, by: Any = None, **more: Any) -> Fire:
    """A draft: of an incident, or of a fire nobody was called to at the station's unit."""
    return actions.enter_fire(
        facts=facts(**more),
        unit_id=None if incident else world.station.pk,
        incident_id=incident.pk if incident else None,
        at=at,
        by=by or world.writer,
    )


def submitted(world: Any, *, at: datetime = LATER, **more: Any) -> Fire:
    """A record waiting for its approval."""
    fire = entered(world, at=at, **more)
    return actions.submit_fire(fire_id=fire.pk, at=at, by=world.writer)


def approved(world: Any, *, at: datetime = LATER, people: tuple[Person, ...] = (), **more: Any) -> Fire:
    """A record that counts, with its casualties."""
    fire = entered(world, at=at, **more)
    for person in people:
        hurt(world, fire, person, at=at)
    actions.submit_fire(fire_id=fire.pk, at=at, by=world.writer)
    return actions.approve_fire(fire_id=fire.pk, at=at, by=world.head)


def hurt(world: Any, fire: Fire, person: Person, *, at: datetime = LATER, by: Any = None) -> FireCasualty:
    """Enter a casualty."""
    return casualties.add_casualty(fire_id=fire.pk, person=person, at=at, by=by or world.writer)
