"""The API of places, mounted with its key as the roof does it."""

import pytest
from django.utils import timezone
from ninja import NinjaAPI
from ninja.testing import TestClient

from lanyan.places.api import router
from lanyan.places.coordinates import wgs_to_gcj
from lanyan.places.tests import make as places
from lanyan.units import actions
from lanyan.units.tests import make
from lanyan.units.tokens import TokenAuth

pytestmark = pytest.mark.django_db


@pytest.fixture
def api() -> TestClient:
    roof = NinjaAPI(urls_namespace="places-test")
    roof.add_router("", router, auth=TokenAuth("places.view_places"))
    return TestClient(roof)


@pytest.fixture
def key() -> dict[str, str]:
    user = make.user("dispatcher", make.city().detachment)
    _token, text = actions.make_token(
        user_id=user.pk, label="test", scopes=["places.view_places"], at=timezone.now(), by=user
    )
    return {"Authorization": f"Bearer {text}"}


class TestFindPlaces:
    def test_answers_in_the_frame_asked_for(self, api: TestClient, key: dict) -> None:
        place = places.place("锦桂苑")

        found = api.get("/places?q=jgy 7&city=3308&frame=gcj02", headers=key).json()

        assert [(one["id"], one["rest"], one["frame"]) for one in found] == [(place.pk, "7", "gcj02")]
        assert (found[0]["lon"], found[0]["lat"]) == pytest.approx(wgs_to_gcj(place.lon, place.lat), abs=1e-6)

    def test_is_refused_without_a_key(self, api: TestClient) -> None:
        assert api.get("/places?q=jgy").status_code == 401


class TestUnmounted:
    def test_lets_nobody_in(self) -> None:
        assert TestClient(router).get("/places?q=jgy").status_code == 401
