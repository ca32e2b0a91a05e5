"""The duty roster: planned in turn, refused when held or absent, swapped, taken over by whoever has it, told."""

from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.kernel.periods import ZONE
from lanyan.people import actions, duty
from lanyan.people.models import DutyTurn, Person
from lanyan.units.actions import make_token
from lanyan.units.tests import make

pytestmark = pytest.mark.django_db
MONDAY, CHANGE = date(2026, 11, 23), time(8, 30)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZONE)


@pytest.fixture
def city():
    return make.city()


@pytest.fixture
def people(city):
    return [person(city, number, name) for number, name in enumerate(("徐骏", "毛建军", "方文"))]


def person(city, number, name, **more) -> Person:
    facts = {"number": f"D000{number}", "name": name, "category": "OFFICER", "phone": f"1000000000{number}", **more}
    return actions.create_person(**facts, unit_id=city.detachment.pk, by=None)


def plan(city, people, kind="LEADER", days=3, first=MONDAY, **more) -> list[DutyTurn]:
    return actions.plan_turns(
        unit_id=city.detachment.pk, kind=kind, person_ids=[each.pk for each in people], first_day=first, days=days,
        change=CHANGE, by=None, **more,
    )  # fmt: skip


class TestPlanTurns:
    def test_gives_each_day_to_the_next_from_one_change_of_shift_to_the_next(self, city, people):
        turns = plan(city, people[:2], days=3)

        assert [turn.person.name for turn in turns] == ["徐骏", "毛建军", "徐骏"]
        assert [turn.starts_at for turn in turns[1:]] == [turn.ends_at for turn in turns[:-1]]
        assert turns[0].starts_at == datetime(2026, 11, 23, 8, 30, tzinfo=ZONE)

    def test_refuses_what_somebody_has_already_and_plans_nothing(self, city, people):
        plan(city, people[:1], days=1, first=MONDAY + timedelta(days=2))

        with pytest.raises(Refused, match="徐骏") as refusal:
            plan(city, people[1:], days=5)

        assert refusal.value.field == "first_day"
        assert DutyTurn.objects.count() == 1

    def test_lets_several_have_what_several_have_but_nobody_twice(self, city, people):
        plan(city, people[:1], kind="SEAT", days=1)
        plan(city, people[1:2], kind="SEAT", days=1)

        with pytest.raises(Refused):
            plan(city, people[:1], kind="SEAT", days=1)

    def test_refuses_whoever_is_absent(self, city, people):
        actions.enter_absence(person_id=people[1].pk, kind="LEAVE", from_date=MONDAY + timedelta(days=1), by=None)

        with pytest.raises(Refused, match="毛建军") as refusal:
            plan(city, people, days=3)

        assert refusal.value.field == "persons"
        assert not DutyTurn.objects.exists()

    @pytest.mark.parametrize(
        ("more", "field"),
        [({"kind": "KING"}, "kind"), ({"days": 0}, "days"), ({"days": 93}, "days"), ({"person_ids": []}, "persons"),
         ({"person_ids": [0]}, "persons"), ({"unit_id": 0}, "unit")],
    )  # fmt: skip
    def test_refuses_nonsense_by_field(self, city, people, more, field):
        facts = {"unit_id": city.detachment.pk, "kind": "LEADER", "person_ids": [people[0].pk], "days": 1, **more}

        with pytest.raises(Refused) as refusal:
            actions.plan_turns(**facts, first_day=MONDAY, change=CHANGE, by=None)

        assert refusal.value.field == field


