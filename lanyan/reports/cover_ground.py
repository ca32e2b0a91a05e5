"""The ground of the cover 覆盖: cells and named places of a unit's area, what lies on each, how far stations are."""

import math
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db.models import Count, F, FloatField, QuerySet, Value
from django.db.models.functions import Floor
from numpy.typing import NDArray

from lanyan.analysis.roads import geometry
from lanyan.analysis.roads.graph import RoadGraph
from lanyan.forces import arrivals
from lanyan.forces.arrivals import Point
from lanyan.forces.cover import KINDS
from lanyan.forces.rules import root
from lanyan.incidents.models import Incident
from lanyan.places.coordinates import distances_m
from lanyan.places.models import Place
from lanyan.premises.models import Premises
from lanyan.reports.cover_times import Bools, Floats, Network, Times
from lanyan.units.models import Unit

Ints = NDArray[np.int64]
# A cell is so long and wide, unless the ground is so large that there would be more cells than this.
STEP_METRES, MOST_CELLS = 1000.0, 40_000
# The ground reaches so far beyond the outermost station and place; without roads it is what lies this near to one of
# them, with roads this near to a road (snap.NEAR_METRES).
NEAR_METRES = 1500.0
# A straight stretch of road is shared out among the cells in steps of this length.
ROAD_STEP = 100.0
PAST_DAYS = 3 * 365
# The ground changes with a new place or a closure, not with a call: it is reckoned anew this often at most.
KEPT_SECONDS, KEPT_MOST = 300, 8


@dataclass(frozen=True)
class Grid:
    """Cells over a box: the south-western corner, the size of a cell in degrees and km, columns and rows."""

    west: float
    south: float
    east_step: float
    north_step: float
    km: float
    columns: int
    rows: int

    def cells_of(self, points: Floats) -> Ints:
        """The number of the cell of each point (n, 2: degrees): row × columns + column, -1 outside."""
        column = np.floor((points[:, 0] - self.west) / self.east_step).astype(np.int64)
        row = np.floor((points[:, 1] - self.south) / self.north_step).astype(np.int64)
        inside = (column >= 0) & (column < self.columns) & (row >= 0) & (row < self.rows)
        return np.where(inside, row * self.columns + column, -1)

    def centres(self, cells: Ints) -> Floats:
        """The middle of each cell (n, 2: degrees)."""
        row, column = np.divmod(cells, self.columns)
        east = self.west + (column + 0.5) * self.east_step
        return np.column_stack([east, self.south + (row + 0.5) * self.north_step])


@dataclass(frozen=True)
class Named:
    """A named place with its division."""

    pk: int
    name: str
    division: str


@dataclass(frozen=True)
class Ground:
    """Demand points (n, 2: degrees): first the middle of each of `cells`, then the named places, with their weights.

    `layers`: weights of the points by layer: area (km², a cell with a road near), roads (km), residents (people),
    premises (in business), incidents (counted ones of the last three years). `times`: from `stations`, in that order.
    `unknown`: divisions whose residents nobody has entered; `unplaced`: incidents without a point or outside all cells.
    """

    grid: Grid
    cells: Ints
    points: Floats
    places: tuple[Named, ...]
    layers: Mapping[str, Floats]
    stations: tuple[int, ...]
    times: Times
    network: Network
    unknown: tuple[str, ...]
    unplaced: int

    @property
    def has_roads(self) -> bool:
        """Are the times over roads, as far as there are any near?"""
        return self.network.known is not None


_kept: dict[Any, tuple[float, Ground]] = {}


def ground(unit: Unit, stations: Mapping[int, Point], at: datetime) -> Ground:
    """The ground of a unit for its stations (id to longitude and latitude); kept for some minutes, as each click asks.

    One query when kept, four when reckoned anew.
    """
    roads = arrivals.roads(root(unit.path))
    key = (unit.path, roads.versions, tuple(stations.items()))
    made, found = _kept.get(key, (-math.inf, None))
    if found is None or time.monotonic() - made > KEPT_SECONDS:
        found = _reckoned(unit, stations, Network(roads), at)
        while len(_kept) >= KEPT_MOST:
            _kept.pop(next(iter(_kept)), None)
        _kept[key] = (time.monotonic(), found)
    return found


def _reckoned(unit: Unit, stations: Mapping[int, Point], roads: Network, at: datetime) -> Ground:
    rows = _places(unit)
    named = np.array([row[-2:] for row in rows], float).reshape(-1, 2)
    settled = np.concatenate([np.array([*stations.values()], float).reshape(-1, 2), named])
    grid = grid_over(settled)
    past, unplaced = _past(unit, grid, at)
    every = np.arange(grid.columns * grid.rows)
    near = roads.is_near(grid.centres(every)) if roads.known is not None else _near(grid.centres(every), settled)
    places_of_work = _premises(unit, grid)
    cells = np.flatnonzero(near | (past > 0) | (places_of_work > 0))
    length = road_km(roads.known.graph, grid) if roads.known is not None else np.zeros(len(every))
    people, unknown = _residents(rows)
    none, nobody = np.zeros(len(rows)), np.zeros(len(cells))
    layers = {
        "area": np.concatenate([near[cells] * grid.km**2, none]),
        "roads": np.concatenate([length[cells], none]),
        "residents": np.concatenate([nobody, people]),
        "premises": np.concatenate([places_of_work[cells], none]),
        "incidents": np.concatenate([past[cells], none]),
    }
    points = np.concatenate([grid.centres(cells), named])
    places = tuple(Named(pk, name, division) for pk, name, division, _residents, *_at in rows)
    times = roads.from_stations(stations, points)
    return Ground(grid, cells, points, places, layers, tuple(stations), times, roads, unknown, unplaced)


