"""Past incidents and runs brought in: closed, counted, known again; live ones never touched."""

import csv
import io
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from lanyan.incidents import actions, rules
from lanyan.incidents.models import Call, DispatchOrder, Incident, LogEntry, Run
from lanyan.incidents.tests import make
from lanyan.kernel import audit, external, figures, imports, search
from lanyan.kernel.errors import Refused
from lanyan.kernel.imports import CORRECTED, CREATED, REFUSED, SAME
from lanyan.kernel.models import ExternalNumber
from lanyan.kernel.periods import ZONE

pytestmark = pytest.mark.django_db

FIRE = {
    "警情编号": "OLD-1", "接警时间": "2019年3月5日 14时03分", "警情类型": "火灾", "警情子类": "居住建筑",
    "警情等级": "二级",
    "辖区站": "府山站", "案发地址": "县西街12号", "报警电话": "13805700119", "调派时间": "2019.3.5 14:04",
    "出动时间": "2019/3/5 14:05", "到场时间": "2019-03-05 14:11:30", "归队时间": "2019年3月5日 15时20分",
    "抢救人数": "２", "保护财产价值（元）": "35,000", "抢救财产价值（万元）": "3.5万",
}  # fmt: skip
RUN = {
    "警情编号": "OLD-1", "车牌": "330802·SG-03", "出动人数": "6",
    "调派时间": "2019.3.5 14:04", "出动时间": "2019.3.5 14:05", "到场时间": "2019.3.5 14:10",
    "离场时间": "2019.3.5 15:00", "归队时间": "2019.3.5 15:20",
}  # fmt: skip


@pytest.fixture
def world() -> SimpleNamespace:
    return make.city()


def bring(world: SimpleNamespace, key: str, *rows: dict[str, Any], write: bool = True, unit: Any = None) -> Any:
    """Bring a file of these rows in."""
    headings = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    lines = csv.DictWriter(text, headings)
    lines.writeheader()
    lines.writerows(rows)
    return imports.run(
        text.getvalue().encode("gb18030"), imports.ledger(key), unit_id=(unit or world.detachment).pk,
        at=timezone.now(), by=world.taker, write=write, file="old.csv",
    )  # fmt: skip


def refused(report: Any) -> list[tuple[int, str]]:
    """Rows and columns of the faults."""
    assert report.counts[REFUSED] == len({fault.row for fault in report.faults})
    return [(fault.row, fault.column) for fault in report.faults]


