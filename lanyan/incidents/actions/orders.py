"""Orders 出动命令: one numbered order per station and wave, received by the station, stood down or carried out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from lanyan.forces.models import PEOPLE, AidAgreement, Vehicle
from lanyan.incidents import events, rules
from lanyan.incidents.actions.alerts import follow_alerts
from lanyan.incidents.actions.common import derive, locked, log, not_future, tell
from lanyan.incidents.actions.incidents import open_locked
from lanyan.incidents.models import Call, DispatchOrder, Incident, Run
from lanyan.kernel import audit, jobs, prepared
from lanyan.kernel.errors import Refused
from lanyan.kernel.prepared import Prepared
from lanyan.units.models import User


@dataclass(frozen=True)
class Pick:
    """One vehicle to send: with how many people (else what it carries), under whom, as part of which formation."""

    vehicle_id: int
    formation: str = ""
    headcount: int | None = None
    leader: str = ""
    # How soon the screen said it would be there.
    promised_seconds: int | None = None


@transaction.atomic
def confirm_and_order(
    *,
    incident_id: int,
    picks: Sequence[Pick],
    at: datetime,
    by: User,
    changes: Mapping[str, Any] | None = None,
    level_reason: str = "",
    **order: Any,
) -> list[DispatchOrder]:
    """Open the incident and order its first forces with one key: the dispatcher confirms by pressing it."""
    incident = open_locked(incident_id=incident_id, at=at, by=by, changes=changes, level_reason=level_reason)
    return _order(incident, picks=picks, at=at, by=by, **order)


@transaction.atomic
def order_forces(
    *, incident_id: int, picks: Sequence[Pick], at: datetime, by: User, **more: Any
) -> list[DispatchOrder]:
    """Send vehicles: one numbered order per station; the first wave is 0, later ones are reinforcements 增援.

    `more`: `override_reason`, `change_reason`, `note`, `proposal` as it stood on the screen, and `callback`.
    `callback` is the number the crew may ring; unless given, that of the last caller who left one.

    A vehicle that is busy is refused by name unless `override_reason` says why it is sent all the same. Of two
    dispatchers who order the same vehicle at once, the second waits for the first and then gets that refusal.
    """
    return _order(locked(incident_id), picks=picks, at=at, by=by, **more)


_LAST = prepared.query(
    lambda incident: (
        DispatchOrder.objects.filter(incident=incident).order_by("-serial").values_list("serial", "wave")[:1]
    ),
    incident=int,
)
_PHONES = prepared.query(
    lambda incident: (
        Call.objects.filter(incident=incident)
        .exclude(phone="")
        .order_by("-answered_at", "-pk")
        .values_list("phone", flat=True)
    ),
    incident=int,
)


def _order(
    incident: Incident,
    *,
    picks: Sequence[Pick],
    at: datetime,
    by: User,
    override_reason: str = "",
    change_reason: str = "",
    note: str = "",
    callback: str | None = None,
    proposal: Mapping[str, Any] | None = None,
) -> list[DispatchOrder]:
    _check(incident, picks, at)
    vehicles = _lock_vehicles(incident, [pick.vehicle_id for pick in picks], at)
    last = _LAST.one(incident=incident.pk)
    serial, wave = (last[0], last[1] + 1) if last else (0, 0)
    act = "reinforce" if wave else "order_forces"
    stations: dict[int, list[Pick]] = {}
    for pick in picks:
        stations.setdefault(vehicles[pick.vehicle_id].home_id, []).append(pick)
    orders = []
    callback = (_callback(incident) if callback is None else callback).strip()[:30]
    followed = _followed(picks, proposal or {})
    with audit.act(f"incidents.{act}", by=by, reason=override_reason or change_reason):
        _free(list(vehicles.values()), incident, override_reason.strip(), at=at, by=by)
        for station_id, chosen in stations.items():
            serial += 1
            order = DispatchOrder.objects.create(
                incident=incident,
                station_id=station_id,
                serial=serial,
                wave=wave,
                issued_at=at,
                issued_by=by,
                note=note.strip()[:300],
                callback=callback,
                change_reason=change_reason.strip()[:200],
                proposal=dict(proposal or {}),
                followed=followed,
            )
            runs = [_run(order, pick, vehicles[pick.vehicle_id], override_reason) for pick in chosen]
            Run.objects.bulk_create(runs)
            _log_order(act, order, [vehicles[pick.vehicle_id] for pick in chosen], at=at, by=by)
            orders.append(order)
        derive(incident)
        incident.save()
        follow_alerts(incident, orders, at=at, by=by)
    _after_ordering(incident, orders)
    return orders


def _followed(picks: Sequence[Pick], proposal: Mapping[str, Any]) -> bool | None:
    """Do exactly the proposed vehicles go? None where nothing was proposed."""
    lines = proposal.get("lines")
    return {pick.vehicle_id for pick in picks} == {pk for line in lines for pk in line["vehicles"]} if lines else None


def _check(incident: Incident, picks: Sequence[Pick], at: datetime) -> None:
    if incident.status != rules.OPEN:
        raise Refused(_("Only an open incident can be given forces: a person must confirm it first."))
    if at < incident.answered_at:
        raise Refused(_("An order cannot go out before the call was answered."), field="at")
    if not picks:
        raise Refused(_("No vehicle is chosen."), field="vehicles")
    if len({pick.vehicle_id for pick in picks}) != len(picks):
        raise Refused(_("A vehicle is chosen twice."), field="vehicles")


def _callback(incident: Incident) -> str:
    """The number of the last caller who left one."""
    return _PHONES.one(incident=incident.pk) or ""


@cache
def _locking(count: int) -> Prepared:
    def build(**ones: int) -> QuerySet[Vehicle]:
        found = Vehicle.objects.select_for_update(of=("self",)).select_related("home__unit", "kind")
        return found.filter(pk__in=list(ones.values())).order_by("pk")

    return prepared.query(build, **prepared.places(count, int))


@cache
def _bound(count: int) -> Prepared:
    def build(**ones: int) -> QuerySet[Run]:
        found = Run.objects.open().filter(vehicle__in=list(ones.values()))
        return found.select_related("vehicle", "incident__centre", "incident__unit")

    return prepared.query(build, **prepared.places(count, int))


def _lock_vehicles(incident: Incident, ids: list[int], at: datetime) -> dict[int, Vehicle]:
    vehicles = {vehicle.pk: vehicle for vehicle in _locking(len(ids))(**prepared.several(ids))}
    for vehicle_id in ids:
        vehicle = vehicles.get(vehicle_id)
        if vehicle is None or not _may_send(incident, vehicle, at):
            raise Refused(_("Vehicle %(id)s does not belong to this centre.") % {"id": vehicle_id}, field="vehicles")
        if vehicle.condition != Vehicle.Condition.IN_SERVICE:
            raise Refused(
                _("%(vehicle)s is off the road: %(reason)s") % {"vehicle": vehicle, "reason": vehicle.condition_reason},
                field="vehicles",
            )
    return vehicles


def _may_send(incident: Incident, vehicle: Vehicle, at: datetime) -> bool:
    """Only the centre's own, and those of a station that has agreed to help it."""
    if vehicle.home.unit.path.startswith(incident.centre.path):
        return True
    agreed = AidAgreement.objects.filter(centre=incident.centre_id, station=vehicle.home_id)
    return bool(agreed.on(localtime(at).date()).exists())


