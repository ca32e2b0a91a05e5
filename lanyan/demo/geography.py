"""The demo's road picture and places: invented, plausible, the same for the same seed; 示意, not measured."""

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from lanyan.demo import cities
from lanyan.demo.cities import CityPlan, Point
from lanyan.places.models import Division, MapLine, Place

# One block of the street grids, in degrees: about 330 m by 320 m.
BLOCK_LON, BLOCK_LAT = 0.0034, 0.0029
# A small seat's grid.
SEAT_COLUMNS, SEAT_ROWS = 16, 12
RIVER_CLEAR = 0.0035
DEGREE_M = 111_195.0


@dataclass
class Geography:
    """One city: its map lines and its places, unsaved; `streets` says where named streets run, for addresses."""

    plan: CityPlan
    seats: dict[str, Point]
    lines: list[MapLine] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    towns: list[Place] = field(default_factory=list)
    streets: dict[str, list[tuple[str, tuple[Point, ...]]]] = field(default_factory=dict)


class Names:
    """Invented names, each given out once in a city."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.taken: set[str] = set()

    def fresh(self, *ends: str) -> str:
        """Make a name with one of these ends that nobody has yet."""
        while True:
            name = self.stem() + self.dice.choice(ends)
            if name not in self.taken:
                self.taken.add(name)
                return name

    def stem(self) -> str:
        """Two characters that may begin a name."""
        first, second = self.dice.choice(cities.FIRST), self.dice.choice(cities.SECOND)
        return first + second if first != second else self.stem()

    def reserve(self, *names: str) -> None:
        """Keep names that are given already from being made again."""
        self.taken.update(names)


def build(plan: CityPlan, divisions: dict[str, Division], seed: int) -> Geography:
    """Invent one city on its real seats; divisions by code, WGS-84."""
    dice = random.Random(f"{plan.code}-{seed}")
    counties = {code: one for code, one in sorted(divisions.items()) if code[:4] == plan.code and code[4:] != "00"}
    ground = Geography(plan, {code: (one.lon, one.lat) for code, one in counties.items()})
    names = Names(dice)
    names.reserve(*(name for name, _points in plan.main_roads), *(name for _k, name, _a, _d, _p in plan.fixed))
    _nature(ground)
    _between_seats(ground, dice)
    _urban(ground, names)
    for code in counties:
        if code not in plan.inside:
            _seat(ground, code, names)
    _towns(ground, names)
    _built(ground, names)
    _road_points(ground)
    _fixed(ground)
    return ground


# ---- lines ----------------------------------------------------------------------------------------------------
def _line(ground: Geography, kind: str, name: str, points: Sequence[Point]) -> None:
    rounded = [[round(lon, 5), round(lat, 5)] for lon, lat in points]
    ground.lines.append(MapLine(city_code=ground.plan.code, kind=kind, name=name, points=rounded))


def _nature(ground: Geography) -> None:
    for name, points in ground.plan.rivers:
        _line(ground, MapLine.Kind.WATER, name, points)
        lon, lat = points[len(points) // 2]
        _place(ground, Place.Kind.WATER, name, lon, lat)
    for name, points in ground.plan.parks:
        _line(ground, MapLine.Kind.PARK, name, [*points, points[0]])
        lon, lat = (sum(values) / len(points) for values in zip(*points, strict=True))
        _place(ground, Place.Kind.LANDMARK, name, lon, lat)


def _between_seats(ground: Geography, dice: random.Random) -> None:
    """Draw the roads from seat to seat; motorways keep a little aside."""
    for start, end, name in ground.plan.links:
        points = bend(ground.seats[start], ground.seats[end], dice, steps=12, sway=0.05)
        _line(ground, MapLine.Kind.MAIN, name, points)
        ground.streets.setdefault(end, []).append((name, tuple(points)))
    for start, end, name in ground.plan.motorways:
        here, there = ground.seats[start], ground.seats[end]
        aside = ((here[0] + 0.012, here[1] - 0.026), (there[0] + 0.01, there[1] - 0.022))
        _line(ground, MapLine.Kind.MAIN, name, bend(*aside, dice, steps=14, sway=0.03))


def bend(start: Point, end: Point, dice: random.Random, *, steps: int, sway: float) -> list[Point]:
    """Draw a road from one point to another in gentle curves; `sway` is its swing as a share of its length."""
    east, north = end[0] - start[0], end[1] - start[1]
    first, second = dice.uniform(-1, 1), dice.uniform(-1, 1)
    points = []
    for step in range(steps + 1):
        share = step / steps
        swing = sway * (first * math.sin(math.pi * share) + second * math.sin(2 * math.pi * share))
        points.append((start[0] + east * share - north * swing, start[1] + north * share + east * swing))
    return points


def _urban(ground: Geography, names: Names) -> None:
    plan = ground.plan
    for name, points in plan.main_roads:
        _line(ground, MapLine.Kind.MAIN, name, points)
        _name_street(ground, name, points)
    _grid(ground, names, corner=plan.corner, columns=plan.columns, rows=plan.rows)


def _seat(ground: Geography, code: str, names: Names) -> None:
    """Lay a small town's grid around its seat, with two main streets through it."""
    lon, lat = ground.seats[code]
    corner = (lon - BLOCK_LON * SEAT_COLUMNS / 2, lat - BLOCK_LAT * SEAT_ROWS / 2)
    wide, high = BLOCK_LON * SEAT_COLUMNS * 0.62, BLOCK_LAT * SEAT_ROWS * 0.62
    for start, end in (((lon - wide, lat), (lon + wide, lat)), ((lon, lat - high), (lon, lat + high))):
        name = names.fresh("大道", "路")
        points = bend(start, end, names.dice, steps=8, sway=0.06)
        _line(ground, MapLine.Kind.MAIN, name, points)
        _name_street(ground, name, points, code)
    _grid(ground, names, corner=corner, columns=SEAT_COLUMNS, rows=SEAT_ROWS, code=code)


