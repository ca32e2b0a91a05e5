"""Calls at the API: taken, confirmed, joined, warned of, handed from seat to seat."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Status

from lanyan.incidents import actions, rules
from lanyan.incidents.api.schemas import (
    AlertIn,
    AlertOut,
    ConfirmIn,
    HandOverIn,
    IncidentOut,
    IntakeIn,
    JoinIn,
    ReasonIn,
    ReceiveIn,
)
from lanyan.incidents.api.told import incident_told, visible
from lanyan.incidents.models import PreAlert
from lanyan.kernel.errors import Refused
from lanyan.units.models import Unit, User
from lanyan.units.tokens import TokenAuth

router = Router(tags=["incidents"])


@router.post("/incidents/intake", response={200: IncidentOut, 201: IncidentOut}, auth=TokenAuth("incidents.take_call"))
def take_call(request: HttpRequest, data: IntakeIn) -> Any:
    """Take a call: 201 with the new draft, which waits for a seat, or 200 with the one this number already has."""
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
        waits=True,
    )
    return Status(201 if is_new else 200, incident_told(visible(request, incident.pk, "incidents.take_call")))


@router.post("/incidents/{pk}/confirm", response=IncidentOut, auth=TokenAuth("incidents.open_incident"))
def confirm(request: HttpRequest, pk: int, data: ConfirmIn) -> Any:
    """Open the incident: the key's user is the person who confirms."""
    incident = visible(request, pk, "incidents.open_incident")
    if incident.status == rules.OPEN:
        return incident_told(incident)
    changes = {name: value for name, value in data.dict(exclude_unset=True).items() if value is not None}
    incident = actions.open_incident(incident_id=pk, at=timezone.now(), by=request.auth, changes=changes)
    return incident_told(incident)


@router.post("/incidents/{pk}/alerts", response=AlertOut, auth=TokenAuth("incidents.pre_alert"))
def pre_alert(request: HttpRequest, pk: int, data: AlertIn) -> Any:
    """Warn a station before anything is ordered; again changes nothing."""
    visible(request, pk, "incidents.pre_alert")
    return actions.pre_alert(incident_id=pk, station_id=data.station_id, at=timezone.now(), by=request.auth)


@router.post("/alerts/{pk}/receive", response=AlertOut, auth=TokenAuth("incidents.receive_alert"))
def receive_alert(request: HttpRequest, pk: int, data: ReceiveIn) -> Any:
    """Receive a pre-alert; again changes nothing."""
    get_object_or_404(PreAlert.objects.visible_to(request.auth, "incidents.receive_alert"), pk=pk)
    now = timezone.now()
    return actions.receive_alert(alert_id=pk, at=data.at or now, entered_at=now, by=request.auth)


@router.post("/alerts/{pk}/stand-down", response=AlertOut, auth=TokenAuth("incidents.stand_down_alert"))
def stand_down_alert(request: HttpRequest, pk: int, data: ReasonIn) -> Any:
    """Take a pre-alert back, with a reason."""
    get_object_or_404(PreAlert.objects.visible_to(request.auth, "incidents.stand_down_alert"), pk=pk)
    return actions.stand_down_alert(alert_id=pk, reason=data.reason, at=timezone.now(), by=request.auth)


@router.post("/incidents/{pk}/join", response=IncidentOut, auth=TokenAuth("incidents.join_call"))
def join_call(request: HttpRequest, pk: int, data: JoinIn) -> Any:
    """This call speaks of an incident that is at hand already; answers with that one."""
    for each in (pk, data.into):
        visible(request, each, "incidents.join_call")
    actions.join_call(incident_id=pk, into_id=data.into, at=timezone.now(), by=request.auth)
    return incident_told(visible(request, data.into, "incidents.join_call"))


@router.post("/incidents/{pk}/separate", response=IncidentOut, auth=TokenAuth("incidents.separate_call"))
def separate_call(request: HttpRequest, pk: int, data: ReasonIn) -> Any:
    """Take a joined call apart again, with a reason."""
    visible(request, pk, "incidents.separate_call")
    actions.separate_call(incident_id=pk, reason=data.reason, at=timezone.now(), by=request.auth)
    return incident_told(visible(request, pk, "incidents.separate_call"))


@router.post("/incidents/{pk}/hand-over", response=IncidentOut, auth=TokenAuth("incidents.hand_over"))
def hand_over(request: HttpRequest, pk: int, data: HandOverIn) -> Any:
    """Hand an incident to another seat."""
    visible(request, pk, "incidents.hand_over")
    to = User.objects.filter(username=data.to).first()
    actions.hand_over(incident_id=pk, to_id=to.pk if to else 0, at=timezone.now(), by=request.auth)
    return incident_told(visible(request, pk, "incidents.hand_over"))


@router.post("/incidents/{pk}/take-over", response=IncidentOut, auth=TokenAuth("incidents.take_over"))
def take_over(request: HttpRequest, pk: int) -> Any:
    """Take an incident in hand."""
    visible(request, pk, "incidents.take_over")
    return incident_told(actions.take_over(incident_id=pk, at=timezone.now(), by=request.auth))
