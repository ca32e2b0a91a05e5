"""Readiness before the call: what makes vehicles and formations ready, what they lack. Pure: no clock, no tables."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lanyan.forces import rules

# Below this share of what a vehicle can carry, water, foam or cylinders are low; starting value of the detachment.
FULL_SHARE = 0.9
# A report older than this says nothing of now.
LOAD_GOOD_FOR = timedelta(hours=24)
# Fewer people on duty than this share of the required number need a hand.
PEOPLE_SHARE = 0.8
# A shift may hand over this much after its end before the board calls it overdue.
HANDOVER_GRACE = timedelta(minutes=30)

# Where a vehicle is: at home, on a run, at a scene, or back from a run and not ready again.
HOME, OUT, SCENE, BACK = "HOME", "OUT", "SCENE", "BACK"
# At a guard, where it can be sent from.
POSTED = "POSTED"
GONE = (OUT, SCENE, POSTED)
COMPLETE, AWAY, SHORT = "COMPLETE", "AWAY", "SHORT"

# What can be lacking, in the order in which it is told.
OFF_ROAD, RETIRED, NOT_READY, NO_DRIVER, CREW = "OFF_ROAD", "RETIRED", "NOT_READY", "NO_DRIVER", "CREW"
WATER, FOAM, CYLINDERS, NOT_REPORTED, STALE = "WATER", "FOAM", "CYLINDERS", "NOT_REPORTED", "STALE"
LACKS = (OFF_ROAD, RETIRED, NOT_READY, NO_DRIVER, CREW, WATER, FOAM, CYLINDERS, NOT_REPORTED, STALE)


@dataclass(frozen=True)
class Need:
    """What a kind of vehicle needs before it is ready: people, a driver among them, full air cylinders."""

    least_crew: int = 0
    driver: bool = False
    cylinders: int = 0


@dataclass(frozen=True)
class Load:
    """What was last reported of a vehicle: tonnes of water and foam, full cylinders; None: nobody has said."""

    water_t: float | None
    foam_t: float | None
    cylinders: int | None
    reported_at: datetime
    crew_complete: bool | None = None


@dataclass(frozen=True)
class VehicleFacts:
    """A vehicle before the call: capacities in tonnes, who sits on it, where it is.

    `since` is when the run it is back from began: what was reported before that says nothing any more.
    """

    call_sign: str
    condition: str = rules.IN_SERVICE
    water_t: float = 0
    foam_t: float = 0
    need: Need = Need()
    load: Load | None = None
    crew: int = 0
    drivers: int = 0
    where: str = HOME
    since: datetime | None = None


@dataclass(frozen=True)
class Lack:
    """One thing a vehicle lacks: what there is and what there should be, where that can be counted."""

    vehicle: str
    what: str
    have: float | None = None
    wanted: float | None = None


def low(have: float, capacity: float) -> bool:
    """Say whether a quantity is below nine tenths of what can be carried (both in the same measure)."""
    return have < FULL_SHARE * capacity


def load_lacks(vehicle: VehicleFacts, load: Load | None) -> tuple[Lack, ...]:
    """Tell what of water, foam and cylinders is low or was not reported; capacities in tonnes and pieces."""
    wanted = ((WATER, "water_t", vehicle.water_t), (FOAM, "foam_t", vehicle.foam_t),
              (CYLINDERS, "cylinders", vehicle.need.cylinders))  # fmt: skip
    carried = [(what, capacity, getattr(load, name, None)) for what, name, capacity in wanted if capacity > 0]
    found = [
        Lack(vehicle.call_sign, what, have, capacity)
        for what, capacity, have in carried
        if have is not None and low(have, capacity)
    ]
    if any(have is None for _what, _capacity, have in carried):
        found.append(Lack(vehicle.call_sign, NOT_REPORTED))
    return tuple(found)


def _said_since(vehicle: VehicleFacts) -> Load | None:
    load = vehicle.load
    if load is not None and vehicle.since is not None and load.reported_at < vehicle.since:
        return None
    return load


def vehicle_lacks(vehicle: VehicleFacts, *, now: datetime) -> tuple[Lack, ...]:
    """Tell what stands between a vehicle at its station and the next call; nothing for one that is on a run."""
    if vehicle.condition != rules.IN_SERVICE:
        return (Lack(vehicle.call_sign, RETIRED if vehicle.condition == rules.RETIRED else OFF_ROAD),)
    if vehicle.where in GONE:
        return ()
    found = [Lack(vehicle.call_sign, NOT_READY)] if vehicle.where == BACK else []
    if vehicle.need.driver and vehicle.drivers < 1:
        found.append(Lack(vehicle.call_sign, NO_DRIVER))
    if vehicle.crew < vehicle.need.least_crew:
        found.append(Lack(vehicle.call_sign, CREW, vehicle.crew, vehicle.need.least_crew))
    load = _said_since(vehicle)
    found += load_lacks(vehicle, load)
    if load is not None and now - load.reported_at > LOAD_GOOD_FOR and needs_load(vehicle):
        found.append(Lack(vehicle.call_sign, STALE))
    return tuple(found)


def needs_load(vehicle: VehicleFacts) -> bool:
    """Say whether there is anything to report of what a vehicle carries."""
    return vehicle.water_t > 0 or vehicle.foam_t > 0 or vehicle.need.cylinders > 0


@dataclass(frozen=True)
class FormationState:
    """Complete, away with some or all of its vehicles, or short, and of what."""

    state: str
    where: str
    lacks: tuple[Lack, ...]

    @property
    def whats(self) -> list[str]:
        """What is lacking, each once, in the order of the list."""
        return [what for what in LACKS if any(lack.what == what for lack in self.lacks)]


def formation_state(vehicles: Collection[VehicleFacts], *, now: datetime) -> FormationState:
    """Judge a formation by its vehicles: one on a run makes it away; otherwise one thing lacking makes it short."""
    lacks = tuple(lack for vehicle in vehicles for lack in vehicle_lacks(vehicle, now=now))
    gone = [v for v in vehicles if v.condition == rules.IN_SERVICE and v.where in GONE]
    if gone:
        there = {vehicle.where for vehicle in gone}
        where = next(one for one in (SCENE, OUT, POSTED) if one in there)
        return FormationState(AWAY, where, lacks)
    return FormationState(SHORT if lacks or not vehicles else COMPLETE, HOME, lacks)


def confirmed(
    vehicle: VehicleFacts,
    *,
    water_t: float | None,
    foam_t: float | None,
    cylinders: int | None,
    crew_complete: bool,
    at: datetime,
) -> tuple[Lack, ...]:
    """Tell what still keeps a vehicle that is back from being ready again, by what its crew confirms at an instant."""
    load = Load(water_t, foam_t, cylinders, at)
    lacks = load_lacks(replace(vehicle, since=None), load)
    return lacks if crew_complete else (*lacks, Lack(vehicle.call_sign, CREW))


def people_lacking(on_duty: int, required: int | None) -> bool:
    """Say whether so few of the required people are on duty that a hand is needed."""
    return required is not None and on_duty < PEOPLE_SHARE * required


def handover_overdue(ends_at: datetime, *, now: datetime) -> bool:
    """Say whether a shift should have handed over by now."""
    return now > ends_at + HANDOVER_GRACE


def duty_day(starts_at: datetime, ends_at: datetime, *, now: datetime) -> datetime:
    """Give the instant whose day decides who is absent: the shift's beginning, or now once it should have ended."""
    return starts_at if now < ends_at else now


@dataclass(frozen=True)
class Requirement:
    """What a class of station should have, low and high; None where the standard says nothing."""

    people: tuple[int, int] | None
    vehicles: tuple[int, int] | None
    bays: tuple[int, int] | None


def below(have: int | None, wanted: tuple[int, int] | None) -> int | None:
    """How much is missing to the low end of a requirement; None when it cannot be said, 0 when it is met."""
    if have is None or wanted is None:
        return None
    return max(wanted[0] - have, 0)


def requirement(facts: Mapping[str, str]) -> Requirement:
    """Read the row of a class of station."""

    def span(name: str) -> tuple[int, int] | None:
        if not facts.get(f"{name}_low"):
            return None
        return int(facts[f"{name}_low"]), int(facts[f"{name}_high"])

    return Requirement(span("people"), span("vehicles"), span("bays"))


def need(facts: Mapping[str, str]) -> Need:
    """Read the row of a kind of vehicle."""
    return Need(int(facts["least_crew"]), facts["driver"] == "1", int(facts["cylinders"]))
