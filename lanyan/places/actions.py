"""What people do with places; the only writers of this app. Coordinates are WGS-84: doors convert other frames."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.kernel import audit, bulk, search
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
def add_places(*, facts: Sequence[PlaceFacts], by: Any) -> list[Place]:
    """Add many places at once; each is checked as one is, for likeness to others by whoever brings them."""
    divisions = Division.objects.in_bulk({one.division_code for one in facts})
    places = [Place(**_columns(one, divisions.get(one.division_code))) for one in facts]
    with audit.act("places.import_places", by=by):
        bulk.enter(places)
    search.index("place", places)
    return places


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
    columns = _columns(facts, Division.objects.filter(code=facts.division_code.strip()).first())
    told = ("kind", "name", "division", "town", "address")
    same = Place.objects.filter(**{name: columns[name] for name in told})
    if same.exclude(pk=but.pk if but else 0).exists():
        raise Refused(_("There is such a place already, with this name and address."), field="name")
    return columns


def _columns(facts: PlaceFacts, division: Division | None) -> dict[str, Any]:
    columns = {key: value.strip() if isinstance(value, str) else value for key, value in asdict(facts).items()}
    del columns["division_code"]
    if columns["kind"] not in Place.Kind.values:
        raise Refused(_("There is no such kind of place."), field="kind")
    if not columns["name"]:
        raise Refused(_("The name is missing."), field="name")
    if not coordinates.on_earth(facts.lon, facts.lat):
        raise Refused(_("Longitude or latitude is impossible."), field="lon")
    if division is None:
        raise Refused(_("There is no such division."), field="division")
    return {**columns, "division": division}
