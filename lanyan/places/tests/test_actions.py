"""Adding and correcting places."""

import pytest

from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.places import actions
from lanyan.places.actions import PlaceFacts
from lanyan.places.models import Place
from lanyan.places.queries import find_places
from lanyan.places.tests import make

pytestmark = pytest.mark.django_db

GOOD = {"kind": "ESTATE", "name": "锦桂苑", "division_code": "330802", "lon": 118.87, "lat": 28.95}


class TestAddPlace:
    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"name": "  "}, "name"),
            ({"kind": "CASTLE"}, "kind"),
            ({"division_code": "999999"}, "division"),
            ({"lon": 200.0}, "lon"),
            ({"lat": float("nan")}, "lon"),
        ],
    )
    def test_refuses_and_names_the_field(self, wrong: dict, field: str) -> None:
        with pytest.raises(Refused) as refusal:
            actions.add_place(facts=PlaceFacts(**{**GOOD, **wrong}), by=None)

        assert refusal.value.field == field
        assert not Place.objects.exists()

    def test_refuses_the_same_place_twice(self) -> None:
        actions.add_place(facts=PlaceFacts(**GOOD), by=None)

        with pytest.raises(Refused) as refusal:
            actions.add_place(facts=PlaceFacts(**GOOD), by=None)

        assert refusal.value.field == "name"


class TestCorrectPlace:
    def test_is_found_by_the_new_name_and_told_in_the_history(self) -> None:
        place = make.place("锦桂苑")

        actions.correct_place(place_id=place.pk, facts=PlaceFacts(**{**GOOD, "name": "新桂苑"}), by=None)

        assert [one.place for one in find_places("新桂苑", "3308")] == [place]
        assert find_places("锦桂苑", "3308") == []
        assert audit.history(place)[0].act == "places.correct_place"
