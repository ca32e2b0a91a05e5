"""Looking a caller up: asked once, kept with the call, told in the history; what fails says so, also in the health."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import time_machine
from django.db import DatabaseError, transaction

from lanyan.incidents import actions as incident_actions
from lanyan.incidents.tests import make as incidents
from lanyan.kernel import audit, health
from lanyan.kernel.errors import Refused
from lanyan.units.tests import make as units
from lanyan.voice.actions import lookups, services
from lanyan.voice.hooks import _lookup
from lanyan.voice.models import CallerAnswer, LookupService
from lanyan.voice.tests import make
from lanyan.voice.tests.make import DAY, FIXED, HOUR, MINUTE, MOBILE, NIGHT, SECOND

pytestmark = pytest.mark.django_db
NAMES = {"subscriber": "who.name", "install_address": "who.address", "lon": "at.x", "lat": "at.y", "radius_m": "at.r",
         "located_at": "at.t", "located_address": "at.words"}  # fmt: skip


@pytest.fixture
def world():
    return make.city()


def asked(world, incident=None, *, at=NIGHT, by=None, **more):
    incident = incident or incidents.draft(world)
    return lookups.look_up_caller(incident_id=incident.pk, by=by or world.taker, now=lambda: at, **more)


class Operator(BaseHTTPRequestHandler):
    """An operator's interface on this machine."""

    said, status, seen = {}, 200, []

    def do_GET(self):
        type(self).seen.append((self.path, self.headers.get("X-Key")))
        body = self.said if isinstance(self.said, bytes) else json.dumps(self.said).encode()
        self.send_response(self.status)
        self.send_header("Location", "http://127.0.0.1/elsewhere")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def operator(settings):
    """The interface, allowed by the installation."""
    server = HTTPServer(("127.0.0.1", 0), Operator)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Operator.said, Operator.status, Operator.seen = {}, 200, []
    settings.VOICE_HOSTS, settings.VOICE_SECRETS = ["127.0.0.1"], {"OPERATOR": "geheim"}
    yield f"http://127.0.0.1:{server.server_port}/caller?n={{number}}"
    server.shutdown()
    server.server_close()


