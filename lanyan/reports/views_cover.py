"""The cover of a unit's ground: the page on which stations can be added and moved in thought, and its cells."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lanyan.kernel import access
from lanyan.reports.cover import Cover
from lanyan.reports.cover_cells import cells
from lanyan.reports.cover_page import CoverPage
from lanyan.reports.cover_plan import LAYERS, Plan, point, read
from lanyan.reports.scopes import BadScope, find_unit
from lanyan.units.models import Unit
from lanyan.web import standing

VIEW = "forces.view_forces"


@require_GET
@access.requires(VIEW)
def page(request: HttpRequest) -> HttpResponse:
    """Show who is where in time; what the form asks to add or move goes into the address."""
    unit, problem = _unit(request), None
    try:
        plan = _plan(request)
        found = Cover(unit, plan, timezone.now(), _layers(request, unit))
    except BadScope as wrong:
        title = _("This cannot be used")
        return render(request, "400.html", {"title": title, "reason": str(wrong)}, status=400)
    if "do" in request.GET:
        try:
            planned = _planned(request, found)
            return redirect(f"{reverse('reports:cover')}?{planned.words(request.GET.get('unit', ''))}")
        except BadScope as wrong:
            problem = wrong.reason
    shown = CoverPage(found, request.user, request.GET.get("unit", ""))
    context = {"title": _("Cover"), "page": shown, "problem": problem, "typed": request.GET.get("at", "")}
    return TemplateResponse(request, "reports/cover.html", context, status=422 if problem else 200)


@require_GET
@access.requires(VIEW)
def geojson(request: HttpRequest) -> HttpResponse:
    """Give the cells as a file that maps can read."""
    unit = _unit(request)
    try:
        found = Cover(unit, _plan(request), timezone.now(), _layers(request, unit))
    except BadScope as wrong:
        return JsonResponse({"errors": [{"field": wrong.field, "reason": wrong.reason}]}, status=400)
    form = {"ensure_ascii": False, "separators": (",", ":")}
    answer = JsonResponse(cells(found), json_dumps_params=form, content_type="application/geo+json")
    answer["Content-Disposition"] = f'attachment; filename="cover-{unit.division_code or unit.pk}.geojson"'
    return answer


def _unit(request: HttpRequest) -> Unit:
    """The unit of the address, else of the top bar, else the highest one; a stranger's is not found."""
    mine, asked = Unit.objects.visible_to(request.user, VIEW), request.GET.get("unit", "")
    unit = find_unit(mine, asked) if asked else mine.filter(path=standing.of(request).unit).first()
    unit = unit or (None if asked else mine.order_by("path").first())
    if unit is None:
        raise Http404
    return unit


def _plan(request: HttpRequest) -> Plan:
    return read(request.GET.dict(), request.GET.getlist("add"), request.GET.getlist("move"))


def _layers(request: HttpRequest, unit: Unit) -> list[str]:
    """Past incidents only for those who may look at incidents there."""
    user: Any = request.user
    asked = {"incidents": "incidents.view_incident", "premises": "premises.view_premises"}
    return [name for name in LAYERS if name not in asked or user.may(asked[name], unit.path)]


def _planned(request: HttpRequest, found: Cover) -> Plan:
    """The plan with the station that the form asks to add or move."""
    at = point("at", request.GET.get("at", ""))
    if not found.plan.free:
        raise BadScope("at", _("No more stations can be added or moved at once: take one back first."))
    if request.GET["do"] != "move":
        return found.plan.with_site(None, at)
    chosen = request.GET.get("station", "")
    station = next((site.pk for site in found.stations if str(site.pk) == chosen), None)
    if station is None:
        raise BadScope("station", _("Choose the station to move."))
    return found.plan.with_site(station, at)
