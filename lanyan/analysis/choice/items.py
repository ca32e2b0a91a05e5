"""What a choice is made of: formations that can still bring something needed, reduced without losing the best set.

Three reductions, each exact. A formation whose vehicles can each come alone no later is left out: the same vehicles
bring the same, and are put together again at the end (`whole`). What brings nothing needed in time is left out. What
the rest cannot do without is taken (`must`).
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lanyan.analysis.choice.case import Case
from lanyan.analysis.choice.forces import NEVER, Bools, Ints


@dataclass(frozen=True)
class Items:
    """n formations in the order of keys, and what is wanted of them: at least `need` (m) in each column of `amounts`.

    `amounts` (n × m) is what counts in time, cut at what is needed; a tallest need is 1 and is met by any that is tall
    enough. `must`: formations without which some need cannot be met, taken already.
    """

    formations: Ints
    amounts: Ints
    need: Ints
    must: tuple[int, ...]

    @property
    def enough(self) -> bool:
        """Could all of them together bring what is needed? Vehicles that two of them share count twice."""
        return bool((self.amounts.sum(axis=0) >= self.need).all())


def items(case: Case, goal: Ints, deadline: Ints) -> Items:
    """The items for a goal (m, thousandths) by a deadline for each need (m, tenths), beside what goes by rule."""
    found = np.flatnonzero(_apart(case))
    fixed = timely(case, case.fixed, goal, deadline).sum(axis=0)
    need = np.maximum(case.counted(goal, goal) - case.counted(case.sent, goal) - fixed, 0)
    return _taken(case, found, np.minimum(timely(case, found, goal, deadline), need), need)


def timely(case: Case, formations: ArrayLike, goal: Ints, deadline: Ints) -> Ints:
    """What formations (n) bring in time, as it counts towards the goal (n × m)."""
    chosen = np.asarray(formations, np.int64)
    brought = case.counted(case.forces.brought[chosen][:, case.columns], goal)
    return np.where(case.arrival[chosen][:, None] <= deadline, brought, 0)


def _apart(case: Case) -> Bools:
    """The formations (F) that may be chosen and are not the same as their vehicles one by one."""
    forces, taken = case.forces, case.vehicles(case.fixed)
    if not len(forces.rows):
        return np.zeros(0, bool)
    alone = np.full(len(forces.single), NEVER)
    has = forces.single >= 0
    has[has] = case.open[forces.single[has]] & ~taken[has]
    alone[has] = case.arrival[forces.single[has]]
    only = np.zeros(len(forces.rows), bool)
    only[forces.single[has]] = True
    free = case.open & ~_touched(case, taken)
    return only | (free & (np.maximum.reduceat(alone[forces.members], forces.first[:-1]) > case.arrival))


def _touched(case: Case, taken: Bools) -> Bools:
    """The formations (F) with a vehicle among these (V)."""
    return np.logical_or.reduceat(taken[case.forces.members], case.forces.first[:-1])


def _taken(case: Case, formations: Ints, amounts: Ints, need: Ints) -> Items:
    """Take what the rest cannot do without, and again, until there is no such thing."""
    must: list[int] = []
    while True:
        useful = amounts.any(axis=1)
        formations, amounts = formations[useful], amounts[useful]
        needed = np.flatnonzero((amounts.sum(axis=0) - amounts < need).any(axis=1))
        if not len(needed) or (amounts.sum(axis=0) < need).any():
            return Items(formations, amounts, need, tuple(must))
        if case.vehicles(formations[needed]).sum() < case.forces.size[formations[needed]].sum():
            # Two that are both needed share a vehicle: there is no such set, and one of them is enough to find out.
            needed = needed[:1]
        must += [int(formations[one]) for one in needed]
        need = np.maximum(need - amounts[needed].sum(axis=0), 0)
        taken = case.vehicles(formations[needed])
        clear = ~_touched(case, taken)[formations]
        formations, amounts = formations[clear], np.minimum(amounts[clear], need)


def whole(case: Case, chosen: Collection[int]) -> list[int]:
    """Put vehicles that make up a formation together again where that costs no time; twins may change places.

    Largest formations first, then the station's own order, then key.
    """
    forces, kept = case.forces, {*case.fixed}
    loose = {int(forces.members[forces.first[f]]): f for f in chosen if forces.size[f] == 1 and f not in kept}
    done = [f for f in chosen if forces.size[f] > 1 or f in kept]
    if not loose:
        return sorted(done)
    taken = {*case.vehicles(done).nonzero()[0].tolist()}
    kinds = {vehicle: (int(forces.twin[vehicle]), int(case.arrival[f])) for vehicle, f in loose.items()}
    for formation in _together(case, {int(forces.station[f]) for f in loose.values()}):
        members = forces.vehicles(formation).tolist()
        used = _stand_ins(case, members, kinds) if taken.isdisjoint(members) else None
        if used is not None:
            done.append(formation)
            taken.update(members)
            for vehicle in used:
                del kinds[vehicle], loose[vehicle]
    return sorted([*done, *loose.values()])


def _together(case: Case, stations: set[int]) -> list[int]:
    """The open formations of these stations whose vehicles, each alone, would be there at the very same time."""
    forces = case.forces
    alone = np.where(forces.single >= 0, np.where(case.open, case.arrival, NEVER)[forces.single], NEVER)[forces.members]
    same = np.maximum.reduceat(alone, forces.first[:-1]) == np.minimum.reduceat(alone, forces.first[:-1])
    same &= (alone[forces.first[:-1]] == case.arrival) & (forces.size > 1) & case.open
    found = [f for at in stations for f in forces.at_station[at].tolist() if same[f]]
    return sorted(found, key=lambda f: (-int(forces.size[f]), int(forces.order[f]), f))


def _stand_ins(case: Case, members: list[int], kinds: dict[int, tuple[int, int]]) -> list[int] | None:
    """The loose vehicles that become these members, themselves or their twins; None when they do not suffice."""
    forces, used = case.forces, [vehicle for vehicle in members if vehicle in kinds]
    for vehicle in members:
        if vehicle not in kinds:
            kind = (int(forces.twin[vehicle]), int(case.arrival[forces.single[vehicle]]))
            twin = next((other for other, its in kinds.items() if its == kind and other not in used), None)
            if twin is None:
                return None
            used.append(twin)
    return used
