"""The road picture of a city as GeoJSON: lines, parks, and the names of districts and towns."""

from typing import Any

from django.db.models import Count, Max

from lanyan.places.models import Division, MapLine, Place


def mark(city: str) -> str:
    """Give a mark that changes when the picture does: two small counts."""
    lines = MapLine.objects.filter(city_code=city).aggregate(last=Max("pk"), count=Count("pk"))
    towns = _towns(city).aggregate(last=Max("pk"), count=Count("pk"))
    return f'"{city}-{lines["last"]}-{lines["count"]}-{towns["last"]}-{towns["count"]}"'


def of_city(city: str) -> dict[str, Any]:
    """Build the FeatureCollection of a city (four-digit code): schematic, not measured; three queries."""
    lines = MapLine.objects.filter(city_code=city).order_by("pk").values_list("kind", "name", "points")
    districts = Division.objects.counties_of(city).values_list("name", "lon", "lat")
    towns = _towns(city).order_by("pk").values_list("name", "lon", "lat")
    return {
        "type": "FeatureCollection",
        "features": [
            *(_line(kind, name, points) for kind, name, points in lines),
            *(_named_point("district", *row) for row in districts),
            *(_named_point("town", *row) for row in towns),
        ],
    }


def _towns(city: str) -> Any:
    return Place.objects.in_division(city).filter(kind=Place.Kind.TOWN)


def _line(kind: str, name: str, points: list[Any]) -> dict[str, Any]:
    if kind == MapLine.Kind.PARK:
        shape: dict[str, Any] = {"type": "Polygon", "coordinates": [points]}
    else:
        shape = {"type": "LineString", "coordinates": points}
    return {"type": "Feature", "properties": {"kind": kind.lower(), "name": name}, "geometry": shape}


def _named_point(kind: str, name: str, lon: float, lat: float) -> dict[str, Any]:
    shape = {"type": "Point", "coordinates": [round(lon, 5), round(lat, 5)]}
    return {"type": "Feature", "properties": {"kind": kind, "name": name}, "geometry": shape}
