"""The stages of branch and bound: fewest vehicles, least loss of cover, least arrival, each with its bounds."""

import math

import numpy as np

from lanyan.analysis.choice.forces import Bools, Floats, Ints
from lanyan.analysis.choice.kernels import fewest, relaxed
from lanyan.analysis.choice.programme import Answer, values
from lanyan.analysis.choice.search import Bounds, Problem, search

MOST_STEPS = 500
NO_LIMIT = 1 << 40


def searched(task: Problem, cost: Ints, nodes: int) -> Answer:
    """Fewest vehicles first; among as many those that lose nothing; only if there are none, those that lose least."""
    found, used, proven = _fewest(task, nodes)
    if found is None:
        return Answer(None, used, 0.0 if proven else 1.0, "" if proven else "vehicles")
    cap, counting = int(task.size[found].sum()), priced(task, task.size)
    bounds = bounded(task, cost, counting, priced(task, cost, cap))
    complete, best, value, seen = search(task, bounds, cost, cap, task.lost, False, max((nodes - used) // 2, 1))
    used += seen
    known, cover_proven = [found], value >= 0
    if value >= 0:
        known.append(best)
    else:
        cheapest, least_lost, more, seen = _dearer(task, cost, cap, bounds, max(nodes - used, 1))
        cover_proven, complete = complete and least_lost, complete and cheapest
        used, known = used + seen, [*known, *more]
    # Of equal ones the last: the search settled them by key.
    (vehicles, lost, sum_of), last = min((values(task, cost, one), -number) for number, one in enumerate(known))
    if not proven:
        return Answer(known[-last], used, 1 - math.ceil(_count_bound(task) - 1e-6) / vehicles, "vehicles")
    if complete:
        return Answer(known[-last], used)
    if not cover_proven and lost > task.lost:
        return Answer(known[-last], used, 1 - task.lost / lost, "cover")
    bound = float(bounds.price[:-1] @ task.need - bounds.price[-1] * cap + bounds.cheaper[0])
    return Answer(known[-last], used, 1 - max(bound, 0.0) / sum_of, "arrival")


def _fewest(task: Problem, nodes: int) -> tuple[Bools | None, int, bool]:
    """A set of the fewest vehicles, whatever they cost, None when there is none; the nodes, and if that is proven.

    Items that bring the same with as many vehicles are one kind, of which a number is taken.
    """
    shared = np.bincount(task.members, minlength=len(task.spot)) > 1
    mark = np.where(np.logical_or.reduceat(shared[task.members], task.first[:-1]), np.arange(len(task.size)) + 1, 0)
    rows = np.column_stack([mark, task.size, task.amounts])
    order = np.lexsort(rows.T[::-1])
    starts = np.flatnonzero(np.append(True, (np.diff(rows[order], axis=0) != 0).any(axis=1)))
    kinds, most = order[starts], np.diff(np.append(starts, len(order)))
    barred = np.array([np.isin(kinds, _owners(task, vehicle)) for vehicle in np.flatnonzero(shared).tolist()], np.int64)
    limits = np.concatenate([task.amounts[kinds].T, -barred.reshape(-1, len(kinds))])
    least = np.concatenate([task.need, np.full(len(barred), -1)])
    kept = least != 0
    numbers, used, complete = fewest(
        np.ascontiguousarray(limits[kept]), least[kept], task.size[kinds], most.astype(np.int64), nodes
    )
    if not len(numbers):
        return None, used, complete
    found = np.zeros(len(task.size), bool)
    for start, number in zip(starts, numbers, strict=True):
        found[order[start : start + number]] = True
    return found, used, complete


def _owners(task: Problem, vehicle: int) -> Ints:
    """The items that take a vehicle."""
    return np.repeat(np.arange(len(task.size)), task.size)[task.members == vehicle]


def _count_bound(task: Problem) -> float:
    """No set has fewer vehicles than this."""
    counting = priced(task, task.size)
    return float(counting[:-1] @ task.need + _tail(task.size - task.amounts @ counting[:-1])[0])


def _dearer(task: Problem, cost: Ints, cap: int, bounds: Bounds, nodes: int) -> tuple[bool, bool, list[Bools], int]:
    """Where something must be lost: the least loss, then the least cost at it.

    Says whether the cost is proven and whether the loss is, the sets found, the last the best, and the nodes.
    """
    if not len(task.weights):
        return True, True, [], 0
    alone = _lost_alone(task)
    losing = bounded(task, alone, bounds.counting, priced(task, alone, cap))
    complete, found, value, seen = search(task, losing, alone, cap, NO_LIMIT, True, max(nodes // 2, 1))
    if value < 0:
        return complete, complete, [], seen
    again, best, least, more = search(task, bounds, cost, cap, value, False, max(nodes - seen, 1))
    return complete and again, complete, [found, best] if least >= 0 else [found], seen + more


def _lost_alone(task: Problem) -> Ints:
    """What each item loses if it is the only one taken: a lower bound of what it adds to any loss."""
    found = np.zeros(len(task.size), np.int64)
    for number in range(len(task.size)):
        spots = task.spot[task.members[task.first[number] : task.first[number + 1]]]
        for station in {int(one) for one in spots if one >= 0}:
            if task.left[station] == int((spots == station).sum()):
                classes = task.classes[task.at[station] : task.at[station + 1]]
                found[number] += int(task.weights[classes][task.alive[classes] == 1].sum())
    return found


def priced(task: Problem, cost: Ints, cap: int | None = None) -> Floats:
    """Prices of the needs (m) and of the cap (the last, 0 without one) that bound a cost from below."""
    open_ = np.flatnonzero(task.need)
    rows = (task.amounts[:, open_] / task.need[open_]).T
    least = np.ones(len(open_))
    if cap is not None:
        rows, least = np.vstack([rows, -task.size / cap]), np.append(least, -1.0)
    found = np.zeros(len(task.need) + 1)
    _able, price, _x = relaxed(np.ascontiguousarray(rows), least, cost.astype(float), MOST_STEPS)
    found[open_] = price[: len(open_)] / task.need[open_]
    found[-1] = price[-1] / cap if cap is not None else 0.0
    return found


def bounded(task: Problem, cost: Ints, counting: Floats, price: Floats) -> Bounds:
    """The items in the order of how sure the prices are of them, with what bounds the rest."""
    reduced = cost + price[-1] * task.size - task.amounts @ price[:-1]
    # Equal items must stay in the order of their keys: rounding may not tell twins apart.
    reduced = np.round(reduced, 6)
    order = np.argsort(-np.abs(reduced), kind="stable")
    counted = task.size - task.amounts @ counting[:-1]
    supply = np.zeros((len(order) + 1, len(task.need)), np.int64)
    supply[:-1] = np.cumsum(task.amounts[order][::-1], axis=0)[::-1]
    fewer, cheaper = _tail(counted[order]), _tail(reduced[order]) - 1e-6 * len(order)
    return Bounds(order, reduced[order] <= 0, counting, price, fewer, cheaper, supply)


def _tail(reduced: Floats) -> Floats:
    """By how much the items from each depth on can lower a bound."""
    return np.append(np.cumsum(np.minimum(reduced, 0.0)[::-1])[::-1], 0.0)
