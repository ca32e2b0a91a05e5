"""The page of the cover: who may see it, what it says, and that planning writes nothing down."""

import json
from http import HTTPStatus

import pytest
from django.urls import reverse
from django.utils import timezone

from lanyan.forces import arrivals
from lanyan.forces.models import Station
from lanyan.forces.tests import make as forces
from lanyan.forces.tests.test_roads import WEST
from lanyan.premises.tests import make as premises
from lanyan.reports import cover_ground
from lanyan.reports.tests.make_town import FAR, NEAR, happened, neighbour, place, town, with_roads
from lanyan.units.models import Unit
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db
PAGE, CELLS = "/cover/", "/cover/cells.geojson"
PAGE_QUERIES, CELLS_QUERIES = 9, 8


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Networks lie in a folder of the test, and nothing is kept from another one."""
    monkeypatch.setattr(arrivals, "home", lambda: tmp_path)
    monkeypatch.setattr(arrivals, "_kept", {})
    monkeypatch.setattr(cover_ground, "_kept", {})
    return tmp_path


@pytest.fixture
def world():
    return town()


@pytest.fixture
def leader(client, world):
    client.force_login(units.user("leader", world.detachment))
    client.cookies["lanyan_language"] = "en"
    return client


class TestThePage:
    def test_shows_shares_with_what_they_are_of(self, leader, world, home):
        with_roads(world, home)
        happened(world, "a", NEAR)
        premises.premises(world.detachment, lon=NEAR[0], lat=NEAR[1])
        premises.premises(world.detachment, lon=None, lat=None)
        text = leader.get(PAGE).content.decode()

        assert "50.0%" in text
        assert "500 / 1,000 people" in text
        assert "1 / 1 incidents" in text
        assert "over the roads in use" in text
        assert "远村" in text
        assert "1 / 1 premises" in text

    def test_says_when_it_goes_by_straight_line(self, leader):
        assert "no roads have been imported" in leader.get(PAGE).content.decode()

    def test_says_whose_residents_are_missing(self, leader):
        place("东村", (118.88, 28.95), "330803")

        assert "衢江区" in leader.get(PAGE).content.decode()

    def test_without_stations_still_shows_the_ground(self, leader, world):
        Unit.objects.filter(pk=world.station.pk).update(closed_date=timezone.localdate())
        text = leader.get(PAGE).content.decode()

        assert "There are no stations here." in text
        assert "0.0%" in text

    def test_without_any_ground_says_what_to_do(self, client):
        other = neighbour()
        client.force_login(units.user("leader", other.detachment))
        client.cookies["lanyan_language"] = "en"

        assert "There is no ground to cover yet" in client.get(PAGE).content.decode()

    def test_reads_itself_again_only_while_it_says_who_is_ready(self, leader, world):
        assert 'data-live="readiness:' not in leader.get(PAGE).content.decode()
        assert 'data-live="readiness:' in leader.get(f"{PAGE}?mode=now").content.decode()

    def test_stands_in_the_menu(self, leader):
        assert f'href="{PAGE}"' in leader.get(PAGE).content.decode()


class TestPlanning:
    def test_what_the_form_adds_goes_into_the_address_and_nowhere_else(self, leader, world):
        before = list(Station.objects.values())
        answer = leader.get(PAGE, {"at": "118.89, 28.95", "do": "add", "drive": "300"})

        assert answer.status_code == HTTPStatus.FOUND
        assert answer["Location"] == f"{PAGE}?turnout=60&drive=300&layer=area&add=118.890000,28.950000"
        shown = leader.get(answer["Location"]).content.decode()
        assert "Added 1" in shown
        assert "before 50.0%" in shown
        assert "+50.0 points" in shown
        assert list(Station.objects.values()) == before

    def test_what_it_moves_keeps_what_was_planned_before(self, leader, world):
        data = {"at": "118.89，28.95", "do": "move", "station": world.west.pk, "add": "118.8,28.9", "unit": "3308"}
        answer = leader.get(PAGE, data)

        expected = f"add=118.800000,28.900000&move={world.west.pk}@118.890000,28.950000"
        assert answer["Location"] == f"{PAGE}?unit=3308&turnout=60&drive=240&layer=area&{expected}"
        shown = leader.get(answer["Location"]).content.decode()
        assert f"{PAGE}?unit=3308&amp;turnout=60&amp;drive=240&amp;layer=area&amp;add=118.800000,28.900000" in shown

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            ({"at": "here", "do": "add"}, "“here” is not a longitude and latitude"),
            ({"do": "add"}, "is not a longitude and latitude"),
            ({"at": "118.8,28.9", "do": "move", "station": "0"}, "Choose the station to move."),
            ({"at": "118.8,28.9", "do": "move"}, "Choose the station to move."),
        ],
    )
    def test_what_cannot_be_read_is_said_beside_the_field(self, leader, data, said):
        answer = leader.get(PAGE, data)

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert said in answer.content.decode()

    def test_more_than_enough_is_refused(self, leader):
        many = [f"118.8{number:02},28.9" for number in range(12)]
        answer = leader.get(PAGE, {"add": many, "at": "118.8,28.9", "do": "add"})

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "take one back first" in answer.content.decode()

    def test_the_best_place_can_be_added(self, leader, world, home):
        with_roads(world, home)
        shown = leader.get(f"{PAGE}?best=1")
        ((_at, _share, url),) = shown.context["page"].found

        assert url.replace("&", "&amp;") in shown.content.decode()
        assert leader.get(url).status_code == HTTPStatus.OK

    def test_the_cells_follow(self, leader, world, home):
        with_roads(world, home)
        shown = leader.get(f"{PAGE}?add={FAR[0]},{FAR[1]}").context["page"]
        told = json.loads(leader.get(shown.cells_url).content)
        usual = json.loads(leader.get(CELLS).content)

        in_time = [sum(one["properties"]["in_time"] for one in each["features"]) for each in (usual, told)]
        assert in_time[0] < in_time[1]


class TestWhoMay:
    def test_a_stranger_finds_nothing(self, client, world):
        client.force_login(units.user("leader", neighbour().detachment))

        for address in (PAGE, CELLS):
            assert client.get(f"{address}?unit=3308").status_code == HTTPStatus.NOT_FOUND
            assert "西站" not in client.get(address).content.decode()

    def test_without_the_right_to_see_forces_it_is_closed(self, client, world):
        client.force_login(units.user("publicity", world.detachment))

        assert client.get(PAGE).status_code == HTTPStatus.FORBIDDEN
        assert client.get(CELLS).status_code == HTTPStatus.FORBIDDEN

    def test_premises_are_no_layer_for_who_may_not_see_them(self, client, world):
        client.force_login(units.user("training", world.detachment))

        assert "premises" not in json.loads(client.get(CELLS).content)["features"][0]["properties"]
        assert client.get(f"{PAGE}?layer=premises").status_code == HTTPStatus.BAD_REQUEST

    def test_past_incidents_are_no_layer_for_who_may_not_see_incidents(self, client, world):
        happened(world, "a", NEAR)
        client.force_login(units.user("personnel", world.detachment))
        client.cookies["lanyan_language"] = "en"

        assert "Past incidents" not in client.get(PAGE).content.decode()
        assert "incidents" not in json.loads(client.get(CELLS).content)["features"][0]["properties"]
        assert client.get(f"{PAGE}?layer=incidents").status_code == HTTPStatus.BAD_REQUEST

    def test_a_station_sees_its_own_cover(self, client, world):
        other = units.unit(Unit.Kind.STATION, "东站", world.detachment)
        forces.station(other, lon=FAR[0], lat=FAR[1])
        client.force_login(units.user("station_officer", other))
        page = client.get(PAGE).context["page"]

        assert [site.name for site in page.cover.sites] == ["东站"]
        assert reverse("forces:station", args=[page.cover.sites[0].pk]) in client.get(PAGE).content.decode()


class TestAddresses:
    @pytest.mark.parametrize("query", ["drive=x", "add=1", "move=77@118,28", "mode=later", "layer=weather"])
    def test_that_cannot_be_read_get_one_clear_answer(self, leader, query):
        page, cells = leader.get(f"{PAGE}?{query}"), leader.get(f"{CELLS}?{query}")

        assert (page.status_code, cells.status_code) == (HTTPStatus.BAD_REQUEST, HTTPStatus.BAD_REQUEST)
        assert query.partition("=")[0] in page.content.decode()
        assert json.loads(cells.content)["errors"][0]["field"] == query.partition("=")[0]

    def test_the_cells_are_a_file(self, leader):
        answer = leader.get(CELLS)

        assert answer["Content-Type"] == "application/geo+json"
        assert answer["Content-Disposition"] == 'attachment; filename="cover-3308.geojson"'


class TestTheCost:
    def test_is_the_same_however_many_stations_there_are(self, leader, world, home, django_assert_num_queries):
        with_roads(world, home)
        leader.get(PAGE)
        with django_assert_num_queries(PAGE_QUERIES):
            leader.get(PAGE)
        with django_assert_num_queries(CELLS_QUERIES):
            leader.get(CELLS)
        for number in range(3):
            where = units.unit(Unit.Kind.STATION, f"{number}站", world.detachment)
            forces.vehicle(forces.station(where, lon=WEST[0] + number / 100, lat=WEST[1]))
        leader.get(PAGE)
        with django_assert_num_queries(PAGE_QUERIES):
            leader.get(f"{PAGE}?mode=now&best=2&add={FAR[0]},{FAR[1]}")
        with django_assert_num_queries(CELLS_QUERIES):
            leader.get(f"{CELLS}?mode=now")
