"""The forces as arrays, prepared once per change of state: what each formation brings, from where, and if it may go.

Amounts are reckoned in thousandths of their unit and times in tenths of a second, as whole numbers: what is equal is
equal, and the same facts give the same choice on every machine.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lanyan.analysis.choice.holding import Ground, Held, held, nothing_held

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
PARTS, TENTHS = 1000, 10
# Tenths of a second that nothing real reaches: no way.
NEVER = 1 << 40
TEAMS = ("station", "township", "micro", "aid", "specialist")
REASONS = ("busy", "off_road", "resting", "reserved", "crew_short", "position_old")


@dataclass(frozen=True)
class Vehicle:
    """A vehicle with its crew: what it brings by capability, and whether it holds its station's cover while there."""

    id: int
    amounts: Mapping[str, float]
    holds: bool = True


@dataclass(frozen=True)
class Formation:
    """What may be sent together 编队; a single vehicle is a formation of one. Of two that share one, one can go.

    `station` is an index into the travel times; `turnout` and `delay` (mutual aid) are seconds; `why_not` one of
    `REASONS`, empty when it is ready; `only_for` the capabilities that call for a specialist team, empty for any need;
    `order` the station's own: at the same arrival the lower one goes first.
    """

    key: str
    vehicles: tuple[int, ...]
    station: int
    turnout: float = 60.0
    delay: float = 0.0
    why_not: str = ""
    team: str = "station"
    only_for: tuple[str, ...] = ()
    order: int = 0


@dataclass(frozen=True)
class _Fixed:
    """What stays as long as the same vehicles stand in the same formations (see `Forces`)."""

    vehicle_ids: Ints
    capabilities: tuple[str, ...]
    column_of: Mapping[str, int]
    tall: Bools
    first: Ints
    members: Ints
    size: Ints
    carried: Ints
    station: Ints
    delay: Floats
    called: Bools
    special: Ints
    order: Ints
    place: Ints
    may_hold: Bools
    number_of: Mapping[str, int]
    ground: Ground | None


@dataclass(frozen=True)
class _Standing:
    """What changes with every order and every crew that reports (see `Forces`)."""

    rows: tuple[Formation, ...]
    turnout: Floats
    ready: Bools
    single: Ints
    holds: Bools
    twin: Ints
    at_station: Mapping[int, Ints]
    held: Held


@dataclass(frozen=True)
class Forces(_Standing, _Fixed):
    """Formations (F, in the order of their keys), vehicles (V, by id) and capabilities (C) as arrays.

    `first` (F + 1) and `members` list the vehicles of each formation; `brought` (F × C) and `carried` (V × C) are
    thousandths, the tallest where `tall` (C), else sums; `called` (F × C) what calls for the formations that
    are `special` (their numbers); `single` (V) is the ready formation of that vehicle alone,
    -1 when there is none; `twin` (V) is equal for vehicles of a station that differ in nothing but their key;
    `at_station` the ready formations of each station.
    """

    brought: Ints

    def vehicles(self, formation: int) -> Ints:
        """The vehicles of a formation, as indices."""
        return self.members[self.first[formation] : self.first[formation + 1]]

    def index(self, vehicle_ids: Collection[int]) -> Ints:
        """Vehicle ids as indices; ValueError for one that is not known."""
        wanted = np.fromiter(vehicle_ids, np.int64, len(vehicle_ids))
        found = np.searchsorted(self.vehicle_ids, wanted)
        known = found < len(self.vehicle_ids)
        known[known] = self.vehicle_ids[found[known]] == wanted[known]
        if not known.all():
            raise ValueError(f"vehicle {wanted[~known][0]} is not among the forces")
        return found.astype(np.int64)


def prepare(
    formations: Iterable[Formation],
    vehicles: Iterable[Vehicle],
    *,
    capabilities: Sequence[str],
    tallest: Collection[str] = (),
    ground: Ground | None = None,
) -> Forces:
    """Put the forces into arrays, whatever order they come in. ValueError names the row that is wrong and why."""
    rows = tuple(sorted(formations, key=lambda row: row.key))
    known = sorted(vehicles, key=lambda vehicle: vehicle.id)
    place_of = {vehicle.id: number for number, vehicle in enumerate(known)}
    _check(rows, place_of, len(known))
    members = np.array([place_of[one] for row in rows for one in row.vehicles], np.int64)
    size = np.array([len(row.vehicles) for row in rows], np.int64)
    tall, carried = np.array([code in tallest for code in capabilities], bool), _carried(known, capabilities)
    called = [[code in row.only_for for code in capabilities] for row in rows]
    fixed = _Fixed(
        vehicle_ids=np.array([vehicle.id for vehicle in known], np.int64),
        capabilities=tuple(capabilities),
        column_of={code: column for column, code in enumerate(capabilities)},
        tall=tall,
        first=np.concatenate([[0], np.cumsum(size)]).astype(np.int64),
        members=members,
        size=size,
        carried=carried,
        station=np.array([row.station for row in rows], np.int64),
        delay=np.array([row.delay for row in rows], float),
        called=np.array(called, bool).reshape(len(rows), len(capabilities)),
        special=np.array([number for number, row in enumerate(rows) if row.only_for], np.int64),
        order=np.array([row.order for row in rows], np.int64),
        place=_places(rows, members, size, len(known)),
        may_hold=np.array([vehicle.holds for vehicle in known], bool),
        number_of={row.key: number for number, row in enumerate(rows)},
        ground=ground,
    )
    brought = _brought(carried[members], fixed.first, tall)
    return Forces(**vars(fixed), brought=brought, **vars(_standing(fixed, rows)))


