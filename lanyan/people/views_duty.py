"""Pages of the duty roster: the list, one turn, planning, swapping, taking over, withdrawing."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.kernel import access, audit
from lanyan.people import actions
from lanyan.people.duty import DUTY, JOINED, DutyFilter, PlanForm, SwapForm, TakeOverForm
from lanyan.people.models import DutyTurn, Person
from lanyan.units.doors import form_page
from lanyan.units.forms import ReasonForm
from lanyan.units.models import Unit
from lanyan.web.lists import Action, View, list_page

VIEW, KEEP, TAKE = "people.view_duty", "people.keep_duty", "people.take_over_duty"


@require_GET
@access.requires(VIEW)
def turns(request: HttpRequest) -> HttpResponse:
    """List the turns of one's area, by time."""
    found = DutyTurn.objects.visible_to(request.user).order_by("-starts_at", "unit__path", "pk")
    return list_page(
        request,
        found,
        DutyFilter,
        title=_("Duty roster"),
        unit=pgettext("counting unit", "turns"),
        sheet=DUTY,
        views=(
            View(_("On duty now"), "now=true", count=found.at(timezone.now()).count),
            View(_("From today on"), f"since={localdate()}&withdrawn=false"),
            View(_("All")),
        ),
        actions=(Action(_("Plan turns"), reverse("people:plan_turns"), "plus", "do", permission=KEEP),),
        empty={"heading": _("No turn here"), "advice": _("Plan the first ones at the top right."), "icon": "calendar"},
    )


@require_GET
@access.requires(VIEW)
def turn(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one turn: who, from when until when, what was handed on."""
    shown = _turn(request, pk, VIEW)
    context = {
        "title": f"{shown.kind_label} · {shown.person.name}",
        "line": f"{shown.unit.name} · {localtime(shown.starts_at):%m-%d %H:%M}–{localtime(shown.ends_at):%m-%d %H:%M}",
        "record": shown,
        "subject": "turn",
        "running": shown.withdrawn_at is None and shown.starts_at <= timezone.now() < shown.ends_at,
        "history": audit.history(shown),
    }
    return TemplateResponse(request, "people/turn.html", context)


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def plan_turns(request: HttpRequest) -> HttpResponse:
    """Plan a duty for some days."""
    units = Unit.objects.visible_to(request.user, KEEP).filter(closed_date=None).order_by("path")
    initial = {"unit": units.first(), "first_day": localdate(), "days": 7, "change": "08:30"}
    form = PlanForm(request.POST or None, initial=initial, units=units, persons=_persons(request))

    def plan(typed: dict[str, Any]) -> list[DutyTurn]:
        unit, persons = typed.pop("unit"), typed.pop("persons")
        return actions.plan_turns(**typed, unit_id=unit.pk, person_ids=persons, by=request.user)

    return form_page(
        request,
        form,
        plan,
        title=_("Plan turns"),
        line=_("A turn lasts from the change of shift of one day to that of the next."),
        back=reverse("people:turns"),
        said=_("The turns have been planned."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def swap_turn(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody else have a turn."""
    shown = _turn(request, pk, KEEP)

    def swap(typed: dict[str, Any]) -> DutyTurn:
        person = typed.pop("person")
        return actions.swap_turn(turn_id=pk, person_id=person.pk, **typed, at=timezone.now(), by=request.user)

    form = SwapForm(request.POST or None, persons=_persons(request).exclude(pk=shown.person_id))
    return _form(request, shown, form, swap, _("Swap a turn"))


@require_http_methods(["GET", "POST"])
@access.requires(TAKE)
def take_over_turn(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's turn over."""
    shown = _turn(request, pk, TAKE)

    def take(typed: dict[str, Any]) -> DutyTurn:
        return actions.take_over_turn(turn_id=pk, **typed, at=timezone.now(), by=request.user)

    return _form(request, shown, TakeOverForm(request.POST or None), take, _("Take a turn over"))


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def withdraw_turn(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a turn."""
    shown = _turn(request, pk, KEEP)

    def withdraw(typed: dict[str, Any]) -> DutyTurn:
        return actions.withdraw_turn(turn_id=pk, **typed, at=timezone.now(), by=request.user)

    return _form(request, shown, ReasonForm(request.POST or None), withdraw, _("Withdraw a turn"))


def _turn(request: HttpRequest, pk: int, permission: str) -> DutyTurn:
    seen = DutyTurn.objects.visible_to(request.user, permission).select_related(*JOINED)
    found: DutyTurn = get_object_or_404(seen, pk=pk)
    return found


def _persons(request: HttpRequest) -> Any:
    return Person.objects.visible_to(request.user, KEEP).serving().select_related("unit").order_by("unit__path", "name")


def _form(request: HttpRequest, shown: DutyTurn, form: Any, act: Any, title: str) -> HttpResponse:
    return form_page(
        request,
        form,
        act,
        title=title,
        line=f"{shown.kind_label} · {shown.person.name} · {localtime(shown.starts_at):%m-%d %H:%M}",
        back=reverse("people:turn", args=[shown.pk]),
        said=_("Saved."),
    )
