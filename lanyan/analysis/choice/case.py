"""One incident as arrays: who may be chosen, who goes by rule, what is wanted and what is there already."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lanyan.analysis.choice.arrivals import arrivals
from lanyan.analysis.choice.forces import NEVER, PARTS, TENTHS, Bools, Forces, Ints
from lanyan.analysis.choice.rules import Rules, forced


@dataclass(frozen=True)
class Case:
    """An incident over the forces: `arrival` (F) in tenths, `open` (F) may be chosen, `forced` goes by rule and why.

    Of the m needs the forces know: `columns` in the capabilities, `wanted`, `sent` (there or on its way) and `tall`
    (m), in thousandths. `unknown` are needs no force has a word for. `gone`: vehicles sent already (V).
    """

    forces: Forces
    arrival: Ints
    open: Bools
    forced: tuple[tuple[int, str], ...]
    columns: Ints
    wanted: Ints
    sent: Ints
    tall: Bools
    unknown: Mapping[str, float]
    gone: Bools
    limit: int

    @property
    def needs(self) -> list[str]:
        """The codes of the m needs."""
        return [self.forces.capabilities[column] for column in self.columns]

    @property
    def fixed(self) -> list[int]:
        """The formations that go by rule."""
        return [formation for formation, _why in self.forced]

    def given(self, formations: Collection[int], by: Ints | None = None) -> Ints:
        """What is there with these formations (m), thousandths; with `by` (m) only what arrives by then."""
        chosen = np.fromiter(formations, np.int64, len(formations))
        brought = self.forces.brought[chosen][:, self.columns]
        if by is not None:
            brought = np.where(self.arrival[chosen][:, None] <= by, brought, 0)
        tallest = np.maximum(brought.max(axis=0, initial=0), self.sent)
        return np.where(self.tall, tallest, brought.sum(axis=0) + self.sent)

    def counted(self, amounts: Ints, goal: Ints) -> Ints:
        """Amounts (… × m) as they count towards a goal: a tall one is 1 if tall enough, else as they are."""
        return np.where(self.tall, (amounts >= goal) & (goal > 0), amounts).astype(np.int64)

    def vehicles(self, formations: Collection[int]) -> Bools:
        """Which vehicles (V) these formations take."""
        taken = np.zeros(len(self.forces.vehicle_ids), bool)
        chosen = np.zeros(len(self.forces.rows), bool)
        chosen[np.fromiter(formations, np.int64, len(formations))] = True
        taken[self.forces.members[np.repeat(chosen, self.forces.size)]] = True
        return taken


def case(
    forces: Forces,
    travel: ArrayLike,
    needs: Mapping[str, float],
    rules: Rules,
    *,
    sent: Collection[int] = (),
    under_way: Mapping[int, float] | None = None,
) -> Case:
    """Put an incident into arrays. `sent`: ids of vehicles there or on their way; then nothing goes by rule.

    ValueError where a need is no number from 0, or a vehicle is not known.
    """
    asked, unknown = _asked(forces, needs)
    arrival = arrivals(forces, travel, hour_factor=rules.hour_factor, under_way=under_way)
    limit = int(min(rules.farthest * TENTHS, NEVER - 1))
    columns = np.array([*asked], np.int64)
    tall = forces.tall[columns]
    open_ = forces.ready & (arrival <= limit)
    if len(forces.special):
        open_[forces.special] &= forces.called[forces.special][:, columns].any(axis=1)
    gone, there = np.zeros(len(forces.vehicle_ids), bool), np.zeros(len(columns), np.int64)
    if len(sent):
        gone[forces.index(sent)] = True
        open_ &= ~np.logical_or.reduceat(gone[forces.members], forces.first[:-1])
        carried = forces.carried[gone][:, columns]
        there = np.where(tall, carried.max(axis=0, initial=0), carried.sum(axis=0))
    return Case(
        forces=forces,
        arrival=arrival,
        open=open_,
        forced=() if len(sent) else tuple(forced(rules, forces, arrival, open_)),
        columns=columns,
        wanted=np.array([*asked.values()], np.int64),
        sent=there,
        tall=tall,
        unknown=unknown,
        gone=gone,
        limit=limit,
    )


def _asked(forces: Forces, needs: Mapping[str, float]) -> tuple[dict[int, int], dict[str, float]]:
    """The columns of what is needed, in their order, with the amounts in thousandths; and what no force knows."""
    asked, unknown = {}, {}
    for code, amount in needs.items():
        if not 0 <= amount < math.inf:
            raise ValueError(f"the need of {code} is below 0 or no number")
        column = forces.column_of.get(code)
        if amount > 0 and column is None:
            unknown[code] = amount
        elif amount > 0 and column is not None:
            asked[column] = round(amount * PARTS)
    return dict(sorted(asked.items())), unknown
