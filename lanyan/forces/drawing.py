"""What the forces app gives to maps."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from lanyan.forces.models import RoadClosure


def closures_drawn(closures: Sequence[RoadClosure]) -> dict[str, Any]:
    """Closures for a map: a mark in the middle of each, and the stretches that are lines."""
    marks = [
        {
            "kind": "",
            "icon": "stop",
            "title": str(each),
            "text": each.road,
            "at": each.points[len(each.points) // 2],
            "href": reverse("forces:closure", args=[each.pk]),
        }
        for each in closures
    ]
    return {"marks": marks, "past": [each.points for each in closures if len(each.points) > 1]}
