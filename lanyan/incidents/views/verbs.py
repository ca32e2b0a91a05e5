"""What can be done to an incident and its runs from their pages: one form a verb, one action each."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lanyan.incidents import actions, rules
from lanyan.incidents.actions.incidents import RESULT
from lanyan.incidents.forms import (
    CorrectForm,
    CorrectStampForm,
    FalseForm,
    LevelForm,
    LogForm,
    PlainForm,
    ResultForm,
    StampForm,
)
from lanyan.incidents.models import Incident, Run
from lanyan.incidents.views.record import found, log_fragment, runs_fragment
from lanyan.kernel import access
from lanyan.kernel.errors import Refused
from lanyan.units.doors import form_page
from lanyan.units.forms import ReasonForm

form_verb = require_http_methods(["GET", "POST"])
READING = ("subkind", "unit", "centre", "division")


def refused(request: HttpRequest, refusal: Refused, back: str) -> HttpResponse:
    """Answer a refused press: in place with its reason for a fragment, as a message for a page."""
    if getattr(request, "htmx", False):
        answer: HttpResponse = TemplateResponse(request, "incidents/_refused.html", {"refusal": refusal}, status=422)
        answer["X-Reason"] = quote(refusal.reason)
        return answer
    messages.error(request, refusal.reason)
    return redirect(back)


def _incident(request: HttpRequest, pk: int, permission: str) -> Incident:
    visible = Incident.objects.visible_to(request.user, permission).select_related(*READING)
    incident: Incident = get_object_or_404(visible, pk=pk)
    return incident


def _page(pk: int) -> str:
    return reverse("incidents:incident", args=[pk])


def _typed(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def verb_page(
    request: HttpRequest, incident: Incident, form: forms.BaseForm, act: Callable[[dict[str, Any]], Any], name: str,
    **more: Any,
) -> HttpResponse:  # fmt: skip
    """The form page of one verb: its label is title and button alike."""
    label = access.label(f"incidents.{name}")
    line = more.pop("line", f"{incident.number} · {incident.name}")
    return form_page(
        request, form, act, title=label, line=line, back=_page(incident.pk), submit=label,
        said=_("Done: %(act)s") % {"act": label}, **more,
    )  # fmt: skip


@form_verb
@access.requires("incidents.raise_level")
def raise_level(request: HttpRequest, pk: int) -> HttpResponse:
    """Raise the response level."""
    incident = _incident(request, pk, "incidents.raise_level")
    form = LevelForm(_typed(request), incident=incident)

    def act(typed: dict[str, Any]) -> Incident:
        return actions.raise_level(incident_id=pk, **typed, at=timezone.now(), by=request.user)

    return verb_page(request, incident, form, act, "raise_level")


@form_verb
@access.requires("incidents.write_log")
def write_log(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a line of the command log; from the record page the answer is the log itself."""
    incident = _incident(request, pk, "incidents.write_log")
    form = LogForm(_typed(request))

    def act(typed: dict[str, Any]) -> Any:
        now = timezone.now()
        return actions.write_log(
            incident_id=pk, text=typed["text"], at=typed["at"] or now, entered_at=now, by=request.user
        )

    if getattr(request, "htmx", False) and request.method == "POST":
        return _write_in_place(request, pk, form, act)
    return verb_page(request, incident, form, act, "write_log")


def _write_in_place(request: HttpRequest, pk: int, form: LogForm, act: Callable[[dict[str, Any]], Any]) -> HttpResponse:
    try:
        if not form.is_valid():
            field, errors = next(iter(form.errors.items()))
            raise Refused(str(errors[0]), field=field)
        act(form.cleaned_data)
    except Refused as refusal:
        return refused(request, refusal, _page(pk))
    return log_fragment(request, found(request, pk))


