"""Pages of hazards: the list, one hazard, and what is done to it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.inspections.actions import hazards as actions
from lanyan.inspections.actions.photographs import photograph
from lanyan.inspections.forms.fields import qualified
from lanyan.inspections.forms.hazards import (
    DecisionForm,
    ExtensionForm,
    OrderForm,
    PhotoForm,
    RecheckForm,
    WordsForm,
)
from lanyan.inspections.hazard_filters import HazardFilter
from lanyan.inspections.models import Extension, Hazard, Paper
from lanyan.inspections.rules import hazards as rules
from lanyan.inspections.sheets.enforcement import HAZARDS
from lanyan.inspections.views.enforcing import DECIDE, KEEP_HAZARDS, VIEW_HAZARD, address, one, record_page, typed, verb
from lanyan.kernel import access
from lanyan.units.doors import form_page
from lanyan.units.forms import HouseForm, ReasonForm
from lanyan.web.lists import View, list_page


@require_GET
@access.requires(VIEW_HAZARD)
def hazards(request: HttpRequest) -> HttpResponse:
    """List the hazards of one's area, newest first."""
    return list_page(
        request,
        Hazard.objects.visible_to(request.user).order_by("-found_at", "-pk"),
        HazardFilter,
        title=_("Hazards"),
        unit=pgettext("counting unit", "hazards"),
        sheet=HAZARDS,
        views=(
            View(pgettext("hazards", "Open"), "stands=open"),
            View(_("Past the term"), "stands=overdue"),
            View(_("Waiting for an order"), f"status={rules.FOUND}"),
            View(_("Waiting for the re-check"), f"status={rules.REPORTED_FIXED}"),
            View(_("Not put right"), f"status={rules.NOT_FIXED}"),
            View(_("All"), ""),
        ),
        empty={
            "heading": _("No hazard yet"),
            "advice": _("Hazards are entered on the page of a check that is under way."),
            "icon": "inspect",
        },
    )


