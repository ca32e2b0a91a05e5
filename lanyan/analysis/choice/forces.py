"""The forces as arrays, prepared once per change of state: what each formation brings, from where, and if it may go.

Amounts are reckoned in thousandths of their unit and times in tenths of a second, as whole numbers: what is equal is
equal, and the same facts give the same choice on every machine.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

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
class Forces:
    """Formations (F, in the order of their keys), vehicles (V, by id) and capabilities (C) as arrays.

    `first` (F + 1) and `members` list the vehicles of each formation; `brought` (F × C) and `carried` (V × C) are
    thousandths, the tallest where `tall` (C), else sums; `called` (F × C) what calls for the formations that
    are `special` (their numbers); `single` (V) is the ready formation of that vehicle alone,
    -1 when there is none; `twin` (V) is equal for vehicles of a station that differ in nothing but their key.
    """

    rows: tuple[Formation, ...]
    vehicle_ids: Ints
    capabilities: tuple[str, ...]
    column_of: Mapping[str, int]
    tall: Bools
    first: Ints
    members: Ints
    size: Ints
    brought: Ints
    carried: Ints
    station: Ints
    turnout: Floats
    delay: Floats
    ready: Bools
    called: Bools
    special: Ints
    order: Ints
    single: Ints
    place: Ints
    holds: Bools
    twin: Ints
    at_station: Mapping[int, Ints]
    held: Held

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
    first = np.concatenate([[0], np.cumsum(size)]).astype(np.int64)
    tall, carried = np.array([code in tallest for code in capabilities], bool), _carried(known, capabilities)
    station = np.array([row.station for row in rows], np.int64)
    ready = np.array([not row.why_not for row in rows], bool)
    place, single = _places(rows, first, members, len(known))
    holds = np.isin(np.arange(len(known)), members[np.repeat(ready, size)])
    holds &= np.array([vehicle.holds for vehicle in known], bool)
    shape = (len(rows), len(capabilities))
    count = int(station.max(initial=-1)) + 1
    holders = np.bincount(place[holds], minlength=count).astype(np.int64)
    return Forces(
        rows=rows,
        vehicle_ids=np.array([vehicle.id for vehicle in known], np.int64),
        capabilities=tuple(capabilities),
        column_of={code: column for column, code in enumerate(capabilities)},
        tall=tall,
        first=first,
        members=members,
        size=size,
        brought=_brought(carried[members], first, tall),
        carried=carried,
        station=station,
        turnout=np.array([row.turnout for row in rows], float),
        delay=np.array([row.delay for row in rows], float),
        ready=ready,
        called=np.array([[code in row.only_for for code in capabilities] for row in rows], bool).reshape(shape),
        special=np.array([number for number, row in enumerate(rows) if row.only_for], np.int64),
        order=np.array([row.order for row in rows], np.int64),
        single=single,
        place=place,
        holds=holds,
        twin=_twins(rows, known, single),
        at_station={int(one): np.flatnonzero((station == one) & ready) for one in np.unique(station)},
        held=held(ground, holders) if ground is not None else nothing_held(count),
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


def _places(rows: Sequence[Formation], first: Ints, members: Ints, vehicles: int) -> tuple[Ints, Ints]:
    """The station of each vehicle, and the ready formation of it alone that leaves first."""
    place, single = np.zeros(vehicles, np.int64), np.full(vehicles, -1, np.int64)
    for number in sorted(range(len(rows)), key=lambda f: -len(rows[f].vehicles)):
        place[members[first[number] : first[number + 1]]] = rows[number].station
    for number, row in enumerate(rows):
        if len(row.vehicles) > 1 or row.why_not:
            continue
        vehicle, other = members[first[number]], rows[single[members[first[number]]]]
        if single[vehicle] < 0 or row.turnout + row.delay < other.turnout + other.delay:
            single[vehicle] = number
    return place, single


def _twins(rows: Sequence[Formation], vehicles: Sequence[Vehicle], single: Ints) -> Ints:
    """Number the kinds of vehicles; one without a ready formation of its own is a kind by itself."""
    kinds: dict[object, int] = {}
    found = []
    for vehicle, number in zip(vehicles, single, strict=True):
        row = rows[number] if number >= 0 else None
        same = (row.station, row.turnout, row.delay, row.only_for) if row else (vehicle.id,)
        amounts = tuple(sorted((code, amount) for code, amount in vehicle.amounts.items() if amount))
        found.append(kinds.setdefault((same, amounts, vehicle.holds), len(kinds)))
    return np.array(found, np.int64)
