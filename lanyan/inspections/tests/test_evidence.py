"""The occupier's link: secret, expiring, one hazard only; what comes in is checked; who sends too much waits."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from lanyan.inspections.actions import evidence
from lanyan.inspections.models import EvidenceLink
from lanyan.inspections.tests import cast
from lanyan.inspections.tests.cast import CHECKED, DAY, HOUR
from lanyan.kernel import files
from lanyan.kernel.errors import Refused
from lanyan.units.tests import make

pytestmark = pytest.mark.django_db
AT = CHECKED + 4 * HOUR


@pytest.fixture
def city():
    return cast.city()


def made(city, hazard=None, **more):
    hazard = hazard or cast.ordered(city)
    return evidence.make_link(hazard_id=hazard.pk, at=AT, by=city.inspector, **more)


def page(secret):
    return reverse("inspections:evidence", args=[secret])


class TestLink:
    def test_keeps_only_the_digest_of_its_secret(self, city):
        link = made(city)

        assert link.secret not in str(EvidenceLink.objects.values().get())
        assert evidence.opened(link.secret, at=AT) == link.link

    def test_opens_neither_after_its_end_nor_when_revoked_nor_by_a_guess(self, city):
        link = made(city, days=7)

        assert evidence.opened(link.secret, at=AT + 7 * DAY) is None
        assert evidence.opened(link.secret[:-1], at=AT) is None
        evidence.revoke_link(link_id=link.link.pk, at=AT, by=city.inspector)
        assert evidence.opened(link.secret, at=AT) is None

    def test_a_new_one_revokes_the_one_before(self, city):
        first = made(city)
        second = made(city, first.link.hazard)

        assert evidence.opened(first.secret, at=AT) is None
        assert evidence.opened(second.secret, at=AT) == second.link

    def test_is_made_only_while_the_hazard_is_under_an_order(self, city):
        with pytest.raises(Refused):
            made(city, cast.find(city))


class TestHandIn:
    def test_puts_the_photographs_at_the_hazard_without_their_position_and_reports(self, city):
        link = made(city)

        evidence.hand_in(link_id=link.link.pk, uploads=[cast.picture()], words="锁已拆除", fixed=True, at=AT + DAY)

        hazard = link.link.hazard
        hazard.refresh_from_db()
        assert (hazard.status, hazard.reported_words) == ("REPORTED_FIXED", "锁已拆除")
        assert [one.caption for one in files.of(hazard, "evidence")] == ["锁已拆除"]

    @pytest.mark.parametrize(
        "upload",
        [
            cast.SimpleUploadedFile("a.jpg", b"<html><script>alert(1)</script></html>"),
            cast.SimpleUploadedFile("a.html", b"<html></html>"),
            cast.SimpleUploadedFile("a.svg", b"<svg/>"),
            cast.SimpleUploadedFile("a.exe", b"MZ" + b"\0" * 99),
            cast.SimpleUploadedFile("a.pdf", b"\xff\xd8\xff" + b"\0" * 99),
            cast.SimpleUploadedFile("a.jpg", b""),
        ],
    )
    def test_of_a_wrong_kind_is_refused_and_nothing_of_the_sending_is_kept(self, city, upload):
        link = made(city)

        with pytest.raises(Refused) as refusal:
            evidence.hand_in(link_id=link.link.pk, uploads=[cast.picture(), upload], fixed=True, at=AT + DAY)

        link.link.hazard.refresh_from_db()
        assert refusal.value.field == "files"
        assert files.of(link.link.hazard, "evidence") == []
        assert link.link.hazard.status == "ORDERED_BY_DATE"

    def test_who_sends_too_much_within_an_hour_waits(self, city):
        link = made(city)

        def send(number, at):
            uploads = [cast.picture(f"{one}.jpg") for one in range(number)]
            evidence.hand_in(link_id=link.link.pk, uploads=uploads, at=at)

        send(9, AT)
        send(9, AT)
        with pytest.raises(Refused):
            send(3, AT + timedelta(minutes=59))
        send(3, AT + timedelta(minutes=60))
        with pytest.raises(Refused):
            send(10, AT + DAY)

        link.link.refresh_from_db()
        assert link.link.files == 21


class TestPage:
    def test_shows_one_hazard_to_whoever_has_the_link_and_nothing_else(self, city, client):
        hazard = cast.ordered(city)
        cast.find(city, "另一处隐患")
        link = made(city, hazard)

        with time_machine.travel(AT + DAY, tick=False):
            answer = client.get(page(link.secret))

        text = answer.content.decode()
        assert answer.status_code == 200
        assert "二层安全出口上锁" in text
        assert "另一处隐患" not in text
        assert "张检" not in text
        assert answer["Referrer-Policy"] == "same-origin"

    @pytest.mark.parametrize("days", [15, 400])
    def test_an_expired_link_and_a_wrong_one_look_alike(self, city, client, days):
        link = made(city)

        with time_machine.travel(AT + timedelta(days=days), tick=False):
            expired, wrong = client.get(page(link.secret)), client.get(page("x" * 32))

        assert (expired.status_code, wrong.status_code) == (404, 404)
        assert "府山商场" not in expired.content.decode()

    def test_takes_photographs_and_says_thanks(self, city, client):
        link = made(city)

        with time_machine.travel(AT + DAY, tick=False):
            answer = client.post(
                page(link.secret), {"files": [cast.picture()], "words": "已整改", "fixed": "on"}, follow=True
            )

        link.link.hazard.refresh_from_db()
        assert answer.status_code == 200
        assert link.link.hazard.status == "REPORTED_FIXED"

    def test_says_at_the_field_what_was_wrong(self, city, client):
        link = made(city)

        with time_machine.travel(AT + DAY, tick=False):
            answer = client.post(page(link.secret), {"files": [cast.SimpleUploadedFile("a.jpg", b"nothing")]})

        assert answer.status_code == 422
        assert answer.context["form"].errors["files"]


class TestReader:
    def test_the_file_opens_for_the_unit_and_for_no_stranger(self, city, client):
        link = made(city)
        attachment = evidence.hand_in(link_id=link.link.pk, uploads=[cast.picture()], at=AT)[0]
        address = reverse("files:file", args=[attachment.pk])

        anonymous = client.get(address)
        client.force_login(city.inspector)
        mine = client.get(address)
        client.force_login(make.stranger("inspector"))
        theirs = client.get(address)

        assert anonymous.status_code == 302
        assert (mine.status_code, theirs.status_code) == (200, 404)
        assert b"".join(mine.streaming_content).startswith(b"\xff\xd8\xff")
        assert mine["X-Content-Type-Options"] == "nosniff"
        assert mine["Content-Type"] == "image/jpeg"
        assert mine["Content-Disposition"].startswith("inline")
        assert "sandbox" in mine["Content-Security-Policy"]

    def test_a_withdrawn_file_opens_for_nobody(self, city, client):
        link = made(city)
        attachment = evidence.hand_in(link_id=link.link.pk, uploads=[cast.picture()], at=AT)[0]
        files.withdraw(attachment_id=attachment.pk, reason="含隐私", by=city.inspector, at=AT)
        client.force_login(city.inspector)

        assert client.get(reverse("files:file", args=[attachment.pk])).status_code == 404
