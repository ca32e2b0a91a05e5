"""Ready again 恢复战备: water, foam, cylinders and crew are confirmed, then the vehicle may be sent."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.forces import needs, readiness
from lanyan.forces import words as force_words
from lanyan.forces.actions import report_load
from lanyan.forces.models import Vehicle
from lanyan.incidents.actions.runs import stamp_runs
from lanyan.incidents.models import Run
from lanyan.kernel.errors import Refused
from lanyan.units.models import User

# Which field of the form answers for what is lacking.
FIELDS = {
    readiness.WATER: "water_t",
    readiness.FOAM: "foam_t",
    readiness.CYLINDERS: "cylinders",
    readiness.CREW: "crew_complete",
}


@transaction.atomic
def confirm_ready(
    *,
    run_id: int,
    water_t: float | None,
    foam_t: float | None,
    cylinders: int | None,
    crew_complete: bool,
    at: datetime,
    entered_at: datetime,
    by: User,
    source: str = "terminal",
) -> Run:
    """Confirm what a vehicle that is back carries, and make it ready again; refused by name of what is lacking."""
    run = Run.objects.select_related("vehicle__kind", "vehicle__home").get(pk=run_id)
    vehicle: Vehicle = run.vehicle
    lacks = readiness.confirmed(
        needs.facts_of(vehicle),
        water_t=water_t,
        foam_t=foam_t,
        cylinders=cylinders,
        crew_complete=crew_complete,
        at=at,
    )
    if lacks:
        what = _("; ").join(force_words.lack(one) for one in lacks)
        reason = _("%(vehicle)s is not ready: %(what)s.") % {"vehicle": vehicle, "what": what}
        raise Refused(reason, field=_field(lacks[0], water_t=water_t, foam_t=foam_t))
    # The incident is locked before the vehicle, as an order does it.
    (stamped,) = stamp_runs(run_ids=[run_id], stamp="ready", at=at, entered_at=entered_at, by=by, source=source)
    report_load(
        vehicle_id=vehicle.pk,
        water_t=water_t,
        foam_t=foam_t,
        cylinders=cylinders,
        crew_complete=crew_complete,
        at=at,
        by=by,
    )
    return stamped


def _field(lack: readiness.Lack, *, water_t: float | None, foam_t: float | None) -> str:
    if lack.what in FIELDS:
        return FIELDS[lack.what]
    return "water_t" if water_t is None else "foam_t" if foam_t is None else "cylinders"


def stamp_by_hand(
    *, run_ids: Sequence[int], stamp: str, at: datetime, entered_at: datetime, by: User, source: str = "radio"
) -> list[Run]:
    """Stamp runs as a person or a device says it; ready again is not said but confirmed."""
    if stamp == "ready":
        raise Refused(_("Ready again needs its confirmation: water, foam, cylinders and crew."), field="stamp")
    return stamp_runs(run_ids=run_ids, stamp=stamp, at=at, entered_at=entered_at, by=by, source=source)
