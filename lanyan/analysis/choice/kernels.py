"""The compiled inner loops. Imported by whoever chooses, not by whoever only prepares: numba is large."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from lanyan.analysis.choice.forces import NEVER, TENTHS

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
# How many open branches are kept: more than any real choice has.
DEEPEST = 512


@njit(cache=True)
def ways(seconds: Floats, station: Ints) -> tuple[Floats, bool]:
    """The way of each formation (F) by that of its station, and whether that of any station is below 0."""
    below, found = False, np.empty(len(station))
    for one in seconds:
        below = below or one < 0
    for f in range(len(station)):
        found[f] = seconds[station[f]]
    return found, below


@njit(cache=True)
def arriving(way: Floats, turnout: Floats, delay: Floats, factor: float) -> Ints:
    """Turnout + way × factor + delay of each formation (F) in tenths, `NEVER` where there is no way."""
    found = np.empty(len(way), np.int64)
    for f in range(len(way)):
        tenths = (turnout[f] + way[f] * factor + delay[f]) * TENTHS
        found[f] = np.int64(np.rint(tenths)) if tenths < NEVER else NEVER
    return found


@njit(cache=True)
def available(first: Ints, members: Ints, arrival: Ints, open_: Bools, single: Ints, fixed: Ints) -> tuple[Ints, bool]:
    """When each vehicle (V) can be had at the earliest, in tenths, `NEVER` when it cannot; those of `fixed` with it.

    Also whether every one of them can come alone at that very time: then all can be had together.
    """
    soonest = np.full(len(single), NEVER)
    bound = np.zeros(len(single), np.bool_)
    for f in fixed:
        for at in range(first[f], first[f + 1]):
            soonest[members[at]], bound[members[at]] = arrival[f], True
    for f in range(len(arrival)):
        free = open_[f]
        for at in range(first[f], first[f + 1]):
            free = free and not bound[members[at]]
        if free:
            for at in range(first[f], first[f + 1]):
                soonest[members[at]] = min(soonest[members[at]], arrival[f])
    for v in range(len(single)):
        if soonest[v] < NEVER and not bound[v]:
            f = single[v]
            if f < 0 or not open_[f] or arrival[f] > soonest[v]:
                return soonest, False
    return soonest, True


@njit(cache=True)
def reached(
    soonest: Ints, order: Ints, carried: Ints, columns: Ints, wanted: Ints, sent: Ints, tall: Bools
) -> tuple[Ints, Ints, int]:
    """For each need (m) when all vehicles together meet it, `NEVER` if they do not, and what of it they bring.

    And when they meet all that they can meet. `order`: the vehicles by the time from which each can be had.
    """
    when, most, last = np.full(len(columns), NEVER), sent.copy(), 0
    for need in range(len(columns)):
        if most[need] >= wanted[need]:
            when[need] = 0
        for v in order:
            if soonest[v] >= NEVER:
                break
            amount = carried[v, columns[need]]
            most[need] = max(most[need], amount) if tall[need] else most[need] + amount
            if most[need] >= wanted[need] and when[need] == NEVER:
                when[need] = soonest[v]
                break
        if when[need] < NEVER:
            last = max(last, when[need])
        most[need] = min(most[need], wanted[need])
    return when, most, last


@njit(cache=True)
def relaxed(rows: Floats, least: Floats, cost: Floats, most_steps: int) -> tuple[bool, Floats, Floats]:
    """Least cost·x with `rows` (r × n) x ≥ `least` (r) and x in 0..1, costs from 0: is there such x, prices (r), x (n).

    Dual simplex with bounded columns on a dense tableau, from x = 0. Whatever the prices are, Σ price·least + Σ min(0,
    cost - price·rows) is a lower bound of the cost; those of the last step make it the highest.
    """
    r, n = rows.shape
    table = np.zeros((r + 1, n + r))
    for j in range(n):
        table[r, j] = cost[j]
        for i in range(r):
            table[i, j] = -rows[i, j]
    basis, value, upper, able = np.zeros(r, np.int64), np.zeros(r), np.zeros(n + r, np.bool_), True
    for i in range(r):
        table[i, n + i], basis[i], value[i] = 1.0, n + i, -least[i]
    for _step in range(most_steps):
        out, short, bound = -1, 1e-9, 0.0
        for i in range(r):
            if -value[i] > short:
                out, short, bound = i, -value[i], 0.0
            elif basis[i] < n and value[i] - 1.0 > short:
                out, short, bound = i, value[i] - 1.0, 1.0
        if out < 0:
            break
        into = _entering(table, out, bound == 0.0, basis, upper)
        if into < 0:
            able = False
            break
        step = (value[out] - bound) / table[out, into]
        for i in range(r):
            value[i] -= table[i, into] * step
        value[out] = step + (1.0 if upper[into] else 0.0)
        upper[basis[out]], upper[into], basis[out] = bound == 1.0, False, into
        _pivot(table, out, into)
    price, x = np.zeros(r), np.zeros(n)
    for j in range(n):
        x[j] = 1.0 if upper[j] else 0.0
    for i in range(r):
        price[i] = max(table[r, n + i], 0.0)
        if basis[i] < n:
            x[basis[i]] = value[i]
    return able, price, x


@njit(cache=True)
def _entering(table: Floats, out: int, rising: bool, basis: Ints, upper: Bools) -> int:
    """The column that may take the place of a basic one that must rise or fall: the one whose cost allows least."""
    last, best, into = len(table) - 1, np.inf, -1
    inside = np.zeros(table.shape[1], np.bool_)
    for j in basis:
        inside[j] = True
    for j in range(table.shape[1]):
        slope = table[out, j] if rising == upper[j] else -table[out, j]
        if not inside[j] and slope > 1e-9 and abs(table[last, j]) / slope < best:
            best, into = abs(table[last, j]) / slope, j
    return into


@njit(cache=True)
def _pivot(table: Floats, out: int, into: int) -> None:
    """Make a column of the tableau the unit column of a row."""
    pivot = table[out, into]
    for j in range(table.shape[1]):
        table[out, j] /= pivot
    for i in range(len(table)):
        factor = table[i, into]
        if i != out and factor != 0.0:
            for j in range(table.shape[1]):
                table[i, j] -= factor * table[out, j]


@njit(cache=True)
def fewest(rows: Ints, least: Ints, cost: Ints, most: Ints, nodes: int) -> tuple[Ints, int, bool]:
    """Least cost·y in whole numbers with `rows` (r × n) y ≥ `least` (r) and y in 0..`most` (n), all numbers whole.

    Branch and bound on the relaxation. Returns y (empty where none was found), the nodes, and whether that is proven.
    """
    r, n = rows.shape
    best, value, seen, depth, whole = np.zeros(0, np.int64), NEVER, 0, 1, True
    low, high = np.zeros((DEEPEST, n), np.int64), np.zeros((DEEPEST, n), np.int64)
    high[0] = most
    scaled, rest, costs = np.zeros((r, n)), np.zeros(r), np.zeros(n)
    while depth > 0 and seen < nodes:
        depth -= 1
        seen += 1
        lows, highs, spent = low[depth].copy(), high[depth].copy(), 0
        for i in range(r):
            size = max(abs(least[i]), 1)
            rest[i] = least[i] / size
            for j in range(n):
                rest[i] -= rows[i, j] * lows[j] / size
                scaled[i, j] = rows[i, j] * (highs[j] - lows[j]) / size
        for j in range(n):
            spent += cost[j] * lows[j]
            costs[j] = cost[j] * (highs[j] - lows[j])
        able, _price, x = relaxed(scaled, rest, costs, 500)
        if not able or spent + _dot(costs, x) > value - 1 + 1e-6:
            continue
        into, part = -1, 1e-6
        up = lows.copy()
        for j in range(n):
            share = x[j] * (highs[j] - lows[j])
            up[j] += np.int64(np.ceil(share - 1e-6))
            if min(share - np.floor(share), np.ceil(share) - share) > part:
                into, part = j, min(share - np.floor(share), np.ceil(share) - share)
        if _fits(rows, least, up) and _total(cost, up) < value:
            best, value = up, _total(cost, up)
        whole = whole and (into < 0 or depth + 2 <= DEEPEST)
        if into >= 0 and depth + 2 <= DEEPEST:
            low[depth], high[depth], low[depth + 1], high[depth + 1] = lows, highs, lows, highs
            middle = lows[into] + np.int64(np.floor(x[into] * (highs[into] - lows[into])))
            high[depth, into], low[depth + 1, into] = middle, middle + 1
            depth += 2
    return best, seen, whole and depth == 0


@njit(cache=True)
def _dot(a: Floats, b: Floats) -> float:
    found = 0.0
    for j in range(len(a)):
        found += a[j] * b[j]
    return found


@njit(cache=True)
def _total(cost: Ints, y: Ints) -> int:
    found = 0
    for j in range(len(y)):
        found += cost[j] * y[j]
    return found


@njit(cache=True)
def _fits(rows: Ints, least: Ints, y: Ints) -> bool:
    """Do these whole numbers meet every row?"""
    for i in range(len(least)):  # noqa: SIM110 - compiled code knows no generators
        if _total(rows[i], y) < least[i]:
            return False
    return True
