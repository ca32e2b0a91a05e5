"""How long from every station to a point: over the roads of a network, else by straight line, and it says so.

Graph and arrival fields of each imported network lie in a folder of its own, mapped into memory by every process that
asks. Which network and which version of its fields stand is said by its row.
"""

import logging
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lanyan.analysis.roads import build, changes, fields, flat, graph, profiles, query, search
from lanyan.analysis.roads.drawing import Way
from lanyan.analysis.roads.store import NothingStored
from lanyan.forces.models import RoadClosure, RoadNetwork
from lanyan.kernel import prepared
from lanyan.kernel.postgres import home
from lanyan.places.coordinates import distance_m

Point = tuple[float, float]
# 建标152-2017 reckons with 30 km/h mean speed and a road 1.3 times the straight line (reference §2).
ROAD_FACTOR = 1.3
METRES_PER_SECOND = 30 / 3.6
# Roads this near to a drawn closure are meant by it.
REACH_METRES = 20.0

log = logging.getLogger(__name__)
_kept: dict[str, tuple[tuple[str, str] | None, "Roads"]] = {}


@dataclass(frozen=True)
class Travel:
    """Seconds from each station (by id) to a point, nan without a way; `estimated`: those by straight line."""

    seconds: Mapping[int, float]
    estimated: frozenset[int] = frozenset()


def folder(root: str, version: str = "") -> Path:
    """Where the networks of a root (the first part of its units' paths) lie, or one of them with its fields."""
    return home() / "roads" / root / version


def straight_seconds(a: Point, b: Point) -> float:
    """Estimate the seconds by road between two points without any road data."""
    return straight_seconds_of(distance_m(*a, *b))


def straight_seconds_of(metres: float) -> float:
    """The same of metres as the crow flies."""
    return metres * ROAD_FACTOR / METRES_PER_SECOND


def straight_way(start: Point, end: Point) -> Way:
    """A straight line to draw where no road is known, with its estimate."""
    return Way([[*start], [*end]], distance_m(*start, *end), straight_seconds(start, end))


class Roads:
    """The roads of a root as they stand: how long from its stations, and the ways. Without any, straight lines."""

    def __init__(self, known: fields.Fields | None, versions: tuple[str, str] | None = None) -> None:
        # `versions`: of the network and of its fields, for whoever keeps what was reckoned with them.
        self.known, self.versions = known, versions
        places = known.stations.tolist() if known is not None else []
        self._columns = {(lon, lat): column for column, (lon, lat) in enumerate(places)}

    def travel(self, stations: Mapping[int, Point], point: Point) -> Travel:
        """Seconds from stations (id to longitude and latitude) to a point.

        Stations the fields do not know (opened or moved a moment ago) or that stand far from all roads are estimated by
        straight line, and all of them where no road is near the point or no network was imported.
        """
        there = query.times(self.known, *point).tolist() if self.known is not None else []
        if not any(math.isfinite(one) for one in there):
            return Travel({pk: straight_seconds(at, point) for pk, at in stations.items()}, frozenset(stations))
        columns = {pk: self._column(at) for pk, at in stations.items()}
        found = {
            pk: there[column] if column is not None else straight_seconds(stations[pk], point)
            for pk, column in columns.items()
        }
        return Travel(found, frozenset(pk for pk, column in columns.items() if column is None))

    def _column(self, at: Point) -> int | None:
        column = self._columns.get(at)
        return column if column is not None and self.known is not None and self.known.edges[column] >= 0 else None

    def way(self, start: Point, end: Point) -> Way | None:
        """The fastest way between two points under the closures in effect, to draw; None without roads or a way."""
        if self.known is None:
            return None
        column = self._column(start)
        return self.known.route(column, *end) if column is not None else search.way(self.known.graph, start, end)

    def drawn(self, start: Point, end: Point) -> Way:
        """The way to draw, come what may: a straight line with its estimate where there is no other."""
        return self.way(start, end) or straight_way(start, end)

    def seconds_from(self, start: Point, end: Point, *, most_seconds: float = math.inf) -> float:
        """Seconds from where a vehicle is to a point, within a limit; nan: no way. Without roads by straight line."""
        if self.known is None:
            return straight_seconds(start, end)
        found = search.way(self.known.graph, start, end, most_seconds=most_seconds)
        return found.seconds if found is not None else math.nan


_IN_USE = prepared.query(
    lambda path: (
        RoadNetwork.objects.filter(unit__path=path, is_current=True)
        .exclude(fields_version="")
        .values_list("version", "fields_version")
    ),
    path=str,
)


def roads(root: str) -> Roads:
    """The roads of a root as they stand now: one query; opened once for every version."""
    versions = _IN_USE.one(path=f"{root}.")
    kept = _kept.get(root)
    if kept is None or kept[0] != versions:
        kept = _kept[root] = (versions, Roads(_opened(root, versions[0]) if versions is not None else None, versions))
    return kept[1]


def _opened(root: str, version: str) -> fields.Fields | None:
    place = folder(root, version)
    try:
        return fields.load(place / "fields", graph.load(place / "graph"))
    except NothingStored as problem:
        log.warning("roads of %s: %s", root, problem)
        return None


def reckoned(place: Path, closures: Sequence[RoadClosure], places: list[Point]) -> fields.Fields:
    """Reckon the fields of stations under closures; only those of stations that a closure touches are new.

    `place` is the folder of a network.
    """
    roads = graph.load(place / "graph")
    changed = changes.apply(roads, [_change(closure) for closure in closures])
    try:
        before = fields.load(place / "fields", roads)
    except NothingStored:
        return fields.build(changed, places)
    if [tuple(at) for at in before.stations.tolist()] != places:
        return fields.build(changed, places)
    # The clock asks every minute: mostly nothing has begun or ended since.
    return before if before.graph.version == changed.version else fields.rebuild(before, changed)


def _change(closure: RoadClosure) -> changes.Change:
    return changes.Change(
        points=tuple((lon, lat) for lon, lat in closure.points),
        reach_metres=REACH_METRES,
        factor=closure.factor or changes.CLOSED,
    )


def warm() -> None:
    """Load what is compiled, with a road of one line."""
    drive = profiles.read("fire_engine")
    line = flat.Line([(118.0, 28.0), (118.01, 28.0)], {"highway": "primary"})
    small, _report = build.build(flat.lines([line], drive), drive)
    query.times(fields.build(small, [(118.0, 28.0)]), 118.005, 28.0)
