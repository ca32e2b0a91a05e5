"""Numbers, amounts, spans and instants as the screen writes them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from lanyan.web import formats


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


class TestNumber:
    @pytest.mark.parametrize(
        ("value", "text"),
        [(None, "—"), ("", "—"), (0, "0"), (10284, "10,284"), (-5, "−5"), (1.5, "1.5"), (Decimal("3.10"), "3.10")],
    )
    def test_is_written_with_thousands_and_never_invents_a_zero(self, value, text):
        assert formats.number(value) == text


class TestSeconds:
    @pytest.mark.parametrize(
        ("value", "text"),
        [(None, "—"), (0, "0 s"), (39, "39 s"), (93, "1 min 33 s"), (352, "5 min 52 s"), (4080, "1 h 08 min")],
    )
    def test_are_written_as_people_say_them(self, value, text):
        assert formats.seconds(value) == text

    def test_of_a_timedelta_are_its_total(self):
        assert formats.seconds(timedelta(minutes=4, seconds=52)) == "4 min 52 s"


class TestDelta:
    @pytest.mark.parametrize(
        ("now", "before", "text"),
        [(5273, 4788, "+10.1%"), (1846, 1902, "−2.9%"), (3, 0, "—"), (None, 3, "—"), (3, None, "—"), (0, 4, "−100.0%")],
    )
    def test_has_a_sign_and_no_percentage_of_nothing(self, now, before, text):
        assert formats.delta(now, before) == text


class TestAmounts:
    def test_are_written_in_wan_and_yi_for_a_chinese_reader(self):
        with translation.override("zh-hans"):
            assert formats.amount(26_000_000, 10_000) == "2,600 万"
            assert formats.amount(350_000_000, 10**8) == "3.50 亿"

    def test_are_written_in_millions_for_an_english_reader(self):
        assert formats.yuan(350_000_000) == "350 million yuan"

    def test_below_ten_thousand_stay_whole(self):
        assert formats.yuan(860) == "860 yuan"
        assert formats.yuan(None) == "—"


class TestInstant:
    def test_of_today_says_so_to_the_second(self):
        at = datetime(2026, 11, 21, 6, 3, 27, tzinfo=UTC)

        assert formats.instant(at, date(2026, 11, 21)) == "Today 14:03:27"

    def test_after_beijing_midnight_belongs_to_the_new_day(self):
        at = datetime(2026, 11, 20, 16, 0, 1, tzinfo=UTC)

        assert formats.instant(at, date(2026, 11, 21)) == "Today 00:00:01"

    def test_of_another_year_names_the_year(self):
        at = datetime(2025, 8, 14, 6, 3, tzinfo=UTC)

        assert formats.instant(at, date(2026, 11, 21)) == "2025-08-14 14:03"


class TestAge:
    @pytest.mark.parametrize(
        ("seconds", "text"),
        [(40, "40 s"), (13 * 60, "13 min"), (4080, "1 h 08 min"), (3 * 86400, "3 d"), (-5, "0 s")],
    )
    def test_grows_coarser_as_it_grows(self, seconds, text):
        at = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)

        assert formats.age(at - timedelta(seconds=seconds), at) == text
