"""What is no check: visits, clues settled only by a check, supervision of units only, police transfers."""

from datetime import date, datetime, timedelta

import pytest
from django.db import ProgrammingError, transaction

from lanyan.inspections.actions import conduct, hazards, others, visits
from lanyan.inspections.actions.visits import Where
from lanyan.inspections.models import Clue, Hazard, Inspection, Supervision
from lanyan.inspections.tests import make
from lanyan.kernel.errors import Refused
from lanyan.kernel.periods import ZONE
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    city = make.city()
    city.town = units.unit("TOWNSHIP_STATION", "石梁镇应急消防管理站", city.battalion)
    city.office = units.unit("OUTSIDE", "市教育局", city.detachment)
    return city


def visit(world, **more):
    facts = {
        "where": Where(world.premises.pk),
        "source_unit_id": world.town.pk,
        "by_kind": "GRID",
        "visitors": "网格员郑秀",
        "visited_at": make.MORNING,
        "words": "后门上锁，已提醒",
        "at": make.MORNING,
        "by": None,
        **more,
    }
    return visits.enter_visit(**facts)


def clue(world, **more) -> Clue:
    facts = {
        "where": Where(world.premises.pk),
        "source_unit_id": world.town.pk,
        "by_kind": "GRID",
        "words": "后门长期上锁",
        "at": make.MORNING,
        "by": None,
        **more,
    }
    return visits.report_clue(**facts)


def follow(world, given: Clue, **more) -> Clue:
    return visits.follow_clue(clue_id=given.pk, scheduled_date=make.TODAY, at=make.MORNING, by=world.user, **more)


class TestVisits:
    def test_are_entered_and_are_no_checks(self, world):
        made = visit(world)

        assert (made.unit, made.source_unit) == (world.battalion, world.town)
        assert not Inspection.objects.exists()

    def test_may_be_at_a_place_in_words(self, world):
        made = visit(world, where=Where(None, "荷花路口出租房", world.battalion.pk))

        assert (made.premises, made.place_words) == (None, "荷花路口出租房")

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"where": Where()}, "place_words"),
            ({"where": Where(None, "某处")}, "unit"),
            ({"by_kind": "FUN"}, "by_kind"),
            ({"visitors": ""}, "visitors"),
            ({"words": " "}, "words"),
            ({"source_unit_id": 0}, "source_unit"),
            ({"visited_at": make.MORNING + timedelta(hours=1)}, "visited_at"),
        ],
    )
    def test_refuse_nonsense_by_field(self, world, more, field):
        with pytest.raises(Refused) as refusal:
            visit(world, **more)

        assert refusal.value.field == field

    def test_are_withdrawn_with_a_reason(self, world):
        made = visit(world)
        visits.withdraw_visit(visit_id=made.pk, reason="录错单位", at=make.MORNING, by=None)

        with pytest.raises(Refused, match="withdrawn"):
            visits.withdraw_visit(visit_id=made.pk, reason="再次", at=make.MORNING, by=None)


class TestClues:
    def test_become_a_hazard_only_through_a_concluded_check(self, world):
        followed = follow(world, clue(world))
        given = {"clue_id": followed.pk, "outcome_words": "确有隐患", "at": make.MORNING, "by": world.user}

        assert not Hazard.objects.exists()
        with pytest.raises(Refused, match="not concluded"):
            visits.settle_clue(confirmed=True, **given)

    def test_are_confirmed_by_a_hazard_that_the_check_found(self, world):
        inspection = make.underway(world)
        followed = follow(world, clue(world), inspection_id=inspection.pk)
        hazards.find(
            inspection_id=inspection.pk, clause="消防法第二十八条", words="安全出口上锁", place="后门",
            at=make.MORNING, by=world.user,
        )  # fmt: skip
        make.answered(world, inspection)
        conduct.conclude_check(
            inspection_id=inspection.pk,
            signature=make.signature(),
            result_words="发现隐患",
            at=make.MORNING,
            by=world.user,
        )

        settled = visits.settle_clue(
            clue_id=followed.pk, confirmed=True, outcome_words="已责令改正", at=make.MORNING, by=world.user
        )

        assert (settled.state, settled.told_source_at) == ("CONFIRMED", make.MORNING)

    def test_are_not_confirmed_by_a_check_that_found_nothing(self, world):
        inspection = make.underway(world)
        followed = follow(world, clue(world), inspection_id=inspection.pk)
        make.answered(world, inspection)
        conduct.conclude_check(
            inspection_id=inspection.pk, signature=make.signature(), result_words="无", at=make.MORNING, by=world.user
        )
        given = {"clue_id": followed.pk, "outcome_words": "未见上锁", "at": make.MORNING, "by": world.user}

        with pytest.raises(Refused, match="No hazard"):
            visits.settle_clue(confirmed=True, **given)
        assert visits.settle_clue(confirmed=False, **given).state == "UNFOUNDED"

    def test_bring_a_new_check_with_their_number_as_its_grounds(self, world):
        followed = follow(world, clue(world))

        assert followed.inspection.cause == "OTHER"
        assert followed.number in followed.inspection.cause_words
        assert not followed.inspection.counts_to_cap

    def test_wait_again_when_their_check_was_withdrawn(self, world):
        from lanyan.inspections.actions import checks  # noqa: PLC0415 - one use

        followed = follow(world, clue(world))
        with pytest.raises(Refused, match="stands"):
            visits.reopen_clue(clue_id=followed.pk, reason="检查取消", by=world.user)
        checks.withdraw_check(inspection_id=followed.inspection_id, reason="重复", at=make.MORNING, by=world.user)

        reopened = visits.reopen_clue(clue_id=followed.pk, reason="检查取消", by=world.user)

        assert (reopened.state, reopened.inspection) == ("OPEN", None)

    def test_need_premises_before_they_are_followed(self, world):
        unknown = clue(world, where=Where(None, "桥下仓库", world.battalion.pk))

        with pytest.raises(Refused) as refusal:
            follow(world, unknown)
        assert refusal.value.field == "premises"
        assert follow(world, unknown, premises_id=world.premises.pk).premises == world.premises

    def test_are_not_followed_by_a_check_of_another_place(self, world):
        elsewhere = make.planned(world, make.place(world))

        with pytest.raises(Refused) as refusal:
            follow(world, clue(world), inspection_id=elsewhere.pk)

        assert refusal.value.field == "inspection"

    def test_are_laid_aside_or_withdrawn_with_words(self, world):
        aside = visits.dismiss_clue(clue_id=clue(world).pk, reason="不属消防", at=make.MORNING, by=world.user)
        gone = visits.withdraw_clue(clue_id=clue(world).pk, reason="重复上报", at=make.MORNING, by=None)

        assert [aside.state, gone.state] == ["DISMISSED", "WITHDRAWN"]
        with pytest.raises(ProgrammingError), transaction.atomic():
            Clue.objects.filter(pk=aside.pk).update(state="CONFIRMED")


