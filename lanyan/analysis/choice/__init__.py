"""The choice of forces 力量调派: the least time at which every need can be met, then the leanest set that reaches it.

Pure: arrays and plain rows in, codes with their facts out; whoever asks puts them into words.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from numpy.typing import ArrayLike

from lanyan.analysis.choice import explain, moves
from lanyan.analysis.choice.case import Case, case
from lanyan.analysis.choice.explain import Chosen, Need, Shortfall, Staying
from lanyan.analysis.choice.forces import Forces, Formation, Vehicle, prepare, restated
from lanyan.analysis.choice.holding import Ground
from lanyan.analysis.choice.items import items, whole
from lanyan.analysis.choice.moves import CoverLeft, MoveUp
from lanyan.analysis.choice.rules import Rules

__all__ = [
    "Choice",
    "Chosen",
    "CoverLeft",
    "Forces",
    "Formation",
    "Ground",
    "MoveUp",
    "Need",
    "Rules",
    "Shortfall",
    "Staying",
    "Vehicle",
    "prepare",
    "propose",
    "restated",
]


@dataclass(frozen=True)
class Choice:
    """What to send and why, who stays and why, what is lacking and why, and the cover that is left.

    `seconds`: the least time at which every need that can be met is met. `gap`: 0 when the choice is proven the
    leanest, else by what share of itself `unproven` (vehicles, cover, arrival) could still be smaller; `way`: how it
    was found (reduction, search, programme), `nodes` of the search.
    """

    chosen: tuple[Chosen, ...]
    staying: tuple[Staying, ...]
    needs: tuple[Need, ...]
    shortfalls: tuple[Shortfall, ...]
    seconds: float
    cover: CoverLeft
    move_up: MoveUp | None
    gap: float
    unproven: str
    way: str
    nodes: int


def propose(
    forces: Forces,
    travel: ArrayLike,
    needs: Mapping[str, float],
    rules: Rules,
    *,
    sent: Collection[int] = (),
    under_way: Mapping[int, float] | None = None,
) -> Choice:
    """Choose the forces for one incident.

    `travel` (stations): seconds from each station to the point, nan without a way; `needs`: amounts by capability;
    `sent`: ids of vehicles there or on their way (a reinforcement: they count, and nothing goes by rule); `under_way`:
    seconds to the point by vehicle id for those not at their station. The same facts give the same choice, whatever
    order they come in. ValueError names what is wrong with them.
    """
    # Compiled code: only whoever chooses loads it.
    from lanyan.analysis.choice.lean import Lean, lean  # noqa: PLC0415
    from lanyan.analysis.choice.least import least  # noqa: PLC0415

    asked = case(forces, travel, needs, rules, sent=sent, under_way=under_way)
    soonest = least(asked, rules)
    offered = items(asked, soonest.goal, soonest.deadline)
    found = lean(asked, offered, nodes=rules.nodes, seconds=rules.seconds)
    if found is None:
        # Neither search found a set in time: all that can help goes rather than nothing.
        found = Lean(_disjoint(asked, (*offered.must, *map(int, offered.formations))), "programme", 0, 1.0, "vehicles")
    going = whole(asked, (*asked.fixed, *found.formations))
    return Choice(
        chosen=explain.chosen(asked, soonest, going),
        staying=explain.staying(asked, soonest, going, rules.shown),
        needs=explain.needs(asked, soonest, going),
        shortfalls=explain.shortfalls(asked, soonest, going),
        seconds=explain.seconds(soonest.time),
        cover=moves.cover_left(asked, going),
        move_up=moves.move_up(asked, going, rules.move_gain),
        gap=found.gap,
        unproven=found.unproven,
        way=found.way,
        nodes=found.nodes,
    )


def _disjoint(asked: Case, formations: Collection[int]) -> tuple[int, ...]:
    """As many of these as share no vehicle, in their order."""
    kept: list[int] = []
    for formation in formations:
        if not asked.vehicles(kept)[asked.forces.vehicles(formation)].any():
            kept.append(formation)
    return tuple(kept)
