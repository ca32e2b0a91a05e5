"""Making shift sheets, putting them in force, calling the roll."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lanyan.forces import rules
from lanyan.forces.actions.common import required, tell_station
from lanyan.forces.models import RollCall, RollCallEntry, Seat, Shift, Station, Vehicle
from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.kernel.states import MoveNotAllowed
from lanyan.people.models import Absence, Person

WHY_NOT = {
    rules.DRAFT: gettext_lazy("The shift is not on duty yet."),
    rules.IN_FORCE: gettext_lazy("The shift is on duty."),
    rules.ENDED: gettext_lazy("The shift has ended."),
    rules.WITHDRAWN: gettext_lazy("The shift sheet has been withdrawn."),
}
ROLES_ONCE = (Seat.Role.COMMANDER, Seat.Role.DRIVER)


@dataclass(frozen=True)
class Place:
    """One person's place on a shift; without a vehicle it is at the station."""

    person_id: int
    role: str = Seat.Role.FIREFIGHTER
    vehicle_id: int | None = None


@dataclass(frozen=True)
class Answer:
    """How one person answered at a roll-call."""

    person_id: int
    present: bool
    note: str = ""


@transaction.atomic
def make_shift(*, station_id: int, starts_at: datetime, ends_at: datetime, by: Any, from_last: bool = True) -> Shift:
    """Make a shift sheet for a station: from the last shift's without who is absent or gone, or an empty one."""
    station = Station.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=station_id).first()
    if station is None:
        raise Refused(_("There is no such station."), field="station")
    _check_times(starts_at, ends_at)
    last = last_shift(station) if from_last else None
    shift = Shift(station=station, starts_at=starts_at, ends_at=ends_at)
    seats = list(last.seats.select_related("person", "vehicle")) if last else []
    away = absent_on(station, localdate(starts_at))
    kept = [seat for seat in seats if _still_here(seat, station, away)]
    if last and last.commander and _serves(last.commander, station) and last.commander_id not in away:
        shift.commander = last.commander
    with audit.act("forces.make_shift", by=by):
        shift.save(force_insert=True)
        Seat.objects.bulk_create(
            Seat(shift=shift, person=seat.person, role=seat.role, vehicle=seat.vehicle) for seat in kept
        )
    tell_station(station)
    return shift


def last_shift(station: Station) -> Shift | None:
    """The newest shift of a station that was ever on duty, else the newest sheet: what the next one is made from."""
    known = Shift.objects.filter(station=station).exclude(state=rules.WITHDRAWN).select_related("commander")
    served = known.exclude(state=rules.DRAFT).order_by("-starts_at", "-pk").first()
    found: Shift | None = served or known.order_by("-starts_at", "-pk").first()
    return found


def absent_on(station: Station, day: date) -> dict[int, Absence]:
    """Who of a station's people is absent on a day, by person."""
    return {absence.person_id: absence for absence in Absence.objects.on(day).filter(person__unit=station.unit_id)}


def _serves(person: Person, station: Station) -> bool:
    return person.unit_id == station.unit_id and person.left_date is None


def _still_here(seat: Seat, station: Station, away: Mapping[int, Absence]) -> bool:
    vehicle = seat.vehicle
    rides = vehicle is None or (vehicle.home_id == station.pk and vehicle.condition != rules.RETIRED)
    return _serves(seat.person, station) and seat.person_id not in away and rides


@transaction.atomic
def change_shift(
    *,
    shift_id: int,
    places: Sequence[Place],
    starts_at: datetime,
    ends_at: datetime,
    commander_id: int | None,
    by: Any,
) -> Shift:
    """Seat people on a shift being made or on duty; who is absent or of another station is refused by name.

    Who is in command without a place sits at the station.
    """
    shift = _locked(shift_id)
    if shift.state not in (rules.DRAFT, rules.IN_FORCE):
        raise Refused(str(WHY_NOT[shift.state]))
    _check_times(starts_at, ends_at)
    if commander_id is not None and all(place.person_id != commander_id for place in places):
        places = [*places, Place(commander_id, Seat.Role.COMMANDER)]
    ids = [place.person_id for place in places]
    if len(set(ids)) != len(ids):
        twice = Person.objects.filter(pk=next(pk for pk in ids if ids.count(pk) > 1)).first()
        raise Refused(_("{name} sits in two places.").format(name=twice or "—"), field="seats")
    away = absent_on(shift.station, localdate(starts_at))
    people = _people(shift.station, ids, away)
    _check_vehicles(shift.station, places, people)
    shift.starts_at, shift.ends_at, shift.commander_id = starts_at, ends_at, commander_id
    with audit.act("forces.change_shift", by=by):
        shift.save(update_fields=["starts_at", "ends_at", "commander"])
        _seat(shift, places)
    tell_station(shift.station)
    return shift


