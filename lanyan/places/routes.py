"""The shortest way over the stored road picture, as a line to draw. A picture, not navigation: no turns, no one-way."""

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lanyan.places import picture
from lanyan.places.coordinates import distance_m
from lanyan.places.models import MapLine

if TYPE_CHECKING:
    # Large, and loaded by whoever asks for the first way.
    from scipy.sparse import csr_array

Point = tuple[float, float]
Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]
METRES_PER_DEGREE = 111_195.0
# A point farther than this from every road is not joined to the picture.
NEAR_METRES = 1500.0
# The picture's lines end where they were drawn to; an end this near to another road means a junction.
JOINT_METRES = 120.0
_CHUNK = 64


@dataclass(frozen=True)
class Route:
    """A way as [longitude, latitude] points (WGS-84) and its length; `is_straight` where the picture has no road."""

    points: list[list[float]]
    metres: float
    is_straight: bool


@dataclass(frozen=True)
class _Spot:
    """A point joined to the roads: its foot on an edge, and how far the foot is from both ends of that edge."""

    edge: int
    foot: Floats
    away: float
    ends: tuple[tuple[int, float], tuple[int, float]]


class Roads:
    """The roads of a picture as a graph: nodes in metres on a flat map around the city, edges with their length."""

    def __init__(self, lines: list[list[Point]]) -> None:
        corners = [point for line in lines for point in line]
        self._origin = np.asarray(corners, dtype=np.float64).mean(axis=0) if corners else np.zeros(2)
        self._scale = METRES_PER_DEGREE * np.array([math.cos(math.radians(float(self._origin[1]))), 1.0])
        flat = [self.flat(line) for line in lines if len(line) > 1]
        self.nodes, self.edges = _graph(flat)

    def flat(self, points: object) -> Floats:
        """Longitudes and latitudes as metres east and north of the city's middle."""
        return (np.asarray(points, dtype=np.float64) - self._origin) * self._scale

    def round(self, points: Floats) -> list[list[float]]:
        """Metres back to longitudes and latitudes."""
        return [[round(float(lon), 6), round(float(lat), 6)] for lon, lat in points / self._scale + self._origin]

    @cached_property
    def lengths(self) -> Floats:
        """The length of each edge in metres."""
        ends = self.nodes[self.edges]
        return np.hypot(*(ends[:, 1] - ends[:, 0]).T)

    @cached_property
    def _matrix(self) -> "csr_array[np.float64]":
        from scipy.sparse import csr_array  # noqa: PLC0415 - see above

        count = len(self.nodes)
        # An edge of no length would read as no edge.
        return csr_array((np.maximum(self.lengths, 0.01), (self.edges[:, 0], self.edges[:, 1])), shape=(count, count))

    def spot(self, point: Point) -> _Spot | None:
        """Join a point to the nearest road; None when none is near."""
        if not len(self.edges):
            return None
        at = self.flat(point)
        shares, away = _feet(at, self.nodes[self.edges[:, 0]], self.nodes[self.edges[:, 1]])
        edge = int(away.argmin())
        if away[edge] > NEAR_METRES:
            return None
        first, last = (int(node) for node in self.edges[edge])
        share, length = float(shares[edge]), float(self.lengths[edge])
        foot = self.nodes[first] + share * (self.nodes[last] - self.nodes[first])
        return _Spot(edge, foot, float(away[edge]), ((first, share * length), (last, (1 - share) * length)))

    def way(self, a: Point, b: Point) -> tuple[list[list[float]], float] | None:
        """The shortest way between two points over the roads, with its metres; None when there is none."""
        from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415 - see above

        start, end = self.spot(a), self.spot(b)
        if start is None or end is None:
            return None
        ends = self.flat([a, b])
        if start.edge == end.edge:
            along = float(np.hypot(*(end.foot - start.foot)))
            return self.round(np.array([ends[0], start.foot, end.foot, ends[1]])), start.away + along + end.away
        sources = [node for node, _metres in start.ends]
        far, before = dijkstra(self._matrix, directed=False, indices=sources, return_predecessors=True)
        metres, row, node = min(
            (start.ends[row][1] + float(far[row, node]) + rest, row, node)
            for row in range(2)
            for node, rest in end.ends
        )
        if not math.isfinite(metres):
            return None
        path = [node]
        while path[-1] != sources[row]:
            path.append(int(before[row, path[-1]]))
        line = np.array([ends[0], start.foot, *self.nodes[path[::-1]], end.foot, ends[1]])
        return self.round(line), start.away + metres + end.away


