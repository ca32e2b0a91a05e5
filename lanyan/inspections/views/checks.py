"""Pages of checks before and after the check itself: list, record, planning, people, notice, departments."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.inspections import caps, checklists, queries
from lanyan.inspections.actions import checks as actions
from lanyan.inspections.actions import joint
from lanyan.inspections.actions.conduct import why_not_conclude
from lanyan.inspections.actions.papers import source_of
from lanyan.inspections.filters import InspectionFilter
from lanyan.inspections.forms import checks as forms
from lanyan.inspections.models import Inspection, JointPart
from lanyan.inspections.rules import checks
from lanyan.inspections.rules import papers as paper_rules
from lanyan.inspections.sheets.checks import INSPECTIONS
from lanyan.kernel import access, audit
from lanyan.premises.models import Premises
from lanyan.units.doors import form_page
from lanyan.units.forms import HouseForm, ReasonForm
from lanyan.web.lists import Action, View, list_page

VIEW, PLAN, CARRY = "inspections.view_inspection", "inspections.plan_check", "inspections.carry_out_check"


def one(request: HttpRequest, pk: int, permission: str = VIEW) -> Inspection:
    """A check that the reader may see or act on."""
    seen = Inspection.objects.visible_to(request.user, permission).select_related(
        "premises__unit", "unit", "plan", "draw", "drive", "created_by"
    )
    inspection: Inspection = get_object_or_404(seen, pk=pk)
    return inspection


def address(inspection: Inspection) -> str:
    """Its page."""
    return reverse("inspections:check", args=[inspection.pk])


@require_GET
@access.requires(VIEW)
def check_list(request: HttpRequest) -> HttpResponse:
    """List the checks of one's area, the latest first."""
    year = timezone.localdate().year
    return list_page(
        request,
        Inspection.objects.visible_to(request.user).order_by("-scheduled_date", "-pk"),
        InspectionFilter,
        title=_("Administrative checks"),
        unit=pgettext("counting unit", "checks"),
        line=_("Only concluded checks count; visits, clues and supervision are kept apart."),
        sheet=INSPECTIONS,
        views=(
            View(_("Standing"), "state=PLANNED&state=NOTIFIED&state=UNDERWAY"),
            View(_("Overdue"), "overdue=true"),
            View(_("Concluded this year"), f"concluded={year}&state=CONCLUDED"),
            View(_("Joint"), "joint=true"),
            View(_("Not done"), "state=NOT_DONE"),
            View(_("All")),
        ),
        actions=(Action(_("Plan a check"), reverse("inspections:plan_check"), "plus", "do", permission=PLAN),),
        empty={
            "heading": _("No check here"),
            "advice": _("Checks come out of approved plans and draws, or are planned for a cause at the top right."),
            "icon": "inspect",
        },
    )


