"""Pages of formations."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.forces import actions
from lanyan.forces.filters import FormationFilter
from lanyan.forces.forms import FormationForm, SureForm
from lanyan.forces.models import Formation, Station
from lanyan.forces.sheets import FORMATIONS
from lanyan.kernel import access, audit, codes
from lanyan.units.doors import form_page
from lanyan.web.lists import View, list_page

MAY = "forces.change_forces"


@require_GET
@access.requires("forces.view_forces")
def formations(request: HttpRequest) -> HttpResponse:
    """List formations."""
    found = Formation.objects.visible_to(request.user).order_by("station__unit__path", "order", "pk")
    views = [View(_("All"), ""), View(_("In use"), "in_use=true"), View(_("Given up"), "in_use=false")]
    advice = _("Open a station's page and make its formations there.")
    empty = {"heading": _("No formations yet"), "advice": advice, "icon": "truck"}
    return list_page(request, found, FormationFilter, title=_("Formations"), sheet=FORMATIONS, views=views, empty=empty)


@require_GET
@access.requires("forces.view_forces")
def formation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one formation: its vehicles in the order they turn out, its history."""
    mine = Formation.objects.visible_to(request.user)
    record = get_object_or_404(mine.select_related("station__unit"), pk=pk)
    context = {
        "title": record.name,
        "line": record.station.unit.name,
        "record": record,
        "subject": "formation",
        "only_for": [row.label for row in (codes.get("capabilities", code) for code in record.only_for) if row],
        "places": record.places.select_related("vehicle__kind").order_by("order"),
        "history": audit.history(record),
    }
    return TemplateResponse(request, "forces/formation.html", context)


@require_http_methods(["GET", "POST"])
@access.requires(MAY)
def make_formation(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a formation at a station."""
    station = get_object_or_404(Station.objects.visible_to(request.user, MAY).select_related("unit"), pk=pk)
    form = FormationForm(request.POST or None, station=station)
    del form.fields["order"]
    return form_page(
        request,
        form,
        lambda cleaned: actions.make_formation(
            station_id=pk,
            name=cleaned["name"],
            vehicle_ids=form.vehicle_ids(),
            only_for=cleaned["only_for"],
            by=request.user,
        ),
        title=_("Make a formation at {name}").format(name=station),
        back=reverse("forces:station", args=[pk]),
        done=lambda made: reverse("forces:formation", args=[made.pk]),
        said=_("The formation has been made."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(MAY)
def change_formation(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a formation."""
    mine = Formation.objects.visible_to(request.user, MAY).select_related("station__unit")
    record = get_object_or_404(mine, pk=pk)
    seated = list(record.places.values_list("vehicle_id", flat=True))
    first = {"name": record.name, "order": record.order, "vehicles": seated, "only_for": record.only_for}
    form = FormationForm(request.POST or None, station=record.station, formation=record, initial=first)
    return form_page(
        request,
        form,
        lambda cleaned: actions.change_formation(
            formation_id=pk,
            name=cleaned["name"],
            vehicle_ids=form.vehicle_ids(),
            order=cleaned["order"],
            only_for=cleaned["only_for"],
            by=request.user,
        ),
        title=_("Change {name}").format(name=record),
        back=reverse("forces:formation", args=[pk]),
        said=_("The formation has been changed."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(MAY)
def end_formation(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a formation today."""
    record = get_object_or_404(Formation.objects.visible_to(request.user, MAY), pk=pk)
    title = _("Give up {name}").format(name=record)
    return form_page(
        request,
        SureForm(request.POST if request.method == "POST" else None),
        lambda _cleaned: actions.end_formation(formation_id=pk, on=timezone.localdate(), by=request.user),
        title=title,
        back=reverse("forces:formation", args=[pk]),
        said=_("The formation has been given up."),
        submit=title,
    )
