"""Buildings, and who occupies what in them."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.kernel import audit, codes, search
from lanyan.kernel.errors import Refused
from lanyan.premises import rules
from lanyan.premises.actions import common
from lanyan.premises.actions.facts import still
from lanyan.premises.actions.risk import refresh
from lanyan.premises.models import Building, Occupancy


@dataclass(frozen=True, kw_only=True)
class BuildingFacts:
    """What is written down of a building; a number nobody knows is None."""

    name: str
    unit_id: int
    division_code: str = ""
    town: str = ""
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    storeys_above: int | None = None
    storeys_below: int | None = None
    height_m: float | None = None
    floor_area_m2: float | None = None
    use: str = ""
    fire_resistance: str = ""
    completed_year: int | None = None
    heritage_level: str = ""


def _columns(facts: BuildingFacts, at: datetime) -> dict[str, Any]:
    over = common.unit(facts.unit_id)
    lon, lat = common.pointed(facts.lon, facts.lat)
    for name, choices in (("fire_resistance", Building.FireResistance), ("heritage_level", Building.Heritage)):
        if getattr(facts, name) and getattr(facts, name) not in choices.values:
            raise Refused(_("“{text}” is not in the list").format(text=getattr(facts, name)[:40]), field=name)
    if facts.completed_year is not None and not 700 <= facts.completed_year <= at.year + 5:
        raise Refused(_("This is no year in which a building was completed."), field="completed_year")
    for name, most in (("storeys_above", 200), ("storeys_below", 20), ("height_m", 1000), ("floor_area_m2", 5_000_000)):
        common.number(getattr(facts, name), field=name, most=most)
    name = common.said(facts.name, field="name", most=120, must=True)
    return {
        **asdict(facts),
        "name": name,
        "division_code": common.divided(facts.division_code, over),
        "town": common.said(facts.town, field="town", most=40),
        "address": common.said(facts.address, field="address", most=200),
        "lon": lon,
        "lat": lat,
        "use": common.coded(facts.use, "premises_building_uses", field="use"),
        "high_rise": high_rise(facts.height_m, facts.use),
        "pinyin": search.pinyin(name),
    }


def high_rise(height_m: float | None, use: str) -> str:
    """The high-rise class by the rows of the table; a building whose use nobody knows counts as public."""
    row = codes.get("premises_building_uses", use) if use else None
    group = str(row.facts.get("group", "PUBLIC")) if row is not None else "PUBLIC"
    return rules.class_of_height(height_m, group, [row.facts for row in codes.table("premises_high_rise").values()])


@transaction.atomic
def create_building(*, facts: BuildingFacts, at: datetime, by: Any) -> Building:
    """Enter a building; its high-rise class follows from height and use."""
    with audit.act("premises.create_building", by=by):
        building: Building = Building.objects.create(**_columns(facts, at))
    search.index("building", [building])
    return building


@transaction.atomic
def change_building(*, building_id: int, facts: BuildingFacts, at: datetime, by: Any) -> Building:
    """Correct what is written down of a building."""
    building = _standing(building_id)
    columns = _columns(facts, at)
    for name, value in columns.items():
        setattr(building, name, value)
    with audit.act("premises.change_building", by=by):
        building.save(update_fields=[*columns])
    search.index("building", [building])
    return building


def _standing(building_id: int) -> Building:
    building: Building = common.locked(Building, building_id, _("There is no such building."))
    if building.withdrawn_at is not None:
        raise Refused(_("This building has been withdrawn."), field="building")
    return building


@transaction.atomic
def withdraw_building(*, building_id: int, reason: str, at: datetime, by: Any) -> Building:
    """Withdraw a building: pulled down, or entered by mistake; refused while somebody occupies it."""
    building = _standing(building_id)
    if Occupancy.objects.standing().filter(building=building, until_date=None).exists():
        raise Refused(_("Premises still occupy this building; end that first."))
    building.withdrawn_at = at
    building.withdrawn_reason = common.said(reason, field="reason", most=200, must=True)
    with audit.act("premises.withdraw_building", by=by, reason=building.withdrawn_reason):
        building.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    return building


@transaction.atomic
def add_occupancy(
    *,
    premises_id: int,
    building_id: int,
    floors: str = "",
    area_m2: float | None = None,
    since_date: date | None = None,
    at: datetime,
    by: Any,
) -> Occupancy:
    """Enter that premises occupy a part of a building from a day on."""
    premises, building = common.open_premises(premises_id), _standing(building_id)
    columns = {
        "floors": common.said(floors, field="floors", most=60),
        "area_m2": common.number(area_m2, field="area_m2", most=5_000_000),
    }
    again = Occupancy.objects.standing().filter(premises=premises, building=building, until_date=None)
    if again.filter(floors=columns["floors"]).exists():
        raise Refused(_("The premises occupy this part already."), field="building")
    with audit.act("premises.add_occupancy", by=by):
        occupancy: Occupancy = Occupancy.objects.create(
            premises=premises, building=building, since_date=since_date, **columns
        )
    refresh([premises.pk], at=at)
    common.announce(premises)
    return occupancy


@transaction.atomic
def end_occupancy(*, occupancy_id: int, until_date: date, at: datetime, by: Any) -> Occupancy:
    """Enter that premises left a part of a building on a day."""
    occupancy: Occupancy = common.locked(Occupancy, occupancy_id)
    still(occupancy)
    common.ordered(occupancy.since_date, until_date)
    occupancy.until_date = until_date
    with audit.act("premises.end_occupancy", by=by):
        occupancy.save(update_fields=["until_date"])
    refresh([occupancy.premises_id], at=at)
    return occupancy
