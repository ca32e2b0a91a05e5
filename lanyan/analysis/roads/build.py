"""Makes of a road network a graph of directed segments: what may be driven, what each turn costs."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lanyan.analysis.roads import geometry, snap
from lanyan.analysis.roads.graph import Report, RoadGraph, version_of
from lanyan.analysis.roads.network import BadRoads, Flags, Floats, Network, Numbers, Progress, Singles, silent
from lanyan.analysis.roads.profiles import Profile, Turns

# The bearing of a road at a junction is taken this far into it.
_BEARING_METRES = 10.0
# A road that leads on within this angle brings the oncoming traffic.
_AHEAD_DEGREES = 45.0


@dataclass(frozen=True)
class _States:
    """Directed segments: their segment, whether against it, the nodes they leave and reach, tenths of a second."""

    segment: Numbers
    against: Flags
    tail: Numbers
    head: Numbers
    tenths: Numbers
    halt: Singles
    twin: Numbers


def build(network: Network, profile: Profile, *, tell: Progress = silent) -> tuple[RoadGraph, Report]:
    """Build the graph of the largest part in which every road reaches every other, and say what was left out.

    Times are whole tenths of a second, rounded piece by piece between the points of a road.
    """
    left_out = Counter(network.left_out)
    speeds = _open_to(network, profile, left_out)
    tell("segments", 0.2)
    states = _states(network, speeds)
    tell("turns", 0.4)
    starts, ends = _turns(network, states)
    cost = _turn_tenths(network, states, starts, ends, profile)
    tell("connections", 0.7)
    kept = _largest(len(states.segment), starts, ends)
    left_out["directed segment outside the largest connected part"] += int((~kept).sum())
    graph = _graph(network, states, profile, (starts, ends, cost), kept)
    tell("done", 1.0)
    report = Report(
        ways=network.way_count,
        segments=len(network.spans),
        kept=len(graph.spans),
        states=len(graph.tenths),
        turns=len(graph.following),
        metres=float(graph.metres.sum()),
        left_out={reason: count for reason, count in left_out.items() if count},
    )
    return graph, report


def _open_to(network: Network, profile: Profile, left_out: Counter[str]) -> Singles:
    low = network.limits[:, 0] < profile.height_m
    weak = network.limits[:, 1] < profile.weight_t
    left_out["segment too low for the vehicle"] += int(low.sum())
    left_out["segment that does not bear the vehicle"] += int((weak & ~low).sum())
    return np.where((low | weak)[:, None], 0, network.speeds).astype(np.float32)


def _states(network: Network, speeds: Singles) -> _States:
    reach = np.concatenate([[0.0], np.cumsum(geometry.steps(network.points))])
    segment, direction = np.nonzero(speeds > 0)
    if not len(segment):
        raise BadRoads("There is no road in it that this profile may drive on")
    against = direction == 1
    ends = network.ends[segment]
    number = np.full(speeds.shape, -1, dtype=np.int64)
    number[segment, direction] = np.arange(len(segment))
    return _States(
        segment=segment,
        against=against,
        tail=np.where(against, ends[:, 1], ends[:, 0]),
        head=np.where(against, ends[:, 0], ends[:, 1]),
        tenths=_driven(network.spans[segment], np.diff(reach), speeds[segment, direction].astype(np.float64)),
        halt=network.halts[segment, direction],
        twin=number[segment, 1 - direction],
    )


def _driven(spans: Numbers, metres: Floats, kmh: Floats) -> Numbers:
    """Tenths of a second along each span: each piece rounded by itself, none free."""
    pieces = spans[:, 1] - spans[:, 0]
    owner = np.repeat(np.arange(len(spans)), pieces)
    first = np.concatenate([[0], np.cumsum(pieces)[:-1]])
    piece = np.arange(int(pieces.sum())) - first[owner] + spans[owner, 0]
    tenths = np.maximum(np.rint(metres[piece] * 36.0 / kmh[owner]), 1.0)
    return np.add.reduceat(tenths, first).astype(np.int64)


def _turns(network: Network, states: _States) -> tuple[Numbers, Numbers]:
    """From which directed segment to which the profile may turn; back only where there is no other way on."""
    order = np.argsort(states.tail, kind="stable")
    first = np.searchsorted(states.tail[order], np.arange(network.node_count + 1))
    fan = first[states.head + 1] - first[states.head]
    starts = np.repeat(np.arange(len(states.head)), fan)
    within = np.arange(len(starts)) - np.repeat(np.cumsum(fan) - fan, fan)
    ends = order[first[states.head[starts]] + within]
    ahead = (ends != states.twin[starts]) & ~_banned(network, states, starts, ends)
    stuck = np.bincount(starts[ahead], minlength=len(states.head)) == 0
    kept = ahead | (stuck[starts] & (ends == states.twin[starts]))
    return starts[kept], ends[kept]


def _banned(network: Network, states: _States, starts: Numbers, ends: Numbers) -> Flags:
    """Which turns a restriction forbids: named by it, or not the one that it allows alone."""
    banned = np.zeros(len(starts), dtype=np.bool_)
    sides = np.searchsorted(starts, np.arange(len(states.head) + 1))
    number = np.searchsorted(states.segment, np.arange(len(network.spans) + 1))
    for start, via, end, only in network.bans.tolist():
        for state in range(number[start], number[start + 1]):
            if states.head[state] == via:
                turns = slice(sides[state], sides[state + 1])
                named = states.segment[ends[turns]] == end
                # A lone allowed turn that does not exist forbids nothing.
                banned[turns] |= named if not only else (~named if named.any() else False)
    return banned


def _turn_tenths(network: Network, states: _States, starts: Numbers, ends: Numbers, profile: Profile) -> Numbers:
    """Tenths of a second of each turn: what is lost at the node, and the turn itself where more than two roads meet."""
    used = np.unique(states.segment)
    roads = np.bincount(network.ends[used].ravel(), minlength=network.node_count)
    back = ends == states.twin[starts]
    angle = _angles(network, states, starts, ends)
    turn = turn_seconds(angle, profile.turns, profile.keeps_right)
    ahead = (np.abs(angle) < _AHEAD_DEGREES) & (states.twin[ends] >= 0)
    oncoming = np.bincount(starts[ahead], minlength=len(states.head)) > 0
    across = oncoming[starts] & ~back & ((angle < 0) == profile.keeps_right)
    turn += np.where(across, profile.turns.across_oncoming_seconds * np.sin(np.radians(np.abs(angle))), 0.0)
    seconds = np.where((roads[states.head[starts]] > 2) | back, turn, 0.0) + states.halt[starts]
    return np.rint((seconds + np.where(back, profile.turns.u_turn_seconds, 0.0)) * 10).astype(np.int64)


def turn_seconds(angle: Floats, turns: Turns, keeps_right: bool) -> Floats:
    """Seconds for a turn of so many degrees (0 straight on, to the right above 0): a sigmoid, see the profile."""
    bias = np.where((angle >= 0) == keeps_right, turns.bias, 1 / turns.bias)
    return np.asarray(turns.seconds / (1 + np.exp(6.5 * bias - 13 / bias * np.abs(angle) / 180)))


def _angles(network: Network, states: _States, starts: Numbers, ends: Numbers) -> Floats:
    """Degrees from the bearing on arrival to the bearing on leaving, -180 to 180."""
    reach = np.concatenate([[0.0], np.cumsum(geometry.steps(network.points))])
    first, last = network.spans[states.segment].T
    far = np.minimum(_BEARING_METRES, reach[last] - reach[first])
    near_first = geometry.along(network.points, reach, first, far)
    near_last = geometry.along(network.points, reach, last, -far)
    tip, tail = network.points[last], network.points[first]
    against = states.against[:, None]
    leaving = geometry.bearing(np.where(against, tip, tail), np.where(against, near_last, near_first))
    arriving = geometry.bearing(np.where(against, near_first, near_last), np.where(against, tail, tip))
    return np.asarray((leaving[ends] - arriving[starts] + 180.0) % 360.0 - 180.0)


def _largest(count: int, starts: Numbers, ends: Numbers) -> Flags:
    """The directed segments of the largest part in which each reaches each."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - large, loaded by whoever needs it
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    links = csr_array((np.ones(len(starts), dtype=np.int8), (starts, ends)), shape=(count, count))
    _count, part = connected_components(links, directed=True, connection="strong")
    return np.asarray(part == np.bincount(part).argmax())


