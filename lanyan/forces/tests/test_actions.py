"""What people do with stations, vehicles and formations."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from lanyan.forces import actions, rules
from lanyan.forces.actions import StationFacts, VehicleFacts
from lanyan.forces.models import Station, Vehicle
from lanyan.forces.tests import make
from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
STATION = {"station_class": "FIRST", "lon": 118.87, "lat": 28.95}


@pytest.fixture
def city():
    return units.city()


@pytest.fixture
def station(city) -> Station:
    return make.station(city.station)


class TestOpenStation:
    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"station_class": "PALACE"}, "station_class"),
            ({"lon": 999.0}, "lon"),
            ({"outline": [[118.0, 28.0], [119.0, 28.0]]}, "outline"),
            ({"area_km2": -1.0}, "area_km2"),
        ],
    )
    def test_refuses_and_names_the_field(self, city, wrong: dict, field: str) -> None:
        with pytest.raises(Refused) as refusal:
            actions.open_station(unit_id=city.station.pk, facts=StationFacts(**{**STATION, **wrong}), by=None)

        assert refusal.value.field == field

    def test_is_refused_to_a_unit_that_does_not_turn_out(self, city) -> None:
        with pytest.raises(Refused) as refusal:
            actions.open_station(unit_id=city.detachment.pk, facts=StationFacts(**STATION), by=None)

        assert refusal.value.field == "unit"

    def test_is_refused_a_second_time(self, station: Station) -> None:
        with pytest.raises(Refused):
            actions.open_station(unit_id=station.unit_id, facts=StationFacts(**STATION), by=None)

    def test_is_corrected_later(self, station: Station) -> None:
        actions.change_station(station_id=station.pk, facts=StationFacts(**{**STATION, "bays": 7}), by=None)

        station.refresh_from_db()
        assert (station.bays, station.lon) == (7, 118.87)


class TestAddVehicle:
    @pytest.mark.parametrize(
        "wrong", [{"wings": 2}, {"people": 0}, {"people": -3}, {"people": "many"}, {"people": True}, {"water_t": 8000}]
    )
    def test_refuses_capabilities_that_cannot_be(self, station: Station, wrong: dict) -> None:
        facts = VehicleFacts("SG-01", "浙H·I0001", "SG", station.pk, wrong)

        with pytest.raises(Refused) as refusal:
            actions.add_vehicle(facts=facts, by=None)

        assert refusal.value.field == "capabilities"

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"kind_code": "UFO"}, "kind"),
            ({"kind_code": "FIGHT"}, "kind"),
            ({"call_sign": " "}, "call_sign"),
            ({"plate": ""}, "plate"),
            ({"home_id": 0}, "home"),
        ],
    )
    def test_refuses_and_names_the_field(self, station: Station, wrong: dict, field: str) -> None:
        good = {"call_sign": "SG-01", "plate": "浙H·I0001", "kind_code": "SG", "home_id": station.pk}

        with pytest.raises(Refused) as refusal:
            actions.add_vehicle(facts=VehicleFacts(**{**good, "capabilities": {}, **wrong}), by=None)

        assert refusal.value.field == field
        assert not Vehicle.objects.exists()

    def test_refuses_a_call_sign_or_a_plate_that_is_taken(self, station: Station) -> None:
        known = make.vehicle(station, call_sign="SG-01")

        for call_sign, plate, field in [("SG-01", "浙H·I9999", "call_sign"), ("SG-02", known.plate, "plate")]:
            with pytest.raises(Refused) as refusal:
                actions.add_vehicle(facts=VehicleFacts(call_sign, plate, "SG", station.pk, {"people": 5}), by=None)
            assert refusal.value.field == field


class TestCondition:
    def test_goes_off_the_road_with_a_reason_and_back(self, station: Station) -> None:
        vehicle = make.vehicle(station)

        actions.take_off_road(vehicle_id=vehicle.pk, reason="水泵检修", at=NOON, by=None)
        off = Vehicle.objects.get()
        actions.put_back_in_service(vehicle_id=vehicle.pk, at=NOON + timedelta(days=1), by=None)
        back = Vehicle.objects.get()

        assert (off.condition, off.condition_reason, off.condition_since_at) == (rules.OFF_ROAD, "水泵检修", NOON)
        assert (back.condition, back.condition_reason) == (rules.IN_SERVICE, "")
        assert [entry.reason for entry in audit.history(vehicle)][:2] == ["", "水泵检修"]

    def test_needs_a_reason(self, station: Station) -> None:
        with pytest.raises(Refused) as refusal:
            actions.take_off_road(vehicle_id=make.vehicle(station).pk, reason=" ", at=NOON, by=None)

        assert refusal.value.field == "reason"

    def test_refuses_the_same_twice(self, station: Station) -> None:
        vehicle = make.vehicle(station)
        actions.take_off_road(vehicle_id=vehicle.pk, reason="检修", at=NOON, by=None)

        with pytest.raises(Refused):
            actions.take_off_road(vehicle_id=vehicle.pk, reason="检修", at=NOON, by=None)

    def test_never_comes_back_from_withdrawn(self, station: Station) -> None:
        vehicle = make.vehicle(station)
        actions.retire_vehicle(vehicle_id=vehicle.pk, reason="报废", at=NOON, by=None)

        with pytest.raises(Refused):
            actions.put_back_in_service(vehicle_id=vehicle.pk, at=NOON, by=None)

    def test_keeps_a_vehicle_of_a_formation_from_being_withdrawn(self, station: Station) -> None:
        vehicle = make.vehicle(station)
        make.formation(station, vehicle)

        with pytest.raises(Refused, match="主战编队"):
            actions.retire_vehicle(vehicle_id=vehicle.pk, reason="报废", at=NOON, by=None)

    def test_off_the_road_without_a_reason_is_refused_by_the_database(self, station: Station) -> None:
        make.vehicle(station)

        with pytest.raises(IntegrityError), transaction.atomic():
            Vehicle.objects.update(condition=rules.OFF_ROAD)


class TestPlaceVehicle:
    def test_keeps_the_latest_whatever_comes_last(self, station: Station) -> None:
        vehicle = make.vehicle(station)

        first = actions.place_vehicle(vehicle_id=vehicle.pk, lon=118.9, lat=28.9, at=NOON, by=None)
        older = actions.place_vehicle(
            vehicle_id=vehicle.pk, lon=118.1, lat=28.1, at=NOON - timedelta(minutes=1), by=None
        )

        vehicle.refresh_from_db()
        assert (first, older) == (True, False)
        assert (vehicle.point, vehicle.positioned_at) == ((118.9, 28.9), NOON)

    def test_leaves_no_history(self, station: Station) -> None:
        vehicle = make.vehicle(station)

        actions.place_vehicle(vehicle_id=vehicle.pk, lon=118.9, lat=28.9, at=NOON, by=None)

        assert [entry.act for entry in audit.history(vehicle)] == ["forces.add_vehicle"]

    def test_refuses_a_point_that_is_nowhere(self, station: Station) -> None:
        with pytest.raises(Refused) as refusal:
            actions.place_vehicle(vehicle_id=make.vehicle(station).pk, lon=118.9, lat=99, at=NOON, by=None)

        assert refusal.value.field == "lon"


class TestFormation:
    def test_refuses_vehicles_it_may_not_have(self, city, station: Station) -> None:
        foreign = make.vehicle(make.station(city.other_station))
        withdrawn, own = make.vehicle(station), make.vehicle(station)
        actions.retire_vehicle(vehicle_id=withdrawn.pk, reason="报废", at=NOON, by=None)

        for ids in ([], [foreign.pk], [withdrawn.pk], [own.pk, own.pk], [0]):
            with pytest.raises(Refused) as refusal:
                actions.make_formation(station_id=station.pk, name="主战编队", vehicle_ids=ids, by=None)
            assert refusal.value.field == "vehicles"

    def test_takes_a_vehicle_that_is_off_the_road_for_now(self, station: Station) -> None:
        vehicle = make.vehicle(station)
        actions.take_off_road(vehicle_id=vehicle.pk, reason="检修", at=NOON, by=None)

        made = make.formation(station, vehicle)

        assert list(made.vehicles.all()) == [vehicle]

    def test_changes_its_vehicles_and_their_order(self, station: Station) -> None:
        one, two, three = (make.vehicle(station) for _ in range(3))
        made = make.formation(station, one, two)

        actions.change_formation(formation_id=made.pk, name="供水编队", vehicle_ids=[three.pk, two.pk], by=None)

        assert [place.vehicle for place in made.places.order_by("order")] == [three, two]

    def test_frees_its_name_when_given_up(self, station: Station) -> None:
        vehicle = make.vehicle(station)
        made = make.formation(station, vehicle)
        with pytest.raises(Refused) as refusal:
            make.formation(station, vehicle)

        actions.end_formation(formation_id=made.pk, on=date(2026, 11, 21), by=None)

        assert refusal.value.field == "name"
        assert make.formation(station, vehicle).name == "主战编队"
