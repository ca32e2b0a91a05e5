"""Where vehicles are: many at once, older never over newer, old ones shown as old."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation
from ninja.testing import TestClient

from lanyan.forces.models import Vehicle
from lanyan.forces.positions import position, vehicle_mark
from lanyan.forces.positions_api import router
from lanyan.forces.tests import make
from lanyan.kernel import live
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db
api = TestClient(router)


@pytest.fixture
def city():
    return units.city()


@pytest.fixture
def vehicle(city):
    return make.vehicle(make.station(city.station), call_sign="SG-77")


@pytest.fixture
def sender(city):
    return make.bearer(units.user("station_officer", city.station), "forces.send_position")


def at(seconds):
    return (timezone.now() - timedelta(seconds=seconds)).isoformat()


class TestTheBatch:
    def test_answers_each_position_and_keeps_the_newest_whatever_their_order(self, vehicle, sender):
        newest, older = at(5), at(60)
        sent = [
            {"vehicle_id": vehicle.pk, "lon": 118.9, "lat": 28.9, "at": newest},
            {"plate": vehicle.plate.lower(), "lon": 118.8, "lat": 28.8, "at": older},
            {"vehicle_id": 10**6, "lon": 118.8, "lat": 28.8, "at": older},
            {"vehicle_id": vehicle.pk, "lon": 500, "lat": 28.8, "at": at(1)},
        ]

        first = api.post("/positions", json=sent, headers=sender).json()
        again = api.post("/positions", json=sent, headers=sender).json()

        assert [one["taken"] for one in first] == [True, True, False, False]
        assert [bool(one["reason"]) for one in first] == [False, False, True, True]
        assert [one["taken"] for one in again] == [False] * 4
        assert Vehicle.objects.get(pk=vehicle.pk).point == (118.9, 28.9)

    def test_knows_only_the_vehicles_of_the_keys_own_unit(self, city, vehicle):
        other = make.bearer(units.user("station_officer", city.other_station), "forces.send_position")

        answer = api.post(
            "/positions", json=[{"vehicle_id": vehicle.pk, "lon": 118.9, "lat": 28.9, "at": at(5)}], headers=other
        )

        assert [one["taken"] for one in answer.json()] == [False]
        assert Vehicle.objects.get(pk=vehicle.pk).positioned_at is None


class TestAge:
    @pytest.mark.parametrize(("seconds", "old"), [(0, False), (120, False), (121, True), (7200, True)])
    def test_says_when_a_position_is_too_old(self, vehicle, seconds, old):
        now = timezone.now()
        vehicle.lon, vehicle.lat, vehicle.positioned_at = 118.9, 28.9, now - timedelta(seconds=seconds)

        with translation.override("en"):
            mark = vehicle_mark(vehicle, now)

        assert position(vehicle, now).is_old is old
        assert ("old" in mark["kind"].split(), "ago" in mark["text"]) == (old, old)

    def test_is_not_told_of_a_vehicle_that_never_reported(self, vehicle):
        assert position(vehicle, timezone.now()) is None
        assert vehicle_mark(vehicle, timezone.now()) is None

    def test_is_said_on_the_page_of_the_vehicle(self, client, city, vehicle):
        Vehicle.objects.filter(pk=vehicle.pk).update(
            lon=118.9, lat=28.9, positioned_at=timezone.now() - timedelta(hours=1)
        )
        client.force_login(units.user("dispatcher", city.detachment))
        client.cookies["lanyan_language"] = "en"

        assert "old position" in client.get(f"/vehicles/{vehicle.pk}/").content.decode()


class TestTheNews:
    def test_is_for_those_who_may_look_at_the_forces(self, city):
        own = city.detachment.path.split(".")[0]

        assert live.may_listen(units.user("dispatcher", city.detachment), f"positions:{own}")
        assert not live.may_listen(units.stranger(), f"positions:{own}")
