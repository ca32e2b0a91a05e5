"""Dispatch plans: versions, what can be changed when and by whom at once, wrong cells, what differs."""

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone, translation

from lanyan.incidents import actions, plan_rows, plans, rules
from lanyan.incidents.actions import PlanFacts
from lanyan.incidents.models import DispatchPlan, PlanRow
from lanyan.incidents.plan_rows import Row, Typed, WrongRows
from lanyan.incidents.tests.make_plans import FACTS, NOW, changed, drafted, held
from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return units.city()


class TestMaking:
    def test_begins_with_the_starting_table_and_says_that_it_is_one(self, city):
        plan = actions.make_plan(unit_id=city.detachment.pk, at=NOW, by=None)

        assert (plan.state, plan.version, plan.is_starter, plan.changed_at) == (rules.DRAFT, 1, True, NOW)
        assert plan.source == "local starting value, to be settled by the detachment"
        assert {row.key for row in plans.rows_of(plan)} == {row.key for row in plans.starter()}
        assert audit.history(plan)[0].act == "incidents.make_plan"

    def test_counts_versions_unit_by_unit_and_counts_withdrawn_ones_too(self, city):
        first = drafted(city.detachment)
        actions.withdraw_plan(plan_id=first.pk, reason="录入有误", at=NOW, by=None)

        numbers = [drafted(unit).version for unit in (city.detachment, city.battalion, city.detachment)]

        assert numbers == [2, 1, 3]

    def test_copies_another_version_with_what_is_written_over_it(self, city):
        base = held(city.detachment, ("FIRE", 2, "people", 33), each_soonest=True)

        copy = actions.make_plan(unit_id=city.battalion.pk, from_plan_id=base.pk, at=NOW, by=None)

        assert (copy.name, copy.source, copy.each_soonest, copy.is_starter) == (FACTS.name, FACTS.source, True, False)
        assert plans.rows_of(copy) == plans.rows_of(base)

    @pytest.mark.parametrize("which", ["station", "nobody"])
    def test_is_refused_for_anything_but_a_detachment_or_battalion(self, city, which):
        with pytest.raises(Refused) as refusal:
            actions.make_plan(unit_id=city.station.pk if which == "station" else 0, at=NOW, by=None)

        assert refusal.value.field == "unit"

    def test_from_a_plan_that_is_not_there_is_refused(self, city):
        with pytest.raises(Refused) as refusal:
            actions.make_plan(unit_id=city.detachment.pk, from_plan_id=0, at=NOW, by=None)

        assert refusal.value.field == "base"


