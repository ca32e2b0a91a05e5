"""The demo's ground: places, units, stations, vehicles, people and logins of both cities, the same for the same seed.

All of it is invented except what `cities` says; `build_ground` writes only into a database without units.
"""

import random
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.demo import cities, geography
from lanyan.demo import ground_duty as duty
from lanyan.demo import ground_forces as forces
from lanyan.demo import ground_people as people
from lanyan.demo import ground_units as units
from lanyan.demo.cities import CityPlan
from lanyan.demo.loader import analyze
from lanyan.forces import road_import
from lanyan.forces.models import Station, Vehicle, WaterCompany, WaterFault, WaterSource, WaterTransfer
from lanyan.kernel import audit, search
from lanyan.people.models import Person
from lanyan.places.models import Division, MapLine, Place
from lanyan.units.models import Unit, User

EMPTY, DEMO, FOREIGN = "empty", "demo", "foreign"


class DemoRefused(Exception):
    """The demo cannot be built here; the message is for the person at the keyboard."""


@dataclass
class CityGround:
    """One city as built: the ids that the builders of its past and present need."""

    code: str
    detachment_id: int
    path: str
    # By section name (指挥中心, 消安委办公室 …), by county code, by short name.
    sections: dict[str, int] = field(default_factory=dict)
    battalions: dict[str, int] = field(default_factory=dict)
    outside: dict[str, int] = field(default_factory=dict)
    # Station ids (forces.Station) by short name; teams are in `teams`.
    stations: dict[str, int] = field(default_factory=dict)
    teams: dict[str, int] = field(default_factory=dict)
    # Unit of every station and team, by station id; the county too.
    station_units: dict[int, int] = field(default_factory=dict)
    station_divisions: dict[int, str] = field(default_factory=dict)
    vehicles: dict[int, list[int]] = field(default_factory=dict)
    # User ids by role code; place ids by kind, and those the stories need by name.
    users: dict[str, int] = field(default_factory=dict)
    places: dict[str, list[int]] = field(default_factory=dict)
    fixed_places: dict[str, int] = field(default_factory=dict)

    @property
    def command_centre_id(self) -> int:
        """The command centre's unit."""
        return self.sections["指挥中心"]


@dataclass
class Ground:
    """Both cities as built, by four-digit code."""

    seed: int
    cities: dict[str, CityGround] = field(default_factory=dict)


def state() -> str:
    """Say what the database holds: nothing yet, a demo, or somebody's own units."""
    if not Unit.objects.exists():
        return EMPTY
    return DEMO if User.objects.filter(is_demo=True).exists() else FOREIGN


@transaction.atomic
def build_ground(seed: int, at: datetime | None = None) -> Ground:
    """Build both cities; `at` is the present of the demo, from which vehicles off the road count back."""
    found = state()
    if found == FOREIGN:
        raise DemoRefused(_("This database holds units that are not the demo's; nothing was built."))
    if found == DEMO:
        raise DemoRefused(_("This database holds the demo already; nothing was built."))
    divisions = {division.code: division for division in Division.objects.all()}
    ground = Ground(seed)
    with audit.act("demo.build", reason="demo"):
        for number, plan in enumerate(cities.CITIES, start=1):
            ground.cities[plan.code] = _city(plan, divisions, number=number, seed=seed, at=at)
    index_all()
    return ground


def build_roads(ground: Ground) -> None:
    """Take the invented roads of each city into use, through the same door as any other network."""
    for code, city in ground.cities.items():
        road_import.from_picture(Unit.objects.get(pk=city.detachment_id), code)


def _city(plan: CityPlan, divisions: dict[str, Division], *, number: int, seed: int, at: datetime | None) -> CityGround:
    dice = random.Random(f"ground-{plan.code}-{seed}")
    picture = geography.build(plan, divisions, seed)
    MapLine.objects.bulk_create(picture.lines, batch_size=1000)
    Place.objects.bulk_create(picture.places, batch_size=1000)
    tree = units.build(plan, divisions, picture, number=number)
    built = CityGround(plan.code, tree.detachment.pk, tree.detachment.path)
    built.sections = {name: unit.pk for name, unit in tree.sections.items()}
    built.battalions = {code: unit.pk for code, unit in tree.battalions.items()}
    built.outside = {name: unit.pk for name, unit in tree.outside.items()}
    _note_places(built, picture)
    force = forces.build(plan.code, tree, picture, dice, at=at)
    built.stations = {seat.name: station.pk for seat, station in force.stations if not seat.is_team}
    built.teams = {seat.name: station.pk for seat, station in force.stations if seat.is_team}
    for seat, station in force.stations:
        built.station_units[station.pk] = seat.unit.pk
        built.station_divisions[station.pk] = seat.division
        built.vehicles[station.pk] = [vehicle.pk for vehicle in force.vehicles if vehicle.home_id == station.pk]
    built.users = people.build(plan.code, tree, dice)
    _count_rows()
    duty.build(plan.code, seed, force, picture, at=at)
    return built


def _count_rows() -> None:
    """Tell the planner what was written: after a build that was taken back it may think these tables empty."""
    models = [model for app in ("units", "people", "forces") for model in apps.get_app_config(app).get_models()]
    analyze(*(model for model in models if model._meta.managed and not model._meta.proxy))


def _note_places(built: CityGround, picture: geography.Geography) -> None:
    given = {name for _kind, name, _address, _code, _where in picture.plan.fixed}
    for place in picture.places:
        built.places.setdefault(str(place.kind), []).append(place.pk)
        if place.name in given:
            built.fixed_places[place.name] = place.pk


def index_all() -> None:
    """Bring everything built here into the search index; kinds nobody registered are left out."""
    everything: dict[str, Any] = {
        "place": Place.objects.select_related("division"),
        "unit": Unit.objects.all(),
        "station": Station.objects.select_related("unit"),
        "vehicle": Vehicle.objects.select_related("kind", "home__unit"),
        "person": Person.objects.select_related("unit"),
        "water": WaterSource.objects.select_related("unit"),
        "water_fault": WaterFault.objects.select_related("source__unit"),
        "water_transfer": WaterTransfer.objects.select_related("company", "unit"),
        "water_company": WaterCompany.objects.select_related("unit"),
    }
    for kind in everything.keys() & search.sources().keys():
        search.index(kind, everything[kind])