class TestSupervision:
    def enter(self, world, **more):
        facts = {
            "unit_id": world.detachment.pk,
            "object_id": world.office.pk,
            "matter": "校园消防安全责任落实",
            "led_by": "副支队长",
            "supervised_date": make.TODAY,
            "found": "台账不全",
            "asked": "一周内补齐",
            "due_date": make.TODAY + timedelta(days=7),
            "at": make.MORNING,
            "by": None,
            **more,
        }
        return others.enter_supervision(**facts)

    def test_is_answered_and_closed(self, world):
        made = self.enter(world)
        given = {"supervision_id": made.pk, "at": make.MORNING, "by": None}
        with pytest.raises(Refused, match="not been answered"):
            others.close_supervision(closing_words="完成", **given)
        others.answer_supervision(answer="已补齐", **given)

        assert others.close_supervision(closing_words="完成", **given).state == "CLOSED"

    def test_is_never_of_a_station_or_an_enterprise_team(self, world):
        team = units.unit("ENTERPRISE_TEAM", "化工企业队", world.battalion)

        for unit in (team, world.station, world.detachment):
            with pytest.raises(Refused) as refusal:
                self.enter(world, object_id=unit.pk)
            assert refusal.value.field == "object"
        made = self.enter(world)
        with pytest.raises(ProgrammingError), transaction.atomic():
            Supervision.objects.filter(pk=made.pk).update(object=team)

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"asked": ""}, "due_date"),
            ({"due_date": make.TODAY - timedelta(days=1)}, "due_date"),
            ({"supervised_date": make.TODAY + timedelta(days=1)}, "supervised_date"),
            ({"found": ""}, "found"),
        ],
    )
    def test_refuses_nonsense_by_field(self, world, more, field):
        with pytest.raises(Refused) as refusal:
            self.enter(world, **more)

        assert refusal.value.field == field

    def test_is_withdrawn_with_a_reason(self, world):
        made = self.enter(world)

        gone = others.withdraw_supervision(supervision_id=made.pk, reason="重复", at=make.MORNING, by=None)

        assert gone.state == "WITHDRAWN"


class TestPoliceTransfers:
    def receive(self, world, **more):
        facts = {
            "where": Where(world.premises.pk),
            "police_station": "府山派出所",
            "their_number": "衢公府移字〔2026〕3号",
            "matter": "UNLAWFUL_OPENING",
            "words": "歌厅未经检查擅自营业",
            "found_date": date(2026, 2, 12),
            "at": datetime(2026, 2, 13, 9, tzinfo=ZONE),
            "by": None,
            **more,
        }
        return others.receive_police_transfer(**facts)

    def test_compute_both_clocks_over_working_days(self, world):
        transfer = self.receive(world)

        # Spring Festival 2026: 15 to 23 February off, Saturday 14 and Saturday 28 February are worked.
        assert transfer.due_date == date(2026, 2, 25)
        assert transfer.their_due_date == date(2026, 2, 26)
        assert not transfer.came_late(date(2026, 2, 26))
        assert transfer.came_late(date(2026, 2, 27))
        assert transfer.is_overdue(date(2026, 2, 26))

    def test_are_received_once(self, world):
        self.receive(world)

        with pytest.raises(Refused) as refusal:
            self.receive(world)

        assert refusal.value.field == "their_number"

    @pytest.mark.parametrize(
        ("more", "field"),
        [({"matter": "FUN"}, "matter"), ({"found_date": date(2026, 2, 14)}, "found_date"), ({"words": ""}, "words")],
    )
    def test_refuse_nonsense_by_field(self, world, more, field):
        with pytest.raises(Refused) as refusal:
            self.receive(world, **more)

        assert refusal.value.field == field

    def test_are_answered_after_our_own_check(self, world):
        transfer = self.receive(world, at=make.MORNING)
        others.check_police_transfer(transfer_id=transfer.pk, scheduled_date=make.TODAY, at=make.MORNING, by=world.user)
        given = {"transfer_id": transfer.pk, "at": make.MORNING, "by": world.user}
        with pytest.raises(Refused, match="not concluded"):
            others.answer_police_transfer(outcome="已查处", **given)

        transfer.refresh_from_db()
        assert (transfer.state, transfer.inspection.cause) == ("CHECKING", "CASE")

    def test_are_sent_back_with_a_reason(self, world):
        transfer = self.receive(world)

        back = others.refuse_police_transfer(transfer_id=transfer.pk, reason="属住建职责", at=make.MORNING, by=None)

        assert (back.state, back.outcome) == ("REFUSED", "属住建职责")
