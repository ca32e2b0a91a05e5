"""Certificates: entered, in force between two days, withdrawn, shown on the person's page to those who may see it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.people import actions, certificates
from lanyan.people.models import Certificate, Person
from lanyan.units.tests import make

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 13)
AT = datetime(2026, 5, 13, 2, tzinfo=UTC)


@pytest.fixture
def city():
    return make.city()


@pytest.fixture
def person(city) -> Person:
    return actions.create_person(number="P00009", name="周明", category="OFFICER", unit_id=city.battalion.pk, by=None)


def enter(person, number="XFZF-1", since=DAY, until=None, kind="ENFORCEMENT") -> Certificate:
    return certificates.enter_certificate(
        person_id=person.pk, kind=kind, number=number, since_date=since, until_date=until, by=None
    )


class TestEnterCertificate:
    def test_holds_half_open_between_its_days(self, person):
        enter(person, until=DAY + timedelta(days=2))

        held = [Certificate.objects.held(DAY + timedelta(days=day)).exists() for day in (-1, 0, 1, 2)]
        assert held == [False, True, True, False]

    def test_is_renewed_under_the_same_number(self, person):
        enter(person, until=DAY + timedelta(days=2))

        assert enter(person, since=DAY + timedelta(days=2)).holds(DAY + timedelta(days=400))

    @pytest.mark.parametrize(
        ("more", "field"),
        [({"kind": "FUN"}, "kind"), ({"number": " "}, "number"), ({"until": DAY}, "until_date"), ({}, "number")],
    )
    def test_refuses_nonsense_by_field(self, person, more, field):
        enter(person)

        with pytest.raises(Refused) as refusal:
            enter(person, **more)

        assert refusal.value.field == field

    def test_refuses_a_number_of_somebody_else(self, city, person):
        enter(person)
        other = actions.create_person(number="P10", name="陈立", category="OFFICER", unit_id=city.station.pk, by=None)

        with pytest.raises(Refused) as refusal:
            enter(other)

        assert refusal.value.field == "number"


class TestWithdrawCertificate:
    def test_stays_with_its_reason_and_holds_no_more(self, person):
        certificate = enter(person)

        certificates.withdraw_certificate(certificate_id=certificate.pk, reason="吊销", at=AT, by=None)

        kept = Certificate.objects.get()
        assert (kept.withdrawn_reason, kept.holds(DAY)) == ("吊销", False)
        assert audit.history(kept)[0].act == "people.withdraw_certificate"
        with pytest.raises(Refused):
            certificates.withdraw_certificate(certificate_id=certificate.pk, reason="再次", at=AT, by=None)


class TestPages:
    def test_show_enter_and_withdraw(self, client, city, person):
        client.force_login(make.user("personnel", city.detachment))
        client.cookies["lanyan_language"] = "en"
        typed = {"kind": "ENFORCEMENT", "number": "XFZF-7", "since_date": "2026-05-13"}
        client.post(reverse("people:enter_certificate", args=[person.pk]), typed)
        certificate = Certificate.objects.get()

        assert "XFZF-7" in client.get(reverse("people:person", args=[person.pk])).content.decode()
        client.post(reverse("people:withdraw_certificate", args=[certificate.pk]), {"reason": "吊销"})
        certificate.refresh_from_db()
        assert certificate.withdrawn_at is not None

    def test_are_closed_to_inspectors_and_to_the_next_county(self, client, city, person):
        certificate = enter(person)
        for user, status in ((make.user("inspector", city.battalion), 403), (make.stranger("personnel"), 404)):
            client.force_login(user)
            assert client.get(reverse("people:enter_certificate", args=[person.pk])).status_code == status
            assert client.get(reverse("people:withdraw_certificate", args=[certificate.pk])).status_code == status
