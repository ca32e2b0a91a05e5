"""What the writers of the past look up again and again: a city's stations, vehicles, codes and actors, read once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import asin, cos, radians, sin, sqrt
from operator import itemgetter

from lanyan.demo.past_script import Actor
from lanyan.forces.models import FormationVehicle, Station, Vehicle
from lanyan.incidents import dispatch
from lanyan.kernel import codes
from lanyan.places.coordinates import EARTH_METRES
from lanyan.units.models import Unit, User


@dataclass(slots=True)
class StationCard:
    """A station as dispatching sees it; `answers` when an area of its own belongs to it (no team, no logistics)."""

    pk: int
    unit: int
    path: str
    name: str
    lon: float
    lat: float
    answers: bool
    is_team: bool
    vehicles: list["VehicleCard"] = field(default_factory=list)
    officer: Actor | None = None
    leaders: list[str] = field(default_factory=list)


@dataclass(slots=True)
class VehicleCard:
    """A vehicle as dispatching sees it; `busy_until` is kept by the drawing of the past."""

    pk: int
    call_sign: str
    kind: str
    people: int
    station: StationCard
    formation: tuple[int, str] | None = None
    busy_until: int = 0
    # Kept free for a story: from when to when.
    kept: list[tuple[int, int]] = field(default_factory=list)

    def is_free(self, at: int) -> bool:
        """Can it be sent now?"""
        return self.busy_until < at and not any(since <= at <= until for since, until in self.kept)


@dataclass
class Book:
    """One city, looked up by id."""

    city: str
    centre: int
    path: str
    # Seconds from an order to the first arrival at a point from whichever station is nearest, over the roads of today.
    reach: Callable[[tuple[float, float]], int | None]
    stations: dict[int, StationCard] = field(default_factory=dict)
    vehicles: dict[int, VehicleCard] = field(default_factory=dict)
    dispatchers: list[Actor] = field(default_factory=list)
    # Sub-kind code to (id, label).
    subkinds: dict[str, tuple[int, str]] = field(default_factory=dict)
    _ranked: tuple[tuple[float, float], list[tuple[float, StationCard]]] | None = None
    _seats: list[tuple[float, float, float, StationCard]] | None = None

    def ranked(self, lon: float, lat: float) -> list[tuple[float, StationCard]]:
        """The stations with their metres from a point, nearest first; the last question's answer is kept.

        The formula of places.coordinates.distances_m: for two dozen stations an array costs more than it saves.
        """
        if self._ranked is not None and self._ranked[0] == (lon, lat):
            return self._ranked[1]
        if self._seats is None:
            self._seats = [
                (radians(card.lon), radians(card.lat), cos(radians(card.lat)), card) for card in self.stations.values()
            ]
        east, north, narrowing = radians(lon), radians(lat), cos(radians(lat))
        found = [
            (sin((up - north) / 2) ** 2 + narrowing * narrow * sin((right - east) / 2) ** 2, card)
            for right, up, narrow, card in self._seats
        ]
        found.sort(key=itemgetter(0))
        ranked = [(2 * EARTH_METRES * asin(sqrt(half)), card) for half, card in found]
        self._ranked = ((lon, lat), ranked)
        return ranked

    def responsible(self, lon: float, lat: float) -> StationCard:
        """The station that answers for a point: the nearest by straight line, as incidents.queries finds it."""
        return next(card for _metres, card in self.ranked(lon, lat) if card.answers)


def read(centre: Unit) -> Book:
    """Read the book of a city from its ground."""
    book = Book(centre.division_code[:4], centre.pk, centre.path, dispatch.reaching(centre.path))
    found = Station.objects.filter(unit__path__startswith=centre.path).select_related("unit").order_by("pk")
    for station in found:
        is_team = station.unit.kind == Unit.Kind.GOVERNMENT_TEAM
        book.stations[station.pk] = StationCard(
            station.pk,
            station.unit_id,
            station.unit.path,
            str(station.unit),
            station.lon,
            station.lat,
            answers=not is_team and station.station_class != Station.Class.LOGISTICS,
            is_team=is_team,
        )
    _vehicles(book)
    book.subkinds = {code: (row.pk, row.label) for code, row in codes.table("incident_kinds").items() if row.parent}
    return book


def _vehicles(book: Book) -> None:
    places = FormationVehicle.objects.filter(formation__station__in=book.stations, formation__ended_date=None)
    formations = {place.vehicle_id: (place.formation_id, place.formation.name) for place in places.select_related()}
    for vehicle in Vehicle.objects.filter(home__in=book.stations).select_related("kind").order_by("pk"):
        home = book.stations[vehicle.home_id]
        people = int(vehicle.capabilities.get("people", 5))
        card = VehicleCard(vehicle.pk, vehicle.call_sign, vehicle.kind.code, people, home, formations.get(vehicle.pk))
        home.vehicles.append(card)
        book.vehicles[vehicle.pk] = card


def actor(user: User) -> Actor:
    """A login as an actor of scripts."""
    return Actor(user.pk, str(user), user.seat)
