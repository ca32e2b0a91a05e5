"""Check plans: made and submitted by one, approved by another; the cap asked twice; filled by risk; drives."""

from datetime import date, timedelta

import pytest

from lanyan.inspections.actions import plans
from lanyan.inspections.actions.plans import Planned
from lanyan.inspections.models import CheckPlan, Inspection, PlanItem
from lanyan.inspections.tests import make
from lanyan.kernel import workdays
from lanyan.kernel.errors import Refused

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 10)


@pytest.fixture
def world():
    return make.city()


@pytest.fixture
def plan(world) -> CheckPlan:
    return plans.make_check_plan(
        unit_id=world.battalion.pk, period="2026-06", title="六月检查计划", at=make.MORNING, by=world.user
    )


def add(world, plan, premises=None, day=DAY, **more):
    planned = Planned((premises or world.premises).pk, day, **more)
    return plans.add_planned_check(plan_id=plan.pk, planned=planned, by=world.user)


def submit(world, plan):
    return plans.submit_check_plan(plan_id=plan.pk, at=make.MORNING, by=world.user)


def approve(world, plan, by=None):
    return plans.approve_check_plan(plan_id=plan.pk, at=make.MORNING, by=by or world.head)


class TestMakeCheckPlan:
    @pytest.mark.parametrize(("period", "days"), [("2026", 365), ("2026Q3", 92), ("2026-06", 30)])
    def test_is_for_a_year_a_quarter_or_a_month(self, world, period, days):
        made = plans.make_check_plan(unit_id=world.battalion.pk, period=period, title="计划", at=make.MORNING, by=None)

        assert (made.until_date - made.since_date).days == days

    @pytest.mark.parametrize("period", ["2026-06-10", "soon", "2026-04", "2025"])
    def test_refuses_a_day_nonsense_and_what_is_over(self, world, period):
        with pytest.raises(Refused) as refusal:
            plans.make_check_plan(unit_id=world.battalion.pk, period=period, title="计划", at=make.MORNING, by=None)

        assert refusal.value.field == "period"


class TestApproval:
    def test_makes_a_check_of_each_row(self, world, plan):
        item = add(world, plan)
        submit(world, plan)

        approved = approve(world, plan)

        inspection = PlanItem.objects.get(pk=item.pk).inspection
        assert (inspection.cause, inspection.scheduled_date, inspection.plan) == ("PLANNED", DAY, approved)
        assert (approved.state, approved.approved_by) == ("APPROVED", world.head)

    def test_is_refused_to_who_made_or_submitted_it(self, world, plan):
        add(world, plan)
        plans.submit_check_plan(plan_id=plan.pk, at=make.MORNING, by=world.other_user)

        for by in (world.user, world.other_user):
            with pytest.raises(Refused, match="does not approve"):
                approve(world, plan, by)
        assert not Inspection.objects.exists()

    def test_asks_the_cap_again_and_names_the_row(self, world, plan):
        add(world, plan)
        submit(world, plan)
        drive = plans.make_drive(unit_id=world.battalion.pk, kind="EBIKE", name="电动车", since_date=DAY, by=None)
        for _number in range(2):
            make.planned(world, cause="SPECIAL", drive_id=drive.pk)

        with pytest.raises(Refused, match="城南商场, 2026-06-10"):
            approve(world, plan)

        assert CheckPlan.objects.get(pk=plan.pk).state == "SUBMITTED"

    def test_sends_back_with_a_reason_that_is_shown_until_submitted_again(self, world, plan):
        add(world, plan)
        submit(world, plan)
        plans.return_check_plan(plan_id=plan.pk, reason="重点单位不足", by=world.head)
        assert CheckPlan.objects.get(pk=plan.pk).returned_reason == "重点单位不足"

        assert submit(world, plan).returned_reason == ""

    def test_needs_something_to_approve(self, world, plan):
        with pytest.raises(Refused, match="no check yet"):
            submit(world, plan)


class TestItsRows:
    def test_stop_at_the_cap_also_within_the_draft(self, world, plan):
        add(world, plan)
        add(world, plan, day=DAY + timedelta(days=1))

        with pytest.raises(Refused, match="at most 2"):
            add(world, plan, day=DAY + timedelta(days=2))

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"day": date(2026, 7, 1)}, "scheduled_date"),
            ({"day": date(2026, 5, 31)}, "scheduled_date"),
            ({"form": "FUN"}, "form"),
            ({"checklist": "FUN"}, "checklist"),
        ],
    )
    def test_refuse_nonsense_by_field(self, world, plan, more, field):
        with pytest.raises(Refused) as refusal:
            add(world, plan, **more)

        assert refusal.value.field == field

    def test_are_of_places_the_unit_supervises(self, world, plan):
        elsewhere = make.places.premises(world.detachment, "支队直管单位")

        with pytest.raises(Refused) as refusal:
            add(world, plan, elsewhere)

        assert refusal.value.field == "premises"

    def test_are_taken_out_with_a_reason_and_never_of_an_approved_plan(self, world, plan):
        first, second = add(world, plan), add(world, plan, make.place(world))
        plans.withdraw_planned_check(item_id=first.pk, reason="近期已查", at=make.MORNING, by=world.user)
        submit(world, plan)
        approve(world, plan)

        assert Inspection.objects.count() == 1
        with pytest.raises(Refused, match="Only a draft"):
            plans.withdraw_planned_check(item_id=second.pk, reason="晚了", at=make.MORNING, by=world.user)


class TestFillPlan:
    def test_spreads_places_over_working_days_and_says_who_was_left_out(self, world, plan):
        many = [make.place(world) for _number in range(6)]
        closed = make.place(world, "已停业")
        from lanyan.premises.actions import close_premises  # noqa: PLC0415 - one use

        close_premises(premises_id=closed.pk, closed_date=make.TODAY, reason="停业", by=None)

        filled = plans.fill_plan(
            plan_id=plan.pk,
            premises_ids=[each.pk for each in (*many, closed)],
            form="SPOT_CHECK",
            on=make.TODAY,
            by=None,
        )

        days = list(PlanItem.objects.filter(plan=plan).values_list("scheduled_date", flat=True))
        assert (filled.added, [name for name, _why in filled.left_out]) == (6, ["已停业"])
        assert len(set(days)) == 6
        assert all(workdays.is_workday(day) and plan.since_date <= day < plan.until_date for day in days)


class TestDrives:
    def test_label_checks_until_they_end(self, world):
        drive = plans.make_drive(
            unit_id=world.detachment.pk, kind="HERITAGE", name="文物建筑专项", since_date=DAY, by=None
        )
        inspection = make.planned(world, cause="SPECIAL", drive_id=drive.pk)
        plans.end_drive(drive_id=drive.pk, reason="专项结束", at=make.MORNING, by=world.head)

        assert inspection.drive == drive
        with pytest.raises(Refused) as refusal:
            make.planned(world, cause="SPECIAL", drive_id=drive.pk)
        assert refusal.value.field == "drive"

    @pytest.mark.parametrize(
        ("more", "field"),
        [({"kind": "FUN"}, "kind"), ({"name": " "}, "name"), ({"until_date": DAY - timedelta(days=1)}, "until_date")],
    )
    def test_refuse_nonsense_by_field(self, world, more, field):
        given = {"unit_id": world.battalion.pk, "kind": "SCHOOL", "name": "校园", "since_date": DAY, **more}

        with pytest.raises(Refused) as refusal:
            plans.make_drive(**given, by=None)

        assert refusal.value.field == field
