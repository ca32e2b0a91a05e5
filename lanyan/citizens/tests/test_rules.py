"""What holds of complaints: life, sameness, masking, secrets; by examples and by what always holds."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lanyan.citizens import rules
from lanyan.citizens.rules import Nearness, Seen
from lanyan.inspections.rules import clock
from lanyan.kernel.periods import ZONE

# The first example pays for what is loaded with it.
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
AT = datetime(2026, 5, 13, 9, 0, tzinfo=ZONE)
NEAR = Nearness(days=15, metres=80, alike=0.7)
seen = st.builds(
    Seen,
    kind=st.sampled_from(["EXIT_BLOCKED", "EBIKE", "OTHER"]),
    received_at=st.integers(0, 40).map(lambda days: AT + timedelta(days=days)),
    due_at=st.none() | st.integers(0, 40).map(lambda days: AT + timedelta(days=days)),
    premises_id=st.none() | st.integers(1, 3),
    place=st.sampled_from(["", "荷花中路88号", "衢州市柯城区荷花中路88号", "双港街21号"]),
)


class TestLife:
    def test_no_state_but_the_ends_is_without_a_way_out(self):
        states = {move.target for move in rules.MATTER.moves} | {rules.RECEIVED}

        stuck = {state for state in states if not rules.MATTER.moves_from(state)}

        assert stuck == {rules.CLOSED, rules.WITHDRAWN}

    def test_nothing_is_verified_without_being_checked_or_handed_over(self):
        into = [move for move in rules.MATTER.moves if move.target == rules.VERIFIED]

        assert {move.name: set(move.sources) for move in into} == {
            "verify_matter": {rules.CHECKING},
            "hand_over_matter": {rules.ACCEPTED, rules.CHECKING},
        }

    def test_everybody_is_answered_before_it_is_closed(self):
        closing = next(move for move in rules.MATTER.moves if move.target == rules.CLOSED)

        assert closing.sources == (rules.ANSWERED,)

    @given(st.lists(st.booleans(), max_size=6))
    def test_is_settled_only_when_all_are(self, settled):
        assert rules.all_settled(settled) == (len(settled) > 0 and settled.count(False) == 0)


class TestSameness:
    @calm
    @given(seen, seen)
    def test_is_the_same_from_both_sides(self, one, two):
        assert rules.likely_same(one, two, NEAR) == rules.likely_same(two, one, NEAR)

    @calm
    @given(seen, seen)
    def test_never_reaches_beyond_its_days(self, one, two):
        if abs(one.received_at - two.received_at) > timedelta(days=15):
            assert rules.likely_same(one, two, NEAR) == ""

    @calm
    @given(seen, seen)
    def test_never_joins_two_different_premises(self, one, two):
        if one.premises_id and two.premises_id and one.premises_id != two.premises_id:
            assert rules.likely_same(one, two, NEAR) == ""

    @calm
    @given(seen, seen)
    def test_exactly_one_of_two_leads_unless_they_are_equal(self, one, two):
        both = rules.leads(one, two), rules.leads(two, one)

        assert any(both)
        if all(both):
            assert one.received_at == two.received_at

    @calm
    @given(seen, seen)
    def test_who_leads_is_never_due_later(self, one, two):
        if one.due_at and two.due_at and rules.leads(one, two):
            assert one.due_at <= two.due_at

    def test_says_why(self):
        here = Seen("EBIKE", AT, lon=118.8665, lat=28.9565)
        beside = Seen("EBIKE", AT, lon=118.8666, lat=28.9566)
        far = Seen("EBIKE", AT, lon=118.8765, lat=28.9565)
        told = Seen("OTHER", AT, place="浙江省衢州市柯城区荷花中路88号")
        again = Seen("EXIT_BLOCKED", AT, place="荷花中路88号")

        assert rules.likely_same(here, beside, NEAR) == rules.NEAR
        assert rules.likely_same(here, far, NEAR) == ""
        assert rules.likely_same(told, again, NEAR) == rules.SAME_ADDRESS


class TestMasking:
    @pytest.mark.parametrize(
        "text",
        ["电话13857000001请回电", "0570-3021119", "330802199001011234", "33080219900101123X", "wang@example.cn 联系"],
    )
    def test_hides_what_reaches_or_names_a_person(self, text):
        masked = rules.masked_text(text)

        assert rules.HIDDEN in masked
        assert not any(len(run) > 4 for run in "".join(c if c.isdigit() else " " for c in masked).split())

    @pytest.mark.parametrize(
        "text", ["荷花中路88号3幢2单元1502室", "2026-05-13 09:30 锁的", "每天19:00至次日7:00断电", "12345"]
    )
    def test_leaves_places_and_days_alone(self, text):
        assert rules.masked_text(text) == text

    @given(st.text(alphabet="二楼幢出口上锁0123456789- ，。", max_size=60))
    def test_leaves_no_mobile_number_standing_whatever_is_around_it(self, around):
        masked = rules.masked_text(f"{around}：13857000001，{around}")

        assert "13857000001" not in masked

    @given(st.text(min_size=2, max_size=10))
    def test_tells_at_most_one_sign_of_a_name(self, name):
        assert len(rules.masked_name(name).replace("*", "")) <= 1

    @given(st.from_regex(r"1[0-9]{10}", fullmatch=True))
    def test_tells_only_the_ends_of_a_mobile_number(self, phone):
        assert rules.masked_phone(phone) == f"{phone[:3]}****{phone[7:]}"

    def test_tells_nothing_of_a_short_number(self):
        assert rules.masked_phone("3021119") == rules.HIDDEN


class TestSecrets:
    @given(st.text(min_size=20, max_size=60), st.binary(min_size=16, max_size=32))
    def test_are_the_same_for_the_same_sending_and_can_be_read_aloud(self, key, pepper):
        secret = rules.secret_from(key, pepper)

        assert secret == rules.secret_from(key, pepper)
        assert len(secret) == rules.SECRET_LENGTH
        assert set(secret) <= set(rules.SIGNS)
        assert rules.typed_secret(rules.spelt(secret).lower()) == secret

    def test_differ_from_sending_to_sending(self):
        made = {rules.secret_from(f"key-{number}", b"pepper") for number in range(500)}

        assert len(made) == 500

    @pytest.mark.parametrize(
        "typed", ["3308-LJ-2026-00012", "3308-lj-2026-00012", " 3308lj202600012 ", "3308 LJ 2026 00012"]
    )
    def test_go_with_a_number_however_it_is_typed(self, typed):
        assert rules.typed_number(typed) == "3308-LJ-2026-00012"

    @given(st.text(max_size=80))
    def test_no_typed_number_breaks_anything(self, text):
        assert len(rules.typed_number(text)) <= 80


class TestClock:
    """Counted by hand: article 18 of order 107 as amended by 120."""

    @pytest.mark.parametrize(
        ("code", "received", "ends"),
        [
            # New Year's Eve of the Spring Festival 2026 (holidays 15 to 23 February): hours run on.
            ("complaint_urgent", "2026-02-16T20:15", "2026-02-17T20:15"),
            # Friday before it; the make-up Saturday 14 February is worked, then nothing until the 24th.
            ("complaint_other", "2026-02-13T10:00", "2026-02-26T00:00"),
            # In the holidays: the first working day after them is the first one counted.
            ("complaint_other", "2026-02-18T10:00", "2026-02-27T00:00"),
            # Thursday 26 February: Friday, the make-up Saturday 28 February, Monday.
            ("complaint_other", "2026-02-26T16:00", "2026-03-03T00:00"),
            # A plain Wednesday.
            ("complaint_other", "2026-05-13T09:00", "2026-05-19T00:00"),
        ],
    )
    def test_ends_on_the_instant_counted_by_hand(self, code, received, ends):
        since = datetime.fromisoformat(received).replace(tzinfo=ZONE)

        assert clock.deadline(code, since).at == datetime.fromisoformat(ends).replace(tzinfo=ZONE)

    @given(st.lists(st.integers(0, 500_000), min_size=2, max_size=6))
    def test_who_is_received_later_is_never_due_earlier(self, minutes):
        since = sorted(AT.replace(month=1, day=1) + timedelta(minutes=number) for number in minutes)
        ends = [clock.deadline("complaint_other", at).at for at in since]

        assert all(one <= two for one, two in pairwise(ends))


class TestLimits:
    @given(st.integers(0, 50), st.integers(1, 50))
    def test_take_exactly_so_many(self, earlier, most):
        assert rules.too_many(earlier, most) == (earlier >= most)
