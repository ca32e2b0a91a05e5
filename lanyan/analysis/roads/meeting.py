"""Where drawn lines meet: at crossings without a common point, and where an end stops just short of another line."""

from dataclasses import dataclass, field

import numpy as np

from lanyan.analysis.roads import geometry
from lanyan.analysis.roads.network import Floats, Numbers

# A crossing this near to a drawn point is that point.
_SAME_METRES = 0.5
_AT_ONCE = 64


@dataclass
class _Lines:
    """The lines on a flat map, and the points to put in: behind which point, at which share, which place it is."""

    flat: Floats
    refs: Numbers
    starts: Numbers
    behind: list[int] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    links: list[tuple[int, int]] = field(default_factory=list)

    def cut(self, segment: int, share: float, place: int) -> None:
        """Let a segment have this place at a share of its length; its own end where that is as near."""
        start = int(self.starts[segment])
        length = float(np.hypot(*(self.flat[start + 1] - self.flat[start])))
        for point, away in ((start, share * length), (start + 1, (1 - share) * length)):
            if away <= _SAME_METRES:
                self.links.append((int(self.refs[point]), place))
                return
        self.add(start, share, place)

    def add(self, behind: int, share: float, place: int) -> None:
        """Put a point behind another (before it with a share below nought)."""
        self.behind.append(behind)
        self.shares.append(share)
        self.places.append(place)


def joined(first: Numbers, points: Floats, refs: Numbers, metres: float) -> tuple[Numbers, Floats, Numbers]:
    """Give lines a common point wherever they cross, and lead an end to another line within so many metres.

    Takes and gives what `Ways` holds: where each line begins, the points (degrees), and which of them are one place.
    """
    of_line = np.repeat(np.arange(len(first) - 1), np.diff(first))
    flat = geometry.flat(points, geometry.scale_at(float(points[:, 1].mean())))
    found = _Lines(flat, refs, np.flatnonzero(of_line[:-1] == of_line[1:]))
    place = int(refs.max()) + 1
    for one, other, share, other_share in _crossings(flat[found.starts], flat[found.starts + 1]):
        found.cut(one, share, place)
        found.cut(other, other_share, place)
        place += 1
    extra: dict[int, Floats] = {}
    for tip in np.concatenate([first[:-1], first[1:] - 1]).tolist():
        near = _near(found, tip, metres)
        if near is not None:
            segment, share = near
            start = found.starts[segment]
            extra[len(found.behind)] = points[start] + share * (points[start + 1] - points[start])
            found.add(tip, -1.0 if tip in first else 0.5, place)
            found.cut(segment, share, place)
            place += 1
    return _woven(found, of_line, points, extra, place)


def _crossings(starts: Floats, ends: Floats) -> list[tuple[int, int, float, float]]:
    """Pairs of segments that cross, each once, with the shares of both at the crossing."""
    low, high = np.minimum(starts, ends), np.maximum(starts, ends)
    found: list[tuple[int, int, float, float]] = []
    for begin in range(0, len(starts), _AT_ONCE):
        mine = np.arange(begin, min(begin + _AT_ONCE, len(starts)))
        box = (high >= low[mine].min(axis=0)) & (low <= high[mine].max(axis=0))
        others = np.flatnonzero(box.all(axis=1))
        along, across = (ends - starts)[mine][:, None], (ends - starts)[others][None]
        apart = starts[others][None] - starts[mine][:, None]
        turn = _cross(along, across)
        with np.errstate(divide="ignore", invalid="ignore"):
            share, other = _cross(apart, across) / turn, _cross(apart, along) / turn
        hit = (share >= 0) & (share <= 1) & (other >= 0) & (other <= 1) & (others[None] > mine[:, None])
        found += [
            (int(mine[row]), int(others[column]), float(share[row, column]), float(other[row, column]))
            for row, column in zip(*np.nonzero(hit), strict=True)
        ]
    return found


def _cross(a: Floats, b: Floats) -> Floats:
    return np.asarray(a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0])


def _near(lines: _Lines, tip: int, metres: float) -> tuple[int, float] | None:
    """The segment that the end of a line stops short of, and at which share; None where it meets one already."""
    ref = lines.refs[tip]
    if (lines.refs == ref).sum() > 1 or any(ref == linked for linked, _place in lines.links):
        return None
    start, end = lines.flat[lines.starts], lines.flat[lines.starts + 1]
    own = (lines.starts == tip) | (lines.starts + 1 == tip)
    along = end - start
    square = np.maximum((along**2).sum(axis=1), 1e-9)
    shares = np.clip(((lines.flat[tip] - start) * along).sum(axis=1) / square, 0.0, 1.0)
    away = np.where(own, np.inf, np.hypot(*(start + shares[:, None] * along - lines.flat[tip]).T))
    nearest = int(away.argmin())
    return (nearest, float(shares[nearest])) if away[nearest] <= metres else None


def _woven(
    lines: _Lines, of_line: Numbers, points: Floats, extra: dict[int, Floats], count: int
) -> tuple[Numbers, Floats, Numbers]:
    """Put the found points between the drawn ones, and give all that are one place one ref."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - large, loaded by whoever needs it
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    behind, shares = np.array(lines.behind, dtype=np.int64), np.array(lines.shares)
    last = np.minimum(behind + 1, len(points) - 1)
    between = points[behind] + shares[:, None] * (points[last] - points[behind])
    for row, point in extra.items():
        between[row] = point
    all_behind = np.concatenate([np.arange(len(points)), behind])
    order = np.lexsort([np.concatenate([np.zeros(len(points)), shares]), all_behind])
    links = np.array(lines.links, dtype=np.int64).reshape(-1, 2)
    same = csr_array((np.ones(len(links)), (links[:, 0], links[:, 1])), shape=(count, count))
    _count, place = connected_components(same, directed=False)
    refs = place[np.concatenate([lines.refs, np.array(lines.places, dtype=np.int64)])][order]
    line = of_line[all_behind[order]]
    first = np.searchsorted(line, np.arange(int(of_line[-1]) + 2))
    return first.astype(np.int64), np.vstack([points, between])[order], refs.astype(np.int64)