def _free(vehicles: list[Vehicle], incident: Incident, reason: str, *, at: datetime, by: User) -> None:
    """End what the vehicles are bound to now: free ones on their way back silently, busy ones only with a reason."""
    for run in _bound(len(vehicles))(**prepared.several([vehicle.pk for vehicle in vehicles])):
        if run.incident_id == incident.pk and run.status not in rules.SENDABLE:
            raise Refused(
                _("%(vehicle)s is already sent to this incident.") % {"vehicle": run.vehicle}, field="vehicles"
            )
        if not rules.may_be_sent(run.status, run.incident.kind) and not reason:
            raise Refused(
                _("%(vehicle)s is busy: incident %(number)s, %(status)s. Choose another, or say why it is sent.")
                % {"vehicle": run.vehicle, "number": run.incident.short_number, "status": run.get_status_display()},
                field="vehicles",
            )
        run.status = rules.RUN.target("divert", run.status)
        run.ended_at = at
        run.save()
        log(
            run.incident, "divert", at=at, by=by, run=run,
            vehicle=str(run.vehicle), number=incident.short_number, reason=reason or "—",
        )  # fmt: skip
        tell(run.incident)


def _run(order: DispatchOrder, pick: Pick, vehicle: Vehicle, override_reason: str) -> Run:
    headcount = pick.headcount if pick.headcount is not None else int(vehicle.capabilities.get(PEOPLE) or 0)
    if not 1 <= headcount <= 60:
        raise Refused(
            _("Say how many people go on %(vehicle)s: between 1 and 60.") % {"vehicle": vehicle}, field="headcount"
        )
    return Run(
        order=order,
        incident=order.incident,
        vehicle=vehicle,
        unit=vehicle.home.unit,
        formation=pick.formation[:40],
        headcount=headcount,
        leader=pick.leader.strip()[:40],
        override_reason=override_reason.strip()[:200],
        ordered_at=order.issued_at,
        promised_at=None
        if pick.promised_seconds is None
        else order.issued_at + timedelta(seconds=pick.promised_seconds),
    )


