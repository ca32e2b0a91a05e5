"""API for machines that report where many vehicles are: one request, one answer a position."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from lanyan.forces import actions
from lanyan.forces.models import Vehicle
from lanyan.forces.positions import CLOCK_AHEAD_SECONDS
from lanyan.kernel.errors import Refused
from lanyan.places import coordinates
from lanyan.units.tokens import TokenAuth

router = Router(tags=["forces"])
MOST = 500


class VehiclePositionIn(Schema):
    """Where a vehicle stood at an instant, by its id or its plate."""

    vehicle_id: int | None = None
    plate: str = ""
    lon: float
    lat: float
    at: datetime = Field(description="the instant with its offset, such as 2026-05-09T03:00:00+08:00")
    frame: coordinates.Frame = coordinates.Frame.WGS84


class VehiclePositionOut(Schema):
    """What became of one position: taken, or not with the reason; one already known is not taken and has no reason."""

    vehicle_id: int | None
    at: datetime
    taken: bool
    reason: str = ""


@router.post("/positions", response=list[VehiclePositionOut], auth=TokenAuth("forces.send_position"))
def send_positions(request: Any, positions: list[VehiclePositionIn]) -> Any:
    """Report many positions, each answered by itself: twice changes nothing, older never overwrites newer."""
    if len(positions) > MOST:
        raise Refused(_("At most %(most)s positions at once.") % {"most": MOST})
    mine = Vehicle.objects.visible_to(request.auth, "forces.send_position")
    ids = {each.vehicle_id for each in positions if each.vehicle_id is not None}
    plates = {each.plate.strip().upper() for each in positions if each.plate}
    known = set(mine.filter(pk__in=ids).values_list("pk", flat=True))
    by_plate = dict(mine.filter(plate__in=plates).values_list("plate", "pk"))
    answers = {}
    for number, each in sorted(enumerate(positions), key=lambda pair: pair[1].at.timestamp()):
        pk = each.vehicle_id if each.vehicle_id in known else by_plate.get(each.plate.strip().upper())
        answers[number] = {"vehicle_id": pk, "at": each.at, **_place(request.auth, pk, each)}
    return [answers[number] for number in range(len(positions))]


def _place(user: Any, vehicle_id: int | None, position: VehiclePositionIn) -> dict[str, Any]:
    try:
        if vehicle_id is None:
            raise Refused(_("There is no such vehicle for you."))
        if timezone.is_naive(position.at):
            raise Refused(_("The instant needs its offset, such as +08:00."))
        if (position.at - timezone.now()).total_seconds() > CLOCK_AHEAD_SECONDS:
            raise Refused(_("The instant lies in the future."))
        if not coordinates.on_earth(position.lon, position.lat):
            raise Refused(_("Longitude or latitude is impossible."))
        lon, lat = coordinates.to_wgs(position.lon, position.lat, frame=position.frame)
        taken = actions.place_vehicle(vehicle_id=vehicle_id, lon=lon, lat=lat, at=position.at, by=user)
    except Refused as refusal:
        return {"taken": False, "reason": refusal.reason}
    return {"taken": taken}
