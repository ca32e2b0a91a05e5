"""Periods: half-open, in Beijing time, and together without gap or overlap."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan.kernel import periods

YEARS = st.integers(min_value=1950, max_value=2100)
DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 12, 31))


class TestYear:
    """The calendar year of Beijing."""

    def test_begins_and_ends_at_midnight_in_beijing(self) -> None:
        year = periods.year(2024)

        assert year.since == datetime(2023, 12, 31, 16, tzinfo=UTC)
        assert year.until == datetime(2024, 12, 31, 16, tzinfo=UTC)

    @given(YEARS)
    def test_ends_where_the_next_begins(self, number: int) -> None:
        assert periods.year(number).until == periods.year(number + 1).since

    @given(YEARS)
    def test_is_made_of_its_quarters_and_of_its_months(self, number: int) -> None:
        year = periods.year(number)
        quarters = [periods.quarter(number, part) for part in range(1, 5)]
        months = [periods.month(number, part) for part in range(1, 13)]

        for parts in (quarters, months):
            assert (parts[0].since, parts[-1].until) == (year.since, year.until)
            assert all(one.until == other.since for one, other in pairwise(parts))

    @pytest.mark.parametrize("number", [0, 1900, 9000])
    def test_refuses_what_nobody_means(self, number: int) -> None:
        with pytest.raises(ValueError, match=str(number)):
            periods.year(number)

    @given(DAYS)
    def test_of_an_instant_is_the_one_that_contains_it(self, day: date) -> None:
        at = periods.midnight(day)
        year = periods.year(periods.year_of(at))

        assert year.since <= at < year.until

    def test_of_the_last_microsecond_is_still_the_old_one(self) -> None:
        first = periods.year(2025).since

        assert (periods.year_of(first - timedelta(microseconds=1)), periods.year_of(first)) == (2024, 2025)


class TestDay:
    """A day, cut at midnight or at the hour of the brief."""

    @given(DAYS)
    def test_ends_where_the_next_begins(self, day: date) -> None:
        assert periods.day(day).until == periods.day(day + timedelta(days=1)).since

    def test_can_begin_at_eight(self) -> None:
        brief = periods.day(date(2024, 5, 9), hour=8)

        assert brief.since == datetime(2024, 5, 9, 8, tzinfo=periods.ZONE)
        assert brief.until == datetime(2024, 5, 10, 8, tzinfo=periods.ZONE)


class TestParse:
    """What a person types."""

    @pytest.mark.parametrize(
        ("text", "since", "until"),
        [
            ("2024", date(2024, 1, 1), date(2025, 1, 1)),
            (" 2024Q3 ", date(2024, 7, 1), date(2024, 10, 1)),
            ("2024-q4", date(2024, 10, 1), date(2025, 1, 1)),
            ("2024-02", date(2024, 2, 1), date(2024, 3, 1)),
            ("2024-12", date(2024, 12, 1), date(2025, 1, 1)),
            ("2024-2-29", date(2024, 2, 29), date(2024, 3, 1)),
        ],
    )
    def test_reads_years_quarters_months_and_days(self, text: str, since: date, until: date) -> None:
        found = periods.parse(text)

        assert (found.since, found.until) == (periods.midnight(since), periods.midnight(until))

    @pytest.mark.parametrize("text", ["", "24", "2024Q5", "2024-13", "2024-02-30", "last year", "2024-00"])
    def test_refuses_what_is_no_period(self, text: str) -> None:
        with pytest.raises(ValueError, match=r".+"):
            periods.parse(text)

    @given(DAYS)
    def test_reads_its_own_text_back(self, day: date) -> None:
        for made in (periods.year(day.year), periods.month(day.year, day.month), periods.day(day)):
            assert periods.parse(made.text) == made


class TestYearBefore:
    """The same stretch a year earlier."""

    @pytest.mark.parametrize(
        ("text", "before"),
        [("2024", "2023"), ("2024Q1", "2023Q1"), ("2024-02", "2023-02"), ("2024-02-29", "2023-02-28")],
    )
    def test_has_the_same_name_one_year_earlier(self, text: str, before: str) -> None:
        assert periods.parse(text).year_before() == periods.parse(before)
