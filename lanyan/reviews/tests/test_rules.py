"""Which row asks for a review, lateness, the legs of a replay."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan.kernel.periods import ZONE
from lanyan.reviews import replay, rules
from lanyan.reviews.replay import RECKONED, STANDS, UNKNOWN
from lanyan.reviews.rules import Facts, Row

ROWS = [
    Row("A", "STATION", 7, kind="FIRE", least_level=1),
    Row("B", "BATTALION", 10, kind="FIRE", least_level=3),
    Row("C", "DETACHMENT", 15, least_dead=1),
    Row("D", "DETACHMENT", 7, least_own=1),
    Row("E", "DETACHMENT", 30, notable=True),
]
NOON = datetime(2026, 3, 4, 12, 0, tzinfo=ZONE)
HOME, SCENE = (118.87, 28.96), (118.89, 28.98)


def at(minutes):
    return NOON + timedelta(minutes=minutes)


class TestAsked:
    @pytest.mark.parametrize(
        ("facts", "code"),
        [
            (Facts("FIRE", 2), "A"),
            (Facts("FIRE", 4), "B"),
            (Facts("FIRE", 4, dead=1), "C"),
            (Facts("FIRE", 4, dead=1, own=2), "D"),
            (Facts("ASSIST", notable=True), "E"),
            (Facts("ASSIST"), None),
            (Facts("RESCUE", 4), None),
        ],
    )
    def test_by_the_highest_level_of_the_rows_that_speak(self, facts, code):
        row = rules.asked(ROWS, facts)

        assert (row.code if row else None) == code

    def test_takes_nothing_said_for_nothing_that_meets_a_row(self):
        assert rules.asked(ROWS, Facts("RESCUE", 1, dead=None, own=None)) is None

    @given(st.permutations(ROWS), st.integers(1, 5), st.integers(0, 2))
    def test_does_not_hang_on_the_order_of_the_rows(self, rows, level, dead):
        facts = Facts("FIRE", level, dead=dead)

        assert rules.asked(rows, facts) == rules.asked(ROWS, facts)


class TestLate:
    @pytest.mark.parametrize(
        ("due", "done", "today", "late"),
        [
            (date(2026, 3, 4), None, date(2026, 3, 4), False),
            (date(2026, 3, 4), None, date(2026, 3, 5), True),
            (date(2026, 3, 4), date(2026, 3, 4), date(2026, 9, 1), False),
            (date(2026, 3, 4), date(2026, 3, 5), date(2026, 3, 5), True),
            (None, None, date(2026, 3, 5), False),
        ],
    )
    def test_is_after_the_last_day(self, due, done, today, late):
        assert rules.is_late(due, done, today) is late


class TestTaskLife:
    def test_has_no_way_from_open_to_confirmed(self):
        assert "confirm_task" not in rules.TASK.moves_from(rules.OPEN)


class TestReplay:
    WHOLE = {
        "ordered": at(0), "departed": at(1), "arrived": at(6), "left_scene": at(66), "returned": at(76), "ready": at(90)
    }  # fmt: skip

    def test_follows_the_stamps_of_a_run(self):
        found = replay.legs(self.WHOLE, HOME, SCENE, at(90))

        assert [(leg.kind, leg.since, leg.until) for leg in found] == [
            (STANDS, at(0), at(1)),
            (RECKONED, at(1), at(6)),
            (STANDS, at(6), at(66)),
            (RECKONED, at(66), at(76)),
            (STANDS, at(76), at(90)),
        ]

    def test_reckons_between_two_stamps_by_the_time_that_has_passed(self):
        found = replay.legs(self.WHOLE, HOME, SCENE, at(90))

        kind, point = replay.where(found, at(3.5))
        assert kind == RECKONED
        assert point == pytest.approx(((HOME[0] + SCENE[0]) / 2, (HOME[1] + SCENE[1]) / 2))

    @pytest.mark.parametrize("missing", ["arrived", "returned"])
    def test_invents_nothing_where_a_stamp_is_missing(self, missing):
        stamps = {key: value for key, value in self.WHOLE.items() if key != missing}
        found = replay.legs(stamps, HOME, SCENE, at(90))

        after = at(3) if missing == "arrived" else at(70)
        assert replay.where(found, after) == (UNKNOWN, None)

    def test_knows_of_nothing_before_the_order_and_after_the_end(self):
        found = replay.legs(self.WHOLE, HOME, SCENE, at(90))

        assert replay.where(found, at(-1)) == (UNKNOWN, None)
        assert replay.where(found, at(90)) == (UNKNOWN, None)

    def test_of_a_vehicle_that_never_left_stays_at_its_station(self):
        assert replay.legs({"ordered": at(0)}, HOME, SCENE, at(9)) == [replay.Leg(at(0), at(9), STANDS, HOME)]

    @given(
        st.sets(st.sampled_from(["departed", "arrived", "left_scene", "returned", "ready"])),
        st.lists(st.integers(1, 200), min_size=5, max_size=5).map(sorted),
    )
    def test_leaves_no_two_legs_at_one_instant(self, keys, minutes):
        order = ("departed", "arrived", "left_scene", "returned", "ready")
        stamps = {"ordered": at(0)} | {
            key: at(minute) for key, minute in zip(order, minutes, strict=True) if key in keys
        }
        found = replay.legs(stamps, HOME, SCENE, at(300))

        assert all(one.until <= other.since for one, other in pairwise(found))

    def test_says_silences_of_an_hour_and_no_shorter_ones(self):
        assert replay.gaps([at(0), at(59), at(120)]) == [(at(59), at(120))]
