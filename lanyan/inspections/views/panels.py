"""Panels on the page of premises: its checks; visits and clues beside them. Who complained is on neither."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET

from lanyan.inspections import caps
from lanyan.inspections.models import Clue, Inspection, Visit
from lanyan.kernel import access
from lanyan.kernel.periods import midnight
from lanyan.premises.models import Premises

SHOWN = 20


def _premises(request: HttpRequest, pk: int) -> Premises:
    premises: Premises = get_object_or_404(Premises.objects.visible_to(request.user).select_related("unit"), pk=pk)
    return premises


@require_GET
@access.requires("inspections.view_inspection")
def premises_checks(request: HttpRequest, pk: int) -> HttpResponse:
    """The checks of a place, and how it stands to the year's cap; with `?on=` those entered by that day."""
    premises = _premises(request, pk)
    on = day_of(request)
    found = Inspection.objects.visible_to(request.user).filter(premises__in=Premises.objects.family(pk))
    if on is not None:
        found = found.filter(created_at__lt=midnight(on) + timedelta(days=1))
    context = {
        "premises": premises,
        "checks": found.select_related("drive").order_by("-scheduled_date", "-pk")[:SHOWN],
        "cap": caps.standing(premises, (on or timezone.localdate()).year),
        "may_plan": request.user.may("inspections.plan_check", premises.unit.path),  # type: ignore[union-attr]
        "on": on,
    }
    return TemplateResponse(request, "inspections/_premises_checks.html", context)


@require_GET
@access.requires("inspections.view_clue")
def premises_visits(request: HttpRequest, pk: int) -> HttpResponse:
    """Visits and clues at a place: no checks."""
    premises = _premises(request, pk)
    family = Premises.objects.family(pk)
    context = {
        "premises": premises,
        "visits": Visit.objects.visible_to(request.user)
        .standing()
        .filter(premises__in=family)
        .select_related("source_unit")
        .order_by("-visited_at")[:SHOWN],
        "clues": Clue.objects.visible_to(request.user).filter(premises__in=family).order_by("-reported_at")[:SHOWN],
    }
    return TemplateResponse(request, "inspections/_premises_visits.html", context)


def day_of(request: HttpRequest) -> date | None:
    """The day that the address asks for, if it is one."""
    try:
        return parse_date(request.GET.get("on", "") or "")
    except ValueError:
        return None
