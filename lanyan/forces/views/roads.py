"""Pages of closures of roads."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.forces import actions
from lanyan.forces.drawing import closures_drawn
from lanyan.forces.models import RoadClosure
from lanyan.forces.road_forms import ChangeClosureForm, ClosureFilter, ClosureForm
from lanyan.forces.sheets import CLOSURES
from lanyan.kernel import access, audit
from lanyan.units.doors import form_page
from lanyan.units.forms import HouseForm
from lanyan.units.models import Unit
from lanyan.web.lists import Action, View, list_page

VIEW, KEEP = "forces.view_forces", "forces.keep_closures"


@require_GET
@access.requires(VIEW)
def closures(request: HttpRequest) -> HttpResponse:
    """List closures, those that hold now first."""
    found = RoadClosure.objects.visible_to(request.user).order_by("-since_at", "-pk")
    return list_page(
        request,
        found,
        ClosureFilter,
        title=_("Closures of roads"),
        unit=pgettext("counting unit", "closures"),
        sheet=CLOSURES,
        views=[
            View(_("Hold now"), "now=holds", count=found.in_effect(timezone.now()).count),
            View(_("Still to come"), "now=coming", count=found.coming(timezone.now()).count),
            View(_("All"), ""),
        ],
        actions=[Action(_("Note a closure"), reverse("forces:note_closure"), "plus", "do", KEEP, "n")],
        empty={
            "heading": _("No road is closed"),
            "advice": _("What is noted here, ways and arrival times go round."),
            "icon": "stop",
        },
    )


@require_GET
@access.requires(VIEW)
def closure(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one closure: facts, the stretch on the map, history."""
    record = _mine(request, pk, VIEW)
    context = {
        "title": str(record),
        "record": record,
        "subject": "road_closure",
        "state": record.state(timezone.now()),
        "map": closures_drawn([record]) | {"zoom": 14},
        "city": record.unit.division_code[:4],
        "history": audit.history(record),
    }
    return TemplateResponse(request, "forces/closure.html", context)


def _mine(request: HttpRequest, pk: int, permission: str) -> RoadClosure:
    seen = RoadClosure.objects.visible_to(request.user, permission).select_related("unit", "noted_by")
    found: RoadClosure = get_object_or_404(seen, pk=pk)
    return found


def _units(request: HttpRequest) -> QuerySet[Unit]:
    return Unit.objects.visible_to(request.user, KEEP).filter(closed_date=None).order_by("path")


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def note_closure(request: HttpRequest) -> HttpResponse:
    """Note a closure, drawn on the map."""
    units = _units(request)
    first = units.first()
    initial = {"since_at": timezone.now(), "unit": first and first.pk}
    form = ClosureForm(request.POST or None, units=units, initial=initial)
    city = first.division_code[:4] if first is not None else ""
    holding = RoadClosure.objects.visible_to(request.user).in_effect(timezone.now())
    return form_page(
        request,
        form,
        lambda _cleaned: actions.note_closure(facts=form.facts(), by=request.user),
        title=_("Note a closure"),
        back=reverse("forces:closures"),
        done=lambda noted: reverse("forces:closure", args=[noted.pk]),
        said=_("The closure has been noted; ways go round it."),
        template="forces/closure_form.html",
        more={"map": closures_drawn(list(holding)), "city": city},
    )


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def change_closure(request: HttpRequest, pk: int) -> HttpResponse:
    """Say anew until when, and why."""
    record = _mine(request, pk, KEEP)
    form = ChangeClosureForm(request.POST or None, initial={"until_at": record.until_at, "reason": record.reason})
    return form_page(
        request,
        form,
        lambda cleaned: actions.change_closure(closure_id=pk, **cleaned, at=timezone.now(), by=request.user),
        title=_("Change {name}").format(name=record),
        back=reverse("forces:closure", args=[pk]),
        said=_("The closure has been changed."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def lift_closure(request: HttpRequest, pk: int) -> HttpResponse:
    """The road can be passed again."""
    record = _mine(request, pk, KEEP)
    return form_page(
        request,
        HouseForm(request.POST if request.method == "POST" else None),
        lambda _cleaned: actions.lift_closure(closure_id=pk, at=timezone.now(), by=request.user),
        title=_("{name}: the road can be passed again").format(name=record.road),
        line=record.reason,
        back=reverse("forces:closure", args=[pk]),
        said=_("The closure has been lifted."),
        submit=_("Lift"),
    )
