"""Enter once: numbers filled back by file, layouts as rows, records copied out, the page where all of it stands."""

import io
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone, translation
from openpyxl import load_workbook

from lanyan.incidents.tests import make as incidents
from lanyan.kernel import audit, external, imports, layouts
from lanyan.kernel.errors import Refused
from lanyan.kernel.imports import CORRECTED, REFUSED, SAME
from lanyan.kernel.models import ExternalLayout, ExternalNumber
from lanyan.reports.external_kinds import FIRE, INCIDENT, KINDS, RUN
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> SimpleNamespace:
    world = incidents.city()
    world.incident = incidents.finished(world)
    world.run = world.incident.runs.get()
    world.clerk = units.user("statistics", world.detachment, name="江雪")
    return world


def fill(world: SimpleNamespace, kind: str, *rows: str, by: Any = None, write: bool = True) -> Any:
    """Bring numbers back: here, system, there, differs."""
    text = "\n".join(["number here,system,number there,says something else there", *rows])
    with translation.override("en"):
        return imports.run(
        text.encode(), imports.ledger(f"numbers_{kind}"), unit_id=world.detachment.pk, at=timezone.now(),
        by=by or world.clerk, write=write, file="back.csv",
    )  # fmt: skip


class TestNumbersByFile:
    def test_are_written_down_with_their_state_and_again_change_nothing(self, world):
        row = f"{world.incident.number},national statistics,XF-1,yes"

        assert fill(world, "incident", row).counts == {CORRECTED: 1}
        assert fill(world, "incident", row).counts == {SAME: 1}
        entry = ExternalNumber.objects.get(record_id=world.incident.pk, kind=INCIDENT.key, system="NATIONAL")
        assert (entry.number, entry.state) == ("XF-1", "DIFFERS")

    def test_of_runs_are_found_by_incident_order_and_call_sign(self, world):
        assert world.run.number == f"{world.incident.number}-1/SG-03"

        fill(world, "run", f"{world.run.number},existing 119 system,C-7,")

        assert [(one.system, one.number) for one in external.of(world.run)] == [
            ("DISPATCH_119", "C-7"),
            ("NATIONAL", ""),
        ]

    def test_are_refused_where_they_fit_nothing_or_another(self, world):
        other = incidents.finished(world, at=incidents.NIGHT.replace(month=6))
        fill(world, "incident", f"{other.number},national statistics,XF-1,")

        report = fill(
            world, "incident", "3308-19990101-0001,national statistics,XF-2,",
            f"{world.incident.number},national statistics,XF-1,", f"{world.incident.number},nowhere,XF-3,",
        )  # fmt: skip

        assert report.counts == {REFUSED: 3}
        assert [(fault.row, fault.column) for fault in report.faults] == [
            (2, "number here"), (3, "number there"), (4, "system"),
        ]  # fmt: skip

    def test_that_are_empty_leave_what_stands(self, world):
        assert fill(world, "incident", f"{world.incident.number},national statistics,,").counts == {SAME: 1}

    def test_of_another_unit_are_not_found(self, world):
        stranger = units.user("statistics", world.other_station)

        assert fill(world, "incident", f"{world.incident.number},national statistics,XF-1,", by=stranger).counts == {
            REFUSED: 1
        }

    @pytest.mark.parametrize("kind", sorted(KINDS))
    def test_go_out_and_come_in_unchanged(self, world, kind):
        one = imports.ledger(f"numbers_{kind}")
        fill(world, "incident", f"{world.incident.number},national statistics,XF-1,")
        content = imports.written(one, one.records(world.detachment.path), "csv")

        if one.records(world.detachment.path).exists():
            report = imports.run(
                content, one, unit_id=world.detachment.pk, at=timezone.now(), by=world.clerk, write=True
            )
            assert set(report.counts) == {SAME}
        assert imports.written(one, one.records(world.detachment.path), "csv") == content


