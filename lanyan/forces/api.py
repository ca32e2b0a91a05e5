"""API of the forces: what there is, and where the vehicles are."""

from datetime import datetime
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema
from ninja.pagination import PageNumberPagination, paginate

from lanyan.forces import actions, instants, queries, water_api
from lanyan.forces.models import Station, Vehicle, WaterSource
from lanyan.kernel.errors import Refused
from lanyan.places import coordinates
from lanyan.units.tokens import TokenAuth

router = Router(tags=["forces"])
router.add_router("", water_api.router)


class StationOut(Schema):
    """A station; the point in WGS-84."""

    id: int
    unit_id: int
    name: str
    division_code: str
    station_class: str
    address: str
    lon: float
    lat: float
    bays: int | None
    on_duty_people: int | None

    @staticmethod
    def resolve_name(station: Station) -> str:
        """Give the unit's name."""
        return station.unit.name

    @staticmethod
    def resolve_division_code(station: Station) -> str:
        """Give the unit's division."""
        return station.unit.division_code


class VehicleOut(Schema):
    """A vehicle; the present point in WGS-84, null when none was reported."""

    id: int
    call_sign: str
    plate: str
    kind: str
    station_id: int
    capabilities: dict[str, float]
    condition: str
    condition_reason: str
    condition_since_at: datetime | None
    lon: float | None
    lat: float | None
    positioned_at: datetime | None

    @staticmethod
    def resolve_kind(vehicle: Vehicle) -> str:
        """Give the code of the kind."""
        return vehicle.kind.code

    @staticmethod
    def resolve_station_id(vehicle: Vehicle) -> int:
        """Give the home station."""
        return vehicle.home_id


class PositionIn(Schema):
    """Where a vehicle stood: the instant with its offset, now when left out."""

    lon: float
    lat: float
    at: datetime | None = None
    frame: coordinates.Frame = coordinates.Frame.WGS84


class PositionOut(Schema):
    """Whether the position was taken; false when a later one was known already."""

    taken: bool


class WaterSourceOut(Schema):
    """A water source; the point in WGS-84, null where nobody has measured."""

    id: int
    number: str
    kind: str
    name: str
    address: str
    unit_id: int
    lon: float
    lat: float
    diameter_mm: int | None
    pressure_mpa: float | None
    flow_ls: float | None
    volume_m3: float | None
    state: str
    fault: str
    fault_since_at: datetime | None
    last_checked_at: datetime | None


class WaterNearOut(Schema):
    """A water source and the straight line to it."""

    metres: int
    source: WaterSourceOut


class WaterCheckIn(Schema):
    """A look at a water source; the same key again is the same check."""

    found_faulty: bool
    kind: str = Field("", description="a code of the list water_fault_kinds")
    fault: str = ""
    lon: float | None = Field(None, description="where the device was, WGS-84")
    lat: float | None = None
    pressure_mpa: float | None = None
    note: str = ""
    at: datetime | None = None
    key: str = ""


class WaterCheckOut(Schema):
    """The check as written down, and the state of the source now."""

    id: int
    at: datetime
    found_faulty: bool
    state: str

    @staticmethod
    def resolve_state(check: Any) -> str:
        """Give the state of the source."""
        return str(check.source.state)


@router.get("/water-sources", response=list[WaterSourceOut], auth=TokenAuth("forces.view_forces"))
@paginate(PageNumberPagination)
def water_sources(request: Any, unit: str = "", kind: str = "", state: str = "") -> Any:
    """List water sources, of a unit given by its division code, of one kind, in one state."""
    found = WaterSource.objects.visible_to(request.auth).order_by("unit__path", "number")
    if unit:
        found = found.filter(unit__division_code__startswith=unit)
    given = {name: value for name, value in (("kind", kind), ("state", state)) if value}
    return found.filter(**given)


@router.get("/water-sources/near", response=list[WaterNearOut], auth=TokenAuth("forces.view_forces"))
def water_near(request: Any, lon: float, lat: float, metres: int = 800, limit: int = 6) -> Any:
    """Find water around a point (WGS-84): usable first, nearest first; at most 5 km and 50 sources."""
    if not coordinates.on_earth(lon, lat):
        raise Refused(_("Longitude or latitude is impossible."), field="lon")
    reach, many = min(max(metres, 0), 5000), min(max(limit, 0), 50)
    mine = WaterSource.objects.visible_to(request.auth)
    return queries.water_near(lon, lat, metres=reach, limit=many, sources=mine)


@router.post("/water-sources/{source_id}/checks", response=WaterCheckOut, auth=TokenAuth("forces.check_water"))
def check_water_source(request: Any, source_id: int, data: WaterCheckIn) -> Any:
    """Note a look at a water source."""
    source = get_object_or_404(WaterSource.objects.visible_to(request.auth, "forces.check_water"), pk=source_id)
    facts = data.dict() | {"at": instants.claimed(data.at, timezone.now())}
    return actions.check_water_source(source_id=source.pk, **facts, by=request.auth)


@router.get("/stations", response=list[StationOut], auth=TokenAuth("forces.view_forces"))
@paginate(PageNumberPagination)
def stations(request: Any, unit: str = "") -> Any:
    """List stations, of a unit given by its division code or of all the key's user may see."""
    found = Station.objects.visible_to(request.auth).select_related("unit").order_by("unit__path")
    return found.filter(unit__division_code__startswith=unit) if unit else found


@router.get("/vehicles", response=list[VehicleOut], auth=TokenAuth("forces.view_forces"))
@paginate(PageNumberPagination)
def vehicles(request: Any, station_id: int | None = None, condition: list[str] = Query([])) -> Any:  # noqa: B008
    """List vehicles, of one station or all, in one of these conditions or any."""
    found = Vehicle.objects.visible_to(request.auth).select_related("kind").order_by("home__unit__path", "call_sign")
    if station_id is not None:
        found = found.filter(home_id=station_id)
    return found.filter(condition__in=condition) if condition else found


@router.post("/vehicles/{vehicle_id}/position", response=PositionOut, auth=TokenAuth("forces.send_position"))
def send_position(request: Any, vehicle_id: int, position: PositionIn) -> Any:
    """Report where a vehicle stood at an instant; older ones than the last known are ignored."""
    vehicle = get_object_or_404(Vehicle.objects.visible_to(request.auth, "forces.send_position"), pk=vehicle_id)
    at = instants.claimed(position.at, timezone.now())
    if not coordinates.on_earth(position.lon, position.lat):
        raise Refused(_("Longitude or latitude is impossible."), field="lon")
    lon, lat = coordinates.to_wgs(position.lon, position.lat, frame=position.frame)
    taken = actions.place_vehicle(vehicle_id=vehicle.pk, lon=lon, lat=lat, at=at, by=request.auth)
    return {"taken": taken}
