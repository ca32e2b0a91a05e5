"""The map of premises, and the points behind it."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lanyan.kernel import access
from lanyan.premises import queries
from lanyan.premises.filters import PremisesFilter
from lanyan.premises.models import Premises
from lanyan.premises.tables import PremisesTable
from lanyan.premises.views.common import VIEW
from lanyan.web.lists import Action, Listing, capped_count

# The middle of the map while nobody has premises with a place.
NOWHERE = (118.87, 28.96)


def _found(request: HttpRequest) -> tuple[PremisesFilter, Any]:
    seen = Premises.objects.visible_to(request.user).exclude(lon=None)
    filterset = PremisesFilter(request.GET, queryset=seen, request=request)
    return filterset, filterset.qs if filterset.is_valid() else seen.none()


@require_GET
@access.requires(VIEW)
def premises_map(request: HttpRequest) -> HttpResponse:
    """Show the premises of one's area on the map, with the filters of the ledger."""
    filterset, found = _found(request)
    first = found.order_by().values("lon", "lat", "division_code").first()
    city = first["division_code"][:4] if first else ""
    listing = Listing(request, filterset, PremisesTable([]), found, capped_count(found), _("Map of premises"))
    at = [first["lon"], first["lat"]] if first else list(NOWHERE)
    back = f"{reverse('premises:premises_list')}?{listing.query}"
    context = {
        "title": _("Map of premises"),
        "listing": listing,
        "city": city,
        "map": {"center": at, "zoom": 10.5, "marks": []},
        "points_url": f"{reverse('premises:points')}?{listing.query}",
        "list_action": Action(_("List"), back, "list"),
    }
    return TemplateResponse(request, "premises/map.html", context)


@require_GET
@access.requires(VIEW)
def points(request: HttpRequest) -> JsonResponse:
    """Give the premises in a box as GeoJSON: `?box=west,south,east,north`, with the filters of the ledger; bounded."""
    box = queries.Box.read(request.GET.get("box", ""))
    if box is None:
        reason = _("A box is four numbers: west, south, east, north.")
        return JsonResponse({"errors": [{"field": "box", "reason": reason}]}, status=422)
    _filterset, found = _found(request)
    shown = queries.points(found, box)
    features = [_feature(one) for one in shown.single]
    features += [
        {"type": "Feature", "geometry": _point(lon, lat), "properties": {"number": number}}
        for lon, lat, number in shown.fields
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})


def _point(lon: float, lat: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [round(lon, 6), round(lat, 6)]}


def _feature(one: Premises) -> dict[str, Any]:
    told = {
        "id": one.pk,
        "name": one.name,
        "risk": one.risk_points,
        "href": reverse("premises:premises", args=[one.pk]),
    }
    return {"type": "Feature", "geometry": _point(one.lon or 0.0, one.lat or 0.0), "properties": told}
