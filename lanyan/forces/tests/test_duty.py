"""Loads, shifts, roll-calls and handovers: what may be done, in which order, by whom."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from lanyan.forces import actions, duty, needs, readiness, rules
from lanyan.forces.actions import Answer, Place
from lanyan.forces.models import Handover, RollCallEntry, Seat, Shift, VehicleLoad
from lanyan.forces.shift_sheet import sheet_of
from lanyan.forces.tests import make
from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.people import actions as people
from lanyan.people.models import Person
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db
EIGHT = timezone.localtime().replace(hour=8, minute=0, second=0, microsecond=0)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def city():
    return units.city()


@pytest.fixture
def station(city):
    return make.station(city.station, on_duty_people=4)


@pytest.fixture
def crew(city) -> list[Person]:
    return make.crew(city.station, 6)


@pytest.fixture
def officers(city):
    return units.user("station_officer", city.station), units.user("commander", city.station)


def shift_of(station, crew, *vehicles, starts_at=EIGHT) -> Shift:
    """Make a shift: commander and driver of the first vehicle, the rest firefighters on it."""
    shift = actions.make_shift(
        station_id=station.pk, starts_at=starts_at, ends_at=starts_at + DAY, by=None, from_last=False
    )
    roles = [Seat.Role.COMMANDER, Seat.Role.DRIVER]
    places = [
        Place(person.pk, roles[number] if number < 2 else Seat.Role.FIREFIGHTER, vehicles[0].pk if vehicles else None)
        for number, person in enumerate(crew)
    ]
    return seat(shift, places, crew[0])


def seat(shift, places, commander=None) -> Shift:
    return actions.change_shift(
        shift_id=shift.pk,
        places=places,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        commander_id=commander.pk if commander else None,
        by=None,
    )


class TestReportLoad:
    def test_is_bounded_by_what_the_vehicle_can_carry(self, station):
        tanker = make.vehicle(station, water_t=8, people=6)
        given = {"water_t": 8, "foam_t": None, "cylinders": 8}

        for wrong, field in (({"water_t": 8.1}, "water_t"), ({"foam_t": 1}, "foam_t"), ({"cylinders": 99}, "cylinders"),
                             ({"water_t": -1}, "water_t")):  # fmt: skip
            with pytest.raises(Refused) as refusal:
                actions.report_load(vehicle_id=tanker.pk, **(given | wrong), at=EIGHT, by=None)
            assert refusal.value.field == field
        actions.report_load(vehicle_id=tanker.pk, **given, at=EIGHT, by=None)

        load = VehicleLoad.objects.get()
        assert (load.water_t, load.foam_t, load.cylinders_full) == (8, None, 8)
        assert [entry.act for entry in audit.history(load)] == ["forces.report_load"]

    def test_older_than_the_one_that_stands_changes_nothing(self, station):
        tanker = make.vehicle(station)
        actions.report_load(vehicle_id=tanker.pk, water_t=8, foam_t=None, cylinders=8, at=EIGHT, by=None)

        actions.report_load(vehicle_id=tanker.pk, water_t=1, foam_t=None, cylinders=1, at=EIGHT - DAY, by=None)

        assert VehicleLoad.objects.get().water_t == 8


class TestMakeShift:
    def test_copies_the_last_one_without_who_is_absent_or_gone(self, city, station, crew):
        tanker = make.vehicle(station)
        actions.begin_shift(shift_id=shift_of(station, crew, tanker).pk, at=EIGHT, by=None)
        tomorrow = EIGHT + DAY
        people.enter_absence(person_id=crew[1].pk, kind="SICK", from_date=tomorrow.date(), by=None)
        people.move_person(person_id=crew[2].pk, unit_id=city.other_station.pk, moved_date=EIGHT.date(), by=None)

        made = actions.make_shift(station_id=station.pk, starts_at=tomorrow, ends_at=tomorrow + DAY, by=None)

        assert set(made.seats.values_list("person", flat=True)) == {one.pk for one in (crew[0], *crew[3:])}
        assert made.commander == crew[0]
        sheet = sheet_of(made)
        assert [(gap.vehicle, gap.what) for gap in sheet.gaps] == [(tanker.call_sign, readiness.NO_DRIVER)]
        assert [absence.person for absence in sheet.absent] == [crew[1]]

    def test_of_a_station_without_any_is_empty(self, station):
        made = actions.make_shift(station_id=station.pk, starts_at=EIGHT, ends_at=EIGHT + DAY, by=None)

        assert not made.seats.exists()

    def test_ends_after_it_begins(self, station):
        with pytest.raises(Refused) as refusal:
            actions.make_shift(station_id=station.pk, starts_at=EIGHT, ends_at=EIGHT, by=None)

        assert refusal.value.field == "ends_at"


class TestChangeShift:
    def test_refuses_by_name_who_cannot_sit_there(self, city, station, crew):
        foreign = make.crew(city.other_station, 1)[0]
        far = make.vehicle(make.station(city.other_station))
        tanker = make.vehicle(station)
        people.enter_absence(person_id=crew[5].pk, kind="LEAVE", from_date=EIGHT.date(), by=None)
        shift = shift_of(station, crew[:2], tanker)

        wrongs = [
            [Place(foreign.pk)],
            [Place(crew[5].pk)],
            [Place(crew[0].pk), Place(crew[0].pk, "DRIVER", tanker.pk)],
            [Place(crew[0].pk, "PILOT")],
            [Place(crew[0].pk, "DRIVER", far.pk)],
            [Place(crew[0].pk, "DRIVER", tanker.pk), Place(crew[1].pk, "DRIVER", tanker.pk)],
        ]
        for places in wrongs:
            with pytest.raises(Refused) as refusal:
                seat(shift, places)
            assert refusal.value.field == "seats"
        assert shift.seats.count() == 2

    def test_keeps_the_row_of_who_stays_seated(self, station, crew):
        tanker = make.vehicle(station)
        shift = shift_of(station, crew[:2], tanker)
        stays = shift.seats.get(person=crew[0])

        seat(shift, [Place(crew[0].pk, "DRIVER", tanker.pk), Place(crew[2].pk)])

        assert shift.seats.get(person=crew[0]).pk == stays.pk
        assert set(shift.seats.values_list("person", "role")) == {(crew[0].pk, "DRIVER"), (crew[2].pk, "FIREFIGHTER")}

    def test_holds_nobody_twice_even_in_the_database(self, station, crew):
        shift = shift_of(station, crew[:1])

        with pytest.raises(IntegrityError), transaction.atomic():
            Seat.objects.create(shift=shift, person=crew[0])


class TestBeginShift:
    def test_ends_the_one_before_by_handover_or_for_a_reason(self, station, crew):
        first, second = shift_of(station, crew), shift_of(station, crew, starts_at=EIGHT + DAY)
        actions.begin_shift(shift_id=first.pk, at=EIGHT, by=None)

        with pytest.raises(Refused) as refusal:
            actions.begin_shift(shift_id=second.pk, at=EIGHT + DAY, by=None)
        actions.begin_shift(shift_id=second.pk, at=EIGHT + DAY, by=None, reason="交班人突发疾病")

        assert refusal.value.field == "reason"
        first.refresh_from_db()
        assert (first.state, first.ended_at) == (rules.ENDED, EIGHT + DAY)
        assert Shift.objects.in_force().get() == second

    def test_is_refused_to_an_empty_sheet_and_without_command(self, station, crew):
        empty = actions.make_shift(
            station_id=station.pk, starts_at=EIGHT, ends_at=EIGHT + DAY, by=None, from_last=False
        )
        headless = seat(shift_of(station, crew), [Place(crew[0].pk)])

        for shift, field in ((empty, "seats"), (headless, "commander")):
            with pytest.raises(Refused) as refusal:
                actions.begin_shift(shift_id=shift.pk, at=EIGHT, by=None)
            assert refusal.value.field == field

    def test_leaves_one_on_duty_and_no_way_back(self, station, crew):
        shift = shift_of(station, crew)
        actions.begin_shift(shift_id=shift.pk, at=EIGHT, by=None)

        with pytest.raises(Refused):
            actions.withdraw_shift(shift_id=shift.pk, reason="x", at=EIGHT, by=None)
        with pytest.raises(DatabaseError), transaction.atomic():
            Shift.objects.update(state=rules.DRAFT, begun_at=None)
        with pytest.raises(IntegrityError), transaction.atomic():
            Shift.objects.create(
                station=station, starts_at=EIGHT, ends_at=EIGHT + DAY, state="IN_FORCE", begun_at=EIGHT
            )


class TestCallRoll:
    def test_counts_only_who_is_there(self, station, crew, officers):
        shift = shift_of(station, crew)
        actions.begin_shift(shift_id=shift.pk, at=EIGHT, by=None)
        answers = [Answer(one.pk, one != crew[3], "" if one != crew[3] else "堵车") for one in crew]

        actions.call_roll(shift_id=shift.pk, answers=answers, at=EIGHT, by=officers[0])

        assert RollCallEntry.objects.get(present=False).note == "堵车"
        found = duty.stations_on_duty([station], now=EIGHT)[0]
        assert (found.on_duty, found.required) == (5, 4)
        with pytest.raises(DatabaseError), transaction.atomic():
            RollCallEntry.objects.update(present=True)

    def test_asks_everybody_on_the_sheet(self, station, crew, officers):
        shift = shift_of(station, crew)

        with pytest.raises(Refused) as refusal:
            actions.call_roll(shift_id=shift.pk, answers=[Answer(crew[0].pk, True)], at=EIGHT, by=officers[0])

        assert refusal.value.field == "answers"


class TestHandover:
    def test_signed_by_two_puts_the_incoming_shift_on_duty(self, station, crew, officers):
        vehicle = make.vehicle(station)
        actions.take_off_road(vehicle_id=vehicle.pk, reason="水泵检修", at=EIGHT, by=None)
        first, second = shift_of(station, crew), shift_of(station, crew, starts_at=EIGHT + DAY)
        actions.begin_shift(shift_id=first.pk, at=EIGHT, by=None)
        at = EIGHT + DAY
        opened = actions.open_handover(incoming_id=second.pk, at=at, by=officers[0])
        told = duty.matters_of(duty.stations_on_duty([station], now=at)[0])

        actions.sign_handover(
            handover_id=opened.pk, side="out", matters=told, at=at, by=officers[0], notes="钥匙在值班室"
        )
        half = Shift.objects.in_force().get()
        actions.sign_handover(handover_id=opened.pk, side="in", matters=told, at=at, by=officers[1], notes="later")

        done = Handover.objects.get()
        assert half == first
        assert Shift.objects.in_force().get() == second
        assert (done.notes, done.done_at) == ("钥匙在值班室", at)
        assert [(one["kind"], one["name"]) for one in done.matters] == [("OFF_ROAD", vehicle.call_sign)]

    def test_is_not_signed_twice_by_one_person(self, station, crew, officers):
        opened = actions.open_handover(incoming_id=shift_of(station, crew).pk, at=EIGHT, by=None)
        signing = {"handover_id": opened.pk, "matters": [], "at": EIGHT}
        actions.sign_handover(side="out", by=officers[0], **signing)

        for side in ("in", "out", "both"):
            with pytest.raises(Refused):
                actions.sign_handover(side=side, by=officers[0], **signing)
        with pytest.raises(IntegrityError), transaction.atomic():
            Handover.objects.update(signed_in_by=officers[0], signed_in_at=EIGHT)

    def test_keeps_what_was_signed(self, station, crew, officers):
        opened = actions.open_handover(incoming_id=shift_of(station, crew).pk, at=EIGHT, by=None)
        actions.change_handover(handover_id=opened.pk, notes="一号车左前胎", by=None)
        actions.sign_handover(handover_id=opened.pk, side="in", matters=[], at=EIGHT, by=officers[0])

        with pytest.raises(Refused):
            actions.change_handover(handover_id=opened.pk, notes="别的", by=None)

    def test_is_one_at_a_time_and_can_be_withdrawn(self, station, crew, officers):
        first, second = shift_of(station, crew), shift_of(station, crew, starts_at=EIGHT + DAY)
        opened = actions.open_handover(incoming_id=first.pk, at=EIGHT, by=None)

        assert actions.open_handover(incoming_id=first.pk, at=EIGHT, by=None) == opened
        with pytest.raises(Refused):
            actions.open_handover(incoming_id=second.pk, at=EIGHT, by=None)
        with pytest.raises(Refused):
            actions.withdraw_shift(shift_id=first.pk, reason="x", at=EIGHT, by=None)
        actions.withdraw_handover(handover_id=opened.pk, reason="改为明早", at=EIGHT, by=None)
        again = actions.open_handover(incoming_id=second.pk, at=EIGHT, by=None)
        assert again.pk != opened.pk


class TestStationsOnDuty:
    def test_ask_as_many_queries_for_many_stations_as_for_one(self, city, station, crew):
        def asked(stations) -> int:
            with CaptureQueriesContext(connection) as seen:
                duty.stations_on_duty(stations, now=EIGHT)
            return len(seen)

        vehicle = make.vehicle(station)
        make.formation(station, vehicle)
        actions.begin_shift(shift_id=shift_of(station, crew, vehicle).pk, at=EIGHT, by=None)
        # The two tables are read once a process.
        needs.of_class("FIRST"), needs.of_kind("SG")
        for_one = asked([station])
        more = [station]
        for number in range(5):
            unit = units.unit("STATION", f"第{number}站", city.battalion, "330802")
            other = make.station(unit)
            rides = [make.vehicle(other) for _ in range(4)]
            make.formation(other, *rides[:2])
            shift = shift_of(other, make.crew(unit, 4), rides[0])
            actions.begin_shift(shift_id=shift.pk, at=EIGHT, by=None)
            more.append(other)

        assert asked(more) == for_one
        assert for_one <= 7

    def test_tell_a_formation_complete_once_it_is_crewed_and_loaded(self, station, crew):
        vehicle = make.vehicle(station)
        make.formation(station, vehicle)
        short = duty.stations_on_duty([station], now=EIGHT)[0].chips[0].state
        actions.begin_shift(shift_id=shift_of(station, crew, vehicle).pk, at=EIGHT, by=None)
        actions.report_load(vehicle_id=vehicle.pk, water_t=8, foam_t=None, cylinders=8, at=EIGHT, by=None)

        full = duty.stations_on_duty([station], now=EIGHT)[0].chips[0].state

        assert short.whats == [readiness.NO_DRIVER, readiness.CREW, readiness.NOT_REPORTED]
        assert full.state == readiness.COMPLETE

    def test_leave_out_who_is_absent_that_day(self, station, crew):
        actions.begin_shift(shift_id=shift_of(station, crew).pk, at=EIGHT, by=None)
        absence = people.enter_absence(person_id=crew[1].pk, kind="SICK", from_date=EIGHT.date(), by=None)

        away = duty.stations_on_duty([station], now=EIGHT)[0].on_duty
        people.withdraw_absence(absence_id=absence.pk, reason="已返岗", at=EIGHT, by=None)

        assert away == 5
        assert duty.stations_on_duty([station], now=EIGHT)[0].on_duty == 6
