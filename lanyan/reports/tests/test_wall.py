"""The wall: what is open, what stands ready, the year beside the year before; never recomputed at every event."""

from datetime import datetime, timedelta
from http import HTTPStatus

import pytest
from django.core.cache import cache
from django.utils import timezone

from lanyan.incidents import actions
from lanyan.incidents.models import Run
from lanyan.incidents.tests import make
from lanyan.kernel.periods import ZONE
from lanyan.reports.tests.make import incident
from lanyan.reports.wall import FIGURES, Wall
from lanyan.units.tests.make import stranger, user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()


@pytest.fixture
def world():
    return make.city()


@pytest.fixture
def leader(client, world):
    client.force_login(world.leader)
    client.cookies["lanyan_language"] = "en"
    return client


class TestOpenIncidents:
    def test_stand_on_it_until_they_are_closed(self, leader, world):
        make.ordered(world, at=timezone.now())
        before = leader.get("/wall/").content.decode()
        run = Run.objects.get()
        actions.stand_down(run_id=run.pk, reason="误报", at=timezone.now(), by=world.taker)
        actions.close_incident(incident_id=run.incident_id, at=timezone.now(), by=world.taker)

        after = leader.get("/wall/now/").content.decode()

        assert "锦桂苑 7 幢" in before
        assert "SG-03" in before
        assert "锦桂苑" not in after
        assert "No incident is open." in after

    def test_of_others_are_not_there(self, client, world):
        make.ordered(world, at=timezone.now())
        client.force_login(user("leader", stranger().assignments.get().unit))

        assert "锦桂苑" not in client.get("/wall/").content.decode()


class TestStrength:
    def test_counts_each_vehicle_of_a_station_once(self, world):
        make.ordered(world, at=timezone.now())
        world.rescue.condition, world.rescue.condition_reason = "OFF_ROAD", "检修"
        world.rescue.save()

        lines = {line.strength.name: line for line in Wall(world.leader, world.detachment, timezone.now()).stations}

        assert (lines["府山站"].ready, lines["府山站"].out, lines["府山站"].off_road) == (0, 1, 1)
        assert (lines["衢江站"].ready, lines["衢江站"].out, lines["衢江站"].off_road) == (2, 0, 0)


class TestTheYear:
    def test_stands_beside_the_same_stretch_of_last_year(self, world):
        now = datetime(2024, 3, 1, 12, 0, tzinfo=ZONE)
        incident(world, "a", datetime(2024, 2, 1, tzinfo=ZONE))
        incident(world, "b", datetime(2023, 2, 1, tzinfo=ZONE))
        incident(world, "c", datetime(2023, 3, 1, 12, 0, tzinfo=ZONE))

        handled = Wall(world.leader, world.detachment, now).tiles[0]

        assert (handled.now.text, handled.before.text) == ("1", "1")

    def test_opens_into_exactly_the_same_number(self, leader, world):
        incident(world, "a", timezone.now() - timedelta(minutes=5))
        tile = Wall(world.leader, world.detachment, timezone.now()).tiles[0]

        page = leader.get(tile.url)

        assert page.status_code == HTTPStatus.OK
        assert str(page.context["page"].value) == tile.now.text == "1"

    def test_is_not_counted_again_within_the_minute(self, world, django_assert_num_queries):
        now = datetime(2024, 3, 1, 12, 0, 5, tzinfo=ZONE)
        first = Wall(world.leader, world.detachment, now).tiles
        later = Wall(world.leader, world.detachment, now + timedelta(seconds=50))

        with django_assert_num_queries(1):
            assert [tile.now for tile in later.tiles] == [tile.now for tile in first]

    def test_names_figures_of_the_catalogue(self, world):
        tiles = Wall(world.leader, world.detachment, timezone.now()).tiles

        assert [tile.figure.key for tile in tiles] == list(FIGURES)


class TestThePage:
    def test_needs_as_many_queries_for_many_incidents_as_for_one(self, leader, world, django_assert_num_queries):
        make.ordered(world, at=timezone.now())
        leader.get("/wall/now/")
        make.opened(world, at=timezone.now())
        make.ordered(world, world.tanker, incident=make.opened(world, at=timezone.now()), at=timezone.now())

        with django_assert_num_queries(12):
            leader.get("/wall/now/")

    def test_shows_figures_and_stations_only_to_who_may_look_at_them(self, client, world):
        client.cookies["lanyan_language"] = "en"
        seen = {}
        for role in ("leader", "call_taker", "publicity"):
            client.force_login(user(role, world.detachment))
            text = client.get("/wall/").content.decode()
            seen[role] = ("year-w" in text, "force-w" in text)

        assert seen == {"leader": (True, True), "call_taker": (False, True), "publicity": (True, False)}

    def test_is_closed_to_who_may_not_look_at_incidents(self, client, world):
        client.force_login(user("personnel", world.detachment))

        assert client.get("/wall/").status_code == HTTPStatus.FORBIDDEN
