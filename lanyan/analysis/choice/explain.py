"""What the choice says of itself: why each goes, why others stay and by how much, what is lacking and why. No words."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lanyan.analysis.choice.case import Case
from lanyan.analysis.choice.exchange import Places
from lanyan.analysis.choice.forces import NEVER, PARTS, TENTHS, Bools

if TYPE_CHECKING:
    # Compiled code: not for whoever only prepares the forces.
    from lanyan.analysis.choice.least import Least


@dataclass(frozen=True)
class Chosen:
    """A formation that goes: seconds to arrival, by which rule or reason, what it brings of what is needed.

    `why`: responsible, township, micro, nearest (by rule), else brings. `only`: without it a need is not met in time,
    whoever else came. `is_late`: it arrives after the time by which all needs are met.
    """

    key: str
    seconds: float
    why: str
    brings: Mapping[str, float]
    only: bool
    is_late: bool


@dataclass(frozen=True)
class Staying:
    """A formation that stays. `why` and its facts:

    a code of `forces.REASONS`: not ready; no_way; too_far: `seconds` is beyond the limit by `by`; later: it would
    arrive `by` seconds after the least time; not_needed: it brings nothing that is needed, or could take nobody's
    place; else it could take the place of `instead_of`, and then there were more_vehicles (`by`), or with as many it
    uncovers a share `by` of the ground more, or is slower by `by` seconds, or equal and later by key.
    """

    key: str
    seconds: float
    why: str
    by: float = 0.0
    instead_of: str = ""


@dataclass(frozen=True)
class Need:
    """One capability: what is wanted, what is given in time by those chosen and sent, and when it is met (nan: never).

    `soonest`: seconds before which it cannot be met, nan when it cannot at all.
    """

    capability: str
    wanted: float
    given: float
    soonest: float


@dataclass(frozen=True)
class Shortfall:
    """A need that stays unmet: how much is missing and why, with the soonest that could bring it if anything could.

    `why`: none_exists, none_ready, position_old, too_far, no_way; `soonest` says what stands against that one.
    """

    capability: str
    missing: float
    why: str
    soonest: Staying | None = None


def seconds(tenths: int) -> float:
    """Tenths of a second as seconds; nan for never."""
    return tenths / TENTHS if tenths < NEVER else float("nan")


def chosen(case: Case, found: "Least", formations: Collection[int]) -> tuple[Chosen, ...]:
    """Tell why each formation goes, in the order of arrival."""
    going = sorted(formations, key=lambda f: (int(case.arrival[f]), f))
    arrival, rules, only = case.arrival[going], dict(case.forced), _only(case, found, formations)
    brought = case.forces.brought[going][:, case.columns] * (arrival[:, None] <= found.deadline)
    codes, told = case.needs, []
    for formation, at, amounts in zip(going, arrival.tolist(), brought.tolist(), strict=True):
        told.append(
            Chosen(
                key=case.forces.rows[formation].key,
                seconds=seconds(at),
                why=rules.get(formation, "brings"),
                brings={code: amount / PARTS for code, amount in zip(codes, amounts, strict=True) if amount},
                only=formation in only,
                is_late=at > found.time,
            )
        )
    return tuple(told)


def _only(case: Case, found: "Least", formations: Collection[int]) -> set[int]:
    """Those without which all others together would not meet what can be met in time."""
    carried = case.counted(case.forces.carried[:, case.columns], found.goal)
    carried = np.where(found.there[:, None] <= found.deadline, carried, 0)
    spare = carried.sum(axis=0) + case.counted(case.sent, found.goal) - case.counted(found.goal, found.goal)
    needed = (carried > spare).any(axis=1)
    able = {f for f in formations if case.forces.size[f] > 1 or needed[case.forces.members[case.forces.first[f]]]}
    return {f for f in able if (carried[case.forces.vehicles(f)].sum(axis=0) > spare).any()}


def needs(case: Case, found: "Least", formations: Collection[int]) -> tuple[Need, ...]:
    """What is wanted and what these formations give of it in time."""
    given = case.given(formations, found.deadline)
    rows = zip(case.needs, case.wanted, given, found.soonest, strict=True)
    told = [Need(code, int(wanted) / PARTS, int(there) / PARTS, seconds(int(at))) for code, wanted, there, at in rows]
    return (*told, *(Need(code, amount, 0.0, float("nan")) for code, amount in case.unknown.items()))


def shortfalls(case: Case, found: "Least", formations: Collection[int]) -> tuple[Shortfall, ...]:
    """What stays unmet, each with the soonest formation that could bring more of it if nothing stood against it."""
    forces, told = case.forces, []
    given = case.given(formations, found.deadline)
    apart = _apart(case, formations)
    for need, code in enumerate(case.needs):
        missing = int(case.wanted[need] - given[need]) / PARTS
        if missing <= 0:
            continue
        more = forces.brought[:, case.columns[need]] > (given[need] if case.tall[need] else 0)
        able = np.flatnonzero(more & apart)
        order = np.lexsort(
            (able, forces.size[able], case.arrival[able], ~forces.ready[able], case.arrival[able] >= NEVER)
        )
        if not len(able):
            told.append(Shortfall(code, missing, "none_exists"))
            continue
        soonest = _against(case, int(able[order[0]]))
        ready = soonest.why in ("no_way", "too_far", "position_old")
        told.append(Shortfall(code, missing, soonest.why if ready else "none_ready", soonest))
    return (*told, *(Shortfall(code, amount, "none_exists") for code, amount in case.unknown.items()))


def _apart(case: Case, formations: Collection[int]) -> Bools:
    """The formations (F) none of whose vehicles goes or is there."""
    forces, taken = case.forces, case.vehicles(formations) | case.gone
    if not len(forces.rows):
        return np.zeros(0, bool)
    return ~np.logical_or.reduceat(taken[forces.members], forces.first[:-1])


def _against(case: Case, formation: int) -> Staying:
    """What stands against sending a formation; not_needed where nothing does."""
    row, arrival = case.forces.rows[formation], int(case.arrival[formation])
    if row.why_not:
        return Staying(row.key, seconds(arrival), row.why_not)
    if arrival >= NEVER:
        return Staying(row.key, seconds(arrival), "no_way")
    if arrival > case.limit:
        return Staying(row.key, seconds(arrival), "too_far", (arrival - case.limit) / TENTHS)
    return Staying(row.key, seconds(arrival), "not_needed")


def staying(case: Case, found: "Least", formations: Collection[int], shown: int) -> tuple[Staying, ...]:
    """The nearest formations that stay, with what stands against them or by how much they are worse."""
    apart = np.flatnonzero(_apart(case, formations))
    nearest = apart[np.lexsort((apart, case.forces.order[apart], case.arrival[apart]))][:shown]
    places = Places(case, found, formations)
    told = []
    for formation in nearest:
        against = _against(case, int(formation))
        if against.why == "not_needed" and case.open[formation]:
            against = Staying(against.key, against.seconds, *places.better(int(formation)))
        told.append(against)
    return tuple(told)
