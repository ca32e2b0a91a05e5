"""The leanest choice: branch and bound first, the integer programme where that does not come to its end."""

from dataclasses import dataclass, replace

import numpy as np

from lanyan.analysis.choice import programme
from lanyan.analysis.choice.case import Case
from lanyan.analysis.choice.forces import Ints
from lanyan.analysis.choice.holding import Stake, at_stake
from lanyan.analysis.choice.items import Items
from lanyan.analysis.choice.search import Problem, search
from lanyan.analysis.choice.stages import NO_LIMIT, bounded, priced, searched


@dataclass(frozen=True)
class Lean:
    """A set of items (formation numbers): how it was found, and how far it is proven.

    `gap`: by what share of itself the first value that is not proven could still be smaller; `unproven` names it
    (vehicles, cover, arrival), empty when all are. `nodes`: of both searches. `way`: reduction, search or programme.
    """

    formations: tuple[int, ...]
    way: str
    nodes: int = 0
    gap: float = 0.0
    unproven: str = ""


def lean(case: Case, items: Items, *, nodes: int, seconds: float) -> Lean | None:
    """Find the items with fewest vehicles, then least loss of cover, then least arrival (each vehicle's), then by key.

    None when no set meets the need, or none was found. `nodes` limits the search; what it leaves unproven goes to the
    programme if that is given any `seconds`: it settles loss to a millionth of the ground, and equal sets by its own
    fixed order. Only a limit of nodes gives the same answer on a busy machine.
    """
    if not items.enough:
        return None
    if not items.need.any():
        return Lean(items.must, "reduction")
    task = problem(case, items, stake_of(case, items))
    cost = case.forces.size[items.formations] * case.arrival[items.formations]
    way, found = "search", searched(task, cost, nodes)
    if found.unproven and seconds > 0:
        answer = programme.solve(task, cost, nodes=nodes, seconds=seconds, start=found.inside)
        found, way = replace(answer or found, nodes=found.nodes + (answer.nodes if answer else 0)), "programme"
    if found.inside is None:
        return None
    chosen = (*items.must, *(int(one) for one in items.formations[found.inside]))
    return Lean(chosen, way, found.nodes, found.gap, found.unproven)


def exists(case: Case, items: Items, *, nodes: int, seconds: float) -> bool:
    """Is there a set that meets the need at all? What is not found within the limits counts as none."""
    if not items.enough or not items.need.any():
        return items.enough
    none = np.zeros(0, np.int64)
    flat = Stake(none, none, none, none, none, 0)
    task = problem(case, items, flat)
    zeros = np.zeros(len(task.size), np.int64)
    bounds = bounded(task, zeros, priced(task, task.size), np.zeros(len(task.need) + 1))
    complete, _set, value, _used = search(task, bounds, zeros, NO_LIMIT, 0, True, nodes)
    if value >= 0 or complete:
        return bool(value >= 0)
    return programme.solve(task, zeros, nodes=nodes, seconds=max(seconds, 1.0), start=None) is not None


def problem(case: Case, items: Items, stake: Stake) -> Problem:
    """The items as the searches take them."""
    forces, chosen = case.forces, items.formations
    parts = [forces.vehicles(int(one)) for one in chosen]
    members = np.concatenate(parts) if parts else np.zeros(0, np.int64)
    size = forces.size[chosen]
    spot = np.where(forces.holds & (len(stake.left) > 0), forces.place, -1)
    return Problem(
        amounts=np.ascontiguousarray(items.amounts),
        need=items.need,
        size=size,
        first=np.concatenate([[0], np.cumsum(size)]).astype(np.int64),
        members=members,
        before=_before(case, chosen, members),
        spot=spot,
        left=stake.left,
        at=stake.first,
        classes=stake.classes,
        alive=stake.alive,
        weights=stake.weights,
        lost=stake.lost,
    )


def _before(case: Case, chosen: Ints, members: Ints) -> Ints:
    """For each item the twin of the lower key, -1 where there is none: of twins the first goes first."""
    forces = case.forces
    shared = np.bincount(members, minlength=len(forces.single)) > 1
    last: dict[tuple[int, int], int] = {}
    found = np.full(len(chosen), -1, np.int64)
    vehicle = forces.members[forces.first[chosen]]
    plain = (forces.size[chosen] == 1) & ~shared[vehicle]
    for number in np.flatnonzero(plain):
        kind = (int(forces.twin[vehicle[number]]), int(case.arrival[chosen[number]]))
        found[number] = last.get(kind, -1)
        last[kind] = int(number)
    return found


def stake_of(case: Case, items: Items) -> Stake:
    """What these items can still lose, after what goes by rule and what must go."""
    forces = case.forces
    stations = len(forces.held.holders)
    taken = case.vehicles([*case.fixed, *items.must]) | case.gone
    offered = case.vehicles([int(one) for one in items.formations])
    here = np.bincount(forces.place[taken & forces.holds], minlength=stations)
    there = np.bincount(forces.place[offered & forces.holds], minlength=stations)
    return at_stake(forces.held, here, there)
