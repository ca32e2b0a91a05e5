"""Pages of shifts, roll-calls, handovers, loads, and the strength list."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lanyan.forces import actions, rules
from lanyan.forces.models import Handover, RollCall, Shift, VehicleLoad
from lanyan.forces.tests import make
from lanyan.forces.tests.test_duty import DAY, EIGHT, shift_of
from lanyan.people import actions as people
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db
PASSWORD = units.PASSWORD


@pytest.fixture
def city():
    return units.city()


@pytest.fixture
def station(city):
    return make.station(city.station, on_duty_people=4)


@pytest.fixture
def crew(city):
    return make.crew(city.station, 5)


@pytest.fixture
def officer(client: Client, city) -> Client:
    client.force_login(units.user("station_officer", city.station, name="何志远"))
    return client


def stamp(at) -> str:
    return f"{timezone.localtime(at):%Y-%m-%dT%H:%M}"


class TestShiftPages:
    def test_make_seat_roll_call_and_begin(self, officer, station, crew):
        tanker = make.vehicle(station, call_sign="SG-77")
        make.formation(station, tanker)

        page = officer.get(reverse("forces:make_shift")).context["form"]
        times = {"starts_at": stamp(EIGHT), "ends_at": stamp(EIGHT + DAY)}
        made = officer.post(reverse("forces:make_shift"), {"station": station.pk, "from_last": "on", **times})
        shift = Shift.objects.get()
        seats = {
            f"person-{tanker.pk}-1": crew[0].pk, f"role-{tanker.pk}-1": "COMMANDER",
            f"person-{tanker.pk}-2": crew[1].pk, f"role-{tanker.pk}-2": "DRIVER",
            f"person-{tanker.pk}-3": "", f"role-{tanker.pk}-3": "FIREFIGHTER",
            "person-0-1": crew[2].pk, "role-0-1": "SIGNALLER",
        }  # fmt: skip
        saved = officer.post(
            reverse("forces:change_shift", args=[shift.pk]), {**times, "commander": crew[0].pk, **seats}
        )
        roll = {"asked": [one.pk for one in crew[:3]], "present": [crew[0].pk, crew[1].pk], f"note-{crew[2].pk}": "病"}
        officer.post(reverse("forces:call_roll", args=[shift.pk]), roll)
        officer.post(reverse("forces:begin_shift", args=[shift.pk]))
        shown = officer.get(reverse("forces:shift", args=[shift.pk])).content.decode()

        assert page["station"].initial is None or page.initial["station"] == station
        assert made.url == reverse("forces:change_shift", args=[shift.pk])
        assert saved.url == reverse("forces:shift", args=[shift.pk])
        shift.refresh_from_db()
        assert (shift.state, shift.seats.count()) == (rules.IN_FORCE, 3)
        assert RollCall.objects.get().entries.filter(present=False).get().person == crew[2]
        assert "SG-77" in shown
        assert crew[2].name in shown

    def test_editor_offers_the_free_and_tells_why_others_are_away(self, officer, station, crew):
        tanker = make.vehicle(station, call_sign="SG-77")
        shift = shift_of(station, crew[:2], tanker)
        people.enter_absence(person_id=crew[4].pk, kind="LEAVE", from_date=EIGHT.date(), reason="探亲", by=None)

        answer = officer.get(reverse("forces:change_shift", args=[shift.pk]))

        sheet, page = answer.context["sheet"], answer.content.decode()
        assert [one.pk for one in sheet.unseated] == [crew[2].pk, crew[3].pk]
        assert "探亲" in page
        assert f'name="person-{tanker.pk}-6"' in page

    def test_editor_keeps_what_was_typed_when_it_is_refused(self, officer, station, crew):
        tanker = make.vehicle(station)
        shift = shift_of(station, crew[:1], tanker)
        twice = {f"person-{tanker.pk}-1": crew[1].pk, "person-0-1": crew[1].pk}
        times = {"starts_at": stamp(EIGHT), "ends_at": stamp(EIGHT + DAY)}

        answer = officer.post(reverse("forces:change_shift", args=[shift.pk]), {**times, **twice})

        assert answer.status_code == 422
        assert crew[1].name in " ".join(answer.context["form"].non_field_errors())
        assert shift.seats.get().person == crew[0]
        typed = [one.person for _name, crews in answer.context["sheet"].groups for crew in crews for one in crew.taken]
        assert set(typed) == {crew[1]}

    def test_list_costs_as_many_queries_for_many_rows_as_for_one(self, officer, station, crew):
        def asked() -> int:
            with CaptureQueriesContext(connection) as seen:
                assert officer.get(reverse("forces:shifts")).status_code == 200
            return len(seen)

        shift_of(station, crew)
        # The first reading of a session also notes that it is in use.
        asked()
        for_one = asked()
        for number in range(8):
            shift_of(station, crew, starts_at=EIGHT + DAY * number)

        assert asked() == for_one
        assert for_one <= 14

    def test_are_closed_to_strangers_and_read_only_to_dispatchers(self, client, city, station, crew):
        shift = shift_of(station, crew)
        handover = actions.open_handover(incoming_id=shift.pk, at=EIGHT, by=None)
        vehicle = make.vehicle(station)
        pages = [
            ("shift", shift), ("change_shift", shift), ("call_roll", shift), ("begin_shift", shift),
            ("withdraw_shift", shift), ("handover", handover), ("withdraw_handover", handover),
            ("report_load", vehicle), ("make_shift_here", station),
        ]  # fmt: skip

        client.force_login(units.stranger("station_officer"))
        outside = {client.get(reverse(f"forces:{name}", args=[one.pk])).status_code for name, one in pages}
        signed = client.post(reverse("forces:sign_handover", args=[handover.pk]), {"side": "out"})
        client.force_login(units.user("dispatcher", city.detachment))
        inside = {name: client.get(reverse(f"forces:{name}", args=[one.pk])).status_code for name, one in pages}

        assert outside == {404}
        assert signed.status_code == 404
        assert {name for name, status in inside.items() if status == 200} == {"shift", "handover"}
        assert set(inside.values()) == {200, 403}


class TestHandoverPage:
    @pytest.fixture
    def opened(self, officer, station, crew) -> Handover:
        shift = shift_of(station, crew)
        officer.post(reverse("forces:open_handover", args=[shift.pk]))
        return Handover.objects.get()

    def sign(self, client, handover, **post):
        return client.post(reverse("forces:sign_handover", args=[handover.pk]), post)

    def test_is_signed_by_two_on_one_screen(self, officer, city, station, opened):
        other = units.user("commander", city.station, "wuhaitao", password=PASSWORD)

        self.sign(officer, opened, side="out", notes="钥匙在值班室")
        self.sign(officer, opened, side="in", other="1", username="wuhaitao", password=PASSWORD)

        opened.refresh_from_db()
        assert (opened.signed_in_by, opened.notes) == (other, "钥匙在值班室")
        assert Shift.objects.in_force().get() == opened.incoming
        page = officer.get(reverse("forces:handover", args=[opened.pk])).content.decode()
        assert "何志远" in page

    def test_refuses_a_wrong_password_and_counts_it(self, officer, city, opened):
        units.user("commander", city.station, "wuhaitao", password=PASSWORD)
        self.sign(officer, opened, side="out")

        answers = [
            self.sign(officer, opened, side="in", other="1", username="wuhaitao", password="wrong") for _ in range(6)
        ]
        right = self.sign(officer, opened, side="in", other="1", username="wuhaitao", password=PASSWORD)

        assert {answer.status_code for answer in (*answers, right)} == {422}
        opened.refresh_from_db()
        assert opened.signed_in_at is None
        # The person at the screen stays signed in.
        assert officer.get(reverse("forces:handover", args=[opened.pk])).status_code == 200

    def test_refuses_the_same_person_and_who_may_not_sign(self, officer, city, opened):
        units.user("inspector", city.station, "wangli", password=PASSWORD)
        self.sign(officer, opened, side="out")

        same = self.sign(officer, opened, side="in")
        wrong = self.sign(officer, opened, side="in", other="1", username="wangli", password=PASSWORD)
        nobody = self.sign(officer, opened, side="in", other="1", username="", password="")

        assert (same.status_code, wrong.status_code, nobody.status_code) == (422, 422, 422)

    def test_keeps_notes_and_tells_what_is_low(self, officer, station, opened):
        tanker = make.vehicle(station, call_sign="SG-77")
        actions.report_load(vehicle_id=tanker.pk, water_t=2, foam_t=None, cylinders=8, at=timezone.now(), by=None)

        officer.post(reverse("forces:change_handover", args=[opened.pk]), {"notes": "水带缺两盘"})
        page = officer.get(reverse("forces:handover", args=[opened.pk])).content.decode()

        assert "水带缺两盘" in page
        assert "SG-77" in page
        assert "2 / 8 t" in page

    def test_can_be_withdrawn_with_its_reason(self, officer, opened):
        officer.post(reverse("forces:withdraw_handover", args=[opened.pk]), {"reason": "改期"})

        opened.refresh_from_db()
        assert opened.withdrawn_reason == "改期"


class TestLoadPage:
    def test_asks_only_what_the_vehicle_can_carry(self, officer, station):
        tanker = make.vehicle(station, water_t=8, people=6)
        address = reverse("forces:report_load", args=[tanker.pk])

        fields = list(officer.get(address).context["form"].fields)
        too_much = officer.post(address, {"water_t": "9", "cylinders": "8"})
        officer.post(address, {"water_t": "7.5", "cylinders": "8"})
        page = officer.get(reverse("forces:vehicle", args=[tanker.pk])).content.decode()

        assert fields == ["water_t", "cylinders"]
        assert "water_t" in too_much.context["form"].errors
        assert VehicleLoad.objects.get().water_t == 7.5
        assert "7.5" in page


class TestStrength:
    def test_tells_what_is_missing_and_goes_out_as_excel(self, client, city, station, crew):
        make.vehicle(station)
        actions.begin_shift(shift_id=shift_of(station, crew).pk, at=EIGHT, by=None)
        client.force_login(units.user("leader", city.detachment))
        address = reverse("forces:requirements")

        with CaptureQueriesContext(connection) as seen:
            page = client.get(address)
        row = page.context["listing"].table.data.data.get()

        assert (row.serving, row.seated, row.kept, row.usable) == (5, 5, 1, 1)
        assert "30–45" in page.content.decode()
        assert len(seen) <= 14
        assert client.get(address, {"export": "xlsx"})["Content-Type"].endswith("spreadsheetml.sheet")

    def test_shows_a_stranger_nothing(self, client, station):
        client.force_login(units.stranger("leader"))

        assert client.get(reverse("forces:requirements")).context["listing"].total == 0


def test_next_shift_begins_when_the_last_one_ends(officer, station, crew):
    shift_of(station, crew)

    form = officer.get(reverse("forces:make_shift_here", args=[station.pk])).context["form"]

    assert form.initial["starts_at"] == EIGHT + DAY
    assert form.initial["ends_at"] - form.initial["starts_at"] == timedelta(hours=24)
