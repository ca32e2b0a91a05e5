"""The pure rules: stamps in order, levels from facts."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan.incidents import rules
from lanyan.kernel.states import MoveNotAllowed

START = datetime(2024, 12, 31, 15, 50, tzinfo=UTC)
RULES = (
    rules.LevelRule("FIRE", 2, "special_place", 1, "special"),
    rules.LevelRule("FIRE", 2, "people", 1),
    rules.LevelRule("FIRE", 3, "people", 3),
    rules.LevelRule("FIRE", 5, "area_m2", 4000, "ordinary"),
    rules.LevelRule("FIRE", 5, "area_m2", 2000, "special"),
    rules.LevelRule("RESCUE", 4, "people", 10),
)


class TestStampsInOrder:
    @given(st.lists(st.integers(0, 7200), min_size=13, max_size=13), st.sets(st.sampled_from(list(rules.STAMP))))
    def test_sorted_instants_are_always_in_order_however_many_are_missing(self, seconds, missing):
        instants = [START + timedelta(seconds=second) for second in sorted(seconds)]
        times = {key: None if key in missing else at for key, at in zip(rules.STAMP, instants, strict=True)}

        assert rules.out_of_order(times) is None

    @given(st.permutations(list(range(13))))
    def test_any_inversion_is_found(self, places):
        times = {key: START + timedelta(minutes=place) for key, place in zip(rules.STAMP, places, strict=True)}

        assert (rules.out_of_order(times) is None) == (places == sorted(places))

    def test_a_missing_stamp_does_not_hide_a_wrong_pair_around_it(self):
        times = {"departed": START + timedelta(minutes=5), "arrived": None, "returned": START}

        assert rules.out_of_order(times) == ("departed", "returned")


class TestRunLife:
    @given(st.lists(st.sampled_from([move.name for move in rules.RUN.moves]), max_size=30))
    def test_no_order_of_keys_leads_outside_the_table(self, keys):
        status, seen = rules.ORDERED, [rules.ORDERED]
        for key in keys:
            try:
                status = rules.RUN.target(key, status)
            except MoveNotAllowed:
                continue
            seen.append(status)

        assert all(pair in rules.RUN.pairs() for pair in pairwise(seen))
        assert not any(status in rules.ENDED for status in seen[:-1])

    def test_back_at_the_station_is_not_ready_again(self):
        assert rules.RUN.target("returned", rules.AVAILABLE) == rules.RETURNED
        assert rules.RETURNED not in rules.ENDED

    def test_one_that_turned_back_never_arrives(self):
        with pytest.raises(MoveNotAllowed):
            rules.RUN.target("arrived", rules.TURNED_BACK)

    def test_water_is_stamped_for_fires_only(self):
        fire = {stamp.key for stamp in rules.stamps_for(rules.FIRE)}
        rescue = {stamp.key for stamp in rules.stamps_for(rules.RESCUE)}

        assert fire - rescue == {"water_on", "controlled", "knocked_down", "water_off"}


class TestProposedLevel:
    @pytest.mark.parametrize(
        ("kind", "facts", "level"),
        [
            ("FIRE", {}, 1),
            ("FIRE", {"place_class": "high_rise"}, 2),
            ("FIRE", {"trapped": 1}, 2),
            ("FIRE", {"trapped": 1, "casualties": 2}, 3),
            ("FIRE", {"area_m2": 3000}, 1),
            ("FIRE", {"area_m2": 3000, "place_class": "crowded"}, 5),
            ("RESCUE", {"trapped": 12}, 4),
            ("ASSIST", {"trapped": 1}, None),
            ("FALSE", {}, None),
        ],
    )
    def test_follows_the_strictest_row_that_applies(self, kind, facts, level):
        assert rules.propose_level(kind, facts, RULES).level == level

    @given(st.integers(0, 200), st.integers(0, 200), st.sampled_from(["FIRE", "RESCUE"]))
    def test_never_falls_when_more_people_are_in_danger(self, few, more, kind):
        low = rules.propose_level(kind, {"trapped": few}, RULES).level
        high = rules.propose_level(kind, {"trapped": few + more}, RULES).level

        assert 1 <= low <= high <= rules.HIGHEST_LEVEL[kind]

    def test_tells_the_rows_it_follows(self):
        proposal = rules.propose_level("FIRE", {"trapped": 1, "place_class": "high_rise"}, RULES)

        assert {reason[0] for reason in proposal.reasons} == {"special_place", "people"}


FIRST = (
    rules.FirstRule("crowded", "FIRE", 1, place_class="crowded"),
    rules.FirstRule("night", "FIRE", 1, subkind="FIRE-RES", hours=(23, 5)),
    rules.FirstRule("calls", "FIRE", 2, calls=3),
    rules.FirstRule("far", "FIRE", 1, minutes=15),
)


def around(**more):
    calm = {"place_class": "", "subkind": "", "hour": 12, "calls": 1, "seconds": 300.0}
    return rules.Circumstances(**calm | more)


class TestStrongerFirstDispatch:
    @pytest.mark.parametrize(
        ("more", "level", "codes"),
        [
            ({}, 1, ()),
            ({"place_class": "crowded"}, 2, ("crowded",)),
            ({"subkind": "FIRE-RES", "hour": 23}, 2, ("night",)),
            ({"subkind": "FIRE-RES", "hour": 4}, 2, ("night",)),
            ({"subkind": "FIRE-RES", "hour": 5}, 1, ()),
            ({"seconds": 900.0}, 2, ("far",)),
            ({"seconds": None}, 1, ()),
            ({"calls": 3, "place_class": "crowded"}, 3, ("crowded", "calls")),
        ],
    )
    def test_the_strongest_rule_that_speaks_holds(self, more, level, codes):
        found, speaking = rules.stronger_first("FIRE", 1, around(**more), FIRST)

        assert (found, tuple(row.code for row in speaking)) == (level, codes)

    def test_never_goes_above_the_highest_level_and_leaves_other_kinds_alone(self):
        many = around(calls=9)

        assert rules.stronger_first("FIRE", 5, many, FIRST)[0] == 5
        assert rules.stronger_first("RESCUE", 1, many, FIRST) == (1, ())
        assert rules.stronger_first("ASSIST", None, many, FIRST) == (None, ())