class TestLookUp:
    def test_of_a_mobile_gives_its_point_radius_and_time(self, world):
        answer = asked(world)

        assert (answer.state, answer.kind, answer.number) == ("FOUND", "MOBILE", MOBILE)
        assert abs(answer.lon - 118.8665) < 0.01
        assert (answer.radius_m > 0, answer.located_at <= NIGHT) == (True, True)
        assert answer.located_address == "柯城区锦桂苑附近"
        assert (answer.subscriber, answer.install_address) == ("", "")

    def test_of_a_fixed_line_gives_subscriber_and_address(self, world):
        answer = asked(world, incidents.draft(world, phone="0570-3021188"))

        assert (answer.state, answer.kind, answer.number) == ("FOUND", "FIXED", FIXED)
        assert answer.subscriber.endswith("某某")
        assert answer.install_address.startswith("柯城区锦桂苑")
        assert (answer.lon, answer.lat, answer.radius_m) == (None, None, None)

    def test_asks_once_about_a_number_and_again_when_told(self, world):
        incident = incidents.draft(world)
        first = asked(world, incident)

        assert asked(world, incident) == first
        assert asked(world, incident, again=True) != first
        incident_actions.save_draft(incident_id=incident.pk, changes={"phone": FIXED}, by=world.taker)
        assert asked(world, incident).number == FIXED
        assert CallerAnswer.objects.count() == 3

    def test_of_who_is_asked_already_waits_and_after_a_while_asks_anew(self, world):
        call = make.call_of(incidents.draft(world))
        waiting = CallerAnswer.objects.create(
            call=call, service=world.lookup, number=MOBILE, kind="MOBILE", asked_at=NIGHT, asked_by=world.taker
        )

        assert asked(world, call.incident, at=NIGHT + SECOND) == waiting
        assert asked(world, call.incident, at=NIGHT + MINUTE).state == "FOUND"

    def test_stands_in_the_history_with_who_asked_about_whom(self, world):
        answer = asked(world)

        lines = audit.history(answer)

        assert {line.act for line in lines} == {"voice.look_up_caller"}
        assert lines[-1].who == "余晓静"
        assert lines[-1].reason == f"138****6612 · {answer.call.incident.number}"
        columns = {field.name for field in CallerAnswer.pgh_event_model._meta.fields}
        assert columns & {"number", "subscriber", "lon", "raw"} == set()

    def test_that_is_not_known_or_not_answered_says_so(self, world):
        unknown = asked(world, incidents.draft(world, phone="13800000000"))
        failed = asked(world, incidents.draft(world, phone="13800009999"))

        assert (unknown.state, unknown.failure) == ("UNKNOWN", "")
        assert failed.state == "FAILED"
        assert "9999" in failed.failure

    @pytest.mark.parametrize("phone", ["", "110", "138000066"])
    def test_needs_a_whole_number(self, world, phone):
        with pytest.raises(Refused) as refusal:
            asked(world, incidents.draft(world, phone=phone))

        assert refusal.value.field == "phone"

    def test_is_refused_without_a_service_and_after_the_call_is_over(self, world):
        finished = incidents.finished(world)
        with pytest.raises(Refused):
            asked(world, finished)
        services.stop_lookup(service_id=world.lookup.pk, at=NIGHT, by=world.keeper)

        with pytest.raises(Refused):
            asked(world)
        assert not CallerAnswer.objects.exists()

    def test_is_never_changed_nor_deleted_once_answered(self, world):
        answer = asked(world)

        for change in ({"subscriber": "另一人"}, {"state": "UNKNOWN"}, {"lon": 1.0, "lat": 1.0}, {"number": "1"}):
            with pytest.raises(DatabaseError), transaction.atomic():
                CallerAnswer.objects.filter(pk=answer.pk).update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            answer.delete()

    def test_is_noted_as_taken_once_and_only_where_there_is_something(self, world):
        answer = asked(world)
        lookups.take_answer(answer_id=answer.pk, at=NIGHT + SECOND, by=world.taker)
        lookups.take_answer(answer_id=answer.pk, at=NIGHT + MINUTE, by=world.dispatcher)
        nothing = asked(world, incidents.draft(world, phone="13800000000"))

        answer.refresh_from_db()
        assert (answer.taken_at, answer.taken_by) == (NIGHT + SECOND, world.taker)
        with pytest.raises(Refused):
            lookups.take_answer(answer_id=nothing.pk, at=NIGHT, by=world.taker)


class TestOperator:
    def test_is_asked_with_its_secret_and_read_by_the_names_of_the_row(self, world, operator):
        make.lookup(world, "HTTP", url=operator, fields=NAMES, header="X-Key", secret="OPERATOR", frame="gcj02")
        Operator.said = {"who": {"name": "周某"}, "at": {"x": 118.871, "y": 28.954, "r": 120, "t": 1715194790,
                                                          "words": "荷三路"}, "secret": "x"}  # fmt: skip

        answer = asked(world)

        assert Operator.seen == [(f"/caller?n={MOBILE}", "geheim")]
        assert (answer.subscriber, answer.radius_m, answer.located_at) == ("周某", 120, NIGHT - 10 * SECOND)
        assert 0.003 < 118.871 - answer.lon < 0.007
        assert answer.raw == {"who.name": "周某", "at.x": "118.871", "at.y": "28.954", "at.r": "120",
                              "at.t": "1715194790", "at.words": "荷三路"}  # fmt: skip

    @pytest.mark.parametrize(
        ("status", "said", "state"),
        [
            (404, {}, "UNKNOWN"),
            (200, {"who": {}}, "UNKNOWN"),
            (500, {}, "FAILED"),
            (302, {}, "FAILED"),
            (200, b"<html>", "FAILED"),
            (200, {"at": {"x": 999, "y": 1}}, "FAILED"),
            (200, b" " * 70_000, "FAILED"),
        ],
    )
    def test_that_says_something_else_is_told_so(self, world, operator, status, said, state):
        make.lookup(world, "HTTP", url=operator, fields=NAMES)
        Operator.status, Operator.said = status, said

        answer = asked(world)

        assert (answer.state, bool(answer.failure)) == (state, state == "FAILED")

    def test_that_is_not_there_or_not_allowed_any_more_fails_and_the_call_goes_on(self, world, settings, operator):
        make.lookup(world, "HTTP", url=operator, fields=NAMES)
        incident = incidents.draft(world)
        settings.VOICE_HOSTS = []

        answer = asked(world, incident)

        assert answer.state == "FAILED"
        assert "LANYAN_VOICE_HOSTS" in answer.failure
        assert incident_actions.open_incident(incident_id=incident.pk, at=NIGHT, by=world.taker).status == "OPEN"


