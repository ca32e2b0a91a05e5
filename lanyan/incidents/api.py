"""The incidents' API: the same actions as the desk, for the telephone system, other platforms and the stations."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status
from ninja.pagination import PageNumberPagination, paginate

from lanyan.incidents import actions, rules
from lanyan.incidents.actions import Pick
from lanyan.incidents.models import DispatchOrder, Incident, Run
from lanyan.kernel.errors import Refused
from lanyan.units.models import Unit
from lanyan.units.tokens import TokenAuth

router = Router(tags=["incidents"])


class IntakeIn(Schema):
    """One call. The same `source` and `source_id` again give the incident made first, and change nothing."""

    source: str
    source_id: str = Field("", max_length=80)
    unit: str = Field(description="division code of the centre, such as 3308")
    answered_at: datetime | None = None
    rang_at: datetime | None = None
    exercise: bool = False
    phone: str = ""
    caller: str = ""
    words: str = ""
    place_words: str = ""
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    division: str = ""
    kind: str | None = None
    subkind: str | None = None
    level: int | None = None
    facts: dict[str, Any] = {}


class ConfirmIn(Schema):
    """What the person who confirms adds or changes; only what is named changes."""

    kind: str | None = None
    subkind: str | None = None
    level: int | None = None
    address: str | None = None
    lon: float | None = None
    lat: float | None = None
    division: str | None = None
    facts: dict[str, Any] | None = None


class PickIn(Schema):
    """One vehicle to send."""

    vehicle_id: int
    formation: str = ""
    headcount: int | None = None
    leader: str = ""


class OrderIn(Schema):
    """Forces to send in one wave."""

    vehicles: list[PickIn]
    override_reason: str = ""
    change_reason: str = ""
    note: str = ""


class ReceiveIn(Schema):
    """When the station received the order; now when it says nothing."""

    at: datetime | None = None


class StampIn(Schema):
    """One stamp. The same stamp at the same instant again changes nothing."""

    stamp: str
    at: datetime | None = None
    source: str = "device"


class RunOut(Schema):
    """A vehicle's run."""

    id: int
    vehicle_id: int
    call_sign: str
    unit_id: int
    headcount: int
    status: str
    stamps: dict[str, datetime | None]


class OrderOut(Schema):
    """A dispatch order with its runs."""

    id: int
    number: str
    wave: int
    station: str
    issued_at: datetime
    received_at: datetime | None
    runs: list[RunOut]


class IncidentOut(Schema):
    """An incident as the API tells it; who called is not in it."""

    id: int
    number: str
    status: str
    is_exercise: bool
    kind: str | None
    subkind: str | None
    level: int | None
    level_words: str
    address: str
    lon: float | None
    lat: float | None
    division: str | None
    unit: str
    facts: dict[str, Any]
    answered_at: datetime
    opened_at: datetime | None
    first_ordered_at: datetime | None
    first_arrived_at: datetime | None
    closed_at: datetime | None
    rescued: int | None
    evacuated: int | None
    property_protected: Decimal | None


def _run(run: Run) -> dict[str, Any]:
    stamps = {key: at for key, at in run.times().items() if key != "ordered"}
    return {
        "id": run.pk,
        "vehicle_id": run.vehicle_id,
        "call_sign": run.vehicle.call_sign,
        "unit_id": run.unit_id,
        "headcount": run.headcount,
        "status": run.status,
        "stamps": stamps,
    }


def _order(order: DispatchOrder) -> dict[str, Any]:
    return {
        "id": order.pk,
        "number": order.number,
        "wave": order.wave,
        "station": str(order.station),
        "issued_at": order.issued_at,
        "received_at": order.received_at,
        "runs": [_run(run) for run in order.runs.select_related("vehicle")],
    }


def _incident(incident: Incident) -> dict[str, Any]:
    told = {name: getattr(incident, name, None) for name in IncidentOut.model_fields}
    return told | {
        "subkind": incident.subkind.code if incident.subkind else None,
        "division": incident.division_id,
        "unit": str(incident.unit),
    }


def _visible(request: HttpRequest, pk: int, permission: str) -> Incident:
    found = Incident.objects.visible_to(request.auth, permission).select_related("unit", "subkind", "division")
    return get_object_or_404(found, pk=pk)


