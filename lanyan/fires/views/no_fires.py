"""Pages between incidents and fires: incidents without a record, the mark that one was none, panels."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.fires import forms, queries
from lanyan.fires.actions import no_fires as actions
from lanyan.fires.models import Fire, NoFire
from lanyan.fires.models.fires import KEEP, VIEW
from lanyan.fires.tables import UnrecordedTable
from lanyan.incidents.filters import IncidentFilter
from lanyan.incidents.models import Incident
from lanyan.kernel import access
from lanyan.premises.models import Premises
from lanyan.units.doors import form_page
from lanyan.units.forms import ReasonForm
from lanyan.web.lists import Action, View, list_page

SHOWN = 20


@require_GET
@access.requires(VIEW)
def unrecorded(request: HttpRequest) -> HttpResponse:
    """Ended incidents of the kind fire of which nobody has said whether they were one."""
    return list_page(
        request,
        queries.unrecorded(request.user).order_by("-answered_at", "-pk"),
        IncidentFilter,
        UnrecordedTable,
        title=_("Incidents without a record"),
        unit=pgettext("counting unit", "incidents"),
        line=_("Handled as fires and ended, without a record of the fire or the mark that it was none."),
        views=(
            View(_("last 7 days"), "period=week"),
            View(_("this month"), "period=month"),
            View(_("this year"), "period=year"),
            View(_("All"), ""),
        ),
        actions=(Action(_("Records of fires"), reverse("fires:fires"), "flame", permission=VIEW),),
        empty={
            "heading": _("Nothing waits"),
            "advice": _("Each ended incident of the kind fire has its record or its mark."),
            "icon": "check",
        },
    )


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def mark_no_fire(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark an incident as no fire."""
    incident = get_object_or_404(Incident.objects.visible_to(request.user, KEEP), pk=pk)

    def mark(typed: dict[str, Any]) -> NoFire:
        return actions.mark_no_fire(incident_id=pk, **typed, at=timezone.now(), by=request.user)

    return form_page(
        request, forms.NoFireForm(request.POST or None), mark, title=_("Mark an incident as no fire"),
        line=f"{incident.number} · {incident.where}", said=_("Saved."), back=_incident(request, pk),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def withdraw_no_fire(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw the mark that an incident was no fire."""
    seen = Incident.objects.visible_to(request.user, KEEP)
    found = get_object_or_404(NoFire.objects.standing().filter(incident__in=seen).select_related("incident"), pk=pk)

    def withdraw(typed: dict[str, Any]) -> NoFire:
        return actions.withdraw_no_fire(no_fire_id=pk, **typed, at=timezone.now(), by=request.user)

    title = _("Withdraw the mark that an incident was no fire")
    return form_page(
        request, ReasonForm(request.POST or None), withdraw, title=title, line=found.incident.number,
        said=_("Saved."), back=_incident(request, found.incident_id),
    )  # fmt: skip


def _incident(request: HttpRequest, pk: int) -> str:
    """The page of an incident for those who see it, else the list."""
    sees = request.user.has_perm("incidents.view_incident")  # type: ignore[union-attr]
    return reverse("incidents:incident", args=[pk]) if sees else reverse("fires:unrecorded")


@require_GET
@access.requires(VIEW)
def incident_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """What is said of whether an incident was a fire."""
    incident = get_object_or_404(Incident.objects.visible_to(request.user).select_related("unit"), pk=pk)
    mine = Fire.objects.visible_to(request.user)
    context = {
        "incident": incident,
        "fires": mine.filter(incident=incident).order_by("-pk")[:SHOWN],
        "mark": NoFire.objects.standing().filter(incident=incident).first(),
        "waits": queries.unrecorded(request.user).filter(pk=pk).exists(),
        "writes": request.user.may(KEEP, incident.unit.path),  # type: ignore[union-attr]
    }
    return TemplateResponse(request, "fires/_incident.html", context)


@require_GET
@access.requires(VIEW)
def premises_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """The fires of a place."""
    premises = get_object_or_404(Premises.objects.visible_to(request.user), pk=pk)
    found = Fire.objects.visible_to(request.user).standing().filter(premises__in=Premises.objects.family(premises.pk))
    return TemplateResponse(request, "fires/_premises.html", {"fires": found.order_by("-started_at", "-pk")[:SHOWN]})
