"""Pages of places and the answers to scripts."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lanyan.places.coordinates import wgs_to_gcj
from lanyan.places.models import MapLine, Place
from lanyan.places.tests import make as places
from lanyan.units.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def dispatcher(client: Client) -> Client:
    client.force_login(make.user("dispatcher", make.city().detachment))
    return client


@pytest.fixture
def personnel(client: Client) -> Client:
    """A person who may not look at places."""
    client.force_login(make.user("personnel", make.city().detachment))
    return client


class TestFind:
    def test_answers_the_place_box(self, dispatcher: Client) -> None:
        place = places.place("锦桂苑", address="文昌大道 186 号", town="府山街道")

        found = dispatcher.get(reverse("places:find"), {"q": "jgy 7 幢", "city": "3308"}).json()

        assert [(one["id"], one["name"], one["division"], one["rest"]) for one in found] == [
            (place.pk, "锦桂苑", "柯城区", "7 幢")
        ]

    def test_names_the_field_that_cannot_be_read(self, dispatcher: Client) -> None:
        answer = dispatcher.get(reverse("places:find"), {"q": "a", "city": "3308", "near": "here"})

        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"] == "near"

    def test_is_refused_without_the_right(self, personnel: Client) -> None:
        assert personnel.get(reverse("places:find"), {"q": "jgy"}).status_code == 403


class TestAt:
    def test_names_the_nearest_place_and_the_county(self, dispatcher: Client) -> None:
        places.place("锦桂苑", lon=118.8665, lat=28.9565)

        told = dispatcher.get(reverse("places:at"), {"lon": "118.8665", "lat": "28.9575"}).json()

        assert (told["nearest"]["name"], told["metres"], told["division_code"]) == ("锦桂苑", 111, "330802")

    @pytest.mark.parametrize("point", [{"lon": "x", "lat": "1"}, {"lon": "nan", "lat": "1"}, {}])
    def test_refuses_what_is_no_point(self, dispatcher: Client, point: dict) -> None:
        assert dispatcher.get(reverse("places:at"), point).status_code == 400


class TestCityPicture:
    def test_is_geojson_and_kept_by_the_browser(self, dispatcher: Client) -> None:
        MapLine.objects.create(city_code="3308", kind="MAIN", name="文昌大道", points=[[118.8, 28.9], [118.9, 28.9]])
        ring = [[118.8, 28.9], [118.9, 28.9], [118.9, 29.0], [118.8, 28.9]]
        MapLine.objects.create(city_code="3308", kind="PARK", name="府山公园", points=ring)

        answer = dispatcher.get(reverse("places:map", args=["3308"]))
        again = dispatcher.get(reverse("places:map", args=["3308"]), headers={"If-None-Match": answer["ETag"]})

        kinds = [feature["properties"]["kind"] for feature in answer.json()["features"]]
        assert kinds == ["main", "park", *["district"] * 6]
        assert "max-age" in answer["Cache-Control"]
        assert again.status_code == 304


class TestPages:
    def test_the_list_costs_as_many_queries_for_many_rows_as_for_one(self, dispatcher: Client) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as seen:
                assert dispatcher.get(reverse("places:places"), {"division": "330800"}).status_code == 200
            return len(seen)

        places.place("锦桂苑")
        # The first reading of a session notes that it was seen.
        queries()
        for_one = queries()
        for number in range(60):
            places.place(f"第{number}小区")

        assert queries() == for_one
        # The frame of the page (session, user, rights, unit switch, badges, saved views) asks about eight.
        assert for_one <= 13

    def test_the_record_shows_all_three_frames(self, dispatcher: Client) -> None:
        place = places.place("锦桂苑")

        page = dispatcher.get(reverse("places:place", args=[place.pk])).content.decode()

        lon, lat = wgs_to_gcj(place.lon, place.lat)
        assert f"{lon:.6f}, {lat:.6f}" in page
        assert f"{place.lon:.6f}, {place.lat:.6f}" in page

    def test_the_list_goes_out_as_excel(self, dispatcher: Client) -> None:
        places.place("锦桂苑")

        answer = dispatcher.get(reverse("places:places"), {"export": "xlsx"})

        assert answer["Content-Type"].endswith("spreadsheetml.sheet")


class TestAdd:
    POST = {"kind": "ESTATE", "name": "锦桂苑", "division": "330802", "lat": "28.95", "frame": "wgs84"}

    def test_takes_a_point_in_another_frame(self, dispatcher: Client) -> None:
        lon, lat = wgs_to_gcj(118.87, 28.95)

        answer = dispatcher.post(
            reverse("places:add"), {**self.POST, "lon": str(lon), "lat": str(lat), "frame": "gcj02"}
        )

        place = Place.objects.get()
        assert answer.status_code == 302
        assert (place.lon, place.lat) == pytest.approx((118.87, 28.95), abs=1e-7)

    def test_says_what_is_missing_and_writes_nothing(self, dispatcher: Client) -> None:
        answer = dispatcher.post(reverse("places:add"), self.POST)

        assert answer.status_code == 422
        assert "lon" in answer.context["form"].errors
        assert not Place.objects.exists()

    def test_puts_a_refusal_on_its_field(self, dispatcher: Client) -> None:
        places.place("锦桂苑", lon=118.87, lat=28.95)

        answer = dispatcher.post(reverse("places:add"), {**self.POST, "lon": "118.87"})

        assert "name" in answer.context["form"].errors

    def test_corrects_a_place(self, dispatcher: Client) -> None:
        place = places.place("锦桂苑")

        dispatcher.post(reverse("places:correct", args=[place.pk]), {**self.POST, "name": "新桂苑", "lon": "118.87"})

        place.refresh_from_db()
        assert place.name == "新桂苑"
