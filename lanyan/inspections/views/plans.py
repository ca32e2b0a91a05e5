"""Pages of check plans and of drives of special checks."""

from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.inspections import checklists, lots
from lanyan.inspections.actions import plans as actions
from lanyan.inspections.filters import DriveFilter, PlanFilter
from lanyan.inspections.forms import fields
from lanyan.inspections.forms import plans as forms
from lanyan.inspections.models import CheckPlan, Inspection, PlanItem, SpecialDrive
from lanyan.inspections.rules import plans as rules
from lanyan.inspections.sheets.checks import DRIVES, PLANS
from lanyan.kernel import access, audit, codes
from lanyan.premises.models import Premises
from lanyan.units.doors import form_page
from lanyan.units.forms import HouseForm, ReasonForm
from lanyan.web.lists import Action, View, list_page

VIEW, KEEP, APPROVE = "inspections.view_check_plan", "inspections.keep_check_plans", "inspections.approve_check_plan"
CHECKS, DRIVE = "inspections.view_inspection", "inspections.keep_drives"
# A plan of a year may hold hundreds of checks; its page shows so many, the list of checks all.
SHOWN = 300


def _plan(request: HttpRequest, pk: int, permission: str = VIEW) -> CheckPlan:
    seen = CheckPlan.objects.visible_to(request.user, permission)
    plan: CheckPlan = get_object_or_404(seen.select_related("unit", "made_by", "submitted_by", "approved_by"), pk=pk)
    return plan


def _address(plan: CheckPlan) -> str:
    return reverse("inspections:plan", args=[plan.pk])


@require_GET
@access.requires(VIEW)
def plan_list(request: HttpRequest) -> HttpResponse:
    """List the check plans of one's area, the latest first."""
    return list_page(
        request,
        CheckPlan.objects.visible_to(request.user).order_by("-since_date", "unit__path", "-pk"),
        PlanFilter,
        title=_("Check plans"),
        unit=pgettext("counting unit", "check plans"),
        line=_("Who makes a plan does not approve it; each row of an approved plan is a check that is due."),
        sheet=PLANS,
        views=(View(_("To be approved"), "state=SUBMITTED"), View(_("Drafts"), "state=DRAFT"), View(_("All"))),
        actions=(Action(_("Make a check plan"), reverse("inspections:make_plan"), "plus", "do", permission=KEEP),),
        empty={"heading": _("No plan yet"), "advice": _("Make the first one at the top right."), "icon": "calendar"},
    )


