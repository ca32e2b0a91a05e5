"""Holding vehicles back from the choice, and agreeing on mutual aid."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.forces import rules
from lanyan.forces.actions.common import required, tell_readiness, tell_station
from lanyan.forces.models import AidAgreement, Station, Vehicle, VehicleHold
from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.units.models import Unit

MOST_DELAY_MINUTES = 240


# ---- rest and reserve ---------------------------------------------------------------------------------------
@transaction.atomic
def hold_vehicle(
    *, vehicle_id: int, kind: str, reason: str, until_at: datetime | None = None, at: datetime, by: Any
) -> VehicleHold:
    """Keep a vehicle out of the proposals from now on: its crew rests, or it is kept in reserve."""
    vehicle = _vehicle(vehicle_id)
    if vehicle.condition == rules.RETIRED:
        raise Refused(_("The vehicle has been withdrawn for good."))
    if kind not in VehicleHold.Kind.values:
        raise Refused(_("At rest, or in reserve?"), field="kind")
    if until_at is not None and until_at <= at:
        raise Refused(_("It ends after it begins."), field="until_at")
    standing = VehicleHold.objects.select_for_update().filter(vehicle=vehicle, ended_at=None).first()
    with audit.act("forces.hold_vehicle", by=by):
        if standing is not None:
            if standing.until_at is None or standing.until_at > at:
                raise Refused(_("{name} is held back already.").format(name=vehicle.call_sign))
            # It ran out by itself; nobody said so.
            standing.ended_at = standing.until_at
            standing.save(update_fields=["ended_at"])
        hold: VehicleHold = VehicleHold.objects.create(
            vehicle=vehicle, kind=kind, reason=required(reason), since_at=at, until_at=until_at, held_by=by
        )
    tell_station(vehicle.home)
    return hold


@transaction.atomic
def release_vehicle(*, vehicle_id: int, at: datetime, by: Any) -> VehicleHold:
    """It may be proposed again."""
    vehicle = _vehicle(vehicle_id)
    hold: VehicleHold | None = VehicleHold.objects.select_for_update().filter(vehicle=vehicle).in_effect(at).first()
    if hold is None:
        raise Refused(_("{name} is not held back.").format(name=vehicle.call_sign))
    hold.ended_at = at
    with audit.act("forces.release_vehicle", by=by):
        hold.save(update_fields=["ended_at"])
    tell_station(vehicle.home)
    return hold


def _vehicle(pk: int) -> Vehicle:
    return Vehicle.objects.select_for_update(of=("self",)).select_related("home__unit").get(pk=pk)


# ---- mutual aid ---------------------------------------------------------------------------------------------
@transaction.atomic
def agree_aid(
    *, station_id: int, centre_id: int, delay_minutes: int, document: str, since_date: date, by: Any
) -> AidAgreement:
    """Let a station of somebody else be proposed to a centre, with the minutes that asking for it takes."""
    station = Station.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=station_id).first()
    if station is None:
        raise Refused(_("There is no such station."), field="station")
    centre = Unit.objects.filter(pk=centre_id).first()
    if centre is None:
        raise Refused(_("There is no such unit."), field="centre")
    if station.unit.path.startswith(centre.path):
        raise Refused(_("{station} is the centre's own.").format(station=station), field="station")
    if not 0 <= delay_minutes <= MOST_DELAY_MINUTES:
        reason = _("A number from {first} to {last} is needed.").format(first=0, last=MOST_DELAY_MINUTES)
        raise Refused(reason, field="delay_minutes")
    if AidAgreement.objects.filter(station=station, centre=centre, until_date=None).exists():
        raise Refused(_("{station} helps already.").format(station=station), field="station")
    with audit.act("forces.agree_aid", by=by):
        agreed: AidAgreement = AidAgreement.objects.create(
            station=station,
            centre=centre,
            delay_minutes=delay_minutes,
            document=required(document, "document")[:120],
            since_date=since_date,
        )
    tell_readiness(centre.path)
    return agreed


@transaction.atomic
def end_aid(*, agreement_id: int, on: date, by: Any) -> AidAgreement:
    """The agreement ends on a day: from then on the station is not proposed any more."""
    agreed: AidAgreement = AidAgreement.objects.select_for_update(of=("self",)).get(pk=agreement_id)
    if agreed.until_date is not None:
        raise Refused(_("This agreement has ended."))
    agreed.until_date = max(on, agreed.since_date)
    with audit.act("forces.end_aid", by=by):
        agreed.save(update_fields=["until_date"])
    tell_readiness(agreed.centre.path)
    return agreed
