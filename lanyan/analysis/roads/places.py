"""A place on the roads: by which directed segments it is left and reached. At a junction, by all that meet there."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lanyan.analysis.roads.graph import ENDS_ONLY_TENTHS, RoadGraph

ALONG, AGAINST, NEITHER = 0, 1, 2
# Who is this near to a junction or to another on the same road is there.
THERE_METRES = 0.5


class Seeds(NamedTuple):
    """Where a place leads first: each state once, the tenths until its start, and how the edge is left."""

    states: NDArray[np.int32]
    tenths: NDArray[np.float64]
    left: NDArray[np.int64]


def junction(graph: RoadGraph, edge: int, share: float) -> int:
    """The node that a place on an edge (share of its length) stands at; -1 where it stands between two."""
    metres = float(graph.metres[edge])
    if share * metres < THERE_METRES:
        return int(graph.nodes[edge, 0])
    return int(graph.nodes[edge, 1]) if (1.0 - share) * metres < THERE_METRES else -1


def seeds(graph: RoadGraph, edge: int, share: float) -> Seeds:
    """The states that a place on an edge leads to first. A closed road may be left; a junction costs no turn."""
    states: list[NDArray[np.int32]] = []
    costs: list[NDArray[np.float64]] = []
    left: list[NDArray[np.int64]] = []
    for side, rest in ((ALONG, 1.0 - share), (AGAINST, share)):
        state = int(graph.of_edge[edge, side])
        if state >= 0:
            turns = slice(graph.first[state], graph.first[state + 1])
            following = graph.following[turns]
            enters = graph.ends_only[following] & ~graph.ends_only[state]
            states.append(following)
            costs.append(np.rint(graph.tenths[state] * rest) + graph.turns[turns] + enters * ENDS_ONLY_TENTHS)
            left.append(np.full(len(following), side))
    node = junction(graph, edge, share)
    if node >= 0:
        around = graph.leaving[graph.leaving_first[node] : graph.leaving_first[node + 1]]
        states.append(around)
        costs.append(np.zeros(len(around)))
        left.append(np.full(len(around), NEITHER))
    every, cost = np.concatenate(states), np.concatenate(costs)
    order = np.lexsort((cost, every))
    cheapest = order[np.unique(every[order], return_index=True)[1]]
    return Seeds(every[cheapest], cost[cheapest].astype(np.float64), np.concatenate(left)[cheapest])


def ends(graph: RoadGraph, edge: int, share: float) -> list[tuple[int, float]]:
    """The states over which a place on an edge is reached, and the part of each that is driven then."""
    pair = zip(graph.of_edge[edge].tolist(), (share, 1.0 - share), strict=True)
    found = [(state, part) for state, part in pair if state >= 0]
    node = junction(graph, edge, share)
    if node >= 0:
        around = graph.reaching[graph.reaching_first[node] : graph.reaching_first[node + 1]]
        # Over a closed road nobody passes to a junction.
        found += [(state, 1.0) for state in around.tolist() if graph.edge[state] != edge and not graph.closed[state]]
    return found
