"""Places for the tests."""

from typing import Any

from lanyan.places import actions
from lanyan.places.actions import PlaceFacts
from lanyan.places.models import Place


def place(name: str, *, kind: str = "ESTATE", division: str = "330802", by: Any = None, **more: Any) -> Place:
    """Add a place by the app's own action, at the centre of Kecheng unless told otherwise."""
    where = {"lon": 118.8683, "lat": 28.9477} | more
    return actions.add_place(facts=PlaceFacts(kind=kind, name=name, division_code=division, **where), by=by)