@router.post("/incidents/intake", response={200: IncidentOut, 201: IncidentOut}, auth=TokenAuth("incidents.take_call"))
def take_call(request: HttpRequest, data: IntakeIn) -> Any:
    """Take a call: 201 with the new draft, or 200 with the one this source number already has."""
    centres = Unit.objects.visible_to(request.auth, "incidents.take_call").filter(division_code=data.unit)
    centre = centres.order_by("path").first()
    if centre is None:
        raise Refused(_("There is no centre “%(code)s” for you.") % {"code": data.unit}, field="unit")
    draft = {
        name: value
        for name, value in data.dict().items()
        if name not in ("source", "source_id", "unit", "answered_at", "rang_at", "exercise")
        and value not in (None, "", {})
    }
    incident, is_new = actions.take_call(
        centre=centre,
        source=data.source,
        source_id=data.source_id,
        at=data.answered_at or timezone.now(),
        rang_at=data.rang_at,
        is_exercise=data.exercise,
        by=request.auth,
        draft=draft,
    )
    return Status(201 if is_new else 200, _incident(_visible(request, incident.pk, "incidents.take_call")))


@router.post("/incidents/{pk}/confirm", response=IncidentOut, auth=TokenAuth("incidents.open_incident"))
def confirm(request: HttpRequest, pk: int, data: ConfirmIn) -> Any:
    """Open the incident: the key's user is the person who confirms."""
    incident = _visible(request, pk, "incidents.open_incident")
    if incident.status == rules.OPEN:
        return _incident(incident)
    changes = {name: value for name, value in data.dict(exclude_unset=True).items() if value is not None}
    incident = actions.open_incident(incident_id=pk, at=timezone.now(), by=request.auth, changes=changes)
    return _incident(incident)


@router.post("/incidents/{pk}/orders", response={201: list[OrderOut]}, auth=TokenAuth("incidents.order_forces"))
def order_forces(request: HttpRequest, pk: int, data: OrderIn) -> Any:
    """Send forces: one numbered order per station."""
    _visible(request, pk, "incidents.order_forces")
    picks = [Pick(**pick.dict()) for pick in data.vehicles]
    orders = actions.order_forces(
        incident_id=pk,
        picks=picks,
        at=timezone.now(),
        by=request.auth,
        override_reason=data.override_reason,
        change_reason=data.change_reason,
        note=data.note,
    )
    return Status(201, [_order(order) for order in orders])


@router.post("/orders/{pk}/receive", response=OrderOut, auth=TokenAuth("incidents.receive_order"))
def receive_order(request: HttpRequest, pk: int, data: ReceiveIn) -> Any:
    """Receive an order; again changes nothing."""
    get_object_or_404(DispatchOrder.objects.visible_to(request.auth, "incidents.receive_order"), pk=pk)
    now = timezone.now()
    order = actions.receive_order(order_id=pk, at=data.at or now, entered_at=now, by=request.auth, source="device")
    return _order(order)


@router.post("/runs/{pk}/stamps", response=RunOut, auth=TokenAuth("incidents.stamp_run"))
def stamp_run(request: HttpRequest, pk: int, data: StampIn) -> Any:
    """Stamp a run."""
    get_object_or_404(Run.objects.visible_to(request.auth, "incidents.stamp_run"), pk=pk)
    now = timezone.now()
    (run,) = actions.stamp_runs(
        run_ids=[pk], stamp=data.stamp, at=data.at or now, entered_at=now, by=request.auth, source=data.source
    )
    return _run(run)


@router.get("/incidents", response=list[IncidentOut], auth=TokenAuth("incidents.view_incident"))
@paginate(PageNumberPagination, page_size=50)
def incidents(
    request: HttpRequest, since: datetime | None = None, until: datetime | None = None, status: str = "", kind: str = ""
) -> Any:
    """Incidents by answering time, newest first; `since` in, `until` out."""
    found = Incident.objects.visible_to(request.auth).select_related("unit", "subkind", "division")
    if since is not None:
        found = found.filter(answered_at__gte=since)
    if until is not None:
        found = found.filter(answered_at__lt=until)
    if status:
        found = found.filter(status=status)
    if kind:
        found = found.filter(kind=kind)
    return _Told(found.order_by("-answered_at", "-pk"))


class _Told:
    """A queryset whose pages are told as IncidentOut, so that only the page asked for is read."""

    def __init__(self, queryset: Any) -> None:
        self.queryset = queryset

    def __getitem__(self, part: slice) -> list[dict[str, Any]]:
        return [_incident(incident) for incident in self.queryset[part]]

    def __len__(self) -> int:
        return int(self.queryset.count())

    def count(self) -> int:
        """How many there are."""
        return len(self)


@router.get("/incidents/{pk}", response=IncidentOut, auth=TokenAuth("incidents.view_incident"))
def incident(request: HttpRequest, pk: int) -> Any:
    """One incident."""
    return _incident(_visible(request, pk, "incidents.view_incident"))


@router.get("/incidents/{pk}/orders", response=list[OrderOut], auth=TokenAuth("incidents.view_incident"))
def orders(request: HttpRequest, pk: int) -> Any:
    """Its orders with their runs."""
    found = _visible(request, pk, "incidents.view_incident")
    return [_order(order) for order in found.orders.select_related("incident", "station__unit")]