@require_GET
@access.requires(VIEW_HAZARD)
def hazard(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one hazard from found to closed."""
    record = one(request, Hazard, pk, VIEW_HAZARD, "inspection", "item", "found_by")
    user: Any = request.user
    papers = Paper.objects.visible_to(user).filter(hazards=record).select_related("kind").order_by("made_at")
    return record_page(
        request,
        record,
        "hazard",
        title=record.words,
        rechecks=record.rechecks.order_by("-at"),
        extensions=record.extensions.select_related("rule", "asked_by", "decided_by").order_by("-asked_at"),
        decides=user.may(DECIDE, record.unit_path),
        papers=papers,
        cases=record.cases.select_related("rule").order_by("opened_at"),
        seals=record.seals.order_by("proposed_at"),
        transfers=record.transfers.select_related("outcome").order_by("sent_at"),
        majors=record.major_hazards.order_by("suspected_at"),
        links=record.links.select_related("made_by").order_by("-made_at"),
        now=timezone.now(),
        overdue=record.is_overdue(timezone.localdate()),
    )


@require_http_methods(["GET", "POST"])
@access.requires(KEEP_HAZARDS)
def fix_on_spot(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter that it was put right at once."""
    record = one(request, Hazard, pk, KEEP_HAZARDS)
    return verb(
        request,
        record,
        typed(request, HouseForm),
        lambda _typed: actions.fix_on_spot(hazard_id=pk, at=timezone.now(), by=request.user),
        title=_("Put right on the spot"),
        submit=_("It is put right"),
    )


@require_http_methods(["GET", "POST"])
@access.requires(KEEP_HAZARDS)
def order_hazard(request: HttpRequest, pk: int) -> HttpResponse:
    """Order this hazard, with others of the same check, to be put right: one notice."""
    record = one(request, Hazard, pk, KEEP_HAZARDS)
    waiting = Hazard.objects.filter(inspection=record.inspection_id, status__in=(rules.FOUND, rules.NOT_FIXED))
    form = OrderForm(request.POST or None, hazards=waiting.order_by("pk"), initial={"hazards": [pk]})
    return verb(
        request,
        record,
        form,
        lambda typed: order(typed, request.user),
        title=_("Order to put right"),
        done=address,
        said=_("The notice is made: serve it now."),
        submit=_("Make the notice"),
    )


def order(typed: dict[str, Any], by: Any) -> Paper:
    """One action, at once or by a date."""
    ids = [hazard.pk for hazard in typed["hazards"]]
    at = timezone.now()
    if typed["how"] == "BY_DATE":
        return actions.order_by_date(hazard_ids=ids, due_date=typed["due_date"], at=at, by=by)
    return actions.order_at_once(hazard_ids=ids, at=at, by=by)


@require_http_methods(["GET", "POST"])
@access.requires(KEEP_HAZARDS)
def report_fixed(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the occupier reports it put right."""
    record = one(request, Hazard, pk, KEEP_HAZARDS)
    return verb(
        request,
        record,
        typed(request, WordsForm),
        lambda typed: actions.report_fixed(hazard_id=pk, words=typed["words"], at=timezone.now(), by=request.user),
        title=_("Note as reported put right"),
        said=_("Noted: the re-check is due from now."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(KEEP_HAZARDS)
def recheck(request: HttpRequest, pk: int) -> HttpResponse:
    """Re-check this hazard and the others of the place."""
    record = one(request, Hazard, pk, KEEP_HAZARDS)
    there = Hazard.objects.filter(
        premises=record.premises_id, status__in=(*rules.ORDERED, rules.REPORTED_FIXED, rules.NOT_FIXED)
    )
    form = RecheckForm(
        request.POST or None,
        hazards=there.visible_to(request.user, KEEP_HAZARDS).order_by("pk"),  # type: ignore[attr-defined]
        people=qualified(record.unit, timezone.localdate()),
        initial={"looked_at": [pk]},
    )
    return verb(
        request,
        record,
        form,
        lambda typed: actions.recheck(
            results=form.results(),
            officer_ids=[person.pk for person in typed["officers"]],
            at=timezone.now(),
            by=request.user,
        ),
        title=_("Re-check"),
        done=address,
        said=_("The opinion on the re-check is made: serve it now."),
    )


@require_http_methods(["GET", "POST"])
@access.requires("inspections.withdraw_hazard")
def withdraw_hazard(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a hazard that was a mistake."""
    record = one(request, Hazard, pk, "inspections.withdraw_hazard")
    return verb(
        request,
        record,
        typed(request, ReasonForm),
        lambda typed: actions.withdraw_hazard(hazard_id=pk, **typed, at=timezone.now(), by=request.user),
        title=_("Withdraw a hazard"),
    )


@require_http_methods(["GET", "POST"])
@access.requires(KEEP_HAZARDS)
def photograph_hazard(request: HttpRequest, pk: int) -> HttpResponse:
    """Add photographs, as found or put right."""
    record = one(request, Hazard, pk, KEEP_HAZARDS)
    return verb(
        request,
        record,
        typed(request, PhotoForm),
        lambda typed: photograph(
            record=record,
            uploads=typed["files"],
            kind=typed["kind"],
            caption=typed["caption"],
            at=timezone.now(),
            by=request.user,
        ),
        title=_("Add a photograph"),
    )


@require_http_methods(["GET", "POST"])
@access.requires(KEEP_HAZARDS)
def ask_extension(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter that the occupier asks for a later date."""
    record = one(request, Hazard, pk, KEEP_HAZARDS)
    return verb(
        request,
        record,
        typed(request, ExtensionForm),
        lambda typed: actions.ask_extension(hazard_id=pk, **typed, at=timezone.now(), by=request.user),
        title=_("Ask for an extension"),
    )


@require_http_methods(["GET", "POST"])
@access.requires(DECIDE)
def decide_extension(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant or refuse an extension."""
    seen = Extension.objects.visible_to(request.user, DECIDE)
    asked = get_object_or_404(seen.select_related("hazard__premises"), pk=pk)
    return form_page(
        request,
        typed(request, DecisionForm),
        lambda typed: actions.decide_extension(extension_id=pk, **typed, at=timezone.now(), by=request.user),
        title=_("Decide on an extension"),
        line=f"{asked.hazard.number} · {asked.due_before} → {asked.wanted_date} · {asked.reason}",
        back=reverse("inspections:hazard", args=[asked.hazard_id]),
        said=_("Saved."),
    )
