"""What may be sent, and what a unit has."""

from datetime import UTC, datetime

import pytest

from lanyan.forces import actions, queries, rules
from lanyan.forces.tests import make
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)


@pytest.fixture
def city():
    return units.city()


class TestFormationsFor:
    def test_lists_formations_then_every_vehicle_in_three_queries(self, city, django_assert_num_queries) -> None:
        station = make.station(city.station)
        tender = make.vehicle(station, call_sign="SG-10")
        rescue = make.vehicle(station, "JY", call_sign="JY-01", people=5, rescue=1)
        second = make.vehicle(station, call_sign="SG-2")
        made = make.formation(station, tender, rescue)

        with django_assert_num_queries(3):
            found = queries.formations_for(city.detachment.path)

        assert [view.key for view in found] == [
            f"f{made.pk}",
            f"v{rescue.pk}",
            f"v{second.pk}",
            f"v{tender.pk}",
        ]
        assert [vehicle.call_sign for vehicle in found[0].vehicles] == ["SG-10", "JY-01"]
        assert found[0].vehicles[1].capabilities == {"people": 5, "rescue": 1}
        assert (found[1].formation_id, found[1].station_name) == (None, "府山站")

    def test_leaves_out_what_is_withdrawn_or_given_up_but_not_what_is_off_the_road(self, city) -> None:
        station = make.station(city.station)
        off, gone = make.vehicle(station), make.vehicle(station)
        ended = make.formation(station, off, gone)
        actions.end_formation(formation_id=ended.pk, on=NOON.date(), by=None)
        actions.take_off_road(vehicle_id=off.pk, reason="检修", at=NOON, by=None)
        actions.retire_vehicle(vehicle_id=gone.pk, reason="报废", at=NOON, by=None)

        found = queries.formations_for(city.detachment.path)

        assert [(view.key, view.vehicles[0].condition) for view in found] == [(f"v{off.pk}", rules.OFF_ROAD)]

    def test_stays_below_the_path(self, city) -> None:
        make.vehicle(make.station(city.other_station))

        assert queries.formations_for(city.battalion.path) == []

    def test_shows_where_a_vehicle_is_now(self, city) -> None:
        vehicle = make.vehicle(make.station(city.station))
        actions.place_vehicle(vehicle_id=vehicle.pk, lon=118.9, lat=28.9, at=NOON, by=None)

        view = queries.formations_for(city.detachment.path)[0]

        assert (view.lon, view.lat) == (118.8745, 28.9655)
        assert (view.vehicles[0].lon, view.vehicles[0].lat) == (118.9, 28.9)


class TestStrength:
    def test_adds_up_what_is_in_service(self, city, django_assert_num_queries) -> None:
        station = make.station(city.station)
        make.vehicle(station)
        make.vehicle(station, "YT", people=3, ladder_m=54)
        off = make.vehicle(station)
        actions.take_off_road(vehicle_id=off.pk, reason="检修", at=NOON, by=None)

        with django_assert_num_queries(2):
            found = queries.strength(city.detachment.path)

        has = found[0]
        assert (has.in_service, has.off_road, has.people, has.water_t, has.ladder_m) == (2, 1, 9, 8, 54)
