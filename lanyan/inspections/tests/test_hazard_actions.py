"""Hazards: one identity from found to closed; orders, re-checks, extension; the terms that run beside."""

from datetime import date, datetime
from threading import Thread

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, InternalError

from lanyan.inspections.actions import hazards, serving, terms
from lanyan.inspections.models import Extension, Hazard, Paper, Recheck, Term
from lanyan.inspections.rules import checks, clock
from lanyan.inspections.tests import cast
from lanyan.inspections.tests.cast import CHECKED, DAY, HOUR
from lanyan.kernel import audit, codes
from lanyan.kernel.errors import Refused
from lanyan.kernel.models import Code
from lanyan.kernel.periods import ZONE, midnight
from lanyan.units.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return cast.city()


@pytest.fixture
def local_rule():
    Code.objects.create(
        list="extension_rules", code="ZJ-1", label_zh="地方规定", label_en="local rule", source="test", version="1",
        facts={"place": "3308", "most_days": "30"},
    )  # fmt: skip
    codes._table.cache_clear()
    yield
    codes._table.cache_clear()


def term(record, code):
    return Term.objects.of(record).get(code=code)


class TestFind:
    def test_belongs_to_the_checks_place_and_unit_and_tells_who(self, city):
        hazard = cast.find(city)

        assert (hazard.premises, hazard.unit, hazard.status) == (city.premises, city.battalion, "FOUND")
        assert hazard.number == "3308-YH-2026-00001"
        assert audit.history(hazard)[0].who == "张检"
        assert audit.history(hazard)[0].act == "inspections.find_hazard"

    def test_starts_the_term_of_the_notice_from_the_check(self, city):
        cast.find(city)
        cast.find(city, "灭火器过期")

        running = term(city.check, "notice_by_date")
        assert running.since_at == CHECKED
        assert running.last_day == date(2026, 3, 10)
        assert running.person == city.inspector

    @pytest.mark.parametrize("state", [checks.PLANNED, checks.NOTIFIED])
    def test_is_refused_before_the_check_has_begun(self, city, state):
        instants = {"notified_at": CHECKED} if state == checks.NOTIFIED else {"notified_at": None}
        check = cast.inspection(city)
        check.pk, check.number, check.state, check.started_at = None, "3308-JC-2026-00009", state, None
        for name, value in instants.items():
            setattr(check, name, value)
        check.save(force_insert=True)

        with pytest.raises(Refused) as refusal:
            cast.find(city, check=check)

        assert refusal.value.field == "inspection"

    def test_needs_words_and_a_clause(self, city):
        for field in ("words", "clause"):
            facts = {"words": "x", "clause": "y", field: "  "}
            with pytest.raises(Refused) as refusal:
                hazards.find(inspection_id=city.check.pk, **facts, at=CHECKED + HOUR, by=city.inspector)
            assert refusal.value.field == field


class TestOnTheSpot:
    def test_put_right_on_the_spot_is_still_recorded_and_asks_for_no_notice(self, city):
        hazard = cast.find(city)

        hazards.fix_on_spot(hazard_id=hazard.pk, at=CHECKED + 2 * HOUR, by=city.inspector)

        hazard.refresh_from_db()
        assert (hazard.status, hazard.ended_at) == ("FIXED_ON_SPOT", CHECKED + 2 * HOUR)
        assert term(city.check, "notice_by_date").dropped_at is not None
        assert not Paper.objects.exists()


class TestOrders:
    def test_one_notice_orders_all_hazards_of_the_check_by_a_date(self, city):
        found = [cast.find(city), cast.find(city, "灭火器过期")]

        paper = hazards.order_by_date(
            hazard_ids=[one.pk for one in found], due_date=date(2026, 3, 20), at=CHECKED + 2 * HOUR, by=city.inspector
        )

        assert set(paper.hazards.all()) == set(found)
        assert len(paper.content["items"]) == 2
        assert "2026年3月20日前改正" in paper.content["closing"]
        assert set(Hazard.objects.values_list("status", flat=True)) == {"ORDERED_BY_DATE"}

    def test_the_re_check_is_due_three_working_days_after_the_term(self, city):
        hazard = cast.ordered(city, date(2026, 3, 20))

        assert term(hazard, "recheck").last_day == date(2026, 3, 25)

    def test_the_notices_term_is_met_by_its_service_and_not_by_its_making(self, city):
        cast.ordered(city)
        before = term(city.check, "notice_by_date").met_at
        served = CHECKED + DAY

        serving.serve(
            paper_id=Paper.objects.get().pk, receiver="赵经理", signature=cast.signature(), at=served, by=city.inspector
        )

        assert before is None
        assert term(city.check, "notice_by_date").met_at == served

    def test_a_date_in_the_past_is_refused_and_nothing_is_written(self, city):
        hazard = cast.find(city)

        with pytest.raises(Refused) as refusal:
            hazards.order_by_date(
                hazard_ids=[hazard.pk], due_date=date(2026, 3, 4), at=CHECKED + 2 * HOUR, by=city.inspector
            )

        hazard.refresh_from_db()
        assert refusal.value.field == "due_date"
        assert hazard.status == "FOUND"
        assert not Paper.objects.exists()

    def test_hazards_of_two_places_do_not_stand_on_one_notice(self, city):
        other = cast.premises_make.premises(city.battalion, "第二商场")
        there = cast.find(city, check=cast.inspection(city, premises=other))

        with pytest.raises(Refused) as refusal:
            hazards.order_at_once(hazard_ids=[cast.find(city).pk, there.pk], at=CHECKED + 2 * HOUR, by=city.inspector)

        assert refusal.value.field == "hazards"


