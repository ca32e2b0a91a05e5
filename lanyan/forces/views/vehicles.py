"""Pages of vehicles."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.forces import actions, needs, positions, readiness, words
from lanyan.forces.filters import VehicleFilter
from lanyan.forces.forms import ReasonForm, SureForm, VehicleForm
from lanyan.forces.models import Station, Vehicle
from lanyan.forces.sheets import VEHICLES
from lanyan.kernel import access, audit
from lanyan.units.doors import form_page
from lanyan.web.lists import Action, View, list_page

MAY = "forces.change_forces"


@require_GET
@access.requires("forces.view_forces")
def vehicles(request: HttpRequest) -> HttpResponse:
    """List vehicles."""
    found = Vehicle.objects.visible_to(request.user).order_by("home__unit__path", "call_sign")
    off = Vehicle.Condition.OFF_ROAD
    views = [
        View(_("All"), ""),
        View(_("In service"), f"condition={Vehicle.Condition.IN_SERVICE}"),
        View(_("Off the road"), f"condition={off}", count=found.filter(condition=off).count),
    ]
    add = Action(_("Add a vehicle"), reverse("forces:add_vehicle"), "plus", "do", MAY, "n")
    empty = {"heading": _("No vehicles yet"), "advice": _("Add the vehicles of your stations."), "icon": "engine"}
    return list_page(
        request,
        found,
        VehicleFilter,
        title=_("Vehicles"),
        unit=_("vehicles"),
        sheet=VEHICLES,
        views=views,
        actions=[add],
        empty=empty,
    )


@require_GET
@access.requires("forces.view_forces")
def vehicle(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one vehicle: what it can do, where it belongs and stands, its history."""
    mine = Vehicle.objects.visible_to(request.user)
    record = get_object_or_404(mine.select_related("kind", "home__unit", "load__reported_by"), pk=pk)
    told = needs.facts_of(record)
    context = {
        "title": record.call_sign,
        "line": f"{record.kind.label} · {record.home.unit.name} · {record.plate}",
        "record": record,
        "subject": "vehicle",
        "capabilities": words.capabilities(record.capabilities),
        "load": getattr(record, "load", None),
        "hold": record.holds.in_effect(timezone.now()).select_related("held_by").first(),
        "need": needs.of_kind(record.kind.code),
        "position": positions.position(record, timezone.now()),
        "lacks": [words.lack(one) for one in readiness.load_lacks(told, told.load)],
        "places": record.places.filter(formation__ended_date=None).select_related("formation"),
        "history": audit.history(record),
    }
    return TemplateResponse(request, "forces/vehicle.html", context)


@require_http_methods(["GET", "POST"])
@access.requires(MAY)
def add_vehicle(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add a vehicle, at the station whose page the person came from."""
    home = get_object_or_404(Station.objects.visible_to(request.user, MAY), pk=pk) if pk else None
    form = VehicleForm(request.POST or None, user=request.user, initial={"home": home})
    return form_page(
        request,
        form,
        lambda _cleaned: actions.add_vehicle(facts=form.facts(), by=request.user),
        title=_("Add a vehicle"),
        back=reverse("forces:station", args=[pk]) if pk else reverse("forces:vehicles"),
        done=lambda added: reverse("forces:vehicle", args=[added.pk]),
        said=_("The vehicle has been added."),
    )


def _mine(request: HttpRequest, pk: int) -> Vehicle:
    found: Vehicle = get_object_or_404(Vehicle.objects.visible_to(request.user, MAY).select_related("kind"), pk=pk)
    return found


@require_http_methods(["GET", "POST"])
@access.requires(MAY)
def change_vehicle(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a vehicle."""
    record = _mine(request, pk)
    form = VehicleForm(request.POST or None, user=request.user, initial=VehicleForm.values_of(record))
    return form_page(
        request,
        form,
        lambda _cleaned: actions.change_vehicle(vehicle_id=pk, facts=form.facts(), by=request.user),
        title=_("Correct {name}").format(name=record),
        back=reverse("forces:vehicle", args=[pk]),
        said=_("The vehicle has been corrected."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(MAY)
def take_off_road(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a vehicle off the road."""
    return _condition(request, pk, actions.take_off_road, title=_("Take {name} off the road"), form_class=ReasonForm)


@require_http_methods(["GET", "POST"])
@access.requires(MAY)
def put_back_in_service(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a vehicle back in service."""
    return _condition(
        request, pk, actions.put_back_in_service, title=_("Put {name} back in service"), form_class=SureForm
    )


@require_http_methods(["GET", "POST"])
@access.requires(MAY)
def retire_vehicle(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a vehicle for good."""
    return _condition(request, pk, actions.retire_vehicle, title=_("Withdraw {name} for good"), form_class=ReasonForm)


def _condition(
    request: HttpRequest, pk: int, act: Callable[..., Any], *, title: str, form_class: type[forms.Form]
) -> HttpResponse:
    """Answer one of the three pages that change the condition; they differ in title, reason and action."""
    record = _mine(request, pk)
    title = title.format(name=record)
    return form_page(
        request,
        # Without a field a form is bound by the method, not by what was sent.
        form_class(request.POST if request.method == "POST" else None),
        lambda cleaned: act(vehicle_id=pk, at=timezone.now(), by=request.user, **cleaned),
        title=title,
        back=reverse("forces:vehicle", args=[pk]),
        said=_("The vehicle's condition has been changed."),
        submit=title,
    )