def _graph(lines: list[Floats]) -> tuple[Floats, Numbers]:
    """Cut all lines where they meet: the nodes, and the edges as pairs of nodes."""
    if not lines:
        return np.zeros((0, 2)), np.zeros((0, 2), dtype=np.intp)
    starts = np.concatenate([line[:-1] for line in lines])
    ends = np.concatenate([line[1:] for line in lines])
    cuts = _crossings(starts, ends)
    for line in lines:
        for tip in (line[0], line[-1]):
            _join(tip, starts, ends, cuts)
    points: list[Floats] = []
    pairs: list[tuple[int, int]] = []
    known: dict[tuple[int, int], int] = {}

    def number(point: Floats) -> int:
        key = (round(float(point[0])), round(float(point[1])))
        if key not in known:
            known[key] = len(points)
            points.append(point)
        return known[key]

    for at, (start, end) in enumerate(zip(starts, ends, strict=True)):
        shares = sorted({0.0, 1.0, *(share for share, _tip in cuts.get(at, ()))})
        numbers = [number(start + share * (end - start)) for share in shares]
        pairs += [pair for pair in pairwise(numbers) if pair[0] != pair[1]]
        for share, tip in cuts.get(at, ()):
            if tip is not None:
                pairs.append((number(start + share * (end - start)), number(tip)))
    nodes, edges = np.array(points), np.array([pair for pair in {*pairs} if pair[0] != pair[1]], dtype=np.intp)
    return _largest(nodes, edges)


_Cuts = dict[int, list[tuple[float, Floats | None]]]


def _crossings(starts: Floats, ends: Floats) -> _Cuts:
    """Where segments cross: for each the shares of its length, 0 to 1."""
    found: _Cuts = {}
    for first in range(0, len(starts), _CHUNK):
        mine = np.arange(first, min(first + _CHUNK, len(starts)))
        others = _beside(starts, ends, np.concatenate([starts[mine], ends[mine]]), 0.0)
        along, across = (ends[mine] - starts[mine])[:, None, :], (ends[others] - starts[others])[None, :, :]
        apart = starts[others][None, :, :] - starts[mine][:, None, :]
        turn = _cross(along, across)
        with np.errstate(divide="ignore", invalid="ignore"):
            share, other = _cross(apart, across) / turn, _cross(apart, along) / turn
        for row, column in zip(*np.nonzero((share >= 0) & (share <= 1) & (other >= 0) & (other <= 1)), strict=True):
            found.setdefault(int(mine[row]), []).append((float(share[row, column]), None))
    return found


def _beside(starts: Floats, ends: Floats, points: Floats, margin: float) -> Numbers:
    """The segments that reach into the box around some points: neighbours in the file are neighbours on the ground."""
    low, high = points.min(axis=0) - margin, points.max(axis=0) + margin
    apart = (np.maximum(starts, ends) < low) | (np.minimum(starts, ends) > high)
    return np.flatnonzero(~apart.any(axis=1))


def _cross(a: Floats, b: Floats) -> Floats:
    return np.asarray(a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0])


def _feet(at: Floats, starts: Floats, ends: Floats) -> tuple[Floats, Floats]:
    """The foot of a point on each segment as a share of its length, and its distance in metres."""
    along = ends - starts
    square = np.maximum((along**2).sum(axis=1), 1e-9)
    shares = np.clip(((at - starts) * along).sum(axis=1) / square, 0.0, 1.0)
    return shares, np.hypot(*(starts + shares[:, None] * along - at).T)


def _join(tip: Floats, starts: Floats, ends: Floats, cuts: _Cuts) -> None:
    """Join the end of a line to the nearest road that is not its own, where one is near."""
    near = _beside(starts, ends, tip[None, :], JOINT_METRES)
    own = (np.abs(starts[near] - tip).max(axis=1) < 1e-6) | (np.abs(ends[near] - tip).max(axis=1) < 1e-6)
    near = near[~own]
    if not len(near):
        return
    shares, away = _feet(tip, starts[near], ends[near])
    nearest = int(away.argmin())
    if away[nearest] <= JOINT_METRES:
        cuts.setdefault(int(near[nearest]), []).append((float(shares[nearest]), tip))


def _largest(nodes: Floats, edges: Numbers) -> tuple[Floats, Numbers]:
    """The largest piece that hangs together: a lone street leads nowhere."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - see above
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    if not len(edges):
        return nodes, edges
    count = len(nodes)
    links = csr_array((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(count, count))
    _count, piece = connected_components(links, directed=False)
    kept = piece == np.bincount(piece).argmax()
    return nodes[kept], (np.cumsum(kept) - 1)[edges[kept[edges[:, 0]]]].astype(np.intp)


# One graph a city and process: read again when the picture has changed.
_known: dict[str, tuple[str, Roads]] = {}


def _roads(city: str) -> Roads:
    mark = picture.mark(city)
    if city not in _known or _known[city][0] != mark:
        kinds = (MapLine.Kind.MAIN, MapLine.Kind.MINOR)
        lines = MapLine.objects.filter(city_code=city, kind__in=kinds).order_by("pk").values_list("points", flat=True)
        _known[city] = (mark, Roads([[tuple(point) for point in line] for line in lines]))
    return _known[city][1]


def route(city: str, a: Point, b: Point) -> Route:
    """The way from a to b (longitude, latitude) over the roads of a city's picture (four-digit code).

    Length in metres. A straight line where the picture has no road near one of them, or none between them.
    """
    found = _roads(city).way(a, b)
    if found is None:
        return Route([[*a], [*b]], distance_m(*a, *b), is_straight=True)
    points, metres = found
    return Route(points, metres, is_straight=False)
