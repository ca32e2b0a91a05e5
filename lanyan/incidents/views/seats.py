"""Whose an incident is, at the desk: handed over, taken over; and joined calls taken apart."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from lanyan.incidents import actions
from lanyan.incidents.forms import ReasonForm
from lanyan.incidents.models import Incident
from lanyan.incidents.views.desk import json_refused
from lanyan.incidents.views.verbs import verb_page
from lanyan.kernel import access
from lanyan.kernel.errors import Refused


def _incident(request: HttpRequest, pk: int, permission: str) -> Incident:
    found: Incident = get_object_or_404(Incident.objects.visible_to(request.user, permission), pk=pk)
    return found


@require_POST
@access.requires("incidents.hand_over")
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """F10: pass the incident to another seat."""
    _incident(request, pk, "incidents.hand_over")
    to = request.POST.get("to", "")
    try:
        actions.hand_over(incident_id=pk, to_id=int(to) if to.isdecimal() else 0, at=timezone.now(), by=request.user)
    except Refused as refusal:
        return json_refused(refusal)
    return JsonResponse({})


@require_POST
@access.requires("incidents.take_over")
def take_over(request: HttpRequest, pk: int) -> HttpResponse:
    """F10 on what is not in one's own hands: take it."""
    _incident(request, pk, "incidents.take_over")
    try:
        actions.take_over(incident_id=pk, at=timezone.now(), by=request.user)
    except Refused as refusal:
        return json_refused(refusal)
    return JsonResponse({})


@require_http_methods(["GET", "POST"])
@access.requires("incidents.separate_call")
def separate_call(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a joined call apart again, with the reason."""
    incident = _incident(request, pk, "incidents.separate_call")
    form = ReasonForm(request.POST if request.method == "POST" else None)

    def act(typed: dict[str, Any]) -> Incident:
        return actions.separate_call(incident_id=pk, reason=typed["reason"], at=timezone.now(), by=request.user)

    return verb_page(request, incident, form, act, "separate_call")
