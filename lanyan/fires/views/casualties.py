"""Pages of casualties: entered, died later, withdrawn."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lanyan.fires import forms
from lanyan.fires.actions import casualties as actions
from lanyan.fires.models import FireCasualty
from lanyan.fires.models.fires import DECIDE, KEEP, VIEW, Fire
from lanyan.fires.rules import life
from lanyan.fires.views.fires import one, verb
from lanyan.kernel import access
from lanyan.units.forms import ReasonForm


def writable(request: HttpRequest, pk: int) -> Fire:
    """A fire whose casualties the reader may write: a draft by who keeps it, else by who decides; or 404."""
    draft = Fire.objects.visible_to(request.user, VIEW).filter(pk=pk, state=life.DRAFT).exists()
    return one(request, pk, KEEP if draft else DECIDE)


@require_http_methods(["GET", "POST"])
@access.requires(KEEP, DECIDE)
def add_casualty(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a casualty."""
    record = writable(request, pk)

    def add(typed: dict[str, Any]) -> FireCasualty:
        return actions.add_casualty(fire_id=pk, person=actions.Person(**typed), at=timezone.now(), by=request.user)

    return verb(request, record, forms.CasualtyForm(request.POST or None), add, _("Enter a casualty of a fire"))


def _of(request: HttpRequest, pk: int, form: Any, act: Callable[..., Any], title: Any) -> HttpResponse:
    seen = Fire.objects.visible_to(request.user, VIEW)
    found = get_object_or_404(FireCasualty.objects.standing().filter(fire__in=seen), pk=pk)
    record = writable(request, found.fire_id)

    def do(typed: dict[str, Any]) -> Any:
        return act(casualty_id=pk, **typed, at=timezone.now(), by=request.user)

    return verb(request, record, form(request.POST or None), do, title)


@require_http_methods(["GET", "POST"])
@access.requires(KEEP, DECIDE)
def note_death(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that somebody injured has died."""
    title = _("Note the death of somebody injured in a fire")
    return _of(request, pk, forms.DeathForm, actions.note_death, title)


@require_http_methods(["GET", "POST"])
@access.requires(KEEP, DECIDE)
def withdraw_casualty(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a casualty that was entered by mistake."""
    return _of(request, pk, ReasonForm, actions.withdraw_casualty, _("Withdraw a casualty of a fire"))
