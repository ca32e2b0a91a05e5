"""Pages of evacuation drills."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.inspections.actions import drills as actions
from lanyan.inspections.drill_filters import DrillFilter
from lanyan.inspections.forms.drills import KEEP, DrillForm
from lanyan.inspections.models import Drill
from lanyan.inspections.models.drills import VIEW
from lanyan.inspections.sheets.drills import DRILLS
from lanyan.kernel import access, audit
from lanyan.premises.models import Premises
from lanyan.units.doors import form_page
from lanyan.units.forms import ReasonForm
from lanyan.web.lists import Action, list_page
from lanyan.web.lists import View as Saved

SHOWN = 20


@require_GET
@access.requires(VIEW)
def drill_list(request: HttpRequest) -> HttpResponse:
    """List the evacuation drills of one's area."""
    return list_page(
        request,
        Drill.objects.visible_to(request.user).order_by("-held_at", "-pk"),
        DrillFilter,
        title=_("Evacuation drills"),
        unit=pgettext("counting unit", "drills"),
        line=_("Drills are no checks and no incidents; people are counted in attendances."),
        sheet=DRILLS,
        views=(Saved(_("Standing"), "withdrawn=false"), Saved(_("All"))),
        actions=(Action(_("Enter a drill"), reverse("inspections:enter_drill"), "plus", "do", permission=KEEP),),
        empty={"heading": _("No drill here"), "advice": _("Enter the first one at the top right."), "icon": "people"},
    )


def _drill(request: HttpRequest, pk: int, permission: str = VIEW) -> Drill:
    seen = Drill.objects.visible_to(request.user, permission).select_related("premises", "unit")
    found: Drill = get_object_or_404(seen, pk=pk)
    return found


@require_GET
@access.requires(VIEW)
def drill(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one drill."""
    shown = _drill(request, pk)
    context = {"title": shown.number, "record": shown, "subject": "drill", "history": audit.history(shown)}
    return TemplateResponse(request, "inspections/drill.html", context)


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def enter_drill(request: HttpRequest) -> HttpResponse:
    """Enter a drill."""
    form = DrillForm(request.POST or None, user=request.user, initial=_initial(request))
    return form_page(
        request,
        form,
        lambda _typed: actions.enter_drill(held=form.held(), at=timezone.now(), by=request.user),
        title=_("Enter an evacuation drill"),
        line=_("It is no check and counts as none."),
        back=reverse("inspections:drills"),
        done=lambda made: reverse("inspections:drill", args=[made.pk]),
        said=_("The drill has been entered."),
    )


def _initial(request: HttpRequest) -> dict[str, Any]:
    """The place that the address names, the department over it, and now."""
    initial: dict[str, Any] = {"held_at": timezone.localtime()}
    chosen = request.GET.get("premises", "")
    if chosen.isdecimal():
        premises = Premises.objects.visible_to(request.user, KEEP).filter(pk=chosen).first()
        if premises is not None:
            initial |= {"premises": premises, "department": premises.department}
    return initial


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def withdraw_drill(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a drill."""
    shown = _drill(request, pk, KEEP)
    return form_page(
        request,
        ReasonForm(request.POST or None),
        lambda typed: actions.withdraw_drill(drill_id=pk, **typed, at=timezone.now(), by=request.user),
        title=_("Withdraw a drill"),
        line=f"{shown.number} · {shown.premises.name}",
        back=reverse("inspections:drill", args=[pk]),
        said=_("Saved."),
    )


@require_GET
@access.requires(VIEW)
def premises_drills(request: HttpRequest, pk: int) -> HttpResponse:
    """The drills of a place, on its page."""
    premises = get_object_or_404(Premises.objects.visible_to(request.user).select_related("unit"), pk=pk)
    found = Drill.objects.visible_to(request.user).standing().filter(premises__in=Premises.objects.family(pk))
    context = {
        "premises": premises,
        "drills": found.order_by("-held_at", "-pk")[:SHOWN],
        "may_enter": request.user.may(KEEP, premises.unit.path),  # type: ignore[union-attr]
    }
    return TemplateResponse(request, "inspections/_premises_drills.html", context)
