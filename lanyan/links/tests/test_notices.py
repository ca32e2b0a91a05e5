"""Linkage units and notices: each step an instant and a line of the log, late answers, the register out of a file."""

import csv
import io

import pytest
from django.utils import translation

from lanyan.forces import phones
from lanyan.incidents.tests import make as incidents
from lanyan.kernel import figures, imports
from lanyan.kernel.errors import Refused
from lanyan.kernel.figures import Scope
from lanyan.links import limits
from lanyan.links.actions import linkages, messages, notices
from lanyan.links.actions.linkages import LinkageFacts
from lanyan.links.models import Delivery, LinkageNotice, LinkageUnit
from lanyan.links.tests import make
from lanyan.links.tests.make import DAY, LATER, MINUTE, NIGHT

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make.city()


def log(incident):
    return [entry.act for entry in incident.log.order_by("pk")]


class TestNotice:
    def test_is_told_step_by_step_in_the_command_log(self, world):
        notice = make.notified(world)
        steps = (
            (notices.receive_notice, {}),
            (notices.answer_notice, {"answer": "抢修车已出发"}),
            (notices.arrive_notice, {}),
            (notices.leave_notice, {}),
        )
        for number, (step, more) in enumerate(steps, start=1):
            at = LATER + number * MINUTE
            step(notice_id=notice.pk, said_at=at, at=at, by=world.dispatcher, **more)
        notice.refresh_from_db()

        acts = ["send_notice", "receive_notice", "answer_notice", "arrive_notice", "leave_notice"]
        assert log(notice.incident)[-5:] == [f"links.{act}" for act in acts]
        assert (notice.received_at, notice.answered_at) == (LATER + MINUTE, LATER + 2 * MINUTE)
        assert (notice.arrived_at, notice.left_at, notice.state) == (LATER + 3 * MINUTE, LATER + 4 * MINUTE, "LEFT")
        with translation.override("zh-hans"):
            line = str(notice.incident.log.get(act="links.answer_notice"))
        assert line.endswith("抢修车已出发")
        assert "国网衢州供电公司" in line

    def test_answered_is_received_too(self, world):
        notice = make.notified(world)

        notices.answer_notice(notice_id=notice.pk, answer="已断电", said_at=LATER, at=LATER, by=world.dispatcher)

        notice.refresh_from_db()
        assert notice.received_at == LATER

    def test_is_due_within_the_minutes_of_its_kind(self, world):
        assert make.notified(world).due_at == LATER + limits.answer_minutes("POWER") * MINUTE

    @pytest.mark.parametrize(
        ("step", "more", "field"),
        [
            (notices.receive_notice, {"said_at": LATER - MINUTE}, "said_at"),
            (notices.receive_notice, {"said_at": LATER + DAY}, "said_at"),
            (notices.answer_notice, {"said_at": LATER, "answer": " "}, "answer"),
            (notices.leave_notice, {"said_at": LATER}, ""),
        ],
    )
    def test_steps_that_cannot_be_are_refused(self, world, step, more, field):
        notice = make.notified(world)

        with pytest.raises(Refused) as refusal:
            step(notice_id=notice.pk, at=LATER, by=world.dispatcher, **more)

        assert refusal.value.field == field
        assert log(notice.incident)[-1] == "links.send_notice"

    def test_belongs_to_an_open_incident_and_a_unit_of_the_centre(self, world):
        closed = incidents.finished(world)
        strange = make.power(make.city("1404"))

        with pytest.raises(Refused) as ended:
            make.notified(world, closed)
        with pytest.raises(Refused) as far:
            notices.send_notice(
                incident_id=incidents.opened(world, NIGHT + DAY).pk,
                request=notices.Request(strange.pk, "断电"),
                at=NIGHT + DAY + MINUTE,
                by=world.dispatcher,
            )

        assert (ended.value.field, far.value.field) == ("incident", "linkage")

    def test_goes_out_by_a_channel_to_the_number_of_the_register(self, world):
        notice = make.notified(world, channel="SMS")

        messages.deliver(delivery_id=notice.delivery_id, at=LATER)

        gone = Delivery.objects.get()
        assert (gone.state, gone.carrier, gone.address, gone.reason) == (
            "GONE",
            "simulator",
            "0570-8800001",
            "LINKAGE",
        )

    def test_late_raises_a_mark_once(self, world):
        notice = make.notified(world)
        for minutes in (5, 11, 12):
            notices.watch_notices(at=LATER + minutes * MINUTE)
        notice.refresh_from_db()

        assert notice.late_at == LATER + 11 * MINUTE
        assert log(notice.incident).count("links.note_late_notice") == 1
        assert Delivery.objects.filter(message__event="notice_late", user=world.officer_of_the_day).count() == 1
        assert list(LinkageNotice.objects.unanswered(LATER + 12 * MINUTE)) == [notice]

    def test_answered_in_time_is_never_late(self, world):
        notice = make.notified(world)
        notices.answer_notice(notice_id=notice.pk, answer="好", said_at=LATER, at=LATER, by=world.dispatcher)

        notices.watch_notices(at=LATER + DAY)

        notice.refresh_from_db()
        assert notice.late_at is None


