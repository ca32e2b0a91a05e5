"""Raising, results, correcting, closing, re-opening, withdrawing."""

from datetime import timedelta
from decimal import Decimal

import pytest

from lanyan.incidents import actions, rules
from lanyan.incidents.models import Incident
from lanyan.incidents.tests import make
from lanyan.incidents.tests.make import NIGHT, SCENE
from lanyan.kernel import audit, search
from lanyan.kernel.errors import Refused

pytestmark = pytest.mark.django_db
LATER = NIGHT + timedelta(hours=3)


@pytest.fixture
def world():
    return make.city()


class TestRaising:
    def test_goes_up_only_by_whom_and_why(self, world):
        incident = make.opened(world)
        actions.raise_level(incident_id=incident.pk, level=3, reason="过火约 900 m²", at=LATER, by=world.commander)

        with pytest.raises(Refused, match="only be raised"):
            actions.raise_level(incident_id=incident.pk, level=2, reason="小了", at=LATER, by=world.commander)

        entry = audit.history(Incident.objects.get(pk=incident.pk))[0]
        assert (entry.who, entry.reason) == ("郑国锋", "过火约 900 m²")

    def test_a_fire_has_five_levels_and_a_rescue_four(self, world):
        rescue = make.opened(world, kind="RESCUE", subkind="RESCUE-ROAD", level=1, facts={})

        with pytest.raises(Refused, match="between 1 and 4"):
            actions.raise_level(incident_id=rescue.pk, level=5, reason="…", at=LATER, by=world.commander)


class TestResult:
    def test_absent_stays_null_and_zero_is_said(self, world):
        incident = make.opened(world)
        result = {"rescued": "2", "evacuated": "", "property_protected": "2600.50", "dead": 0}
        incident = actions.record_result(incident_id=incident.pk, result=result, at=LATER, by=world.taker)

        assert (incident.rescued, incident.evacuated, incident.dead) == (2, None, 0)
        assert incident.property_protected == Decimal("2600.50")

    @pytest.mark.parametrize(
        ("name", "value"), [("rescued", -1), ("rescued", "1.5"), ("property_saved", "NaN"), ("property_saved", "1.005")]
    )
    def test_what_is_no_count_or_amount_is_refused_by_name(self, world, name, value):
        incident = make.opened(world)

        with pytest.raises(Refused) as refusal:
            actions.record_result(incident_id=incident.pk, result={name: value}, at=LATER, by=world.taker)

        assert refusal.value.field == name


class TestClosing:
    def test_is_refused_while_a_vehicle_is_away(self, world):
        order = make.ordered(world)
        make.stamped(world, order, *SCENE)

        with pytest.raises(Refused, match="1 vehicles are not back"):
            actions.close_incident(incident_id=order.incident_id, at=LATER, by=world.taker)

    def test_needs_no_replenished_vehicle(self, world):
        order = make.ordered(world)
        make.stamped(world, order, *SCENE, "available", "returned")
        incident = actions.close_incident(incident_id=order.incident_id, at=LATER, by=world.taker)

        assert incident.status == rules.CLOSED

    def test_what_is_closed_changes_only_as_a_revision_with_a_reason(self, world):
        incident = make.finished(world, rescued=1)

        with pytest.raises(Refused, match="correct it"):
            actions.record_result(incident_id=incident.pk, result={"rescued": 2}, at=LATER, by=world.taker)
        with pytest.raises(Refused, match="reason"):
            actions.correct_incident(
                incident_id=incident.pk, changes={"rescued": 2}, reason="", at=LATER, by=world.taker
            )
        actions.correct_incident(
            incident_id=incident.pk, changes={"rescued": 2}, reason="漏记一人", at=LATER, by=world.taker
        )

        entry = audit.history(Incident.objects.get(pk=incident.pk))[0]
        assert (entry.label, entry.reason) == ("Correct an incident", "漏记一人")
        assert [(old, new) for _label, old, new in entry.changes] == [(1, 2)]

    def test_it_can_be_opened_again_with_a_reason(self, world):
        incident = make.finished(world)
        incident = actions.reopen_incident(incident_id=incident.pk, reason="复燃", at=LATER, by=world.taker)

        assert (incident.status, incident.closed_at) == (rules.OPEN, None)


class TestWithdrawing:
    def test_takes_it_out_of_what_counts_and_keeps_it_readable(self, world):
        incident = make.finished(world)
        actions.withdraw_incident(incident_id=incident.pk, reason="重复录入", at=LATER, by=world.taker)

        assert not Incident.objects.counted().exists()
        assert Incident.objects.visible_to(world.leader).filter(pk=incident.pk).exists()

    def test_is_refused_while_vehicles_are_bound_to_it(self, world):
        order = make.ordered(world)

        with pytest.raises(Refused, match="bound"):
            actions.withdraw_incident(incident_id=order.incident_id, reason="…", at=LATER, by=world.taker)


class TestFinding:
    def test_by_number_address_initials_and_phone_but_callers_only_with_the_right(self, world):
        incident = make.opened(world)

        for text in (incident.number, "0001", "锦桂苑", "jgy", "锦桂苑 7"):
            assert incident.pk in [hit.record_id for hit in search.find(world.taker, text) if hit.kind == "incident"]
        assert [hit.kind for hit in search.find(world.taker, "13800006612")] == ["call"]
        assert search.find(world.leader, "13800006612") == []

    def test_not_by_a_stranger(self, world):
        incident = make.opened(world)
        elsewhere = make.city("1404")

        assert search.find(elsewhere.taker, incident.number) == []
        assert not Incident.objects.visible_to(elsewhere.taker).exists()
