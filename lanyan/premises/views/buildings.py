"""Pages of buildings."""

from dataclasses import fields
from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.kernel import access, audit, files
from lanyan.premises import actions
from lanyan.premises.actions import BuildingFacts
from lanyan.premises.filters import BuildingFilter
from lanyan.premises.forms import BuildingForm
from lanyan.premises.models import Building, Occupancy
from lanyan.premises.sheets import BUILDINGS
from lanyan.premises.views.common import KEEP, SUPERVISING, VIEW, building_seen, units
from lanyan.premises.views.facts import attach_page
from lanyan.units.doors import form_page
from lanyan.units.forms import ReasonForm
from lanyan.web.lists import Action, View, list_page


@require_GET
@access.requires(VIEW)
def buildings(request: HttpRequest) -> HttpResponse:
    """List the buildings of one's area."""
    return list_page(
        request,
        Building.objects.visible_to(request.user).order_by("pinyin", "pk"),
        BuildingFilter,
        title=_("Buildings"),
        unit=pgettext("counting unit", "buildings"),
        sheet=BUILDINGS,
        views=[
            View(_("All")),
            View(pgettext("buildings", "Standing"), "withdrawn=false"),
            View(_("High-rises"), "high_rise=FIRST&high_rise=SECOND&high_rise=SUPER&withdrawn=false"),
            View(_("Monuments"), "heritage_level=NATIONAL&heritage_level=PROVINCIAL&withdrawn=false"),
        ],
        actions=[Action(_("Enter a building"), reverse("premises:create_building"), "plus", "do", KEEP, "n")],
        empty={"heading": _("No building yet"), "advice": _("Enter the first one at the top right."), "icon": "unit"},
    )


def _address(building: Building) -> str:
    return reverse("premises:building", args=[building.pk])


@require_GET
@access.requires(VIEW)
def building(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a building: facts, who is and was in it, its place, its history."""
    record = building_seen(request, pk)
    inside = Occupancy.objects.visible_to(request.user).standing().filter(building=record)
    mark = {"kind": "", "icon": "unit", "text": record.name, "at": [record.lon, record.lat]}
    context = {
        "title": record.name,
        "record": record,
        "subject": "building",
        "today": timezone.localdate(),
        "occupancies": inside.select_related("premises").order_by(
            F("until_date").desc(nulls_first=True), "premises__pinyin"
        ),
        "map": {"center": mark["at"], "zoom": 15, "marks": [mark]} if record.lon is not None else None,
        "city": record.division_code[:4],
        "files": files.of(record),
        "keeps": request.user.may(KEEP, record.unit.path),
        "history": audit.history(record),
    }
    return TemplateResponse(request, "premises/building.html", context)


def _form(request: HttpRequest, record: Building | None = None) -> BuildingForm:
    mine = units(request, KEEP, *SUPERVISING)
    first: dict[str, Any] = {"unit": mine.first()}
    if record is not None:
        first = {one.name: getattr(record, one.name) for one in fields(BuildingFacts)} | {"unit": record.unit}
    return BuildingForm(request.POST or None, units=mine, initial=first)


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def create_building(request: HttpRequest) -> HttpResponse:
    """Enter a building."""
    form = _form(request)
    return form_page(
        request,
        form,
        lambda _typed: actions.create_building(facts=form.facts(), at=timezone.now(), by=request.user),
        title=_("Enter a building"),
        back=reverse("premises:buildings"),
        done=_address,
        said=_("The building has been entered."),
        template="premises/two_columns.html",
    )


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def change_building(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a building."""
    record = building_seen(request, pk, KEEP)
    form = _form(request, record)
    return form_page(
        request,
        form,
        lambda _typed: actions.change_building(building_id=pk, facts=form.facts(), at=timezone.now(), by=request.user),
        title=_("Correct a building"),
        line=record.name,
        back=_address(record),
        said=_("Saved."),
        template="premises/two_columns.html",
    )


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def withdraw_building(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a building."""
    record = building_seen(request, pk, KEEP)
    return form_page(
        request,
        ReasonForm(request.POST or None),
        lambda typed: actions.withdraw_building(building_id=pk, **typed, at=timezone.now(), by=request.user),
        title=_("Withdraw a building"),
        line=record.name,
        back=_address(record),
        said=_("Withdrawn."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def attach_to_building(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a photograph or a drawing to a building."""
    record = building_seen(request, pk, KEEP)
    return attach_page(request, record, _address(record))