def _graph(
    network: Network,
    states: _States,
    profile: Profile,
    turns: tuple[Numbers, Numbers, Numbers],
    kept: Flags,
) -> RoadGraph:
    """Keep those states, the segments they run on and the points of these, numbered anew."""
    starts, ends, cost = turns
    state = np.cumsum(kept) - 1
    through = kept[starts] & kept[ends]
    segments, edge = np.unique(states.segment[kept], return_inverse=True)
    spans, points = _compact(network.spans[segments], network.points)
    reach = np.concatenate([[0.0], np.cumsum(geometry.steps(points))])
    places, nodes = np.unique(network.ends[segments], return_inverse=True)
    tail, head = np.searchsorted(places, states.tail), np.searchsorted(places, states.head)
    of_edge = np.full((len(segments), 2), -1, dtype=np.int32)
    of_edge[edge, states.against[kept].astype(int)] = np.arange(int(kept.sum()))
    arrays: dict[str, NDArray[np.generic]] = {
        "points": points,
        "spans": spans.astype(np.int32),
        "metres": (reach[spans[:, 1]] - reach[spans[:, 0]]).astype(np.float32),
        "kinds": network.kinds[segments].astype(np.int16),
        "named": network.named[segments].astype(np.int32),
        "of_edge": of_edge,
        "nodes": nodes.reshape(-1, 2).astype(np.int32),
        "edge": edge.astype(np.int32),
        "tenths": states.tenths[kept].astype(np.int32),
        "closed": np.zeros(int(kept.sum()), dtype=np.bool_),
        "ends_only": network.ends_only[states.segment[kept]],
        "first": np.searchsorted(state[starts[through]], np.arange(int(kept.sum()) + 1)).astype(np.int32),
        "following": state[ends[through]].astype(np.int32),
        "turns": cost[through].astype(np.int32),
        **_by_node("leaving", tail[kept], len(places)),
        **_by_node("reaching", head[kept], len(places)),
        **snap.grid(points, spans),
    }
    words = {"classes": network.classes, "names": network.names, "profile": (profile.name, profile.mark)}
    version = version_of(arrays, words)
    return RoadGraph(version=version, origin=version, **words, **arrays)  # type: ignore[arg-type]


def _by_node(name: str, node: Numbers, count: int) -> dict[str, NDArray[np.generic]]:
    """The states sorted by a node of theirs, and where each node's begin."""
    order = np.argsort(node, kind="stable")
    first = np.searchsorted(node[order], np.arange(count + 1))
    return {f"{name}_first": first.astype(np.int32), name: order.astype(np.int32)}


def _compact(spans: Numbers, points: Floats) -> tuple[Numbers, Floats]:
    """The points of the spans alone, one span after another."""
    lengths = spans[:, 1] - spans[:, 0] + 1
    first = np.cumsum(lengths) - lengths
    owner = np.repeat(np.arange(len(spans)), lengths)
    index = np.arange(int(lengths.sum())) - first[owner] + spans[owner, 0]
    return np.column_stack([first, first + lengths - 1]), points[index]