class TestService:
    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"adapter": "X"}, "adapter"),
            ({"name": " "}, "name"),
            ({"url": "https://elsewhere/{number}"}, "url"),
            ({"url": "http://127.0.0.1/"}, "url"),
            ({"fields": {}}, "subscriber"),
            ({"secret": "NONE"}, "secret"),
            ({"frame": "moon"}, "frame"),
        ],
    )
    def test_names_the_field_at_fault(self, world, operator, wrong, field):
        given = {"adapter": "HTTP", "url": operator, "fields": NAMES, **wrong}
        with pytest.raises(Refused) as refusal:
            make.lookup(world, **given)

        assert refusal.value.field == field
        assert LookupService.objects.standing().get() == world.lookup

    def test_that_is_set_anew_leaves_the_old_answers_with_the_old_one(self, world):
        answer = asked(world)

        new = make.lookup(world)

        answer.refresh_from_db()
        assert answer.service != new
        assert list(LookupService.objects.standing()) == [new]
        with pytest.raises(DatabaseError), transaction.atomic():
            LookupService.objects.filter(pk=new.pk).update(adapter="HTTP", url="http://x/{number}")

    def test_of_a_unit_above_serves_those_below(self, world):
        below = units.unit("DETACHMENT", "开化中心", world.detachment, "330824")
        incident = incidents.draft(world)
        type(incident).objects.filter(pk=incident.pk).update(centre=below)

        assert asked(world, incident).service == world.lookup


class TestHealth:
    def part(self):
        return next(part for part in health.parts() if part.key == "lookup")

    def test_shows_a_look_up_that_did_not_answer_until_it_does(self, world):
        with time_machine.travel(NIGHT + HOUR):
            assert self.part().wrong == ""
            asked(world, incidents.draft(world, phone="13800009999"), at=NIGHT + HOUR)
            stopped = self.part()
            asked(world, at=NIGHT + HOUR + SECOND)
            works = self.part()

        assert "运营商来电查询" in stopped.wrong
        assert works.wrong == ""

    def test_forgets_after_a_while_in_which_nobody_was_asked(self, world):
        asked(world, incidents.draft(world, phone="13800009999"))
        with time_machine.travel(NIGHT + DAY):
            assert self.part().wrong == ""

    def test_asks_one_question(self, world, django_assert_num_queries):
        asked(world)
        _lookup(NIGHT)
        with django_assert_num_queries(1):
            _lookup(NIGHT)


def test_a_stranger_is_not_among_those_who_see_answers(world):
    answer = asked(world)

    assert CallerAnswer.objects.visible_to(world.taker).get() == answer
    assert not CallerAnswer.objects.visible_to(units.stranger()).exists()
    assert not CallerAnswer.objects.visible_to(world.officer).exists()