class TestAPastIncident:
    def test_comes_in_closed_with_its_true_times_and_its_origin(self, world):
        report = bring(world, "incidents", FIRE)

        incident = Incident.objects.get()
        assert report.counts == {CREATED: 1}
        assert (incident.status, incident.kind, incident.subkind.code, incident.level) == (
            "CLOSED",
            "FIRE",
            "FIRE-RES",
            2,
        )
        assert incident.number == "3308-20190305-0001"
        assert incident.unit == world.station
        assert f"{incident.first_arrived_at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}" == "2019-03-05 14:11:30"
        assert incident.closed_at == incident.last_returned_at
        assert (incident.rescued, incident.dead) == (2, None)
        assert (float(incident.property_saved), float(incident.property_protected)) == (3.5, 3.5)
        assert {key: incident.origin[key] for key in ("file", "row")} == {"file": "old.csv", "row": 2}
        assert Call.objects.get().phone == "13805700119"
        assert [(one.system, one.number, one.state) for one in external.of(incident)] == [
            ("DISPATCH_119", "OLD-1", "ENTERED"), ("NATIONAL", "", "TO_ENTER"),
        ]  # fmt: skip

    def test_is_told_by_the_history_the_log_and_the_search(self, world):
        bring(world, "incidents", FIRE)

        incident = Incident.objects.get()
        assert [(entry.act, entry.who) for entry in audit.history(incident)] == [("incidents.import_past", "余晓静")]
        assert "old.csv" in str(LogEntry.objects.get())
        assert search.matches("县西街", kinds=["incident"]).count() == 1

    def test_counts_like_one_taken_here(self, world):
        make.finished(world, at=make.NIGHT.replace(year=2019))
        bring(world, "incidents", FIRE)

        scope = figures.Scope(unit_path=world.detachment.path, since=make.NIGHT.replace(year=2019, month=1, day=1),
                              until=make.NIGHT.replace(year=2020, month=1, day=1))  # fmt: skip
        assert figures.get("incidents.handled").value(scope) == 2

    def test_changes_nothing_when_it_comes_again(self, world):
        bring(world, "incidents", FIRE)
        events = Incident.pgh_event_model.objects.count()

        assert bring(world, "incidents", FIRE).counts == {SAME: 1}
        assert bring(world, "incidents", {**FIRE, "抢救人数": ""}).counts == {SAME: 1}
        assert Incident.pgh_event_model.objects.count() == events

    def test_is_corrected_where_a_cell_says_something_else(self, world):
        bring(world, "incidents", FIRE)

        report = bring(world, "incidents", {**FIRE, "抢救人数": "3", "警情类型": "抢险救援", "警情子类": "交通事故",
                                            "警情等级": "1"})  # fmt: skip

        incident = Incident.objects.get()
        assert report.counts == {CORRECTED: 1}
        assert (incident.rescued, incident.kind, incident.subkind.code) == (3, "RESCUE", "RESCUE-ROAD")
        assert audit.history(incident)[0].act == "incidents.import_past"

    @pytest.mark.parametrize(
        ("wrong", "column"),
        [
            ({"到场时间": "2019.3.5 13:00"}, "first arrived"),
            ({"接警时间": "2019年3月5日"}, "answered"),
            ({"接警时间": "2099.3.5 14:00"}, "answered"),
            ({"警情类型": "天外来客"}, "kind"),
            ({"警情子类": "交通事故"}, "sub-kind"),
            ({"警情类型": "社会救助", "警情子类": ""}, "response level"),
            ({"辖区站": "不存在站"}, "responsible unit"),
            ({"警情编号": ""}, "number in the 119 system"),
            ({"抢救人数": "-1"}, "rescued alive"),
            ({"报警电话": "见门牌"}, "telephone"),
        ],
    )
    def test_is_refused_by_row_column_and_reason(self, world, wrong, column):
        report = bring(world, "incidents", {**FIRE, **wrong}, {**FIRE, "警情编号": "OLD-2"})

        assert refused(report) == [(2, column)]
        assert Incident.objects.count() == 1

    def test_that_stands_in_the_file_twice_is_refused(self, world):
        assert refused(bring(world, "incidents", FIRE, FIRE)) == [(3, "number in the 119 system")]

    def test_does_the_same_dry_and_leaves_nothing(self, world):
        report = bring(world, "incidents", FIRE, {**FIRE, "警情编号": ""}, write=False)

        assert report.counts == {CREATED: 1, REFUSED: 1}
        assert not Incident.objects.exists()
        assert not ExternalNumber.objects.exists()

    def test_of_another_unit_is_not_touched(self, world):
        bring(world, "incidents", FIRE)

        report = bring(world, "incidents", {**FIRE, "辖区站": "", "抢救人数": "9"}, unit=world.other_station)

        assert refused(report) == [(2, "number in the 119 system")]
        assert Incident.objects.get().rescued == 2

    def test_may_be_corrected_on_its_page_afterwards(self, world):
        bring(world, "incidents", FIRE)

        incident = Incident.objects.get()
        actions.correct_incident(
            incident_id=incident.pk, changes={"rescued": 5}, reason="核对", at=timezone.now(), by=world.taker
        )

        assert Incident.objects.get().rescued == 5


class TestALiveIncident:
    def test_is_never_touched(self, world):
        incident = make.finished(world, rescued=1)
        external.fill(record=incident, system="DISPATCH_119", number="OLD-1", by=world.taker)

        report = bring(world, "incidents", FIRE)

        assert refused(report) == [(2, "number")]
        incident.refresh_from_db()
        assert (incident.rescued, incident.origin) == (1, None)

    def test_takes_no_runs_from_a_file(self, world):
        incident = make.finished(world)

        report = bring(world, "runs", {**RUN, "警情编号": incident.number, "车牌": "330802·JY-01",
                                       "调派时间": "2024.5.9 03:01", "出动时间": "2024.5.9 03:02", "到场时间": "",
                                       "离场时间": "", "归队时间": ""})  # fmt: skip

        assert refused(report) == [(2, "incident")]
        assert Run.objects.count() == 1


