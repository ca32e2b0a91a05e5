"""The second factor: switched on by a code, asked for at sign-in, used up, reset, demanded by a role."""

import re
from binascii import unhexlify
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken

from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.kernel.models import Act
from lanyan.units import actions
from lanyan.units.models import Role
from lanyan.units.tests import make

pytestmark = pytest.mark.django_db
SECRET = "ab" * 20


@pytest.fixture
def world():
    world = make.city()
    world.officer = make.user("dispatcher", world.detachment, "yuxiaojing", name="余晓静", password=make.PASSWORD)
    world.admin = make.user("admin", world.detachment, "guan", password=make.PASSWORD)
    return world


def code(at, secret=SECRET):
    totp = TOTP(unhexlify(secret))
    totp.time = at.timestamp()
    return f"{totp.token():06d}"


def enabled(user, at):
    return actions.enable_second_factor(user_id=user.pk, secret=SECRET, code=code(at), session_key="", at=at, by=user)


def with_password(client):
    return client.post(reverse("units:login"), {"username": "yuxiaojing", "password": make.PASSWORD})


def type_code(client, typed):
    return client.post(reverse("units:second_step"), {"code": typed})


class TestSettingUp:
    def test_shows_a_picture_and_the_secret_and_then_the_codes_once(self, world, client):
        client.force_login(world.officer)
        page = client.get(reverse("units:second_factor"))
        secret = client.session["second_factor_secret"]
        done = client.post(reverse("units:second_factor"), {"code": code(timezone.now(), secret)})

        assert page.context["picture"].startswith("data:image/svg+xml")
        assert len(done.context["codes"]) == 10
        assert make.fresh(world.officer).second_factor_at is not None
        assert client.get(reverse("units:second_factor")).status_code == 302
        kept = set(StaticToken.objects.values_list("token", flat=True))
        assert len(kept) == 10
        assert not kept & set(done.context["codes"])

    def test_is_refused_for_a_code_that_does_not_fit(self, world, client):
        client.force_login(world.officer)

        answer = client.post(reverse("units:second_factor"), {"code": "000000"})

        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {"code"}
        assert make.fresh(world.officer).second_factor_at is None

    def test_stands_in_the_history(self, world):
        enabled(world.officer, timezone.now())

        assert audit.history(make.fresh(world.officer))[0].act == "units.enable_second_factor"


class TestSigningIn:
    def test_takes_two_steps(self, world, client):
        now = timezone.now()
        enabled(world.officer, now)

        with time_machine.travel(now + timedelta(minutes=2), tick=False):
            first = with_password(client)
            between = client.get(reverse("units:account"))
            second = type_code(client, code(timezone.now()))

        assert first.url == reverse("units:second_step")
        assert between.status_code == 302
        assert second.status_code == 302
        assert client.session["_auth_user_id"] == str(world.officer.pk)

    def test_takes_no_code_twice(self, world, client):
        now = timezone.now()
        enabled(world.officer, now)

        with time_machine.travel(now + timedelta(minutes=2), tick=False):
            with_password(client)
            type_code(client, code(timezone.now()))
            other = Client()
            with_password(other)
            again = type_code(other, code(timezone.now()))

        assert again.status_code == 200
        assert "_auth_user_id" not in other.session

    def test_takes_each_backup_code_once(self, world, client):
        codes = enabled(world.officer, timezone.now())
        with_password(client)
        type_code(client, codes[0].upper())
        other = Client()
        with_password(other)
        type_code(other, codes[0])

        assert "_auth_user_id" in client.session
        assert "_auth_user_id" not in other.session
        assert Act.objects.of(["units.use_backup_code"]).count() == 1
        assert actions.backup_codes_left(world.officer) == 9

    def test_locks_the_name_after_five_wrong_codes_even_for_the_right_password(self, world, client):
        now = timezone.now()
        enabled(world.officer, now)
        answers = []
        for number in range(5):
            # Each wrong code makes the next wait twice as long.
            with time_machine.travel(now + timedelta(seconds=40 * number), tick=False):
                with_password(client)
                answers.append(type_code(client, "000000").status_code)
        with time_machine.travel(now + timedelta(seconds=300), tick=False):
            right = with_password(client)

        assert answers == [200, 200, 200, 200, 429]
        assert right.status_code == 429
        assert Act.objects.of(["units.lock_sign_in"]).exists()

    def test_makes_the_next_try_wait(self, world, client):
        now = timezone.now()
        enabled(world.officer, now)
        with time_machine.travel(now + timedelta(minutes=2), tick=False):
            with_password(client)
            type_code(client, "000000")
            soon = type_code(client, code(timezone.now()))

        assert re.search(r"1", soon.context["form"].non_field_errors()[0])
        assert "_auth_user_id" not in client.session

    def test_asks_for_the_password_again_after_five_minutes(self, world, client):
        now = timezone.now()
        enabled(world.officer, now)
        with time_machine.travel(now, tick=False):
            with_password(client)
        with time_machine.travel(now + timedelta(minutes=6), tick=False):
            late = type_code(client, code(timezone.now()))

        assert late.url == reverse("units:login")

    def test_without_a_password_leads_nowhere(self, world, client):
        enabled(world.officer, timezone.now())

        assert type_code(client, code(timezone.now())).url == reverse("units:login")


class TestSwitchingOff:
    def test_needs_the_password(self, world):
        enabled(world.officer, timezone.now())

        with pytest.raises(Refused) as refusal:
            actions.disable_second_factor(user_id=world.officer.pk, password="wrong", by=world.officer)
        actions.disable_second_factor(user_id=world.officer.pk, password=make.PASSWORD, by=world.officer)

        assert refusal.value.field == "password"
        assert make.fresh(world.officer).second_factor_at is None

    def test_by_an_administrator_needs_a_reason_and_ends_all_sessions(self, world, client):
        client.force_login(world.admin)
        enabled(world.officer, timezone.now())
        page = client.get(reverse("units:user", args=[world.officer.pk])).content.decode()
        address = reverse("units:reset_second_factor", args=[world.officer.pk])
        empty = client.post(address, {"reason": ""})
        client.post(address, {"reason": "手机遗失"})

        assert address in page
        assert empty.status_code == 422
        entry = audit.history(make.fresh(world.officer))[0]
        assert (entry.act, entry.reason) == ("units.reset_second_factor", "手机遗失")


class TestARoleThatDemandsIt:
    def test_leads_its_holders_to_set_it_up_and_lets_them_do_nothing_else(self, world, client):
        Role.objects.filter(code="dispatcher").update(needs_second_factor=True)
        client.force_login(world.officer)
        before = client.get(reverse("units:account"))
        secret = client.get(reverse("units:second_factor")) and client.session["second_factor_secret"]
        client.post(reverse("units:second_factor"), {"code": code(timezone.now(), secret)})

        assert before.url == reverse("units:second_factor")
        assert client.get(reverse("units:account")).status_code == 200

    def test_does_not_let_it_be_switched_off(self, world):
        enabled(world.officer, timezone.now())
        Role.objects.filter(code="dispatcher").update(needs_second_factor=True)

        with pytest.raises(Refused):
            actions.disable_second_factor(user_id=world.officer.pk, password=make.PASSWORD, by=world.officer)
