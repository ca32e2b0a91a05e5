"""Runs: the stamps of a vehicle's way to the scene and back."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.incidents import rules
from lanyan.incidents.actions.common import derive, locked, log, not_future, required, tell
from lanyan.incidents.actions.orders import told
from lanyan.incidents.models import Incident, Run
from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.kernel.periods import ZONE
from lanyan.kernel.states import MoveNotAllowed
from lanyan.units.models import User

# What is written down later than this after it happened is a later entry 补记, and is shown as one.
LATE = timedelta(minutes=1)
SOURCES = {"terminal", "radio", "cab", "device", "later"}


@transaction.atomic
def stamp_runs(
    *, run_ids: Sequence[int], stamp: str, at: datetime, entered_at: datetime, by: User, source: str = "radio"
) -> list[Run]:
    """Stamp one or several runs of one incident. The same stamp at the same instant again changes nothing.

    A stamp ahead moves the run on; one that was skipped may be filled in later as long as the order of instants holds.
    """
    if stamp not in rules.STAMP:
        raise Refused(_("“%(value)s” is not a stamp.") % {"value": stamp}, field="stamp")
    if source not in SOURCES:
        raise Refused(_("“%(value)s” is not a source of stamps.") % {"value": source}, field="source")
    not_future(at, entered_at)
    incident, runs = _lock_runs(run_ids)
    if rules.STAMP[stamp] not in rules.stamps_for(incident.kind or ""):
        raise Refused(_("Only fires have this stamp."), field="stamp")
    with audit.act("incidents.stamp_run", by=by):
        for run in runs:
            if getattr(run, f"{stamp}_at") != at:
                _stamp(run, stamp, at=at, entered_at=entered_at, by=by, source=source)
        derive(incident)
        incident.save()
    _tell_runs(incident, runs)
    return runs


def _lock_runs(run_ids: Sequence[int]) -> tuple[Incident, list[Run]]:
    incidents = set(Run.objects.filter(pk__in=run_ids).values_list("incident_id", flat=True))
    if len(incidents) != 1:
        raise Refused(_("Choose runs of one incident."), field="runs")
    incident = locked(incidents.pop())
    runs = list(
        Run.objects.select_for_update(of=("self",))
        .select_related("vehicle", "order")
        .filter(pk__in=run_ids)
        .order_by("pk")
    )
    return incident, runs


def _stamp(run: Run, stamp: str, *, at: datetime, entered_at: datetime, by: User, source: str) -> None:
    known = getattr(run, f"{stamp}_at")
    if known is not None:
        raise Refused(
            _("%(vehicle)s: “%(stamp)s” is stamped already at %(at)s. Correct it with a reason.")
            % {"vehicle": run.vehicle, "stamp": rules.STAMP[stamp].label, "at": f"{known.astimezone(ZONE):%H:%M:%S}"},
            field="stamp",
        )
    if stamp in rules.RUN.moves_from(run.status):
        run.status = rules.RUN.target(stamp, run.status)
    elif not rules.may_fill(stamp, run.status, run.times()):
        raise Refused(
            _("%(vehicle)s: “%(stamp)s” is not possible while it is “%(status)s”.")
            % {"vehicle": run.vehicle, "stamp": rules.STAMP[stamp].label, "status": run.get_status_display()},
            field="stamp",
        )
    setattr(run, f"{stamp}_at", at)
    _check_order(run)
    if stamp == "ready":
        run.ended_at = at
    if entered_at - at > LATE:
        source = "later"
    run.provenance = {**run.provenance, stamp: told(source, by, entered_at)}
    run.save()
    log(
        run.incident, "stamp", at=at, entered_at=entered_at, by=by, run=run,
        vehicle=run.vehicle.call_sign, stamp=stamp, via=source,
    )  # fmt: skip


def _check_order(run: Run) -> None:
    wrong = rules.out_of_order(run.times())
    if wrong is not None:
        before, after = (rules.STAMP[key].label if key in rules.STAMP else _("ordered") for key in wrong)
        raise Refused(
            _("%(vehicle)s: “%(before)s” would stand after “%(after)s”.")
            % {"vehicle": run.vehicle, "before": before, "after": after},
            field="at",
        )


def _tell_runs(incident: Incident, runs: Sequence[Run]) -> None:
    tell(incident, stations=tuple({run.order.station_id for run in runs}))


@transaction.atomic
def correct_stamp(*, run_id: int, stamp: str, at: datetime | None, reason: str, entered_at: datetime, by: User) -> Run:
    """Correct the instant of a stamp, as a revision with its reason; `None` takes back one that is not the last."""
    reason = required(reason)
    if stamp not in rules.STAMP:
        raise Refused(_("“%(value)s” is not a stamp.") % {"value": stamp}, field="stamp")
    incident, (run,) = _lock_runs([run_id])
    before = getattr(run, f"{stamp}_at")
    if before is None:
        raise Refused(_("There is nothing to correct: this stamp is missing."), field="stamp")
    if at is None and (run.status == stamp.upper() or stamp in ("received", "departed")):
        raise Refused(_("The last stamp can be corrected but not taken back."), field="at")
    if at is not None:
        not_future(at, entered_at)
    setattr(run, f"{stamp}_at", at)
    if stamp == "ready":
        run.ended_at = at
    _check_order(run)
    run.provenance = {**run.provenance, stamp: told("later", by, entered_at)}
    with audit.act("incidents.correct_stamp", by=by, reason=reason):
        run.save()
        shown = [f"{time.astimezone(ZONE):%H:%M:%S}" if time else "—" for time in (before, at)]
        log(
            incident, "correct_stamp", at=entered_at, by=by, run=run, vehicle=run.vehicle.call_sign, stamp=stamp,
            before=shown[0], after=shown[1], reason=reason,
        )  # fmt: skip
        derive(incident)
        incident.save()
    _tell_runs(incident, [run])
    return run


@transaction.atomic
def stand_down(*, run_id: int, reason: str, at: datetime, by: User) -> Run:
    """Stand a vehicle down that has not left its station: it was no run, and its vehicle is free."""
    reason = required(reason)
    incident, (run,) = _lock_runs([run_id])
    try:
        run.status = rules.RUN.target("stand_down", run.status)
    except MoveNotAllowed as refusal:
        raise Refused(
            _("%(vehicle)s has left already: let it turn back instead.") % {"vehicle": run.vehicle}
        ) from refusal
    run.ended_at = at
    with audit.act("incidents.stand_down", by=by, reason=reason):
        run.save()
        log(incident, "stand_down", at=at, by=by, run=run, vehicle=run.vehicle.call_sign, reason=reason)
        if not run.order.runs.exclude(status=rules.STOOD_DOWN).exists():
            run.order.stood_down_at = at
            run.order.save()
    _tell_runs(incident, [run])
    return run
