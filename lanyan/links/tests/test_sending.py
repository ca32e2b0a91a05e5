"""The outbox and the endpoints: once by key, retried with growing waits, given up; signed, loopback only by setting."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core import mail

from lanyan.incidents.tests import make as incidents
from lanyan.kernel.errors import Refused
from lanyan.links import channels, outside
from lanyan.links.actions import dues, messages, tellings, webhooks
from lanyan.links.models import Delivery, Hook, Message
from lanyan.links.queries import recipients
from lanyan.links.queries.recipients import Recipient
from lanyan.links.rules import signing
from lanyan.links.tests import make
from lanyan.links.tests.make import DAY, LATER, MINUTE, NIGHT
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make.city()


def sent(world, *chosen, key="k", at=LATER):
    return messages.send_message(
        unit=world.detachment, key=key, event="test", subject="题", words="文", recipients=chosen, at=at, by=None
    )


SMS = Recipient("SMS", "王", "CHOSEN", address="13800000001")
DEAF = Recipient("SMS", "聋", "CHOSEN", address="0000-1")


class TestOutbox:
    def test_the_same_key_is_the_same_message(self, world):
        first, again = sent(world, SMS), sent(world, SMS)

        assert first == again
        assert (Message.objects.count(), Delivery.objects.count()) == (1, 1)

    def test_nobody_is_told_twice_by_the_same_way(self, world):
        other = Recipient("SMS", "王", "DUTY_OFFICER", address="13800000001")

        assert [one.reason for one in sent(world, SMS, other)] == ["CHOSEN"]

    def test_delivered_twice_goes_once(self, world, monkeypatch):
        carried = []
        monkeypatch.setitem(channels._carriers, "simulator", lambda one: carried.append(one.pk) or "simulator")
        (one,) = sent(world, SMS)

        for _ in range(3):
            messages.deliver(delivery_id=one.pk, at=LATER)

        assert carried == [one.pk]

    def test_is_tried_again_with_growing_waits_then_given_up_and_taken_up_by_hand(self, world):
        (one,) = sent(world, DEAF)
        at, waits = LATER, []
        for _ in range(5):
            found = messages.deliver(delivery_id=one.pk, at=at)
            waits.append(found.next_at and (found.next_at - at).total_seconds())
            at = found.next_at or at
        given_up = Delivery.objects.get()
        again = messages.try_again(delivery_id=one.pk, at=at, by=world.officer_of_the_day)

        assert waits == [30, 60, 120, 240, None]
        assert (given_up.state, given_up.tries) == ("GIVEN_UP", 5)
        assert given_up.error
        assert (again.state, again.tries) == ("QUEUED", 0)

    def test_is_not_tried_before_its_time(self, world):
        (one,) = sent(world, DEAF)
        messages.deliver(delivery_id=one.pk, at=LATER)

        assert messages.deliver(delivery_id=one.pk, at=LATER).tries == 1

    def test_goes_by_mail_with_its_own_message_id(self, world):
        (one,) = sent(world, Recipient("EMAIL", "调度", "LINKAGE", address="dd@example.com"))

        messages.deliver(delivery_id=one.pk, at=LATER)

        assert mail.outbox[0].extra_headers["Message-ID"] == f"<delivery-{one.pk}@lanyan>"

    def test_without_a_mail_server_says_so(self, world, settings):
        settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", ""
        (one,) = sent(world, Recipient("EMAIL", "调度", "LINKAGE", address="dd@example.com"))

        found = messages.deliver(delivery_id=one.pk, at=LATER)

        assert (found.state, "LANYAN_MAIL_HOST" in found.error) == ("QUEUED", True)

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            (Recipient("PHONE", "王", "CHOSEN", address="1"), "channel"),
            (Recipient("SMS", "王", "CHOSEN"), "address"),
            (Recipient("SCREEN", "王", "CHOSEN"), "user"),
        ],
    )
    def test_what_cannot_be_carried_is_refused_as_a_whole(self, world, wrong, field):
        with pytest.raises(Refused) as refusal:
            sent(world, SMS, wrong)

        assert refusal.value.field == field
        assert not Message.objects.exists()


class TestRecipients:
    def test_come_from_the_duty_with_the_reason_for_each(self, world):
        incident = incidents.opened(world)
        units.user("duty_officer", make.city("1404").detachment, name="外人")

        told = recipients.of_incident(incident, at=LATER)

        assert {(one.name, one.reason) for one in told} == {("郑国锋", "DUTY_OFFICER"), ("方国良", "DUTY_OFFICER")}

    def test_include_who_is_in_command_by_the_shift(self, world):
        from lanyan.forces import actions as forces  # noqa: PLC0415 - one use
        from lanyan.forces.tests import make as stations  # noqa: PLC0415 - one use

        incident = incidents.opened(world)
        (head,) = stations.crew(world.station, 1)
        type(head).objects.filter(pk=head.pk).update(phone="13900000000")
        times = {"starts_at": NIGHT, "ends_at": NIGHT + DAY}
        shift = forces.make_shift(station_id=world.fushan.pk, **times, by=None)
        seats = [forces.Place(head.pk, "COMMANDER")]
        forces.change_shift(shift_id=shift.pk, places=seats, **times, commander_id=head.pk, by=None)
        type(shift).objects.filter(pk=shift.pk).update(state="IN_FORCE", begun_at=NIGHT)

        told = recipients.commanders(incident, at=LATER)

        assert [(one.name, one.reason, one.channel) for one in told] == [(head.name, "STATION_COMMANDER", "SMS")]


# ---- endpoints ------------------------------------------------------------------------------------------------
class Listener:
    """A receiver of ours on the loopback, in a thread: what came, and what it answers."""

    def __init__(self) -> None:
        self.came, self.answer, self.headers = [], 200, {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.came.append((dict(self.headers), body, self.path))
                self.send_response(outer.answer)
                for name, value in outer.headers.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_args):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/told?x=1"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def listener(settings):
    settings.ENDPOINTS_ON_LOOPBACK = True
    found = Listener()
    yield found
    found.close()


def endpoint(world, url, *tells):
    return webhooks.add_endpoint(
        unit_id=world.detachment.pk, label="联动平台", url=url, tells=tells or ("incident_opened",), at=NIGHT,
        by=world.officer_of_the_day,
    )  # fmt: skip


class TestEndpoints:
    def test_are_told_once_signed_and_without_the_caller(self, world, listener):
        _made, secret = endpoint(world, listener.url)
        incident = incidents.opened(world)
        for _ in range(2):
            tellings.tell_of_incident(incident_id=incident.pk, event="incident_opened", at=LATER)
        for _ in range(2):
            webhooks.call_hook(hook_id=Hook.objects.get().pk, at=LATER)

        ((headers, body, path),) = listener.came
        assert path == "/told?x=1"
        assert signing.holds(secret, body, headers[signing.SIGNATURE], at=int(LATER.timestamp()))
        told = json.loads(body)
        assert (told["event"], told["data"]["number"]) == ("incident_opened", incident.number)
        assert "6612" not in body.decode()
        assert (Hook.objects.get().state, Hook.objects.get().status) == ("GONE", 200)

    def test_that_refuse_are_tried_again_and_given_up(self, world, listener):
        endpoint(world, listener.url)
        listener.answer = 503
        tellings.tell_of_incident(incident_id=incidents.opened(world).pk, event="incident_opened", at=LATER)
        hook, at = Hook.objects.get(), LATER
        for _ in range(5):
            hook = webhooks.call_hook(hook_id=hook.pk, at=at)
            at = hook.next_at or at

        assert (hook.state, hook.tries, hook.status, len(listener.came)) == ("GIVEN_UP", 5, 503, 5)

    def test_are_not_followed_to_where_they_redirect(self, world, listener):
        endpoint(world, listener.url)
        listener.answer, listener.headers = 302, {"Location": listener.url}
        tellings.tell_of_incident(incident_id=incidents.opened(world).pk, event="incident_opened", at=LATER)

        hook = webhooks.call_hook(hook_id=Hook.objects.get().pk, at=LATER)

        assert (hook.state, hook.status, len(listener.came)) == ("QUEUED", 302, 1)

    def test_are_told_again_on_demand_with_the_key_they_know(self, world, listener):
        endpoint(world, listener.url)
        tellings.tell_of_incident(incident_id=incidents.opened(world).pk, event="incident_opened", at=LATER)
        hook = webhooks.call_hook(hook_id=Hook.objects.get().pk, at=LATER)

        again = webhooks.replay_hook(hook_id=hook.pk, at=LATER + DAY, by=world.officer_of_the_day)
        webhooks.call_hook(hook_id=again.pk, at=LATER + DAY)

        keys = [headers[signing.KEY] for headers, _body, _path in listener.came]
        assert (len(keys), len(set(keys))) == (2, 1)
        assert again.replay_of == hook

    def test_hear_of_reports_and_notices_too(self, world, listener):
        endpoint(world, listener.url, "report_sent", "notice_sent", "notice_answered")
        sending = make.sent(world, make.approved(world))
        notice = make.notified(world, incidents.opened(world, NIGHT + DAY), at=NIGHT + DAY + MINUTE)

        tellings.tell_of_sending(sending_id=sending.pk, at=LATER)
        tellings.tell_of_notice(notice_id=notice.pk, event="notice_sent", at=LATER)

        assert set(Hook.objects.values_list("event", flat=True)) == {"report_sent", "notice_sent"}

    def test_of_another_city_hear_nothing(self, world, listener):
        endpoint(make.city("1404"), listener.url)

        tellings.tell_of_incident(incident_id=incidents.opened(world).pk, event="incident_opened", at=LATER)

        assert not Hook.objects.exists()

    @pytest.mark.parametrize(
        "url",
        [
            "http://127.0.0.1:1/",
            "https://127.0.0.1/",
            "https://10.0.0.1/",
            "https://[::1]/",
            "http://93.184.216.34/",
            "ftp://93.184.216.34/",
            "https://user:word@93.184.216.34/",
            "https:///nowhere",
            "https://93.184.216.34:99999/",
        ],
    )
    def test_inside_or_unsafe_are_refused(self, world, url):
        with pytest.raises(Refused) as refusal:
            endpoint(world, url)

        assert refusal.value.field == "url"

    def test_are_asked_again_where_they_lead_when_they_are_called(self, world, listener, settings):
        endpoint(world, listener.url)
        tellings.tell_of_incident(incident_id=incidents.opened(world).pk, event="incident_opened", at=LATER)
        settings.ENDPOINTS_ON_LOOPBACK = False

        hook = webhooks.call_hook(hook_id=Hook.objects.get().pk, at=LATER)

        assert (hook.state, listener.came) == ("QUEUED", [])

    def test_nobody_listening_is_told_as_an_error(self, settings):
        settings.ENDPOINTS_ON_LOOPBACK = True

        with pytest.raises(outside.NotTold):
            outside.post("http://127.0.0.1:1/", b"", {}, timeout=2)


def test_the_watch_finds_nothing_to_do_the_second_time(world):
    make.grave(world)
    dues.watch_dues(at=NIGHT + MINUTE)
    first = dues.watch_dues(at=NIGHT + 30 * MINUTE), Delivery.objects.count()

    again = dues.watch_dues(at=NIGHT + 30 * MINUTE), Delivery.objects.count()

    assert first[1] == again[1] > 0
