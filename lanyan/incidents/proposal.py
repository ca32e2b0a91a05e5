"""The proposed forces: by straight line and simple need, and it says so. One pure function, to be replaced whole.

What it is not: no roads, no cover left behind, no station areas. Those come with the dispatch rules in `analysis`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lanyan.forces.queries import FormationView
from lanyan.places.coordinates import distance_m

# 建标152-2017 reckons with 30 km/h mean speed and a road 1.3 times the straight line (reference §2).
ROAD_FACTOR = 1.3
METRES_PER_SECOND = 30 / 3.6
TURNOUT_SECONDS = 60
# Capabilities that one vehicle must have by itself; all others add up over the vehicles sent.
TALLEST = ("ladder_m",)
# Never sent by the first proposal: more is decided by a person.
MOST_FORMATIONS = 24
# How many formations that were not chosen are shown below those that were.
SHOWN_REST = 6


@dataclass(frozen=True)
class Candidate:
    """A formation with what stands against it: call signs of busy vehicles and of those off the road."""

    formation: FormationView
    busy: tuple[str, ...] = ()
    off_road: tuple[str, ...] = ()

    @property
    def is_free(self) -> bool:
        """Could it go as it stands?"""
        return not self.busy and not self.off_road


@dataclass(frozen=True)
class Line:
    """One formation of the proposal: how far, how soon, chosen or not, and why (a code with its facts)."""

    candidate: Candidate
    metres: float
    seconds: float
    chosen: bool
    why: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Need:
    """One capability: what is needed and what the chosen ones bring together."""

    capability: str
    wanted: float
    given: float

    @property
    def is_short(self) -> bool:
        """Is something lacking?"""
        return self.given + 1e-9 < self.wanted


@dataclass(frozen=True)
class Shortfall:
    """A need that stays unmet, with the soonest formation that could bring it, whatever stands against that one."""

    capability: str
    missing: float
    soonest: Line | None


@dataclass(frozen=True)
class Proposal:
    """What to send and why, and what is lacking."""

    lines: tuple[Line, ...]
    needs: tuple[Need, ...]
    shortfalls: tuple[Shortfall, ...] = ()
    # The level whose needs these are, and the codes of the rules that made a first dispatch stronger than its own.
    level: int | None = None
    stronger: tuple[str, ...] = ()


def seconds_to(formation: FormationView, point: tuple[float, float]) -> tuple[float, float]:
    """Estimate metres by road and seconds to the scene, from order to arrival, of a formation's farthest vehicle."""
    metres = max(distance_m(vehicle.lon, vehicle.lat, *point) for vehicle in formation.vehicles) * ROAD_FACTOR
    return metres, TURNOUT_SECONDS + metres / METRES_PER_SECOND


def brings(formations: Sequence[FormationView], capability: str) -> float:
    """What formations bring of one capability: the tallest ladder, the sum of everything else."""
    amounts = [float(vehicle.capabilities.get(capability, 0)) for f in formations for vehicle in f.vehicles]
    return max(amounts, default=0.0) if capability in TALLEST else sum(amounts)


def propose(
    *,
    needs: Mapping[str, float],
    point: tuple[float, float],
    candidates: Sequence[Candidate],
    responsible_unit_id: int | None = None,
    sent: Sequence[FormationView] = (),
    farthest_seconds: float = float("inf"),
) -> Proposal:
    """Choose the nearest free formations until every need is met; each with its reason, each shortfall named.

    Order: estimated time, named formations before single vehicles at the same distance, then key, so that the same
    facts always give the same proposal. The responsible station's nearest free formation goes in any case. For a
    reinforcement, `sent` is what is there or on its way: it counts towards the needs, and nothing goes unasked.
    What takes longer than `farthest_seconds` is not proposed but named at the shortfall.
    """
    timed = [(candidate, *seconds_to(candidate.formation, point)) for candidate in candidates]
    timed.sort(key=lambda item: (round(item[2]), -len(item[0].formation.vehicles), item[0].formation.key))
    chosen: list[Line] = []
    taken: set[int] = set()
    free = [item for item in timed if item[0].is_free and item[2] <= farthest_seconds]
    home = [item for item in free if item[0].formation.unit_id == responsible_unit_id]
    for item in [*home[:1], *free]:
        candidate, metres, seconds = item
        ids = {vehicle.id for vehicle in candidate.formation.vehicles}
        if taken & ids or len(chosen) >= MOST_FORMATIONS:
            continue
        first = bool(home) and item is home[0] and not chosen and not sent
        there = [*sent, *(line.candidate.formation for line in chosen)]
        helps = _helps(candidate.formation, there, needs)
        opening = not chosen and not sent
        if first or opening or helps:
            why = "responsible" if first else "nearest" if opening else "adds"
            chosen.append(Line(candidate, metres, seconds, True, why, helps))
            taken |= ids
    rest = _rest(timed, taken)
    there = [*sent, *(line.candidate.formation for line in chosen)]
    met = tuple(Need(capability, wanted, brings(there, capability)) for capability, wanted in needs.items())
    short = tuple(_shortfall(need, timed, taken) for need in met if need.is_short)
    return Proposal((*sorted(chosen, key=lambda line: line.seconds), *rest), met, short)


def _shortfall(need: Need, timed: Sequence[tuple[Candidate, float, float]], taken: set[int]) -> Shortfall:
    """Find the soonest formation that could bring what is lacking: a free one before any busy or off the road."""
    able = [
        item
        for item in timed
        if brings([item[0].formation], need.capability) > (need.given if need.capability in TALLEST else 0)
        and not taken & {vehicle.id for vehicle in item[0].formation.vehicles}
    ]
    able.sort(key=lambda item: (not item[0].is_free, item[2], len(item[0].formation.vehicles)))
    return Shortfall(need.capability, need.wanted - need.given, staying(*able[0]) if able else None)


def _helps(formation: FormationView, sent: Sequence[FormationView], needs: Mapping[str, float]) -> dict[str, object]:
    """Which unmet needs a formation brings nearer: {capability: what it brings}."""
    found: dict[str, object] = {}
    for capability, wanted in needs.items():
        given, more = brings(sent, capability), brings([formation], capability)
        if given + 1e-9 < wanted and more > 0 and (capability not in TALLEST or more > given):
            found[capability] = more
    return found


def _rest(timed: Sequence[tuple[Candidate, float, float]], taken: set[int]) -> list[Line]:
    """The nearest formations that stay, with the reason."""
    rest: list[Line] = []
    for candidate, metres, seconds in timed:
        if len(rest) >= SHOWN_REST:
            break
        if taken & {vehicle.id for vehicle in candidate.formation.vehicles}:
            continue
        rest.append(staying(candidate, metres, seconds))
    return rest


def staying(candidate: Candidate, metres: float, seconds: float) -> Line:
    """A formation that is not proposed, with the reason."""
    if candidate.off_road:
        return Line(candidate, metres, seconds, False, "off_road", {"vehicles": "、".join(candidate.off_road)})
    if candidate.busy:
        return Line(candidate, metres, seconds, False, "busy", {"vehicles": "、".join(candidate.busy)})
    return Line(candidate, metres, seconds, False, "not_needed")
