"""The time from one place to all directed segments: compiled, or by scipy where there is no compiler."""

from functools import cache
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from lanyan.analysis.roads import places
from lanyan.analysis.roads.graph import ENDS_ONLY_TENTHS, RoadGraph

NEVER = 2**31 - 1


@cache
def compiler() -> ModuleType | None:
    """The compiled loops; None where numba cannot be imported."""
    try:
        from lanyan.analysis.roads import _compiled  # noqa: PLC0415 - large, loaded by whoever needs it
    except ImportError:
        return None
    return _compiled


def tenths_from(graph: RoadGraph, edge: int, share: float, *, most: float = np.inf) -> NDArray[np.float32]:
    """Tenths of a second from a place on an edge to the start of every state (states,).

    Infinite where there is no way, or none within `most` tenths.
    """
    compiled = compiler()
    if compiled is None:
        return _plain(graph, edge, share, most)
    return _compiled(compiled, graph, edge, share, int(min(most, NEVER - 1)))


def _plain(graph: RoadGraph, edge: int, share: float, most: float) -> NDArray[np.float32]:
    from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415 - large, loaded by whoever needs it

    count, begin = len(graph.tenths), places.seeds(graph, edge, share)
    far = dijkstra(graph.matrix([(begin.states, begin.tenths)]), indices=count)[:count]
    priced = np.isfinite(far) & (far >= ENDS_ONLY_TENTHS)
    far[priced] %= ENDS_ONLY_TENTHS
    return np.where(far <= most, far, np.inf).astype(np.float32)


def _compiled(compiled: ModuleType, graph: RoadGraph, edge: int, share: float, most: int) -> NDArray[np.float32]:
    """The same in rounds: roads that may only be ended on are entered when all others have been reached."""
    first, following, steps, dear = graph.steps
    begin = places.seeds(graph, edge, share)
    far, done = np.full(len(graph.tenths), NEVER, dtype=np.int32), np.zeros(len(graph.tenths), dtype=np.bool_)
    cheap = begin.tenths < ENDS_ONLY_TENTHS
    states, at = begin.states[cheap], begin.tenths[cheap]
    buckets = int(steps.max(initial=1)) + 1
    while True:
        order = np.argsort(at, kind="stable")
        compiled.spread(first, following, steps, far, done, states[order], at[order].astype(np.int32), buckets, most)
        entered = dear[done[graph.before[dear]]]
        states = np.concatenate([begin.states[~cheap], following[entered]])
        at = (
            np.concatenate([begin.tenths[~cheap], far[graph.before[entered]] + graph.costs[entered]]) - ENDS_ONLY_TENTHS
        )
        fresh = ~done[states] & (at <= most)
        states, at = states[fresh], at[fresh]
        if not len(states):
            return np.where(done, far, np.inf).astype(np.float32)
