"""The demo's readiness: water sources along the roads, absences, shifts on duty, loads, open handovers."""

import math
import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain, pairwise

from django.utils.timezone import localdate, localtime

from lanyan.demo import ground_water
from lanyan.demo.cities import Point
from lanyan.demo.geography import Geography
from lanyan.demo.ground_forces import Force
from lanyan.demo.ground_units import Seat as UnitSeat
from lanyan.forces import needs, water_terms
from lanyan.forces.models import (
    FOAM,
    WATER,
    FormationVehicle,
    Handover,
    Seat,
    Shift,
    Station,
    Vehicle,
    VehicleLoad,
    WaterCheck,
    WaterSource,
)
from lanyan.people.models import Absence, Person, Post

WATER_SOURCES = 300
DEGREE_M = 111_195.0
KINDS = (
    ("ABOVE_GROUND",) * 70 + ("UNDERGROUND",) * 12 + ("WALL",) * 4 + ("INTAKE",) * 5 + ("POND",) * 5 + ("CRANE",) * 4
)
NAMES = {
    "ABOVE_GROUND": "消火栓",
    "UNDERGROUND": "地下消火栓",
    "WALL": "墙壁消火栓",
    "INTAKE": "取水码头",
    "POND": "消防水池",
    "CRANE": "水鹤",
}
FAULTS = (
    ("VALVE", "阀杆锈死"),
    ("DRY", ""),
    ("PRESSURE", ""),
    ("STRUCK", "被车辆撞损"),
    ("BLOCKED", "井盖被埋压"),
    ("CAP", "出水口闷盖缺失"),
)
FAULTY_SHARE, ABSENT_SHARE = 0.05, 0.06
CHANGE_HOUR = 8
DAY = timedelta(days=1)
# Whose post fits a place best.
POSTS: dict[str, str] = {Seat.Role.COMMANDER: "班长", Seat.Role.DRIVER: "驾驶员"}
# How many stations of a city have not handed over yet, lack a driver, are low on water, or told their loads long ago.
LATE, DRIVERLESS, LOW, OLD = 2, 1, 2, 1


@dataclass
class Roster:
    """One city's duty, unsaved, and what it is made from."""

    at: datetime
    dice: random.Random
    titles: dict[int, str]
    absent: set[int]
    rides: dict[int, list[Vehicle]]
    shifts: list[Shift] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)
    loads: list[VehicleLoad] = field(default_factory=list)

    @property
    def changed_at(self) -> datetime:
        """When shifts changed last: at eight, today or yesterday."""
        today = localtime(self.at).replace(hour=CHANGE_HOUR, minute=0, second=0, microsecond=0)
        return today if today <= self.at else today - DAY


def build(code: str, seed: int, force: Force, picture: Geography, *, at: datetime | None) -> None:
    """Build a city's water sources, and what is on duty at an instant; without one nobody is on duty."""
    dice = random.Random(f"duty-{code}-{seed}")
    _water(code, force, picture, dice, at=at)
    if at is None:
        return
    people = _people(force)
    roster = Roster(at, dice, _titles(people), _absences(people, dice, at), _rides(force))
    stations = force.stations
    # The first station is where visitors sign in: nothing is odd there.
    odd = dice.sample(stations[1:], LATE + DRIVERLESS + LOW + OLD)
    late, driverless = odd[:LATE], odd[LATE : LATE + DRIVERLESS]
    low, old = odd[LATE + DRIVERLESS : -OLD], odd[-OLD:]
    for seat, station in stations:
        crew = [one for one in people[seat.unit.pk] if one.pk not in roster.absent]
        shift = _shift(roster, station, crew, is_late=(seat, station) in late)
        _crew(roster, shift, crew, seat, with_drivers=(seat, station) not in driverless)
        _loads(roster, station, is_low=(seat, station) in low, is_old=(seat, station) in old)
    Shift.objects.bulk_create(roster.shifts)
    Seat.objects.bulk_create(roster.seats, batch_size=1000)
    VehicleLoad.objects.bulk_create(roster.loads, batch_size=1000)
    _next(roster, [station for _seat, station in late])


# ---- water ------------------------------------------------------------------------------------------------
def _water(code: str, force: Force, picture: Geography, dice: random.Random, *, at: datetime | None) -> None:
    """Put water sources beside named streets of all counties, a few faulty."""
    streets = [(name, points) for one in sorted(picture.streets) for name, points in picture.streets[one]]
    weights = [min(_length(points), 4000) for _name, points in streets]
    chosen = dice.choices(streets, weights=weights, k=WATER_SOURCES)
    homes = [(station.lon, station.lat, seat.unit) for seat, station in force.stations if not seat.is_team]
    made = []
    for number, (street, points) in enumerate(chosen, start=1):
        lon, lat = _beside(points, dice)
        kind = dice.choice(KINDS)
        unit = min(homes, key=lambda home: (home[0] - lon) ** 2 + (home[1] - lat) ** 2)[2]
        source = WaterSource(
            number=f"S-{number:04d}",
            kind=kind,
            name=f"{street}{number % 90 + 1}号{NAMES[kind]}",
            address=f"{street}{number % 90 + 1}号旁",
            lon=lon,
            lat=lat,
            unit=unit,
        )
        _measure(source, dice)
        _check(source, dice, at)
        made.append(source)
    WaterSource.objects.bulk_create(made, batch_size=500)
    checked = [(source, source.last_checked_at) for source in made if source.last_checked_at]
    looks = WaterCheck.objects.bulk_create(_last_check(source, when) for source, when in checked)
    if at is not None:
        ground_water.build(made, {look.source_id: look for look in looks}, at=at)