class TestRecheck:
    def recheck(self, city, hazard, fixed, words="", at=CHECKED + 15 * DAY, officers=None):
        return hazards.recheck(
            results=[(hazard.pk, fixed, words)], officer_ids=officers or city.officers, at=at, by=city.inspector
        )

    def test_put_right_closes_the_same_hazard_and_meets_the_term(self, city):
        hazard = cast.ordered(city)

        paper = self.recheck(city, hazard, True)

        hazard.refresh_from_db()
        assert (hazard.status, Hazard.objects.count()) == ("CLOSED", 1)
        assert term(hazard, "recheck").met_at == CHECKED + 15 * DAY
        assert paper.kind.code == "RECHECK"
        assert "已改正" in paper.content["items"][0]

    def test_not_put_right_it_stays_the_same_hazard_and_is_ordered_again(self, city):
        hazard = cast.ordered(city)
        self.recheck(city, hazard, False, "仍然上锁")

        hazards.order_by_date(
            hazard_ids=[hazard.pk], due_date=date(2026, 3, 30), at=CHECKED + 16 * DAY, by=city.inspector
        )

        hazard.refresh_from_db()
        assert (hazard.status, hazard.due_date) == ("ORDERED_BY_DATE", date(2026, 3, 30))
        assert Hazard.objects.count() == 1
        assert Recheck.objects.get().officer_names == "张检、李检"

    def test_not_put_right_needs_words(self, city):
        hazard = cast.ordered(city)

        with pytest.raises(Refused) as refusal:
            self.recheck(city, hazard, False)

        assert refusal.value.field == "words"

    def test_one_officer_is_not_enough_and_who_lacks_the_certificate_does_not_count(self, city):
        hazard = cast.ordered(city)
        clerk = cast.officer(city.battalion, "文员", category="CLERK")
        lapsed = cast.officer(city.battalion, "过期", until=date(2026, 1, 1))

        for officers in ([city.zhang.pk], [city.zhang.pk, clerk.pk], [city.zhang.pk, lapsed.pk]):
            with pytest.raises(Refused) as refusal:
                self.recheck(city, hazard, True, officers=officers)
            assert refusal.value.field == "officers"

    def test_reported_earlier_it_is_due_earlier_and_the_hands_stay_the_same(self, city):
        hazard = cast.ordered(city)

        hazards.report_fixed(hazard_id=hazard.pk, words="已拆除", at=datetime(2026, 3, 9, 9, 0, tzinfo=ZONE), by=None)

        running = Term.objects.of(hazard).running().get()
        assert running.last_day == date(2026, 3, 12)
        assert running.person == city.inspector


class TestExtension:
    def test_is_refused_while_no_local_rule_is_entered(self, city):
        hazard = cast.ordered(city)

        with pytest.raises(Refused, match="20"):
            hazards.ask_extension(
                hazard_id=hazard.pk, wanted_date=date(2026, 3, 30), reason="采购", at=CHECKED + DAY, by=city.inspector
            )

    def test_moves_the_term_when_another_grants_it(self, city, local_rule):
        hazard = cast.ordered(city)
        asked = hazards.ask_extension(
            hazard_id=hazard.pk, wanted_date=date(2026, 3, 30), reason="采购", at=CHECKED + DAY, by=city.inspector
        )

        with pytest.raises(Refused):
            hazards.decide_extension(
                extension_id=asked.pk, granted=True, reason="同意", at=CHECKED + DAY, by=city.inspector
            )
        hazards.decide_extension(extension_id=asked.pk, granted=True, reason="同意", at=CHECKED + DAY, by=city.head)

        hazard.refresh_from_db()
        assert hazard.due_date == date(2026, 3, 30)
        assert Term.objects.of(hazard).running().get().last_day == date(2026, 4, 2)

    def test_the_database_refuses_one_decided_by_who_asked(self, city, local_rule):
        hazard = cast.ordered(city)
        asked = hazards.ask_extension(
            hazard_id=hazard.pk, wanted_date=date(2026, 3, 30), reason="采购", at=CHECKED + DAY, by=city.inspector
        )

        with pytest.raises(DatabaseError), transaction.atomic():
            Extension.objects.filter(pk=asked.pk).update(decided_by=city.inspector, decided_at=CHECKED, granted=True)