def _check_times(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise Refused(_("The end must be after the beginning."), field="ends_at")


def _people(station: Station, ids: Sequence[int], away: Mapping[int, Absence]) -> dict[int, Person]:
    found = Person.objects.in_bulk(ids)
    for person_id in ids:
        person = found.get(person_id)
        if person is None or not _serves(person, station):
            reason = _("{name} is not of this station.")
            raise Refused(reason.format(name=person or "—"), field="seats")
        if person_id in away:
            reason = _("{name} is absent that day: {why}.")
            raise Refused(reason.format(name=person, why=away[person_id].get_kind_display()), field="seats")
    return found


def _check_vehicles(station: Station, places: Sequence[Place], people: Mapping[int, Person]) -> None:
    rides = Vehicle.objects.filter(home=station).exclude(condition=rules.RETIRED).in_bulk(
        [place.vehicle_id for place in places if place.vehicle_id is not None]
    )  # fmt: skip
    taken: set[tuple[int | None, str]] = set()
    for place in places:
        if place.role not in Seat.Role.values:
            raise Refused(_("There is no such role."), field="seats")
        if place.vehicle_id is None:
            continue
        if place.vehicle_id not in rides:
            raise Refused(_("A vehicle is not of this station."), field="seats")
        if place.role in ROLES_ONCE and (place.vehicle_id, place.role) in taken:
            reason = _("{vehicle}: there is a {role} already besides {name}.").format(
                vehicle=rides[place.vehicle_id], role=Seat.Role(place.role).label, name=people[place.person_id]
            )
            raise Refused(reason, field="seats")
        taken.add((place.vehicle_id, place.role))


def _seat(shift: Shift, places: Sequence[Place]) -> None:
    """Write the seats; who stays seated keeps the row, so that its history goes on."""
    wanted = {place.person_id: place for place in places}
    known = {seat.person_id: seat for seat in shift.seats.all()}
    shift.seats.exclude(person__in=wanted).delete()
    for person_id, place in wanted.items():
        seat = known.get(person_id) or Seat(shift=shift, person_id=person_id)
        if seat.pk is None or (seat.vehicle_id, seat.role) != (place.vehicle_id, place.role):
            seat.vehicle_id, seat.role = place.vehicle_id, place.role
            seat.save()


@transaction.atomic
def begin_shift(*, shift_id: int, at: datetime, by: Any, reason: str = "") -> Shift:
    """Put a shift on duty; the one before it ends at the same instant, by a signed handover or for a reason."""
    # The station is locked first: two shifts put on duty at once wait for each other.
    station_id = Shift.objects.values_list("station_id", flat=True).get(pk=shift_id)
    Station.objects.select_for_update(of=("self",)).get(pk=station_id)
    shift = _locked(shift_id)
    if not shift.seats.exists():
        raise Refused(_("Nobody sits on this shift yet."), field="seats")
    if shift.commander_id is None:
        raise Refused(_("Nobody is in command of this shift yet."), field="commander")
    _move(shift, "begin_shift")
    shift.begun_at = at
    before = Shift.objects.select_for_update().in_force().filter(station=station_id).first()
    if before is not None and not shift.taken_over.filter(done_at__isnull=False).exists():
        reason = required(reason)
    with audit.act("forces.begin_shift", by=by, reason=reason):
        if before is not None:
            if before.begun_at is not None and at < before.begun_at:
                raise Refused(_("The shift before came on duty later than that."), field="at")
            _move(before, "end_shift")
            before.ended_at = at
            before.save(update_fields=["state", "ended_at"])
        shift.save(update_fields=["state", "begun_at"])
    tell_station(shift.station)
    return shift


@transaction.atomic
def withdraw_shift(*, shift_id: int, reason: str, at: datetime, by: Any) -> Shift:
    """Withdraw a shift sheet that never came on duty."""
    shift = _locked(shift_id)
    reason = required(reason)
    if shift.taken_over.filter(withdrawn_at=None).exists():
        raise Refused(_("A handover waits for this shift; withdraw that first."))
    _move(shift, "withdraw_shift")
    shift.withdrawn_at, shift.withdrawn_reason = at, reason
    with audit.act("forces.withdraw_shift", by=by, reason=reason):
        shift.save(update_fields=["state", "withdrawn_at", "withdrawn_reason"])
    tell_station(shift.station)
    return shift


@transaction.atomic
def call_roll(*, shift_id: int, answers: Sequence[Answer], at: datetime, by: Any) -> RollCall:
    """Call the roll of a shift: everybody seated is present or not; the newest roll-call counts."""
    shift = _locked(shift_id)
    if shift.state not in (rules.DRAFT, rules.IN_FORCE):
        raise Refused(str(WHY_NOT[shift.state]))
    seats = {seat.person_id: seat for seat in shift.seats.all()}
    given = {answer.person_id: answer for answer in answers}
    if set(given) != set(seats):
        raise Refused(_("The seats have changed meanwhile: read the page again."), field="answers")
    newest = shift.roll_calls.first()
    if newest is not None and at < newest.at:
        raise Refused(_("The roll was called later than that."), field="at")
    roll = RollCall.objects.create(shift=shift, at=at, by=by)
    RollCallEntry.objects.bulk_create(
        RollCallEntry(roll_call=roll, person_id=pk, present=answer.present, note=answer.note.strip()[:100])
        for pk, answer in given.items()
    )
    with audit.act("forces.call_roll", by=by):
        for person_id, seat in seats.items():
            if seat.present != given[person_id].present:
                seat.present = given[person_id].present
                seat.save(update_fields=["present"])
    tell_station(shift.station)
    return roll


def _locked(shift_id: int) -> Shift:
    found: Shift = Shift.objects.select_for_update(of=("self",)).select_related("station__unit").get(pk=shift_id)
    return found


def _move(shift: Shift, name: str) -> None:
    try:
        shift.state = rules.SHIFT.target(name, shift.state)
    except MoveNotAllowed as error:
        raise Refused(str(WHY_NOT[error.state])) from error
