"""Pages of water sources."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.forces import actions, rules, water_queries, water_rules, water_terms
from lanyan.forces.actions.water import MOST
from lanyan.forces.forms import ReasonForm
from lanyan.forces.models import WaterSource
from lanyan.forces.sheets import WATER_SOURCES
from lanyan.forces.water_forms import FaultForm, MendForm, WaterCheckForm, WaterSourceFilter, WaterSourceForm
from lanyan.kernel import access, audit
from lanyan.units.doors import form_page
from lanyan.units.models import Unit
from lanyan.web.lists import Action, View, list_page

VIEW, KEEP, CHECK = "forces.view_forces", "forces.keep_water", "forces.check_water"
CHECKS_SHOWN = 50


@require_GET
@access.requires(VIEW)
def water_sources(request: HttpRequest) -> HttpResponse:
    """List water sources."""
    found = WaterSource.objects.visible_to(request.user).order_by("unit__path", "number")
    return list_page(
        request,
        found,
        WaterSourceFilter,
        title=_("Water sources"),
        unit=pgettext("counting unit", "water sources"),
        sheet=WATER_SOURCES,
        views=_views(found),
        actions=[
            Action(_("QR labels"), _labels(request), "print"),
            Action(_("Add a water source"), reverse("forces:add_water_source"), "plus", "do", KEEP, "n"),
        ],
        empty={
            "heading": _("No water sources yet"),
            "advice": _("Add the first one at the top right."),
            "icon": "hydrant",
        },
    )


def _labels(request: HttpRequest) -> str:
    """The sheet of labels of what the list shows now."""
    asked = request.GET.copy()
    for word in ("page", "sort", "columns", "view"):
        asked.pop(word, None)
    address = reverse("forces:water_labels")
    return f"{address}?{asked.urlencode()}" if asked else address


def _views(found: Any) -> list[View]:
    usable, faulty = WaterSource.State.IN_SERVICE, WaterSource.State.FAULTY
    late = found.due(water_queries.due_since(timezone.now()))
    return [
        View(_("Kept"), f"state={usable}&state={faulty}"),
        View(_("Faulty"), f"state={faulty}", count=found.filter(state=faulty).count),
        View(_("Check overdue"), "overdue=true", count=late.count),
        View(_("All"), ""),
    ]


@require_GET
@access.requires(VIEW)
def water_source(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one water source: facts, map, checks, history."""
    mine = WaterSource.objects.visible_to(request.user).select_related("unit", "last_checked_by")
    record = get_object_or_404(mine, pk=pk)
    mark = {"kind": "", "icon": "hydrant", "text": record.number, "at": [record.lon, record.lat]}
    late = water_rules.is_due(record.last_checked_at, water_terms.days_of(record.kind), timezone.now())
    checks = record.checks.select_related("by").order_by("-at", "-pk")[:CHECKS_SHOWN]
    context = {
        "title": str(record),
        "record": record,
        "subject": "water_source",
        "map": {"center": [record.lon, record.lat], "zoom": 15, "marks": [mark]},
        "city": record.unit.division_code[:4],
        "overdue": record.state != rules.WITHDRAWN and late,
        "checks": water_queries.with_photographs(checks, record),
        "faults": record.faults.select_related("company", "transfer").order_by("-found_at", "-pk")[:CHECKS_SHOWN],
        "history": audit.history(record),
    }
    return TemplateResponse(request, "forces/water_source.html", context)


def _units(request: HttpRequest) -> QuerySet[Unit]:
    mine = Unit.objects.visible_to(request.user, KEEP).of_kind(*rules.STATION_KINDS, Unit.Kind.BATTALION)
    return mine.filter(closed_date=None).order_by("path")


def _mine(request: HttpRequest, pk: int, permission: str) -> WaterSource:
    seen = WaterSource.objects.visible_to(request.user, permission).select_related("unit")
    found: WaterSource = get_object_or_404(seen, pk=pk)
    return found


def _address(source: WaterSource) -> str:
    return reverse("forces:water_source", args=[source.pk])


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def add_water_source(request: HttpRequest) -> HttpResponse:
    """Add a water source."""
    form = WaterSourceForm(request.POST or None, units=_units(request))
    return form_page(
        request,
        form,
        lambda _cleaned: actions.add_water_source(facts=form.facts(), by=request.user),
        title=_("Add a water source"),
        back=reverse("forces:water_sources"),
        done=_address,
        said=_("The water source has been added."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def change_water_source(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a water source."""
    record = _mine(request, pk, KEEP)
    names = ("number", "kind", "name", "address", "lon", "lat", *MOST)
    first = {name: getattr(record, name) for name in names} | {"unit": record.unit_id}
    form = WaterSourceForm(request.POST or None, units=_units(request), initial=first)
    return form_page(
        request,
        form,
        lambda _cleaned: actions.change_water_source(source_id=pk, facts=form.facts(), by=request.user),
        title=_("Correct {name}").format(name=record),
        back=_address(record),
        said=_("The water source has been corrected."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(CHECK)
def check_water_source(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a look at a water source."""
    record = _mine(request, pk, CHECK)
    form = WaterCheckForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda _cleaned: actions.check_water_source(source_id=pk, **form.facts(), at=timezone.now(), by=request.user),
        title=_("Check {name}").format(name=record),
        line=f"{record.get_kind_display()} · {record.address}",
        back=_address(record),
        said=_("The check has been noted."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(CHECK)
def report_fault(request: HttpRequest, pk: int) -> HttpResponse:
    """Report a fault."""
    record = _mine(request, pk, CHECK)
    return form_page(
        request,
        FaultForm(request.POST or None),
        lambda cleaned: actions.report_fault(source_id=pk, **cleaned, at=timezone.now(), by=request.user),
        title=_("Report a fault of {name}").format(name=record),
        back=_address(record),
        said=_("The fault has been reported."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(CHECK)
def mend_water_source(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that it can be used again."""
    record = _mine(request, pk, CHECK)
    return form_page(
        request,
        MendForm(request.POST if request.method == "POST" else None),
        lambda cleaned: actions.mend_water_source(source_id=pk, **cleaned, at=timezone.now(), by=request.user),
        title=_("{name} can be used again").format(name=record),
        line=record.fault,
        back=_address(record),
        said=_("The water source is usable again."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def withdraw_water_source(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a water source."""
    record = _mine(request, pk, KEEP)
    return form_page(
        request,
        ReasonForm(request.POST or None),
        lambda cleaned: actions.withdraw_water_source(source_id=pk, **cleaned, at=timezone.now(), by=request.user),
        title=_("Withdraw {name}").format(name=record),
        back=_address(record),
        said=_("The water source has been withdrawn."),
    )