class TestLayouts:
    def test_stand_for_every_kind_and_system_and_name_fields_that_are_there(self, world):
        assert ExternalLayout.objects.filter(ended_at=None).count() == 6
        for kind in (INCIDENT, RUN, FIRE):
            known = {line.key for line in kind.lines}
            for layout in layouts.of_kind(kind.key):
                assert {key for key, _heading in layout.fields} <= known

    def test_changed_are_a_new_version_and_the_old_one_stays(self, world, client):
        client.force_login(world.clerk)
        typed = {"source": "2026 年 3 月按录入界面核对", "place_number": "2", "heading_number": "本系统编号",
                 "place_address": "1", "heading_address": "地址"}  # fmt: skip

        client.post("/external/layouts/incident/NATIONAL/", typed)
        client.post("/external/layouts/incident/NATIONAL/", typed)

        now = layouts.in_force(INCIDENT.key, "NATIONAL")
        assert now is not None
        assert (now.version, now.fields) == (2, [["address", "地址"], ["number", "本系统编号"]])
        assert ExternalLayout.objects.filter(kind=INCIDENT.key, system="NATIONAL").count() == 2
        assert audit.history(now)[0].act == "kernel.keep_layouts"

    @pytest.mark.parametrize(
        "typed",
        [
            {"source": "", "place_number": "1", "heading_number": "号"},
            {"source": "x"},
            {"source": "x", "place_number": "first", "heading_number": "号"},
            {"source": "x", "place_number": "1", "heading_number": ""},
            {"source": "x", "place_number": "1", "heading_number": "号", "place_address": "2", "heading_address": "号"},
        ],
    )
    def test_that_make_no_sense_are_refused_and_nothing_changes(self, world, client, typed):
        client.force_login(world.clerk)

        assert client.post("/external/layouts/incident/NATIONAL/", typed).status_code == 422
        assert ExternalLayout.objects.filter(ended_at=None, version=1).count() == 6

    def test_are_not_changed_by_who_may_only_fill(self, world, client):
        client.force_login(world.taker)

        assert client.get("/external/layouts/incident/NATIONAL/").status_code == 403

    def test_refuse_a_system_that_is_none(self, world):
        with pytest.raises(Refused):
            layouts.keep_layout(
                kind=INCIDENT.key, system="X", fields=[("number", "号")], source="x", at=timezone.now(), by=None
            )


class TestCopyingOut:
    def test_of_one_record_follows_the_layout_with_tabs_between(self, world, client):
        client.force_login(world.clerk)
        fields = [("number", "号"), ("address", "地址"), ("answered_at", "时间"), ("rescued", "人数")]
        layouts.keep_layout(
            kind=INCIDENT.key, system="NATIONAL", fields=fields, source="x", at=timezone.now(), by=world.clerk
        )

        page = client.get(f"/external/incident/{world.incident.pk}/NATIONAL/")

        assert page.context["tabbed"] == f"{world.incident.number}\t锦桂苑 7 幢\t2024-05-09 03:00:00\t"
        assert 'data-copy="' in page.content.decode()

    def test_of_a_list_is_a_file_in_that_order(self, world, client):
        client.force_login(world.clerk)

        answer = client.get("/external/run/?state=TO_ENTER&period=2024-05&copy=DISPATCH_119.xlsx")

        rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
        layout = layouts.in_force(RUN.key, "DISPATCH_119")
        assert layout is not None
        assert list(rows[0]) == [heading for _key, heading in layout.fields]
        assert (len(rows), rows[1][1], rows[1][3]) == (2, world.incident.number, "SG-03")

    def test_hides_who_called_from_who_may_not_see_it(self, world, client):
        units.role("filler", "incidents.view_incident", "kernel.fill_external_number")
        client.force_login(units.user("filler", world.detachment))

        page = client.get(f"/external/incident/{world.incident.pk}/DISPATCH_119/").content.decode()

        assert "13800006612" not in page

    def test_of_another_units_record_is_not_found(self, world, client):
        client.force_login(units.stranger("admin"))

        assert client.get(f"/external/incident/{world.incident.pk}/NATIONAL/").status_code == 404
        assert client.get(f"/external/run/{world.run.pk}/facts/").status_code == 404


class TestTheList:
    @pytest.mark.parametrize(
        ("asked", "count"),
        [("", 2), ("state=TO_ENTER&system=NATIONAL", 1), ("period=2023", 0), ("period=never", 0), ("q=SG-03", 2),
         ("state=DIFFERS", 0)],
    )  # fmt: skip
    def test_of_runs_is_narrowed(self, world, client, asked, count):
        client.force_login(world.clerk)

        page = client.get(f"/external/run/?{asked}")

        assert page.context["listing"].total == count

    def test_asks_the_same_number_of_questions_however_long(self, world, client, django_assert_max_num_queries):
        client.force_login(world.clerk)
        for month in range(6, 9):
            incidents.finished(world, at=incidents.NIGHT.replace(month=month))

        with django_assert_max_num_queries(16):
            client.get("/external/run/")


class TestThePage:
    def test_names_every_ledger_with_who_may_and_what_is_lacking(self, world, client):
        client.force_login(world.clerk)

        page = client.get("/enter-once/").content.decode()

        for one in imports.ledgers().values():
            assert str(one.title) in page
        assert "/imports/incidents/export.xlsx" in page
        assert "/imports/units/" not in page

    def test_gives_no_ledger_to_who_may_not(self, world, client):
        client.force_login(world.clerk)

        assert client.get("/imports/units/export.xlsx").status_code == 403
        assert client.get("/imports/vehicles/export.pdf").status_code == 404
        answer = client.get("/imports/vehicles/export.csv")
        assert answer.content.startswith("\ufeff".encode())
