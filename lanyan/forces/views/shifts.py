"""Pages of shifts: the list, one sheet, its seats, its roll-calls."""

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

from lanyan.forces import actions, rules
from lanyan.forces.duty_forms import MakeShiftForm, SeatsForm, ShiftFilter, answers_typed, next_times, places_typed
from lanyan.forces.forms import ReasonForm, SureForm
from lanyan.forces.models import Seat, Shift, Station
from lanyan.forces.sheets import SHIFTS
from lanyan.forces.shift_sheet import sheet_of
from lanyan.kernel import access, audit
from lanyan.kernel.errors import Refused
from lanyan.units.doors import form_page, refuse
from lanyan.web.lists import Action, View, list_page

VIEW, KEEP = "forces.view_forces", "forces.keep_shifts"
ROLLS_SHOWN = 10


@require_GET
@access.requires(VIEW)
def shifts(request: HttpRequest) -> HttpResponse:
    """List shift sheets, the newest first."""
    found = Shift.objects.visible_to(request.user).order_by("-starts_at", "station__unit__path")
    on_duty, made = Shift.State.IN_FORCE, Shift.State.DRAFT
    return list_page(
        request,
        found,
        ShiftFilter,
        title=_("Shift sheets"),
        unit=pgettext("counting unit", "shift sheets"),
        sheet=SHIFTS,
        views=[View(_("On duty"), f"state={on_duty}"), View(_("Being made"), f"state={made}"), View(_("All"), "")],
        actions=[Action(_("Make a shift sheet"), reverse("forces:make_shift"), "plus", "do", KEEP, "n")],
        empty={
            "heading": _("No shift sheet yet"),
            "advice": _("Make the first one at the top right; the next one is made from it in a minute."),
            "icon": "users",
        },
    )


def _stations(request: HttpRequest) -> QuerySet[Station]:
    mine: QuerySet[Station] = Station.objects.visible_to(request.user, KEEP).filter(unit__closed_date=None)
    return mine.select_related("unit").order_by("unit__path")


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def make_shift(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Make a shift sheet, at the station whose page the person came from."""
    mine = _stations(request)
    home = get_object_or_404(mine, pk=pk) if pk else (mine[0] if mine.count() == 1 else None)
    first = {"station": home, **next_times(home, timezone.now())}
    form = MakeShiftForm(request.POST or None, stations=mine, initial=first)
    return form_page(
        request,
        form,
        lambda cleaned: actions.make_shift(station_id=cleaned.pop("station").pk, **cleaned, by=request.user),
        title=_("Make a shift sheet"),
        back=reverse("forces:station", args=[pk]) if pk else reverse("forces:shifts"),
        done=lambda made: reverse("forces:change_shift", args=[made.pk]),
        said=_("The shift sheet is made: fill the gaps and save."),
    )


def _shift(request: HttpRequest, pk: int, permission: str) -> Shift:
    seen = Shift.objects.visible_to(request.user, permission).select_related("station__unit", "commander")
    found: Shift = get_object_or_404(seen, pk=pk)
    return found


def _address(shift: Shift) -> str:
    return reverse("forces:shift", args=[shift.pk])


@require_GET
@access.requires(VIEW)
def shift(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one shift: who sits where, what is lacking, who is away, the roll-calls, the handover."""
    record = _shift(request, pk, VIEW)
    user: Any = request.user
    context = {
        "title": str(record.station.unit.short_name),
        "record": record,
        "subject": "shift",
        "sheet": sheet_of(record),
        "sees_why": user.may("people.view_absence", record.unit_path),
        "rolls": record.roll_calls.select_related("by").prefetch_related("entries__person")[:ROLLS_SHOWN],
        "handover": record.taken_over.filter(withdrawn_at=None).first(),
        "history": audit.history(record),
    }
    return TemplateResponse(request, "forces/shift.html", context)


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def change_shift(request: HttpRequest, pk: int) -> HttpResponse:
    """Seat people on a shift: one form for the whole sheet."""
    record = _shift(request, pk, KEEP)
    first = {name: getattr(record, name) for name in ("starts_at", "ends_at", "commander")}
    form = SeatsForm(request.POST or None, station=record.station, initial=first)
    places = places_typed(request.POST) if request.method == "POST" else None
    if places is not None and form.is_valid():
        try:
            _keep(request, record, form, places)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The shift sheet has been saved."))
            return redirect(_address(record))
    user: Any = request.user
    context = {
        "title": _("Shift sheet of {name}").format(name=record.station),
        "record": record,
        "form": form,
        "sheet": sheet_of(record, places),
        "roles": Seat.Role.choices,
        "sees_why": user.may("people.view_absence", record.unit_path),
    }
    return TemplateResponse(request, "forces/shift_seats.html", context, status=422 if form.errors else 200)


def _keep(request: HttpRequest, record: Shift, form: SeatsForm, places: Any) -> None:
    typed = form.cleaned_data
    actions.change_shift(
        shift_id=record.pk,
        places=places,
        starts_at=typed["starts_at"],
        ends_at=typed["ends_at"],
        commander_id=typed["commander"].pk if typed["commander"] else None,
        by=request.user,
    )


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def begin_shift(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a shift on duty without a handover: the first of a station, or with the reason."""
    record = _shift(request, pk, KEEP)
    before = Shift.objects.in_force().filter(station=record.station_id).exists()
    form_class = ReasonForm if before else SureForm
    return form_page(
        request,
        form_class(request.POST if request.method == "POST" else None),
        lambda cleaned: actions.begin_shift(shift_id=pk, **cleaned, at=timezone.now(), by=request.user),
        title=_("Put {name} on duty").format(name=record),
        line=_("A shift is on duty: it would hand over. Without a handover this needs a reason.") if before else "",
        back=_address(record),
        said=_("The shift is on duty."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def withdraw_shift(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a shift sheet."""
    record = _shift(request, pk, KEEP)
    return form_page(
        request,
        ReasonForm(request.POST or None),
        lambda cleaned: actions.withdraw_shift(shift_id=pk, **cleaned, at=timezone.now(), by=request.user),
        title=_("Withdraw {name}").format(name=record),
        back=_address(record),
        said=_("The shift sheet has been withdrawn."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def call_roll(request: HttpRequest, pk: int) -> HttpResponse:
    """Call the roll of a shift."""
    record = _shift(request, pk, KEEP)
    refusal = None
    if request.method == "POST":
        try:
            answers = answers_typed(request.POST)
            actions.call_roll(shift_id=pk, answers=answers, at=timezone.now(), by=request.user)
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, _("The roll has been called."))
            return redirect(_address(record))
    sheet = sheet_of(record)
    away = {absence.person_id: absence for absence in sheet.absent}
    context = {
        "title": _("Roll-call of {name}").format(name=record),
        "record": record,
        "sheet": sheet,
        "away": away,
        "refusal": refusal,
        "is_open": record.state in (rules.DRAFT, rules.IN_FORCE),
    }
    return TemplateResponse(request, "forces/roll_call.html", context, status=422 if refusal else 200)
