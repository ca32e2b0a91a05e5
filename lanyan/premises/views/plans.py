"""Pages of pre-plans and familiarisations."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.kernel import access, audit, codes, files
from lanyan.premises import actions, rules
from lanyan.premises.actions import PLAN_PARTS
from lanyan.premises.filters import VisitFilter
from lanyan.premises.forms import PlanForm, RevisionForm, VisitForm
from lanyan.premises.models import Familiarisation, PrePlanRevision
from lanyan.premises.sheets import VISITS
from lanyan.premises.views.common import PLANS, TURNING_OUT, VIEW, address, premises_seen, units
from lanyan.premises.views.facts import attach_page
from lanyan.units.doors import form_page
from lanyan.units.forms import HouseForm, ReasonForm
from lanyan.web.lists import View, list_page

APPROVE, VISIT = "premises.approve_plan", "premises.enter_familiarisation"
FORMS = ["GET", "POST"]
JOINED = ("plan__premises", "plan__unit", "author", "approved_by")


def _revision(request: HttpRequest, pk: int, permission: str) -> PrePlanRevision:
    seen = PrePlanRevision.objects.visible_to(request.user, permission).select_related(*JOINED)
    found: PrePlanRevision = get_object_or_404(seen, pk=pk)
    return found


def _address(revision: PrePlanRevision) -> str:
    return reverse("premises:plan", args=[revision.pk])


@require_GET
@access.requires(VIEW)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a revision of a pre-plan with its drawings, the other revisions, its history."""
    record = _revision(request, pk, VIEW)
    parts = [(record._meta.get_field(name).verbose_name, getattr(record, name)) for name in PLAN_PARTS]
    context = {
        "title": record.plan.title,
        "record": record,
        "subject": "pre_plan",
        "parts": parts,
        "files": files.of(record),
        "keeps": record.state == rules.DRAFT and request.user.may(PLANS, record.plan.unit.path),
        "revisions": record.plan.revisions.select_related("author").order_by("-number"),  # type: ignore[attr-defined]
        "history": audit.history(record),
    }
    return TemplateResponse(request, "premises/plan.html", context)


@require_http_methods(FORMS)
@access.requires(PLANS)
def make_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a pre-plan for premises."""
    record = premises_seen(request, pk, PLANS)
    mine = units(request, PLANS)
    title = _("Pre-plan for {name}").format(name=record.name)[:100]
    form = PlanForm(request.POST or None, units=mine, initial={"unit": mine.first(), "title": title})

    def act(typed: dict[str, Any]) -> PrePlanRevision:
        named = {"title": typed["title"], "unit_id": typed["unit"].pk, "parts": form.parts()}
        return actions.make_plan(premises_id=pk, **named, at=timezone.now(), by=request.user)

    return form_page(
        request,
        form,
        act,
        title=_("Write a pre-plan"),
        line=record.name,
        back=address(record),
        done=_address,
        said=_("The draft is kept; somebody else approves it."),
    )


@require_http_methods(FORMS)
@access.requires(PLANS)
def change_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Write on a draft."""
    record = _revision(request, pk, PLANS)
    form = RevisionForm(request.POST or None, initial={name: getattr(record, name) for name in PLAN_PARTS})
    return form_page(
        request,
        form,
        lambda _typed: actions.save_draft(revision_id=pk, parts=form.parts(), at=timezone.now(), by=request.user),
        title=_("Write on a pre-plan"),
        line=record.plan.title,
        back=_address(record),
        said=_("Saved."),
    )


