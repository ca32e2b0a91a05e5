"""Pages of visits and clues."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.inspections.actions import visits as actions
from lanyan.inspections.filters import ClueFilter, VisitFilter
from lanyan.inspections.forms import visits as forms
from lanyan.inspections.models import Clue, Inspection, Visit
from lanyan.inspections.sheets.visits import CLUES, VISITS, place
from lanyan.kernel import access, audit
from lanyan.premises.models import Premises
from lanyan.units.doors import form_page
from lanyan.units.forms import ReasonForm
from lanyan.web.lists import Action, View, list_page

VIEW_VISIT, KEEP_VISIT = "inspections.view_visit", "inspections.keep_visits"
VIEW_CLUE, KEEP_CLUE, FOLLOW = "inspections.view_clue", "inspections.keep_clues", "inspections.follow_clue"


# ---- visits -----------------------------------------------------------------------------------------------
@require_GET
@access.requires(VIEW_VISIT)
def visit_list(request: HttpRequest) -> HttpResponse:
    """List the visits of one's area."""
    return list_page(
        request,
        Visit.objects.visible_to(request.user).order_by("-visited_at", "-pk"),
        VisitFilter,
        title=_("Visits"),
        unit=pgettext("counting unit", "visits"),
        line=_("Visits are no checks and count as none."),
        sheet=VISITS,
        views=(View(_("Standing"), "withdrawn=false"), View(_("All"))),
        actions=(Action(_("Enter a visit"), reverse("inspections:enter_visit"), "plus", "do", permission=KEEP_VISIT),),
        empty={"heading": _("No visit here"), "advice": _("Enter the first one at the top right."), "icon": "people"},
    )


def _visit(request: HttpRequest, pk: int, permission: str = VIEW_VISIT) -> Visit:
    seen = Visit.objects.visible_to(request.user, permission).select_related("premises", "unit", "source_unit")
    found: Visit = get_object_or_404(seen, pk=pk)
    return found


@require_GET
@access.requires(VIEW_VISIT)
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one visit with its clues."""
    shown = _visit(request, pk)
    context = {
        "title": place(shown),
        "record": shown,
        "subject": "visit",
        "clues": Clue.objects.visible_to(request.user).filter(visit=shown).order_by("pk"),
        "history": audit.history(shown),
    }
    return TemplateResponse(request, "inspections/visit.html", context)


@require_http_methods(["GET", "POST"])
@access.requires(KEEP_VISIT)
def enter_visit(request: HttpRequest) -> HttpResponse:
    """Enter a visit."""
    form = forms.VisitForm(request.POST or None, user=request.user, initial=_initial(request, KEEP_VISIT))

    def enter(typed: dict[str, Any]) -> Visit:
        where, source = form.take_where(), typed.pop("source_unit")
        return actions.enter_visit(where=where, source_unit_id=source.pk, **typed, at=timezone.now(), by=request.user)

    return form_page(
        request,
        form,
        enter,
        title=_("Enter a visit"),
        line=_("By people who have no power to check; it counts as no check."),
        back=reverse("inspections:visits"),
        done=lambda made: reverse("inspections:visit", args=[made.pk]),
        said=_("The visit has been entered."),
    )


def _initial(request: HttpRequest, permission: str) -> dict[str, Any]:
    """The place that the address names, and now."""
    initial: dict[str, Any] = {"visited_at": timezone.localtime()}
    chosen = request.GET.get("premises", "")
    if chosen.isdecimal():
        initial["premises"] = Premises.objects.visible_to(request.user, permission).filter(pk=chosen).first()
    return initial


@require_http_methods(["GET", "POST"])
@access.requires(KEEP_VISIT)
def withdraw_visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a visit."""
    shown = _visit(request, pk, KEEP_VISIT)
    return form_page(
        request,
        ReasonForm(request.POST or None),
        lambda typed: actions.withdraw_visit(visit_id=pk, **typed, at=timezone.now(), by=request.user),
        title=_("Withdraw a visit"),
        line=place(shown),
        back=reverse("inspections:visit", args=[pk]),
        said=_("Saved."),
    )


# ---- clues ------------------------------------------------------------------------------------------------
@require_GET
@access.requires(VIEW_CLUE)
def clue_list(request: HttpRequest) -> HttpResponse:
    """List the clues of one's area."""
    return list_page(
        request,
        Clue.objects.visible_to(request.user).order_by("-reported_at", "-pk"),
        ClueFilter,
        title=_("Clues"),
        unit=pgettext("counting unit", "clues"),
        line=_("A clue becomes a hazard only through a check."),
        sheet=CLUES,
        views=(View(_("Waiting"), "state=OPEN"), View(_("Being checked"), "state=FOLLOWED"), View(_("All"))),
        actions=(Action(_("Report a clue"), reverse("inspections:report_clue"), "plus", "do", permission=KEEP_CLUE),),
        empty={"heading": _("No clue here"), "advice": _("Report the first one at the top right."), "icon": "search"},
    )


