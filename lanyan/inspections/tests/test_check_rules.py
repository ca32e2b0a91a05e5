"""Who is qualified, the cap, what a conclusion needs, the life cycles: pure rules."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan.inspections.rules import checks, plans
from lanyan.inspections.rules.checks import Cap, Licence, Officer
from lanyan.kernel.states import MoveNotAllowed

ON = date(2026, 5, 13)
ESTABLISHED = {"OFFICER"}
HELD = Licence("1", date(2020, 1, 1))
days = st.dates(date(2019, 1, 1), date(2030, 1, 1))


class TestQualified:
    @pytest.mark.parametrize(
        ("officer", "why"),
        [
            (Officer(1, "OFFICER", licences=(HELD,)), ""),
            (Officer(1, "OFFICER"), checks.NO_LICENCE),
            (Officer(1, "OFFICER", licences=(Licence("1", date(2020, 1, 1), ON),)), checks.NO_LICENCE),
            (Officer(1, "OFFICER", licences=(Licence("1", date(2020, 1, 1), ON + timedelta(days=1)),)), ""),
            (Officer(1, "OFFICER", licences=(Licence("1", ON + timedelta(days=1)),)), checks.NO_LICENCE),
            (Officer(1, "GOVERNMENT_FULL_TIME", licences=(HELD,)), checks.NOT_ESTABLISHED),
            (Officer(1, "CLERK", licences=(HELD,)), checks.NOT_ESTABLISHED),
            (Officer(1, "OFFICER", left=ON, licences=(HELD,)), checks.LEFT),
        ],
    )
    def test_is_established_serving_and_licensed(self, officer, why):
        assert checks.why_unqualified(officer, established=ESTABLISHED, on=ON) == why

    def test_needs_two_different_people(self):
        able = Officer(1, "OFFICER", licences=(HELD,))
        other = Officer(2, "OFFICER", licences=(HELD,))

        assert not checks.enough_qualified([able, able], established=ESTABLISHED, on=ON)
        assert checks.enough_qualified([able, other], established=ESTABLISHED, on=ON)

    @given(days, days, days)
    def test_holds_from_its_first_day_until_the_day_before_its_end(self, since, until, on):
        licence = Licence("1", since, until)

        assert licence.holds(on) == (since <= on < until)


class TestCap:
    @given(st.integers(0, 20), st.integers(1, 10))
    def test_refuses_exactly_the_check_that_passes_it(self, counted, most):
        assert checks.over_cap("PLANNED", counted, Cap(most)) == (counted >= most)

    @given(st.integers(0, 50))
    def test_leaves_out_the_causes_of_the_local_rule(self, counted):
        cap = Cap(2, frozenset({"COMPLAINT", "CASE"}))

        assert not checks.over_cap("COMPLAINT", counted, cap)
        assert not checks.counts_to_cap("CASE", cap)
        assert checks.counts_to_cap("SPECIAL", cap)

    def test_takes_the_rule_of_the_nearest_place(self):
        caps = {"33": Cap(2), "3308": Cap(1)}

        assert checks.cap_for("330802", caps) == Cap(1)
        assert checks.cap_for("330102", caps) == Cap(2)
        assert checks.cap_for("140402", caps) is None
        assert not checks.over_cap("PLANNED", 99, None)


class TestAnswers:
    @given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 5)), max_size=20))
    def test_the_latest_by_device_time_stands_whatever_the_order_of_arrival(self, said):
        start = datetime(2026, 5, 13, tzinfo=UTC)
        known: tuple[datetime, int] | None = None
        for minute, value in said:
            at = start + timedelta(minutes=minute)
            if checks.newer(known[0] if known else None, at):
                known = at, value

        assert (known[0] if known else None) == max((start + timedelta(minutes=m) for m, _v in said), default=None)

    def test_not_applicable_is_an_answer(self):
        assert checks.unanswered([1, 2, 3], {1: "NA", 3: "YES"}) == [2]

    def test_a_no_needs_a_hazard_or_an_explanation(self):
        answers = {1: "NO", 2: "NO", 3: "NO", 4: "YES"}

        assert checks.unexplained(answers, explained={1}, with_hazard={2}) == [3]


class TestLifeCycles:
    @pytest.mark.parametrize("state", [checks.CONCLUDED, checks.WITHDRAWN, checks.NOT_DONE])
    def test_of_a_check_end(self, state):
        assert checks.CHECK.moves_from(state) == []

    def test_do_not_let_a_check_begin_without_its_notice(self):
        with pytest.raises(MoveNotAllowed):
            checks.CHECK.target("start_check", checks.PLANNED)

    def test_lead_a_clue_to_confirmation_only_through_a_check(self):
        assert ("OPEN", "CONFIRMED") not in plans.CLUE.pairs()
        assert [source for source, target in plans.CLUE.pairs() if target == "CONFIRMED"] == ["FOLLOWED"]

    def test_publish_a_draw_only_once_approved(self):
        assert plans.DRAW.moves_from(plans.DRAWN) == ["approve_draw", "withdraw_draw"]
