"""Pages of stations."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.forces import actions, queries
from lanyan.forces.filters import StationFilter
from lanyan.forces.forms import OpenStationForm, StationForm
from lanyan.forces.models import Formation, Station, Vehicle
from lanyan.forces.sheets import STATIONS
from lanyan.kernel import access, audit
from lanyan.units.doors import form_page
from lanyan.web.lists import Action, list_page

MAY = "forces.change_forces"


@require_GET
@access.requires("forces.view_forces")
def stations(request: HttpRequest) -> HttpResponse:
    """List stations."""
    opening = Action(_("Open a station"), reverse("forces:open_station"), "plus", "do", MAY, "n")
    found = Station.objects.visible_to(request.user).order_by("unit__path")
    empty = {
        "heading": _("No stations yet"),
        "advice": _("Open a station at a unit that turns out."),
        "icon": "station",
    }
    return list_page(request, found, StationFilter, title=_("Stations"), sheet=STATIONS, actions=[opening], empty=empty)


@require_GET
@access.requires("forces.view_forces")
def station(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one station: facts, map, what it has, its vehicles and formations."""
    record = get_object_or_404(Station.objects.visible_to(request.user).select_related("unit__parent"), pk=pk)
    has = queries.strength(record.unit.path)
    context = {
        "title": record.unit.name,
        "record": record,
        "subject": "station",
        "strength": next((one for one in has if one.station_id == pk), None),
        "vehicles": queries.vehicles_of(Vehicle.objects.filter(home=record)),
        "formations": Formation.objects.in_use().filter(station=record).prefetch_related("places__vehicle"),
        "map": _map(record),
        "city": record.unit.division_code[:4],
        "history": audit.history(record),
    }
    return TemplateResponse(request, "forces/station.html", context)


def _map(record: Station) -> dict[str, Any]:
    mark = {"kind": "", "icon": "station", "text": record.unit.short_name, "at": [record.lon, record.lat]}
    zone = [*record.outline, record.outline[0]] if record.outline else None
    return {"center": [record.lon, record.lat], "zoom": 12.6, "marks": [mark], "zone": zone}


@require_http_methods(["GET", "POST"])
@access.requires(MAY)
def open_station(request: HttpRequest) -> HttpResponse:
    """Open a station at a unit."""
    form = OpenStationForm(request.POST or None, user=request.user)
    return form_page(
        request,
        form,
        lambda cleaned: actions.open_station(unit_id=cleaned["unit"].pk, facts=form.facts(), by=request.user),
        title=_("Open a station"),
        back=reverse("forces:stations"),
        done=lambda opened: reverse("forces:station", args=[opened.pk]),
        said=_("The station has been opened."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(MAY)
def change_station(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a station."""
    record = get_object_or_404(Station.objects.visible_to(request.user, MAY).select_related("unit"), pk=pk)
    names = ("station_class", "address", "lon", "lat", "area_km2", "bays", "on_duty_people")
    corners = "\n".join(f"{lon},{lat}" for lon, lat in record.outline)
    first = {name: getattr(record, name) for name in names} | {"outline": corners}
    form = StationForm(request.POST or None, initial=first)
    return form_page(
        request,
        form,
        lambda _cleaned: actions.change_station(station_id=pk, facts=form.facts(), by=request.user),
        title=_("Correct {name}").format(name=record),
        back=reverse("forces:station", args=[pk]),
        said=_("The station has been corrected."),
        template="forces/closure_form.html",
        more={"map": _map(record), "city": record.unit.division_code[:4]},
    )
