"""What stations have on duty now, for the readiness board, the handover and the strength list: seven queries."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import OuterRef, Q, Subquery
from django.utils.timezone import localdate

from lanyan.forces import needs, readiness, rules
from lanyan.forces.models import FormationVehicle, Handover, Seat, Shift, Station, Vehicle
from lanyan.forces.readiness import FormationState, VehicleFacts
from lanyan.people.models import Absence


@dataclass(frozen=True)
class Bound:
    """A vehicle bound to a run, as the floor above knows it: where (see readiness), since when it is under way."""

    where: str
    since: datetime | None = None


Whereabouts = Callable[[Collection[Station]], Mapping[int, Bound]]
_readers: list[Whereabouts] = []


def register_whereabouts(read: Whereabouts) -> None:
    """Say who knows which vehicles of some stations are bound to runs, by vehicle id: the floor above."""
    _readers.append(read)


def _bound_to_runs(stations: Collection[Station]) -> dict[int, Bound]:
    return {vehicle: bound for read in _readers for vehicle, bound in read(stations).items()}


@dataclass(frozen=True)
class Chip:
    """A formation, or a vehicle that stands in none, with its state."""

    name: str
    state: FormationState
    formation_id: int | None = None
    vehicle_id: int | None = None


@dataclass
class StationDuty:
    """One station before the call."""

    station: Station
    shift: Shift | None = None
    handed_over_at: datetime | None = None
    on_duty: int = 0
    required: int | None = None
    chips: list[Chip] = field(default_factory=list)
    vehicles: list[tuple[Vehicle, VehicleFacts]] = field(default_factory=list)
    now: datetime | None = None

    @property
    def home(self) -> list[tuple[Vehicle, VehicleFacts]]:
        """Vehicles at the station that can be driven."""
        gone = readiness.GONE
        return [pair for pair in self.vehicles if pair[0].condition == rules.IN_SERVICE and pair[1].where not in gone]

    @property
    def off_road(self) -> list[Vehicle]:
        """Vehicles off the road."""
        return [vehicle for vehicle, _facts in self.vehicles if vehicle.condition == rules.OFF_ROAD]

    @property
    def is_short(self) -> bool:
        """Whether any formation is short."""
        return any(chip.state.state == readiness.SHORT for chip in self.chips)

    @property
    def is_overdue(self) -> bool:
        """Whether the shift on duty should have handed over, or none is on duty at all."""
        assert self.now is not None
        return self.shift is None or readiness.handover_overdue(self.shift.ends_at, now=self.now)

    @property
    def lacks_people(self) -> bool:
        """Whether so few people are on duty that a hand is needed."""
        return readiness.people_lacking(self.on_duty, self.required)


def stations_on_duty(stations: Collection[Station], *, now: datetime) -> list[StationDuty]:
    """Tell of each station (unit at hand) who and what is there at an instant."""
    bound = _bound_to_runs(stations)
    shifts = _shifts(stations)
    seats = _seats(shifts.values())
    absent = _absent(stations, seats, shifts, now=now)
    fleet = _fleet(stations)
    places = _places(stations)
    found = []
    for station in stations:
        shift = shifts.get(station.pk)
        sitting = [seat for seat in seats.get(shift.pk, ()) if _is_there(seat, absent)] if shift else []
        duty = StationDuty(station, shift, getattr(shift, "handed_over_at", None), required=_required(station), now=now)
        duty.on_duty = len(sitting)
        duty.vehicles = [(vehicle, _facts(vehicle, sitting, bound)) for vehicle in fleet.get(station.pk, ())]
        duty.chips = _chips(duty.vehicles, places.get(station.pk, ()), now=now)
        found.append(duty)
    return found


def _required(station: Station) -> int | None:
    if station.on_duty_people is not None:
        return station.on_duty_people
    people = needs.of_class(station.station_class).people
    return people[0] if people else None


def _shifts(stations: Collection[Station]) -> dict[int, Shift]:
    done = Handover.objects.filter(incoming=OuterRef("pk"), done_at__isnull=False).values("done_at")[:1]
    found = Shift.objects.in_force().filter(station__in=stations).select_related("commander")
    return {shift.station_id: shift for shift in found.annotate(handed_over_at=Subquery(done))}


def _fleet(stations: Collection[Station]) -> dict[int, list[Vehicle]]:
    """Vehicles kept, by station, in the order of their numbers; kinds and stations are shared, not read once each."""
    homes = {station.pk: station for station in stations}
    found: dict[int, list[Vehicle]] = defaultdict(list)
    kept = Vehicle.objects.filter(home__in=homes).exclude(condition=rules.RETIRED)
    for vehicle in kept.select_related("load").prefetch_related("kind"):
        vehicle.home = homes[vehicle.home_id]
        found[vehicle.home_id].append(vehicle)
    for those in found.values():
        those.sort(key=lambda vehicle: rules.by_number(vehicle.call_sign))
    return found


class Sitting(NamedTuple):
    """A seat as far as it matters here."""

    shift_id: int
    vehicle_id: int | None
    person_id: int
    role: str
    present: bool | None


def _seats(shifts: Iterable[Shift]) -> dict[int, list[Sitting]]:
    found: dict[int, list[Sitting]] = defaultdict(list)
    for row in Seat.objects.filter(shift__in=list(shifts)).values_list(*Sitting._fields):
        seat = Sitting(*row)
        found[seat.shift_id].append(seat)
    return found


def _absent(
    stations: Collection[Station],
    seats: Mapping[int, list[Sitting]],
    shifts: Mapping[int, Shift],
    *,
    now: datetime,
) -> set[int]:
    """Persons seated who are absent on the day that counts for their shift."""
    days = {
        shift.pk: localdate(readiness.duty_day(shift.starts_at, shift.ends_at, now=now)) for shift in shifts.values()
    }
    if not days:
        return set()
    of_person = {seat.person_id: days[shift_id] for shift_id, sitting in seats.items() for seat in sitting}
    first, last = min(days.values()), max(days.values())
    spans = Absence.objects.standing().filter(from_date__lte=last).filter(Q(until_date=None) | Q(until_date__gt=first))
    # By unit: naming a thousand persons costs more than reading the few who are away.
    rows = spans.filter(person__unit__in=[station.unit_id for station in stations])
    return {
        person_id
        for person_id, since, until in rows.values_list("person_id", "from_date", "until_date")
        if person_id in of_person and since <= of_person[person_id] and (until is None or until > of_person[person_id])
    }


def _is_there(seat: Sitting, absent: set[int]) -> bool:
    return seat.present is not False and seat.person_id not in absent


def _facts(vehicle: Vehicle, sitting: list[Sitting], bound: Mapping[int, Bound]) -> VehicleFacts:
    crew = [seat for seat in sitting if seat.vehicle_id == vehicle.pk]
    run = bound.get(vehicle.pk)
    return needs.facts_of(
        vehicle,
        crew=len(crew),
        drivers=sum(seat.role == Seat.Role.DRIVER for seat in crew),
        where=run.where if run else readiness.HOME,
        since=run.since if run else None,
    )


def _places(stations: Collection[Station]) -> dict[int, list[Any]]:
    """Formations with their vehicles: (formation id, name, vehicle id), in the order of turning out."""
    found: dict[int, list[Any]] = defaultdict(list)
    rows = FormationVehicle.objects.filter(formation__station__in=stations, formation__ended_date=None)
    named = rows.values_list("formation__station_id", "formation_id", "formation__name", "vehicle_id")
    for station_id, *row in named.order_by("formation__order", "formation_id", "order", "pk"):
        found[station_id].append(row)
    return found


def _chips(vehicles: list[tuple[Vehicle, VehicleFacts]], places: Iterable[Any], *, now: datetime) -> list[Chip]:
    facts = {vehicle.pk: told for vehicle, told in vehicles}
    members: dict[tuple[int, str], list[VehicleFacts]] = defaultdict(list)
    seated = set()
    for formation_id, name, vehicle_id in places:
        seated.add(vehicle_id)
        # A vehicle that is gone for good stands in the formation all the same: it is missed.
        members[formation_id, name].append(facts.get(vehicle_id) or VehicleFacts("", rules.RETIRED))
    chips = [
        Chip(name, readiness.formation_state(those, now=now), formation_id=formation_id)
        for (formation_id, name), those in members.items()
    ]
    alone = [(vehicle, told) for vehicle, told in vehicles if vehicle.pk not in seated]
    return chips + [
        Chip(vehicle.call_sign, readiness.formation_state([told], now=now), vehicle_id=vehicle.pk)
        for vehicle, told in alone
    ]


# ---- the handover ---------------------------------------------------------------------------------------
def matters_of(duty: StationDuty) -> list[dict[str, Any]]:
    """What the next shift must know by the facts: vehicles off the road, what others lack; as stored, without words."""
    found: list[dict[str, Any]] = [
        {
            "kind": "OFF_ROAD",
            "name": vehicle.call_sign,
            "facts": {
                "reason": vehicle.condition_reason,
                "since": vehicle.condition_since_at.isoformat() if vehicle.condition_since_at else None,
            },
        }
        for vehicle in duty.off_road
    ]
    # People are the shift's own matter: the next one brings its own.
    crewed = (readiness.NO_DRIVER, readiness.CREW, readiness.OFF_ROAD)
    for _vehicle, facts in duty.home:
        for lack in readiness.vehicle_lacks(facts, now=_instant(duty)):
            if lack.what not in crewed:
                told = {"have": lack.have, "wanted": lack.wanted}
                found.append({"kind": lack.what, "name": lack.vehicle, "facts": told})
    gone = readiness.GONE
    found += [
        {"kind": "AWAY", "name": vehicle.call_sign, "facts": {}}
        for vehicle, facts in duty.vehicles
        if facts.where in gone and vehicle.condition == rules.IN_SERVICE
    ]
    return found


def _instant(duty: StationDuty) -> datetime:
    assert duty.now is not None
    return duty.now