def restated(forces: Forces, changed: Iterable[Formation]) -> Forces:
    """The same forces with other turnouts and reasons why not of some formations: what `prepare` would give.

    ValueError where a formation is not known, or something else of it has changed.
    """
    rows = list(forces.rows)
    for row in changed:
        number = forces.number_of.get(row.key)
        if number is None or replace(rows[number], turnout=row.turnout, why_not=row.why_not) != row:
            raise ValueError(f"formation {row.key}: not among the forces, or not the same")
        _check_row(row)
        rows[number] = row
    return replace(forces, **vars(_standing(forces, tuple(rows))))


def _standing(fixed: _Fixed, rows: tuple[Formation, ...]) -> _Standing:
    """How the forces stand: who is ready and leaves when, and what they hold."""
    turnout = np.array([row.turnout for row in rows], float)
    ready = np.array([not row.why_not for row in rows], bool)
    single = _singles(fixed, turnout, ready)
    holds = np.zeros(len(fixed.vehicle_ids), bool)
    holds[fixed.members[np.repeat(ready, fixed.size)]] = True
    holds &= fixed.may_hold
    count = int(fixed.station.max(initial=-1)) + 1
    holders = np.bincount(fixed.place[holds], minlength=count).astype(np.int64)
    free = np.flatnonzero(ready)
    free = free[np.argsort(fixed.station[free], kind="stable")]
    ends = np.searchsorted(fixed.station[free], np.arange(count + 1))
    return _Standing(
        rows=rows,
        turnout=turnout,
        ready=ready,
        single=single,
        holds=holds,
        twin=_twins(fixed, rows, turnout, single),
        at_station={at: free[ends[at] : ends[at + 1]] for at in range(count)},
        held=held(fixed.ground, holders) if fixed.ground is not None else nothing_held(count),
    )


def _check(rows: Sequence[Formation], place_of: Mapping[int, int], vehicles: int) -> None:
    """Refuse what cannot be meant."""
    if len(place_of) != vehicles:
        raise ValueError("two vehicles have the same id")
    for before, row in zip((None, *rows), rows, strict=False):
        if before is not None and before.key == row.key:
            raise ValueError(f"two formations have the key {row.key}")
        if not row.vehicles or len({*row.vehicles}) != len(row.vehicles) or not {*row.vehicles} <= place_of.keys():
            raise ValueError(f"formation {row.key}: no vehicle, one twice, or one that is not known")
        _check_row(row)


def _check_row(row: Formation) -> None:
    if row.station < 0 or not (0 <= row.turnout < math.inf and 0 <= row.delay < math.inf):
        raise ValueError(f"formation {row.key}: station, turnout and delay must be numbers from 0")
    if row.team not in TEAMS or (row.why_not and row.why_not not in REASONS):
        raise ValueError(f"formation {row.key}: no such team or reason ({row.team}, {row.why_not})")


def _carried(vehicles: Sequence[Vehicle], capabilities: Sequence[str]) -> Ints:
    for vehicle in vehicles:
        for code, amount in vehicle.amounts.items():
            if not 0 <= amount < math.inf:
                raise ValueError(f"vehicle {vehicle.id}: {code} is below 0 or no number")
    amounts = [[vehicle.amounts.get(code, 0.0) for code in capabilities] for vehicle in vehicles]
    return np.rint(np.array(amounts, float).reshape(len(vehicles), len(capabilities)) * PARTS).astype(np.int64)


def _brought(carried: Ints, first: Ints, tall: Bools) -> Ints:
    """What each formation brings: sums, and the tallest where that counts."""
    if len(first) == 1:
        return np.zeros((0, len(tall)), np.int64)
    total, most = np.add.reduceat(carried, first[:-1]), np.maximum.reduceat(carried, first[:-1])
    return np.where(tall, most, total)


def _places(rows: Sequence[Formation], members: Ints, size: Ints, vehicles: int) -> Ints:
    """The station of each vehicle: that of its smallest formation."""
    place, first = np.zeros(vehicles, np.int64), np.cumsum(size) - size
    for number in sorted(range(len(rows)), key=lambda f: -len(rows[f].vehicles)):
        place[members[first[number] : first[number] + size[number]]] = rows[number].station
    return place


def _singles(fixed: _Fixed, turnout: Floats, ready: Bools) -> Ints:
    """The ready formation of each vehicle alone that leaves first; of equal ones that of the lower key."""
    single = np.full(len(fixed.vehicle_ids), -1, np.int64)
    alone = np.flatnonzero((fixed.size == 1) & ready)
    # The last one written stays.
    alone = alone[np.argsort((turnout + fixed.delay)[alone], kind="stable")][::-1]
    single[fixed.members[fixed.first[alone]]] = alone
    return single


def _twins(fixed: _Fixed, rows: Sequence[Formation], turnout: Floats, single: Ints) -> Ints:
    """Number the kinds of vehicles; one without a ready formation of its own is a kind by itself."""
    by_itself = np.where(single < 0, np.arange(len(single)), -1)
    if not len(rows):
        return by_itself
    columns = (fixed.station[single], turnout[single], fixed.delay[single], fixed.may_hold, by_itself)
    marks = np.column_stack([*columns, fixed.called[single], fixed.carried])
    return np.unique(marks, axis=0, return_inverse=True)[1].astype(np.int64)
