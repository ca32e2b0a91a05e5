"""Keys for machines: how far they reach, when they stop, what is written down."""

from datetime import timedelta

import pytest
import time_machine
from django.test import RequestFactory
from django.utils import timezone
from ninja.errors import HttpError

from lanyan.kernel.errors import Refused
from lanyan.units import actions
from lanyan.units.models import Token, Unit
from lanyan.units.tests import make
from lanyan.units.tokens import TokenAuth

pytestmark = pytest.mark.django_db

VIEW = "units.view_unit"


@pytest.fixture
def city():
    return make.city()


@pytest.fixture
def reader(city):
    return make.user("dispatcher", city.detachment)


def _key(reader, *scopes, **more):
    return actions.make_token(
        user_id=reader.pk, label="wall", scopes=list(scopes), at=timezone.now(), by=reader, **more
    )


def _ask(key: str, scope: str = VIEW):
    return TokenAuth(scope)(RequestFactory().get("/api/", headers={"Authorization": f"Bearer {key}"}))


class TestTokenAuth:
    def test_lets_in_as_the_user_and_no_further_than_the_scopes(self, city, reader):
        _token, key = _key(reader, VIEW)

        user = _ask(key)

        assert user == reader
        assert user.may(VIEW, city.station.path)
        assert not user.has_perm("incidents.view_caller")
        assert not Unit.objects.visible_to(user, "incidents.take_call").exists()

    def test_keeps_an_administrators_key_to_its_scopes(self, city):
        admin = make.user("admin", city.detachment)
        _token, key = _key(admin, VIEW)

        assert not _ask(key).has_perm("units.close_unit")

    @pytest.mark.parametrize("header", ["", "Basic abc", "Bearer", "Bearer ", "Bearer ly_nobody"])
    def test_refuses_who_shows_no_good_key(self, header):
        request = RequestFactory().get("/api/", headers={"Authorization": header})

        with pytest.raises(HttpError) as refusal:
            TokenAuth(VIEW)(request)

        assert refusal.value.status_code == 401

    def test_refuses_another_scope(self, reader):
        _token, key = _key(reader, VIEW)

        with pytest.raises(HttpError) as refusal:
            _ask(key, "incidents.view_incident")

        assert refusal.value.status_code == 403
        assert "incidents.view_incident" in str(refusal.value)

    def test_refuses_when_the_user_has_lost_the_permission(self, reader):
        _token, key = _key(reader, VIEW)
        actions.end_assignment(assignment_id=reader.assignments.get().pk, until_date=timezone.localdate(), by=None)

        with pytest.raises(HttpError) as refusal:
            _ask(key)

        assert refusal.value.status_code == 403

    def test_refuses_a_revoked_an_expired_and_a_barred_users_key(self, reader):
        expiring, expiring_key = _key(reader, VIEW, expires_at=timezone.now() + timedelta(hours=1))
        revoked, revoked_key = _key(reader, VIEW)
        _good, good_key = _key(reader, VIEW)
        actions.revoke_token(token_id=revoked.pk, at=timezone.now(), by=reader)

        with pytest.raises(HttpError), time_machine.travel(expiring.expires_at, tick=False):
            _ask(expiring_key)
        with pytest.raises(HttpError):
            _ask(revoked_key)
        actions.bar_user(user_id=reader.pk, reason="调离", at=timezone.now(), by=None)
        with pytest.raises(HttpError) as refusal:
            _ask(good_key)

        assert refusal.value.status_code == 401

    def test_notes_its_use_at_most_once_a_minute(self, reader):
        token, key = _key(reader, VIEW)
        start = timezone.now()
        used = []
        for seconds in (1, 30, 70):
            with time_machine.travel(start + timedelta(seconds=seconds), tick=False):
                _ask(key)
            token.refresh_from_db()
            used.append(round((token.last_used_at - start).total_seconds()))

        assert used == [1, 1, 70]


class TestMakeToken:
    def test_keeps_only_a_digest(self, reader):
        token, key = _key(reader, VIEW)

        assert key.startswith("ly_")
        assert Token.objects.get().digest == Token.digest_of(key)
        assert key not in str(Token.objects.values().get(pk=token.pk))

    @pytest.mark.parametrize("scopes", [[], ["units.close_unit"], ["nonsense"], ["*"]])
    def test_refuses_scopes_that_the_user_does_not_hold(self, reader, scopes):
        with pytest.raises(Refused) as refusal:
            _key(reader, *scopes)

        assert refusal.value.field == "scopes"
        assert not Token.objects.exists()

    def test_refuses_to_expire_in_the_past(self, reader):
        with pytest.raises(Refused) as refusal:
            _key(reader, VIEW, expires_at=timezone.now() - timedelta(days=1))

        assert refusal.value.field == "expires_at"
