"""Who is calling: the fragment at the desk that asks and shows, and the panel on the incident's page."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from lanyan.incidents.models import Incident
from lanyan.kernel import access
from lanyan.kernel.errors import Refused
from lanyan.voice import queries
from lanyan.voice.actions import lookups as actions
from lanyan.voice.models import CallerAnswer
from lanyan.voice.models.shared import LOOK_UP


def _incident(request: HttpRequest, pk: int, permission: str) -> Incident:
    found = Incident.objects.visible_to(request.user, permission).select_related("unit", "centre")
    incident: Incident = get_object_or_404(found, pk=pk)
    user: Any = request.user
    # Who helps at another centre's incident sees it, and asks nobody about its callers.
    if permission == LOOK_UP and not user.may(LOOK_UP, incident.centre.path):
        raise Http404
    return incident


def _fragment(request: HttpRequest, incident: Incident, refused: str = "") -> HttpResponse:
    caller = queries.caller_of(incident, timezone.now())
    context: dict[str, Any] = {"incident": incident, "caller": caller, "refused": refused}
    if caller is not None and caller.answer is not None:
        answer = caller.answer
        context |= {"answer": answer, "point": queries.point_of(answer), "settles": queries.settled_by(answer)}
    return TemplateResponse(request, "voice/_desk_caller.html", context)


@require_GET
@never_cache
@access.requires(LOOK_UP)
def desk_caller(request: HttpRequest, pk: int) -> HttpResponse:
    """What is known of who calls; where nobody has asked yet, the fragment asks by itself."""
    return _fragment(request, _incident(request, pk, LOOK_UP))


@require_POST
@access.requires(LOOK_UP)
def look_up_caller(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the operator, and answer with what came."""
    incident = _incident(request, pk, LOOK_UP)
    again = request.POST.get("again") == "1"
    try:
        actions.look_up_caller(incident_id=pk, by=request.user, now=timezone.now, again=again)
    except Refused as refusal:
        return _fragment(request, incident, refusal.reason)
    return _fragment(request, incident)


@require_POST
@access.requires(LOOK_UP)
def take_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the answer was taken into the form."""
    answer = get_object_or_404(CallerAnswer.objects.visible_to(request.user, LOOK_UP).select_related("call"), pk=pk)
    refused = ""
    try:
        actions.take_answer(answer_id=pk, at=timezone.now(), by=request.user)
    except Refused as refusal:
        refused = refusal.reason
    return _fragment(request, _incident(request, answer.call.incident_id, LOOK_UP), refused)


@require_GET
@access.requires("incidents.view_incident")
def incident_callers(request: HttpRequest, pk: int) -> HttpResponse:
    """What was looked up for the calls of an incident; veiled for who may not see callers."""
    incident = _incident(request, pk, "incidents.view_incident")
    context = {"incident": incident, "lines": queries.answers_of(incident, request.user)}
    return TemplateResponse(request, "voice/_callers.html", context)
