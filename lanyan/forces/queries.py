"""Reads that join stations, vehicles, formations and water: what may be sent, what a unit has, where water is."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, Now
from django.utils import timezone
from django.utils.translation import get_language

from lanyan.forces import rules
from lanyan.forces.models import (
    FOAM,
    LADDER,
    PEOPLE,
    WATER,
    AidAgreement,
    Formation,
    Station,
    Vehicle,
    VehicleHold,
    WaterSource,
)
from lanyan.kernel import prepared
from lanyan.kernel.models import Code
from lanyan.places.coordinates import distances_m

# What the crew reported of itself; rest and reserve bear the names of their holds.
CREW_SHORT = "crew_short"


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
    # resting, reserved or crew_short: what keeps it out of a proposal although it could drive.
    held: str = ""


@dataclass(frozen=True)
class FormationView:
    """What may be sent together; a single vehicle is one as well, without a formation id. `lon`, `lat`: the station.

    `only_for`: the capabilities that call for a specialist team; `aid_minutes`: the delay of asking somebody else's.
    """

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
    only_for: tuple[str, ...] = ()
    aid_minutes: int | None = None


def formations_for(unit_path: str) -> list[FormationView]:
    """List every formation in use below a path and of who helps it, then each vehicle by itself: three queries.

    Vehicles off the road are in it, with their condition, so that a proposal can say why they stay; withdrawn
    vehicles and closed units are not. Keys: `f12` formation, `v34` single vehicle.
    """
    asked = {"path": unit_path, "day": timezone.localdate()}
    rows = (_VEHICLES(**asked), _FORMATIONS(**asked), _AID(**asked))
    key = (unit_path, get_language())
    kept = _last.get(key)
    if kept is None or kept[0] != rows:
        kept = _last[key] = (rows, _views(*rows))
    return kept[1]


# The desk asks for every change of every call: as long as the rows are the same, so are the views made of them.
_last: dict[tuple[str, str | None], tuple[Any, list[FormationView]]] = {}


def _views(vehicles: list[Any], formations: list[Any], aid: list[Any]) -> list[FormationView]:
    singles, delays = _singles(vehicles), dict(aid)
    views = {single.vehicles[0].id: single.vehicles[0] for single in singles}
    named = []
    for pk, name, only_for, members, *station in formations:
        seats = tuple(views[one] for one in members if one in views)
        if seats:
            named.append(replace(_view(f"f{pk}", pk, name, station, seats), only_for=tuple(only_for)))
    found = [*named, *_called_alike(singles, named)]
    if not delays:
        return found
    return [replace(one, aid_minutes=delays.get(one.station_id)) for one in found]


def _called_alike(singles: list[FormationView], named: list[FormationView]) -> list[FormationView]:
    """A vehicle that stands in specialist teams alone goes by itself only where they would."""
    called: dict[int, list[tuple[str, ...]]] = {}
    for formation in named:
        for vehicle in formation.vehicles:
            called.setdefault(vehicle.id, []).append(formation.only_for)
    if not any(formation.only_for for formation in named):
        return singles
    special = {pk: tuple(sorted(set(chain(*teams)))) for pk, teams in called.items() if all(teams)}
    return [replace(one, only_for=special.get(one.vehicles[0].id, ())) for one in singles]


def _station(prefix: str) -> list[str]:
    """The columns of a station as FormationView names them."""
    columns = ("pk", "unit__short_name", "unit_id", "unit__kind", "lon", "lat")
    return [f"{prefix}__{column}" for column in columns]


def _within_reach(station: str, path: str, day: date) -> Q:
    """The stations below a path, and those that have agreed to help it."""
    helping = AidAgreement.objects.filter(centre__path=path).on(day).values("station")
    own = Q(**{f"{station}__unit__path__startswith": path})
    return (own | Q(**{f"{station}__in": helping})) & Q(**{f"{station}__unit__closed_date": None})


def _formations(path: str, day: date) -> QuerySet[Formation]:
    return Formation.objects.in_use().filter(_within_reach("station", path, day))


_MEMBERS = ArrayAgg(
    "places__vehicle_id", filter=Q(places__isnull=False), order_by=("places__order", "places__pk"), default=[]
)
_FORMATIONS = prepared.query(
    lambda path, day: (
        _formations(path, day)
        .annotate(members=_MEMBERS)
        .order_by("station__unit__path", "order", "pk")
        .values_list("pk", "name", "only_for", "members", *_station("station"))
    ),
    path=str,
    day=date,
)
_AID = prepared.query(
    lambda path, day: (
        AidAgreement.objects.filter(centre__path=path).on(day).order_by("pk").values_list("station_id", "delay_minutes")
    ),
    path=str,
    day=date,
)


def _vehicle_rows(path: str, day: date) -> QuerySet[Any]:
    """Rows and no objects: those of four tables for each vehicle would cost more than all the rest."""
    found = Vehicle.objects.exclude(condition=Vehicle.Condition.RETIRED).filter(_within_reach("home", path, day))
    now = Now()
    holds = VehicleHold.objects.filter(vehicle=OuterRef("pk"), ended_at=None, since_at__lte=now)
    kind_of_hold = holds.filter(Q(until_at=None) | Q(until_at__gt=now)).values("kind")
    kind = ("kind__code", "kind__label_zh", "kind__label_en")
    own = ("brings", "condition", "lon", "lat", "positioned_at", "load__crew_complete", "hold")
    columns = ("home__unit__path", "pk", "call_sign", *kind, *own, *_station("home"))
    # As text: the rows are compared each time, and read only when they differ.
    brings = Cast("capabilities", TextField())
    rows = found.annotate(hold=Subquery(kind_of_hold), brings=brings).values_list(*columns)
    return rows.order_by("pk")


_VEHICLES = prepared.query(_vehicle_rows, path=str, day=date)


def _singles(rows: list[Any]) -> list[FormationView]:
    """Each vehicle by itself, in the order of the tree and of their numbers."""
    kinds: dict[str, str] = {}
    singles = []
    for _path, pk, sign, code, zh, en, brings, condition, lon, lat, heard, crew, hold, *station in sorted(
        rows, key=_by_tree
    ):
        if code not in kinds:
            kinds[code] = Code(label_zh=zh, label_en=en).label
        at = (lon, lat) if lon is not None and lat is not None else (station[-2], station[-1])
        held = hold.lower() if hold else CREW_SHORT if crew is False else ""
        view = VehicleView(pk, sign, code, kinds[code], json.loads(brings), condition, *at, heard, held)
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
