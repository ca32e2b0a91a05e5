"""The demo's readiness: water everywhere, shifts on duty, and a few things that need a hand."""

from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.utils.timezone import localdate

from lanyan.demo import ground
from lanyan.forces import duty, readiness
from lanyan.forces.models import Handover, Seat, Shift, Station, VehicleLoad, WaterFault, WaterSource
from lanyan.people.models import Absence

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)


def told() -> list[tuple]:
    """What was built, without its ids."""
    seats = Seat.objects.order_by("pk").values_list("person__number", "vehicle__plate", "role")
    water = WaterSource.objects.order_by("pk").values_list("number", "unit__path", "lon", "lat", "state")
    return [*seats, *water]


@pytest.mark.django_db
class TestDuty:
    def test_gives_every_city_water_shifts_loads_and_some_red(self):
        ground.build_ground(1, at=NOON)

        for path in ("01.", "02."):
            stations = list(
                Station.objects.filter(unit__path__startswith=path).select_related("unit").order_by("unit__path")
            )
            found = duty.stations_on_duty(stations, now=NOON)
            chips = [chip.state.state for one in found for chip in one.chips]
            water = WaterSource.objects.filter(unit__path__startswith=path)
            assert water.count() == 300
            assert 3 <= water.filter(state="FAULTY").count() <= 30
            faults = WaterFault.objects.filter(source__unit__path__startswith=path)
            assert set(faults.values_list("state", flat=True)) == set(WaterFault.State.values) - {"WITHDRAWN"}
            open_lines = {fault.source_id: fault.line for fault in faults.open()}
            assert open_lines == dict(water.filter(state="FAULTY").values_list("pk", "fault"))
            assert faults.overdue(localdate(NOON)).exclude(warned_at=None).exists()
            assert all(one.shift is not None for one in found)
            assert sum(one.is_overdue for one in found) == 2
            assert len(chips) // 2 < chips.count(readiness.COMPLETE) < len(chips)
            lacking = {lack.what for one in found for chip in one.chips for lack in chip.state.lacks}
            assert {"OFF_ROAD", "NO_DRIVER", "WATER", "STALE"} <= lacking
            assert not found[0].is_overdue
        assert Handover.objects.open().count() == 4
        assert Absence.objects.on(NOON.date()).count() > 20
        assert VehicleLoad.objects.filter(reported_at__gt=NOON).count() == 0

    def test_is_the_same_for_the_same_seed(self):
        def built() -> list[tuple]:
            with transaction.atomic():
                ground.build_ground(1, at=NOON)
                seen = told()
                transaction.set_rollback(True)
            return seen

        assert built() == built()

    def test_without_a_present_has_water_and_nobody_on_duty(self):
        ground.build_ground(1)

        assert WaterSource.objects.count() == 600
        assert not Shift.objects.exists()
