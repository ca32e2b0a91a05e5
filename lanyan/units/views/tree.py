"""Pages about units."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.kernel import access, audit
from lanyan.units import actions, queries
from lanyan.units.doors import form_page
from lanyan.units.filters import UnitFilter
from lanyan.units.forms import ReasonForm
from lanyan.units.forms.tree import ChangeUnitForm, CloseForm, MoveForm, NameForm, RenameForm, UnitForm
from lanyan.units.models import Unit
from lanyan.units.sheets import UNITS
from lanyan.units.tables import UnitTable
from lanyan.web.lists import Action, View, list_page


def _unit(request: HttpRequest, pk: int, permission: str) -> Unit:
    unit: Unit = get_object_or_404(Unit.objects.visible_to(request.user, permission), pk=pk)
    return unit


def _address(unit: Unit) -> str:
    return reverse("units:unit", args=[unit.pk])


@require_GET
@access.requires("units.view_unit")
def unit_list(request: HttpRequest) -> HttpResponse:
    """List the units of one's area as a tree."""
    return list_page(
        request,
        Unit.objects.visible_to(request.user, "units.view_unit"),
        UnitFilter,
        UnitTable,
        title=_("Units"),
        unit=_("units (count)"),
        sheet=UNITS,
        views=(
            View(_("All")),
            View(_("In existence"), "closed=false"),
            View(_("Stations"), "kind=STATION&closed=false"),
        ),
        actions=(Action(_("Add a unit"), reverse("units:create_unit"), "plus", "do", permission="units.create_unit"),),
        empty={
            "heading": _("No unit yet"),
            "advice": _("The first unit is made by: lanyan createadmin"),
            "icon": "unit",
        },
    )


@require_GET
@access.requires("units.view_unit")
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one unit: names with their dates, what is below it, who works there."""
    shown = _unit(request, pk, "units.view_unit")
    today = timezone.localdate()
    user: Any = request.user
    context = {
        "title": shown.name,
        "line": shown.get_kind_display(),
        "record": shown,
        "subject": "unit",
        "names": shown.names.order_by("until_date", "since_date"),
        "above": queries.above(shown),
        "children": shown.children.order_by("path"),
        "assignments": queries.assigned_to(shown, today) if user.may("units.view_user", shown.path) else None,
        "history": audit.history(shown),
    }
    return TemplateResponse(request, "units/unit.html", context)


@require_http_methods(["GET", "POST"])
@access.requires("units.create_unit")
def create_unit(request: HttpRequest, parent_pk: int | None = None) -> HttpResponse:
    """Add a unit."""
    parents = Unit.objects.visible_to(request.user, "units.create_unit").filter(closed_date=None).order_by("path")
    above = get_object_or_404(parents, pk=parent_pk) if parent_pk is not None else None
    form = UnitForm(request.POST or None, parents=parents, initial={"parent": above})

    def create(typed: dict[str, Any]) -> Unit:
        parent = typed.pop("parent")
        return actions.create_unit(**typed, parent_id=parent.pk, by=request.user)

    back = _address(above) if above else reverse("units:units")
    return form_page(
        request, form, create, title=_("Add a unit"), back=back, done=_address, said=_("The unit has been added.")
    )


@require_http_methods(["GET", "POST"])
@access.requires("units.change_unit")
def change_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a unit's short name, code and telephone."""
    unit = _unit(request, pk, "units.change_unit")
    initial = {"short_name": unit.short_name, "division_code": unit.division_code, "phone": unit.phone}
    return form_page(
        request,
        ChangeUnitForm(request.POST or None, initial=initial),
        lambda typed: actions.change_unit(unit_id=unit.pk, **typed, by=request.user),
        title=_("Correct a unit"),
        line=unit.name,
        back=_address(unit),
        said=_("Saved."),
    )


@require_http_methods(["GET", "POST"])
@access.requires("units.rename_unit")
def rename_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a unit another name from a day on."""
    unit = _unit(request, pk, "units.rename_unit")
    return form_page(
        request,
        RenameForm(request.POST or None, initial={"name": unit.name, "short_name": unit.short_name}),
        lambda typed: actions.rename_unit(unit_id=unit.pk, **typed, by=request.user),
        title=_("Rename a unit"),
        line=_("{name} keeps its row with its dates.").format(name=unit.name),
        back=_address(unit),
        said=_("The unit bears its new name."),
    )


@require_http_methods(["GET", "POST"])
@access.requires("units.add_unit_name")
def add_unit_name(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a name plate that a unit bears beside its name."""
    unit = _unit(request, pk, "units.add_unit_name")
    return form_page(
        request,
        NameForm(request.POST or None),
        lambda typed: actions.add_unit_name(unit_id=unit.pk, **typed, by=request.user),
        title=_("Add a name plate"),
        line=_("{name} keeps its name and bears this one as well.").format(name=unit.name),
        back=_address(unit),
        said=_("The name plate has been added."),
    )


@require_http_methods(["GET", "POST"])
@access.requires("units.move_unit")
def move_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a unit with all below it under another one."""
    unit = _unit(request, pk, "units.move_unit")
    parents = Unit.objects.visible_to(request.user, "units.move_unit").filter(closed_date=None)
    parents = parents.exclude(path__startswith=unit.path).order_by("path")
    return form_page(
        request,
        MoveForm(request.POST or None, parents=parents, initial={"parent": unit.parent_id}),
        lambda typed: actions.move_unit(unit_id=unit.pk, parent_id=typed["parent"].pk, by=request.user),
        title=_("Move a unit"),
        line=_("{name} goes with all below it; whoever sees the new unit above will see it too.").format(
            name=unit.name
        ),
        back=_address(unit),
        said=_("The unit has been moved."),
    )


@require_http_methods(["GET", "POST"])
@access.requires("units.close_unit")
def close_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a unit."""
    unit = _unit(request, pk, "units.close_unit")
    return form_page(
        request,
        CloseForm(request.POST or None, initial={"closed_date": timezone.localdate()}),
        lambda typed: actions.close_unit(unit_id=unit.pk, **typed, by=request.user),
        title=_("Close a unit"),
        line=_("The records of {name} stay; nothing new can be put under it.").format(name=unit.name),
        back=_address(unit),
        said=_("The unit is closed."),
    )


@require_http_methods(["GET", "POST"])
@access.requires("units.reopen_unit")
def reopen_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a closing back."""
    unit = _unit(request, pk, "units.reopen_unit")
    return form_page(
        request,
        ReasonForm(request.POST or None),
        lambda typed: actions.reopen_unit(unit_id=unit.pk, **typed, by=request.user),
        title=_("Reopen a unit"),
        line=unit.name,
        back=_address(unit),
        said=_("The unit is open again."),
    )
