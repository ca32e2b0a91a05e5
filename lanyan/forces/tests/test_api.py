"""The API of the forces."""

from datetime import timedelta

import pytest
from django.utils import timezone
from ninja.testing import TestClient

from lanyan.forces.api import router
from lanyan.forces.models import Station, Vehicle
from lanyan.forces.tests import make
from lanyan.kernel.errors import Refused
from lanyan.places.coordinates import wgs_to_gcj
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db
api = TestClient(router)


@pytest.fixture
def city():
    return units.city()


@pytest.fixture
def station(city) -> Station:
    return make.station(city.station)


@pytest.fixture
def sender(city) -> dict[str, str]:
    """The key of the gateway that reports positions."""
    units.role("gateway", "forces.send_position")
    return make.bearer(units.user("gateway", city.detachment), "forces.send_position")


class TestLists:
    def test_tell_what_the_keys_user_may_see(self, city, station: Station) -> None:
        vehicle = make.vehicle(station, call_sign="SG-77")
        mine = make.bearer(units.user("dispatcher", city.detachment), "forces.view_forces")
        theirs = make.bearer(units.stranger(), "forces.view_forces")

        seen = api.get("/vehicles?condition=IN_SERVICE", headers=mine).json()

        assert [(one["id"], one["kind"], one["lon"]) for one in seen["items"]] == [(vehicle.pk, "SG", None)]
        assert api.get(f"/stations?unit={city.station.division_code}", headers=mine).json()["count"] == 1
        assert api.get("/vehicles", headers=theirs).json()["items"] == []


class TestSendPosition:
    def test_converts_the_frame_at_the_edge(self, station: Station, sender: dict) -> None:
        vehicle = make.vehicle(station)
        lon, lat = wgs_to_gcj(118.9, 28.95)

        answer = api.post(
            f"/vehicles/{vehicle.pk}/position", json={"lon": lon, "lat": lat, "frame": "gcj02"}, headers=sender
        )

        assert answer.json() == {"taken": True}
        assert Vehicle.objects.get().point == pytest.approx((118.9, 28.95), abs=1e-7)

    def test_ignores_an_older_one(self, station: Station, sender: dict) -> None:
        vehicle, now = make.vehicle(station), timezone.now()
        at = {"now": now.isoformat(), "older": (now - timedelta(minutes=1)).isoformat()}

        taken = [
            api.post(
                f"/vehicles/{vehicle.pk}/position", json={"lon": 118.9, "lat": 28.9, "at": at[when]}, headers=sender
            ).json()["taken"]
            for when in ("now", "older")
        ]

        assert taken == [True, False]

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [({"lat": 99}, "lon"), ({"at": "2026-11-21T12:00:00"}, "at"), ({"at": "2096-11-21T12:00:00+08:00"}, "at")],
    )
    def test_refuses_and_names_the_field(self, station: Station, sender: dict, wrong: dict, field: str) -> None:
        body = {"lon": 118.9, "lat": 28.9, **wrong}

        with pytest.raises(Refused) as refusal:
            api.post(f"/vehicles/{make.vehicle(station).pk}/position", json=body, headers=sender)

        assert refusal.value.field == field

    def test_is_refused_without_the_scope(self, city, station: Station) -> None:
        reader = make.bearer(units.user("dispatcher", city.detachment), "forces.view_forces")

        answer = api.post(
            f"/vehicles/{make.vehicle(station).pk}/position", json={"lon": 118.9, "lat": 28.9}, headers=reader
        )

        assert answer.status_code == 403
