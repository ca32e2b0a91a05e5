"""Pages about code lists: national and local tables with their source and version."""

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from lanyan.kernel import access
from lanyan.kernel.models import Code
from lanyan.units.filters import CodeFilter
from lanyan.units.tables import CodeTable
from lanyan.web.lists import list_page

LIST_NAMES = {
    "call_prompts": gettext_lazy("What to ask the caller"),
    "capabilities": gettext_lazy("Capabilities of vehicles"),
    "first_dispatch_rules": gettext_lazy("Rules of a stronger first dispatch"),
    "incident_kinds": gettext_lazy("Kinds of incident"),
    "level_needs": gettext_lazy("What a level needs"),
    "level_rules": gettext_lazy("Rules of response levels"),
    "place_needs": gettext_lazy("What a kind of place needs"),
    "station_requirements": gettext_lazy("What a class of station should have"),
    "vehicle_crews": gettext_lazy("What a kind of vehicle needs on board"),
    "vehicle_kinds": gettext_lazy("Kinds of vehicle"),
}


@require_GET
@access.requires("kernel.view_codes")
def lists(request: HttpRequest) -> HttpResponse:
    """List the code lists with their sources and versions."""
    found = Code.objects.order_by("list", "version", "source").values("list", "version", "source")
    rows = [{**row, "label": LIST_NAMES.get(row["list"], row["list"])} for row in found.annotate(rows=Count("pk"))]
    return TemplateResponse(request, "units/codes.html", {"title": _("Code lists"), "rows": rows})


@require_GET
@access.requires("kernel.view_codes")
def rows(request: HttpRequest, name: str) -> HttpResponse:
    """List the rows of one code list."""
    found = Code.objects.of(name)
    if not found.exists():
        raise Http404
    title = LIST_NAMES.get(name, name)
    return list_page(request, found, CodeFilter, CodeTable, title=title, unit=_("rows (count)"), line=name)
