"""The demo's trees of units: a detachment with its sections, battalions, stations, teams and outside organisations."""

from dataclasses import dataclass, field
from datetime import date

from lanyan.demo import establishment as plan_of
from lanyan.demo.cities import CityPlan, Point
from lanyan.demo.geography import Geography
from lanyan.places.models import Division
from lanyan.units.models import Unit, UnitName

SOURCE = "衢州市消防救援支队 2024 年工作报告"
SMALL_STEP = 0.006


@dataclass
class Seat:
    """A unit that turns out: where it stands and of which class."""

    name: str
    division: str
    station_class: str
    where: Point
    address: str
    unit: Unit

    @property
    def is_team(self) -> bool:
        """True for government full-time teams."""
        return self.station_class.startswith("TOWN")


@dataclass
class Tree:
    """One city's units."""

    detachment: Unit
    sections: dict[str, Unit] = field(default_factory=dict)
    battalions: dict[str, Unit] = field(default_factory=dict)
    outside: dict[str, Unit] = field(default_factory=dict)
    seats: list[Seat] = field(default_factory=list)
    _children: dict[str, int] = field(default_factory=dict)

    def unit(self, kind: str, name: str, short: str, *, parent: Unit | None, code: str, phone: str = "") -> Unit:
        """Make the next child of a unit, unsaved."""
        above = parent.path if parent else ""
        self._children[above] = self._children.get(above, 0) + 1
        path = f"{above}{self._children[above]:02d}."
        return Unit(kind=kind, name=name, short_name=short, parent=parent, path=path, division_code=code, phone=phone)


def build(plan: CityPlan, divisions: dict[str, Division], picture: Geography, *, number: int) -> Tree:
    """Build one city's units; `number` makes its root path."""
    short = plan.name.removesuffix("市")
    root = Unit(
        kind=Unit.Kind.DETACHMENT,
        name=f"{plan.name}消防救援支队",
        short_name=f"{short}支队",
        path=f"{number:02d}.",
        division_code=plan.code,
        phone=f"{plan_of.AREA_CODE[plan.code]}-0119000",
    )
    root.save()
    tree = Tree(root)
    counties = {code: one for code, one in divisions.items() if code[:4] == plan.code and code[4:] != "00"}
    _staff(tree, plan, counties)
    _seats(tree, plan, counties, picture)
    _names(tree, plan, counties)
    return tree


def _staff(tree: Tree, plan: CityPlan, counties: dict[str, Division]) -> None:
    """Make the first level: sections, battalions, outside organisations."""
    root = tree.detachment
    for name, kind, _people in plan_of.SECTIONS:
        long = f"{root.name}{name}" if kind != Unit.Kind.COMMITTEE else f"{plan.name}消防安全委员会办公室"
        tree.sections[name] = tree.unit(kind, long, name, parent=root, code=plan.code)
    for code, county in counties.items():
        long, short = f"{county.name}消防救援大队", f"{county.name.rstrip('区县市')}大队"
        short = f"{county.name}大队" if len(county.name) == 2 else short
        tree.battalions[code] = tree.unit(Unit.Kind.BATTALION, long, short, parent=root, code=code)
    for name in plan_of.OUTSIDE:
        plain = name.replace(" ", "")
        tree.outside[plain] = tree.unit(
            Unit.Kind.OUTSIDE, f"{plan.name}{plain}（演示）", name, parent=root, code=plan.code
        )
    Unit.objects.bulk_create([*tree.sections.values(), *tree.battalions.values(), *tree.outside.values()])


def _seats(tree: Tree, plan: CityPlan, counties: dict[str, Division], picture: Geography) -> None:
    """Make the second level: stations near their county's seat, teams in its towns."""
    beside: dict[str, int] = {}
    for number, one in enumerate(plan_of.STATIONS[plan.code], start=1):
        turn = beside[one.division] = beside.get(one.division, 0) + 1
        street, where = _beside_seat(picture, one.division, turn)
        unit = tree.unit(
            Unit.Kind.STATION,
            f"{one.name.removesuffix('站')}消防救援站",
            one.name,
            parent=tree.battalions[one.division],
            code=one.division,
            phone=f"{plan_of.AREA_CODE[plan.code]}-01191{number:02d}",
        )
        address = one.address or f"{street} {119 + 10 * turn} 号"
        tree.seats.append(Seat(one.name, one.division, one.station_class, one.where or where, address, unit))
    _teams(tree, plan, counties, picture)
    Unit.objects.bulk_create([seat.unit for seat in tree.seats])


def _beside_seat(picture: Geography, code: str, turn: int) -> tuple[str, Point]:
    """Find a place on one of the county's main streets, another one for every station."""
    street, points = picture.streets[code][(turn - 1) % len(picture.streets[code])]
    lon, lat = points[len(points) // 2 + (1 if turn % 2 else -1)]
    return street, (round(lon + SMALL_STEP * 0.1, 6), round(lat + SMALL_STEP * 0.1, 6))


def _teams(tree: Tree, plan: CityPlan, counties: dict[str, Division], picture: Geography) -> None:
    codes = list(counties)
    # The first town of a county is the subdistrict of its seat, which has a station.
    towns = {code: [t for t in picture.towns if t.division_id == code][1:] for code in codes}
    for number in range(plan_of.TEAMS[plan.code]):
        code = codes[number % len(codes)]
        town = towns[code].pop(0)
        unit = tree.unit(
            Unit.Kind.GOVERNMENT_TEAM,
            f"{counties[code].name}{town.name}政府专职消防队",
            f"{town.name}专职队",
            parent=tree.battalions[code],
            code=code,
        )
        kind = "TOWN_FIRST" if number // len(codes) % 2 == 0 else "TOWN_SECOND"
        where = (round(town.lon + 0.001, 6), round(town.lat + 0.0008, 6))
        tree.seats.append(Seat(unit.short_name, code, kind, where, f"{town.name}政府旁", unit))


def _names(tree: Tree, plan: CityPlan, counties: dict[str, Division]) -> None:
    """Write down the names with their dates: where the name plates changed, the old name goes on beside the new."""
    rows = [UnitName(unit=unit, name=unit.name) for unit in (tree.detachment, *tree.battalions.values())]
    plates = plan_of.CITY_NAME_DATES.get(plan.code)
    if plates:
        name, city_date, county_date = plates
        rows.append(UnitName(unit=tree.detachment, name=name, since_date=date.fromisoformat(city_date), source=SOURCE))
        since = date.fromisoformat(county_date)
        for code, unit in tree.battalions.items():
            rows.append(UnitName(unit=unit, name=f"{counties[code].name}消防救援局", since_date=since, source=SOURCE))
    UnitName.objects.bulk_create(rows)