def _clue(request: HttpRequest, pk: int, permission: str = VIEW_CLUE) -> Clue:
    seen = Clue.objects.visible_to(request.user, permission).select_related(
        "premises", "unit", "source_unit", "inspection", "visit"
    )
    found: Clue = get_object_or_404(seen, pk=pk)
    return found


def _clue_page(clue: Clue) -> str:
    return reverse("inspections:clue", args=[clue.pk])


@require_GET
@access.requires(VIEW_CLUE)
def clue(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one clue."""
    shown = _clue(request, pk)
    context = {"title": shown.number, "record": shown, "subject": "clue", "history": audit.history(shown)}
    return TemplateResponse(request, "inspections/clue.html", context)


def _report(request: HttpRequest, visit: Visit | None = None) -> HttpResponse:
    initial = _initial(request, KEEP_CLUE)
    if visit is not None:
        initial = {
            "premises": visit.premises, "place_words": visit.place_words, "unit": visit.unit_id,
            "source_unit": visit.source_unit_id, "by_kind": visit.by_kind,
        }  # fmt: skip
    form = forms.ClueForm(request.POST or None, user=request.user, initial=initial)

    def report(typed: dict[str, Any]) -> Clue:
        where, source = form.take_where(), typed.pop("source_unit")
        more = {"visit_id": visit.pk if visit else None, "source_unit_id": source.pk}
        return actions.report_clue(where=where, **more, **typed, at=timezone.now(), by=request.user)

    return form_page(
        request,
        form,
        report,
        title=_("Report a clue"),
        line=_("Something that may be a hazard; the supervising unit decides whether a check follows."),
        back=reverse("inspections:clues"),
        done=_clue_page,
        said=_("The clue has been reported."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(KEEP_CLUE)
def report_clue(request: HttpRequest) -> HttpResponse:
    """Report a clue."""
    return _report(request)


@require_http_methods(["GET", "POST"])
@access.requires(KEEP_CLUE)
def clue_of_visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Report a clue that a visit brought."""
    return _report(request, _visit(request, pk, KEEP_CLUE))


@require_http_methods(["GET", "POST"])
@access.requires(FOLLOW)
def follow_clue(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow a clue by a check."""
    shown = _clue(request, pk, FOLLOW)
    form = forms.FollowForm(
        request.POST or None,
        reachable=Premises.objects.visible_to(request.user, FOLLOW),
        standing=Inspection.objects.standing().filter(premises=shown.premises).order_by("scheduled_date"),
        known=shown.premises_id is not None,
        initial={"scheduled_date": timezone.localdate()},
    )

    def follow(typed: dict[str, Any]) -> Clue:
        standing, premises = typed.get("inspection"), typed.get("premises")
        return actions.follow_clue(
            clue_id=pk,
            scheduled_date=typed["scheduled_date"],
            inspection_id=standing.pk if standing else None,
            premises_id=premises.pk if premises else None,
            at=timezone.now(),
            by=request.user,
        )

    return form_page(
        request,
        form,
        follow,
        title=_("Follow a clue by a check"),
        line=f"{shown.number} · {place(shown)} · {shown.words}",
        back=_clue_page(shown),
        said=_("The clue is followed."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(FOLLOW)
def settle_clue(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle a clue by its concluded check."""
    shown = _clue(request, pk, FOLLOW)
    return form_page(
        request,
        forms.SettleForm(request.POST or None),
        lambda typed: actions.settle_clue(clue_id=pk, **typed, at=timezone.now(), by=request.user),
        title=_("Settle a clue"),
        line=f"{shown.number} · {shown.words}",
        back=_clue_page(shown),
        said=_("The clue is settled."),
    )


def _with_reason(request: HttpRequest, pk: int, permission: str, act: Any, title: str) -> HttpResponse:
    shown = _clue(request, pk, permission)
    return form_page(
        request,
        ReasonForm(request.POST or None),
        lambda typed: act(clue_id=pk, **typed, by=request.user),
        title=title,
        line=f"{shown.number} · {shown.words}",
        back=_clue_page(shown),
        said=_("Saved."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(FOLLOW)
def reopen_clue(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a clue back to waiting."""
    return _with_reason(request, pk, FOLLOW, actions.reopen_clue, _("Put a clue back to waiting"))


@require_http_methods(["GET", "POST"])
@access.requires(FOLLOW)
def dismiss_clue(request: HttpRequest, pk: int) -> HttpResponse:
    """Lay a clue aside."""

    def act(**given: Any) -> Clue:
        return actions.dismiss_clue(**given, at=timezone.now())

    return _with_reason(request, pk, FOLLOW, act, _("Lay a clue aside"))


@require_http_methods(["GET", "POST"])
@access.requires(KEEP_CLUE)
def withdraw_clue(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a clue."""

    def act(**given: Any) -> Clue:
        return actions.withdraw_clue(**given, at=timezone.now())

    return _with_reason(request, pk, KEEP_CLUE, act, _("Withdraw a clue"))
