"""Late entry 补录: what was kept on paper while nothing else worked, with its true times and where they come from.

It counts like any other by its true times. It is over when it is entered: no order goes out, no station is warned.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.forces.models import PEOPLE, Vehicle
from lanyan.incidents import events, rules
from lanyan.incidents.actions.calls import apply_changes
from lanyan.incidents.actions.common import derive, index, log, not_future, required, tell
from lanyan.incidents.actions.incidents import apply_result, what
from lanyan.incidents.actions.orders import told
from lanyan.incidents.models import Call, DispatchOrder, Incident, LateEntry, Run
from lanyan.incidents.queries import responsible_unit
from lanyan.kernel import audit, external, serials
from lanyan.kernel.errors import Refused
from lanyan.kernel.models import ExternalNumber
from lanyan.kernel.periods import ZONE
from lanyan.units.models import Unit, User

# The stamps a paper run card has, in their order; the order itself is `ordered`.
STAMPS = ("received", "departed", "arrived", "left_scene", "returned")
MOST_ABOARD = 60


@dataclass(frozen=True)
class LateRun:
    """One vehicle as its run card says: what nobody wrote down stays empty."""

    vehicle_id: int
    ordered_at: datetime
    stamps: Mapping[str, datetime | None] = field(default_factory=dict)
    headcount: int | None = None
    leader: str = ""


@dataclass(frozen=True)
class LatePaper:
    """The call sheet: its number, who kept it and why, when the call was answered and the incident was over."""

    form_number: str
    kept_by: str
    reason: str
    answered_at: datetime
    closed_at: datetime
    source: str = "PHONE_119"
    phone: str = ""
    caller: str = ""
    words: str = ""
    # Kind, sub-kind, level, address, point, district, description: as a draft takes them.
    changes: Mapping[str, Any] = field(default_factory=dict)
    result: Mapping[str, Any] = field(default_factory=dict)
    is_exercise: bool = False


@transaction.atomic
def enter_late(*, centre: Unit, paper: LatePaper, runs: Sequence[LateRun] = (), at: datetime, by: User) -> Incident:
    """Enter an incident that was kept on paper, whole: call, orders, runs, result. The same form twice is refused."""
    _check_paper(centre, paper, at)
    vehicles = _vehicles(centre, runs)
    for run in runs:
        _check_run(run, vehicles[run.vehicle_id], paper, at)
    with audit.act("incidents.enter_late", by=by, reason=paper.reason.strip()):
        incident = _incident(centre, paper, at=at, by=by)
        for number, (station_id, ordered_at, group) in enumerate(_orders(runs, vehicles), start=1):
            _order(incident, number, station_id, ordered_at, group, vehicles, at=at, by=by)
        derive(incident)
        incident.save()
        _entry(incident, centre, paper, at=at, by=by)
        if not incident.is_exercise:
            external.expect(record=incident, systems=list(ExternalNumber.System.values))
    index(incident)
    tell(incident)
    transaction.on_commit(lambda: events.incident_entered_late.send(Incident, incident_id=incident.pk))
    return incident


# ---- what the paper may say ---------------------------------------------------------------------------------
def _check_paper(centre: Unit, paper: LatePaper, at: datetime) -> None:
    for name in ("form_number", "kept_by", "reason"):
        try:
            required(getattr(paper, name))
        except Refused as refusal:
            raise Refused(refusal.reason, field=name) from refusal
    for name in ("form_number", "kept_by"):
        if len(getattr(paper, name).strip()) > 40:
            raise Refused(_("Longer than %(most)s characters.") % {"most": 40}, field=name)
    if paper.source not in Call.Source.values:
        raise Refused(_("“%(value)s” is not a source of calls.") % {"value": paper.source}, field="source")
    not_future(paper.answered_at, at, "answered_at")
    not_future(paper.closed_at, at, "closed_at")
    if paper.closed_at < paper.answered_at:
        raise Refused(_("The incident would be over before its call."), field="closed_at")
    known = LateEntry.objects.filter(centre=centre, form_number=paper.form_number.strip()).first()
    if known is not None:
        said = _("This form was entered already: incident %(number)s.")
        raise Refused(said % {"number": known.incident.number}, field="form_number")


def _vehicles(centre: Unit, runs: Sequence[LateRun]) -> dict[int, Vehicle]:
    ids = [run.vehicle_id for run in runs]
    if len(set(ids)) != len(ids):
        raise Refused(_("A vehicle is chosen twice."), field="runs")
    rows = (
        Vehicle.objects.select_for_update(of=("self",)).select_related("home__unit").filter(pk__in=ids).order_by("pk")
    )
    found = {vehicle.pk: vehicle for vehicle in rows if vehicle.home.unit.path.startswith(centre.path)}
    missing = next((pk for pk in ids if pk not in found), None)
    if missing is not None:
        raise Refused(_("Vehicle %(id)s does not belong to this centre.") % {"id": missing}, field="runs")
    return found


def _times(run: LateRun) -> dict[str, datetime | None]:
    return {"ordered": run.ordered_at, **{key: run.stamps.get(key) for key in STAMPS}}


def _check_run(run: LateRun, vehicle: Vehicle, paper: LatePaper, at: datetime) -> None:
    times = _times(run)
    for instant in times.values():
        if instant is not None:
            not_future(instant, at, "runs")
    if run.ordered_at < paper.answered_at:
        said = _("%(vehicle)s: ordered before the call was answered.")
        raise Refused(said % {"vehicle": vehicle}, field="runs")
    wrong = rules.out_of_order(times)
    if wrong is not None:
        before, after = (rules.STAMP[key].label if key in rules.STAMP else _("ordered") for key in wrong)
        said = _("%(vehicle)s: “%(before)s” would stand after “%(after)s”.")
        raise Refused(said % {"vehicle": vehicle, "before": before, "after": after}, field="runs")
    if times["returned"] is None:
        said = _("%(vehicle)s: what is entered late is over, its return is missing.")
        raise Refused(said % {"vehicle": vehicle}, field="runs")
    if times["returned"] > paper.closed_at:
        said = _("%(vehicle)s: back only after the incident was over.")
        raise Refused(said % {"vehicle": vehicle}, field="runs")
    _not_elsewhere(run, vehicle, times["returned"])


def _not_elsewhere(run: LateRun, vehicle: Vehicle, returned: datetime) -> None:
    """A vehicle was not in two places: what is recorded already stands."""
    others = Run.objects.filter(vehicle=vehicle, ordered_at__lt=returned, departed_at__isnull=False)
    others = others.exclude(returned_at__lte=run.ordered_at).exclude(ended_at__lte=run.ordered_at)
    other = others.select_related("incident").first()
    if other is not None:
        said = _("%(vehicle)s was on its way for incident %(number)s at that time.")
        raise Refused(said % {"vehicle": vehicle, "number": other.incident.number}, field="runs")


# ---- writing it down ----------------------------------------------------------------------------------------
def _incident(centre: Unit, paper: LatePaper, *, at: datetime, by: User) -> Incident:
    day = f"{centre.division_code[:4]}-{paper.answered_at.astimezone(ZONE):%Y%m%d}"
    incident = Incident(
        number="", centre=centre, unit=centre, is_exercise=paper.is_exercise, answered_at=paper.answered_at, owner=by
    )
    call = Call(
        incident=incident, source=paper.source, answered_at=paper.answered_at, taken_by=None, phone="", caller="",
        words="",
    )  # fmt: skip
    call_words = {"phone": paper.phone, "caller": paper.caller, "words": paper.words}
    apply_changes(incident, {**call_words, **paper.changes}, call=call)
    apply_result(incident, paper.result)
    _judge(incident)
    incident.address = incident.address or incident.place_answer or incident.place_words
    incident.status = rules.CLOSED
    # On paper a call is judged as it is taken.
    incident.opened_at, incident.confirmed_by, incident.closed_at = paper.answered_at, by, paper.closed_at
    incident.unit = responsible_unit(incident)
    incident.number = f"{day}-{serials.take(f'incident:{day}'):04}"
    incident.save()
    call.incident = incident
    call.save()
    log(incident, "take_call", at=paper.answered_at, entered_at=at, by=by, source=call.source)
    log(incident, "open_incident", at=paper.answered_at, entered_at=at, by=by, **what(incident))
    return incident


def _judge(incident: Incident) -> None:
    if incident.kind is None:
        raise Refused(_("The kind of incident is missing."), field="kind")
    if not (incident.address or incident.place_answer or incident.place_words):
        raise Refused(_("The place is missing."), field="address")
    if incident.kind in rules.HIGHEST_LEVEL and incident.level is None:
        raise Refused(_("The response level is missing."), field="level")


def _orders(runs: Sequence[LateRun], vehicles: Mapping[int, Vehicle]) -> list[tuple[int, datetime, list[LateRun]]]:
    """One order for each station and instant, as they were given."""
    groups: dict[tuple[datetime, int], list[LateRun]] = {}
    for run in runs:
        groups.setdefault((run.ordered_at, vehicles[run.vehicle_id].home_id), []).append(run)
    return [(station, ordered, group) for (ordered, station), group in sorted(groups.items(), key=lambda one: one[0])]


def _order(
    incident: Incident,
    serial: int,
    station_id: int,
    ordered_at: datetime,
    group: Sequence[LateRun],
    vehicles: Mapping[int, Vehicle],
    *,
    at: datetime,
    by: User,
) -> None:
    earlier = incident.orders.filter(issued_at__lt=ordered_at).values("issued_at").distinct().count()  # type: ignore[attr-defined]
    received = min((one for one in (run.stamps.get("received") for run in group) if one is not None), default=None)
    order = DispatchOrder.objects.create(
        incident=incident, station_id=station_id, serial=serial, wave=earlier, issued_at=ordered_at, issued_by=by,
        received_at=received, received_by=by if received else None,
    )  # fmt: skip
    chosen = [vehicles[run.vehicle_id] for run in group]
    log(
        incident, "reinforce" if earlier else "order_forces", at=ordered_at, entered_at=at, by=by,
        number=order.short_number, wave=earlier, station=str(chosen[0].home.unit),
        vehicles=", ".join(vehicle.call_sign for vehicle in chosen),
    )  # fmt: skip
    for run in group:
        _run(order, run, vehicles[run.vehicle_id], at=at, by=by)


def _run(order: DispatchOrder, given: LateRun, vehicle: Vehicle, *, at: datetime, by: User) -> None:
    headcount = given.headcount if given.headcount is not None else int(vehicle.capabilities.get(PEOPLE) or 0)
    if not 1 <= headcount <= MOST_ABOARD:
        said = _("Say how many people go on %(vehicle)s: between 1 and 60.")
        raise Refused(said % {"vehicle": vehicle}, field="runs")
    known = {key: value for key, value in _times(given).items() if key != "ordered" and value is not None}
    run = Run.objects.create(
        order=order, incident=order.incident, vehicle=vehicle, unit=vehicle.home.unit, headcount=headcount,
        leader=given.leader.strip()[:40], ordered_at=given.ordered_at,
        # When it was ready again nobody wrote down; it is over all the same.
        status=rules.READY, ended_at=known["returned"],
        provenance={key: told("later", by, at) for key in known},
        **{f"{key}_at": value for key, value in known.items()},
    )  # fmt: skip
    for key, value in known.items():
        log(
            order.incident, "stamp", at=value, entered_at=at, by=by, run=run, vehicle=vehicle.call_sign, stamp=key,
            via="later",
        )  # fmt: skip


def _entry(incident: Incident, centre: Unit, paper: LatePaper, *, at: datetime, by: User) -> None:
    entry = LateEntry.objects.create(
        incident=incident, centre=centre, form_number=paper.form_number.strip(), kept_by=paper.kept_by.strip(),
        reason=paper.reason.strip(), entered_at=at, entered_by=by,
    )  # fmt: skip
    log(incident, "close_incident", at=paper.closed_at, entered_at=at, by=by)
    log(
        incident, "enter_late", at=at, by=by, number=entry.form_number, name=entry.kept_by, reason=entry.reason
    )  # fmt: skip