class TestFigures:
    def test_count_sent_answered_and_the_time_to_answer(self, world):
        for minutes, answered in ((0, 2), (1, 6), (2, None)):
            at = NIGHT + DAY * (minutes + 1)
            notice = make.notified(world, incidents.opened(world, at), at=at + MINUTE)
            if answered is not None:
                said = at + (answered + 1) * MINUTE
                notices.answer_notice(notice_id=notice.pk, answer="好", said_at=said, at=said, by=world.dispatcher)
        make.notified(world, incidents.opened(world, NIGHT, is_exercise=True))
        scope = Scope(world.detachment.path, NIGHT - DAY, NIGHT + 9 * DAY)

        values = {key: figures.get(f"links.{key}").value(scope) for key in ("notices", "notices.answered")}

        assert values == {"notices": 3, "notices.answered": 2}
        assert figures.get("links.notices.answer.median").value(scope) == 240
        assert figures.get("links.notices").records_in(scope).count() == 3


class TestRegister:
    def test_refuses_by_field_and_keeps_nothing(self, world):
        cases = {
            "kind": {"kind": "MAGIC"},
            "phone": {"phone": ""},
            "email": {"email": "nobody"},
            "divisions": {"divisions": ("999999",)},
        }
        for field, wrong in cases.items():
            with pytest.raises(Refused) as refusal:
                make.power(world, **wrong)
            assert refusal.value.field == field

        assert not LinkageUnit.objects.exists()

    def test_knows_a_name_once(self, world):
        first = make.power(world)
        with pytest.raises(Refused) as twice:
            make.power(world)
        linkages.withdraw_linkage(linkage_id=first.pk, reason="并入", at=LATER, by=world.officer_of_the_day)

        assert twice.value.field == "name"
        assert make.power(world).pk != first.pk

    def test_serves_the_divisions_it_names_or_all(self, world):
        named = make.power(world, divisions=("330802",))
        everywhere = make.power(world, name="市燃气", kind="GAS")

        assert set(LinkageUnit.objects.serving("330802")) == {named, everywhere}
        assert list(LinkageUnit.objects.serving("330825")) == [everywhere]

    def test_is_asked_by_the_kind_of_incident(self, world):
        incident = incidents.opened(world)

        assert limits.asked_kinds(incident)[:3] == ["POWER", "POLICE", "MEDICAL"]
        assert "GAS" in limits.asked_kinds(incident)


def sheet(*rows):
    out = io.StringIO()
    csv.writer(out).writerows([["单位名称", "类型", "24小时电话", "联系人", "辖区"], *rows])
    return out.getvalue().encode()


class TestImport:
    def bring(self, world, content, *, write=True):
        return imports.run(
            content, imports.ledger("linkage_units"), unit_id=world.detachment.pk, at=NIGHT,
            by=world.officer_of_the_day, write=write,
        )  # fmt: skip

    def test_loads_good_rows_tells_wrong_ones_and_changes_nothing_again(self, world):
        content = sheet(
            ["国网衢州供电公司", "供电", "0570-8800001", "调度", "柯城区"],
            ["市自来水", "水务", 5708800002, "", ""],
            ["市环保", "魔法", "0570-8800003", "", ""],
            ["市应急", "应急", "", "", ""],
            ["市公安", "公安局", "110-110", "", "火星区"],
        )

        first, again = self.bring(world, content), self.bring(world, content)

        assert dict(first.counts) == {"created": 2, "refused": 3}
        assert [fault.row for fault in first.faults] == [4, 5, 6]
        assert dict(again.counts) == {"same": 2, "refused": 3}
        assert LinkageUnit.objects.get(name="国网衢州供电公司").divisions == ["330802"]

    def test_dry_writes_nothing_and_an_empty_cell_changes_nothing(self, world):
        make.power(world, contact="老王")
        content = sheet(
            ["国网衢州供电公司", "供电", "0570-8800009", "", ""], ["新单位", "燃气", "0570-1234567", "", ""]
        )

        dry = self.bring(world, content, write=False)
        before = list(LinkageUnit.objects.values_list("phone", flat=True))
        self.bring(world, content)

        assert dict(dry.counts) == {"corrected": 1, "created": 1}
        assert before == ["0570-8800001"]
        changed = LinkageUnit.objects.get(name="国网衢州供电公司")
        assert (changed.phone, changed.contact) == ("0570-8800009", "老王")

    def test_a_loaded_record_equals_one_made_by_the_action(self, world):
        self.bring(world, sheet(["甲", "供电", "0570-8800001", "调度", "柯城区"]))
        facts = LinkageFacts("POWER", "乙", "0570-8800001", contact="调度", divisions=("330802",))
        made = linkages.add_linkage(unit_id=world.detachment.pk, facts=facts, at=NIGHT, by=world.officer_of_the_day)

        loaded = LinkageUnit.objects.get(name="甲")

        names = [field.name for field in LinkageUnit._meta.fields if field.name not in ("id", "name")]
        assert [getattr(loaded, name) for name in names] == [getattr(made, name) for name in names]


def test_the_telephone_list_has_the_numbers_of_linkage_units(world):
    unit = make.power(world)

    told = [(one.name, one.phone.split("、")[0]) for one in phones.numbers(world.detachment)]
    assert (unit.name, unit.phone) in told