def _length(points: tuple[Point, ...]) -> float:
    return sum(math.dist(one, other) for one, other in pairwise(points)) * DEGREE_M


def _beside(points: tuple[Point, ...], dice: random.Random) -> Point:
    """Give a point on the kerb of a street."""
    at = dice.randrange(len(points) - 1)
    share, aside = dice.random(), dice.choice((-1, 1)) * 6 / DEGREE_M
    (lon, lat), (next_lon, next_lat) = points[at], points[at + 1]
    return round(lon + (next_lon - lon) * share + aside, 6), round(lat + (next_lat - lat) * share + aside, 6)


def _measure(source: WaterSource, dice: random.Random) -> None:
    if source.kind in ("INTAKE", "POND"):
        source.volume_m3 = dice.choice((200, 300, 500)) if source.kind == "POND" else None
        return
    source.diameter_mm = dice.choice((100, 100, 150, 150, 200))
    if dice.random() < 0.8:
        source.pressure_mpa = round(dice.uniform(0.16, 0.42), 2)
        source.flow_ls = {100: 10, 150: 15, 200: 30}[source.diameter_mm]


def _check(source: WaterSource, dice: random.Random, at: datetime | None) -> None:
    days, is_faulty, fault = dice.randint(2, 205), dice.random() < FAULTY_SHARE, dice.choice(FAULTS)
    if at is None:
        return
    # A fault is not forgotten for half a year.
    source.last_checked_at = at - timedelta(days=days % 36 + 2 if is_faulty else days, hours=3)
    if is_faulty:
        source.state, source.fault_since_at = WaterSource.State.FAULTY, source.last_checked_at
        source.fault = water_terms.fault_line(*fault)


def _last_check(source: WaterSource, at: datetime) -> WaterCheck:
    is_faulty = source.state == WaterSource.State.FAULTY
    return WaterCheck(
        source=source,
        at=at,
        found_faulty=is_faulty,
        kind=ground_water.split(source.fault)[0] if is_faulty else "",
        pressure_mpa=source.pressure_mpa,
        note=source.fault,
    )


# ---- people -----------------------------------------------------------------------------------------------
def _people(force: Force) -> dict[int, list[Person]]:
    found: dict[int, list[Person]] = defaultdict(list)
    units = [seat.unit for seat, _station in force.stations]
    for person in Person.objects.filter(unit__in=units).order_by("number"):
        found[person.unit_id].append(person)
    return found


def _titles(people: dict[int, list[Person]]) -> dict[int, str]:
    everybody = [person.pk for those in people.values() for person in those]
    return dict(Post.objects.filter(person__in=everybody).values_list("person_id", "title"))


def _absences(people: dict[int, list[Person]], dice: random.Random, at: datetime) -> set[int]:
    """Let some be away today; those who may sign in stay."""
    today = localdate(at)
    kinds = (Absence.Kind.LEAVE,) * 5 + (Absence.Kind.SICK, Absence.Kind.TRAINING, Absence.Kind.TRAINING)
    reasons = {Absence.Kind.LEAVE: "年休假", Absence.Kind.SICK: "病假", Absence.Kind.TRAINING: "总队集训"}
    made = []
    for person in chain.from_iterable(people.values()):
        if dice.random() >= ABSENT_SHARE or person.user_id is not None:
            continue
        kind, since = dice.choice(kinds), today - timedelta(days=dice.randint(1, 9))
        until = today + timedelta(days=dice.randint(2, 12))
        made.append(Absence(person=person, kind=kind, from_date=since, until_date=until, reason=reasons[kind]))
    Absence.objects.bulk_create(made)
    return {absence.person_id for absence in made}


# ---- shifts -----------------------------------------------------------------------------------------------
def _rides(force: Force) -> dict[int, list[Vehicle]]:
    """Vehicles by station, those of the first formation first: they are crewed first."""
    order = {place.vehicle_id: (place.formation.order, place.order) for place in _places(force)}
    last = (99, 99)
    found: dict[int, list[Vehicle]] = defaultdict(list)
    for vehicle in sorted(force.vehicles, key=lambda one: (order.get(one.pk, last), one.pk)):
        found[vehicle.home_id].append(vehicle)
    return found


def _places(force: Force) -> list[FormationVehicle]:
    stations = [station.pk for _seat, station in force.stations]
    return list(FormationVehicle.objects.filter(formation__station__in=stations).select_related("formation"))


