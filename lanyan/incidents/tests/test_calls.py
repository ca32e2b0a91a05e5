"""Taking calls, opening incidents, and what becomes of calls that are none."""

from datetime import timedelta

import pytest

from lanyan.incidents import actions, rules
from lanyan.incidents.models import Call, Incident
from lanyan.incidents.tests import make
from lanyan.incidents.tests.make import NIGHT
from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.kernel.models import SearchEntry
from lanyan.kernel.periods import ZONE

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make.city()


class TestTakeCall:
    def test_numbers_run_by_centre_and_beijing_day(self, world):
        first = make.draft(world, NIGHT)
        second = make.draft(world, NIGHT + timedelta(minutes=1))
        late = make.draft(world, NIGHT + timedelta(days=1))

        assert [first.number, second.number] == ["3308-20240509-0001", "3308-20240509-0002"]
        assert late.number == "3308-20240510-0001"

    def test_the_same_source_number_again_gives_the_first_one_back(self, world):
        first = make.draft(world, source="ALARM", source_id="9-17")
        again, is_new = actions.take_call(
            centre=world.detachment, source="ALARM", source_id="9-17", at=NIGHT, by=world.dispatcher
        )

        assert (again.pk, is_new) == (first.pk, False)
        assert Call.objects.count() == 1

    def test_an_alarm_is_found_by_its_chinese_name_whatever_the_dispatcher_reads(self, world):
        make.draft(world, source="ALARM", source_id="9-17", phone="")

        assert SearchEntry.objects.get(kind="call").title == f"自动报警 {NIGHT.astimezone(ZONE):%H:%M:%S}"

    def test_keeps_words_answer_and_confirmed_place_apart(self, world):
        incident = make.draft(world, place_words="桂花小区旁边", place_answer="锦桂苑")
        actions.save_draft(incident_id=incident.pk, changes={"address": "文昌大道 186 号"}, by=world.taker)
        incident.refresh_from_db()

        assert (incident.place_words, incident.place_answer) == ("桂花小区旁边", "锦桂苑")
        assert incident.address == "文昌大道 186 号"

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"kind": "FLOOD"}, "kind"),
            ({"kind": "RESCUE", "subkind": "FIRE-RES"}, "subkind"),
            ({"level": 6}, "level"),
            ({"kind": "ASSIST", "level": 1}, "level"),
            ({"facts": {"trapped": "viele"}}, "facts.trapped"),
            ({"facts": {"floor": 19, "floors": 18}}, "facts.floor"),
            ({"facts": {"moon": 1}}, "facts.moon"),
            ({"lon": 500, "lat": 1}, "lon"),
            ({"status": "CLOSED"}, "status"),
            ({"place_words": "很" * 201}, "place_words"),
        ],
    )
    def test_a_wrong_field_is_named_and_nothing_is_written(self, world, changes, field):
        incident = make.draft(world)

        with pytest.raises(Refused) as refusal:
            actions.save_draft(incident_id=incident.pk, changes={"town": "新新街道", **changes}, by=world.taker)

        assert refusal.value.field == field
        assert Incident.objects.get(pk=incident.pk).town == ""


class TestOpening:
    def test_a_person_confirms_and_is_remembered(self, world):
        incident = make.opened(world)

        assert incident.status == rules.OPEN
        assert incident.confirmed_by == world.taker
        assert incident.unit == world.station, "the nearest station answers for it"
        assert audit.history(incident)[0].act == "incidents.open_incident"

    @pytest.mark.parametrize(
        ("missing", "field"),
        [
            ({"kind": None}, "kind"),
            ({"place_answer": "", "lon": None, "lat": None}, "place"),
            ({"level": None}, "level"),
        ],
    )
    def test_is_refused_while_kind_place_or_level_is_missing(self, world, missing, field):
        incident = make.draft(world)
        actions.save_draft(incident_id=incident.pk, changes=missing, by=world.taker)

        with pytest.raises(Refused) as refusal:
            actions.open_incident(incident_id=incident.pk, at=NIGHT, by=world.taker)

        assert refusal.value.field == field

    def test_an_order_before_a_person_confirmed_is_refused(self, world):
        incident = make.draft(world)

        with pytest.raises(Refused, match="confirm"):
            make.ordered(world, incident=incident)


class TestFiling:
    def test_a_false_alarm_closes_with_its_reason_and_counts(self, world):
        incident = make.draft(world)
        actions.file_false(incident_id=incident.pk, subkind="FALSE-PRANK", reason="小孩谎报", at=NIGHT, by=world.taker)
        incident.refresh_from_db()

        assert (incident.status, incident.kind, incident.subkind.code) == (rules.CLOSED, rules.FALSE, "FALSE-PRANK")
        assert Incident.objects.counted().filter(pk=incident.pk).exists()

    def test_a_false_alarm_found_at_the_scene_stays_open_until_closed(self, world):
        order = make.ordered(world)
        actions.file_false(
            incident_id=order.incident_id, subkind="FALSE-MISTAKE", reason="做饭油烟", at=NIGHT, by=world.taker
        )
        incident = Incident.objects.get(pk=order.incident_id)

        assert (incident.status, incident.kind, incident.level) == (rules.OPEN, rules.FALSE, None)

    def test_a_test_call_never_counts(self, world):
        incident = make.draft(world)
        actions.file_test(incident_id=incident.pk, reason="线路测试", at=NIGHT, by=world.taker)

        assert not Incident.objects.counted().exists()

    def test_a_doubtful_call_can_still_be_opened(self, world):
        incident = make.draft(world)
        actions.suspend_incident(incident_id=incident.pk, reason="地址不存在", at=NIGHT, by=world.taker)
        incident = actions.open_incident(incident_id=incident.pk, at=NIGHT, by=world.taker)

        assert incident.status == rules.OPEN

    @pytest.mark.parametrize("verb", ["suspend_incident", "file_test", "withdraw_incident"])
    def test_nothing_is_filed_without_a_reason(self, world, verb):
        incident = make.draft(world)

        with pytest.raises(Refused) as refusal:
            getattr(actions, verb)(incident_id=incident.pk, reason="  ", at=NIGHT, by=world.taker)

        assert refusal.value.field == "reason"


class TestJoiningCalls:
    def test_one_incident_keeps_every_caller(self, world):
        incident = make.opened(world)
        second = make.draft(world, NIGHT + timedelta(seconds=48), phone="0570302118", words="楼上冒黑烟")
        actions.join_call(incident_id=second.pk, into_id=incident.pk, at=NIGHT, by=world.dispatcher)
        second.refresh_from_db()

        assert [call.phone for call in incident.calls.all()] == ["13800006612", "0570302118"]
        assert (second.status, second.merged_into) == (rules.MERGED, incident)
        assert Incident.objects.counted().count() == 1

    def test_one_with_vehicles_cannot_vanish_into_another(self, world):
        order = make.ordered(world)
        other = make.opened(world, NIGHT + timedelta(minutes=1))

        with pytest.raises(Refused):
            actions.join_call(incident_id=order.incident_id, into_id=other.pk, at=NIGHT, by=world.taker)
