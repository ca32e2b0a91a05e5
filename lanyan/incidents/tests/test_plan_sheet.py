"""A dispatch plan as an Excel file: out and in again, and what a wrong file is told."""

import zipfile
from io import BytesIO

import pytest
from django.utils import translation
from openpyxl import load_workbook

from lanyan.incidents import actions, plan_sheet, plans
from lanyan.incidents.models import DispatchPlan
from lanyan.incidents.plan_rows import Row, WrongRows
from lanyan.incidents.tests.make_plans import FACTS, HEADINGS, NOW, drafted, workbook
from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return units.city()


def imported(unit, file) -> DispatchPlan:
    return actions.import_plan(unit_id=unit.pk, file=file, facts=FACTS, at=NOW, by=None)


def archive(name, content=b"") -> BytesIO:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(name, content)
    file.seek(0)
    return file


class TestExcel:
    def test_out_and_in_again_is_the_same_table_in_both_languages(self, city):
        first = drafted(city.detachment)
        for language in ("en", "zh-hans"):
            with translation.override(language):
                file = BytesIO(plan_sheet.write(plans.rows_of(first), "plan").content)

                again = imported(city.detachment, file)

                assert plans.rows_of(again) == plans.rows_of(first)
                assert (again.name, again.source, again.is_starter) == (FACTS.name, FACTS.source, False)
                second = BytesIO(plan_sheet.write(plans.rows_of(again), "plan").content)
                cells = [list(load_workbook(one).active.values) for one in (file, second)]
                assert cells[0] == cells[1]

    def test_in_another_language_than_out_is_read_as_well(self, city):
        with translation.override("zh-hans"):
            file = BytesIO(plan_sheet.write(plans.starter(), "plan").content)
        with translation.override("en"):
            plan = imported(city.detachment, file)

        assert sorted(row.key[:5:4] for row in plans.rows_of(plan)) == sorted(row.key[:5:4] for row in plans.starter())
        assert plan.rows.count() == len(plans.starter())

    def test_finds_columns_by_their_headings_and_levels_however_written(self, city):
        file = workbook(
            ["数量", "能力", "等级", "类别"],
            [25, "乘员", "二级", "火灾扑救"],
            [30, "water_t", 2, "FIRE"],
            [None, None, None, None],
            [1, "Rescue", "rescue level 3", "emergency rescue"],
            ["3", "People carried", None, "Public assistance"],
        )

        plan = imported(city.detachment, file)

        assert plans.rows_of(plan) == [
            Row("FIRE", "", "", 2, "people", 25),
            Row("FIRE", "", "", 2, "water_t", 30),
            Row("RESCUE", "", "", 3, "rescue", 1),
            Row("ASSIST", "", "", None, "people", 3),
        ]
        assert audit.history(plan)[0].act == "incidents.import_plan"

    @pytest.mark.parametrize(
        ("file", "said"),
        [
            (lambda: BytesIO(b"not a workbook"), "no Excel workbook"),
            (lambda: BytesIO(b""), "no Excel workbook"),
            (lambda: archive("note.txt"), "no Excel workbook"),
            (lambda: archive("[Content_Types].xml"), "no Excel workbook"),
            (lambda: archive("xl/worksheets/sheet1.xml", b" " * 20_000_001), "too large"),
            (lambda: workbook(["kind", "capability"]), "lacks the headings: quantity"),
            (lambda: workbook(), "lacks the headings: kind, capability, quantity"),
            (lambda: workbook([*HEADINGS, "对像"]), "Column G: the heading “对像”"),
            (lambda: workbook([*HEADINGS, "level"]), "Column G: the heading “level”"),
            (lambda: workbook(HEADINGS), "no row below the headings"),
            (lambda: workbook(HEADINGS, *([["FIRE", "", "", 1, "people", 1]] * 2001)), "More than 2000 rows"),
        ],
    )
    def test_refuses_a_wrong_file_and_writes_nothing(self, city, file, said):
        with pytest.raises(Refused, match=said) as refusal:
            imported(city.detachment, file())

        assert refusal.value.field == "file"
        assert not DispatchPlan.objects.exists()

    def test_names_every_wrong_cell_by_the_row_of_the_sheet_and_its_column(self, city):
        file = workbook(
            HEADINGS,
            ["FIRE", "", "", 1, "people", 10],
            ["FIRE", "", "", 1, "bravery", "many"],
            [None] * 6,
            ["FIRE", "", "moon", 9, "people", 5],
        )

        with pytest.raises(WrongRows) as refusal:
            imported(city.detachment, file)

        found = [(fault.row, fault.column) for fault in refusal.value.faults]
        assert found == [(3, "capability"), (3, "quantity"), (5, "level"), (5, "place_class")]
        assert not DispatchPlan.objects.exists()
