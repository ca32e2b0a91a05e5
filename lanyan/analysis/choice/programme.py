"""The same choice as an integer programme for HiGHS: for what branch and bound does not settle in time.

Binary x for each item, e ≥ 0 for each station that may be emptied, u ≥ 0 for each class of ground at stake:
Σ amounts·x ≥ need; Σ x ≤ 1 over the items that share a vehicle; e ≥ Σ holders taken − left + 1; u ≥ Σ e over the
stations that hold the class − alive + 1. Vehicles, loss and arrival are minimised one after another, each held at its
least for the next.
"""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from lanyan.analysis.choice.forces import Bools, Floats, Ints
from lanyan.analysis.choice.holding import WHOLE

if TYPE_CHECKING:
    from lanyan.analysis.choice.search import Problem

STAGES = ("vehicles", "cover", "arrival")
# Loss is reckoned in millionths of the ground: finer the solver's tolerances cannot tell apart.
MILLIONTH = WHOLE // 1_000_000
# Vehicles and tenths are whole, and so is loss as far as it is told apart: a gap below one is none.
SLACK = 0.99


@dataclass(frozen=True)
class Answer:
    """The items taken (n, None when there is no set), the nodes it took, the gap of the first value not proven."""

    inside: Bools | None
    nodes: int
    gap: float = 0.0
    unproven: str = ""


def solve(task: "Problem", cost: Ints, *, nodes: int, seconds: float, start: Bools | None) -> Answer | None:
    """Minimise vehicles, then loss, then cost; None when there is no set, or none was found within the limits.

    `start`: a set that meets the need, if one is known; what comes back is never worse.
    """
    highs = _model(task)
    best, used, until = start, 0, time.monotonic() + seconds
    for stage, objective in enumerate(_objectives(task, cost, highs.getNumCol())):
        if not objective.any():
            continue
        found, bound, seen = _run(highs, task, objective, SLACK, nodes - used, until - time.monotonic())
        used += seen
        known = [one for one in (best, found) if one is not None]
        if not known:
            return None
        best = min(known, key=lambda inside: values(task, cost, inside))
        value = values(task, cost, best)[stage] - (task.lost if stage == 1 else 0)
        value /= MILLIONTH if stage == 1 else 1
        if value - bound > SLACK + 1e-6:
            return Answer(best, used, min((value - bound) / value, 1.0), STAGES[stage])
        _row(highs, -np.inf, value + SLACK / 2, dict(enumerate(objective.tolist())))
    return Answer(best, used) if best is not None else None


def values(task: "Problem", cost: Ints, inside: Bools) -> tuple[float, float, float]:
    """Vehicles, parts of the ground lost and cost of a set of items."""
    spots = task.spot[task.members[np.repeat(inside, task.size)]]
    left = task.left - np.bincount(spots[spots >= 0], minlength=len(task.left))
    emptied = np.repeat((left == 0) & (task.left > 0), np.diff(task.at))
    alive = task.alive - np.bincount(task.classes[emptied], minlength=len(task.alive))
    lost = task.lost + int(task.weights[alive == 0].sum())
    return float(task.size[inside].sum()), float(lost), float(cost[inside].sum())


def _objectives(task: "Problem", cost: Ints, columns: int) -> tuple[Floats, ...]:
    """The three things to minimise, over all columns: items, stations, classes."""
    made = np.zeros((3, columns))
    made[0, : len(task.size)], made[2, : len(task.size)] = task.size, cost
    made[1, columns - len(task.weights) :] = task.weights / MILLIONTH
    return made[0], made[1], made[2]


def _model(task: "Problem") -> Any:
    """The constraints, without an objective."""
    import highspy  # noqa: PLC0415 - large, loaded by whoever needs it

    highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (("output_flag", False), ("threads", 1), ("mip_rel_gap", 0.0)):
        highs.setOptionValue(option, value)
    n = len(task.size)
    stations = np.flatnonzero(np.diff(task.at)) if len(task.at) else np.zeros(0, np.int64)
    column = {int(station): n + number for number, station in enumerate(stations)}
    total = n + len(stations) + len(task.weights)
    highs.addVars(total, np.zeros(total), np.where(np.arange(total) < n, 1.0, highspy.kHighsInf))
    whole = np.full(n, highspy.HighsVarType.kInteger)
    highs.changeColsIntegrality(n, np.arange(n, dtype=np.int32), whole)
    for need, wanted in enumerate(task.need):
        _row(highs, float(wanted), np.inf, dict(enumerate(task.amounts[:, need].tolist())))
    of = np.repeat(np.arange(n), task.size)
    for vehicle in np.flatnonzero(np.bincount(task.members) > 1):
        _row(highs, -np.inf, 1.0, dict.fromkeys(of[task.members == vehicle].tolist(), 1.0))
    holding: dict[int, list[int]] = {int(kind): [] for kind in range(len(task.weights))}
    for station, e in column.items():
        taken = np.bincount(of[task.spot[task.members] == station], minlength=n)
        _row(highs, -np.inf, float(task.left[station] - 1), {**dict(enumerate(taken.tolist())), e: -1.0})
        for kind in task.classes[task.at[station] : task.at[station + 1]]:
            holding[int(kind)].append(e)
    for kind, held in holding.items():
        u = n + len(stations) + kind
        _row(highs, -np.inf, float(task.alive[kind] - 1), {**dict.fromkeys(held, 1.0), u: -1.0})
    return highs


def _row(highs: Any, least: float, most: float, entries: dict[int, float]) -> None:
    kept = {column: value for column, value in entries.items() if value}
    columns, numbers = np.fromiter(kept, np.int32, len(kept)), np.fromiter(kept.values(), float, len(kept))
    highs.addRow(least, most, len(kept), columns, numbers)


def _run(
    highs: Any, task: "Problem", objective: Floats, slack: float, nodes: int, seconds: float
) -> tuple[Bools | None, float, int]:
    """Minimise: a set that truly meets the need or None, the proven bound, and the nodes it took."""
    every = np.arange(len(objective), dtype=np.int32)
    highs.changeColsCost(len(every), every, objective)
    highs.setOptionValue("mip_abs_gap", slack)
    highs.setOptionValue("mip_max_nodes", max(nodes, 0))
    highs.setOptionValue("time_limit", highs.getRunTime() + max(seconds, 0.0))
    highs.run()
    info = highs.getInfo()
    inside = np.array(highs.getSolution().col_value[: len(task.size)]) > 0.5
    bound = info.mip_dual_bound if np.isfinite(info.mip_dual_bound) else 0.0
    if len(inside) < len(task.size) or (task.amounts[inside].sum(axis=0) < task.need).any():
        return None, bound, max(info.mip_node_count, 0)
    if (np.bincount(task.members[np.repeat(inside, task.size)]) > 1).any():
        return None, bound, max(info.mip_node_count, 0)
    return inside, bound, max(info.mip_node_count, 0)
