"""Pages of dispatch plans 等级调派方案."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.incidents import actions, plan_rows, plan_sheet, rules
from lanyan.incidents import plans as reading
from lanyan.incidents.actions.plans import KINDS
from lanyan.incidents.forms import PlainForm
from lanyan.incidents.models import DispatchPlan, Incident
from lanyan.incidents.plan_forms import (
    PARTS,
    ImportPlanForm,
    MakePlanForm,
    OverForm,
    PlanFilter,
    PlanForm,
    cells_typed,
    lines_typed,
)
from lanyan.incidents.plan_rows import Fault, Row, WrongRows
from lanyan.incidents.sheets import PLANS
from lanyan.kernel import access, audit, codes
from lanyan.kernel.errors import Refused
from lanyan.units.doors import form_page, refuse
from lanyan.units.forms import ReasonForm
from lanyan.units.models import Unit
from lanyan.web.lists import Action, View, list_page

VIEW, KEEP = "incidents.view_plans", "incidents.keep_plans"
# So many wrong cells are listed; who has more begins with these.
SHOWN_FAULTS = 50
# Empty lines below the table, for those whose browser runs no scripts.
SPARE = 3


@require_GET
@access.requires(VIEW)
def plans(request: HttpRequest) -> HttpResponse:
    """List the plans of one's area and those over it, unit by unit, newest first."""
    found = DispatchPlan.objects.visible_to(request.user).order_by("unit__path", "-version")
    return list_page(
        request,
        found,
        PlanFilter,
        title=_("Dispatch plans"),
        unit=pgettext("counting unit", "dispatch plans"),
        line=_("The plan of the nearest unit in force holds; where there is none, the starting table."),
        sheet=PLANS,
        views=[
            View(_("All"), ""),
            View(pgettext("dispatch plans", "In force"), f"state={rules.IN_FORCE}"),
            View(pgettext("dispatch plans", "Drafts"), f"state={rules.DRAFT}"),
        ],
        actions=[
            Action(_("Starting table"), reverse("incidents:plan_starter"), "list"),
            Action(_("Import from Excel"), reverse("incidents:import_plan"), "in", permission=KEEP),
            Action(_("Make a plan"), reverse("incidents:make_plan"), "plus", "do", KEEP, "n"),
        ],
        empty={
            "heading": _("No plan yet"),
            "advice": _("Proposals follow the starting table. Make a plan from it, or import your own from Excel."),
            "icon": "flag",
        },
    )


def _plan(request: HttpRequest, pk: int, permission: str) -> DispatchPlan:
    seen = DispatchPlan.objects.visible_to(request.user, permission).select_related("unit")
    found: DispatchPlan = get_object_or_404(seen, pk=pk)
    return found


def _address(plan: DispatchPlan) -> str:
    return reverse("incidents:plan", args=[plan.pk])