def _log_order(act: str, order: DispatchOrder, vehicles: list[Vehicle], *, at: datetime, by: User) -> None:
    log(
        order.incident,
        act,
        at=at,
        by=by,
        number=order.short_number,
        wave=order.wave,
        station=str(vehicles[0].home.unit),
        vehicles=", ".join(vehicle.call_sign for vehicle in vehicles),
    )


def _after_ordering(incident: Incident, orders: list[DispatchOrder]) -> None:
    # What an incident is found by does not change with its orders.
    tell(incident, stations=tuple(order.station_id for order in orders))
    for order in orders:
        wait = timedelta(seconds=settings.ORDER_RECEIPT_SECONDS)
        jobs.later("incidents.note_unreceived_order", after=wait, order_id=order.pk)
        transaction.on_commit(partial(events.order_issued.send, DispatchOrder, order_id=order.pk))


def _locked_order(order_id: int) -> DispatchOrder:
    """The incident is locked first, then its order: every verb takes locks in this order."""
    incident_id = DispatchOrder.objects.values_list("incident_id", flat=True).get(pk=order_id)
    locked(incident_id)
    return (
        DispatchOrder.objects.select_for_update(of=("self",))
        .select_related("incident__centre", "incident__unit", "station__unit")
        .get(pk=order_id)
    )


@transaction.atomic
def receive_order(
    *, order_id: int, at: datetime, entered_at: datetime, by: User, source: str = "terminal"
) -> DispatchOrder:
    """The station answers for the order 受令; answering again changes nothing."""
    order = _locked_order(order_id)
    if order.received_at is not None:
        return order
    if order.stood_down_at is not None:
        raise Refused(_("This order was stood down."))
    not_future(at, entered_at)
    if at < order.issued_at:
        raise Refused(_("An order cannot be received before it was issued."), field="at")
    order.received_at, order.received_by = at, by
    with audit.act("incidents.receive_order", by=by):
        order.save()
        for run in order.runs.filter(status=rules.ORDERED):
            run.status = rules.RUN.target("received", run.status)
            run.received_at = at
            run.provenance = {**run.provenance, "received": told(source, by, entered_at)}
            run.save()
        log(
            order.incident, "receive_order", at=at, entered_at=entered_at, by=by,
            number=order.short_number, station=str(order.station),
        )  # fmt: skip
        derive(order.incident)
        order.incident.save()
    tell(order.incident, stations=(order.station_id,))
    return order


def told(source: str, by: Any, entered_at: datetime) -> dict[str, Any]:
    """Where a stamp comes from: the device or radio, who entered it and when."""
    return {"source": source, "by": by.pk if by is not None else None, "entered_at": entered_at.isoformat()}


@transaction.atomic
def print_sheet(*, order_id: int, at: datetime, by: User) -> DispatchOrder:
    """Note that the dispatch sheet 出车单 was printed; the first printing counts."""
    order = _locked_order(order_id)
    if order.printed_at is None:
        order.printed_at = at
        with audit.act("incidents.print_sheet", by=by):
            order.save()
        tell(order.incident, stations=(order.station_id,))
    return order


@transaction.atomic
def note_unreceived(*, order_id: int, at: datetime) -> bool:
    """Write into the log that a station has not answered its order in time; true when it was written."""
    order = _locked_order(order_id)
    if order.received_at is not None or order.stood_down_at is not None:
        return False
    if order.incident.log.filter(act="order_unreceived", facts__number=order.short_number).exists():
        return False
    seconds = int((at - order.issued_at).total_seconds())
    with audit.act("incidents.note_unreceived"):
        log(
            order.incident,
            "order_unreceived",
            at=at,
            number=order.short_number,
            station=str(order.station),
            seconds=seconds,
        )
    tell(order.incident, stations=(order.station_id,))
    return True
