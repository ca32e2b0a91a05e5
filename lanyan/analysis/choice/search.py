"""Branch and bound over the items of a choice, compiled: exact, and quick where the items are few or the prices good.

Depth first. At each node four things are asked: can what is left still bring what is missing; do the fewest vehicles
it takes stay within the cap; is no more cover lost than allowed; can the least cost still match the best found. The
second and fourth are bounds by prices (see `kernels.relaxed`). Sets of equal cost are settled by the order of keys.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from lanyan.analysis.choice.kernels import Bools, Floats, Ints


class Problem(NamedTuple):
    """n items, m needs, in whole numbers. Items are in the order of keys.

    `amounts` (n × m) and `need` (m): what must be covered; `size` (n) vehicles; `first` (n + 1), `members` the vehicles
    of each item, none taken twice; `before` (n) the twin that goes first, or -1. `spot` (vehicles): the station a
    vehicle holds, or -1; `left`, `at`, `classes`, `alive`, `weights`, `lost` as in `holding.Stake`.
    """

    amounts: Ints
    need: Ints
    size: Ints
    first: Ints
    members: Ints
    before: Ints
    spot: Ints
    left: Ints
    at: Ints
    classes: Ints
    alive: Ints
    weights: Ints
    lost: int


class _State(NamedTuple):
    """A node: the items taken, what is still needed, vehicles taken, what is still held, and [vehicles, cost, lost]."""

    inside: Bools
    need: Ints
    taken: Bools
    left: Ints
    alive: Ints
    sums: Ints


class Bounds(NamedTuple):
    """The order of the items and what bounds the rest at each depth d (n + 1) of it.

    `first` (n): is taking tried before leaving? `counting`, `price` (m + 1): prices for vehicles and for the cost, the
    last one the cap's; `fewer`, `cheaper`: by how much items from d on can lower either; `supply` (n + 1 × m).
    """

    order: Ints
    first: Bools
    counting: Floats
    price: Floats
    fewer: Floats
    cheaper: Floats
    supply: Ints


@njit(cache=True)
def _put(p: Problem, s: _State, cost: Ints, j: int, sign: int) -> None:
    """Take item j into the node (sign 1) or out of it again (sign -1)."""
    s.inside[j] = sign > 0
    for c in range(len(s.need)):
        s.need[c] -= sign * p.amounts[j, c]
    s.sums[0] += sign * p.size[j]
    s.sums[1] += sign * cost[j]
    for at in range(p.first[j], p.first[j + 1]):
        vehicle = p.members[at]
        s.taken[vehicle] = sign > 0
        station = p.spot[vehicle]
        if station < 0:
            continue
        if sign > 0:
            s.left[station] -= 1
        if s.left[station] == 0:
            for entry in range(p.at[station], p.at[station + 1]):
                kind = p.classes[entry]
                if sign > 0:
                    s.alive[kind] -= 1
                    s.sums[2] += p.weights[kind] if s.alive[kind] == 0 else 0
                else:
                    s.sums[2] -= p.weights[kind] if s.alive[kind] == 0 else 0
                    s.alive[kind] += 1
        if sign < 0:
            s.left[station] += 1


@njit(cache=True)
def _may(p: Problem, s: _State, j: int) -> bool:
    """May item j be taken: its vehicles are free, and its twin went first?"""
    if p.before[j] >= 0 and not s.inside[p.before[j]]:
        return False
    for at in range(p.first[j], p.first[j + 1]):  # noqa: SIM110 - compiled code knows no generators
        if s.taken[p.members[at]]:
            return False
    return True


@njit(cache=True)
def _met(need: Ints) -> bool:
    """Is nothing needed any more?"""
    for amount in need:  # noqa: SIM110 - compiled code knows no generators
        if amount > 0:
            return False
    return True


@njit(cache=True)
def _hopeless(s: _State, b: Bounds, d: int, cap: int, best: float) -> bool:
    """Can nothing below this node be as good as the best?"""
    last = len(s.need)
    vehicles = s.sums[0] + b.fewer[d]
    cost = s.sums[1] - b.price[last] * (cap - s.sums[0]) + b.cheaper[d]
    for c in range(last):
        if s.need[c] > 0:
            if s.need[c] > b.supply[d, c]:
                return True
            vehicles += b.counting[c] * s.need[c]
            cost += b.price[c] * s.need[c]
    return vehicles > cap + 1e-6 or cost > best + 1e-3 + 1e-9 * abs(best)


@njit(cache=True)
def _comes_first(one: Bools, other: Bools) -> bool:
    """Is the first key in which two sets differ in the first of them?"""
    for j in range(len(one)):
        if one[j] != other[j]:
            return one[j]
    return False


@njit(cache=True)
def search(
    p: Problem, b: Bounds, cost: Ints, cap: int, most_lost: int, by_loss: bool, nodes: int
) -> tuple[bool, Bools, int, int]:
    """Find the set of at most `cap` vehicles that loses at most `most_lost` and costs least (`by_loss`: loses least).

    With `by_loss` the costs are what each item loses alone, a lower bound of what is lost. Returns whether the search
    ran to its end within `nodes`, the set (empty when there is none), its value (-1 when there is none) and the nodes.
    """
    n = len(p.size)
    sums = np.zeros(3, np.int64)
    sums[2] = p.lost
    taken = np.zeros(len(p.spot), np.bool_)
    s = _State(np.zeros(n, np.bool_), p.need.copy(), taken, p.left.copy(), p.alive.copy(), sums)
    tried, found, value, seen = np.zeros(n + 1, np.int64), np.zeros(n, np.bool_), -1, 0
    best = float(most_lost - p.lost) if by_loss else np.inf
    d, entering = 0, True
    while d >= 0:
        if entering:
            seen += 1
            if seen > nodes:
                return False, found, value, seen
            tried[d] = 2
            if s.sums[2] > most_lost:
                pass
            elif _met(s.need):
                if by_loss or value < 0 or s.sums[1] < value or (s.sums[1] == value and _comes_first(s.inside, found)):
                    found[:] = s.inside
                    value = s.sums[2] if by_loss else s.sums[1]
                    most_lost = value - 1 if by_loss else most_lost
                    best = float(most_lost - p.lost) if by_loss else float(value)
            elif d < n and not _hopeless(s, b, d, cap, best):
                tried[d] = 0
        entering = False
        if d < n and s.inside[b.order[d]]:
            _put(p, s, cost, b.order[d], -1)
        if tried[d] == 2:
            d -= 1
            continue
        taking = (tried[d] == 0) == b.first[d]
        tried[d] += 1
        if taking:
            if not _may(p, s, b.order[d]) or s.sums[0] + p.size[b.order[d]] > cap:
                continue
            _put(p, s, cost, b.order[d], 1)
        d, entering = d + 1, True
    return True, found, value, seen
