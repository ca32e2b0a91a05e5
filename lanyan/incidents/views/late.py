"""Late entry: what was kept on paper, entered with its true times."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lanyan.incidents import actions, queries
from lanyan.incidents.late_forms import LateForm
from lanyan.incidents.models import Incident
from lanyan.kernel import access
from lanyan.units.doors import form_page


@require_http_methods(["GET", "POST"])
@access.requires("incidents.enter_late")
def enter_late(request: HttpRequest) -> HttpResponse:
    """Enter an incident that was kept on paper: call sheet and run cards."""
    user: Any = request.user
    centre = queries.centre_entering(user)
    if centre is None:
        raise PermissionDenied(access.label("incidents.enter_late"))
    form = LateForm(request.POST if request.method == "POST" else None, centre=centre)

    def act(_typed: dict[str, Any]) -> Incident:
        return actions.enter_late(centre=centre, paper=form.paper(), runs=form.runs(), at=timezone.now(), by=user)

    return form_page(
        request, form, act, title=access.label("incidents.enter_late"),
        line=_("It counts by its true times and is shown as entered late. Nobody is sent by it."),
        back=reverse("incidents:ledger"), done=lambda made: reverse("incidents:incident", args=[made.pk]),
        submit=access.label("incidents.enter_late"), said=_("Saved."), template="incidents/late.html",
    )  # fmt: skip
