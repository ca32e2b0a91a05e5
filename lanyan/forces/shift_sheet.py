"""What the pages of a shift show: seats by formation and vehicle, what is lacking, who is free, who is away and why."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.timezone import localdate

from lanyan.forces import needs, readiness, rules, words
from lanyan.forces.actions import Place
from lanyan.forces.actions.shifts import absent_on
from lanyan.forces.models import PEOPLE, FormationVehicle, Seat, Shift, Vehicle
from lanyan.forces.queries import vehicles_of
from lanyan.forces.readiness import Lack
from lanyan.people.models import Absence, Person

# On a vehicle that does not say how many it carries.
SEATS = 6
# Free places offered at the station, besides those taken.
AT_STATION = 3
DEFAULT_ROLES = (Seat.Role.COMMANDER, Seat.Role.DRIVER)


@dataclass(frozen=True)
class Taken:
    """A place on the sheet: who sits there, in which role; nobody yet when the person is None."""

    person: Person | None
    role: str
    present: bool | None = None

    @property
    def role_label(self) -> str:
        """The role in words."""
        return str(Seat.Role(self.role).label) if self.role in Seat.Role.values else self.role


@dataclass
class Crew:
    """One vehicle (or the station itself, when there is none) with its places."""

    vehicle: Vehicle | None
    need: readiness.Need
    taken: list[Taken] = field(default_factory=list)
    free: list[Taken] = field(default_factory=list)

    @property
    def key(self) -> int:
        """How the form names it."""
        return self.vehicle.pk if self.vehicle else 0

    @property
    def places(self) -> list[Taken]:
        """Places taken, then free ones: the rows of the form."""
        return [*self.taken, *self.free]

    @property
    def gaps(self) -> list[Lack]:
        """What this crew lacks."""
        if self.vehicle is None or self.vehicle.condition != rules.IN_SERVICE:
            return []
        found = []
        if self.need.driver and not any(one.role == Seat.Role.DRIVER for one in self.taken):
            found.append(Lack(self.vehicle.call_sign, readiness.NO_DRIVER))
        if len(self.taken) < self.need.least_crew:
            found.append(Lack(self.vehicle.call_sign, readiness.CREW, len(self.taken), self.need.least_crew))
        return found


@dataclass
class Sheet:
    """A whole shift sheet."""

    groups: list[tuple[str, list[Crew]]]
    unseated: list[Person]
    absent: list[Absence]

    @property
    def people(self) -> int:
        """How many people sit on it."""
        return sum(len(crew.taken) for _name, crews in self.groups for crew in crews)

    @property
    def gaps(self) -> list[Lack]:
        """What all crews lack."""
        return [gap for _name, crews in self.groups for crew in crews for gap in crew.gaps]

    @property
    def gap_lines(self) -> list[tuple[str, str]]:
        """The same in words: call sign, what is lacking."""
        return [(gap.vehicle, words.lack(gap)) for gap in self.gaps]

    @property
    def free_to_sit(self) -> list[Person]:
        """Everybody who may be chosen: seated and unseated, by name."""
        seated = [one.person for _name, crews in self.groups for crew in crews for one in crew.taken if one.person]
        return sorted([*seated, *self.unseated], key=lambda person: person.number)


def places_of(shift: Shift) -> list[Place]:
    """The seats of a shift as places."""
    return [Place(seat.person_id, seat.role, seat.vehicle_id) for seat in shift.seats.all()]


def sheet_of(shift: Shift, places: Iterable[Place] | None = None, *, starts_at: datetime | None = None) -> Sheet:
    """Lay out a shift, or what somebody typed for it; six queries."""
    station = shift.station
    given = places_of(shift) if places is None else list(places)
    away = absent_on(station, localdate(starts_at or shift.starts_at))
    mine = Person.objects.serving().filter(unit=station.unit_id)
    people = {person.pk: person for person in mine.order_by("number")}
    # Who sits there and has left the station meanwhile is shown all the same.
    people |= Person.objects.in_bulk([one.person_id for one in given if one.person_id not in people])
    present = dict(shift.seats.values_list("person_id", "present"))
    kept = Vehicle.objects.filter(home=station).exclude(condition=rules.RETIRED)
    crews = {vehicle.pk: Crew(vehicle, needs.of_kind(vehicle.kind.code)) for vehicle in vehicles_of(kept)}
    crews[0] = Crew(None, needs.NOTHING)
    for place in given:
        person = people.get(place.person_id)
        if person is not None:
            seat = Taken(person, place.role, present.get(person.pk))
            crews.get(place.vehicle_id or 0, crews[0]).taken.append(seat)
    for crew in crews.values():
        crew.taken.sort(key=lambda one: Seat.Role.values.index(one.role))
        crew.free = _free(crew)
    seated = {place.person_id for place in given}
    for absence in away.values():
        absence.person = people.get(absence.person_id) or absence.person
    return Sheet(
        groups=_groups(shift, crews),
        unseated=[person for pk, person in people.items() if pk not in seated and pk not in away],
        absent=sorted(away.values(), key=lambda absence: absence.person.number),
    )


def _free(crew: Crew) -> list[Taken]:
    """Empty places to fill: as many as the vehicle carries, each with the role that is still missing."""
    if crew.vehicle is None:
        return [Taken(None, Seat.Role.SIGNALLER if not crew.taken else Seat.Role.FIREFIGHTER)] * AT_STATION
    carries = int(crew.vehicle.capabilities.get(PEOPLE) or SEATS)
    missing = [role for role in DEFAULT_ROLES if not any(one.role == role for one in crew.taken)]
    count = max(carries, crew.need.least_crew) - len(crew.taken)
    roles = [*missing, *[Seat.Role.FIREFIGHTER] * max(count, 0)][: max(count, 1)]
    return [Taken(None, role) for role in roles]


def _groups(shift: Shift, crews: dict[int, Crew]) -> list[tuple[str, list[Crew]]]:
    """Vehicles under their formation, then those that stand in none, then the station."""
    rows = FormationVehicle.objects.filter(formation__station=shift.station_id, formation__ended_date=None)
    named = rows.order_by("formation__order", "formation_id", "order", "pk")
    groups: dict[str, list[Crew]] = {}
    shown = set()
    for name, vehicle_id in named.values_list("formation__name", "vehicle_id"):
        # A vehicle in two formations is crewed once: under the first.
        if vehicle_id in crews and vehicle_id not in shown:
            shown.add(vehicle_id)
            groups.setdefault(name, []).append(crews[vehicle_id])
    alone = [crew for pk, crew in crews.items() if pk and pk not in shown]
    return [*groups.items(), *([("", alone)] if alone else []), ("station", [crews[0]])]