class TestAPastRun:
    def test_is_ended_under_an_order_and_moves_the_incidents_times(self, world):
        bring(world, "incidents", FIRE)
        report = bring(world, "runs", RUN, {**RUN, "车牌": "JY-01", "到场时间": "2019.3.5 14:09"})

        first, second = Run.objects.order_by("pk")
        order = DispatchOrder.objects.get()
        assert report.counts == {CREATED: 2}
        assert (first.status, first.ended_at) == (rules.READY, first.returned_at)
        assert (first.ready_at, first.provenance["ordered"]["row"]) == (None, 2)
        assert (order.issued_by, order.brought_in, order.station) == (None, True, world.fushan)
        assert second.order == order
        incident = Incident.objects.get()
        assert incident.first_arrived_at == second.arrived_at
        assert [one.state for one in external.of(first)] == ["TO_ENTER", "TO_ENTER"]

    def test_changes_nothing_when_it_comes_again_nor_does_its_incident(self, world):
        bring(world, "incidents", FIRE)
        bring(world, "runs", RUN)

        assert bring(world, "runs", RUN).counts == {SAME: 1}
        assert bring(world, "incidents", FIRE).counts == {SAME: 1}

    def test_is_corrected_where_a_cell_says_something_else(self, world):
        bring(world, "incidents", FIRE)
        bring(world, "runs", RUN)

        assert bring(world, "runs", {**RUN, "到场时间": "2019.3.5 14:08"}).counts == {CORRECTED: 1}
        assert Incident.objects.get().first_arrived_at == Run.objects.get().arrived_at

    def test_counts_as_a_run_only_when_it_turned_out(self, world):
        bring(world, "incidents", FIRE)
        stood = {**RUN, "车牌": "JY-01", "出动时间": "", "到场时间": "", "离场时间": "", "归队时间": ""}
        bring(world, "runs", RUN, stood)

        assert Run.objects.turned_out().count() == 1
        assert Run.objects.get(vehicle=world.rescue).status == rules.STOOD_DOWN

    @pytest.mark.parametrize(
        ("wrong", "column"),
        [
            ({"警情编号": "OLD-9"}, "incident"),
            ({"车牌": "浙Z00000"}, "vehicle"),
            ({"到场时间": "2019.3.5 14:01"}, "arrived"),
            ({"调派时间": "2019.3.5 13:00"}, "ordered"),
            ({"出动人数": "0"}, "people on board"),
            ({"出动时间": ""}, "turned out"),
        ],
    )
    def test_is_refused_by_row_column_and_reason(self, world, wrong, column):
        bring(world, "incidents", FIRE)

        report = bring(world, "runs", {**RUN, **wrong})

        assert refused(report) == [(2, column)]
        assert not Run.objects.exists()


class TestClosing:
    def test_notes_that_what_turned_out_is_to_be_entered_elsewhere(self, world):
        incident = make.finished(world)

        run = incident.runs.get()
        assert [(one.system, one.state) for one in external.of(run)] == [
            ("DISPATCH_119", "TO_ENTER"), ("NATIONAL", "TO_ENTER"),
        ]  # fmt: skip

    def test_expects_nothing_of_an_exercise(self, world):
        incident = make.opened(world, is_exercise=True)
        make.stamped(world, make.ordered(world, incident=incident), *make.SCENE, *make.HOME)
        actions.close_incident(incident_id=incident.pk, at=make.NIGHT + timedelta(hours=3), by=world.taker)

        assert not ExternalNumber.objects.exists()


def test_a_number_that_another_incident_bears_is_refused(world):
    bring(world, "incidents", FIRE)
    with pytest.raises(Refused):
        external.fill(record=make.opened(world), system="DISPATCH_119", number="OLD-1", by=world.taker)
