"""The readiness board 战备板."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lanyan.forces import rules as force_rules
from lanyan.forces.models import Station
from lanyan.incidents.readiness_board import board
from lanyan.kernel import access
from lanyan.web import standing

VIEW = "forces.view_forces"


@require_GET
@access.requires(VIEW)
def readiness(request: HttpRequest) -> HttpResponse:
    """Show one row a station: who is in, which formation is complete, what is off the road since when."""
    user: Any = request.user
    topics = sorted({force_rules.root(path) for path in user.paths(VIEW)})
    context = {"title": _("Readiness board"), "topics": " ".join(f"readiness:{topic}" for topic in topics)}
    return TemplateResponse(request, "incidents/readiness.html", context | _read(request))


@require_GET
@access.requires(VIEW)
def readiness_rows(request: HttpRequest) -> HttpResponse:
    """Read the rows again."""
    return TemplateResponse(request, "incidents/_readiness.html", _read(request) | {"fragment": True})


def _read(request: HttpRequest) -> dict[str, Any]:
    stations = (
        Station.objects.visible_to(request.user)
        .filter(unit__closed_date=None, unit__path__startswith=standing.of(request).unit)
        .select_related("unit__parent")
        .order_by("unit__path")
    )
    now = timezone.now()
    return {"board": board(list(stations), now=now), "now": now}
