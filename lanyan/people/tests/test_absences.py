"""Absences: entered, overlapping, withdrawn, listed; seen only by those who may."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.people import actions
from lanyan.people.models import Absence, Person
from lanyan.units.tests import make

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)


@pytest.fixture
def city():
    return make.city()


@pytest.fixture
def person(city) -> Person:
    return actions.create_person(
        number="P00001", name="吴海涛", category="FIREFIGHTER", unit_id=city.station.pk, by=None
    )


def enter(person, since=MONDAY, days=3, kind="LEAVE") -> Absence:
    until = since + timedelta(days=days) if days else None
    return actions.enter_absence(person_id=person.pk, kind=kind, from_date=since, until_date=until, by=None)


class TestEnterAbsence:
    def test_covers_its_days_half_open(self, person):
        enter(person)

        covered = [MONDAY + timedelta(days=day) for day in range(-1, 5)]
        assert [Absence.objects.on(day).exists() for day in covered] == [False, True, True, True, False, False]

    def test_without_an_end_goes_on(self, person):
        enter(person, days=0)

        assert Absence.objects.on(MONDAY + timedelta(days=400)).exists()

    @pytest.mark.parametrize(("since", "days"), [(0, 3), (2, 3), (-2, 3), (-2, 0), (1, 1)])
    def test_refuses_days_that_are_entered_already(self, person, since, days):
        enter(person)

        with pytest.raises(Refused) as refusal:
            enter(person, MONDAY + timedelta(days=since), days)

        assert refusal.value.field == "from_date"

    def test_lets_one_follow_the_other(self, person):
        enter(person)

        assert enter(person, MONDAY + timedelta(days=3), 1, "SICK").kind == "SICK"

    def test_refuses_nonsense_by_field(self, person):
        for more, field in (({"kind": "FUN"}, "kind"), ({"until_date": MONDAY}, "until_date")):
            facts = {"kind": "LEAVE", "from_date": MONDAY, **more}
            with pytest.raises(Refused) as refusal:
                actions.enter_absence(person_id=person.pk, **facts, by=None)
            assert refusal.value.field == field
        with pytest.raises(IntegrityError), transaction.atomic():
            Absence.objects.create(person=person, kind="LEAVE", from_date=MONDAY, until_date=MONDAY)


class TestWithdrawAbsence:
    def test_keeps_it_with_the_reason_and_frees_the_days(self, person):
        absence = enter(person)

        actions.withdraw_absence(absence_id=absence.pk, reason="提前返队", at=timezone.now(), by=None)

        absence.refresh_from_db()
        assert absence.withdrawn_reason == "提前返队"
        assert not Absence.objects.on(MONDAY).exists()
        assert [entry.act for entry in audit.history(absence)] == ["people.withdraw_absence", "people.enter_absence"]
        with pytest.raises(Refused):
            actions.withdraw_absence(absence_id=absence.pk, reason="again", at=timezone.now(), by=None)


class TestPages:
    @pytest.fixture
    def officer(self, client: Client, city) -> Client:
        client.force_login(make.user("station_officer", city.station))
        return client

    def test_enter_list_and_withdraw(self, officer, person):
        post = {"kind": "SICK", "from_date": "2026-11-23", "until_date": "2026-11-25", "reason": "扭伤"}

        officer.post(reverse("people:enter_absence", args=[person.pk]), post)
        absence = Absence.objects.get()
        again = officer.post(reverse("people:enter_absence", args=[person.pk]), post)
        listed = officer.get(reverse("people:absences"), {"day": "2026-11-24", "kind": "SICK"}).content.decode()
        record = officer.get(reverse("people:person", args=[person.pk])).content.decode()
        officer.post(reverse("people:withdraw_absence", args=[absence.pk]), {"reason": "误录"})

        assert again.status_code == 422
        assert "扭伤" in listed
        assert "扭伤" in record
        absence.refresh_from_db()
        assert absence.withdrawn_at is not None

    def test_list_costs_as_many_queries_for_many_rows_as_for_one(self, officer, person):
        def asked() -> int:
            with CaptureQueriesContext(connection) as seen:
                assert officer.get(reverse("people:absences")).status_code == 200
            return len(seen)

        enter(person)
        # The first reading of a session also notes that it is in use.
        asked()
        for_one = asked()
        for number in range(1, 9):
            enter(person, MONDAY + timedelta(days=10 * number))

        assert asked() == for_one
        assert for_one <= 14
        assert officer.get(reverse("people:absences"), {"export": "xlsx"})["Content-Type"].endswith("sheet")

    def test_hide_the_reason_from_those_who_may_not_see_it(self, client, city, person):
        actions.enter_absence(person_id=person.pk, kind="SICK", from_date=MONDAY, reason="扭伤", by=None)

        client.force_login(make.user("dispatcher", city.detachment))
        read = client.get(reverse("people:person", args=[person.pk])).content.decode()
        listed = client.get(reverse("people:absences")).status_code
        client.force_login(make.stranger("station_officer"))
        outside = client.get(reverse("people:enter_absence", args=[person.pk])).status_code

        assert "扭伤" not in read
        assert (listed, outside) == (403, 404)
        assert client.get(reverse("people:absences")).context["listing"].total == 0
