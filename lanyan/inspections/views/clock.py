"""The legal clock: what is due, warned of, broken, by person and unit; handed over; and the panel on premises."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.inspections.actions import terms as actions
from lanyan.inspections.forms.papers import HandOverForm
from lanyan.inspections.hazard_filters import TermFilter
from lanyan.inspections.hazard_tables import TermTable
from lanyan.inspections.models import Case, Hazard, MajorHazard, Seal, Term
from lanyan.inspections.rules import clock as rules
from lanyan.inspections.rules import judgement
from lanyan.inspections.rules import seals as seal_rules
from lanyan.inspections.sheets.enforcement import TERMS
from lanyan.inspections.views.enforcing import VIEW, VIEW_HAZARD
from lanyan.kernel import access
from lanyan.kernel.periods import midnight
from lanyan.premises.models import Premises
from lanyan.units.doors import form_page
from lanyan.units.models import User
from lanyan.web.lists import Action, View, capped_count, list_page

VIEW_CLOCK, HAND_OVER = "inspections.view_clock", "inspections.hand_over_term"
PANEL_AT_MOST = 20


@require_GET
@access.requires(VIEW_CLOCK)
def legal_clock(request: HttpRequest) -> HttpResponse:
    """List the legal terms of one's area, the first to end first."""
    now = timezone.now()
    mine = Term.objects.visible_to(request.user)
    return list_page(
        request,
        mine.order_by("ends_at", "pk"),
        TermFilter,
        TermTable,
        title=_("Legal clock"),
        unit=pgettext("counting unit", "terms"),
        sheet=TERMS,
        views=(
            View(_("Running"), "state=running", partial(capped_count, mine.running())),
            View(_("To be warned of"), "state=warn", partial(capped_count, mine.to_warn(now))),
            View(_("Broken"), "state=broken", partial(capped_count, mine.broken(now))),
            View(_("In my hands"), "state=running&mine=true"),
            View(_("All"), ""),
        ),
        actions=(
            Action(_("By person and unit"), reverse("inspections:clock_by"), "people"),
            Action(_("The table of terms"), reverse("inspections:clock_table"), "list"),
        ),
        empty={
            "heading": _("No term runs"),
            "advice": _("Terms begin by themselves with checks, orders, seals and complaints."),
            "icon": "clock",
        },
    )


@require_GET
@access.requires(VIEW_CLOCK)
def clock_by(request: HttpRequest) -> HttpResponse:
    """Running, warned and broken terms by unit and by person."""
    now = timezone.now()
    running = Q(met_at=None, dropped_at=None)
    counts = {
        "running": Count("pk", filter=running),
        "warn": Count("pk", filter=running & Q(warns_at__lte=now, ends_at__gt=now)),
        "broken": Count("pk", filter=running & Q(ends_at__lte=now)),
        "late": Count("pk", filter=Q(met_at__gte=F("ends_at"))),
    }
    # What was met in time is the most by far, and counts nowhere here.
    told = running | Q(met_at__gte=F("ends_at"))
    mine = Term.objects.visible_to(request.user).filter(told).order_by()
    units = mine.values("unit", name=F("unit__name"), path=F("unit__path")).annotate(**counts).order_by("path")
    people = mine.values("person", name=F("person__name")).annotate(**counts).order_by("-broken", "-warn", "name")
    context = {"title": _("Legal clock by person and unit"), "units": units, "people": people}
    return TemplateResponse(request, "inspections/clock_by.html", context)


@require_GET
@access.requires(VIEW_CLOCK)
def clock_table(request: HttpRequest) -> HttpResponse:
    """The table of all legal terms with article, version and source."""
    return TemplateResponse(
        request,
        "inspections/clock_table.html",
        {"title": _("The table of legal terms"), "limits": rules.limits().values()},
    )


@require_http_methods(["GET", "POST"])
@access.requires(HAND_OVER)
def hand_over_term(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a term into another person's hands."""
    seen = Term.objects.visible_to(request.user, HAND_OVER).select_related("unit", "person")
    term = get_object_or_404(seen, pk=pk)
    return form_page(
        request,
        HandOverForm(request.POST or None, people=_hands(term)),
        lambda typed: actions.hand_over(
            term_id=pk, person_id=typed["person"].pk, reason=typed["reason"], by=request.user
        ),
        title=_("Hand over a term"),
        line=f"{term.matter} · {term.title}",
        back=reverse("inspections:clock"),
        said=_("Handed over."),
    )


def _hands(term: Term) -> Any:
    """Who has a role at the term's unit, or at one above it."""
    above = [term.unit.path[: end + 1] for end, letter in enumerate(term.unit.path) if letter == "."]
    there = User.objects.filter(is_active=True, assignments__unit__path__in=above)
    return there.filter(assignments__until_date=None).distinct().order_by("name")


@require_GET
@access.requires(VIEW_HAZARD)
def hazards_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """Hazards and enforcement of premises; with ?on=… those that were open on that day."""
    premises = get_object_or_404(Premises.objects.visible_to(request.user), pk=pk)
    family = Premises.objects.family(premises.pk)
    user: Any = request.user
    mine = Hazard.objects.visible_to(user).filter(premises__in=family).standing()
    day = _day(request.GET.get("on", ""))
    shown = mine.open_on(midnight(day + timedelta(days=1))) if day else mine.open()
    enforcement = {} if not user.has_perm(VIEW) else _enforcement(user, family)
    context = {
        "premises": premises,
        "day": day,
        "hazards": shown.order_by("-found_at")[:PANEL_AT_MOST],
        "count": shown.count(),
        "all": mine.count(),
        **enforcement,
    }
    return TemplateResponse(request, "inspections/hazards_panel.html", context)


def _enforcement(user: Any, family: list[int]) -> dict[str, Any]:
    there = {"premises__in": family}
    return {
        "seals": Seal.objects.visible_to(user).filter(**there, status__in=seal_rules.SEALED),
        "majors": MajorHazard.objects.visible_to(user).filter(**there, status__in=judgement.OPEN),
        "cases": Case.objects.visible_to(user).filter(**there, status__in=seal_rules.OPEN_CASES),
    }


def _day(text: str) -> Any:
    try:
        return parse_date(text)
    except ValueError:
        return None
