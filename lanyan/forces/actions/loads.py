"""Reporting what vehicles carry."""

import math
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.forces import needs, rules
from lanyan.forces.actions.common import tell_station
from lanyan.forces.models import FOAM, WATER, Vehicle, VehicleLoad
from lanyan.kernel import audit
from lanyan.kernel.errors import Refused


@transaction.atomic
def report_load(
    *,
    vehicle_id: int,
    water_t: float | None,
    foam_t: float | None,
    cylinders: int | None,
    at: datetime,
    by: Any,
    crew_complete: bool | None = None,
) -> VehicleLoad:
    """Report what a vehicle carries, in tonnes and full cylinders; None: nobody looked. Never more than it can carry.

    A report older than the one that stands changes nothing.
    """
    vehicle = Vehicle.objects.select_for_update(of=("self",)).select_related("home__unit", "kind").get(pk=vehicle_id)
    if vehicle.condition == rules.RETIRED:
        raise Refused(_("The vehicle has been withdrawn for good."))
    checked = check_load(vehicle, water_t=water_t, foam_t=foam_t, cylinders=cylinders)
    known = VehicleLoad.objects.filter(vehicle=vehicle).first()
    if known is not None and known.reported_at > at:
        return known
    load = known or VehicleLoad(vehicle=vehicle)
    for name, value in {**checked, "crew_complete": crew_complete, "reported_at": at, "reported_by": by}.items():
        setattr(load, name, value)
    with audit.act("forces.report_load", by=by):
        load.save()
    tell_station(vehicle.home)
    return load


def check_load(
    vehicle: Vehicle, *, water_t: float | None, foam_t: float | None, cylinders: int | None
) -> dict[str, float | int | None]:
    """Refuse by field what a vehicle cannot carry; give the columns of its load."""
    most = needs.of_kind(vehicle.kind.code).cylinders
    return {
        "water_t": _tonnes(water_t, vehicle.capabilities.get(WATER) or 0, field="water_t"),
        "foam_t": _tonnes(foam_t, vehicle.capabilities.get(FOAM) or 0, field="foam_t"),
        "cylinders_full": _pieces(cylinders, most),
    }


def _tonnes(value: float | None, capacity: float, *, field: str) -> float | None:
    if value is None:
        return None
    if not math.isfinite(value) or not 0 <= value <= capacity:
        raise Refused(_("Between 0 and {most} t: it cannot carry more.").format(most=f"{capacity:g}"), field=field)
    return value if capacity else None


def _pieces(value: int | None, most: int) -> int | None:
    if value is None:
        return None
    if not 0 <= value <= most:
        reason = _("Between 0 and {most}: it has no more cylinders.").format(most=most)
        raise Refused(reason, field="cylinders")
    return value if most else None
