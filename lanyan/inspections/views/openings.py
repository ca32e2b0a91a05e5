"""Pages of openings: the list, one application, and what is done to it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.inspections.actions import openings as actions
from lanyan.inspections.forms.openings import GroundsForm, OpeningForm, ResultForm, SiteCheckForm
from lanyan.inspections.hazard_filters import OpeningFilter
from lanyan.inspections.models import Inspection, Opening
from lanyan.inspections.rules import openings as rules
from lanyan.inspections.sheets.enforcement import OPENINGS
from lanyan.inspections.views.enforcing import DECIDE, KEEP, VIEW, address, one, over, record_page, typed, verb
from lanyan.kernel import access
from lanyan.premises.models import Premises
from lanyan.units.doors import form_page
from lanyan.units.forms import HouseForm, ReasonForm
from lanyan.web.lists import Action, View, list_page


@require_GET
@access.requires(VIEW)
def openings(request: HttpRequest) -> HttpResponse:
    """List the openings of one's area, newest first."""
    return list_page(
        request,
        Opening.objects.visible_to(request.user).order_by("-accepted_at", "-pk"),
        OpeningFilter,
        title=_("Pre-opening checks"),
        unit=pgettext("counting unit", "openings"),
        line=_("Checks before a public gathering place is used or opens, with or without a pledge."),
        sheet=OPENINGS,
        views=(
            View(pgettext("openings", "Open"), "stands=true"),
            View(_("To decide"), f"status={rules.CHECKED}"),
            View(_("Not as pledged"), f"status={rules.ORDERED}"),
            View(_("All"), ""),
        ),
        actions=(Action(_("Accept an opening"), reverse("inspections:accept_opening"), "plus", "do", permission=KEEP),),
        empty={
            "heading": _("No opening yet"),
            "advice": _("Applications are accepted at the top right."),
            "icon": "in",
        },
    )


@require_GET
@access.requires(VIEW)
def opening(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one application."""
    record = one(request, Opening, pk, VIEW, "inspection", "accepted_by", "decided_by")
    return record_page(request, record, "opening", papers=record.papers.select_related("kind").order_by("made_at"))


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def accept_opening(request: HttpRequest) -> HttpResponse:
    """Accept an application."""
    chosen = request.GET.get("premises", "")
    found = Premises.objects.visible_to(request.user, KEEP).filter(pk=chosen).first() if chosen.isdecimal() else None
    form = OpeningForm(
        request.POST or None, request.FILES or None, user=request.user, initial={"premises": found} if found else {}
    )

    def accept(given: dict[str, Any]) -> Opening:
        place = given.pop("premises")
        return actions.accept_opening(premises_id=place.pk, **given, at=timezone.now(), by=request.user)

    return form_page(
        request,
        form,
        accept,
        title=_("Accept an opening"),
        back=reverse("inspections:openings"),
        done=address,
        said=_("Accepted: its term runs."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def plan_opening_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan the site check of an application."""
    record = one(request, Opening, pk, KEEP)

    def plan(given: dict[str, Any]) -> Inspection:
        return actions.plan_opening_check(opening_id=pk, **given, at=timezone.now(), by=request.user)

    return verb(
        request,
        record,
        typed(request, SiteCheckForm, scheduled_date=timezone.localdate()),
        plan,
        title=_("Plan the site check of an opening"),
        done=lambda check: reverse("inspections:check", args=[check.pk]),
        said=_("The check is planned. Choose its people next."),
    )


permit_opening = over(
    Opening, DECIDE, HouseForm, actions.permit_opening, "opening_id", gettext_lazy("Permit an opening on its pledge"),
    submit=gettext_lazy("Permit"),
)  # fmt: skip
enter_opening_result = over(
    Opening, KEEP, ResultForm, actions.enter_opening_result, "opening_id",
    gettext_lazy("Enter what the site check found"),
)  # fmt: skip
decide_opening = over(
    Opening, DECIDE, HouseForm, actions.decide_opening, "opening_id", gettext_lazy("Decide on an opening"),
    submit=gettext_lazy("Decide by what the check found"),
)  # fmt: skip
confirm_opening = over(
    Opening, DECIDE, GroundsForm, actions.confirm_opening, "opening_id", gettext_lazy("Confirm a permit")
)
revoke_opening = over(
    Opening, DECIDE, GroundsForm, actions.revoke_opening, "opening_id", gettext_lazy("Revoke a permit")
)
withdraw_opening = over(
    Opening, KEEP, ReasonForm, actions.withdraw_opening, "opening_id", gettext_lazy("Withdraw an opening")
)
