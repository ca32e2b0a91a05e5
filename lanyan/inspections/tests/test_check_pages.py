"""Pages: lists with fixed numbers of queries, records, forms of every verb, panels, search; closed to strangers."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.urls import reverse
from django.utils import timezone

from lanyan.inspections.actions import draws, others, plans, visits
from lanyan.inspections.actions.draws import Asked
from lanyan.inspections.actions.plans import Planned
from lanyan.inspections.actions.visits import Where
from lanyan.inspections.models import CheckPlan, Clue, Draw, Inspection, Supervision, Visit
from lanyan.inspections.tests import make
from lanyan.kernel import search
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db
LISTS = ("checks", "plans", "draws", "recusals", "drives", "visits", "clues", "supervisions", "police")


@pytest.fixture
def world():
    city = make.city()
    city.at = timezone.now()
    city.day = timezone.localdate()
    city.office = units.unit("OUTSIDE", "柯城区教育局", city.battalion)
    return city


@pytest.fixture
def head(client, world):
    """The battalion head's browser, in English."""
    client.force_login(world.head)
    client.cookies["lanyan_language"] = "en"
    return client


def page(name, *args):
    return reverse(f"inspections:{name}", args=args)


def filled(world) -> dict:
    """One record of every kind."""
    where, given = Where(world.premises.pk), {"at": world.at, "by": None}
    who = {"source_unit_id": world.station.pk, "by_kind": "STATION"}
    check = make.planned(world, at=world.at)
    visit = visits.enter_visit(where=where, visitors="站员", visited_at=world.at, words="走访", **who, **given)
    clue = visits.report_clue(where=where, words="通道堆物", **who, **given)
    plan = plans.make_check_plan(unit_id=world.battalion.pk, period=str(world.day.year + 1), title="年度", **given)
    drive = plans.make_drive(unit_id=world.battalion.pk, kind="EBIKE", name="专项", since_date=world.day, by=None)
    recusal = draws.enter_recusal(person_id=world.third.pk, premises_id=make.place(world).pk, reason="亲属", **given)
    asked = Asked(world.battalion.pk, "双随机", 1, world.day, "seed-of-pages")
    draw = draws.make_draw(asked=asked, at=world.at, by=world.user)
    supervision = others.enter_supervision(
        unit_id=world.battalion.pk, object_id=world.office.pk, matter="校园", led_by="大队长",
        supervised_date=world.day, found="台账不全", **given,
    )  # fmt: skip
    police = others.receive_police_transfer(
        where=where, police_station="府山派出所", their_number=f"移{check.pk}", matter="OTHER", words="擅自营业",
        found_date=world.day, **given,
    )  # fmt: skip
    return {
        "check": check.pk, "visit": visit.pk, "clue": clue.pk, "plan": plan.pk, "drive": drive.pk, "draw": draw.pk,
        "run_again": draw.pk, "supervision": supervision.pk, "police_transfer": police.pk, "recusal": recusal.pk,
    }  # fmt: skip


class TestLists:
    @pytest.mark.parametrize("name", LISTS)
    def test_show_their_rows_and_their_excel_file(self, head, world, name):
        filled(world)

        assert head.get(page(name)).status_code == HTTPStatus.OK
        assert head.get(page(name) + "?export=xlsx").headers["Content-Type"].endswith("sheet")

    def test_of_checks_take_the_same_queries_for_one_as_for_thirty(self, head, world, django_assert_num_queries):
        make.planned(world, at=world.at)
        head.get(page("checks"))
        with django_assert_num_queries(QUERIES):
            head.get(page("checks"))
        for _number in range(30):
            make.planned(world, make.place(world), at=world.at)

        with django_assert_num_queries(QUERIES):
            head.get(page("checks"))

    @pytest.mark.parametrize(
        ("query", "shown"),
        [
            ("", True),
            ("q=城南", True),
            ("q=城北", False),
            ("state=PLANNED", True),
            ("state=CONCLUDED", False),
            ("cause=COMPLAINT", True),
            ("cause=DRAWN", False),
            ("form=AS_NEEDED", True),
            ("overdue=true", False),
            ("joint=true", False),
            ("joint=false", True),
            ("period=1999", False),
            ("period=nonsense", False),
        ],
    )
    def test_of_checks_filter(self, head, world, query, shown):
        make.planned(world, at=world.at)

        assert ("城南商场" in head.get(f"{page('checks')}?{query}").content.decode()) == shown

    def test_of_another_unit_stay_out(self, client, world):
        filled(world)
        client.force_login(units.stranger("battalion_head"))

        for name in LISTS:
            assert "城南商场" not in client.get(page(name)).content.decode()