def _shift(roster: Roster, station: Station, crew: list[Person], *, is_late: bool) -> Shift:
    """Make the shift on duty; a late one should have handed over at the last change."""
    starts = roster.changed_at - (DAY if is_late else timedelta())
    begun = min(starts + timedelta(minutes=roster.dice.randint(3, 44)), roster.at)
    shift = Shift(
        station=station,
        starts_at=starts,
        ends_at=starts + DAY,
        commander=crew[0] if crew else None,
        state=Shift.State.IN_FORCE,
        begun_at=begun,
    )
    roster.shifts.append(shift)
    return shift


def _crew(roster: Roster, shift: Shift, crew: list[Person], seat: UnitSeat, *, with_drivers: bool) -> None:
    """Seat the crew: drivers and crew commanders by their posts first, the least crew everywhere, the rest in turn."""
    wanted = shift.station.on_duty_people or len(crew)
    rides = [vehicle for vehicle in roster.rides[shift.station_id] if vehicle.condition == Vehicle.Condition.IN_SERVICE]
    left = list(crew)
    seats: list[Seat] = []
    # A team's leader rides, a station's stays at the station with a signaller.
    leader = left.pop(0) if left else None
    if leader is not None and (not seat.is_team or not rides):
        seats.append(Seat(shift=shift, person=leader, role=Seat.Role.COMMANDER))
        leader = None
    if not seat.is_team:
        signaller = _take(left, roster.titles, "通信员")
        seats += [Seat(shift=shift, person=signaller, role=Seat.Role.SIGNALLER)] if signaller else []
    for vehicle in rides:
        for number in range(needs.of_kind(vehicle.kind.code).least_crew):
            role = _role(number)
            if role == Seat.Role.DRIVER and not with_drivers:
                role = Seat.Role.FIREFIGHTER
            person, leader = _next_person(role, left, roster.titles, leader)
            if person is not None:
                seats.append(Seat(shift=shift, person=person, role=role, vehicle=vehicle))
    for number in range(max(min(wanted - len(seats), len(left)), 0)):
        ride = rides[number % len(rides)] if rides else None
        seats.append(Seat(shift=shift, person=left.pop(0), role=Seat.Role.FIREFIGHTER, vehicle=ride))
    roster.seats += seats


def _next_person(
    role: str, left: list[Person], titles: dict[int, str], leader: Person | None
) -> tuple[Person | None, Person | None]:
    """Who takes a place, and the leader if still without one."""
    if role == Seat.Role.COMMANDER and leader is not None:
        return leader, None
    title = POSTS.get(role, "战斗员")
    person = _take(left, titles, title) or (left.pop(0) if left else None)
    return person, leader


def _role(number: int) -> str:
    return (Seat.Role.DRIVER, Seat.Role.COMMANDER, Seat.Role.FIREFIGHTER, Seat.Role.WATER)[min(number, 3)]


def _take(left: list[Person], titles: dict[int, str], title: str) -> Person | None:
    found = next((person for person in left if titles.get(person.pk) == title), None)
    if found is not None:
        left.remove(found)
    return found


def _loads(roster: Roster, station: Station, *, is_low: bool, is_old: bool) -> None:
    """Report every vehicle full this morning; at a few stations one is low, or nobody has reported since long."""
    at = max(roster.changed_at - timedelta(minutes=20), roster.at - timedelta(hours=20))
    reported = roster.at - timedelta(hours=31) if is_old else at
    for number, vehicle in enumerate(roster.rides[station.pk]):
        water, foam = vehicle.capabilities.get(WATER), vehicle.capabilities.get(FOAM)
        cylinders = needs.of_kind(vehicle.kind.code).cylinders
        low = is_low and number == 0
        roster.loads.append(
            VehicleLoad(
                vehicle=vehicle,
                water_t=round(water * (0.5 if low else 1), 1) if water else None,
                foam_t=foam,
                cylinders_full=cylinders or None,
                crew_complete=True,
                reported_at=min(reported, roster.at),
            )
        )


def _next(roster: Roster, stations: list[Station]) -> None:
    """Where the handover is late the next sheet is made and its handover waits for signatures."""
    late = {shift.station_id: shift for shift in roster.shifts if shift.station in stations}
    before: dict[int, list[Seat]] = {shift.pk: [] for shift in late.values()}
    for seat in roster.seats:
        if seat.shift_id in before:
            before[seat.shift_id].append(seat)
    for station in stations:
        last = late[station.pk]
        shift = Shift(station=station, starts_at=last.ends_at, ends_at=last.ends_at + DAY, commander=last.commander)
        shift.save()
        Seat.objects.bulk_create(
            Seat(shift=shift, person=seat.person, role=seat.role, vehicle=seat.vehicle) for seat in before[last.pk]
        )
        Handover.objects.create(
            station=station,
            outgoing=last,
            incoming=shift,
            opened_at=min(last.ends_at, roster.at),
            notes="钥匙、对讲机在值班室",
        )
