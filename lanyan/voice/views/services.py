"""The machines outside: the look-up of each centre, its recorders."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.kernel import access
from lanyan.units.doors import form_page
from lanyan.units.forms import HouseForm, ReasonForm
from lanyan.voice import forms
from lanyan.voice.actions import services as actions
from lanyan.voice.models import LookupService, Recorder
from lanyan.voice.models.shared import SERVICES
from lanyan.voice.views.common import one, typed, verb

form_page_only = require_http_methods(["GET", "POST"])


def _back() -> str:
    return reverse("voice:services")


@require_GET
@access.requires(SERVICES)
def services(request: HttpRequest) -> HttpResponse:
    """What each centre asks and which recorders tell."""
    lookups = LookupService.objects.visible_to(request.user).standing().select_related("unit", "set_by")
    recorders = Recorder.objects.visible_to(request.user).select_related("unit")
    context = {
        "title": _("Look-up and recorders"),
        "lookups": list(lookups.order_by("unit__path")),
        "recorders": list(recorders.order_by("unit__path", "code")),
    }
    return TemplateResponse(request, "voice/services.html", context)


@form_page_only
@access.requires(SERVICES)
def set_lookup(request: HttpRequest) -> HttpResponse:
    """Set how a centre asks who calls."""
    form = forms.LookupForm(typed(request), user=request.user)

    def act(values: dict[str, Any]) -> LookupService:
        return actions.set_lookup(unit_id=values["unit"].pk, facts=form.facts(), at=timezone.now(), by=request.user)

    return form_page(request, form, act, title=access.label("voice.set_lookup"), back=_back(), said=_("Saved."))


@form_page_only
@access.requires(SERVICES)
def stop_lookup(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody is asked any more."""
    record = one(request, LookupService.objects.all(), pk, SERVICES)
    act = partial(actions.stop_lookup, service_id=pk)
    return verb(request, HouseForm(typed(request)), act, "stop_lookup", line=str(record), back=_back())


@form_page_only
@access.requires(SERVICES)
def add_recorder(request: HttpRequest) -> HttpResponse:
    """Add a recorder of a centre."""
    form = forms.NewRecorderForm(typed(request), user=request.user)

    def act(values: dict[str, Any]) -> Recorder:
        return actions.add_recorder(
            unit_id=values["unit"].pk, code=values["code"], facts=form.facts(), at=timezone.now(), by=request.user
        )

    return form_page(request, form, act, title=access.label("voice.add_recorder"), back=_back(), said=_("Saved."))


@form_page_only
@access.requires(SERVICES)
def change_recorder(request: HttpRequest, pk: int) -> HttpResponse:
    """Change how a recorder's sound is read."""
    record = one(request, Recorder.objects.select_related("unit"), pk, SERVICES)
    names = ("name", "adapter", "base_url", "header", "secret")
    form = forms.RecorderForm(typed(request), initial={name: getattr(record, name) for name in names})

    def act(_values: dict[str, Any]) -> Recorder:
        return actions.change_recorder(recorder_id=pk, facts=form.facts(), at=timezone.now(), by=request.user)

    title = access.label("voice.change_recorder")
    return form_page(request, form, act, title=title, line=f"{record.unit} · {record.code}", back=_back(),
                     said=_("Saved."))  # fmt: skip


@form_page_only
@access.requires(SERVICES)
def withdraw_recorder(request: HttpRequest, pk: int) -> HttpResponse:
    """Take nothing in from a recorder any more."""
    record = one(request, Recorder.objects.all(), pk, SERVICES)
    act = partial(actions.withdraw_recorder, recorder_id=pk)
    return verb(request, ReasonForm(typed(request)), act, "withdraw_recorder", line=str(record), back=_back())