def _grid(ground: Geography, names: Names, *, corner: Point, columns: int, rows: int, code: str = "") -> None:
    """Lay a warped street grid with gaps; each row and column is one named street, drawn in the pieces it has."""

    def at(u: float, v: float) -> Point:
        lon = corner[0] + u * BLOCK_LON + v * 0.00028
        return lon, corner[1] + v * BLOCK_LAT + math.sin(u / 5) * 0.0011 + u * 0.00012

    water = [points for _name, points in ground.plan.rivers]
    tracks = [[at(u, v) for u in range(columns + 1)] for v in range(rows + 1)]
    tracks += [[at(u, v) for v in range(rows + 1)] for u in range(columns + 1)]
    for track in tracks:
        pieces = list(_pieces(track, water, names.dice))
        if not pieces:
            continue
        name = names.fresh(*cities.STREET_ENDS)
        longest = max(pieces, key=len)
        for piece in pieces:
            _line(ground, MapLine.Kind.MINOR, name if piece is longest else "", piece)
        _name_street(ground, name, longest, code)


def _pieces(track: Sequence[Point], water: Sequence[Sequence[Point]], dice: random.Random) -> Iterator[list[Point]]:
    """Cut a street where it would run into a river, and here and there where no street was built."""
    piece: list[Point] = []
    for here, there in pairwise(track):
        middle = ((here[0] + there[0]) / 2, (here[1] + there[1]) / 2)
        if dice.random() < 0.76 and not any(near(middle, river, RIVER_CLEAR) for river in water):
            piece = [*piece, there] if piece else [here, there]
            continue
        if piece:
            yield piece
        piece = []
    if piece:
        yield piece


def near(point: Point, track: Sequence[Point], least: float) -> bool:
    """Say whether a point lies within `least` degrees of a line."""
    return any(_clearance(point, here, there) < least for here, there in pairwise(track))


def _clearance(point: Point, here: Point, there: Point) -> float:
    east, north = there[0] - here[0], there[1] - here[1]
    along = (point[0] - here[0]) * east + (point[1] - here[1]) * north
    share = max(0.0, min(1.0, along / (east * east + north * north)))
    return math.hypot(point[0] - here[0] - share * east, (point[1] - here[1] - share * north) * 1.14)


# ---- places ---------------------------------------------------------------------------------------------------
def _county(ground: Geography, lon: float, lat: float) -> str:
    """Give the county whose seat is nearest, the same estimate as everywhere."""
    return min(ground.seats, key=lambda code: math.dist(ground.seats[code], (lon, lat)))


def _town(ground: Geography, code: str, lon: float, lat: float) -> str:
    towns = [town for town in ground.towns if town.division_id == code]
    return min(towns, key=lambda town: math.dist((town.lon, town.lat), (lon, lat))).name if towns else ""


def _place(
    ground: Geography,
    kind: str,
    name: str,
    lon: float,
    lat: float,
    *,
    address: str = "",
    code: str = "",
    town: str = "",
) -> Place:
    code = code or _county(ground, lon, lat)
    place = Place(
        kind=kind, name=name, address=address, division_id=code, town=town, lon=round(lon, 6), lat=round(lat, 6)
    )
    ground.places.append(place)
    return place