@require_http_methods(FORMS)
@access.requires(PLANS)
def revise_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the next revision of a pre-plan."""
    record = _revision(request, pk, PLANS)
    return form_page(
        request,
        _nothing(request),
        lambda _typed: actions.revise_plan(plan_id=record.plan_id, at=timezone.now(), by=request.user),
        title=_("Begin the next revision"),
        line=_("{title}: the present one holds until the next is approved.").format(title=record.plan.title),
        back=_address(record),
        done=_address,
        said=_("The draft is kept; somebody else approves it."),
        submit=_("Begin"),
    )


def _nothing(request: HttpRequest) -> Any:
    """A form that asks only whether."""
    return HouseForm(request.POST if request.method == "POST" else None)


@require_http_methods(FORMS)
@access.requires(APPROVE)
def approve_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a draft into force."""
    record = _revision(request, pk, APPROVE)
    return form_page(
        request,
        _nothing(request),
        lambda _typed: actions.approve_plan(revision_id=pk, at=timezone.now(), by=request.user),
        title=_("Approve a pre-plan"),
        line=_("{title}, revision {number}").format(title=record.plan.title, number=record.number),
        back=_address(record),
        said=_("The revision is in force."),
        submit=_("Approve"),
    )


@require_http_methods(FORMS)
@access.requires(PLANS)
def withdraw_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a revision."""
    record = _revision(request, pk, PLANS)
    return form_page(
        request,
        ReasonForm(request.POST or None),
        lambda typed: actions.withdraw_plan(revision_id=pk, **typed, at=timezone.now(), by=request.user),
        title=_("Withdraw a pre-plan"),
        line=record.plan.title,
        back=_address(record),
        said=_("Withdrawn."),
    )


@require_http_methods(FORMS)
@access.requires(PLANS)
def attach_drawing(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a drawing to a draft."""
    record = _revision(request, pk, PLANS)
    return attach_page(request, record, _address(record), kind="drawing")


@require_GET
@access.requires(VIEW)
def visits(request: HttpRequest) -> HttpResponse:
    """List the familiarisations of one's area."""
    return list_page(
        request,
        Familiarisation.objects.visible_to(request.user).standing().order_by("-visited_at", "-pk"),
        VisitFilter,
        title=_("Familiarisations"),
        unit=pgettext("counting unit", "visits"),
        sheet=VISITS,
        views=[View(_("All"))],
        empty={
            "heading": _("No familiarisation yet"),
            "advice": _("A station enters its visit at the page of the premises."),
            "icon": "drill",
        },
    )


@require_GET
@access.requires(VIEW)
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one visit: the six parts, findings, history."""
    seen = Familiarisation.objects.visible_to(request.user).select_related("premises__unit", "unit")
    record = get_object_or_404(seen, pk=pk)
    table = codes.table("premises_familiar")
    context = {
        "title": _("Familiarisation"),
        "record": record,
        "parts": [(table[code].label if code in table else code, said) for code, said in record.answers.items()],
        "may_withdraw": request.user.may(VISIT, record.unit.path) and record.withdrawn_at is None,
        "history": audit.history(record),
    }
    return TemplateResponse(request, "premises/visit.html", context)


@require_http_methods(FORMS)
@access.requires(VISIT)
def enter_familiarisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a visit of a station."""
    record = premises_seen(request, pk, VISIT)
    mine = units(request, VISIT, *TURNING_OUT)
    at = timezone.now()
    first = {"unit": record.station or mine.first(), "visited_at": timezone.localtime(at), "headcount": 6}
    form = VisitForm(request.POST or None, units=mine, initial=first)

    def act(typed: dict[str, Any]) -> Familiarisation:
        named = {name: typed[name] for name in ("visited_at", "headcount", "led_by", "findings")}
        return actions.enter_familiarisation(
            premises_id=pk, unit_id=typed["unit"].pk, answers=form.answers(), **named, at=at, by=request.user
        )

    return form_page(
        request, form, act, title=_("Enter a familiarisation"), line=record.name, back=address(record), said=_("Saved.")
    )


@require_http_methods(FORMS)
@access.requires(VISIT)
def withdraw_familiarisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a visit entered by mistake."""
    seen = Familiarisation.objects.visible_to(request.user, VISIT).select_related("premises", "unit")
    record = get_object_or_404(seen, pk=pk)
    return form_page(
        request,
        ReasonForm(request.POST or None),
        lambda typed: actions.withdraw_familiarisation(visit_id=pk, **typed, at=timezone.now(), by=request.user),
        title=_("Withdraw an entry"),
        line=str(record),
        back=address(record),
        said=_("Withdrawn."),
    )