@require_GET
@access.requires(VIEW)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one plan with its checks and its history."""
    shown = _plan(request, pk)
    items = shown.items.select_related("premises", "drive", "inspection")  # type: ignore[attr-defined]
    standing = list(items.filter(withdrawn_at=None)[:SHOWN])
    context = {
        "title": shown.title,
        "record": shown,
        "subject": "check_plan",
        "items": [(item, checklists.words(item.checklist)) for item in standing],
        "count": items.filter(withdrawn_at=None).count(),
        "taken_out": list(items.exclude(withdrawn_at=None)[:SHOWN]),
        "is_draft": shown.state == rules.DRAFT,
        "may_keep": request.user.may(KEEP, shown.unit.path),  # type: ignore[union-attr]
        "history": audit.history(shown),
    }
    return TemplateResponse(request, "inspections/plan.html", context)


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def make_plan(request: HttpRequest) -> HttpResponse:
    """Begin a check plan."""

    def make(typed: dict[str, Any]) -> CheckPlan:
        unit = typed.pop("unit")
        return actions.make_check_plan(unit_id=unit.pk, **typed, at=timezone.now(), by=request.user)

    return form_page(
        request,
        forms.PlanForm(request.POST or None, units=fields.supervising(request.user, KEEP)),
        make,
        title=_("Make a check plan"),
        back=reverse("inspections:plans"),
        done=_address,
        said=_("The plan is begun. Put its checks in next."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def add_planned_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Put one check into a draft."""
    shown = _plan(request, pk, KEEP)

    def add(typed: dict[str, Any]) -> PlanItem:
        premises, drive = typed.pop("premises"), typed.pop("drive")
        planned = actions.Planned(premises_id=premises.pk, drive_id=drive.pk if drive else None, **typed)
        return actions.add_planned_check(plan_id=pk, planned=planned, by=request.user)

    return form_page(
        request,
        forms.PlannedForm(request.POST or None, user=request.user, unit=shown.unit),
        add,
        title=_("Add a check to a plan"),
        line=shown.title,
        back=_address(shown),
        said=_("Saved."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def fill_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the riskiest places of a category into a draft."""
    shown = _plan(request, pk, KEEP)

    def fill(typed: dict[str, Any]) -> actions.Filled:
        filled = actions.fill_plan(
            plan_id=pk,
            premises_ids=_riskiest(shown, typed["category"], typed["count"]),
            form=typed["form"],
            drive_id=typed["drive"].pk if typed["drive"] else None,
            on=timezone.localdate(),
            by=request.user,
        )
        _tell(request, filled)
        return filled

    return form_page(
        request,
        forms.FillForm(request.POST or None, user=request.user),
        fill,
        title=_("Fill from the ledger"),
        line=_("The places of a category by risk, the highest first, spread over the working days of the period."),
        back=_address(shown),
    )


def _riskiest(shown: CheckPlan, category: str, count: int) -> list[int]:
    planned = PlanItem.objects.filter(plan=shown, withdrawn_at=None).values("premises")
    found = Premises.objects.open().of_category(*lots.below([category])).filter(unit__path__startswith=shown.unit.path)
    found = found.exclude(pk__in=planned).order_by(F("risk_points").desc(nulls_last=True), "pk")
    return list(found.values_list("pk", flat=True)[:count])


def _tell(request: HttpRequest, filled: actions.Filled) -> None:
    messages.success(request, _("{count} checks were put into the plan.").format(count=filled.added))
    for name, reason in filled.left_out[:5]:
        messages.warning(request, f"{name}: {reason}")
    if len(filled.left_out) > 5:
        messages.warning(request, _("and {count} more were left out").format(count=len(filled.left_out) - 5))


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def withdraw_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a check out of a draft."""
    seen = CheckPlan.objects.visible_to(request.user, KEEP)
    items = PlanItem.objects.filter(plan__in=seen).select_related("plan", "premises")
    item = get_object_or_404(items, pk=pk)
    return form_page(
        request,
        ReasonForm(request.POST or None),
        lambda typed: actions.withdraw_planned_check(item_id=pk, **typed, at=timezone.now(), by=request.user),
        title=_("Take a check out of a plan"),
        line=f"{item.premises.name} · {item.scheduled_date}",
        back=_address(item.plan),
        said=_("Saved."),
    )


def _move(
    request: HttpRequest, pk: int, permission: str, act: Any, *, title: str, said: str, why: bool
) -> HttpResponse:
    shown = _plan(request, pk, permission)
    data = request.POST if request.method == "POST" else None
    return form_page(
        request,
        ReasonForm(data) if why else HouseForm(data),
        lambda typed: act(plan_id=pk, **typed, by=request.user),
        title=title,
        line=shown.title,
        back=_address(shown),
        said=said,
        submit="" if why else title,
    )


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def submit_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Submit a plan for approval."""

    def act(**given: Any) -> CheckPlan:
        return actions.submit_check_plan(**given, at=timezone.now())

    return _move(request, pk, KEEP, act, title=_("Submit a check plan"), said=_("The plan is submitted."), why=False)


@require_http_methods(["GET", "POST"])
@access.requires(APPROVE)
def approve_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a plan that somebody else made."""

    def act(**given: Any) -> CheckPlan:
        return actions.approve_check_plan(**given, at=timezone.now())

    said = _("The plan is approved; its checks are planned.")
    return _move(request, pk, APPROVE, act, title=_("Approve the check plan"), said=said, why=False)


@require_http_methods(["GET", "POST"])
@access.requires(APPROVE)
def return_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a plan back."""
    title, said = _("Send a check plan back"), _("The plan is sent back.")
    return _move(request, pk, APPROVE, actions.return_check_plan, title=title, said=said, why=True)


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def withdraw_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a plan."""

    def act(**given: Any) -> CheckPlan:
        return actions.withdraw_check_plan(**given, at=timezone.now())

    return _move(request, pk, KEEP, act, title=_("Withdraw a check plan"), said=_("The plan is withdrawn."), why=True)


# ---- drives -----------------------------------------------------------------------------------------------
@require_GET
@access.requires(CHECKS)
def drive_list(request: HttpRequest) -> HttpResponse:
    """List the drives of special checks."""
    return list_page(
        request,
        SpecialDrive.objects.visible_to(request.user).order_by("-since_date", "pk"),
        DriveFilter,
        title=_("Special drives"),
        unit=pgettext("counting unit", "drives"),
        line=_("Checks (times) and premises are counted apart: a place checked twice is two checks of one place."),
        sheet=DRIVES,
        views=(View(_("Running"), "ended=false"), View(_("All"))),
        actions=(Action(_("Open a drive"), reverse("inspections:make_drive"), "plus", "do", permission=DRIVE),),
        empty={"heading": _("No drive yet"), "advice": _("Open the first one at the top right."), "icon": "flag"},
    )


@require_GET
@access.requires(CHECKS)
def drive(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a drive with its counts by unit."""
    seen = SpecialDrive.objects.visible_to(request.user).select_related("unit")
    shown = get_object_or_404(DRIVES.prepare(seen), pk=pk)
    mine = Inspection.objects.visible_to(request.user).filter(drive=shown).select_related("premises", "unit")
    kind = codes.get("drive_kinds", shown.kind)
    context = {
        "title": shown.name,
        "record": shown,
        "subject": "check_drive",
        "kind": kind.label if kind else shown.kind,
        "latest": mine.order_by("-scheduled_date", "-pk")[:50],
        "history": audit.history(shown),
    }
    return TemplateResponse(request, "inspections/drive.html", context)


@require_http_methods(["GET", "POST"])
@access.requires(DRIVE)
def make_drive(request: HttpRequest) -> HttpResponse:
    """Open a drive of special checks."""

    def make(typed: dict[str, Any]) -> SpecialDrive:
        unit = typed.pop("unit")
        return actions.make_drive(unit_id=unit.pk, **typed, by=request.user)

    initial = {"since_date": timezone.localdate()}
    return form_page(
        request,
        forms.DriveForm(request.POST or None, initial=initial, units=fields.supervising(request.user, DRIVE)),
        make,
        title=_("Open a drive"),
        back=reverse("inspections:drives"),
        done=lambda made: reverse("inspections:drive", args=[made.pk]),
        said=_("The drive is open."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(DRIVE)
def end_drive(request: HttpRequest, pk: int) -> HttpResponse:
    """End a drive."""
    seen = SpecialDrive.objects.visible_to(request.user, DRIVE)
    shown = get_object_or_404(seen, pk=pk)
    return form_page(
        request,
        ReasonForm(request.POST or None),
        lambda typed: actions.end_drive(drive_id=pk, **typed, at=timezone.now(), by=request.user),
        title=_("End a drive"),
        line=shown.name,
        back=reverse("inspections:drive", args=[pk]),
        said=_("The drive has ended."),
    )
