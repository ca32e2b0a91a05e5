"""Every ledger that can be brought in: what goes out comes in unchanged, and goes out the same again."""

import csv
import io

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from lanyan.forces.tests import make as forces
from lanyan.incidents.tests import make as incidents
from lanyan.kernel import imports
from lanyan.kernel.imports import SAME, out
from lanyan.people import actions as people
from lanyan.places import actions as places
from lanyan.places.actions import PlaceFacts
from lanyan.premises.tests import make as places_of
from lanyan.units.tests import make

pytestmark = pytest.mark.django_db

ROUND = ("units", "places", "people", "stations", "vehicles", "formations", "water", "premises", "incidents", "runs")


def cells(content: bytes, kind: str) -> list[list[object]]:
    """The cells of a file."""
    if kind == out.CSV:
        return [list(row) for row in csv.reader(io.StringIO(content.decode("utf-8-sig")))]
    return [list(row) for row in load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]


@pytest.fixture
def world():
    world = incidents.city()
    incidents.finished(world, rescued=1, property_saved="12.5")
    world.admin = make.user("admin", world.detachment)
    forces.waterworks(world.fushan)
    more = {"credit_code": "91350100M000100Y43", "phone": "0570 3021119", "floor_area_m2": 120.5, "people_sleep": False}
    places_of.premises(world.battalion, "老王餐馆（ＡＢ店）", **more)
    people.create_person(
        number="330801", name="王建国", category="OFFICER", unit_id=world.station.pk, phone="0570-8800119", by=None
    )
    for name, address in (("锦桂苑", "县西街12号"), ("=锦桂苑", ""), ("'荷花", "－")):
        facts = PlaceFacts("ESTATE", name, "330802", 118.8665, 28.9565, address=address)
        places.add_place(facts=facts, by=None)
    return world


class TestWhatGoesOut:
    @pytest.mark.parametrize("kind", [out.XLSX, out.CSV])
    @pytest.mark.parametrize("key", ROUND)
    def test_comes_in_unchanged_and_goes_out_the_same(self, world, key, kind):
        one = imports.ledger(key)
        assert one.records is not None
        first = imports.written(one, one.records(world.detachment.path), kind)
        given = {"unit_id": world.detachment.pk, "at": timezone.now(), "by": world.admin}

        for write in (False, True):
            report = imports.run(first, one, write=write, **given)

            assert report.faults == []
            assert dict(report.counts) == {SAME: len(cells(first, kind)) - 1}
        again = imports.written(one, one.records(world.detachment.path), kind)
        assert cells(again, kind) == cells(first, kind)

    def test_has_its_rows(self, world):
        for key in ROUND:
            one = imports.ledger(key)
            assert one.records is not None
            assert one.records(world.detachment.path).exists(), key
