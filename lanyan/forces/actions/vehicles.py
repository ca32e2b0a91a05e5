"""Adding, correcting, sidelining and placing vehicles."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pgtrigger
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lanyan.forces import rules
from lanyan.forces.actions.common import tell_station
from lanyan.forces.models import FormationVehicle, Station, Vehicle
from lanyan.kernel import audit, codes, live, search
from lanyan.kernel.errors import Refused
from lanyan.kernel.models import Code
from lanyan.kernel.states import MoveNotAllowed
from lanyan.places import coordinates

WHY_NOT = {
    rules.IN_SERVICE: gettext_lazy("The vehicle is in service."),
    rules.OFF_ROAD: gettext_lazy("The vehicle is off the road."),
    rules.RETIRED: gettext_lazy("The vehicle has been withdrawn for good."),
}


@dataclass(frozen=True)
class VehicleFacts:
    """What is written down of a vehicle: `kind_code` of the list vehicle_kinds, capabilities as {code: quantity}."""

    call_sign: str
    plate: str
    kind_code: str
    home_id: int
    capabilities: Mapping[str, Any]


@transaction.atomic
def add_vehicle(*, facts: VehicleFacts, by: Any) -> Vehicle:
    """Add a vehicle to a station, in service."""
    vehicle = Vehicle(**_checked(facts, but=None))
    with audit.act("forces.add_vehicle", by=by):
        vehicle.save(force_insert=True)
    _tell(vehicle)
    return vehicle


@transaction.atomic
def change_vehicle(*, vehicle_id: int, facts: VehicleFacts, by: Any) -> Vehicle:
    """Correct what is written down of a vehicle; one that stands in a formation keeps its station."""
    vehicle = _locked(vehicle_id)
    if vehicle.condition == rules.RETIRED:
        raise Refused(_("The vehicle has been withdrawn for good."))
    columns = _checked(facts, but=vehicle)
    if columns["home"] != vehicle.home:
        _refuse_when_in_formation(vehicle, field="home")
    left = vehicle.home_id
    for name, value in columns.items():
        setattr(vehicle, name, value)
    with audit.act("forces.change_vehicle", by=by):
        vehicle.save(update_fields=[*columns])
    _tell(vehicle)
    if left != vehicle.home_id:
        live.announce("forces", left)
    return vehicle


@transaction.atomic
def take_off_road(*, vehicle_id: int, reason: str, at: datetime, by: Any) -> Vehicle:
    """Take a vehicle off the road, with the reason; it keeps its place in its formations."""
    return _move("take_off_road", vehicle_id=vehicle_id, reason=_needed(reason), at=at, by=by)


@transaction.atomic
def put_back_in_service(*, vehicle_id: int, at: datetime, by: Any) -> Vehicle:
    """Put a vehicle back in service."""
    return _move("put_back_in_service", vehicle_id=vehicle_id, reason="", at=at, by=by)


@transaction.atomic
def retire_vehicle(*, vehicle_id: int, reason: str, at: datetime, by: Any) -> Vehicle:
    """Withdraw a vehicle for good; it must have left its formations before."""
    reason = _needed(reason)
    _refuse_when_in_formation(_locked(vehicle_id))
    return _move("retire_vehicle", vehicle_id=vehicle_id, reason=reason, at=at, by=by)


@transaction.atomic
def place_vehicle(*, vehicle_id: int, lon: float, lat: float, at: datetime, by: Any) -> bool:
    """Note where a vehicle stood at an instant (WGS-84); False when a later position is known already."""
    if not coordinates.on_earth(lon, lat):
        raise Refused(_("Longitude or latitude is impossible."), field="lon")
    vehicle = _locked(vehicle_id)
    if vehicle.condition == rules.RETIRED:
        raise Refused(_("The vehicle has been withdrawn for good."))
    if vehicle.positioned_at is not None and at <= vehicle.positioned_at:
        return False
    vehicle.lon, vehicle.lat, vehicle.positioned_at = lon, lat, at
    # A position every few seconds is a fact of its own, not a change of the record: it leaves no history.
    with pgtrigger.ignore("forces.Vehicle:update_update"), audit.act("forces.send_position", by=by):
        vehicle.save(update_fields=["lon", "lat", "positioned_at"])
    live.announce("positions", rules.root(vehicle.home.unit.path))
    return True


def _locked(vehicle_id: int) -> Vehicle:
    return Vehicle.objects.select_for_update(of=("self",)).select_related("home__unit", "kind").get(pk=vehicle_id)


def _needed(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise Refused(_("The reason is missing."), field="reason")
    return reason


def _move(name: str, *, vehicle_id: int, reason: str, at: datetime, by: Any) -> Vehicle:
    vehicle = _locked(vehicle_id)
    try:
        vehicle.condition = rules.CONDITION.target(name, vehicle.condition)
    except MoveNotAllowed as error:
        raise Refused(str(WHY_NOT[error.state])) from error
    if vehicle.condition_since_at is not None and at < vehicle.condition_since_at:
        raise Refused(_("The vehicle's condition was changed later than that."), field="at")
    vehicle.condition_reason, vehicle.condition_since_at = reason, at
    with audit.act(f"forces.{name}", by=by, reason=reason):
        vehicle.save(update_fields=["condition", "condition_reason", "condition_since_at"])
    _tell(vehicle)
    return vehicle


def _refuse_when_in_formation(vehicle: Vehicle, *, field: str = "") -> None:
    place = (
        FormationVehicle.objects.filter(vehicle=vehicle, formation__ended_date=None).select_related("formation").first()
    )
    if place is not None:
        reason = _("The vehicle stands in the formation {name}; take it out there first.")
        raise Refused(reason.format(name=place.formation.name), field=field)


def _checked(facts: VehicleFacts, *, but: Vehicle | None) -> dict[str, Any]:
    call_sign, plate = facts.call_sign.strip(), facts.plate.strip().upper()
    home = Station.objects.select_related("unit").filter(pk=facts.home_id).first()
    if home is None:
        raise Refused(_("There is no such station."), field="home")
    if not call_sign:
        raise Refused(_("The call sign is missing."), field="call_sign")
    if not plate:
        raise Refused(_("The plate is missing."), field="plate")
    others = Vehicle.objects.exclude(pk=but.pk if but else 0)
    if others.filter(home=home, call_sign=call_sign).exists():
        raise Refused(_("The station has a vehicle {name} already.").format(name=call_sign), field="call_sign")
    if others.filter(plate=plate).exists():
        raise Refused(_("The plate {plate} belongs to another vehicle.").format(plate=plate), field="plate")
    return {
        "call_sign": call_sign,
        "plate": plate,
        "kind": _kind(facts.kind_code),
        "home": home,
        "capabilities": rules.checked_capabilities(facts.capabilities, list(codes.table("capabilities"))),
    }


def _kind(code: str) -> Code:
    kind = codes.get("vehicle_kinds", code)
    if kind is None or not kind.parent:
        raise Refused(_("There is no vehicle kind “{code}”.").format(code=code), field="kind")
    return kind


def _tell(vehicle: Vehicle) -> None:
    search.index("vehicle", [vehicle])
    tell_station(vehicle.home)
