"""API of places: finding them by words, in the frame the caller works in."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.errors import HttpError

from lanyan.kernel.errors import Refused
from lanyan.places import coordinates, queries


def closed(request: HttpRequest) -> None:
    """Let nobody in: the roof gives this router its keys, since keys belong to a neighbour on the same floor."""
    raise HttpError(401, _("The header is missing: Authorization: Bearer <key>."))


router = Router(tags=["places"], auth=closed)


class PlaceOut(Schema):
    """A place; `lon` and `lat` in the frame asked for; `rest` are the words that were not part of its name."""

    id: int
    name: str
    kind: str
    address: str
    town: str
    division: str
    division_code: str
    lon: float
    lat: float
    frame: str
    rest: str


@router.get("/places", response=list[PlaceOut], operation_id="find_places")
def find_places(
    request: HttpRequest,
    q: str,
    city: str = "",
    near: str = "",
    frame: coordinates.Frame = coordinates.Frame.WGS84,
    limit: int = 8,
) -> Any:
    """Find places by words or pinyin initials; `near` (longitude,latitude) and the answer are in `frame`."""
    point = _point(near, frame) if near else None
    found = queries.find_places(q, city, near=point, limit=max(1, min(limit, 50)))
    return [_out(one, frame) for one in found]


def _point(text: str, frame: coordinates.Frame) -> coordinates.Point:
    try:
        lon, lat = (float(number) for number in text.split(","))
    except ValueError as error:
        raise Refused(_("Two numbers are needed: longitude,latitude."), field="near") from error
    if not coordinates.on_earth(lon, lat):
        raise Refused(_("Longitude or latitude is impossible."), field="near")
    return coordinates.to_wgs(lon, lat, frame=frame)


def _out(found: queries.FoundPlace, frame: coordinates.Frame) -> dict[str, Any]:
    place = found.place
    lon, lat = coordinates.from_wgs(place.lon, place.lat, frame=frame)
    return {
        "id": place.pk,
        "name": place.name,
        "kind": place.kind,
        "address": place.address,
        "town": place.town,
        "division": place.division.name,
        "division_code": place.division_id,
        "lon": round(lon, 6),
        "lat": round(lat, 6),
        "frame": frame.value,
        "rest": found.rest,
    }