@require_GET
@access.requires(VIEW)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one version: its table, what differs from the one before, its history; or give it out as Excel."""
    record = _plan(request, pk, VIEW)
    rows = reading.rows_of(record)
    if request.GET.get("export") == "xlsx":
        return plan_sheet.write(rows, f"dispatch_plan_{record.unit_id}_v{record.version}")
    before = reading.before(record)
    older = reading.rows_of(before) if before is not None else reading.starter()
    context = {
        "title": record.name,
        "record": record,
        "subject": "dispatch_plan",
        "before": before,
        "table": reading.table(rows, older),
        "unsaid": reading.unsaid(rows),
        "history": audit.history(record),
    }
    return TemplateResponse(request, "incidents/plan.html", context)


@require_GET
@access.requires(VIEW)
def starter(request: HttpRequest) -> HttpResponse:
    """Show the starting table, which holds where no plan is in force; or give it out as Excel."""
    rows = reading.starter()
    if request.GET.get("export") == "xlsx":
        return plan_sheet.write(rows, "dispatch_plan_starter")
    context = {
        "title": _("Starting table"),
        "table": reading.table(rows, rows),
        "unsaid": reading.unsaid(rows),
        "source": reading.starter_source(),
    }
    return TemplateResponse(request, "incidents/plan_starter.html", context)


def _units(request: HttpRequest) -> QuerySet[Unit]:
    mine: QuerySet[Unit] = Unit.objects.visible_to(request.user, KEEP).of_kind(*KINDS).filter(closed_date=None)
    return mine.order_by("path")


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def make_plan(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Make a draft, from the plan whose page the person came from."""
    base = _plan(request, pk, VIEW) if pk else None
    units = _units(request)
    seen = DispatchPlan.objects.visible_to(request.user).exclude(state=rules.WITHDRAWN)
    form = MakePlanForm(
        request.POST or None,
        units=units,
        bases=seen.select_related("unit").order_by("unit__path", "-version"),
        initial={"unit": base.unit_id if base is not None else units.first(), "base": base},
    )
    return form_page(
        request,
        form,
        lambda cleaned: actions.make_plan(
            unit_id=cleaned["unit"].pk,
            from_plan_id=cleaned["base"].pk if cleaned["base"] else None,
            at=timezone.now(),
            by=request.user,
        ),
        title=_("Make a plan"),
        back=_address(base) if base is not None else reverse("incidents:plans"),
        done=lambda made: reverse("incidents:change_rows", args=[made.pk]),
        said=_("The draft is made: fill in its table and save."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def import_plan(request: HttpRequest) -> HttpResponse:
    """Make a draft from an Excel file; each wrong cell is listed."""
    units = _units(request)
    initial = {"unit": units.first(), "name": _("Dispatch plan")}
    form = ImportPlanForm(request.POST or None, request.FILES or None, units=units, initial=initial)

    def act(cleaned: dict[str, Any]) -> DispatchPlan:
        unit, file = cleaned["unit"], cleaned["file"]
        try:
            return actions.import_plan(
                unit_id=unit.pk, file=file, facts=form.facts(), at=timezone.now(), by=request.user
            )
        except WrongRows as wrong:
            raise Refused(_tell(form, wrong)) from wrong

    return form_page(
        request,
        form,
        act,
        title=_("Import from Excel"),
        back=reverse("incidents:plans"),
        done=_address,
        said=_("The table has been imported as a draft."),
        submit=_("Import"),
        template="incidents/plan_import.html",
        more={"headings": plan_rows.COLUMNS.values()},
    )


def _tell(form: OverForm, wrong: WrongRows) -> str:
    """Put each wrong cell on the form, and give the sum."""
    for fault in wrong.faults[:SHOWN_FAULTS]:
        form.add_error(None, str(fault))
    return _("Wrong cells: {count}.").format(count=len(wrong.faults))


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def change_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the table of a draft: one form for all of it."""
    record = _plan(request, pk, KEEP)
    first = {name: getattr(record, name) for name in ("name", "source", "each_soonest", "is_starter")}
    posted = request.method == "POST"
    form = PlanForm(request.POST if posted else None, initial=first)
    lines = lines_typed(request.POST) if posted else _lines(reading.rows_of(record))
    faults: list[Fault] = []
    if posted and form.is_valid():
        try:
            actions.change_rows(
                plan_id=pk, facts=form.facts(), rows=cells_typed(lines), at=timezone.now(), by=request.user
            )
        except WrongRows as wrong:
            faults = wrong.faults
            form.add_error(None, _tell(form, wrong))
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The table has been saved."))
            return redirect(_address(record))
    context = {"title": _("Change {name}").format(name=record), "record": record, "form": form}
    context |= _choices(lines, faults)
    return TemplateResponse(request, "incidents/plan_rows.html", context, status=422 if form.errors else 200)


def _lines(rows: Sequence[Row]) -> list[dict[str, str]]:
    """The lines of a table as the form has them."""
    lines: dict[Any, dict[str, str]] = {}
    for row in rows:
        parts = {part: str(getattr(row, part) or "") for part in PARTS}
        lines.setdefault(row.line, parts)[row.capability] = f"{row.quantity:.10g}"
    return list(lines.values())


def _choices(lines: list[dict[str, str]], faults: Sequence[Fault]) -> dict[str, Any]:
    """What the form shows: its lines with some empty ones, what is wrong in them, and what can be chosen."""
    named = codes.table("incident_kinds").values()
    kinds = [(kind, reading.kind_words(kind)) for kind in Incident.Kind.values]
    columns = reading.table([], [], every_column=True).columns
    shown: list[dict[str, str]] = [*lines, *({} for _spare in range(SPARE))]
    bad = {(fault.row, fault.capability or fault.column) for fault in faults}
    return {
        "columns": columns,
        "lines": [
            (
                line,
                [(code, label, line.get(code, "")) for code, label, _unit in columns],
                {b for n, b in bad if n == number},
            )
            for number, line in enumerate(shown, start=1)
        ],
        "blank_cells": [(code, label, "") for code, label, _unit in columns],
        "kinds": kinds,
        "subkinds": [(label, [row for row in named if row.parent == kind]) for kind, label in kinds],
        "classes": rules.PLACE_CLASSES,
        "levels": [str(level) for level in range(1, max(rules.HIGHEST_LEVEL.values()) + 1)],
    }


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def put_in_force(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a draft hold, after saying what ends and what it leaves open."""
    record = _plan(request, pk, KEEP)
    held = DispatchPlan.objects.in_force().filter(unit=record.unit_id).first()
    unsaid = reading.unsaid(reading.rows_of(record))
    lines = [_("Proposals for {unit} follow this table from now on.").format(unit=record.unit.name)]
    lines += [_("“{plan}” ends.").format(plan=held)] if held is not None else []
    lines += [_("It asks nothing for: {what}.").format(what=_(", ").join(unsaid))] if unsaid else []
    return form_page(
        request,
        PlainForm(request.POST if request.method == "POST" else None),
        lambda _cleaned: actions.put_in_force(plan_id=pk, at=timezone.now(), by=request.user),
        title=_("Put {name} in force").format(name=record),
        line=" ".join(lines),
        back=_address(record),
        said=_("The plan is in force."),
        submit=_("Put in force"),
    )


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def withdraw_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a draft."""
    record = _plan(request, pk, KEEP)
    return form_page(
        request,
        ReasonForm(request.POST or None),
        lambda cleaned: actions.withdraw_plan(plan_id=pk, **cleaned, at=timezone.now(), by=request.user),
        title=_("Withdraw {name}").format(name=record),
        back=_address(record),
        said=_("The draft has been withdrawn."),
    )
