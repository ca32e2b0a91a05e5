"""The cab: the order of one vehicle, presses in a batch, asking for more, and who may."""

import json
import re
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path

import pytest
from django.utils import timezone

from lanyan.forces.models import Vehicle
from lanyan.incidents import actions, cab, rules
from lanyan.incidents.models import LogEntry, Run
from lanyan.incidents.queries import board
from lanyan.incidents.tests import make
from lanyan.incidents.wording import next_thing
from lanyan.kernel.errors import Refused
from lanyan.units.tests.make import stranger

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make.city()


@pytest.fixture
def run(world):
    """A pump that has just left, a minute ago."""
    at = timezone.now() - timedelta(minutes=3)
    return make.stamped(world, make.ordered(world, world.pump, world.tanker, at=at), "departed", step=20)


@pytest.fixture
def officer(client, world):
    client.force_login(world.officer)
    client.cookies["lanyan_language"] = "en"
    return client


def send(client, *presses):
    return client.post("/cab/presses/", json.dumps({"presses": presses}), content_type="application/json")


def pressed(run, key, seconds, **what):
    at = (run.departed_at or run.ordered_at) + timedelta(seconds=seconds)
    return {"key": key, "run": run.pk, "at": at.isoformat(), **what}


class TestTheWayToIt:
    def test_offers_the_vehicles_of_the_own_station_and_remembers_the_choice(self, officer, world):
        choice = officer.get("/cab/").content.decode()
        officer.get(f"/cab/{world.pump.pk}/")

        assert "SG-03" in choice
        assert "SG-14" not in choice
        assert officer.get("/cab/").url == f"/cab/{world.pump.pk}/"
        assert officer.get("/cab/?choose=1").status_code == HTTPStatus.OK

    def test_is_not_there_for_vehicles_of_others(self, officer, world):
        assert officer.get(f"/cab/{world.tanker.pk}/").status_code == HTTPStatus.NOT_FOUND
        assert officer.get(f"/cab/{world.tanker.pk}/now/").status_code == HTTPStatus.NOT_FOUND

    def test_is_closed_to_who_may_not_stamp(self, client, world):
        client.force_login(world.leader)

        assert client.get("/cab/").status_code == HTTPStatus.FORBIDDEN
        assert send(client).status_code == HTTPStatus.FORBIDDEN


class TestThePage:
    def test_shows_the_order_with_who_is_trapped_and_what_the_caller_said(self, officer, world, run):
        text = officer.get(f"/cab/{world.pump.pk}/").content.decode()

        for said in ("锦桂苑 7 幢", "Fire level 2", "十一楼厨房着火了", "no road is known here", '"undo_seconds": 10'):
            assert said in text
        assert "138****6612" not in text

    def test_tells_the_caller_only_with_the_right(self, client, world, run):
        client.force_login(world.taker)

        assert "138****6612" in client.get(f"/cab/{world.pump.pk}/").content.decode()

    def test_is_calm_without_an_order(self, officer, world):
        make.finished(world)

        text = officer.get(f"/cab/{world.pump.pk}/").content.decode()

        assert "No order." in text
        assert "3308-20240509-0001" in text

    def test_needs_a_fixed_number_of_queries(self, officer, world, run, django_assert_num_queries):
        officer.get(f"/cab/{world.pump.pk}/now/")

        with django_assert_num_queries(9):
            officer.get(f"/cab/{world.pump.pk}/now/")