class TestATurn:
    def test_is_swapped_with_the_reason_and_both_names_in_its_history(self, city, people):
        (turn,) = plan(city, people[:1], days=1)

        actions.swap_turn(turn_id=turn.pk, person_id=people[2].pk, reason="出差", at=NOON, by=None)

        assert [each.person.name for each in duty.on_duty(city.detachment, NOON)] == ["方文"]
        assert audit.history(turn)[0].reason == "出差"

    def test_is_not_given_to_whoever_is_absent_nor_swapped_when_over(self, city, people):
        (turn,) = plan(city, people[:1], days=1)
        actions.enter_absence(person_id=people[2].pk, kind="SICK", from_date=MONDAY, by=None)

        with pytest.raises(Refused) as absent:
            actions.swap_turn(turn_id=turn.pk, person_id=people[2].pk, reason="x", at=NOON, by=None)
        with pytest.raises(Refused) as over:
            actions.swap_turn(turn_id=turn.pk, person_id=people[1].pk, reason="x", at=NOON + timedelta(days=1), by=None)

        assert (absent.value.field, over.value.field) == ("person", "")

    def test_is_taken_over_by_whoever_has_it_and_once(self, city, people):
        login = make.user("leader", city.detachment, "xujun")
        people[0].user = login
        people[0].save()
        (turn,) = plan(city, people[:1], days=1)
        other = make.user("duty_officer", city.detachment, "zheng")

        for who, at in ((other, NOON), (login, NOON - timedelta(hours=5))):
            with pytest.raises(Refused):
                actions.take_over_turn(turn_id=turn.pk, words="", at=at, by=who)
        actions.take_over_turn(turn_id=turn.pk, words="一处水源停用", at=NOON, by=login)
        with pytest.raises(Refused):
            actions.take_over_turn(turn_id=turn.pk, words="", at=NOON, by=login)

        turn.refresh_from_db()
        assert (turn.taken_over_by, turn.words) == (login, "一处水源停用")

    def test_withdrawn_stays_to_be_read_and_frees_the_day(self, city, people):
        (turn,) = plan(city, people[:1], days=1)

        actions.withdraw_turn(turn_id=turn.pk, reason="排错", at=NOON, by=None)

        assert duty.on_duty(city.detachment, NOON) == []
        assert plan(city, people[1:2], days=1)

    def test_is_told_only_of_duties_that_are_told(self, city, people):
        plan(city, people[:1], kind="OFFICE", days=1)
        plan(city, people[1:2], kind="CHIEF", days=1)

        assert [turn.person.name for turn in duty.told(city.detachment, NOON)] == ["毛建军"]
        assert [turn.kind for turn in duty.on_duty(city.detachment, NOON)] == ["CHIEF", "OFFICE"]


class TestPages:
    @pytest.fixture
    def officer(self, city):
        return make.user("duty_officer", city.detachment, "zheng")

    def test_plan_by_names_a_line_each(self, client: Client, city, people, officer):
        client.force_login(officer)
        typed = {
            "unit": city.detachment.pk, "kind": "LEADER", "first_day": "2026-11-23", "days": 4, "change": "08:30",
            "persons": "徐骏\nD0001\n",
        }  # fmt: skip

        nobody = client.post(reverse("people:plan_turns"), {**typed, "persons": "徐骏\n没有的人"})
        done = client.post(reverse("people:plan_turns"), typed)

        assert "没有的人" in nobody.content.decode()
        assert done.status_code == 302
        assert list(DutyTurn.objects.order_by("starts_at").values_list("person__name", flat=True)) == [
            "徐骏", "毛建军", "徐骏", "毛建军",
        ]  # fmt: skip

    def test_list_and_turn_are_shown_to_ones_own_area_only(self, client: Client, city, people, officer):
        turn = plan(city, people, days=1, first=timezone.localdate())[0]
        stranger = make.user("duty_officer", make.city("1404", "长治").detachment, "fremd")

        client.force_login(officer)
        listed = client.get(f"{reverse('people:turns')}?since={timezone.localdate()}").content.decode()
        shown = client.get(reverse("people:turn", args=[turn.pk]))
        client.force_login(stranger)
        hidden = client.get(reverse("people:turn", args=[turn.pk]))

        assert "徐骏" in listed
        assert shown.status_code == 200
        assert hidden.status_code == 404

    def test_list_asks_no_more_for_many(self, client: Client, city, people, officer, django_assert_max_num_queries):
        plan(city, people, days=2, first=timezone.localdate())
        client.force_login(officer)
        with django_assert_max_num_queries(40) as few:
            client.get(reverse("people:turns"))
        plan(city, people, days=20, first=timezone.localdate() + timedelta(days=5))
        with django_assert_max_num_queries(len(few.captured_queries)):
            client.get(reverse("people:turns"))


class TestApi:
    def test_plans_and_says_who_is_on_duty(self, client: Client, city, people):
        officer = make.user("duty_officer", city.detachment, "zheng")
        scopes = ["people.view_duty", "people.keep_duty"]
        key = make_token(user_id=officer.pk, label="x", scopes=scopes, at=timezone.now(), by=officer)[1]
        ask = {"unit_id": city.detachment.pk, "kind": "CHIEF", "person_ids": [people[0].pk], "first_day": "2026-11-23",
               "change": "08:30"}  # fmt: skip
        headers = {"HTTP_AUTHORIZATION": f"Bearer {key}"}

        made = client.post("/api/duty", ask, content_type="application/json", **headers)
        again = client.post("/api/duty", ask, content_type="application/json", **headers)
        found = client.get(
            "/api/duty", {"unit_id": city.detachment.pk, "at": "2026-11-23T12:00:00+08:00"}, **headers
        ).json()

        assert (made.status_code, again.status_code) == (201, 422)
        assert again.json()["errors"][0]["field"] == "first_day"
        assert [(turn["kind"], turn["name"]) for turn in found] == [("CHIEF", "徐骏")]
