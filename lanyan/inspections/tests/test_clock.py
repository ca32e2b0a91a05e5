"""The legal clock: every row of the table against cases worked by hand, over holidays, make-up days and year ends."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan.inspections.rules import clock
from lanyan.kernel import workdays
from lanyan.kernel.periods import ZONE, midnight

DOC = Path(__file__).resolve().parents[3] / "docs" / "legal-clock.md"
# Code, day it began, extras, last day. Each was counted on paper with the State Council's arrangement at hand.
BY_HAND = [
    ("large_event_check", "2025-12-31", (), "2026-01-06"),
    ("complaint_other", "2026-02-21", (), "2026-02-26"),
    ("opening_pledge_counter", "2026-03-05", (), "2026-03-05"),
    ("opening_pledge_online", "2026-02-14", (), "2026-02-24"),
    ("opening_pledge_site_check", "2026-02-02", (), "2026-03-06"),
    ("opening_check", "2025-12-22", (), "2026-01-06"),
    ("opening_decision", "2026-02-27", (), "2026-03-03"),
    ("notice_by_date", "2026-02-12", (), "2026-02-24"),
    ("notice_by_date", "2026-02-13", (), "2026-02-25"),
    ("notice_by_date", "2025-12-30", (), "2026-01-05"),
    ("notice_by_date", "2025-01-24", (), "2025-02-05"),
    ("recheck", "2026-02-26", (), "2026-03-02"),
    ("major_opinion", "2025-09-29", (), "2025-10-15"),
    ("major_notice", "2026-02-12", (), "2026-02-24"),
    ("major_notice", "2026-02-12", ("major_experts",), "2026-03-09"),
    ("seal_decision", "2024-02-08", (), "2024-02-19"),
    ("seal_length", "2025-12-20", (), "2026-01-19"),
    ("seal_lift_check", "2025-01-27", (), "2025-02-07"),
    ("seal_lift_decision", "2025-02-07", (), "2025-02-11"),
    ("police_transfer", "2026-01-30", (), "2026-02-06"),
    ("cause_finding", "2026-01-15", (), "2026-02-14"),
    ("cause_finding", "2026-01-15", ("cause_finding_more",), "2026-03-16"),
    ("cause_served", "2026-02-25", (), "2026-03-04"),
    ("cause_review", "2026-12-25", (), "2027-01-09"),
]
HOURS = ["complaint_urgent", "seal_urgent_paper"]
NO_TERM = ["extension"]


@pytest.mark.parametrize(("code", "since", "extra", "last"), BY_HAND)
def test_a_term_of_days_ends_on_the_day_counted_by_hand(code, since, extra, last):
    term = clock.deadline(code, date.fromisoformat(since), extra=extra)

    assert term.last_day == date.fromisoformat(last)
    assert term.at == midnight(date.fromisoformat(last) + timedelta(days=1))


@pytest.mark.parametrize("code", HOURS)
def test_a_term_of_hours_ends_to_the_second_also_in_the_spring_festival(code):
    began = datetime(2026, 2, 17, 3, 20, 5, tzinfo=ZONE)

    term = clock.deadline(code, began)

    assert term.at == datetime(2026, 2, 18, 3, 20, 5, tzinfo=ZONE)
    assert not term.provisional


@pytest.mark.parametrize("code", NO_TERM)
def test_where_the_law_gives_no_term_none_is_computed(code):
    with pytest.raises(ValueError, match="no term"):
        clock.deadline(code, date(2026, 3, 5))


def test_every_row_of_the_table_has_a_case_and_a_line_in_the_document():
    held = {case[0] for case in BY_HAND} | {name for case in BY_HAND for name in case[2]} | {*HOURS, *NO_TERM}

    assert held == set(clock.limits())
    assert all(f"`{code}`" in DOC.read_text() for code in clock.limits())


def test_every_row_names_article_version_source_and_mark():
    rows = clock.limits().values()

    assert all(row.article and row.version and row.source and row.mark in "SM" for row in rows)
    assert {row.code for row in rows if row.to_be_confirmed} == {"seal_length", "seal_lift_check", "seal_lift_decision"}


class TestExtras:
    def test_a_row_lengthens_only_the_term_it_belongs_to(self):
        with pytest.raises(ValueError, match="does not lengthen"):
            clock.deadline("recheck", date(2026, 3, 5), extra=("major_experts",))


class TestProvisional:
    def test_a_term_that_leaves_the_published_years_says_so(self):
        term = clock.deadline("notice_by_date", date(2026, 12, 30))

        assert term.last_day == date(2027, 1, 4)
        assert term.provisional

    def test_calendar_days_need_no_arrangement(self):
        assert not clock.deadline("cause_review", date(2026, 12, 25)).provisional


class TestBeijing:
    def test_an_instant_late_in_the_evening_of_greenwich_belongs_to_the_next_day(self):
        began = datetime(2026, 3, 5, 16, 30, tzinfo=UTC)

        assert clock.deadline("notice_by_date", began).last_day == date(2026, 3, 11)


class TestState:
    def test_the_last_day_is_still_in_time_and_midnight_is_not(self):
        term = clock.deadline("notice_by_date", date(2026, 3, 5))
        warns = clock.warn_at(term)

        assert clock.state(term.at, warns, midnight(date(2026, 3, 10), 23)) == clock.WARN
        assert clock.state(term.at, warns, term.at) == clock.BROKEN

    def test_three_working_days_are_warned_of_on_the_last_and_on_the_free_days_before(self):
        # Counted 27 and 28 February (a Saturday of work) and 2 March: Sunday the 1st belongs to the warning.
        term = clock.deadline("notice_by_date", date(2026, 2, 26))

        assert clock.warn_at(term) == midnight(date(2026, 3, 1))

    def test_a_day_of_hours_is_warned_of_six_hours_before(self):
        term = clock.deadline("complaint_urgent", datetime(2026, 3, 5, 10, 0, tzinfo=ZONE))

        assert clock.warn_at(term) == datetime(2026, 3, 6, 4, 0, tzinfo=ZONE)

    def test_what_was_met_is_in_time_or_late_for_ever(self):
        term = clock.deadline("recheck", date(2026, 3, 5))
        later = term.at + timedelta(days=400)

        assert clock.state(term.at, term.at, later, met_at=term.at - timedelta(seconds=1)) == clock.MET
        assert clock.state(term.at, term.at, later, met_at=term.at) == clock.MET_LATE


class TestLeft:
    def test_counts_working_days_over_the_spring_festival(self):
        term = clock.deadline("notice_by_date", date(2026, 2, 12))

        assert clock.left(term.unit, term.at, midnight(date(2026, 2, 14), 9)) == 1
        assert clock.left(term.unit, term.at, midnight(date(2026, 2, 24), 9)) == 0
        assert clock.left(term.unit, term.at, midnight(date(2026, 2, 26), 9)) == -2

    def test_counts_calendar_days_as_they_come(self):
        term = clock.deadline("seal_length", date(2025, 12, 20))

        assert clock.left(term.unit, term.at, midnight(date(2026, 1, 1), 9)) == 18


DAYS = st.dates(date(2023, 1, 1), date(2026, 11, 30))
CODES = st.sampled_from([code for code, limit in clock.limits().items() if limit.number is not None])


class TestAlways:
    @given(CODES, DAYS, st.integers(1, 40))
    def test_who_begins_later_never_ends_earlier(self, code, day, more):
        assert clock.deadline(code, day + timedelta(days=more)).at >= clock.deadline(code, day).at

    @given(CODES, DAYS)
    def test_the_warning_lies_between_beginning_and_end(self, code, day):
        term = clock.deadline(code, day)

        assert term.since <= clock.warn_at(term) <= term.at

    @given(st.sampled_from(["notice_by_date", "opening_check", "major_opinion"]), DAYS)
    def test_a_term_of_working_days_ends_on_one_and_holds_just_so_many(self, code, day):
        term = clock.deadline(code, day)

        assert workdays.is_workday(term.last_day)
        assert workdays.workdays_between(day, term.last_day) == term.number
