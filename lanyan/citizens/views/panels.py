"""Panels on the pages of premises and checks: kind, state and days of matters, never who told of them or how many."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from lanyan.citizens import rules
from lanyan.citizens.models import Matter
from lanyan.citizens.models.matters import VIEW
from lanyan.inspections.models import Inspection
from lanyan.inspections.views.panels import day_of
from lanyan.kernel import access
from lanyan.kernel.periods import midnight
from lanyan.premises.models import Premises

SHOWN = 20


def _told(request: HttpRequest, found: Any, **more: Any) -> HttpResponse:
    shown = found.exclude(state__in=(rules.JOINED, rules.WITHDRAWN)).order_by("-received_at", "-pk")[:SHOWN]
    return TemplateResponse(request, "citizens/_panel.html", {"matters": shown, **more})


@require_GET
@access.requires(VIEW)
def premises_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """The matters of a place; with `?on=` those received by that day."""
    premises = get_object_or_404(Premises.objects.visible_to(request.user).select_related("unit"), pk=pk)
    found = Matter.objects.visible_to(request.user).filter(premises__in=Premises.objects.family(pk))
    on = day_of(request)
    if on is not None:
        found = found.filter(received_at__lt=midnight(on + timedelta(days=1)))
    enters = request.user.may("citizens.receive_message", premises.unit.path)  # type: ignore[union-attr]
    return _told(request, found, premises=premises, enters=enters)


@require_GET
@access.requires(VIEW)
def check_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """The matters that a check was made for."""
    check = get_object_or_404(Inspection.objects.visible_to(request.user), pk=pk)
    return _told(request, Matter.objects.visible_to(request.user).filter(inspection=check))