class TestChanging:
    def test_replaces_the_table_and_writes_only_what_differs(self, city):
        plan = drafted(city.detachment, ("FIRE", 1, "people", 10), ("FIRE", 2, "people", 25), ("FIRE", 3, "rescue", 1))
        before = {row.level: row.pk for row in plan.rows.all()}

        changed(plan, ("FIRE", 1, "people", 10), ("FIRE", 2, "people", 30), ("ASSIST", "", "people", 3))

        after = {row.level: (row.pk, row.quantity) for row in plan.rows.all()}
        assert after.keys() == {1, 2, None}
        assert (after[1], after[2]) == ((before[1], 10), (before[2], 30))
        acts = [entry.act for entry in audit.history(plan.rows.get(level=2))]
        assert acts == ["incidents.change_rows", "incidents.make_plan"]

    def test_of_a_table_alone_stands_in_the_history_of_the_plan(self, city):
        plan = drafted(city.detachment, ("FIRE", 1, "people", 10))
        later = NOW + timedelta(minutes=3)

        actions.change_rows(plan_id=plan.pk, facts=FACTS, rows=[], at=later, by=None)

        assert audit.history(plan)[0].act == "incidents.change_rows"
        assert DispatchPlan.objects.get().changed_at == later

    @pytest.mark.parametrize(
        ("cells", "column", "reason"),
        [
            ({"kind": ""}, "kind", "is missing"),
            ({"kind": "WAR"}, "kind", "“WAR” is not in the list"),
            ({"capability": "luck"}, "capability", "“luck” is not in the list"),
            ({"capability": None}, "capability", "is missing"),
            ({"quantity": ""}, "quantity", "is missing"),
            ({"quantity": "若干"}, "quantity", "“若干” is not a number above 0"),
            ({"quantity": 0}, "quantity", "is not a number above 0"),
            ({"quantity": -2}, "quantity", "is not a number above 0"),
            ({"quantity": "nan"}, "quantity", "is not a number above 0"),
            ({"quantity": "inf"}, "quantity", "is not a number above 0"),
            ({"quantity": 10_001}, "quantity", "up to 10,000"),
            ({"quantity": True}, "quantity", "“True” is not a number"),
            ({"level": 6}, "level", "“6” is not a level from 1 to 5"),
            ({"level": 1.5}, "level", "is not a level"),
            ({"kind": "RESCUE", "level": 5}, "level", "from 1 to 4"),
            ({"kind": "ASSIST"}, "level", "only fire and rescue have a level"),
            ({"subkind": "RESCUE-ROAD"}, "subkind", "is not in the list"),
            ({"place_class": "moon"}, "place_class", "is not in the list"),
            ({"kind": "RESCUE", "place_class": "high_rise"}, "place_class", "only fires have an object"),
        ],
    )
    def test_refuses_each_wrong_cell_by_row_column_and_reason(self, city, cells, column, reason):
        plan = drafted(city.detachment, ("FIRE", 1, "people", 10))
        good = {"kind": "FIRE", "level": 2, "capability": "people", "quantity": 25}
        rows = [Typed(1, good | {"level": 3}), Typed(2, good | cells)]

        with pytest.raises(WrongRows) as refusal:
            actions.change_rows(plan_id=plan.pk, facts=FACTS, rows=rows, at=NOW, by=None)

        (fault,) = refusal.value.faults
        assert (fault.row, fault.column) == (2, column)
        assert reason in fault.reason
        assert str(fault).startswith("Row 2, ")
        assert [row.quantity for row in plan.rows.all()] == [10]

    def test_tells_all_faults_at_once_and_what_is_said_twice(self):
        with translation.override("en"), pytest.raises(WrongRows) as refusal:
            plan_rows.read(
                [
                    Typed(1, {"kind": "FIRE", "capability": "people", "quantity": "x"}),
                    Typed(2, {"kind": "FIRE", "capability": "people", "quantity": 1}),
                    Typed(3, {"kind": "Fire fighting", "capability": "乘员", "quantity": 2, "level": ""}),
                ]
            )

        assert list(map(str, refusal.value.faults)) == [
            "Row 1, quantity (People carried): “x” is not a number above 0 and up to 10,000",
            "Row 3, capability (People carried): says the same as row 2",
        ]

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            (PlanFacts(" ", "x"), "name"),
            (PlanFacts("x" * 61, "x"), "name"),
            (PlanFacts("x", ""), "source"),
            (PlanFacts("x", "x" * 201), "source"),
        ],
    )
    def test_refuses_what_is_written_over_it_by_field(self, city, facts, field):
        plan = drafted(city.detachment)

        with pytest.raises(Refused) as refusal:
            actions.change_rows(plan_id=plan.pk, facts=facts, rows=[], at=NOW, by=None)

        assert refusal.value.field == field

    def test_is_over_once_it_is_in_force_and_the_database_says_so_too(self, city):
        plan = held(city.detachment, ("FIRE", 1, "people", 10))

        with pytest.raises(Refused, match="Only a draft"):
            changed(plan, ("FIRE", 1, "people", 12))
        for act in (
            lambda: plan.rows.update(quantity=12),
            lambda: plan.rows.all().delete(),
            lambda: PlanRow.objects.create(plan=plan, kind="FIRE", capability="people", quantity=1),
        ):
            with pytest.raises(DatabaseError, match="only while it is a draft"), transaction.atomic():
                act()

    def test_takes_no_more_rows_than_any_city_needs(self):
        row = {"kind": "FIRE", "capability": "people", "quantity": 1}

        with pytest.raises(Refused, match="More than 2000 rows"):
            plan_rows.read(Typed(number, row) for number in range(plan_rows.MOST_ROWS + 1))


