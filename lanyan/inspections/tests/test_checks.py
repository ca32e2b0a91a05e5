"""Checks before they begin: planned, staffed, notified, withdrawn, not done; the cap; joint checks."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from lanyan.inspections import caps, checklists
from lanyan.inspections.actions import checks, draws, joint
from lanyan.inspections.actions.checks import Wanted
from lanyan.inspections.models import Inspection, JointPart
from lanyan.inspections.tests import make
from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.premises.models import CategoryMark

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make.city()


def refusal_of(act, **given) -> str:
    with pytest.raises(Refused) as refusal:
        act(**given)
    return refusal.value.field


def withdraw(inspection, world, reason="重复安排"):
    return checks.withdraw_check(inspection_id=inspection.pk, reason=reason, at=make.MORNING, by=world.user)


class TestPlanCheck:
    def test_writes_the_check_down_with_its_people_and_its_history(self, world):
        inspection = make.planned(world)

        assert inspection.number == "3308-JC-2026-00001"
        assert (inspection.unit, inspection.state) == (world.battalion, "PLANNED")
        staff = [(each.person, each.part, bool(each.certificate_number)) for each in inspection.staff.standing()]
        assert staff == [(world.lead, "LEAD", True), (world.second, "SECOND", True)]
        newest = audit.history(inspection)[0]
        assert (newest.act, newest.who) == ("inspections.plan_check", "周明")

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"cause": "PLANNED"}, "cause"),
            ({"cause": "DRAWN"}, "cause"),
            ({"cause": "FUN"}, "cause"),
            ({"cause_words": " "}, "cause_words"),
            ({"cause": "SPECIAL"}, "drive"),
            ({"form": "FUN"}, "form"),
            ({"checklist": "FUN"}, "checklist"),
            ({"scheduled_date": make.TODAY - timedelta(days=1)}, "scheduled_date"),
            ({"drive_id": 999}, "drive"),
        ],
    )
    def test_refuses_nonsense_by_field(self, world, more, field):
        assert refusal_of(make.planned, world=world, **more) == field
        assert not Inspection.objects.exists()

    def test_proposes_the_checklist_of_the_categories(self, world):
        school, plain = make.place(world, "第三小学"), make.place(world, "老李五金店")
        for category in ("KEY_UNIT", "SCHOOL"):
            CategoryMark.objects.create(
                premises=school, category=category, since_date=make.LONG_AGO, grounds=CategoryMark.DECLARED
            )

        assert make.planned(world, school, checklist="").checklist == "SCHOOL"
        assert make.planned(world, plain, checklist="").checklist == "GENERAL"

    def test_has_real_checklists_with_a_clause_at_each_item(self, world):
        for code, _words in checklists.choices():
            items = checklists.items(code, checklists.checked(code).version)
            assert 8 <= len(items) <= 20, code
            assert all(item.facts["clause"] and item.source for item in items)


class TestTheCap:
    def special(self, world, premises=None, **more):
        from lanyan.inspections.actions import plans  # noqa: PLC0415 - one use

        drive = plans.make_drive(
            unit_id=world.battalion.pk, kind="SCHOOL", name=f"专项{next(make._numbers)}", since_date=make.TODAY, by=None
        )
        return make.planned(world, premises, cause="SPECIAL", drive_id=drive.pk, **more)

    def test_refuses_the_check_that_passes_it_with_count_and_reason(self, world):
        self.special(world)
        self.special(world)

        with pytest.raises(Refused, match=r"城南商场 is planned or checked 2 times in 2026; at most 2") as refusal:
            self.special(world)

        assert refusal.value.field == "premises"

    def test_leaves_complaints_and_cases_outside_where_the_local_rule_says_so(self, world):
        self.special(world)
        self.special(world)

        outside = make.planned(world, cause="CASE", cause_words="案件核查")

        assert not outside.counts_to_cap
        assert caps.standing(world.premises, 2026).counted == 2

    def test_counts_all_places_of_one_social_credit_code(self, world):
        first = make.place(world, "连锁超市一店", credit_code="91330800MA28F1QT39")
        second = make.place(world, "连锁超市二店", credit_code="91330800MA28F1QT39")
        self.special(world, first)
        self.special(world, second)

        assert caps.standing(first, 2026).is_full

    def test_gives_back_what_was_withdrawn_or_lies_in_another_year(self, world):
        withdraw(self.special(world), world)
        self.special(world, scheduled_date=make.TODAY.replace(year=2027))
        self.special(world)

        assert caps.standing(world.premises, 2026).counted == 1

    def test_refuses_nothing_where_none_is_entered(self):
        other = make.city("1101")
        for _number in range(4):
            self.special(other)

        assert caps.standing(other.premises, 2026).most is None


class TestAssignStaff:
    def assign(self, world, carrying, assisting=()):
        inspection = make.planned(world)
        return checks.assign_staff(
            inspection_id=inspection.pk,
            carrying=[each.pk for each in carrying],
            assisting=[each.pk for each in assisting],
            at=make.MORNING,
            by=world.user,
        )

    def test_replaces_people_and_keeps_who_was_there(self, world):
        inspection = self.assign(world, [world.second, world.third], [world.clerk])

        parts = {member.person.name: member.part for member in inspection.staff.standing()}
        assert parts == {"陈立": "LEAD", "王海": "SECOND", "李文": "ASSISTANT"}
        assert inspection.staff.exclude(withdrawn_at=None).count() == 2

    def test_refuses_whoever_may_only_assist(self, world):
        government = make.person(world.battalion, "赵强", "GOVERNMENT_FULL_TIME")
        lapsed = make.person(world.battalion, "孙亮", licensed=False)
        make.licence(lapsed, until=make.TODAY)

        for person, why in ((world.clerk, "established"), (government, "established"), (lapsed, "certificate")):
            with pytest.raises(Refused, match=why) as refusal:
                self.assign(world, [world.lead, person])
            assert refusal.value.field == "carrying"

    def test_refuses_one_alone_and_the_same_twice(self, world):
        for carrying in ([world.lead], [world.lead, world.lead]):
            with pytest.raises(Refused, match="at least two"):
                self.assign(world, carrying)

    def test_refuses_the_recused(self, world):
        draws.enter_recusal(
            person_id=world.second.pk,
            premises_id=world.premises.pk,
            reason="近亲属任职",
            at=make.MORNING,
            by=world.head,
        )

        with pytest.raises(Refused, match="recused"):
            make.planned(world)

    def test_is_over_once_the_check_has_begun(self, world):
        inspection = make.underway(world)

        with pytest.raises(Refused, match="has begun"):
            checks.assign_staff(
                inspection_id=inspection.pk, carrying=[world.lead.pk, world.third.pk], at=make.MORNING, by=world.user
            )


class TestTheNotice:
    def test_is_entered_once_with_its_number(self, world):
        inspection = make.notified(world)

        assert inspection.state == "NOTIFIED"
        with pytest.raises(Refused, match="not possible"):
            checks.notify_check(
                inspection_id=inspection.pk, notice_number="X", notice_date=make.TODAY, at=make.MORNING, by=world.user
            )

    def test_refuses_a_number_that_stands_at_another_check(self, world):
        first, second = make.notified(world), make.planned(world)
        given = {"notice_date": make.TODAY, "at": make.MORNING, "by": world.user}

        for number in (first.notice_number, "  "):
            field = refusal_of(checks.notify_check, inspection_id=second.pk, notice_number=number, **given)
            assert field == "notice_number"

    def test_is_not_of_tomorrow(self, world):
        given = {"notice_number": "Y", "notice_date": make.TODAY + timedelta(days=1), "at": make.MORNING, "by": None}

        assert refusal_of(checks.notify_check, inspection_id=make.planned(world).pk, **given) == "notice_date"


class TestWhatIsNotDone:
    def test_stays_as_a_row_with_its_reason(self, world):
        inspection = make.planned(world)

        checks.record_not_done(inspection_id=inspection.pk, reason="单位停业装修", at=make.MORNING, by=world.user)

        kept = Inspection.objects.get(pk=inspection.pk)
        assert (kept.state, kept.not_done_reason) == ("NOT_DONE", "单位停业装修")

    def test_needs_a_reason(self, world):
        given = {"inspection_id": make.planned(world).pk, "at": make.MORNING, "by": world.user}

        assert refusal_of(checks.record_not_done, reason=" ", **given) == "reason"
        assert refusal_of(checks.withdraw_check, reason="", **given) == "reason"

    def test_is_refused_once_concluded(self, world):
        inspection = make.concluded(world)

        for act in (checks.record_not_done, checks.withdraw_check):
            with pytest.raises(Refused, match="concluded"):
                act(inspection_id=inspection.pk, reason="误录", at=make.MORNING, by=world.user)


class TestTheDatabase:
    def test_refuses_a_state_that_no_move_leads_to(self, world):
        inspection = make.planned(world)

        with pytest.raises(ProgrammingError), transaction.atomic():
            Inspection.objects.filter(pk=inspection.pk).update(state="CONCLUDED")
        with pytest.raises(ProgrammingError), transaction.atomic():
            Inspection.objects.filter(pk=inspection.pk).delete()

    def test_refuses_a_conclusion_without_signature(self, world):
        inspection = make.underway(world)

        with pytest.raises(IntegrityError), transaction.atomic():
            Inspection.objects.filter(pk=inspection.pk).update(
                state="CONCLUDED", concluded_at=make.MORNING, told_at=make.MORNING, credentials_shown_at=make.MORNING
            )


class TestJointChecks:
    def join(self, world, inspection, department="住房和城乡建设局"):
        return joint.join_department(
            inspection_id=inspection.pk, department=department, part="燃气使用", people="刘敏、何军", by=world.user
        )

    def test_hold_each_departments_part_and_signature(self, world):
        part = self.join(world, make.planned(world))

        joint.sign_joint_part(part_id=part.pk, signed_name="刘敏", finding="软管老化", at=make.MORNING, by=world.user)

        kept = JointPart.objects.get(pk=part.pk)
        assert (kept.signed_name, kept.finding) == ("刘敏", "软管老化")
        assert list(Inspection.objects.joint()) == [kept.inspection]

    def test_hold_each_department_once_unless_withdrawn(self, world):
        inspection = make.planned(world)
        part = self.join(world, inspection)
        given = {"inspection_id": inspection.pk, "department": "住房和城乡建设局", "part": "燃气", "people": "刘敏"}

        assert refusal_of(joint.join_department, **given, by=None) == "department"
        joint.withdraw_joint_part(part_id=part.pk, reason="另行安排", at=make.MORNING, by=world.user)
        assert not Inspection.objects.joint().exists()
        assert self.join(world, inspection).pk != part.pk

    def test_wait_for_every_signature_before_they_conclude(self, world):
        inspection = make.answered(world, make.underway(world))
        self.join(world, inspection)

        from lanyan.inspections.actions.conduct import why_not_conclude  # noqa: PLC0415 - one use

        assert "住房和城乡建设局" in why_not_conclude(inspection)


class TestTwoAtOnce:
    def test_wanted_is_a_plain_value(self, world):
        wanted = Wanted(world.premises.pk, "AS_NEEDED", "OTHER", make.TODAY, cause_words="领导交办")

        first = checks.plan_check(wanted=wanted, at=make.MORNING, by=None)
        second = checks.plan_check(wanted=wanted, at=make.MORNING, by=None)

        assert first.number != second.number
