"""Persons and posts: what is entered, what is refused."""

from datetime import date

import pytest

from lanyan.kernel import audit, search
from lanyan.kernel.errors import Refused
from lanyan.people import actions
from lanyan.people.models import Person
from lanyan.units.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return make.city()


def enter(unit, number="QZ-0001", name="陈立", **more):
    """Add a firefighter."""
    typed = {"category": "FIREFIGHTER", "phone": "13800001111", "joined_date": date(2020, 9, 1), **more}
    return actions.create_person(number=number, name=name, unit_id=unit.pk, by=None, **typed)


class TestCreatePerson:
    def test_enters_a_person_whom_the_search_finds_by_name_number_and_phone(self, city):
        person = enter(city.station)
        head = make.user("battalion_head", city.battalion)

        for text in ("陈立", "cl", "QZ-0001", "13800001111"):
            assert [hit.record_id for hit in search.find(head, text)] == [person.pk]
        assert search.find(make.stranger(), "陈立") == []

    @pytest.mark.parametrize(
        ("field", "more"),
        [
            ("number", {"number": "QZ-0001"}),
            ("number", {"number": "?"}),
            ("name", {"name": " "}),
            ("category", {"category": "KING"}),
            ("phone", {"phone": "call me"}),
            ("username", {"username": "nobody"}),
        ],
    )
    def test_refuses_what_cannot_be_and_names_the_field(self, city, field, more):
        enter(city.station)

        with pytest.raises(Refused) as refusal:
            enter(city.station, **{"number": "QZ-0002", **more})

        assert refusal.value.field == field
        assert Person.objects.count() == 1

    def test_is_refused_at_a_closed_unit(self, city):
        city.station.closed_date = date(2026, 1, 1)
        city.station.save()

        with pytest.raises(Refused) as refusal:
            enter(city.station)

        assert refusal.value.field == "unit"

    def test_gives_a_login_to_one_person_only(self, city):
        make.user("training", city.detachment, "chenli")
        enter(city.station, username="chenli")

        with pytest.raises(Refused) as refusal:
            enter(city.station, number="QZ-0002", username="chenli")

        assert refusal.value.field == "username"


class TestChangePerson:
    def test_writes_the_change_into_the_history(self, city):
        person = enter(city.station)

        actions.change_person(person_id=person.pk, name="陈力", category="OFFICER", phone="", by=None)

        newest = audit.history(person)[0]
        assert newest.act == "people.change_person"
        assert ("陈立", "陈力") in [(old, new) for _label, old, new in newest.changes]


class TestMovePerson:
    def test_ends_the_posts_at_the_unit_before(self, city):
        person = enter(city.station)
        post = actions.give_post(
            person_id=person.pk, unit_id=city.station.pk, title="班长", since_date=date(2024, 1, 1), by=None
        )

        actions.move_person(person_id=person.pk, unit_id=city.other_station.pk, moved_date=date(2026, 1, 1), by=None)

        post.refresh_from_db()
        person.refresh_from_db()
        assert post.until_date == date(2026, 1, 1)
        assert person.unit == city.other_station
        assert search.find(make.user("battalion_head", city.battalion), "陈立") == []

    def test_is_refused_to_where_the_person_is(self, city):
        person = enter(city.station)

        with pytest.raises(Refused) as refusal:
            actions.move_person(person_id=person.pk, unit_id=city.station.pk, moved_date=date(2026, 1, 1), by=None)

        assert refusal.value.field == "unit"

    def test_is_refused_before_a_post_there_begins(self, city):
        person = enter(city.station)
        actions.give_post(
            person_id=person.pk, unit_id=city.station.pk, title="班长", since_date=date(2026, 5, 1), by=None
        )

        with pytest.raises(Refused) as refusal:
            actions.move_person(
                person_id=person.pk, unit_id=city.other_station.pk, moved_date=date(2026, 1, 1), by=None
            )

        assert refusal.value.field == "moved_date"


class TestLeaveService:
    def test_ends_all_posts_and_keeps_the_record(self, city):
        person = enter(city.station)
        post = actions.give_post(
            person_id=person.pk, unit_id=city.station.pk, title="班长", since_date=date(2024, 1, 1), by=None
        )

        actions.leave_service(person_id=person.pk, left_date=date(2026, 1, 1), reason="退出", by=None)

        post.refresh_from_db()
        assert post.until_date == date(2026, 1, 1)
        assert not Person.objects.serving().filter(pk=person.pk).exists()
        with pytest.raises(Refused):
            actions.give_post(
                person_id=person.pk, unit_id=city.station.pk, title="站长", since_date=date(2026, 2, 1), by=None
            )

    @pytest.mark.parametrize(
        ("field", "more"), [("left_date", {"left_date": date(2019, 1, 1)}), ("reason", {"reason": " "})]
    )
    def test_refuses_a_day_before_joining_and_no_reason(self, city, field, more):
        person = enter(city.station)

        with pytest.raises(Refused) as refusal:
            actions.leave_service(
                person_id=person.pk, **{"left_date": date(2026, 1, 1), "reason": "退出", **more}, by=None
            )

        assert refusal.value.field == field

    def test_can_be_taken_back(self, city):
        person = enter(city.station)
        actions.leave_service(person_id=person.pk, left_date=date(2026, 1, 1), reason="误", by=None)

        actions.return_to_service(person_id=person.pk, reason="录错", by=None)

        assert Person.objects.serving().filter(pk=person.pk).exists()


class TestPosts:
    def test_are_held_from_their_first_day_until_the_day_they_end(self, city):
        person = enter(city.station)
        post = actions.give_post(
            person_id=person.pk, unit_id=city.station.pk, title="班长", since_date=date(2024, 1, 1), by=None
        )
        actions.end_post(post_id=post.pk, until_date=date(2025, 1, 1), by=None)

        assert person.posts.held(date(2024, 1, 1)).exists()
        assert person.posts.held(date(2024, 12, 31)).exists()
        assert not person.posts.held(date(2025, 1, 1)).exists()

    def test_are_not_given_twice_nor_ended_before_they_begin(self, city):
        person = enter(city.station)
        typed = {"person_id": person.pk, "unit_id": city.station.pk, "title": "班长", "since_date": date(2024, 1, 1)}
        post = actions.give_post(**typed, by=None)

        with pytest.raises(Refused) as twice:
            actions.give_post(**typed, by=None)
        with pytest.raises(Refused) as before:
            actions.end_post(post_id=post.pk, until_date=date(2023, 1, 1), by=None)

        assert (twice.value.field, before.value.field) == ("title", "until_date")
