"""Finding places: by what a caller says, and by a point on the map."""

import re
from dataclasses import dataclass

from lanyan.kernel import search
from lanyan.places import coordinates
from lanyan.places.models import Division, Place

# Where a name may end and a house number begin: at a space, or between letters and digits.
_PIECES = re.compile(r"\s+|(?<=[^\s\d])(?=\d)|(?<=\d)(?=[^\s\d])")
# How many shorter and shorter readings of the words are tried, and how many hits are put in order.
_READINGS, _CANDIDATES = 5, 200
# Half sides in degrees of the boxes in which the nearest place is looked for, small first.
_BOXES = (0.005, 0.03, 0.2, 1.0)


@dataclass(frozen=True)
class FoundPlace:
    """A place with the words that were not part of its name: `7 幢 2 单元` of `锦桂苑 7 幢 2 单元`."""

    place: Place
    rest: str


def find_places(text: str, city_code: str, near: tuple[float, float] | None = None, limit: int = 8) -> list[FoundPlace]:
    """Find places of a city by Chinese words or pinyin initials; what follows the name is kept as `rest`.

    Names that begin with the words come first, then those that contain them, then the others (found by address);
    among equals the nearest to `near` (WGS-84), else by pinyin.
    """
    for head, rest in _readings(text):
        entries = search.matches(head, kinds=["place"]).filter(scope__startswith=city_code[:4])
        found = list(entries.values_list("record_id", "title")[:_CANDIDATES])
        if found:
            return [FoundPlace(place, rest) for place in _in_order(head, found, near, limit)]
    return []


def _readings(text: str) -> list[tuple[str, str]]:
    """Read the words as name and rest, the longest name first: whole, then without the last piece, and so on."""
    text = " ".join(text.split())[:100]
    ends = [match.start() for match in _PIECES.finditer(text)] + [len(text)]
    cuts = sorted(set(ends), reverse=True)
    shortest = cuts[-1:] if len(cuts) > _READINGS else []
    return [(text[:end].strip(), text[end:].strip()) for end in [*cuts[:_READINGS], *shortest] if text[:end].strip()]


def _in_order(head: str, found: list[tuple[int, str]], near: tuple[float, float] | None, limit: int) -> list[Place]:
    """Order the hits by how their name fits, then by distance; the index's own order settles the rest."""
    turn = {pk: (_fit(head, title), number) for number, (pk, title) in enumerate(found)}
    places = Place.objects.select_related("division").filter(pk__in=turn)
    if near is None:
        best = sorted(turn, key=lambda pk: turn[pk])[:limit]
        known = places.in_bulk(best)
        return [known[pk] for pk in best if pk in known]

    def key(place: Place) -> tuple[int, float, int]:
        return turn[place.pk][0], coordinates.distance_m(*near, place.lon, place.lat), place.pk

    return sorted(places, key=key)[:limit]


def _fit(head: str, title: str) -> int:
    head, title = head.lower(), title.lower()
    names = (title, search.initials(title)) if head.isascii() else (title,)
    if head in names:
        return 0
    if any(name.startswith(head) for name in names):
        return 1
    return 2 if any(head in name for name in names) else 3


def nearest_place(lon: float, lat: float) -> Place | None:
    """Give the named place nearest to a point (WGS-84), towns aside since they are areas; None far from all."""
    for half in _BOXES:
        inside = Place.objects.exclude(kind=Place.Kind.TOWN).filter(
            lon__range=(lon - half, lon + half), lat__range=(lat - half, lat + half)
        )
        rows = list(inside.order_by("pk").values_list("pk", "lon", "lat"))
        if rows:
            distances = coordinates.distances_m(lon, lat, [row[1] for row in rows], [row[2] for row in rows])
            return Place.objects.select_related("division").get(pk=rows[int(distances.argmin())][0])
    return None


def division_of(lon: float, lat: float) -> Division | None:
    """Give the county whose seat is nearest to a point (WGS-84): an estimate, since no boundaries are kept."""
    counties = [division for division in Division.objects.all() if not division.code.endswith("00")]
    if not counties:
        return None
    distances = coordinates.distances_m(lon, lat, [one.lon for one in counties], [one.lat for one in counties])
    return counties[int(distances.argmin())]
