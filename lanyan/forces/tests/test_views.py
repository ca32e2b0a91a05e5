"""Pages of stations, vehicles and formations."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lanyan.forces import rules
from lanyan.forces.models import Formation, Station, Vehicle
from lanyan.forces.tests import make
from lanyan.kernel import live, search
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return units.city()


@pytest.fixture
def station(city) -> Station:
    return make.station(city.station, outline=[[118.8, 28.9], [118.9, 28.9], [118.9, 29.0]])


@pytest.fixture
def head(client: Client, city) -> Client:
    """The battalion head may change what the battalion has."""
    client.force_login(units.user("battalion_head", city.battalion))
    return client


@pytest.fixture
def reader(client: Client, city) -> Client:
    client.force_login(units.user("dispatcher", city.detachment))
    return client


@pytest.fixture
def stranger(client: Client) -> Client:
    client.force_login(units.stranger("battalion_head"))
    return client


class TestLists:
    @pytest.mark.parametrize("page", ["stations", "vehicles", "formations"])
    def test_cost_as_many_queries_for_many_rows_as_for_one(self, reader: Client, station: Station, page: str) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as seen:
                assert reader.get(reverse(f"forces:{page}")).status_code == 200
            return len(seen)

        make.formation(station, make.vehicle(station), make.vehicle(station))
        # The first reading of a session also notes that it is in use.
        queries()
        for_one = queries()
        for number in range(12):
            make.formation(station, make.vehicle(station), make.vehicle(station), name=f"第{number}编队")

        assert queries() == for_one
        # The frame of the page (session, user, rights, unit switch, badges, saved views) asks about eight.
        assert for_one <= 14

    @pytest.mark.parametrize("page", ["stations", "vehicles", "formations"])
    def test_go_out_as_excel(self, reader: Client, station: Station, page: str) -> None:
        make.formation(station, make.vehicle(station))

        answer = reader.get(reverse(f"forces:{page}"), {"export": "xlsx"})

        assert answer["Content-Type"].endswith("spreadsheetml.sheet")

    def test_show_nothing_to_a_stranger(self, stranger: Client, station: Station) -> None:
        make.vehicle(station, call_sign="SG-77")

        page = stranger.get(reverse("forces:vehicles")).content.decode()

        assert "SG-77" not in page

    def test_narrow_by_words_station_kind_and_condition(self, reader: Client, station: Station) -> None:
        make.vehicle(station, call_sign="SG-77")
        make.vehicle(station, "JY", call_sign="JY-88", rescue=1)
        query = {"q": "JY", "home": station.pk, "kind": "JY", "condition": rules.IN_SERVICE}

        page = reader.get(reverse("forces:vehicles"), query).content.decode()

        assert "JY-88" in page
        assert "SG-77" not in page


class TestRecords:
    def test_tell_what_there_is(self, reader: Client, station: Station) -> None:
        vehicle = make.vehicle(station, call_sign="SG-77")
        made = make.formation(station, vehicle)

        pages = [
            reader.get(reverse(f"forces:{name}", args=[pk])).content.decode()
            for name, pk in (("station", station.pk), ("vehicle", vehicle.pk), ("formation", made.pk))
        ]

        assert all("SG-77" in page and "主战编队" in page for page in pages)

    def test_are_not_there_for_a_stranger(self, stranger: Client, station: Station) -> None:
        vehicle = make.vehicle(station)
        made = make.formation(station, vehicle)

        for name, pk in (
            ("station", station.pk),
            ("vehicle", vehicle.pk),
            ("formation", made.pk),
            ("change_vehicle", vehicle.pk),
            ("take_off_road", vehicle.pk),
            ("make_formation", station.pk),
            ("end_formation", made.pk),
        ):
            assert stranger.get(reverse(f"forces:{name}", args=[pk])).status_code == 404


class TestForms:
    def test_add_a_vehicle(self, head: Client, station: Station) -> None:
        post = {"home": station.pk, "call_sign": "SG-77", "plate": "浙h·i0077", "kind": "SG", "can_water_t": "12"}

        answer = head.post(reverse("forces:add_vehicle_here", args=[station.pk]), post)

        vehicle = Vehicle.objects.get()
        assert answer.url == reverse("forces:vehicle", args=[vehicle.pk])
        assert (vehicle.plate, vehicle.capabilities) == ("浙H·I0077", {"water_t": 12})

    def test_put_a_refusal_on_its_field(self, head: Client, station: Station) -> None:
        known = make.vehicle(station)
        post = {"home": station.pk, "call_sign": "SG-77", "plate": known.plate, "kind": "SG", "can_people": "5"}

        answer = head.post(reverse("forces:add_vehicle"), post)

        assert answer.status_code == 422
        assert "plate" in answer.context["form"].errors
        assert Vehicle.objects.count() == 1

    def test_correct_a_vehicle(self, head: Client, station: Station) -> None:
        vehicle = make.vehicle(station)
        post = {"home": station.pk, "call_sign": "SG-99", "plate": vehicle.plate, "kind": "PM", "can_foam_t": "4"}

        head.post(reverse("forces:change_vehicle", args=[vehicle.pk]), post)

        vehicle.refresh_from_db()
        assert (vehicle.call_sign, vehicle.kind.code, vehicle.capabilities) == ("SG-99", "PM", {"foam_t": 4})

    def test_take_off_the_road_and_put_back(self, head: Client, station: Station) -> None:
        vehicle = make.vehicle(station)

        without = head.post(reverse("forces:take_off_road", args=[vehicle.pk]), {"reason": ""})
        head.post(reverse("forces:take_off_road", args=[vehicle.pk]), {"reason": "检修"})
        off = Vehicle.objects.get().condition
        head.post(reverse("forces:put_back_in_service", args=[vehicle.pk]))

        assert without.status_code == 422
        assert (off, Vehicle.objects.get().condition) == (rules.OFF_ROAD, rules.IN_SERVICE)

    def test_make_change_and_give_up_a_formation(self, head: Client, station: Station) -> None:
        one, two = make.vehicle(station), make.vehicle(station)

        head.post(reverse("forces:make_formation", args=[station.pk]), {"name": "主战编队", "vehicles": [one.pk]})
        made = Formation.objects.get()
        change = {"name": "供水编队", "vehicles": [one.pk, two.pk], "order": "3"}
        head.post(reverse("forces:change_formation", args=[made.pk]), change)
        head.post(reverse("forces:end_formation", args=[made.pk]))

        made.refresh_from_db()
        assert (made.name, made.order, made.places.count()) == ("供水编队", 3, 2)
        assert made.ended_date is not None

    def test_open_and_correct_a_station(self, head: Client, city) -> None:
        post = {"unit": city.station.pk, "station_class": "FIRST", "lon": "118.87", "lat": "28.95", "frame": "wgs84"}
        corners = "118.8,28.9\n118.9,28.9\n118.9,29.0"

        head.post(reverse("forces:open_station"), post)
        opened = Station.objects.get()
        wrong = head.post(reverse("forces:change_station", args=[opened.pk]), {**post, "outline": "here"})
        head.post(reverse("forces:change_station", args=[opened.pk]), {**post, "outline": corners})

        opened.refresh_from_db()
        assert "outline" in wrong.context["form"].errors
        assert opened.outline[2] == [118.9, 29.0]

    def test_are_refused_to_who_may_only_look(self, reader: Client, station: Station) -> None:
        vehicle = make.vehicle(station)

        assert reader.post(reverse("forces:take_off_road", args=[vehicle.pk]), {"reason": "x"}).status_code == 403


class TestSearch:
    def test_finds_a_vehicle_for_those_who_reach_it(self, city, station: Station) -> None:
        make.vehicle(station, call_sign="SG-77")

        mine = search.find(units.user("dispatcher", city.detachment), "SG-77")
        theirs = search.find(units.stranger(), "SG-77")

        assert [hit.title for hit in mine] == ["SG-77"]
        assert theirs == []


class TestTopic:
    def test_is_heard_by_those_who_reach_the_station(self, city, station: Station) -> None:
        assert live.may_listen(units.user("dispatcher", city.detachment), f"forces:{station.pk}")
        assert not live.may_listen(units.stranger(), f"forces:{station.pk}")
        assert not live.may_listen(units.user("dispatcher", city.detachment), "forces:all")
