"""Signing in: tries, the lock, demo people, where one lands."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lanyan.units import actions
from lanyan.units.models import User
from lanyan.units.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    city = make.city()
    return make.user("dispatcher", city.detachment, "yuxiaojing", name="余晓静", password=make.PASSWORD)


def _try(client: Client, username: str, password: str, **more: str):
    return client.post(reverse("units:login"), {"username": username, "password": password, **more})


class TestLogin:
    def test_lets_in_with_the_right_password_whatever_the_case_of_the_name(self, client, reader):
        answer = _try(client, "YuXiaoJing", make.PASSWORD)

        assert answer.status_code == 302
        assert client.session["_auth_user_id"] == str(reader.pk)

    def test_says_how_many_tries_are_left_without_telling_which_was_wrong(self, client, reader):
        known = _try(client, "yuxiaojing", "wrong-password")
        unknown = _try(client, "nobody", "wrong-password")

        assert "4" in known.context["form"].non_field_errors()[0]
        assert known.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()

    def test_locks_the_name_after_five_wrong_tries_even_for_the_right_password(self, client, reader):
        now = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
        with time_machine.travel(now, tick=False):
            answers = [_try(client, "yuxiaojing", "wrong-password") for _number in range(5)]
            right = _try(client, "YUXIAOJING", make.PASSWORD)

        assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
        assert right.status_code == 429
        assert "_auth_user_id" not in client.session
        assert "14:15:00" in right.content.decode()

    def test_opens_the_name_again_after_fifteen_minutes(self, client, reader):
        now = timezone.now()
        with time_machine.travel(now, tick=False):
            for _number in range(5):
                _try(client, "yuxiaojing", "wrong-password")

        with time_machine.travel(now + timedelta(minutes=15, seconds=1), tick=False):
            answer = _try(client, "yuxiaojing", make.PASSWORD)

        assert answer.status_code == 302

    def test_opens_the_name_again_when_an_administrator_sets_a_password(self, client, reader):
        for _number in range(5):
            _try(client, "yuxiaojing", "wrong-password")
        actions.set_password(user_id=reader.pk, password="xin-mi-ma-2026", at=timezone.now(), by=None)

        answer = _try(client, "yuxiaojing", "xin-mi-ma-2026")

        assert answer.status_code == 302

    def test_is_refused_to_a_barred_user_in_the_same_words(self, client, reader):
        actions.bar_user(user_id=reader.pk, reason="调离", at=timezone.now(), by=None)

        answer = _try(client, "yuxiaojing", make.PASSWORD)

        assert answer.status_code == 200
        assert "4" in answer.context["form"].non_field_errors()[0]

    def test_goes_on_to_the_page_asked_for_but_never_to_another_host(self, client, reader):
        inside = _try(client, "yuxiaojing", make.PASSWORD, next="/units/")
        outside = _try(Client(), "yuxiaojing", make.PASSWORD, next="https://example.org/")

        assert inside.url == "/units/"
        assert outside.url == reverse("web:home")

    def test_brings_the_theme_and_the_language_of_the_person(self, client, reader):
        actions.set_preference(user_id=reader.pk, name="theme", value="dark", by=reader)
        actions.set_preference(user_id=reader.pk, name="language", value="en", by=reader)

        answer = _try(client, "yuxiaojing", make.PASSWORD)

        assert answer.cookies["lanyan_theme"].value == "dark"
        assert answer.cookies["lanyan_language"].value == "en"

    def test_shows_the_name_of_the_one_detachment(self, client, reader):
        answer = client.get(reverse("units:login"))

        assert answer.status_code == 200
        assert "衢州市消防救援支队" in answer.content.decode()

    def test_ends_with_sign_out_by_post_only(self, client, reader):
        client.force_login(reader)

        assert client.get(reverse("units:logout")).status_code == 405
        assert client.post(reverse("units:logout")).status_code == 302
        assert "_auth_user_id" not in client.session


class TestDemoLogin:
    def test_opens_a_demo_person_without_a_password(self, client):
        demo = make.user("leader", make.city().detachment, "xujun", name="徐骏", is_demo=True)

        page = client.get(reverse("units:login"))
        answer = client.post(reverse("units:demo_login"), {"username": "xujun"})

        assert "徐骏" in page.content.decode()
        assert answer.status_code == 302
        assert client.session["_auth_user_id"] == str(demo.pk)

    def test_never_opens_anybody_else(self, client, reader):
        answer = client.post(reverse("units:demo_login"), {"username": "yuxiaojing"})

        assert answer.status_code == 404
        assert "_auth_user_id" not in client.session

    def test_never_opens_anybody_else_beside_demo_people_either(self, client):
        city = make.city()
        make.user("leader", city.detachment, "xujun", is_demo=True)
        make.user("admin", city.detachment, "root", password=make.PASSWORD)

        answer = client.post(reverse("units:demo_login"), {"username": "root"})

        assert answer.status_code == 404
        assert "_auth_user_id" not in client.session

    def test_does_not_open_a_barred_demo_person(self, client):
        demo = make.user("leader", make.city().detachment, "xujun", is_demo=True)
        User.objects.filter(pk=demo.pk).update(is_active=False)

        answer = client.post(reverse("units:demo_login"), {"username": "xujun"})

        assert answer.status_code == 404

    def test_shows_no_people_where_there_is_no_demo(self, client, reader):
        page = client.get(reverse("units:login"))

        assert page.context["demo_people"] == []
