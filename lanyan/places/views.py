"""Pages of places, and the small JSON answers behind the desk's place box and the map.

Places are common knowledge, not a unit's own: who may look at places may look at all of them.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_GET, require_http_methods

from lanyan.kernel import access, audit
from lanyan.kernel.errors import Refused
from lanyan.places import actions, coordinates, picture, queries
from lanyan.places.filters import PlaceFilter
from lanyan.places.forms import PlaceForm
from lanyan.places.models import Place
from lanyan.places.sheets import PLACES
from lanyan.web.lists import Action, list_page

FIND_LIMIT = 8
PICTURE_SECONDS = 3600


@require_GET
@access.requires("places.view_places")
def find(request: HttpRequest) -> JsonResponse:
    """Find places for the place box: `?q=…&city=3308&near=118.87,28.95`."""
    text, city = request.GET.get("q", ""), request.GET.get("city", "")
    try:
        near = _point(*request.GET["near"].split(",", 1)) if request.GET.get("near") else None
    except (TypeError, ValueError):
        return _wrong("near", _("Two numbers are needed: longitude,latitude."))
    found = queries.find_places(text, city, near=near, limit=FIND_LIMIT)
    return JsonResponse([as_json(one.place, rest=one.rest) for one in found], safe=False)


@require_GET
@access.requires("places.view_places")
def at(request: HttpRequest) -> JsonResponse:
    """Say what lies at a point of the map (WGS-84): the nearest named place, its distance, the county."""
    try:
        lon, lat = _point(request.GET.get("lon", ""), request.GET.get("lat", ""))
    except ValueError:
        return _wrong("lon", _("Longitude or latitude is impossible."))
    place, division = queries.nearest_place(lon, lat), queries.division_of(lon, lat)
    metres = coordinates.distance_m(lon, lat, place.lon, place.lat) if place else None
    return JsonResponse(
        {
            "lon": lon,
            "lat": lat,
            "division": division.name if division else None,
            "division_code": division.code if division else None,
            "nearest": as_json(place) if place else None,
            "metres": round(metres) if metres is not None else None,
        }
    )


def as_json(place: Place, *, rest: str = "") -> dict[str, Any]:
    """Give a place to a script."""
    return {
        "id": place.pk,
        "name": place.name,
        "address": place.address,
        "town": place.town,
        "division": place.division.name,
        "division_code": place.division_id,
        "lon": place.lon,
        "lat": place.lat,
        "kind": place.kind,
        "kind_label": place.get_kind_display(),
        "rest": rest,
        "url": reverse("places:place", args=[place.pk]),
    }


def _point(lon: str, lat: str) -> tuple[float, float]:
    point = float(lon), float(lat)
    if not coordinates.on_earth(*point):
        raise ValueError(point)
    return point


def _wrong(field: str, reason: str) -> JsonResponse:
    return JsonResponse({"errors": [{"field": field, "reason": reason}]}, status=400)


@require_GET
@access.signed_in
@condition(etag_func=lambda request, city: picture.mark(city))
def city_picture(request: HttpRequest, city: str) -> JsonResponse:
    """Give the road picture of a city as GeoJSON; the browser keeps it until it changes."""
    answer = JsonResponse(picture.of_city(city), json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})
    answer["Cache-Control"] = f"private, max-age={PICTURE_SECONDS}"
    return answer


@require_GET
@access.requires("places.view_places")
def places(request: HttpRequest) -> HttpResponse:
    """List places."""
    add = Action(
        _("Add a place"), reverse("places:add"), icon="plus", tone="do", permission="places.change_places", key="n"
    )
    advice = _("Add the towns, streets and estates that callers name.")
    return list_page(
        request,
        Place.objects.order_by("division_id", "kind", "name", "pk"),
        PlaceFilter,
        title=_("Places"),
        sheet=PLACES,
        actions=[add],
        empty={"heading": _("No places yet"), "advice": advice, "icon": "pin"},
    )


@require_GET
@access.requires("places.view_places")
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one place with its point in all three frames."""
    record = get_object_or_404(Place.objects.select_related("division"), pk=pk)
    frames = [
        (frame.value, label, coordinates.from_wgs(record.lon, record.lat, frame=frame))
        for frame, label in (
            (coordinates.Frame.WGS84, _("WGS-84")),
            (coordinates.Frame.GCJ02, _("GCJ-02")),
            (coordinates.Frame.BD09, _("BD-09")),
        )
    ]
    context = {
        "title": record.name,
        "record": record,
        "frames": frames,
        "map": {
            "center": [record.lon, record.lat],
            "zoom": 13,
            "marks": [{"kind": "", "icon": "pin", "text": record.name, "at": [record.lon, record.lat]}],
        },
        "city": record.division_id[:4],
        "history": audit.history(record),
        "may_change": request.user.has_perm("places.change_places"),
    }
    return TemplateResponse(request, "places/place.html", context)


@require_http_methods(["GET", "POST"])
@access.requires("places.change_places")
def add(request: HttpRequest) -> HttpResponse:
    """Add a place."""
    form = PlaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            record = actions.add_place(facts=form.facts(), by=request.user)
        except Refused as refusal:
            form.add_error(refusal.field or None, refusal.reason)
        else:
            messages.success(request, _("The place has been added."))
            return redirect("places:place", pk=record.pk)
    return _form(request, form, title=_("Add a place"), back=reverse("places:places"))


@require_http_methods(["GET", "POST"])
@access.requires("places.change_places")
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a place."""
    record = get_object_or_404(Place, pk=pk)
    names = ("kind", "name", "address", "division", "town", "lon", "lat")
    form = PlaceForm(request.POST or None, initial={name: getattr(record, name) for name in names})
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_place(place_id=pk, facts=form.facts(), by=request.user)
        except Refused as refusal:
            form.add_error(refusal.field or None, refusal.reason)
        else:
            messages.success(request, _("The place has been corrected."))
            return redirect("places:place", pk=pk)
    return _form(request, form, title=_("Correct a place"), back=reverse("places:place", args=[pk]))


def _form(request: HttpRequest, form: PlaceForm, *, title: str, back: str) -> HttpResponse:
    context = {"title": title, "form": form, "cancel_url": back}
    return TemplateResponse(request, "web/form.html", context, status=422 if form.errors else 200)