class TestABatch:
    def test_is_answered_by_key_and_a_refused_press_blocks_nothing(self, officer, run):
        answer = send(
            officer,
            pressed(run, "arrived-1", 10, stamp="arrived"),
            pressed(run, "ready-now", 11, stamp="ready"),
            {"key": "nonsense-1", "run": run.pk, "at": "yesterday", "stamp": "arrived"},
            "not a press",
            pressed(run, "deployed-1", 12, stamp="deployed"),
        )

        told = answer.json()["answers"]
        assert [one["result"] for one in told] == ["DONE", "REFUSED", "REFUSED", "REFUSED", "DONE"]
        assert "needs its confirmation" in told[1]["reason"]
        assert Run.objects.get(pk=run.pk).status == rules.DEPLOYED

    def test_sent_again_gives_the_same_answers(self, officer, run):
        presses = [pressed(run, "arrived-1", 10, stamp="arrived"), pressed(run, "undo-of-1", 14, of="arrived-1")]
        first = send(officer, *presses).json()["answers"]
        again = send(officer, *presses).json()["answers"]

        assert [one["result"] for one in first] == ["DONE", "DONE"]
        assert [one["result"] for one in again] == ["UNDONE", "DONE"]
        assert Run.objects.get(pk=run.pk).status == rules.DEPARTED

    def test_says_who_was_first(self, officer, world, run):
        at = run.departed_at + timedelta(seconds=9)
        actions.stamp_runs(run_ids=[run.pk], stamp="arrived", at=at, entered_at=at, by=world.taker)

        (told,) = send(officer, pressed(run, "arrived-1", 12, stamp="arrived")).json()["answers"]

        assert told["result"] == "REFUSED"
        assert "Recorded already by the desk by radio at" in told["reason"]

    @pytest.mark.parametrize("body", ["", "[]", '{"presses": 3}', "{"])
    def test_that_is_none_is_refused(self, officer, body):
        answer = officer.post("/cab/presses/", body, content_type="application/json")

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


class TestAskingForReinforcement:
    def test_stands_out_at_the_desk_until_an_order_follows(self, officer, world, run):
        send(officer, pressed(run, "ask-more-1", 20, ask="more water"))
        (asked,) = board(world.taker, world.detachment)
        actions.receive_order(
            order_id=asked.orders.order_by("-pk")[0].pk, at=timezone.now(), entered_at=timezone.now(), by=world.taker
        )
        (asked,) = board(world.taker, world.detachment)

        assert asked.asked
        assert next_thing(asked)[1]
        make.ordered(world, world.ladder, incident=run.incident, at=timezone.now())
        assert not board(world.taker, world.detachment)[0].asked

    def test_asks_once_a_key(self, officer, run):
        for _turn in range(2):
            send(officer, pressed(run, "ask-more-1", 20, ask="more water"))

        assert LogEntry.objects.filter(act="ask_reinforcement").count() == 1

    def test_needs_a_reason(self, world, run):
        with pytest.raises(Refused):
            actions.ask_reinforcement(
                run_id=run.pk, reason=" ", at=timezone.now(), entered_at=timezone.now(), by=world.officer
            )


class TestItsPosition:
    def test_is_reported_from_the_tablet(self, officer, world):
        answer = officer.post(
            f"/cab/{world.pump.pk}/position/", {"lon": "118.9", "lat": "28.95", "at": timezone.now().isoformat()}
        )

        assert answer.json() == {"taken": True}
        assert Vehicle.objects.get(pk=world.pump.pk).point == (118.9, 28.95)

    @pytest.mark.parametrize(
        ("lon", "at"), [("x", None), ("500", None), ("118.9", "2990-01-01T00:00:00Z"), ("118.9", "never")]
    )
    def test_that_is_none_is_refused(self, officer, world, lon, at):
        answer = officer.post(
            f"/cab/{world.pump.pk}/position/", {"lon": lon, "lat": "28.95", "at": at or timezone.now().isoformat()}
        )

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY

    def test_is_not_for_vehicles_of_others(self, officer, world):
        answer = officer.post(
            f"/cab/{world.tanker.pk}/position/", {"lon": "118.9", "lat": "28.9", "at": timezone.now().isoformat()}
        )

        assert answer.status_code == HTTPStatus.NOT_FOUND


class TestTheStranger:
    def test_sees_and_changes_nothing(self, client, world, run):
        client.force_login(stranger())

        assert client.get(f"/cab/{world.pump.pk}/").status_code == HTTPStatus.NOT_FOUND
        (told,) = send(client, pressed(run, "arrived-1", 10, stamp="arrived")).json()["answers"]
        assert told["result"] == "REFUSED"
        assert Run.objects.get(pk=run.pk).arrived_at is None


class TestTheWorker:
    def test_is_served_where_it_may_reach_the_cab_and_nothing_else(self, client):
        answer = client.get("/cab/worker.js")

        assert answer.status_code == HTTPStatus.OK
        assert answer["Content-Type"].startswith("text/javascript")


def test_the_script_uses_just_the_words_that_it_is_given():
    script = Path(__file__).parents[1] / "static" / "incidents" / "cab.js"

    assert set(re.findall(r'\bsay\("(\w+)"', script.read_text())) == set(cab.script_words())
