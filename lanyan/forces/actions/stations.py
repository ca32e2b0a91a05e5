"""Opening and correcting stations."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.forces import rules
from lanyan.forces.actions.common import reckon_later, tell_station
from lanyan.forces.models import Station
from lanyan.kernel import audit, search
from lanyan.kernel.errors import Refused
from lanyan.places import coordinates
from lanyan.units.models import Unit


@dataclasses.dataclass(frozen=True)
class StationFacts:
    """What is written down of a station; `lon` and `lat` in WGS-84, `outline` as [longitude, latitude] corners."""

    station_class: str
    lon: float
    lat: float
    address: str = ""
    area_km2: float | None = None
    outline: Sequence[Sequence[float]] = ()
    bays: int | None = None
    on_duty_people: int | None = None


@transaction.atomic
def open_station(*, unit_id: int, facts: StationFacts, by: Any) -> Station:
    """Open a fire station at a unit that turns out; a unit has one."""
    unit = Unit.objects.select_for_update().filter(pk=unit_id).first()
    if unit is None:
        raise Refused(_("There is no such unit."), field="unit")
    if unit.kind not in rules.STATION_KINDS:
        raise Refused(_("A {kind} has no fire station.").format(kind=unit.get_kind_display()), field="unit")
    if unit.closed_date is not None:
        raise Refused(_("This unit has been closed."), field="unit")
    if Station.objects.filter(unit=unit).exists():
        raise Refused(_("This unit has its station already."), field="unit")
    station = Station(unit=unit, **_checked(facts))
    with audit.act("forces.open_station", by=by):
        station.save(force_insert=True)
    _tell(station)
    return station


@transaction.atomic
def change_station(*, station_id: int, facts: StationFacts, by: Any) -> Station:
    """Correct what is written down of a station."""
    station = Station.objects.select_for_update(of=("self",)).select_related("unit").get(pk=station_id)
    columns = _checked(facts)
    for name, value in columns.items():
        setattr(station, name, value)
    with audit.act("forces.change_station", by=by):
        station.save(update_fields=[*columns])
    _tell(station)
    return station


def _checked(facts: StationFacts) -> dict[str, Any]:
    if facts.station_class not in Station.Class.values:
        raise Refused(_("There is no such class of station."), field="station_class")
    if not coordinates.on_earth(facts.lon, facts.lat):
        raise Refused(_("Longitude or latitude is impossible."), field="lon")
    outline = [[float(number) for number in corner] for corner in facts.outline]
    if outline and (len(outline) < 3 or not all(len(c) == 2 and coordinates.on_earth(*c) for c in outline)):
        raise Refused(_("An outline needs at least three corners of longitude and latitude."), field="outline")
    if facts.area_km2 is not None and facts.area_km2 <= 0:
        raise Refused(_("An area is above 0."), field="area_km2")
    return {**dataclasses.asdict(facts), "address": facts.address.strip(), "outline": outline}


def _tell(station: Station) -> None:
    search.index("station", [station])
    tell_station(station)
    reckon_later(station.unit)