class TestGuard:
    def test_the_database_refuses_a_move_past_the_action(self, city):
        hazard = cast.find(city)

        with pytest.raises((InternalError, DatabaseError)), transaction.atomic():
            Hazard.objects.filter(pk=hazard.pk).update(status="CLOSED")

    def test_nothing_is_deleted(self, city):
        hazard = cast.find(city)

        with pytest.raises((InternalError, DatabaseError)), transaction.atomic():
            hazard.delete()

    def test_withdrawn_it_counts_as_neither_open_nor_put_right(self, city):
        hazard = cast.find(city)

        hazards.withdraw_hazard(hazard_id=hazard.pk, reason="录入重复", at=CHECKED + 2 * HOUR, by=city.head)

        assert not Hazard.objects.open().exists()
        assert not Hazard.objects.standing().exists()

    def test_open_on_a_day_is_told_from_its_dates(self, city):
        hazard = cast.ordered(city)
        TestRecheck().recheck(city, hazard, True)

        def on(at):
            return Hazard.objects.open_on(at).count()

        assert (on(CHECKED), on(CHECKED + DAY), on(CHECKED + 16 * DAY)) == (0, 1, 0)


class TestTerms:
    def test_a_term_is_warned_of_once_and_listed_once(self, city):
        cast.find(city)
        last = midnight(date(2026, 3, 10), 9)

        assert (terms.warn(at=CHECKED + HOUR), terms.warn(at=last), terms.warn(at=last)) == (0, 1, 0)
        assert (terms.list_broken(at=last), terms.list_broken(at=last + DAY), terms.list_broken(at=last + DAY)) == (
            0, 1, 0,
        )  # fmt: skip

    def test_what_was_met_late_stays_among_the_broken(self, city):
        hazard = cast.find(city)
        hazards.order_by_date(
            hazard_ids=[hazard.pk], due_date=date(2026, 4, 20), at=CHECKED + 9 * DAY, by=city.inspector
        )
        late = CHECKED + 10 * DAY
        serving.serve(
            paper_id=Paper.objects.get().pk, receiver="赵", signature=cast.signature(), at=late, by=city.inspector
        )

        broken = Term.objects.broken(late).filter(code="notice_by_date").get()
        assert broken.state(late) == clock.MET_LATE

    def test_hand_over_keeps_in_whose_hands_it_was(self, city):
        cast.find(city)
        running = Term.objects.get()

        terms.hand_over(term_id=running.pk, person_id=city.second.pk, reason="出差", by=city.head)

        running.refresh_from_db()
        first = audit.history(running)[0]
        assert running.person == city.second
        assert (first.act, first.reason, first.changes[0][1:]) == (
            "inspections.hand_over_term", "出差", ("张检", "李检"),
        )  # fmt: skip

    def test_a_stranger_takes_nothing_over(self, city):
        cast.find(city)
        stranger = make.stranger("inspector")

        with pytest.raises(Refused) as refusal:
            terms.hand_over(term_id=Term.objects.get().pk, person_id=stranger.pk, reason="x", by=city.head)

        assert refusal.value.field == "person"

    def test_a_provisional_end_is_computed_anew_when_the_year_is_published(self, city, monkeypatch):
        check = cast.inspection(city, at=datetime(2026, 12, 30, 9, 0, tzinfo=ZONE))
        cast.find(city, check=check, at=datetime(2026, 12, 30, 10, 0, tzinfo=ZONE))
        running = Term.objects.get()
        known = {**clock.workdays._table(), date(2027, 1, 1): "holiday"}
        monkeypatch.setattr(clock.workdays, "_table", lambda: known)
        monkeypatch.setattr(clock.workdays, "years", lambda: frozenset({2026, 2027}))

        changed = terms.recompute_provisional(at=CHECKED)

        before, running = running, Term.objects.get()
        assert (before.provisional, before.last_day) == (True, date(2027, 1, 4))
        assert (changed, running.provisional, running.last_day) == (1, False, date(2027, 1, 5))


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_two_who_order_the_same_hazard_make_one_notice(self):
        codes.load()
        city = cast.city()
        hazard = cast.find(city)
        refused = []

        def order():
            try:
                hazards.order_at_once(hazard_ids=[hazard.pk], at=CHECKED + 2 * HOUR, by=city.inspector)
            except Refused as refusal:
                refused.append(refusal)
            finally:
                connection.close()

        both = [Thread(target=order) for _one in range(2)]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()

        assert len(refused) == 1
        assert Paper.objects.count() == 1
