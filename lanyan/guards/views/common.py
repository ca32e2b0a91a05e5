"""What the pages share: a guard of one's area, a form page over it that calls one action and returns."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyan.guards.models import Guard
from lanyan.guards.queries import boards
from lanyan.kernel import access
from lanyan.units.doors import form_page
from lanyan.units.forms import HouseForm, ReasonForm


def guard_of(request: HttpRequest, pk: int, permission: str) -> Guard:
    """A guard at which a reader may do this; 404 for all others."""
    found = Guard.objects.visible_to(request.user, permission).filter(pk=pk)
    # Whose people are posted there sees it; what is to be done with it is its own unit's.
    own = [one for one in found.select_related("unit") if request.user.may(permission, one.unit.path)]  # type: ignore[union-attr]
    return get_object_or_404(boards.found(request.user), pk__in=[one.pk for one in own])


def typed(request: HttpRequest) -> Any:
    """What was sent, or nothing while the form is shown."""
    return request.POST if request.method == "POST" else None


def plain(request: HttpRequest) -> HouseForm:
    """A form that only asks to be sent."""
    return HouseForm(typed(request))


def reason(request: HttpRequest) -> ReasonForm:
    """A form that asks why."""
    return ReasonForm(typed(request))


def verb(
    request: HttpRequest, guard: Guard, form: Any, act: Callable[..., Any], name: str, **more: Any
) -> HttpResponse:
    """The form page of one act at a guard: its label is title and button alike."""
    label = access.label(f"guards.{name}")

    def do(values: dict[str, Any]) -> Any:
        return act(guard_id=guard.pk, **values, at=timezone.now(), by=request.user)

    given = {"submit": label, "said": _("Saved."), **more}
    return form_page(
        request, form, do, title=label, line=f"{guard.number} · {guard.title}",
        back=reverse("guards:guard", args=[guard.pk]), **given,
    )  # fmt: skip