def grid_over(points: Floats) -> Grid:
    """Lay a grid of cells of 1 km, larger where it is wide, over some points (n, 2: degrees) and what is near."""
    if not len(points):
        return Grid(0.0, 0.0, 1.0, 1.0, STEP_METRES / 1000, 0, 0)
    low, high = points.min(axis=0), points.max(axis=0)
    east, north = (one.item() for one in geometry.metres_per_degree((low[1:] + high[1:]) / 2))
    width, height = (high[0] - low[0]) * east + 2 * NEAR_METRES, (high[1] - low[1]) * north + 2 * NEAR_METRES
    step = max(STEP_METRES, math.sqrt(width * height / MOST_CELLS), max(width, height) / MOST_CELLS)
    columns, rows = int(width / step) + 1, int(height / step) + 1
    west = (low[0] + high[0]) / 2 - columns * step / east / 2
    south = (low[1] + high[1]) / 2 - rows * step / north / 2
    return Grid(float(west), float(south), step / east, step / north, step / 1000, columns, rows)


def _near(points: Floats, settled: Floats) -> Bools:
    """Which points lie near to a settled one (points)."""
    away = (distances_m(lon, lat, settled[:, 0], settled[:, 1]) for lon, lat in points.tolist())
    return np.array([metres.min(initial=math.inf) <= NEAR_METRES for metres in away], bool)


def road_km(roads: RoadGraph, grid: Grid) -> Floats:
    """Kilometres of road in each cell (columns × rows); both directions of a road are one."""
    pieces = roads.spans[:, 1].astype(np.int64) - roads.spans[:, 0]
    begin = np.repeat(roads.spans[:, 0] - np.cumsum(pieces) + pieces, pieces) + np.arange(pieces.sum())
    metres = geometry.steps(roads.points)[begin]
    parts = np.ceil(np.maximum(metres, 1.0) / ROAD_STEP).astype(np.int64)
    piece = np.repeat(np.arange(len(begin)), parts)
    share = (np.arange(len(piece)) - np.repeat(np.cumsum(parts) - parts, parts) + 0.5) / parts[piece]
    start, end = roads.points[begin[piece]], roads.points[begin[piece] + 1]
    cells = grid.cells_of(start + share[:, None] * (end - start))
    inside = cells >= 0
    km = (metres / parts)[piece[inside]] / 1000
    return np.asarray(np.bincount(cells[inside], weights=km, minlength=grid.columns * grid.rows), float)


def _places(unit: Unit) -> list[tuple[int, str, str, int | None, float, float]]:
    """Named places of the unit's divisions in which people live or work: one query."""
    if not unit.division_code:
        return []
    found = Place.objects.in_division(unit.division_code).filter(kind__in=KINDS).order_by("pk")
    return list(found.values_list("pk", "name", "division__name", "division__residents", "lon", "lat"))


def _residents(rows: list[tuple[int, str, str, int | None, float, float]]) -> tuple[Floats, tuple[str, ...]]:
    """The residents of each division in equal shares on its places (places), and the divisions nobody has counted."""
    places = Counter(division for _pk, _name, division, *_rest in rows)
    shares = [(residents or 0) / places[division] for _pk, _name, division, residents, *_at in rows]
    unknown = {division for _pk, _name, division, residents, *_at in rows if residents is None}
    return np.array(shares, float), tuple(sorted(unknown))


def _past(unit: Unit, grid: Grid, at: datetime) -> tuple[Floats, int]:
    """How many incidents of the last three years lie in each cell (columns × rows), and how many in none: one query."""
    mine = Incident.objects.counted().answered_in(at - timedelta(days=PAST_DAYS), at)
    return _counted(mine.filter(unit__path__startswith=unit.path), grid)


def _premises(unit: Unit, grid: Grid) -> Floats:
    """How many premises in business lie in each cell (columns × rows), those without a point in none: one query."""
    return _counted(Premises.objects.open().filter(unit__path__startswith=unit.path), grid)[0]


def _counted(records: QuerySet[Any], grid: Grid) -> tuple[Floats, int]:
    """How many records lie in each cell (columns × rows), and how many in none."""
    cell = _steps("lon", grid.west, grid.east_step), _steps("lat", grid.south, grid.north_step)
    found, elsewhere = np.zeros(grid.columns * grid.rows), 0
    for column, row, count in records.order_by().values_list(*cell).annotate(n=Count("pk")):
        if column is not None and 0 <= column < grid.columns and 0 <= row < grid.rows:
            found[int(row) * grid.columns + int(column)] += count
        else:
            elsewhere += count
    return found, elsewhere


def _steps(field: str, begin: float, step: float) -> Floor:
    return Floor((F(field) - Value(begin)) / Value(step, output_field=FloatField()), output_field=FloatField())
