"""What the pages share: a record of one's area, a form page over it that calls one action and returns."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyan.kernel import access
from lanyan.units.doors import form_page


def one(request: HttpRequest, queryset: QuerySet[Any], pk: int, permission: str) -> Any:
    """A record in which a reader may do this; 404 for all others."""
    return get_object_or_404(queryset.visible_to(request.user, permission), pk=pk)  # type: ignore[attr-defined]


def typed(request: HttpRequest) -> Any:
    """What was sent, or nothing while the form is shown."""
    return request.POST if request.method == "POST" else None


def verb(
    request: HttpRequest, form: Any, act: Callable[..., Any], name: str, *, line: str, back: str, **more: Any
) -> HttpResponse:
    """The form page of one act: its label is title and button alike; `act` gets what was typed, now, and by whom."""
    label = access.label(f"voice.{name}")

    def do(values: dict[str, Any]) -> Any:
        return act(**values, at=timezone.now(), by=request.user)

    given = {"submit": label, "said": _("Saved."), **more}
    return form_page(request, form, do, title=label, line=line, back=back, **given)
