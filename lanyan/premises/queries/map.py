"""Points of premises for the map: one by one where there are few, in fields with a number where there are many."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, F, FloatField, IntegerField, QuerySet
from django.db.models.functions import Cast, Floor

from lanyan.premises.models import Premises

# So many stand on the map one by one; more are shown as fields of the picture.
MOST_POINTS = 250
FIELDS_ACROSS = 14
MOST_FIELDS = 400


@dataclass(frozen=True)
class Box:
    """A piece of the map in WGS-84 degrees."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def read(cls, text: str) -> "Box | None":
        """Read `west,south,east,north`; None when it is no box on earth."""
        try:
            west, south, east, north = (float(part) for part in text.split(","))
        except ValueError:
            return None
        inside = -180 <= west < east <= 180 and -90 <= south < north <= 90
        return cls(west, south, east, north) if inside else None


@dataclass(frozen=True)
class Points:
    """What the map shows: premises one by one, or fields (longitude, latitude, number)."""

    single: list[Premises]
    fields: list[tuple[float, float, int]]


def points(found: QuerySet[Premises], box: Box) -> Points:
    """Give what of these premises lies in a box: two queries at most, a bounded number of points."""
    inside = found.filter(lon__range=(box.west, box.east), lat__range=(box.south, box.north)).order_by()
    single = list(inside[: MOST_POINTS + 1])
    if len(single) <= MOST_POINTS:
        return Points(single, [])
    return Points([], _fields(inside, box))


def _fields(inside: Any, box: Box) -> list[tuple[float, float, int]]:
    step = (box.east - box.west) / FIELDS_ACROSS
    at: dict[str, Any] = {
        name: Cast(Floor((F(column) - start) / step, output_field=FloatField()), IntegerField())
        for name, column, start in (("column", "lon", box.west), ("row", "lat", box.south))
    }
    counted = inside.annotate(**at).values("column", "row")
    rows = counted.annotate(number=Count("pk"), x=Avg("lon"), y=Avg("lat")).order_by("-number")[:MOST_FIELDS]
    return [(row["x"], row["y"], row["number"]) for row in rows]