class TestRecords:
    def test_open_for_who_may_look_and_for_nobody_else(self, client, world):
        records = filled(world)
        del records["recusal"]
        client.force_login(units.user("leader", world.detachment))
        for name, pk in records.items():
            assert client.get(page(name, pk)).status_code == HTTPStatus.OK, name

        client.force_login(units.stranger("leader"))
        for name, pk in records.items():
            assert client.get(page(name, pk)).status_code == HTTPStatus.NOT_FOUND, name

        client.force_login(units.user("publicity", world.detachment))
        for name, pk in records.items():
            assert client.get(page(name, pk)).status_code == HTTPStatus.FORBIDDEN, name

    def test_of_a_draw_say_that_it_is_the_same_again(self, head, world):
        records = filled(world)

        assert "Run again" in head.get(page("run_again", records["draw"])).content.decode()


class TestForms:
    FORMS = (
        ("plan_check", None), ("assign_staff", "check"), ("notify_check", "check"), ("withdraw_check", "check"),
        ("record_not_done", "check"), ("join_department", "check"), ("start_check", "check"), ("make_plan", None),
        ("add_planned_check", "plan"), ("fill_plan", "plan"), ("submit_plan", "plan"), ("approve_plan", "plan"),
        ("return_plan", "plan"), ("withdraw_plan", "plan"), ("make_drive", None), ("end_drive", "drive"),
        ("make_draw", None), ("approve_draw", "draw"), ("publish_draw", "draw"), ("withdraw_draw", "draw"),
        ("enter_recusal", None), ("withdraw_recusal", "recusal"), ("enter_visit", None), ("withdraw_visit", "visit"),
        ("clue_of_visit", "visit"), ("report_clue", None), ("follow_clue", "clue"), ("settle_clue", "clue"),
        ("reopen_clue", "clue"), ("dismiss_clue", "clue"), ("withdraw_clue", "clue"), ("enter_supervision", None),
        ("answer_supervision", "supervision"), ("close_supervision", "supervision"),
        ("withdraw_supervision", "supervision"), ("receive_police", None), ("check_police", "police_transfer"),
        ("answer_police", "police_transfer"), ("refuse_police", "police_transfer"),
    )  # fmt: skip

    def test_all_open_and_none_saves_an_empty_one(self, head, world):
        records = filled(world)

        for name, of in self.FORMS:
            address = page(name, *([records[of]] if of else []))
            assert head.get(address).status_code == HTTPStatus.OK, name
            if name not in ("submit_plan", "approve_plan", "approve_draw", "start_check"):
                assert head.post(address, {"x": "1"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY, name

    def test_all_are_closed_to_who_may_only_look(self, client, world):
        records = filled(world)
        client.force_login(units.user("auditor", world.detachment))

        for name, of in self.FORMS:
            address = page(name, *([records[of]] if of else []))
            assert client.get(address).status_code == HTTPStatus.FORBIDDEN, name

    def test_plan_a_check_from_the_number_of_the_premises(self, head, world):
        typed = {
            "premises": world.premises.number, "form": "COMPLAINT", "cause": "COMPLAINT", "cause_words": "12345转办",
            "scheduled_date": world.day, "checklist": "",
        }  # fmt: skip

        head.post(page("plan_check"), typed)

        assert Inspection.objects.get().premises == world.premises

    def test_name_the_places_where_several_fit(self, head, world):
        make.place(world, "城南商场二店")
        typed = {"premises": "商场", "form": "COMPLAINT", "cause": "CASE", "scheduled_date": world.day}

        text = head.post(page("plan_check"), typed).content.decode()

        assert "城南商场二店" in text
        assert not Inspection.objects.exists()

    def test_choose_people_draw_and_approve(self, head, client, world):
        inspection = make.planned(world, at=world.at)
        head.post(page("assign_staff", inspection.pk), {"lead": world.third.pk, "second": world.lead.pk})
        typed = {
            "unit": world.battalion.pk, "title": "双随机", "wanted": 1, "scheduled_date": world.day,
            "form": "SPOT_CHECK",
        }  # fmt: skip
        head.post(page("make_draw"), typed)
        draw = Draw.objects.get()
        head.post(page("approve_draw", draw.pk))

        assert inspection.staff.standing().get(part="LEAD").person == world.third
        assert Draw.objects.get().state == "DRAWN"
        client.force_login(units.user("battalion_head", world.battalion))
        client.post(page("approve_draw", draw.pk))
        assert Draw.objects.get().state == "APPROVED"
        assert len(draw.seed) == 32

    def test_make_fill_submit_and_approve_a_plan(self, head, client, world):
        year = world.day.year + 1
        typed = {"unit": world.battalion.pk, "period": str(year), "title": "年度检查计划"}
        head.post(page("make_plan"), typed)
        plan = CheckPlan.objects.get()
        planned = Planned(world.premises.pk, world.day.replace(year=year, month=6, day=1))
        plans.add_planned_check(plan_id=plan.pk, planned=planned, by=world.head)
        head.post(page("fill_plan", plan.pk), {"category": "KEY_UNIT", "count": 5, "form": "SPOT_CHECK"})
        head.post(page("submit_plan", plan.pk))
        client.force_login(units.user("battalion_head", world.battalion))
        client.post(page("approve_plan", plan.pk))

        assert CheckPlan.objects.get().state == "APPROVED"
        assert Inspection.objects.get().cause == "PLANNED"

    def test_enter_visits_clues_and_supervision(self, head, world):
        where = {"premises": world.premises.number, "source_unit": world.station.pk, "by_kind": "STATION"}
        head.post(
            page("enter_visit"),
            {**where, "visitors": "何志远", "visited_at": "2026-05-13T09:00", "words": "走访宣传"},
        )
        head.post(page("clue_of_visit", Visit.objects.get().pk), {**where, "words": "通道堆物"})
        clue = Clue.objects.get()
        head.post(page("follow_clue", clue.pk), {"scheduled_date": world.day})
        typed = {
            "unit": world.battalion.pk, "object": world.office.pk, "matter": "校园", "led_by": "大队长",
            "supervised_date": world.day, "found": "台账不全",
        }  # fmt: skip
        head.post(page("enter_supervision"), typed)

        clue.refresh_from_db()
        assert (clue.visit, clue.state) == (Visit.objects.get(), "FOLLOWED")
        assert Supervision.objects.get().object == world.office


class TestPanels:
    def test_show_the_checks_the_cap_and_what_was_there_on_a_day(self, head, world):
        make.planned(world, at=world.at)
        address = page("premises_checks", world.premises.pk)

        assert "3308-JC" in head.get(address).content.decode()
        assert "0 of 2" in head.get(address).content.decode()
        before = world.day - timedelta(days=1)
        assert "3308-JC" not in head.get(f"{address}?on={before}").content.decode()
        assert head.get(f"{address}?on=yesterday").status_code == HTTPStatus.OK

    def test_are_closed_to_the_next_county(self, client, world):
        client.force_login(units.stranger("battalion_head"))

        for name in ("premises_checks", "premises_visits"):
            assert client.get(page(name, world.premises.pk)).status_code == HTTPStatus.NOT_FOUND


class TestSearch:
    def test_finds_a_check_by_its_place_for_those_who_may_see_it(self, world):
        inspection = make.planned(world, at=world.at)

        found = [entry for entry in search.find(world.user, "城南商场") if entry.kind == "inspection"]

        assert [entry.record_id for entry in found] == [inspection.pk]
        assert not [each for each in search.find(units.stranger("inspector"), "城南商场") if each.kind == "inspection"]


QUERIES = 10
