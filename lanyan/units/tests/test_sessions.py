"""Sessions: how long, how many, whose, and how they end."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lanyan.kernel.errors import Refused
from lanyan.kernel.models import Act
from lanyan.units import actions, rules
from lanyan.units.models import Role, Session
from lanyan.units.tests import make

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"


@pytest.fixture
def world(db):
    world = make.city()
    world.officer = make.user("dispatcher", world.detachment, "yuxiaojing", name="余晓静", password=make.PASSWORD)
    world.admin = make.user("admin", world.detachment, "guan", name="管理员", password=make.PASSWORD)
    return world


def sign_in(username="yuxiaojing", agent=WINDOWS):
    client = Client(headers={"User-Agent": agent})
    typed = {"username": username, "password": make.PASSWORD}
    assert client.post(reverse("units:login"), typed).status_code == 302
    return client


def is_in(client):
    return client.get(reverse("units:account")).status_code == 200


def told(name):
    return list(Act.objects.of([name]).newest_first())


class TestSessionEnd:
    @given(
        lasts=st.integers(1, 100_000), seen=st.integers(0, 100_000), idle=st.integers(1, 100_000),
        after=st.integers(0, 300_000),
    )  # fmt: skip
    def test_comes_when_the_session_is_too_old_or_nobody_used_it_and_never_before(self, lasts, seen, idle, after):
        at = NOON + timedelta(seconds=after)

        end = rules.session_end(
            ended_why="",
            expires_at=NOON + timedelta(seconds=lasts),
            seen_at=NOON + timedelta(seconds=seen),
            idle=timedelta(seconds=idle),
            at=at,
        )

        assert (end == "EXPIRED") == (after >= lasts)
        assert (end == "") == (after < lasts and after < seen + idle)

    @given(st.lists(st.integers(), unique=True), st.integers(1, 9))
    def test_leaves_room_for_one_more_by_ending_the_oldest(self, found, at_most):
        serials = [str(one) for one in found]

        ended = rules.too_many(serials, at_most)

        assert serials[: len(ended)] == ended
        assert len(serials) - len(ended) + 1 <= max(at_most, 1)

    def test_takes_the_shortest_limit_among_the_roles(self):
        assert rules.longest_session([None, 24, 8], timedelta(hours=12)) == timedelta(hours=8)
        assert rules.longest_session([None], timedelta(hours=12)) == timedelta(hours=12)

    def test_names_a_device_in_two_words(self):
        assert rules.device_of(WINDOWS) == "Chrome · Windows"
        assert rules.device_of("curl/8") == "curl/8"


class TestASession:
    def test_knows_its_person_device_and_address_and_is_told_as_an_act(self, world):
        sign_in()

        session = Session.objects.get(user=world.officer)
        assert (session.device, session.address) == ("Chrome · Windows", "127.0.0.1")
        assert told("units.sign_in")[0].metadata["name"] == "余晓静"

    def test_ends_by_sign_out_and_the_history_says_so(self, world):
        client = sign_in()
        client.post(reverse("units:logout"))

        assert not is_in(client)
        assert Session.objects.get(user=world.officer).ended_why == "SIGNED_OUT"
        assert told("units.sign_out")[0].metadata["user"] == world.officer.pk

    @override_settings(SESSION_IDLE=timedelta(minutes=60))
    def test_ends_when_nobody_uses_it_and_the_sign_in_page_says_why(self, world):
        with time_machine.travel(NOON, tick=False):
            client = sign_in()
        with time_machine.travel(NOON + timedelta(minutes=59), tick=False):
            assert is_in(client)
        with time_machine.travel(NOON + timedelta(minutes=59 + 60), tick=False):
            answer = client.get(reverse("units:account"), follow=True)

        assert "长时间无人操作" in answer.content.decode()

    def test_lasts_no_longer_than_the_shortest_role_says(self, world):
        Role.objects.filter(code="dispatcher").update(session_hours=2)
        with time_machine.travel(NOON, tick=False):
            client = sign_in()
        for minutes in (50, 100):
            with time_machine.travel(NOON + timedelta(minutes=minutes), tick=False):
                assert is_in(client)

        with time_machine.travel(NOON + timedelta(minutes=121), tick=False):
            assert not is_in(client)

    def test_writes_that_it_was_seen_at_most_once_a_minute(self, world, django_assert_num_queries):
        with time_machine.travel(NOON, tick=False):
            client = sign_in()
        seen = []
        for seconds in (30, 61, 90, 122):
            with time_machine.travel(NOON + timedelta(seconds=seconds), tick=False):
                client.get(reverse("units:account"))
                seen.append((Session.objects.get(user=world.officer).seen_at - NOON).total_seconds())

        assert seen == [0, 61, 61, 122]

    @override_settings(SESSIONS_AT_MOST=2)
    def test_over_the_limit_ends_the_oldest(self, world):
        first, second, third = sign_in(), sign_in(), sign_in()

        assert [is_in(client) for client in (first, second, third)] == [False, True, True]

    def test_keeps_its_place_when_its_person_changes_the_password_and_the_others_end(self, world):
        here, there = sign_in(), sign_in()
        typed = {"old": make.PASSWORD, "password": "xin-mi-ma-2026", "again": "xin-mi-ma-2026"}
        here.post(reverse("units:password"), typed)

        assert [is_in(here), is_in(there)] == [True, False]
        assert sorted(Session.objects.values_list("ended_why", flat=True)) == ["", "PASSWORD"]

    def test_leaves_a_line_for_the_password_without_any_of_it(self, world):
        client = sign_in()
        typed = {"old": make.PASSWORD, "password": "xin-mi-ma-2026", "again": "xin-mi-ma-2026"}
        client.post(reverse("units:password"), typed)
        client.force_login(world.admin)
        page = client.get(reverse("units:user", args=[world.officer.pk])).content.decode()

        assert "修改自己的密码" in page or "修改密码" in page
        assert "argon2" not in page


class TestMySessions:
    def test_lists_all_marks_this_one_and_never_shows_a_key(self, world):
        here, there = sign_in(), sign_in()
        page = here.get(reverse("units:sessions")).content.decode()

        assert page.count("Chrome · Windows") == 2
        assert page.count("本会话") >= 1
        keys = Session.objects.values_list("session_key", flat=True)
        assert not [key for key in keys if key in page]
        assert is_in(there)

    def test_ends_one_or_all_others(self, world):
        here, second, third = sign_in(), sign_in(), sign_in()
        serial = Session.objects.order_by("signed_in_at")[1].serial
        here.post(reverse("units:end_session", args=[serial]))
        after_one = [is_in(client) for client in (here, second, third)]
        here.post(reverse("units:end_other_sessions"))

        assert after_one == [True, False, True]
        assert [is_in(client) for client in (here, second, third)] == [True, False, False]

    def test_never_ends_somebody_elses(self, world):
        here, theirs = sign_in(), sign_in("guan")
        serial = Session.objects.get(user=world.admin).serial

        here.post(reverse("units:end_session", args=[serial]))

        assert is_in(theirs)


class TestAnAdministrator:
    def test_ends_all_sessions_of_a_user_with_a_reason(self, world):
        client, admin = sign_in(), sign_in("guan")
        admin.post(reverse("units:end_users_sessions", args=[world.officer.pk]), {"reason": "手机遗失"})
        answer = client.get(reverse("units:account"), follow=True)

        assert "已被管理员结束" in answer.content.decode()
        assert told("units.end_sessions")[0].metadata["reason"] == "手机遗失"

    def test_cannot_end_those_of_somebody_above(self, world):
        head = make.user("battalion_head", world.battalion)
        sign_in("guan")

        with pytest.raises(Refused):
            actions.end_sessions(user_id=world.admin.pk, reason="x", at=timezone.now(), by=head)

    def test_bars_a_user_out_of_an_open_session(self, world):
        client = sign_in()
        actions.bar_user(user_id=world.officer.pk, reason="调离", at=timezone.now(), by=world.admin)

        assert not is_in(client)


class TestAPieceOfAPage:
    def test_loads_the_whole_page_again_when_the_session_is_over(self, world):
        client = sign_in()
        actions.end_sessions(user_id=world.officer.pk, reason="x", at=timezone.now(), by=world.admin)

        answer = client.get(reverse("units:account"), headers={"HX-Request": "true"})

        assert (answer.status_code, answer["HX-Refresh"]) == (204, "true")


class TestForgetSessions:
    def test_drops_only_rows_that_ended_long_ago(self, world):
        with time_machine.travel(NOON, tick=False):
            sign_in()
        sign_in()

        assert actions.forget_sessions(at=timezone.now()) == 1
        assert Session.objects.count() == 1
