"""The least time at which every need can be met.

Exactly: the least T for which there is a set of open formations, no two of them sharing a vehicle and all that go by
rule among them, whose members that arrive by T bring, with what was sent before, all that is needed. What all within
the limit together cannot bring lowers its need to what they can: it holds nothing up, but what there is goes.

Where each vehicle can also come alone, no later than with any formation, T follows from the order of arrival alone: by
T all vehicles that can be there may be taken, one by one. Else that is a lower bound, and the first time at or after it
for which a set exists is found by halving.
"""

from dataclasses import dataclass

import numpy as np

from lanyan.analysis.choice.case import Case
from lanyan.analysis.choice.forces import NEVER, Bools, Ints
from lanyan.analysis.choice.items import items
from lanyan.analysis.choice.kernels import available, reached
from lanyan.analysis.choice.lean import exists
from lanyan.analysis.choice.rules import Rules


@dataclass(frozen=True)
class Least:
    """For each need (m): `goal`, what can be had of it (thousandths); `deadline`, by when; `soonest`, before when it
    cannot be met, `NEVER` if it cannot at all (tenths). `time`: the least time for all needs that can be met.
    `there`: from when each vehicle (V) can be had, or `NEVER`.
    """

    time: int
    goal: Ints
    deadline: Ints
    soonest: Ints
    there: Ints


def least(case: Case, rules: Rules) -> Least:
    """Find the least time, exactly (see above)."""
    forces = case.forces
    fixed = np.array(case.fixed, np.int64)
    there, alone = available(forces.first, forces.members, case.arrival, case.open, forces.single, fixed)
    when, goal, time = reached(
        there, np.argsort(there), forces.carried, case.columns, case.wanted, case.sent, case.tall
    )
    if not alone:
        goal = _attainable(case, goal, rules)
        when = np.where(goal >= case.wanted, when, NEVER)
        time = _soonest(case, goal, when < NEVER, int(when[when < NEVER].max(initial=0)), rules)
    own = np.minimum(when, case.limit)
    if not rules.each_soonest or not (alone or _exists(case, goal, own, rules)):
        own = np.where(when < NEVER, time, case.limit)
    return Least(time, goal, own, when, there)


def _exists(case: Case, goal: Ints, deadline: Ints, rules: Rules) -> bool:
    return exists(case, items(case, goal, deadline), nodes=rules.nodes, seconds=rules.seconds)


def _attainable(case: Case, goal: Ints, rules: Rules) -> Ints:
    """Lower the goals to what one set can bring within the limit, need by need in the order of the capabilities."""
    limit = np.full(len(goal), case.limit)
    if _exists(case, goal, limit, rules):
        return goal
    found = np.zeros_like(goal)
    for need, most in enumerate(goal):
        low, high = 0, int(most)
        while low < high:
            found[need] = middle = (low + high + 1) // 2
            low, high = (middle, high) if _exists(case, found, limit, rules) else (low, middle - 1)
        found[need] = low
    return found


def _soonest(case: Case, goal: Ints, met: Bools, bound: int, rules: Rules) -> int:
    """The first time at or after a lower bound by which one set meets the needs that can be met."""
    times = [bound, *(int(one) for one in np.unique(case.arrival[case.open & (case.arrival > bound)]))]
    low, high = 0, len(times) - 1
    while low < high:
        middle = (low + high) // 2
        by = np.where(met, times[middle], case.limit)
        low, high = (low, middle) if _exists(case, goal, by, rules) else (middle + 1, high)
    return times[low]
