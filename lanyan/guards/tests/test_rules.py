"""Rounds, who stands at a post, life cycles: an order and an algebra."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan.guards.rules import life, rounds, standing
from lanyan.guards.rules.standing import ARRIVED, FOUND, LEFT, RELIEVED, ROUND, Said
from lanyan.kernel.periods import ZONE

SEVEN = datetime(2026, 3, 3, 19, 0, tzinfo=ZONE)
GRACE = timedelta(minutes=5)


def at(minutes):
    return SEVEN + timedelta(minutes=minutes)


class TestWindows:
    def test_are_one_each_so_many_minutes(self):
        found = rounds.windows(at(0), at(120), 30)

        assert [(one.since, one.until) for one in found] == [(at(n), at(n + 30)) for n in (0, 30, 60, 90)]

    def test_leave_a_last_stretch_out_that_is_shorter_than_half(self):
        assert len(rounds.windows(at(0), at(70), 30)) == 2
        assert rounds.windows(at(0), at(80), 30)[-1] == rounds.Due(at(60), at(80))

    def test_are_at_least_one_however_short_the_post(self):
        assert rounds.windows(at(0), at(10), 60) == [rounds.Due(at(0), at(10))]

    @pytest.mark.parametrize("minutes", [None, 0])
    def test_are_none_without_an_interval(self, minutes):
        assert rounds.windows(at(0), at(120), minutes) == []

    @given(length=st.integers(1, 1500), every=st.integers(5, 720))
    def test_follow_each_other_without_gap_within_the_post(self, length, every):
        found = rounds.windows(at(0), at(length), every)

        assert found[0].since == at(0)
        assert all(one.until == other.since for one, other in pairwise(found))
        assert found[-1].until <= at(length)
        assert at(length) - found[-1].until < timedelta(minutes=every / 2)


class TestStamps:
    DUE = rounds.windows(at(0), at(90), 30)

    def test_do_the_round_of_their_time(self):
        assert rounds.matched(self.DUE, [at(10), at(66)], GRACE) == [at(10), None, at(66)]

    def test_do_one_round_each_however_many_are_made(self):
        assert rounds.matched(self.DUE, [at(1), at(2), at(3)], GRACE) == [at(1), None, None]

    def test_may_come_a_little_late(self):
        assert rounds.matched(self.DUE, [at(34)], GRACE)[0] == at(34)
        assert rounds.matched(self.DUE, [at(35)], GRACE) == [None, at(35), None]

    @given(st.lists(st.integers(-10, 130), max_size=12))
    def test_do_as_many_rounds_as_they_can_and_each_at_its_time(self, minutes):
        stamps = [at(each) for each in minutes]
        done = rounds.matched(self.DUE, stamps, GRACE)

        given_out = [one for one in done if one is not None]
        assert given_out == sorted(given_out)
        assert all(given_out.count(one) <= stamps.count(one) for one in given_out)
        assert all(one is None or due.since <= one < due.until + GRACE for due, one in zip(self.DUE, done, strict=True))
        assert len(given_out) == most(self.DUE, stamps)

    @given(st.permutations([5, 20, 33, 64, 90]))
    def test_say_the_same_in_any_order(self, minutes):
        assert rounds.matched(self.DUE, map(at, minutes), GRACE) == rounds.matched(
            self.DUE, map(at, sorted(minutes)), GRACE
        )


def most(due, stamps):
    """The most rounds that can be done, by trying out every choice."""
    if not due:
        return 0
    first, rest = due[0], due[1:]
    fitting = {one for one in stamps if first.since <= one < first.until + GRACE}
    best = most(rest, stamps)
    for one in fitting:
        left = list(stamps)
        left.remove(one)
        best = max(best, 1 + most(rest, left))
    return best


class TestStanding:
    def test_is_who_arrived_and_has_not_left(self):
        said = [Said(1, ARRIVED, at(0)), Said(2, ARRIVED, at(1)), Said(1, LEFT, at(9))]

        assert standing.standing(said) == {2: at(1)}

    def test_passes_by_relief(self):
        said = [Said(1, ARRIVED, at(0)), Said(2, RELIEVED, at(30), relieves=1)]

        assert standing.standing(said) == {2: at(30)}

    def test_is_who_stamps_a_round_without_having_arrived(self):
        assert standing.standing([Said(1, ROUND, at(5)), Said(1, FOUND, at(6))]) == {1: at(5)}

    def test_is_read_in_the_order_of_what_happened(self):
        said = [Said(1, LEFT, at(9)), Said(1, ARRIVED, at(0))]

        assert standing.standing(said) == {}

    def test_is_told_by_silence_to_be_nobody(self):
        post = {"since": at(0), "until": at(60), "needed": 1, "grace": timedelta(minutes=10)}

        assert not standing.is_silent(standing=0, at=at(5), **post)
        assert standing.is_silent(standing=0, at=at(10), **post)
        assert not standing.is_silent(standing=1, at=at(10), **post)
        assert not standing.is_silent(standing=0, at=at(60), **post)


class TestLife:
    def test_of_a_guard_goes_from_plan_to_summary(self):
        state = life.DRAFT
        for name in ("submit_guard", "approve_guard", "begin_guard", "stand_down_guard", "close_guard"):
            state = life.GUARD.target(name, state)

        assert state == life.CLOSED

    def test_has_no_way_past_approval(self):
        assert "begin_guard" not in life.GUARD.moves_from(life.SUBMITTED)
