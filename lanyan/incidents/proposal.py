"""The proposed forces: which formations, how soon, why these and not others, and what is lacking.

The choice itself is made in `analysis.choice`, exactly; this gives it the forces as they stand and keeps what it says.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from lanyan.analysis import choice
from lanyan.forces.queries import FormationView

# Capabilities that one vehicle must have by itself; all others add up over the vehicles sent.
TALLEST = ("ladder_m",)
# How many formations that were not chosen are shown below those that were.
SHOWN_REST = 6
# How soon a unit of a kind leaves, unless a table says otherwise (建标152-2017: one minute).
TURNOUT_SECONDS = 60.0
# What each kind of unit is to the rules of the choice; all others are stations like any.
TEAMS = {"TOWNSHIP_STATION": "township", "GOVERNMENT_TEAM": "township", "MICRO_STATION": "micro"}
# What keeps a formation out, the gravest first.
HELD = ("resting", "reserved", "crew_short")


@dataclass(frozen=True)
class Candidate:
    """A formation with what stands against it: call signs of vehicles busy, off the road, or nobody knows where."""

    formation: FormationView
    busy: tuple[str, ...] = ()
    off_road: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    # Stationed ahead at a guard: it goes from there.
    posted: tuple[str, ...] = ()

    @cached_property
    def is_free(self) -> bool:
        """Could it go as it stands?"""
        return not self.busy and not self.off_road and not any(vehicle.held for vehicle in self.formation.vehicles)

    @cached_property
    def why_not(self) -> str:
        """What stands against it, as a code; empty when it is free."""
        if self.off_road or self.busy:
            return "off_road" if self.off_road else "busy"
        held = {vehicle.held for vehicle in self.formation.vehicles}
        return next((why for why in HELD if why in held), "position_old" if self.lost else "")

    @property
    def against(self) -> tuple[str, ...]:
        """The call signs of the vehicles that stand against it."""
        held = tuple(vehicle.call_sign for vehicle in self.formation.vehicles if vehicle.held)
        return self.off_road or self.busy or held or self.lost


@dataclass(frozen=True)
class Line:
    """One formation of the proposal: how soon (nan: no way), chosen or not, and why (a code with its facts)."""

    candidate: Candidate
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
    """A need that stays unmet and why, with the soonest formation that could bring it, whatever stands against it."""

    capability: str
    missing: float
    why: str
    soonest: Line | None


@dataclass(frozen=True)
class CoverLeft:
    """Shares of the ground covered before and after, the stations left empty, and what could be moved up to one."""

    before: float
    after: float
    emptied: tuple[str, ...] = ()
    move_up: Line | None = None


@dataclass(frozen=True)
class Proposal:
    """What to send and why, and what is lacking.

    `seconds`: the least time by which every need that can be met is met. `by_road`: no time of what goes is an
    estimate by straight line. `gap`: 0 when the choice is proven the leanest.
    """

    lines: tuple[Line, ...]
    needs: tuple[Need, ...]
    shortfalls: tuple[Shortfall, ...] = ()
    seconds: float = float("nan")
    by_road: bool = False
    cover: CoverLeft | None = None
    gap: float = 0.0
    # The level whose needs these are, and the codes of the rules that made a first dispatch stronger than its own.
    level: int | None = None
    stronger: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ways:
    """How long it takes to the point: seconds by station id, and by vehicle id for those that are elsewhere.

    nan: no way. `estimated`: stations reckoned by straight line; `hour_factor`: how much slower the roads are now.
    """

    stations: Mapping[int, float]
    elsewhere: Mapping[int, float] = field(default_factory=dict)
    estimated: frozenset[int] = frozenset()
    hour_factor: float = 1.0


@dataclass(frozen=True)
class Forces:
    """The candidates in the shape the choice reckons with; made once for every state of the forces."""

    candidates: Mapping[str, Candidate]
    rows: dict[str, choice.Formation]
    stations: tuple[int, ...]
    prepared: choice.Forces
    # Ids of vehicles on the road: wherever these are, the others are at their stations.
    moving: frozenset[int] = frozenset()

    @cached_property
    def starts(self) -> tuple[str, ...]:
        """One free formation for each place and delay they start with: those alike arrive at the same time."""
        found: dict[object, str] = {}
        for key, row in self.rows.items():
            if self.candidates[key].is_free:
                away = self.moving.intersection(row.vehicles)
                found.setdefault((row.station, row.turnout, row.delay, key if away else ""), key)
        return tuple(found.values())


def prepare(
    candidates: Sequence[Candidate],
    *,
    turnout: Mapping[str, float],
    ground: choice.Ground | None = None,
    stations: Sequence[int] = (),
    moving: Collection[int] = (),
) -> Forces:
    """Put the candidates into arrays.

    `turnout`: seconds by kind of unit; `stations`: ids in the order of the ground, those of the candidates are added;
    `moving`: ids of vehicles on the road, whose crews need not turn out.
    """
    known = tuple(dict.fromkeys([*stations, *sorted({one.formation.station_id for one in candidates})]))
    place = {pk: number for number, pk in enumerate(known)}
    rows = [_row(one, place, turnout, moving, number, len(candidates)) for number, one in enumerate(candidates)]
    vehicles = {vehicle.id: vehicle for one in candidates for vehicle in one.formation.vehicles}
    codes = sorted({code for vehicle in vehicles.values() for code in vehicle.capabilities})
    prepared = choice.prepare(
        rows,
        [choice.Vehicle(pk, vehicle.capabilities) for pk, vehicle in vehicles.items()],
        capabilities=codes,
        tallest=TALLEST,
        # Who only helps holds nothing of this ground.
        ground=ground.among(len(known)) if ground is not None else None,
    )
    by_key = {one.formation.key: one for one in candidates}
    return Forces(by_key, {row.key: row for row in rows}, known, prepared, frozenset(moving))


def restated(
    forces: Forces, candidates: Sequence[Candidate], *, turnout: Mapping[str, float], moving: Collection[int] = ()
) -> Forces | None:
    """The same forces with what stands against them now and other vehicles on the road: what `prepare` would give.

    None where the formations themselves are others.
    """
    if len(candidates) != len(forces.candidates):
        return None
    place = {pk: number for number, pk in enumerate(forces.stations)}
    elsewhere, changed = forces.moving.symmetric_difference(moving), []
    for number, (one, before) in enumerate(zip(candidates, forces.candidates.values(), strict=True)):
        if one is before and (not elsewhere or elsewhere.isdisjoint(v.id for v in one.formation.vehicles)):
            continue
        if one.formation.station_id not in place or _brings(one) != _brings(before):
            return None
        changed.append(_row(one, place, turnout, moving, number, len(candidates)))
    try:
        prepared = choice.restated(forces.prepared, changed)
    except ValueError:
        return None
    by_key, rows = {one.formation.key: one for one in candidates}, forces.rows | {row.key: row for row in changed}
    return Forces(by_key, rows, forces.stations, prepared, frozenset(moving))


def _row(
    one: Candidate,
    place: Mapping[int, int],
    turnout: Mapping[str, float],
    moving: Collection[int],
    number: int,
    last: int,
) -> choice.Formation:
    """A candidate as the choice knows it; `place` of its station, `number` of its own among the candidates."""
    return choice.Formation(
        key=one.formation.key,
        vehicles=tuple(vehicle.id for vehicle in one.formation.vehicles),
        station=place[one.formation.station_id],
        turnout=_turnout(one, turnout, moving),
        why_not=one.why_not,
        delay=60.0 * (one.formation.aid_minutes or 0),
        team=team_of(one.formation),
        only_for=one.formation.only_for,
        # Named formations stand in the order of their station; a vehicle by itself comes after them.
        order=number if one.formation.formation_id is not None else last,
    )


def _brings(one: Candidate) -> list[Mapping[str, float]]:
    return [vehicle.capabilities for vehicle in one.formation.vehicles]


def team_of(formation: FormationView) -> str:
    """What a formation is to the rules of the choice."""
    if formation.aid_minutes is not None:
        return "aid"
    return "specialist" if formation.only_for else TEAMS.get(formation.unit_kind, "station")


def _turnout(candidate: Candidate, turnout: Mapping[str, float], moving: Collection[int]) -> float:
    """A formation leaves with its slowest crew; one that is on the road already leaves at once."""
    if all(vehicle.id in moving for vehicle in candidate.formation.vehicles):
        return 0.0
    return turnout.get(candidate.formation.unit_kind, TURNOUT_SECONDS)


@dataclass(frozen=True)
class By:
    """What goes by rule, as ids of stations: the responsible one, the township's team, micro stations at once.

    `each_soonest`: every need by its own least time, as the dispatch plan says.
    """

    responsible: int | None = None
    township: int | None = None
    micros: tuple[int, ...] = ()
    farthest_seconds: float = float("inf")
    each_soonest: bool = False


def propose(
    forces: Forces,
    ways: Ways,
    needs: Mapping[str, float],
    by: By,
    *,
    sent: Sequence[int] = (),
    names: Mapping[int, str] = MappingProxyType({}),
) -> Proposal:
    """Choose the forces: first the least time at which every need can be met, then the leanest set that reaches it.

    For a reinforcement, `sent` is the ids of the vehicles there or on their way: they count towards the needs, and
    nothing goes unasked. `names`: stations in words, for those left empty.
    """
    place = {pk: number for number, pk in enumerate(forces.stations)}
    known = set(forces.prepared.vehicle_ids.tolist())
    found = choice.propose(
        forces.prepared,
        [ways.stations.get(pk, float("nan")) for pk in forces.stations],
        needs,
        choice.Rules(
            responsible=place.get(by.responsible) if by.responsible is not None else None,
            township=place.get(by.township) if by.township is not None else None,
            micros=tuple(place[pk] for pk in by.micros if pk in place),
            farthest=by.farthest_seconds,
            hour_factor=ways.hour_factor,
            each_soonest=by.each_soonest,
            shown=SHOWN_REST,
        ),
        sent=[pk for pk in sent if pk in known],
        under_way={pk: seconds for pk, seconds in ways.elsewhere.items() if pk in known},
    )
    chosen = tuple(_chosen(forces, one) for one in found.chosen)
    return Proposal(
        lines=(*chosen, *(_staying(forces, one) for one in found.staying)),
        needs=tuple(Need(one.capability, one.wanted, one.given) for one in found.needs),
        shortfalls=tuple(
            Shortfall(
                one.capability, one.missing, one.why, _staying(forces, one.soonest) if one.soonest is not None else None
            )
            for one in found.shortfalls
        ),
        seconds=found.seconds,
        by_road=not any(line.candidate.formation.station_id in ways.estimated for line in chosen),
        cover=_cover(forces, found, names),
        gap=found.gap,
    )


def _chosen(forces: Forces, one: choice.Chosen) -> Line:
    facts = {"brings": dict(one.brings), "only": one.only, "is_late": one.is_late}
    return Line(forces.candidates[one.key], one.seconds, True, one.why, facts)


def _staying(forces: Forces, one: choice.Staying) -> Line:
    return staying(forces, one.key, one.seconds, one.why, by=one.by, instead_of=one.instead_of)


def staying(
    forces: Forces, key: str, seconds: float, why: str = "not_needed", *, by: float = 0.0, instead_of: str = ""
) -> Line:
    """A formation that is not proposed, with what stands against it or by how much it is worse."""
    candidate = forces.candidates[key]
    facts: dict[str, object] = {"by": by, "vehicles": "、".join(candidate.against)}
    if instead_of:
        facts["instead_of"] = forces.candidates[instead_of].formation
    return Line(candidate, seconds, False, candidate.why_not or why, facts)


def _cover(forces: Forces, found: choice.Choice, names: Mapping[int, str]) -> CoverLeft | None:
    if not found.cover.before:
        return None
    move = found.move_up
    emptied = tuple(names.get(forces.stations[one], "") for one in found.cover.emptied)
    line = None
    if move is not None:
        facts = {"station": names.get(forces.stations[move.station], ""), "gain": round(move.gain * 100, 1)}
        line = Line(forces.candidates[move.key], move.seconds, False, "move_up", facts)
    return CoverLeft(found.cover.before, found.cover.after, emptied, line)


def arrival(forces: Forces, ways: Ways, key: str) -> float:
    """Seconds from order to arrival of one formation, with its last vehicle; nan where there is no way."""
    row = forces.rows[key]
    own = [ways.elsewhere.get(pk, ways.stations.get(forces.stations[row.station], float("nan"))) for pk in row.vehicles]
    return row.turnout + max(own) * ways.hour_factor + row.delay


def soonest(forces: Forces, ways: Ways) -> float | None:
    """Seconds until the first of the free formations is there; None where none is free or no way leads there."""
    found = (arrival(forces, ways, key) for key in forces.starts)
    return min((seconds for seconds in found if seconds == seconds), default=None)


def brings(formations: Sequence[FormationView], capability: str) -> float:
    """What formations bring of one capability: the tallest ladder, the sum of everything else."""
    amounts = [float(vehicle.capabilities.get(capability, 0)) for f in formations for vehicle in f.vehicles]
    return max(amounts, default=0.0) if capability in TALLEST else sum(amounts)