class TestPuttingInForce:
    def test_ends_what_the_unit_had_at_the_same_instant(self, city):
        first = held(city.detachment, ("FIRE", 1, "people", 10))
        later = NOW + timedelta(days=30)

        second = held(city.detachment, ("FIRE", 1, "people", 12), at=later)

        first.refresh_from_db()
        assert (first.state, first.since_at, first.ended_at) == (rules.PLAN_ENDED, NOW, later)
        assert (second.state, second.since_at, second.ended_at) == (rules.IN_FORCE, later, None)
        assert audit.history(first)[0].act == "incidents.put_in_force"

    def test_leaves_other_units_plans_alone(self, city):
        theirs = held(city.battalion, ("FIRE", 1, "people", 10))

        held(city.detachment, ("FIRE", 1, "people", 12))

        theirs.refresh_from_db()
        assert theirs.state == rules.IN_FORCE

    def test_is_refused_without_a_row_and_for_anything_but_a_draft(self, city):
        empty = drafted(city.detachment, is_starter=True)
        plan = held(city.detachment, ("FIRE", 1, "people", 10))

        for wrong, said in ((empty, "without rows"), (plan, "is in force")):
            with pytest.raises(Refused, match=said):
                actions.put_in_force(plan_id=wrong.pk, at=NOW, by=None)
        with pytest.raises(Refused, match="is in force"):
            actions.withdraw_plan(plan_id=plan.pk, reason="不要了", at=NOW, by=None)
        with pytest.raises(DatabaseError), transaction.atomic():
            DispatchPlan.objects.filter(pk=plan.pk).update(state=rules.DRAFT, since_at=None)
        with pytest.raises(DatabaseError), transaction.atomic():
            plan.delete()

    def test_withdrawing_needs_a_reason(self, city):
        with pytest.raises(Refused) as refusal:
            actions.withdraw_plan(plan_id=drafted(city.detachment).pk, reason=" ", at=NOW, by=None)

        assert refusal.value.field == "reason"


@pytest.mark.django_db(transaction=True)
class TestTwoPeople:
    def test_who_put_two_drafts_in_force_at_once_leave_one_in_force_and_one_ended(self):
        city = units.city()
        drafts = [drafted(city.detachment, ("FIRE", 1, "people", quantity)) for quantity in (10, 12)]
        both, answers = threading.Barrier(2), []

        def put(plan):
            try:
                both.wait()
                answers.append(actions.put_in_force(plan_id=plan.pk, at=timezone.now(), by=None).state)
            finally:
                connection.close()

        threads = [threading.Thread(target=put, args=(plan,)) for plan in drafts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert answers == [rules.IN_FORCE] * 2
        ended, force = DispatchPlan.objects.order_by("state")
        assert (ended.state, force.state) == (rules.PLAN_ENDED, rules.IN_FORCE)
        assert ended.since_at <= ended.ended_at == force.since_at

    def test_who_make_two_drafts_at_once_get_two_numbers(self):
        city = units.city()
        both = threading.Barrier(2)

        def begin():
            try:
                both.wait()
                actions.make_plan(unit_id=city.detachment.pk, at=NOW, by=None)
            finally:
                connection.close()

        threads = [threading.Thread(target=begin) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(DispatchPlan.objects.values_list("version", flat=True)) == [1, 2]


class TestTheTable:
    def test_lays_lines_out_with_what_stood_before(self):
        older = [Row("FIRE", "", "", 1, "people", 10), Row("FIRE", "", "high_rise", None, "ladder_m", 32)]
        newer = [Row("FIRE", "", "", 1, "people", 12), Row("ASSIST", "ASSIST-DOOR", "", None, "people", 3)]

        table = plans.table(newer, older)

        assert [code for code, _label, _unit in table.columns] == ["people", "ladder_m"]
        assert [(line.title, what, cell.before, cell.now) for line, what, cell in table.changes] == [
            ("fire level 1", "People carried", 10, 12),
            ("Fire fighting every level · high-rise", "Ladder", 32, None),
            ("public assistance · Opening a door", "People carried", None, 3),
        ]
        assert [line.is_gone for _kind, lines in table.groups for line in lines] == [False, True, False]

    def test_says_for_which_incidents_a_plan_asks_nothing(self):
        rows = [Row("FIRE", "", "", None, "people", 10), Row("RESCUE", "", "", 1, "people", 6)]

        assert plans.unsaid(rows)[:3] == ["rescue level 2", "rescue level 3", "rescue level 4"]
        assert plans.unsaid(plans.starter()) == []

    def test_of_a_version_is_compared_with_what_stood_on_its_ground(self, city):
        above = held(city.detachment, ("FIRE", 1, "people", 10))
        first = held(city.battalion, ("FIRE", 1, "people", 11), at=NOW + timedelta(days=1))
        second = held(city.battalion, ("FIRE", 1, "people", 12), at=NOW + timedelta(days=2))
        draft = drafted(city.battalion, ("FIRE", 1, "people", 13))

        assert [plans.before(plan) for plan in (above, first, second, draft)] == [None, above, first, second]
