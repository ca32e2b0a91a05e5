"""Working days: published years from the table, weekends only beyond."""

import csv
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan.kernel import workdays

DAYS = st.dates(min_value=date(2022, 1, 1), max_value=date(2028, 12, 31))
TERMS = st.integers(min_value=0, max_value=90)


class TestIsWorkday:
    """Holidays and make-up workdays come before the weekend."""

    @pytest.mark.parametrize(
        "day",
        [
            date(2024, 2, 12),
            date(2024, 10, 1),
            date(2025, 1, 28),
            date(2025, 10, 8),
            date(2026, 2, 23),
            date(2026, 9, 25),
        ],
    )
    def test_is_no_on_a_holiday(self, day: date) -> None:
        assert not workdays.is_workday(day)

    @pytest.mark.parametrize(
        "day",
        [
            date(2024, 2, 4),
            date(2024, 4, 28),
            date(2025, 1, 26),
            date(2025, 9, 28),
            date(2026, 1, 4),
            date(2026, 2, 28),
        ],
    )
    def test_is_yes_on_a_make_up_day_at_the_weekend(self, day: date) -> None:
        assert day.weekday() > 4
        assert workdays.is_workday(day)

    def test_is_yes_on_an_ordinary_monday_and_no_on_an_ordinary_sunday(self) -> None:
        assert workdays.is_workday(date(2024, 11, 18))
        assert not workdays.is_workday(date(2024, 11, 17))

    @given(st.dates(min_value=date(2027, 1, 1), max_value=date(2060, 1, 1)))
    def test_knows_only_weekends_beyond_the_table_and_says_so(self, day: date) -> None:
        assert workdays.is_provisional(day)
        assert workdays.is_workday(day) == (day.weekday() < 5)

    def test_is_final_within_the_table(self) -> None:
        assert workdays.years() == {2023, 2024, 2025, 2026}
        assert not workdays.is_provisional(date(2026, 12, 31))


class TestAddWorkdays:
    """The day a term begins on is not counted."""

    def test_jumps_over_the_national_day_week(self) -> None:
        assert workdays.add_workdays(date(2024, 9, 30), 3) == date(2024, 10, 10)

    def test_counts_the_make_up_sunday(self) -> None:
        assert workdays.add_workdays(date(2024, 9, 27), 1) == date(2024, 9, 29)

    def test_gives_the_day_itself_for_a_term_of_nothing(self) -> None:
        assert workdays.add_workdays(date(2024, 10, 2), 0) == date(2024, 10, 2)

    def test_refuses_a_negative_term(self) -> None:
        with pytest.raises(ValueError, match="-1"):
            workdays.add_workdays(date(2024, 10, 2), -1)

    @given(DAYS, TERMS)
    def test_ends_on_a_workday_that_many_workdays_later(self, day: date, number: int) -> None:
        last = workdays.add_workdays(day, number)

        assert workdays.workdays_between(day, last) == number
        assert number == 0 or workdays.is_workday(last)

    @given(DAYS, TERMS)
    def test_never_ends_earlier_for_a_later_beginning(self, day: date, number: int) -> None:
        assert workdays.add_workdays(day + timedelta(days=1), number) >= workdays.add_workdays(day, number)


class TestWorkdaysBetween:
    """From the day after the first to the last."""

    def test_counts_an_ordinary_week_as_five(self) -> None:
        assert workdays.workdays_between(date(2024, 11, 15), date(2024, 11, 22)) == 5

    def test_is_nothing_over_a_holiday(self) -> None:
        assert workdays.workdays_between(date(2024, 9, 30), date(2024, 10, 7)) == 0

    @given(DAYS, st.integers(0, 800))
    def test_is_what_counting_day_by_day_gives(self, first: date, span: int) -> None:
        later = [first + timedelta(days=number) for number in range(1, span + 1)]

        counted = workdays.workdays_between(first, first + timedelta(days=span))

        assert counted == sum(workdays.is_workday(day) for day in later)

    @given(DAYS, TERMS, TERMS)
    def test_adds_up(self, first: date, one: int, two: int) -> None:
        middle, last = first + timedelta(days=one), first + timedelta(days=one + two)

        parts = workdays.workdays_between(first, middle) + workdays.workdays_between(middle, last)

        assert parts == workdays.workdays_between(first, last)
        assert workdays.workdays_between(last, first) == -parts


def test_every_row_names_its_notice_and_no_day_stands_twice() -> None:
    with workdays.FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))

    assert len({row["date"] for row in rows}) == len(rows)
    assert all("国办发明电〔" in row["source"] and row["name"] for row in rows)
    assert {row["kind"] for row in rows} == {workdays.HOLIDAY, workdays.WORKDAY}


def test_make_up_days_lie_at_weekends() -> None:
    with workdays.FILE.open(encoding="utf-8", newline="") as lines:
        days = [date.fromisoformat(row["date"]) for row in csv.DictReader(lines) if row["kind"] == workdays.WORKDAY]

    assert all(day.weekday() > 4 for day in days)
