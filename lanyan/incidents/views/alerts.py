"""Pre-alerts at their doors: two keys at the desk, one at the station terminal."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from lanyan.incidents import actions
from lanyan.incidents.models import Incident, PreAlert
from lanyan.incidents.views.desk import json_refused
from lanyan.incidents.views.terminal import fragment
from lanyan.incidents.views.verbs import refused
from lanyan.kernel import access
from lanyan.kernel.errors import Refused


@require_POST
@access.requires("incidents.pre_alert")
def pre_alert(request: HttpRequest, pk: int) -> HttpResponse:
    """F8 twice: warn the responsible station while the call goes on."""
    get_object_or_404(Incident.objects.visible_to(request.user, "incidents.pre_alert"), pk=pk)
    try:
        actions.pre_alert(incident_id=pk, at=timezone.now(), by=request.user)
    except Refused as refusal:
        return json_refused(refusal)
    return JsonResponse({})


@require_POST
@access.requires("incidents.stand_down_alert")
def stand_down(request: HttpRequest, pk: int) -> HttpResponse:
    """F8 on a standing pre-alert: take it back with a reason."""
    alert = get_object_or_404(PreAlert.objects.visible_to(request.user, "incidents.stand_down_alert"), pk=pk)
    try:
        actions.stand_down_alert(
            alert_id=alert.pk, reason=request.POST.get("reason", ""), at=timezone.now(), by=request.user
        )
    except Refused as refusal:
        return json_refused(refusal)
    return JsonResponse({})


@require_POST
@access.requires("incidents.receive_alert")
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    """The station answers for the warning; a second press changes nothing."""
    visible = PreAlert.objects.visible_to(request.user, "incidents.receive_alert").select_related("station__unit")
    alert = get_object_or_404(visible, pk=pk)
    now = timezone.now()
    terminal = reverse("incidents:terminal", args=[alert.station_id])
    try:
        actions.receive_alert(alert_id=alert.pk, at=now, entered_at=now, by=request.user)
    except Refused as refusal:
        return refused(request, refusal, terminal)
    return fragment(request, alert.station) if getattr(request, "htmx", False) else redirect(terminal)
