"""What is done to premises: entered, corrected, closed; what hangs on them; who approves; what is refused."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from lanyan.kernel import audit, search
from lanyan.kernel.errors import Refused
from lanyan.premises import actions, queries, risk
from lanyan.premises.actions import PremisesFacts
from lanyan.premises.models import CategoryMark, Facility, Premises, PrePlanRevision, ResponsiblePerson
from lanyan.premises.tests import make
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db
DAY, AT = make.DAY, make.AT


@pytest.fixture
def city():
    return units.city()


@pytest.fixture
def record(city) -> Premises:
    return make.premises(city.battalion, "老王餐馆", credit_code="91350100M000100Y43")


class TestCreatePremises:
    def test_gives_numbers_of_the_county_and_a_name_that_is_found(self, city):
        one, other = make.premises(city.battalion, "老王餐馆"), make.premises(city.battalion, "锦江宾馆")
        head = units.user("battalion_head", city.battalion)

        assert [one.number, other.number] == ["330802-000001", "330802-000002"]
        for text in ("老王", "lwcg", "330802-000001"):
            assert one.pk in [hit.record_id for hit in search.find(head, text)]
        assert search.find(units.stranger("inspector"), "老王") == []
        assert audit.history(one)[0].act == "premises.create_premises"

    @pytest.mark.parametrize(
        ("field", "more"),
        [
            ("name", {"name": "  "}),
            ("name", {"name": "字" * 121}),
            ("credit_code", {"credit_code": "91350100M000100Y44"}),
            ("kind", {"kind": "CASTLE"}),
            ("department", {"department": "NASA"}),
            ("phone", {"phone": "call me"}),
            ("division_code", {"division_code": "柯城"}),
            ("lat", {"lon": 118.8}),
            ("lon", {"lon": 500.0, "lat": 28.9}),
            ("floor_area_m2", {"floor_area_m2": -1.0}),
            ("floor_area_m2", {"floor_area_m2": float("nan")}),
            ("largest_floor_m2", {"floor_area_m2": 10.0, "largest_floor_m2": 20.0}),
            ("beds", {"beds": 5_000_000}),
            ("unit", {"unit_id": 10**9}),
        ],
    )
    def test_refuses_what_cannot_be_and_names_the_field(self, city, field, more):
        facts = {"name": "老王餐馆", "unit_id": city.battalion.pk, **more}

        with pytest.raises(Refused) as refusal:
            actions.create_premises(facts=PremisesFacts(**facts), at=AT, by=None)

        assert refusal.value.field == field
        assert not Premises.objects.exists()

    def test_leaves_a_credit_code_that_nobody_knows_null_for_many(self, city):
        made = [make.premises(city.battalion) for _one in range(2)]

        assert {one.credit_code for one in made} == {None}


class TestChangePremises:
    def test_writes_what_differs_into_the_history(self, record):
        facts = PremisesFacts(name="老王酒楼", unit_id=record.unit_id, kind="RESTAURANT", seats=120)

        actions.change_premises(premises_id=record.pk, facts=facts, at=AT, by=None)

        told = {(old, new) for _label, old, new in audit.history(record)[0].changes}
        assert ("老王餐馆", "老王酒楼") in told
        assert (None, 120) in told
        record.refresh_from_db()
        assert record.number == "330802-000001"


class TestClosing:
    def test_needs_a_reason_and_a_day_after_the_opening_and_can_be_taken_back(self, record):
        for typed, field in (({"reason": " "}, "reason"),):
            with pytest.raises(Refused) as refusal:
                actions.close_premises(premises_id=record.pk, closed_date=DAY, **typed, by=None)
            assert refusal.value.field == field
        actions.close_premises(premises_id=record.pk, closed_date=DAY, reason="停业", by=None)
        with pytest.raises(Refused):
            actions.close_premises(premises_id=record.pk, closed_date=DAY, reason="停业", by=None)

        actions.reopen_premises(premises_id=record.pk, reason="复业", by=None)

        record.refresh_from_db()
        assert (record.state, record.closed_date) == ("OPEN", None)

    def test_past_the_action_is_refused_by_the_database(self, record):
        with pytest.raises(IntegrityError), transaction.atomic():
            Premises.objects.filter(pk=record.pk).update(state="CLOSED")
        Facility.objects.create(premises=record, kind="ALARM", state="MISSING")
        with pytest.raises(DatabaseError), transaction.atomic():
            Facility.objects.update(state="SWITCHED_OFF")


class TestCategories:
    def test_are_proposed_with_the_reason_and_borne_once_confirmed(self, city):
        mall = make.premises(city.battalion, "南湖商场", kind="MALL", floor_area_m2=1500.0)
        proposed = {one.category: one.rule for one in queries.proposals(mall)}

        mark = actions.confirm_category(
            premises_id=mall.pk, category="KEY_UNIT", rule="KEY-MALL", since_date=DAY, at=AT, by=None
        )

        assert {"KEY_UNIT", "CROWDED", "PUBLIC_GATHERING"} <= proposed.keys()
        assert (mark.grounds, mark.grounds_version) == ("KEY-MALL", "2001")
        assert "KEY_UNIT" not in {one.category for one in queries.proposals(mall)}
        assert Premises.objects.of_category("KEY_UNIT").get() == mall

    def test_follow_the_numbers_of_the_province(self, city):
        fuzhou = units.city("3501", "福州")
        here = make.premises(city.battalion, kind="MALL", floor_area_m2=1500.0)
        there = make.premises(fuzhou.battalion, kind="MALL", floor_area_m2=1500.0)

        assert "KEY_UNIT" in {one.category for one in queries.proposals(here)}
        assert "KEY_UNIT" not in {one.category for one in queries.proposals(there)}

    def test_come_from_the_building_too(self, city, record):
        tower = make.building(city.battalion, heritage_level="PROVINCIAL")
        actions.add_occupancy(premises_id=record.pk, building_id=tower.pk, at=AT, by=None)

        found = {one.category for one in queries.proposals(record)}

        assert tower.high_rise == "FIRST"
        assert {"HIGH_RISE_1", "HERITAGE_PROVINCIAL", "KEY_UNIT"} <= found

    def test_without_a_rule_need_a_note_and_by_a_rule_that_does_not_speak_are_refused(self, record):
        typed = {"premises_id": record.pk, "category": "HIGH_RISK", "since_date": DAY, "at": AT, "by": None}

        with pytest.raises(Refused) as without:
            actions.confirm_category(**typed)
        with pytest.raises(Refused) as wrong:
            actions.confirm_category(**typed, rule="KEY-MALL")
        actions.confirm_category(**typed, note="衢消〔2026〕3号")
        with pytest.raises(Refused) as twice:
            actions.confirm_category(**typed, note="again")

        assert [one.value.field for one in (without, wrong, twice)] == ["note", "rule", "category"]

    def test_end_on_a_day_and_were_borne_before_it(self, record):
        mark = actions.confirm_category(
            premises_id=record.pk, category="HIGH_RISK", since_date=DAY, note="x", at=AT, by=None
        )

        actions.end_category(mark_id=mark.pk, until_date=DAY + timedelta(9), reason="降级", at=AT, by=None)

        assert CategoryMark.objects.on(DAY + timedelta(8)).exists()
        assert not CategoryMark.objects.on(DAY + timedelta(9)).exists()
        assert not Premises.objects.of_category("HIGH_RISK").exists()
        assert Premises.objects.of_category("HIGH_RISK", on=DAY).exists()


class TestPersons:
    def test_of_one_office_follow_each_other(self, record):
        for name, day in (("王建国", DAY), ("李小明", DAY + timedelta(30))):
            actions.add_person(premises_id=record.pk, role="RESPONSIBLE", name=name, since_date=day, at=AT, by=None)

        assert [one.name for one in ResponsiblePerson.objects.on(DAY + timedelta(5))] == ["王建国"]
        assert [one.name for one in ResponsiblePerson.objects.on(DAY + timedelta(30))] == ["李小明"]

    def test_in_the_control_room_are_several(self, record):
        for name in ("王建国", "李小明"):
            actions.add_person(premises_id=record.pk, role="CONTROL_ROOM", name=name, at=AT, by=None)

        assert ResponsiblePerson.objects.filter(until_date=None).count() == 2

    def test_are_withdrawn_with_a_reason_and_stay(self, record):
        person = actions.add_person(premises_id=record.pk, role="OTHER", name="王", at=AT, by=None)

        actions.withdraw_person(person_id=person.pk, reason="录错", at=AT, by=None)

        assert not ResponsiblePerson.objects.standing().exists()
        assert ResponsiblePerson.objects.get().withdrawn_reason == "录错"


class TestFacilities:
    def test_stand_as_somebody_saw_them_last_and_since_when(self, record):
        facility = actions.add_facility(premises_id=record.pk, kind="ALARM", place="一楼", at=AT, by=None)

        actions.state_facility(facility_id=facility.pk, state="FAULTY", note="主机故障", at=AT, by=None)
        actions.state_facility(facility_id=facility.pk, state="FAULTY", at=AT + timedelta(3), by=None)

        facility.refresh_from_db()
        assert (facility.state, facility.state_since_date) == ("FAULTY", DAY)

    @pytest.mark.parametrize(("field", "more"), [("kind", {"kind": "DRAGON"}), ("state", {"state": "FINE"})])
    def test_of_no_known_kind_or_state_are_refused(self, record, field, more):
        with pytest.raises(Refused) as refusal:
            actions.add_facility(premises_id=record.pk, **{"kind": "ALARM", **more}, at=AT, by=None)

        assert refusal.value.field == field


class TestOccupancies:
    def test_keep_the_history_of_both(self, city, record):
        old, new = make.building(city.battalion, "旧楼"), make.building(city.battalion, "新楼")
        first = actions.add_occupancy(premises_id=record.pk, building_id=old.pk, floors="1", at=AT, by=None)
        actions.end_occupancy(occupancy_id=first.pk, until_date=DAY, at=AT, by=None)
        actions.add_occupancy(premises_id=record.pk, building_id=new.pk, floors="2", since_date=DAY, at=AT, by=None)

        with pytest.raises(Refused):
            actions.withdraw_building(building_id=new.pk, reason="拆除", at=AT, by=None)
        actions.withdraw_building(building_id=old.pk, reason="拆除", at=AT, by=None)

        assert [one.building.name for one in record.occupancies.on(DAY)] == ["新楼"]
        assert [one.building.name for one in record.occupancies.on(DAY - timedelta(1))] == ["旧楼"]


class TestPlans:
    def test_are_approved_by_another_than_their_author_and_replaced_by_the_next(self, city, record):
        writer, head = units.user("inspector", city.battalion), units.user("battalion_head", city.battalion)
        first = make.plan(record, city.battalion, writer)
        with pytest.raises(Refused):
            actions.approve_plan(revision_id=first.pk, at=AT, by=writer)

        actions.approve_plan(revision_id=first.pk, at=AT, by=head)
        second = actions.revise_plan(plan_id=first.plan_id, at=AT, by=writer)
        actions.approve_plan(revision_id=second.pk, at=AT + timedelta(1), by=head)

        first.refresh_from_db()
        assert (first.state, first.replaced_at) == ("REPLACED", AT + timedelta(1))
        assert PrePlanRevision.objects.in_force().get() == second
        assert second.overview == first.overview

    def test_are_not_written_on_when_in_force_and_have_one_draft(self, city, record):
        writer, head = units.user("inspector", city.battalion), units.user("battalion_head", city.battalion)
        revision = make.plan(record, city.battalion, writer)
        with pytest.raises(Refused):
            actions.revise_plan(plan_id=revision.plan_id, at=AT, by=writer)
        actions.approve_plan(revision_id=revision.pk, at=AT, by=head)

        with pytest.raises(Refused):
            actions.save_draft(revision_id=revision.pk, parts={}, at=AT, by=writer)
        with pytest.raises(IntegrityError), transaction.atomic():
            PrePlanRevision.objects.filter(pk=revision.pk).update(author=head)

    def test_that_say_nothing_are_not_approved(self, city, record):
        revision = make.plan(record, city.battalion, None, deployment=" ")

        with pytest.raises(Refused):
            actions.approve_plan(revision_id=revision.pk, at=AT, by=None)


class TestFamiliarisations:
    def test_answer_all_six_parts_and_not_applicable_is_an_answer(self, city, record):
        visit = make.visit(record, city.station, ORGANISATION="NA")

        assert visit.answers["ORGANISATION"] == "NA"
        with pytest.raises(Refused) as refusal:
            make.visit(record, city.station, WATER="YES", ROADS="")
        assert refusal.value.field == "ROADS"

    def test_of_tomorrow_are_refused(self, city, record):
        with pytest.raises(Refused) as refusal:
            actions.enter_familiarisation(
                premises_id=record.pk, unit_id=city.station.pk, visited_at=AT + timedelta(1), headcount=5, answers={},
                at=AT, by=None,
            )  # fmt: skip

        assert refusal.value.field == "visited_at"


class TestRisk:
    def test_follows_what_is_known_and_what_upper_floors_say(self, city, record, monkeypatch):
        readers = dict(risk.readers())
        readers["above"] = lambda ids: {record.pk: [(30, "三处隐患未改")]} if record.pk in ids else {}
        monkeypatch.setattr(risk, "_readers", readers)
        actions.add_facility(premises_id=record.pk, kind="ALARM", state="SWITCHED_OFF", at=AT, by=None)

        found = queries.risks([record.pk], at=AT)[record.pk]

        record.refresh_from_db()
        assert record.risk_points == found.points == 45
        assert found.reasons[0] == (30, "三处隐患未改")

    def test_is_not_kept_in_the_history(self, record):
        before = len(audit.history(record))

        actions.add_facility(premises_id=record.pk, kind="ALARM", state="MISSING", at=AT, by=None)
        actions.refresh_all_risk(at=AT)

        assert len(audit.history(record)) == before


class TestAsOfADay:
    def test_shows_what_was_recorded_and_what_held_then(self, city):
        record = make.premises(city.battalion, "老王餐馆", at=AT)
        today = date.today()  # noqa: DTZ011 - the database stamps the history with its own day
        actions.add_person(
            premises_id=record.pk, role="MANAGER", name="王", since_date=today - timedelta(5), at=AT, by=None
        )
        family = Premises.objects.family(record.pk)

        now = queries.as_of(record, family, today)
        before = queries.as_of(record, family, today - timedelta(3))

        assert now.facts.name == "老王餐馆"
        assert before.facts is None
        assert [one.name for one in before.persons] == ["王"]
