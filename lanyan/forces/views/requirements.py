"""The page strength against requirement 强度对照."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lanyan.forces.filters import StationFilter
from lanyan.forces.models import Station
from lanyan.forces.requirements import STRENGTH
from lanyan.kernel import access
from lanyan.web.lists import list_page


@require_GET
@access.requires("forces.view_forces")
def requirements(request: HttpRequest) -> HttpResponse:
    """Compare what each station has with what its class should have."""
    found = Station.objects.visible_to(request.user).filter(unit__closed_date=None).order_by("unit__path")
    return list_page(
        request,
        found,
        StationFilter,
        title=_("Strength against requirement"),
        unit=_("stations"),
        line=_("required by 建标152-2017 and GB/T 35547-2017; what is uncertain is marked in the code list"),
        sheet=STRENGTH,
        empty={
            "heading": _("No stations yet"),
            "advice": _("Open a station at a unit that turns out."),
            "icon": "station",
        },
    )