@require_GET
@access.requires(VIEW)
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one check: facts, people, answers, hazards, departments, pictures, history."""
    inspection = one(request, pk)
    listed = queries.rows(inspection)
    photographs, signatures = queries.pictures(inspection)
    underway = inspection.state == checks.UNDERWAY
    context = {
        "title": inspection.number,
        "record": inspection,
        "subject": "inspection",
        "checklist": checklists.words(inspection.checklist),
        "rows": listed,
        "result": queries.result(listed),
        "members": queries.members(inspection),
        "parts": list(inspection.joint_parts.all()),  # type: ignore[attr-defined]
        "photographs": photographs,
        "signatures": signatures,
        "cap": caps.standing(inspection.premises, inspection.scheduled_date.year),
        "overdue": inspection.is_overdue(timezone.localdate()),
        "missing": why_not_conclude(inspection) if underway else "",
        "papers": queries.papers_of(inspection),
        "sees_papers": request.user.may("inspections.view_enforcement", inspection.unit.path),  # type: ignore[union-attr]
        "may_plan": request.user.may(PLAN, inspection.unit.path),  # type: ignore[union-attr]
        "history": audit.history(inspection),
    }
    return TemplateResponse(request, "inspections/check.html", context)


@require_http_methods(["GET", "POST"])
@access.requires(PLAN)
def plan_check(request: HttpRequest) -> HttpResponse:
    """Plan a single check for a cause."""
    initial: dict[str, Any] = {"scheduled_date": timezone.localdate()}
    chosen = request.GET.get("premises", "")
    if chosen.isdecimal():
        initial["premises"] = Premises.objects.visible_to(request.user, PLAN).filter(pk=chosen).first()

    def plan(typed: dict[str, Any]) -> Inspection:
        premises, drive = typed.pop("premises"), typed.pop("drive")
        wanted = actions.Wanted(premises_id=premises.pk, drive_id=drive.pk if drive else None, **typed)
        return actions.plan_check(wanted=wanted, at=timezone.now(), by=request.user)

    return form_page(
        request,
        forms.PlanCheckForm(request.POST or None, initial=initial, user=request.user),
        plan,
        title=_("Plan a check"),
        line=_("Planned and drawn checks come out of an approved plan or draw; this is for a single cause."),
        back=reverse("inspections:checks"),
        done=address,
        said=_("The check is planned. Choose its people next."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(PLAN)
def assign_staff(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose who carries a check out."""
    inspection = one(request, pk, PLAN)

    def assign(typed: dict[str, Any]) -> Inspection:
        return actions.assign_staff(
            inspection_id=pk,
            carrying=[typed["lead"].pk, typed["second"].pk],
            assisting=[person.pk for person in typed["assisting"]],
            at=timezone.now(),
            by=request.user,
        )

    return form_page(
        request,
        forms.StaffForm(request.POST or None, inspection=inspection, initial={}),
        assign,
        title=_("Choose who carries a check out"),
        line=_("{premises}: only established staff with a certificate in force on {day} can be chosen.").format(
            premises=inspection.premises.name, day=inspection.scheduled_date
        ),
        back=address(inspection),
        said=_("Saved."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(PLAN)
def make_check_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the check notice and go on to its service."""
    inspection = one(request, pk, PLAN)
    source = source_of(inspection.unit, timezone.localdate())
    ours = source is not None and source.source == paper_rules.LANYAN
    return form_page(
        request,
        HouseForm(request.POST if request.method == "POST" else None)
        if ours
        else forms.MakeNoticeForm(request.POST or None),
        lambda typed: actions.make_check_notice(inspection_id=pk, **typed, at=timezone.now(), by=request.user),
        title=_("Make the check notice"),
        line=f"{inspection.number} · {inspection.premises.name}",
        back=address(inspection),
        done=lambda paper: reverse("inspections:serve_paper", args=[paper.pk]),
        said=_("The notice is made: serve it now."),
        submit=_("Make the notice"),
    )


@require_http_methods(["GET", "POST"])
@access.requires(PLAN)
def notify_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a check notice that was served on paper."""
    inspection = one(request, pk, PLAN)
    return form_page(
        request,
        forms.NoticeForm(request.POST or None, initial={"notice_date": timezone.localdate()}),
        lambda typed: actions.notify_check(inspection_id=pk, **typed, at=timezone.now(), by=request.user),
        title=_("Enter a check notice served on paper"),
        line=f"{inspection.number} · {inspection.premises.name}",
        back=address(inspection),
        said=_("The check notice has been entered."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(PLAN)
def withdraw_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a check."""
    inspection = one(request, pk, PLAN)
    return form_page(
        request,
        ReasonForm(request.POST or None),
        lambda typed: actions.withdraw_check(inspection_id=pk, **typed, at=timezone.now(), by=request.user),
        title=_("Withdraw a check"),
        line=f"{inspection.number} · {inspection.premises.name}",
        back=address(inspection),
        said=_("The check has been withdrawn."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(PLAN)
def record_not_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter that a check was not done."""
    inspection = one(request, pk, PLAN)
    return form_page(
        request,
        ReasonForm(request.POST or None),
        lambda typed: actions.record_not_done(inspection_id=pk, **typed, at=timezone.now(), by=request.user),
        title=_("Enter that a check was not done"),
        line=_("{number}: it stays in the list and in the rate as due and not done.").format(number=inspection.number),
        back=address(inspection),
        said=_("Saved."),
    )


# ---- joint checks -----------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@access.requires(PLAN)
def join_department(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a department to a check."""
    inspection = one(request, pk, PLAN)
    return form_page(
        request,
        forms.JointForm(request.POST or None),
        lambda typed: joint.join_department(inspection_id=pk, **typed, by=request.user),
        title=_("Add a department to a joint check"),
        line=f"{inspection.number} · {inspection.premises.name}",
        back=address(inspection),
        said=_("Saved."),
    )


def _part(request: HttpRequest, pk: int) -> JointPart:
    seen = Inspection.objects.visible_to(request.user, PLAN)
    parts = JointPart.objects.filter(inspection__in=seen).select_related("inspection")
    part: JointPart = get_object_or_404(parts, pk=pk)
    return part


@require_http_methods(["GET", "POST"])
@access.requires(PLAN)
def sign_joint_part(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter what a department found."""
    part = _part(request, pk)
    return form_page(
        request,
        forms.JointSignForm(request.POST or None),
        lambda typed: joint.sign_joint_part(part_id=pk, **typed, at=timezone.now(), by=request.user),
        title=_("Sign for a department"),
        line=f"{part.department} · {part.part}",
        back=address(part.inspection),
        said=_("Saved."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(PLAN)
def withdraw_joint_part(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter that a department does not take part."""
    part = _part(request, pk)
    return form_page(
        request,
        ReasonForm(request.POST or None),
        lambda typed: joint.withdraw_joint_part(part_id=pk, **typed, at=timezone.now(), by=request.user),
        title=_("Withdraw a department's part"),
        line=f"{part.department} · {part.part}",
        back=address(part.inspection),
        said=_("Saved."),
    )
