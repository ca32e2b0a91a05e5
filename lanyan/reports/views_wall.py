"""The wall: one dark screen that reads itself again when something happens."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lanyan.kernel import access
from lanyan.reports.scopes import find_unit
from lanyan.reports.wall import Wall
from lanyan.units.models import Unit
from lanyan.web import standing
from lanyan.web.boards import board

VIEW = "incidents.view_incident"


@require_GET
@access.requires(VIEW)
def wall(request: HttpRequest) -> HttpResponse:
    """Show the wall of the reader's unit; its figures and its stations only to who may look at those."""
    shown = _wall(request)
    context = {"title": _("Wall"), "wall": shown, "query": request.GET.urlencode()}
    return TemplateResponse(request, "reports/wall.html", context)


@require_GET
@access.requires(VIEW)
def now(request: HttpRequest) -> HttpResponse:
    """Re-read what the wall shows."""
    shown = _wall(request)
    return board(request, "reports/_wall.html", shown.unit.pk, lambda: {"wall": shown})


def _wall(request: HttpRequest) -> Wall:
    user: Any = request.user
    mine = Unit.objects.visible_to(user, VIEW)
    asked = request.GET.get("unit", "")
    unit = find_unit(mine, asked) if asked else mine.filter(path=standing.of(request).unit).first()
    unit = unit or (None if asked else mine.order_by("path").first())
    if unit is None:
        raise Http404
    return Wall(user, unit, timezone.now())
