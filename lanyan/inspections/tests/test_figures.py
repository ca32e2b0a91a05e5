"""Figures of this app: premises, checks and sites kept apart; a clue, a visit and a supervision count as no check."""

from datetime import datetime, timedelta

import pytest

from lanyan.inspections.actions import conduct, joint, plans, visits
from lanyan.inspections.actions.visits import Where
from lanyan.inspections.tests import make
from lanyan.kernel import figures
from lanyan.kernel.figures import Scope
from lanyan.kernel.periods import ZONE, parse
from lanyan.premises.models import CategoryMark

pytestmark = pytest.mark.django_db
KEYS = [
    "inspections.premises_checked", "inspections.checks", "inspections.joint_premises", "inspections.special_checks",
    "inspections.visits", "inspections.clues", "inspections.clues_confirmed", "inspections.supervisions",
]  # fmt: skip


@pytest.fixture
def world():
    return make.city()


def value(world, key, period="2026", unit=None):
    return figures.get(key).value(Scope.of((unit or world.detachment).path, parse(period)))


class TestChecks:
    def test_count_a_place_once_and_each_check(self, world):
        make.concluded(world)
        make.concluded(world)
        make.concluded(world, make.place(world))

        assert value(world, "inspections.premises_checked") == 2
        assert value(world, "inspections.checks") == 3
        assert value(world, "inspections.checks_as_needed") == 3
        assert value(world, "inspections.checks_spot_check") == 0

    def test_count_only_once_concluded(self, world):
        make.planned(world)
        make.notified(world)
        make.underway(world)

        assert value(world, "inspections.checks") == 0
        assert value(world, "inspections.due_checks") == 3

    def test_belong_to_the_year_in_which_they_were_concluded(self, world):
        eve = datetime(2026, 12, 31, 22, 59, 59, tzinfo=ZONE)
        make.concluded(world, at=eve)
        make.concluded(world, make.place(world), at=eve + timedelta(seconds=1))

        assert value(world, "inspections.checks", "2026") == 1
        assert value(world, "inspections.checks", "2027") == 1

    def test_stay_in_the_rate_when_they_were_not_done(self, world):
        from lanyan.inspections.actions.checks import record_not_done  # noqa: PLC0415 - one use

        make.concluded(world)
        record_not_done(inspection_id=make.planned(world).pk, reason="单位停业", at=make.MORNING, by=world.user)

        assert value(world, "inspections.due_share") == 0.5

    def test_are_counted_for_the_unit_that_supervises(self, world):
        make.concluded(world)
        other = make.city("1404")

        assert value(world, "inspections.checks", unit=world.battalion) == 1
        assert value(world, "inspections.checks", unit=other.detachment) == 0

    def test_of_a_drive_are_counted_in_times(self, world):
        drive = plans.make_drive(
            unit_id=world.battalion.pk, kind="HIGH_RISE", name="高层专项", since_date=make.TODAY, by=None
        )
        make.concluded(world, cause="SPECIAL", drive_id=drive.pk)
        make.concluded(world, cause="SPECIAL", drive_id=drive.pk)

        assert value(world, "inspections.special_high_rise") == 2
        assert value(world, "inspections.special_checks") == 2
        assert value(world, "inspections.premises_checked") == 1
        assert value(world, "inspections.special_heritage") == 0

    def test_of_several_departments_are_counted_by_place(self, world):
        inspection = make.answered(world, make.underway(world))
        part = joint.join_department(
            inspection_id=inspection.pk, department="市教育局", part="宿舍", people="刘敏", by=world.user
        )
        joint.sign_joint_part(part_id=part.pk, signed_name="刘敏", finding="", at=make.MORNING, by=world.user)
        conduct.conclude_check(
            inspection_id=inspection.pk, signature=make.signature(), result_words="符合", at=make.MORNING, by=world.user
        )
        make.concluded(world)

        assert value(world, "inspections.joint_premises") == 1
        assert value(world, "inspections.joint_checks") == 1

    def test_count_heritage_sites_by_the_facts_frozen_then(self, world):
        mark = CategoryMark.objects.create(
            premises=world.premises, category="HERITAGE_NATIONAL", since_date=make.LONG_AGO, grounds="declared"
        )
        make.concluded(world)
        CategoryMark.objects.filter(pk=mark.pk).update(until_date=make.TODAY + timedelta(days=30))

        assert value(world, "inspections.heritage_national") == 1
        assert value(world, "inspections.heritage_provincial") == 0


class TestWhatIsNoCheck:
    def test_counts_as_no_check(self, world):
        given = {"source_unit_id": world.station.pk, "by_kind": "STATION", "at": make.MORNING, "by": None}
        where = Where(world.premises.pk)
        visits.enter_visit(where=where, visitors="站员", visited_at=make.MORNING, words="走访", **given)
        clue = visits.report_clue(where=where, words="通道堆物", **given)
        visits.follow_clue(clue_id=clue.pk, scheduled_date=make.TODAY, at=make.MORNING, by=world.user)

        told = figures.together([figures.get(key) for key in KEYS], Scope.of(world.detachment.path, parse("2026")))

        assert {key for key, number in told.items() if number} == {"inspections.visits", "inspections.clues"}

    @pytest.mark.parametrize("key", KEYS)
    def test_takes_one_query_each(self, world, key, django_assert_num_queries):
        make.concluded(world)

        with django_assert_num_queries(1):
            value(world, key)

    def test_breakdowns_add_up(self, world):
        make.concluded(world)
        make.concluded(world, make.place(world))
        figure, scope = figures.get("inspections.checks"), Scope.of(world.detachment.path, parse("2026"))

        for dimension in figure.dimensions:
            assert sum(row.value for row in figure.by(dimension.key, scope)) == 2
            for row in figure.by(dimension.key, scope):
                assert figure.value(scope.held(dimension.key, row.key)) == row.value