@form_verb
@access.requires("incidents.record_result")
def record_result(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the result 战果."""
    incident = _incident(request, pk, "incidents.record_result")
    standing = {name: getattr(incident, name) for name in RESULT}
    form = ResultForm(_typed(request), initial=standing)

    def act(_typed: dict[str, Any]) -> Incident:
        return actions.record_result(incident_id=pk, result=form.changes(), at=timezone.now(), by=request.user)

    return verb_page(request, incident, form, act, "record_result")


@form_verb
@access.requires("incidents.correct_incident")
def correct_incident(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct an incident, with the reason; what stood before stays in the history."""
    incident = _incident(request, pk, "incidents.correct_incident")
    form = CorrectForm(_typed(request), incident=incident)

    def act(typed: dict[str, Any]) -> Incident:
        return actions.correct_incident(
            incident_id=pk, changes=form.changes(), reason=typed["reason"], at=timezone.now(), by=request.user
        )

    line = _("%(number)s: a revision with its reason; what stood before stays in the history.")
    return verb_page(request, incident, form, act, "correct_incident", line=line % {"number": incident.number})


@form_verb
@access.requires("incidents.close_incident")
def close_incident(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an incident."""
    incident = _incident(request, pk, "incidents.close_incident")

    def act(_typed: dict[str, Any]) -> Incident:
        return actions.close_incident(incident_id=pk, at=timezone.now(), by=request.user)

    return verb_page(request, incident, PlainForm(_typed(request)), act, "close_incident")


def _with_reason(name: str, act: Callable[..., Incident]) -> Callable[..., HttpResponse]:
    """The page of a verb that needs nothing but its reason."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        incident = _incident(request, pk, f"incidents.{name}")

        def done(typed: dict[str, Any]) -> Incident:
            return act(incident_id=pk, reason=typed["reason"], at=timezone.now(), by=request.user)

        return verb_page(request, incident, ReasonForm(_typed(request)), done, name)

    view.__name__, view.__doc__ = name, act.__doc__
    return form_verb(access.requires(f"incidents.{name}")(view))


reopen_incident = _with_reason("reopen_incident", actions.reopen_incident)
withdraw_incident = _with_reason("withdraw_incident", actions.withdraw_incident)
suspend_incident = _with_reason("suspend_incident", actions.suspend_incident)
file_test = _with_reason("file_test", actions.file_test)


@form_verb
@access.requires("incidents.file_false")
def file_false(request: HttpRequest, pk: int) -> HttpResponse:
    """File as false alarm."""
    incident = _incident(request, pk, "incidents.file_false")

    def act(typed: dict[str, Any]) -> Incident:
        return actions.file_false(incident_id=pk, **typed, at=timezone.now(), by=request.user)

    return verb_page(request, incident, FalseForm(_typed(request)), act, "file_false")


# ---- runs -------------------------------------------------------------------------------------------------
def _run(request: HttpRequest, pk: int, permission: str) -> Run:
    visible = Run.objects.visible_to(request.user, permission).select_related("incident", "vehicle")
    run: Run = get_object_or_404(visible, pk=pk)
    return run


@form_verb
@access.requires("incidents.stamp_run")
def stamp_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Stamp a run: at this instant from its button, or at a time that is typed later."""
    run = _run(request, pk, "incidents.stamp_run")
    if request.method == "POST" and "source" in request.POST:
        return _stamp_by_key(request, run)
    if request.method == "POST" and "at" not in request.POST:
        return _stamp_now(request, run)
    # Ready again has a form of its own: it is confirmed, not stamped.
    sayable = [stamp for stamp in rules.stamps_for(run.incident.kind or "") if stamp.key != "ready"]
    stamps = [stamp for stamp in sayable if getattr(run, stamp.column) is None]
    form = StampForm(_typed(request), stamps=stamps, initial={"stamp": request.GET.get("stamp")})

    def act(typed: dict[str, Any]) -> Any:
        return actions.stamp_by_hand(run_ids=[pk], **typed, entered_at=timezone.now(), by=request.user, source="later")

    return verb_page(request, run.incident, form, act, "stamp_run", line=_run_line(run))


def _run_line(run: Run) -> str:
    return f"{run.vehicle} · {run.incident.number} · {run.get_status_display()}"


def _stamp_now(request: HttpRequest, run: Run) -> HttpResponse:
    now, back = timezone.now(), _page(run.incident_id)
    try:
        actions.stamp_by_hand(
            run_ids=[run.pk], stamp=request.POST.get("stamp", ""), at=now, entered_at=now, by=request.user
        )
    except Refused as refusal:
        return refused(request, refusal, back)
    if getattr(request, "htmx", False):
        return runs_fragment(request, found(request, run.incident_id))
    return redirect(back)


def _stamp_by_key(request: HttpRequest, run: Run) -> HttpResponse:
    """A key at the desk: at the instant of the press, said by radio; the answer is for its script."""
    data, now = request.POST, timezone.now()
    try:
        at = parse_datetime(data.get("at", "")) if data.get("at") else now
        if at is None or timezone.is_naive(at):
            raise Refused(_("A time with its zone is needed."), field="at")
        actions.stamp_by_hand(
            run_ids=[run.pk], stamp=data.get("stamp", ""), at=at, entered_at=now, by=request.user,
            source=data["source"],
        )  # fmt: skip
    except (Refused, ValueError) as refusal:
        reason = refusal.reason if isinstance(refusal, Refused) else _("This is not a time.")
        field = refusal.field if isinstance(refusal, Refused) else "at"
        return JsonResponse({"errors": [{"field": field, "reason": reason}]}, status=422)
    return JsonResponse({"stamped": data["stamp"], "at": at.isoformat()})


@form_verb
@access.requires("incidents.correct_stamp")
def correct_stamp(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the instant of a stamp, with the reason."""
    run = _run(request, pk, "incidents.correct_stamp")
    stamps = [stamp for stamp in rules.STAMPS if getattr(run, stamp.column) is not None]
    chosen = next((stamp for stamp in stamps if stamp.key == request.GET.get("stamp")), None)
    initial = {"stamp": chosen.key, "at": getattr(run, chosen.column)} if chosen else {}
    form = CorrectStampForm(_typed(request), stamps=stamps, initial=initial)

    def act(typed: dict[str, Any]) -> Any:
        return actions.correct_stamp(run_id=pk, **typed, entered_at=timezone.now(), by=request.user)

    return verb_page(request, run.incident, form, act, "correct_stamp", line=_run_line(run))


@form_verb
@access.requires("incidents.stand_down")
def stand_down(request: HttpRequest, pk: int) -> HttpResponse:
    """Stand a vehicle down that has not left its station."""
    run = _run(request, pk, "incidents.stand_down")

    def act(typed: dict[str, Any]) -> Any:
        return actions.stand_down(run_id=pk, reason=typed["reason"], at=timezone.now(), by=request.user)

    return verb_page(request, run.incident, ReasonForm(_typed(request)), act, "stand_down", line=_run_line(run))
