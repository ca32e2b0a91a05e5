"""Pure rules of enforcement: lives, judgement of major hazards, competence, fines, extension, numbers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan.inspections.rules import competence, hazards, judgement, papers, seals
from lanyan.kernel.states import MoveNotAllowed

SET_2017 = next(one for one in judgement.sets() if one.version == "2017")
DIRECT = [one.clause for one in SET_2017.elements if one.method == judgement.DIRECT]
COMBINED = [one.clause for one in SET_2017.elements if one.method == judgement.COMBINED]
CATEGORIES = [judgement.CROWDED, judgement.FLAMMABLE, judgement.IMPORTANT, judgement.OTHER]


class TestHazardLife:
    @given(st.lists(st.sampled_from([move.name for move in hazards.HAZARD.moves]), max_size=12))
    def test_what_is_put_right_or_withdrawn_stays_so(self, keys):
        state, ended = hazards.FOUND, ""
        for key in keys:
            try:
                state = hazards.HAZARD.target(key, state)
            except MoveNotAllowed:
                continue
            assert not ended
            ended = state if state in (*hazards.PUT_RIGHT, hazards.WITHDRAWN) else ""

    def test_one_found_not_put_right_is_ordered_again_and_not_made_anew(self):
        assert hazards.HAZARD.target("order_by_date", hazards.NOT_FIXED) == hazards.ORDERED_BY_DATE
        assert all(move.target != hazards.FOUND for move in hazards.HAZARD.moves)

    def test_it_is_overdue_the_day_after_its_term_and_only_while_under_an_order(self):
        due = date(2026, 3, 5)

        assert not hazards.is_overdue(hazards.ORDERED_BY_DATE, due, due)
        assert hazards.is_overdue(hazards.ORDERED_BY_DATE, due, date(2026, 3, 6))
        assert not hazards.is_overdue(hazards.REPORTED_FIXED, due, date(2026, 3, 6))


class TestExtension:
    RULE = hazards.LocalRule("ZJ-1", "3308", 30, since=date(2026, 1, 1))

    def test_has_no_ground_where_no_local_rule_is_entered(self):
        why = hazards.why_no_extension(None, due=date(2026, 3, 5), wanted=date(2026, 3, 9), on=date(2026, 3, 1))

        assert why == hazards.NO_LOCAL_RULE

    def test_is_asked_before_the_term_ends_for_no_longer_than_the_rule_allows(self):
        due = date(2026, 3, 5)

        def why(wanted, on):
            return hazards.why_no_extension(self.RULE, due=due, wanted=wanted, on=on)

        assert why(date(2026, 4, 4), due) == ""
        assert why(date(2026, 4, 5), due) == hazards.TOO_LONG
        assert why(date(2026, 4, 4), date(2026, 3, 6)) == hazards.TERM_OVER
        assert why(due, due) == hazards.NOT_LATER

    def test_the_rule_of_the_nearest_place_holds(self):
        county = hazards.LocalRule("ZJ-2", "330802", 10)

        assert hazards.local_rule([self.RULE, county], "330802", date(2026, 3, 1)) == county
        assert hazards.local_rule([self.RULE, county], "330803", date(2026, 3, 1)) == self.RULE
        assert hazards.local_rule([self.RULE], "140400", date(2026, 3, 1)) is None


class TestJudgement:
    def test_a_check_before_november_2025_is_judged_by_the_set_of_2017(self):
        assert judgement.set_for(date(2025, 10, 31), judgement.sets()).version == "2017"

    def test_an_empty_set_blocks_and_the_older_one_does_not_step_in(self):
        with pytest.raises(judgement.Blocked) as refusal:
            judgement.set_for(date(2025, 11, 1), judgement.sets())

        assert (refusal.value.reason, refusal.value.version) == (judgement.EMPTY_SET, "2025")

    def test_before_any_set_there_is_no_judgement(self):
        with pytest.raises(judgement.Blocked) as refusal:
            judgement.set_for(date(2010, 1, 1), judgement.sets())

        assert refusal.value.reason == judgement.NO_SET

    @given(st.sampled_from(DIRECT), st.sets(st.sampled_from(COMBINED), max_size=3), st.sampled_from(CATEGORIES))
    def test_one_direct_element_decides_alone(self, clause, others, category):
        result = judgement.judge(SET_2017, {clause, *others}, category=category)

        assert result.major
        assert result.method == judgement.DIRECT

    def test_three_of_the_escape_clauses_make_a_crowded_place_major_and_two_do_not(self):
        three = judgement.judge(SET_2017, ["7.3.1", "7.3.9", "7.5"], category=judgement.CROWDED)
        two = judgement.judge(SET_2017, ["7.3.1", "7.3.9", "7.6.1"], category=judgement.CROWDED)

        assert (three.major, three.method, three.counted) == (True, judgement.COMBINED, 3)
        assert not two.major
        assert [count for count, _least, _clauses in two.tried] == [2, 3]

    def test_four_of_any_make_an_important_place_major_and_six_any_other(self):
        found = ["7.4.1", "7.4.2", "7.6.1", "7.7.2", "7.8.1"]

        assert judgement.judge(SET_2017, found[:4], category=judgement.IMPORTANT).major
        assert not judgement.judge(SET_2017, found, category=judgement.OTHER).major
        assert judgement.judge(SET_2017, [*found, "7.9.1"], category=judgement.OTHER).major

    @given(st.sets(st.sampled_from(COMBINED)), st.sampled_from(COMBINED), st.sampled_from(CATEGORIES))
    def test_one_more_element_never_makes_it_less(self, found, more, category):
        before = judgement.judge(SET_2017, found, category=category)
        after = judgement.judge(SET_2017, {*found, more}, category=category)

        assert after.major or not before.major
        assert after.counted >= before.counted

    def test_an_element_the_set_does_not_have_is_refused(self):
        with pytest.raises(KeyError):
            judgement.judge(SET_2017, ["5.1"], category=judgement.OTHER)

    @pytest.mark.parametrize(("heard", "agreed", "enough"), [(7, 5, True), (7, 4, False), (6, 6, False), (9, 6, True)])
    def test_seven_experts_are_heard_and_two_of_three_agree(self, heard, agreed, enough):
        assert judgement.enough_experts(heard, agreed) is enough


class TestCompetence:
    NATION = competence.Competence("N", "EBIKE", "", "market", "MARKET", since=date(2019, 4, 23))
    TOWN = competence.Competence("T", "EBIKE", "330802001", "town", "TOWN", date(2025, 1, 1), date(2026, 1, 1))

    def test_a_granted_township_goes_before_the_nation_while_the_grant_lasts(self):
        def able(on):
            found = competence.competent([self.NATION, self.TOWN], matter="EBIKE", place="330802001", on=on)
            return [row.code for row in found]

        assert able(date(2024, 12, 31)) == ["N"]
        assert able(date(2025, 12, 31)) == ["T"]
        assert able(date(2026, 1, 1)) == ["N"]

    def test_elsewhere_and_for_other_matters_it_holds_not(self):
        table = [self.TOWN]

        assert competence.competent(table, matter="EBIKE", place="330803", on=date(2025, 6, 1)) == []
        assert competence.competent(table, matter="PRODUCT", place="330802001", on=date(2025, 6, 1)) == []


class TestPenalty:
    RULE = seals.PenaltyRule("60-1-3", True, 5000, 50000, 500, frozenset())

    @pytest.mark.parametrize(
        ("fine", "person", "why"),
        [
            (4999, False, seals.BELOW),
            (5000, False, ""),
            (50000, False, ""),
            (50001, False, seals.ABOVE),
            (500, True, ""),
            (501, True, seals.ABOVE),
            (None, False, ""),
        ],
    )
    def test_a_fine_stays_within_what_the_law_provides(self, fine, person, why):
        assert seals.why_no_fine(self.RULE, fine, person=person) == why

    def test_an_act_conditioned_on_not_correcting_waits_for_that(self):
        waits = seals.PenaltyRule("60-1-7", False, 5000, 50000, None, frozenset())

        assert seals.why_no_case(waits, not_fixed=False) == seals.NEEDS_REFUSAL
        assert seals.why_no_case(waits, not_fixed=True) == ""
        assert seals.why_no_case(self.RULE, not_fixed=False) == ""


class TestNumbers:
    def test_a_paper_bears_agency_kind_year_and_four_digits(self):
        assert papers.number("衢", "限字", 2026, 7) == "衢消限字〔2026〕第0007号"

    def test_the_nearest_units_latest_declaration_holds(self):
        city = papers.Source("01.", papers.LANYAN, "衢", date(2026, 1, 1))
        county = papers.Source("01.02.", papers.NATIONAL, "", date(2026, 3, 1))

        def source(path, on):
            found = papers.source_for([city, county], path, on)
            return found and found.source

        assert source("01.02.", date(2025, 12, 31)) is None
        assert source("01.02.", date(2026, 2, 1)) == papers.LANYAN
        assert source("01.02.", date(2026, 3, 1)) == papers.NATIONAL
        assert source("01.03.", date(2026, 3, 1)) == papers.LANYAN
