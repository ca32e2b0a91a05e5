"""Rules of links: which report is owed, spans of briefs at their edges, words of reports, signatures, addresses."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan.kernel.periods import ZONE
from lanyan.links.rules import composing, life, reports, signing, spans
from lanyan.links.rules.reports import Rule, Seen

FIRE3 = Rule("A", "FLASH", "CORPS", 15, kind="FIRE", level=3)
DEAD = Rule("B", "FLASH", "CORPS", 10, dead=1)
HAZ = Rule("C", "FLASH", "EMERGENCY", 20, kind="RESCUE", subkind="RESCUE-HAZ")
maybe = st.none() | st.integers(0, 9)


class TestOwed:
    def test_takes_the_rule_that_leaves_the_least_time(self):
        owed = reports.owed((FIRE3, DEAD), Seen("FIRE", level=4, dead=1), "FLASH")

        assert owed == {"CORPS": DEAD}

    def test_asks_for_every_condition_of_a_row(self):
        assert reports.owed((HAZ,), Seen("RESCUE", "RESCUE-ROAD"), "FLASH") == {}
        assert reports.owed((HAZ,), Seen("RESCUE", "RESCUE-HAZ"), "FLASH") == {"EMERGENCY": HAZ}

    @given(maybe, maybe, maybe)
    def test_never_falls_away_when_more_is_known_or_worse(self, level, dead, trapped):
        known = Seen("FIRE", level=level, dead=dead, trapped=trapped)
        worse = Seen("FIRE", level=(level or 0) + 1, dead=(dead or 0) + 1, trapped=(trapped or 0) + 1)

        before, after = (reports.owed((FIRE3, DEAD, HAZ), seen, "FLASH") for seen in (known, worse))

        assert before.keys() <= after.keys()

    def test_what_nobody_has_said_reaches_no_threshold(self):
        assert not reports.speaks(DEAD, Seen("FIRE", dead=None))

    @given(st.integers(-7200, 7200))
    def test_minutes_left_are_negative_exactly_when_it_is_late(self, seconds):
        due = datetime(2024, 5, 9, 3, tzinfo=ZONE)

        left = reports.minutes_left(due, due - timedelta(seconds=seconds))

        assert (left < 0) == (seconds < 0)

    def test_waits_grow_and_stop_at_six_hours(self):
        waits = [reports.retry_after(tries, 30).total_seconds() for tries in (1, 2, 3, 20)]

        assert waits == [30, 60, 120, 6 * 3600]


class TestSpans:
    def test_end_at_eight_or_at_midnight(self):
        eight = spans.span("DAILY", date(2025, 1, 1), 8)
        midnight = spans.span("DAILY", date(2025, 1, 1), 24)

        assert (eight.since, eight.until) == (
            datetime(2024, 12, 31, 8, tzinfo=ZONE),
            datetime(2025, 1, 1, 8, tzinfo=ZONE),
        )
        assert (midnight.since, midnight.until) == (
            datetime(2024, 12, 31, tzinfo=ZONE),
            datetime(2025, 1, 1, tzinfo=ZONE),
        )

    @pytest.mark.parametrize("cut", [8, 24])
    def test_the_last_second_of_the_year_belongs_to_one_brief_only(self, cut):
        last = datetime(2024, 12, 31, 23, 59, 59, tzinfo=ZONE)

        inside = [
            day
            for day in (date(2024, 12, 31), date(2025, 1, 1), date(2025, 1, 2))
            if spans.span("DAILY", day, cut).since <= last < spans.span("DAILY", day, cut).until
        ]

        assert inside == [date(2025, 1, 1)]

    @given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.sampled_from([8, 24]))
    def test_follow_each_other_without_gap_and_a_week_is_seven_of_them(self, day, cut):
        one, two = (spans.span("DAILY", day + timedelta(days=more), cut) for more in (0, 1))
        week = spans.span("WEEKLY", day, cut)

        assert one.until == two.since
        assert (week.until, week.until - week.since) == (one.until, timedelta(days=7))


class TestWords:
    def test_what_nobody_has_said_is_to_be_checked_and_never_nought(self):
        told = composing.compose(
            {"place": "", "number": "1", "stamps": {}, "forces": {}, "result": {"dead": None, "injured": 0}}, "FLASH"
        )

        assert "死亡待核" in told
        assert "受伤0人" in told
        assert "被困待核" in told

    def test_a_follow_up_tells_what_changed_since_the_last(self):
        before = {
            "at": "2024-05-09T03:10:00+08:00",
            "level": "火灾二级",
            "forces": {"runs": 2},
            "stamps": {},
            "result": {},
        }
        now = {**before, "level": "火灾三级", "forces": {"runs": 5}, "result": {"rescued": 4}}

        assert composing.changed(before, now) == [
            "响应等级由火灾二级变为火灾三级",
            "出动由2辆次变为5辆次",
            "营救由待核变为4人",
        ]
        assert composing.changed(now, now) == []

    def test_midnight_ends_the_day_before(self):
        facts = {"unit": "衢州支队", "since": "2024-12-31T00:00:00+08:00", "until": "2025-01-01T00:00:00+08:00"}

        assert composing.brief_title(facts, "DAILY") == "衢州支队早报（2024年12月31日0时00分至12月31日24时）"

    @pytest.mark.parametrize(("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (34, "三十四")])
    def test_numerals_are_written_as_in_papers(self, number, words):
        assert composing.numeral(number) == words


class TestSignature:
    @given(st.binary(max_size=200), st.integers(0, 2**33))
    def test_holds_for_the_body_it_was_made_of_and_no_other(self, body, at):
        said = signing.signature("secret", body, at)

        assert signing.holds("secret", body, said, at=at)
        assert not signing.holds("secret", body + b"x", said, at=at)
        assert not signing.holds("other", body, said, at=at)
        assert not signing.holds("secret", body, said, at=at + 301)

    @pytest.mark.parametrize(
        ("number", "secure", "loopback", "may"),
        [
            ("93.184.216.34", True, False, True),
            ("93.184.216.34", False, True, False),
            ("127.0.0.1", False, True, True),
            ("127.0.0.1", True, False, False),
            ("10.1.2.3", True, True, False),
            ("192.168.0.9", True, True, False),
            ("169.254.169.254", True, True, False),
            ("::1", False, False, False),
            ("::ffff:10.0.0.1", True, True, False),
            ("fd00::1", True, True, False),
            ("0.0.0.0", True, True, False),
        ],
    )
    def test_addresses_inside_are_never_told(self, number, secure, loopback, may):
        assert signing.may_be_told(number, secure=secure, loopback=loopback) is may


class TestLife:
    @pytest.mark.parametrize("cycle", [life.REPORT, life.NOTICE, life.DELIVERY, life.INBOUND])
    def test_no_move_leads_to_where_it_began(self, cycle):
        assert all(move.target not in move.sources for move in cycle.moves)