def _name_street(ground: Geography, name: str, points: Sequence[Point], code: str = "") -> None:
    lon, lat = points[len(points) // 2]
    place = _place(ground, Place.Kind.STREET, name, lon, lat, code=code)
    ground.streets.setdefault(place.division_id, []).append((name, tuple(points)))


def _towns(ground: Geography, names: Names) -> None:
    """Scatter towns around each seat, each with its main street and its villages."""
    dice = names.dice
    for code, (lon, lat) in ground.seats.items():
        turn = dice.uniform(0, math.tau)
        for number in range(ground.plan.towns):
            angle = turn + math.tau * number / ground.plan.towns + dice.uniform(-0.3, 0.3)
            reach = dice.uniform(0.035, 0.14) if number else dice.uniform(0.005, 0.01)
            where = (lon + reach * math.cos(angle), lat + reach * 0.85 * math.sin(angle))
            town = _place(
                ground, Place.Kind.TOWN, names.fresh(*(cities.TOWN_ENDS if number else ("街道",))), *where, code=code
            )
            town.town = town.name
            ground.towns.append(town)
            _main_street(ground, names, town)
            for _village in range(dice.randint(4, 6)):
                beside = (where[0] + dice.gauss(0, 0.018), where[1] + dice.gauss(0, 0.015))
                name = names.fresh(*cities.VILLAGE_ENDS)
                _place(
                    ground, Place.Kind.VILLAGE, name, *beside, code=code, town=town.name, address=f"{town.name}{name}"
                )


def _main_street(ground: Geography, names: Names, town: Place) -> None:
    dice = names.dice
    half = dice.uniform(0.004, 0.008)
    for east, north in ((half, dice.uniform(-0.002, 0.002)), (dice.uniform(-0.002, 0.002), half * 0.8)):
        start, end = (town.lon - east, town.lat - north), (town.lon + east, town.lat + north)
        points = bend(start, end, dice, steps=4, sway=0.08)
        name = names.fresh("街", "路")
        _line(ground, MapLine.Kind.MINOR, name, points)
        ground.streets.setdefault(town.division_id, []).append((name, tuple(points)))
        if east == half:
            _place(ground, Place.Kind.STREET, name, town.lon, town.lat, code=town.division_id, town=town.name)


def _built(ground: Geography, names: Names) -> None:
    """Put estates, works and landmarks beside named streets, with house numbers that grow along them."""
    kinds = (
        (Place.Kind.ESTATE, cities.ESTATE_ENDS, 58, 150),
        (Place.Kind.LANDMARK, cities.LANDMARK_ENDS, 30, 90),
        (Place.Kind.WORKS, cities.WORKS_ENDS, 12, 30),
    )
    for code in ground.seats:
        large = code in ground.plan.inside
        for kind, ends, few, many in kinds:
            for _number in range(many if large else few):
                street, lon, lat, house = _beside(ground, code, names.dice)
                _built_place(ground, kind, names.fresh(*ends), (lon, lat), f"{street} {house} 号", code)


def _built_place(ground: Geography, kind: str, name: str, where: Point, address: str, code: str) -> None:
    town = _town(ground, code, *where)
    _place(ground, kind, name, *where, address=address, code=code, town=town)


def _beside(ground: Geography, code: str, dice: random.Random) -> tuple[str, float, float, int]:
    """Choose a house on a named street of a county: street, longitude, latitude, number."""
    name, points = dice.choice(ground.streets[code])
    leg = dice.randrange(len(points) - 1)
    share, side = dice.random(), dice.choice((-1, 1))
    (x, y), (to_x, to_y) = points[leg], points[leg + 1]
    length = math.hypot(to_x - x, to_y - y) or 1.0
    off = 0.0006 * side
    lon = x + (to_x - x) * share - (to_y - y) / length * off
    lat = y + (to_y - y) * share + (to_x - x) / length * off
    before = sum(math.dist(*pair) for pair in pairwise(points[: leg + 1])) + length * share
    house = 2 * int(before * DEGREE_M / 25) + (1 if side > 0 else 2)
    return name, lon, lat, house


def _road_points(ground: Geography) -> None:
    """Name a point every few kilometres on the motorways and on the roads between seats."""
    motorways = {name for _start, _end, name in ground.plan.motorways}
    roads = motorways | {name for _start, _end, name in ground.plan.links}
    for line in [line for line in ground.lines if line.name in roads]:
        passed = 0.0
        for number, (here, there) in enumerate(pairwise(line.points), start=1):
            passed += math.dist(here, there) * DEGREE_M / 1000
            mark = f"{line.name} {round(passed)} 公里处"
            if line.name in motorways:
                # A national motorway has counted its kilometres since its far beginning.
                mark = f"{line.name} K{round(passed) + (380 if line.name.startswith('G') else 10)}"
            if number % 2 and all(place.name != mark for place in ground.places[-40:]):
                _place(ground, Place.Kind.ROAD_POINT, mark, there[0], there[1], address=mark)


def _fixed(ground: Geography) -> None:
    """Add the places the demo's stories need; two of one name would puzzle the reader, so the given one stays."""
    given = {name for _kind, name, _address, _code, _where in ground.plan.fixed}
    ground.places = [place for place in ground.places if place.name not in given]
    for kind, name, address, code, (lon, lat) in ground.plan.fixed:
        _place(ground, kind, name, lon, lat, address=address, code=code, town=_town(ground, code, lon, lat))
