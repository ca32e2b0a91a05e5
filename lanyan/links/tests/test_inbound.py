"""What comes from outside: under the sender's number, given to an incident, received; help across areas counted."""

import pytest

from lanyan.incidents.models import Call
from lanyan.incidents.tests import make as incidents
from lanyan.kernel import figures
from lanyan.kernel.errors import Refused
from lanyan.kernel.figures import Scope
from lanyan.links.actions import help as helping
from lanyan.links.actions import inbound
from lanyan.links.models import Inbound
from lanyan.links.tests import make
from lanyan.links.tests.make import DAY, HOUR, LATER, MINUTE, NIGHT

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make.city()


class TestInbound:
    def test_the_same_number_again_is_the_same(self, world):
        assert make.order(world) == make.order(world, words="再发")
        assert Inbound.objects.get().words == "调2个编队增援金华"

    def test_becomes_a_call_that_waits_at_the_desk_under_the_senders_number(self, world):
        found = make.order(world, "JQ-110-7", source="POLICE_110", phone="13800001111", place="上街12号")

        taken = inbound.take_inbound(inbound_id=found.pk, at=LATER, by=world.dispatcher)

        call = Call.objects.get()
        assert (call.source, call.source_id, call.phone) == ("POLICE_110", "JQ-110-7", "13800001111")
        assert (taken.incident, taken.state) == (call.incident, "TAKEN")
        assert (call.incident.status, call.incident.owner, call.incident.place_words) == ("DRAFT", None, "上街12号")

    def test_joins_an_open_incident_and_stands_in_its_log(self, world):
        incident = incidents.opened(world)

        inbound.take_inbound(inbound_id=make.order(world).pk, incident_id=incident.pk, at=LATER, by=world.dispatcher)

        entry = incident.log.get(act="links.join_inbound")
        assert (entry.at, entry.entered_at) == (NIGHT, LATER)
        assert "浙消调〔2024〕7号" in str(entry)

    def test_is_dealt_with_once_and_not_at_a_closed_incident(self, world):
        found = make.order(world)
        incident = incidents.finished(world)
        with pytest.raises(Refused) as ended:
            inbound.take_inbound(inbound_id=found.pk, incident_id=incident.pk, at=LATER, by=world.dispatcher)
        inbound.settle_inbound(inbound_id=found.pk, words="转应急局", at=LATER, by=world.dispatcher)
        with pytest.raises(Refused):
            inbound.take_inbound(inbound_id=found.pk, at=LATER, by=world.dispatcher)

        assert ended.value.field == "incident"

    def test_is_receipted_once(self, world):
        found = make.order(world)
        inbound.give_receipt(inbound_id=found.pk, words="收到", at=LATER, by=world.dispatcher)

        with pytest.raises(Refused):
            inbound.give_receipt(inbound_id=found.pk, words="收到", at=LATER, by=world.dispatcher)

        found.refresh_from_db()
        assert (found.receipt_at, found.receipt_by) == (LATER, world.dispatcher)

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"number": " "}, "number"),
            ({"sender": ""}, "sender"),
            ({"words": ""}, "words"),
            ({"source": "X"}, "source"),
        ],
    )
    def test_names_the_field_at_fault(self, world, wrong, field):
        with pytest.raises(Refused) as refusal:
            make.order(world, **wrong)

        assert refusal.value.field == field


class TestHelp:
    def scope(self, world):
        return Scope(world.detachment.path, NIGHT - DAY, NIGHT + DAY)

    def test_is_counted_in_cases_vehicles_and_people_apart(self, world):
        make.helped(world)
        make.helped(world, vehicles=None, people=None)
        make.helped(world, "RECEIVED", vehicles=3, people=18)
        gone = make.helped(world)
        helping.withdraw_help(help_id=gone.pk, reason="重复", at=LATER, by=world.officer_of_the_day)

        keys = ("help_given", "help_given.vehicles", "help_given.people", "help_received", "help_received.vehicles")

        assert [figures.get(f"links.{key}").value(self.scope(world)) for key in keys] == [2, 2, 12, 1, 3]

    def test_of_which_nobody_has_said_how_many_is_not_nought(self, world):
        make.helped(world, vehicles=None)

        assert figures.get("links.help_given.vehicles").value(self.scope(world)) is None

    def test_at_an_exercise_does_not_count(self, world):
        incident = incidents.opened(world, is_exercise=True)
        make.helped(world, incident_id=incident.pk)

        assert figures.get("links.help_given").value(self.scope(world)) == 0

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"until_at": NIGHT - HOUR}, "until_at"),
            ({"from_at": LATER + MINUTE}, "from_at"),
            ({"vehicles": -1}, "vehicles"),
            ({"other": " "}, "other"),
            ({"incident_id": 0}, "incident"),
        ],
    )
    def test_names_the_field_at_fault(self, world, wrong, field):
        with pytest.raises(Refused) as refusal:
            make.helped(world, **wrong)

        assert refusal.value.field == field
