"""What people do with places; the only writers of this app. Coordinates are WGS-84: doors convert other frames."""

from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.kernel import audit, search
from lanyan.kernel.errors import Refused
from lanyan.places import coordinates
from lanyan.places.models import Division, Place


@dataclass(frozen=True)
class PlaceFacts:
    """What is written down of a place."""

    kind: str
    name: str
    division_code: str
    lon: float
    lat: float
    address: str = ""
    town: str = ""


@transaction.atomic
def add_place(*, facts: PlaceFacts, by: Any) -> Place:
    """Add a place a caller may name."""
    place = Place(**_checked(facts, but=None))
    with audit.act("places.add_place", by=by):
        place.save(force_insert=True)
    search.index("place", [place])
    return place


@transaction.atomic
def correct_place(*, place_id: int, facts: PlaceFacts, by: Any) -> Place:
    """Correct what is written down of a place; incidents keep the point they were confirmed at."""
    place = Place.objects.select_for_update().get(pk=place_id)
    columns = _checked(facts, but=place)
    for name, value in columns.items():
        setattr(place, name, value)
    with audit.act("places.correct_place", by=by):
        place.save(update_fields=[*columns])
    search.index("place", [place])
    return place


def _checked(facts: PlaceFacts, *, but: Place | None) -> dict[str, Any]:
    columns = {key: value.strip() if isinstance(value, str) else value for key, value in asdict(facts).items()}
    if columns["kind"] not in Place.Kind.values:
        raise Refused(_("There is no such kind of place."), field="kind")
    if not columns["name"]:
        raise Refused(_("The name is missing."), field="name")
    if not coordinates.on_earth(facts.lon, facts.lat):
        raise Refused(_("Longitude or latitude is impossible."), field="lon")
    division = Division.objects.filter(code=columns.pop("division_code")).first()
    if division is None:
        raise Refused(_("There is no such division."), field="division")
    same = Place.objects.filter(
        kind=columns["kind"], name=columns["name"], division=division, town=columns["town"], address=columns["address"]
    )
    if same.exclude(pk=but.pk if but else 0).exists():
        raise Refused(_("There is such a place already, with this name and address."), field="name")
    return {**columns, "division": division}
