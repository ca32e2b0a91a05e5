"""Reads that join stations, vehicles, formations and water: what may be sent, what a unit has, where water is."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from lanyan.forces import rules
from lanyan.forces.models import (
    FOAM,
    LADDER,
    PEOPLE,
    WATER,
    Formation,
    FormationVehicle,
    Station,
    Vehicle,
    WaterSource,
)
from lanyan.kernel import prepared
from lanyan.kernel.models import Code
from lanyan.places.coordinates import distances_m


@dataclass(frozen=True)
class VehicleView:
    """A vehicle as the choice of forces sees it; `lon` and `lat` are where it stands now as far as known."""

    id: int
    call_sign: str
    kind_code: str
    kind_label: str
    capabilities: Mapping[str, float]
    condition: str
    lon: float
    lat: float
    positioned_at: datetime | None = None


@dataclass(frozen=True)
class FormationView:
    """What may be sent together; a single vehicle is one as well, without a formation id. `lon`, `lat`: the station."""

    key: str
    formation_id: int | None
    name: str
    station_id: int
    station_name: str
    unit_id: int
    unit_kind: str
    lon: float
    lat: float
    vehicles: tuple[VehicleView, ...]


def formations_for(unit_path: str) -> list[FormationView]:
    """List every formation in use below a path, then each vehicle as a formation of one: three queries.

    Vehicles off the road are in it, with their condition, so that a proposal can say why they stay; withdrawn
    vehicles and closed units are not. Keys: `f12` formation, `v34` single vehicle.
    """
    rows = (_VEHICLES(path=unit_path), _PLACES(path=unit_path), _FORMATIONS(path=unit_path))
    key = (unit_path, get_language())
    kept = _last.get(key)
    if kept is None or kept[0] != rows:
        kept = _last[key] = (rows, _views(*rows))
    return kept[1]


# The desk asks for every change of every call: as long as the rows are the same, so are the views made of them.
_last: dict[tuple[str, str | None], tuple[Any, list[FormationView]]] = {}


def _views(vehicles: list[Any], places: list[Any], formations: list[Any]) -> list[FormationView]:
    singles = _singles(vehicles)
    views = {single.vehicles[0].id: single.vehicles[0] for single in singles}
    seats: dict[int, list[VehicleView]] = {}
    for formation_id, vehicle_id in places:
        if vehicle_id in views:
            seats.setdefault(formation_id, []).append(views[vehicle_id])
    named = [_view(f"f{pk}", pk, name, station, tuple(seats[pk])) for pk, name, *station in formations if pk in seats]
    return named + singles


def _station(prefix: str) -> list[str]:
    """The columns of a station as FormationView names them."""
    columns = ("pk", "unit__short_name", "unit_id", "unit__kind", "lon", "lat")
    return [f"{prefix}__{column}" for column in columns]


def _formations(path: str) -> QuerySet[Formation]:
    return Formation.objects.in_use().filter(station__unit__path__startswith=path, station__unit__closed_date=None)


_FORMATIONS = prepared.query(
    lambda path: (
        _formations(path).order_by("station__unit__path", "order", "pk").values_list("pk", "name", *_station("station"))
    ),
    path=str,
)
_PLACES = prepared.query(
    lambda path: (
        FormationVehicle.objects.filter(formation__in=_formations(path))
        .order_by("order", "pk")
        .values_list("formation_id", "vehicle_id")
    ),
    path=str,
)


def _vehicle_rows(path: str) -> QuerySet[Any]:
    """Rows and no objects: those of four tables for each vehicle would cost more than all the rest."""
    found = Vehicle.objects.exclude(condition=Vehicle.Condition.RETIRED).filter(
        home__unit__path__startswith=path, home__unit__closed_date=None
    )
    kind = ("kind__code", "kind__label_zh", "kind__label_en")
    own = ("capabilities", "condition", "lon", "lat", "positioned_at")
    rows = found.values_list("home__unit__path", "pk", "call_sign", *kind, *own, *_station("home"))
    return rows.order_by("pk")


_VEHICLES = prepared.query(_vehicle_rows, path=str)


def _singles(rows: list[Any]) -> list[FormationView]:
    """Each vehicle by itself, in the order of the tree and of their numbers."""
    kinds: dict[str, str] = {}
    singles = []
    for _path, pk, sign, code, zh, en, capabilities, condition, lon, lat, heard, *station in sorted(rows, key=_by_tree):
        if code not in kinds:
            kinds[code] = Code(label_zh=zh, label_en=en).label
        at = (lon, lat) if lon is not None and lat is not None else (station[-2], station[-1])
        view = VehicleView(pk, sign, code, kinds[code], capabilities, condition, *at, heard)
        singles.append(_view(f"v{pk}", None, sign, station, (view,)))
    return singles


def _view(
    key: str, formation_id: int | None, name: str, station: Sequence[Any], vehicles: tuple[VehicleView, ...]
) -> FormationView:
    return FormationView(key, formation_id, name, *station, vehicles)


def _by_tree(row: Sequence[Any]) -> tuple[Any, ...]:
    path, _pk, sign, *_rest = row
    return path, rules.by_number(sign)


def vehicles_of(vehicles: QuerySet[Vehicle]) -> list[Vehicle]:
    """Put vehicles in the order of the tree and of their numbers, with kind and home at hand: one query."""
    found = list(vehicles.select_related("kind", "home__unit"))
    return sorted(found, key=lambda vehicle: (vehicle.home.unit.path, rules.by_number(vehicle.call_sign)))


@dataclass
class Strength:
    """What one station has: vehicles in service and off the road, and what those in service carry together.

    `ladder_m` is the tallest ladder, the others are sums (people, tonnes of water, tonnes of foam).
    """

    station_id: int
    unit_id: int
    name: str
    station_class: str
    lon: float
    lat: float
    in_service: int = 0
    off_road: int = 0
    people: float = 0
    water_t: float = 0
    foam_t: float = 0
    ladder_m: float = 0


def strength(unit_path: str) -> list[Strength]:
    """Tell what each station below a path has, in the order of the tree: two queries."""
    stations = Station.objects.filter(unit__path__startswith=unit_path, unit__closed_date=None).select_related("unit")
    found = {
        station.pk: Strength(
            station_id=station.pk,
            unit_id=station.unit_id,
            name=station.unit.short_name,
            station_class=station.station_class,
            lon=station.lon,
            lat=station.lat,
        )
        for station in stations.order_by("unit__path")
    }
    vehicles = Vehicle.objects.filter(home__in=found).exclude(condition=Vehicle.Condition.RETIRED)
    for home_id, condition, capabilities in vehicles.values_list("home_id", "condition", "capabilities"):
        _count(found[home_id], condition, capabilities)
    return list(found.values())


def _count(station: Strength, condition: str, capabilities: Mapping[str, float]) -> None:
    if condition == Vehicle.Condition.OFF_ROAD:
        station.off_road += 1
        return
    station.in_service += 1
    station.people += capabilities.get(PEOPLE, 0)
    station.water_t += capabilities.get(WATER, 0)
    station.foam_t += capabilities.get(FOAM, 0)
    station.ladder_m = max(station.ladder_m, capabilities.get(LADDER, 0))


# ---- water ------------------------------------------------------------------------------------------------
METRES_PER_DEGREE = 111_195.0


@dataclass(frozen=True)
class WaterNear:
    """A water source near a point, with the straight line to it in metres."""

    source: WaterSource
    metres: int

    @property
    def usable(self) -> bool:
        """Whether water can be had there now."""
        return self.source.state == WaterSource.State.IN_SERVICE


def water_near(lon: float, lat: float, *, metres: float = 800, limit: int = 6, sources: Any = None) -> list[WaterNear]:
    """Find water around a point (WGS-84): usable sources first, then faulty ones, each nearest first; one query.

    Whose charge a source is does not matter to a fire beside it: without `sources` all are asked, and callers show
    them to whoever may see the incident; with `sources` only these.
    """
    north = metres / METRES_PER_DEGREE
    east = north / max(math.cos(math.radians(lat)), 0.01)
    asked = WaterSource.objects.all() if sources is None else sources
    found = list(asked.kept().near(lon, lat, east=east, north=north).select_related("unit"))
    if not found:
        return []
    far = distances_m(lon, lat, [source.lon for source in found], [source.lat for source in found])
    near = [WaterNear(source, round(away)) for source, away in zip(found, far, strict=True) if away <= metres]
    return sorted(near, key=lambda one: (not one.usable, one.metres, one.source.pk))[:limit]
