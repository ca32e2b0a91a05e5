"""Pages of persons and posts."""

import pytest
from django.urls import reverse

from lanyan.people.models import Person
from lanyan.people.tests.test_actions import enter
from lanyan.units.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return make.city()


@pytest.fixture
def personnel(city, client):
    user = make.user("personnel", city.detachment)
    client.force_login(user)
    return user


def _url(name, *args):
    return reverse(f"people:{name}", args=args)


class TestPersonList:
    def test_costs_the_same_however_many_persons(self, city, personnel, client, django_assert_max_num_queries):
        for number in range(30):
            enter(city.station, number=f"QZ-{number:04}")

        with django_assert_max_num_queries(10):
            answer = client.get(_url("persons"))

        assert answer.context["listing"].total == 30

    def test_filters_by_unit_with_all_below_category_and_words(self, city, personnel, client):
        enter(city.station, number="A1", name="陈立")
        enter(city.other_station, number="A2", name="王力", category="OFFICER")

        def total(**query):
            return client.get(_url("persons"), query).context["listing"].total

        assert total(unit=city.battalion.pk) == 1
        assert total(category="OFFICER") == 1
        assert total(q="陈") == 1
        assert total(left="false") == 2
        assert total(left="true") == 0

    def test_shows_a_reader_only_their_own_area(self, city, client):
        enter(city.station, number="A1")
        enter(city.other_station, number="A2")
        client.force_login(make.user("battalion_head", city.battalion))

        listing = client.get(_url("persons")).context["listing"]

        assert listing.total == 1

    def test_goes_to_excel(self, city, personnel, client):
        enter(city.station)

        answer = client.get(_url("persons"), {"export": "xlsx"})

        assert answer["Content-Type"].endswith("sheet")


class TestPersonPage:
    def test_shows_posts_and_history_at_a_fixed_cost(self, city, personnel, client, django_assert_max_num_queries):
        person = enter(city.station)
        for title in ("战斗员", "驾驶员", "班长"):
            client.post(
                _url("give_post", person.pk), {"unit": city.station.pk, "title": title, "since_date": "2025-01-01"}
            )

        with django_assert_max_num_queries(12):
            answer = client.get(_url("person", person.pk))

        page = answer.content.decode()
        assert all(title in page for title in ("战斗员", "驾驶员", "班长", "13800001111"))

    @pytest.mark.parametrize(
        "name", ["person", "change_person", "move_person", "leave_service", "return_to_service", "give_post"]
    )
    def test_is_not_found_by_a_stranger(self, city, client, name):
        person = enter(city.station)
        other = make.unit("DETACHMENT", "长治市消防救援支队", None, "1404")
        client.force_login(make.user("personnel", other))

        assert client.get(_url(name, person.pk)).status_code == 404

    def test_offers_no_change_to_who_may_only_look(self, city, client):
        person = enter(city.station)
        client.force_login(make.user("dispatcher", city.detachment))

        page = client.get(_url("person", person.pk)).content.decode()

        assert _url("change_person", person.pk) not in page
        assert client.get(_url("change_person", person.pk)).status_code == 403


class TestForms:
    def test_enter_correct_move_and_end(self, city, personnel, client):
        typed = {"number": "QZ-9", "name": "陈立", "unit": city.station.pk, "category": "FIREFIGHTER"}
        client.post(_url("create_person"), typed)
        person = Person.objects.get(number="QZ-9")
        client.post(_url("change_person", person.pk), {"name": "陈力", "category": "OFFICER", "phone": "0570 119"})
        client.post(_url("move_person", person.pk), {"unit": city.other_station.pk, "moved_date": "2026-01-01"})
        client.post(_url("leave_service", person.pk), {"left_date": "2026-02-01", "reason": "退出"})

        person.refresh_from_db()
        assert (person.name, person.category, person.unit) == ("陈力", "OFFICER", city.other_station)
        assert str(person.left_date) == "2026-02-01"

    def test_refuse_at_the_field_and_write_nothing(self, city, personnel, client):
        enter(city.station)
        typed = {"number": "QZ-0001", "name": "王力", "unit": city.station.pk, "category": "FIREFIGHTER"}
        answer = client.post(_url("create_person"), typed)

        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {"number"}
        assert Person.objects.count() == 1
