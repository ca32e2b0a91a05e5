"""Rows of places: the premises with their numbers, buildings, categories, responsible persons, facilities."""

from typing import Any

from lanyan.demo.prevention.desk import Desk
from lanyan.demo.prevention.sites import KNOWN_AT, MARKED, Site
from lanyan.demo.prevention.tables import as_json
from lanyan.kernel import codes, search
from lanyan.premises.actions.premises import found_by
from lanyan.premises.models import (
    Building,
    CategoryMark,
    Facility,
    Occupancy,
    Premises,
    ResponsiblePerson,
)


def write(desk: Desk, sites: list[Site], by: Any) -> None:
    """Write the ledger of one city as it was taken over."""
    taken = desk.acts.open("premises.import_premises", by, KNOWN_AT)
    for site in sites:
        _premises(desk, site, taken)
        if site.house is not None:
            _building(desk, site, taken)
        _facts(desk, site, taken)


def _premises(desk: Desk, site: Site, act: str) -> None:
    table = desk[Premises]
    site.number = f"{site.division}-{desk.take(f'premises:{site.division}'):06}"
    row = table.new(
        number=site.number, name=site.name, credit_code=site.credit or None, unit_id=site.unit.pk,
        station_id=site.station, division_code=site.division, town=site.town, address=site.address, lon=site.lon,
        lat=site.lat, kind=site.kind, department=site.department, phone=site.phone, people_sleep=site.sleeps,
        opened_date=site.opened, created_at=KNOWN_AT, **site.numbers, **found_by(site.name, site.address),
    )  # fmt: skip
    assert site.pk == int(row[0])
    table.once(row, KNOWN_AT, act)
    said = (site.name, site.number, site.town, site.address, site.credit, site.phone)
    subtitle = (label("premises_kinds", site.kind), site.address, site.number)
    desk.index("premises", row[0], site.name, " · ".join(filter(None, subtitle)), " ".join(filter(None, said)),
               site.unit.path)  # fmt: skip


def _building(desk: Desk, site: Site, act: str) -> None:
    house, table = site.house, desk[Building]
    assert house is not None
    row = table.new(
        name=house.name, unit_id=site.unit.pk, division_code=site.division, town=site.town, address=site.address,
        lon=site.lon, lat=site.lat, storeys_above=house.storeys, height_m=house.height_m,
        floor_area_m2=float(house.area_m2), use=house.use, fire_resistance=house.resistance,
        completed_year=house.completed, heritage_level=house.heritage, high_rise=house.high_rise,
        pinyin=search.pinyin(house.name),
    )  # fmt: skip
    table.once(row, KNOWN_AT, act)
    subtitle = (label("premises_building_uses", house.use), site.address)
    about = f"{house.name} {site.address} {site.town}"
    desk.index("building", row[0], house.name, " · ".join(filter(None, subtitle)), about, site.unit.path)
    within = desk[Occupancy].new(
        building_id=row[0], premises_id=site.pk, area_m2=float(house.area_m2), since_date=site.opened
    )
    desk[Occupancy].once(within, KNOWN_AT, act)


def _facts(desk: Desk, site: Site, act: str) -> None:
    for category, rule, version in site.marks:
        mark = desk[CategoryMark].new(
            premises_id=site.pk, category=category, since_date=MARKED, grounds=rule, grounds_version=version
        )
        desk[CategoryMark].once(mark, KNOWN_AT, act)
    for role, name in (("LEGAL", site.legal), ("RESPONSIBLE", site.responsible), ("MANAGER", site.manager)):
        if name:
            person = desk[ResponsiblePerson].new(premises_id=site.pk, role=role, name=name, phone=site.phone)
            desk[ResponsiblePerson].once(person, KNOWN_AT, act)
    for kind, place, pieces, state in site.facilities:
        facility = desk[Facility].new(premises_id=site.pk, kind=kind, place=place, quantity=pieces, state=state,
                                      state_since_date=MARKED, serviced_date=MARKED)  # fmt: skip
        desk[Facility].once(facility, KNOWN_AT, act)


class Frozen:
    """The facts of places as a check freezes them; they do not change in the demo, so each is made once."""

    def __init__(self) -> None:
        self._known: dict[int, str] = {}

    def facts(self, site: Site, on: Any) -> str:
        """The facts on a day, as JSON."""
        if site.pk not in self._known:
            self._known[site.pk] = as_json(_facts_of(site))[:-1]
        return f'{self._known[site.pk]}, "on": "{on.isoformat()}"}}'


def label(table: str, code: str) -> str:
    """A code of a list in Chinese."""
    row = codes.get(table, code) if code else None
    return row.label_zh if row is not None else code


def _facts_of(site: Site) -> dict[str, Any]:
    """As `inspections.actions.common.facts_of` tells them."""
    persons = (("LEGAL", site.legal), ("MANAGER", site.manager), ("RESPONSIBLE", site.responsible))
    return {
        "number": site.number, "name": site.name, "credit_code": site.credit or None, "division_code": site.division,
        "town": site.town, "address": site.address, "kind": site.kind, "department": site.department,
        "phone": site.phone,
        **{name: site.numbers.get(name) for name in ("floor_area_m2", "rooms", "beds", "seats", "staff")},
        "lon": site.lon, "lat": site.lat,
        "kind_words": label("premises_kinds", site.kind),
        "department_words": label("premises_departments", site.department),
        "unit": site.unit.name,
        "categories": site.categories,
        "category_words": [label("premises_categories", one) for one in site.categories],
        "persons": [{"role": role, "name": name, "phone": site.phone} for role, name in persons if name],
        "facilities": [
            {"kind": kind, "words": label("premises_facilities", kind), "place": place, "state": state}
            for kind, place, _pieces, state in sorted(site.facilities)
        ],
    }  # fmt: skip
