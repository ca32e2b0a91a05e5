"""The choice at its edges: what goes by rule, who cannot go and why, what is lacking, what is left; always the same."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lanyan.analysis.choice import Formation, Ground, Rules, Vehicle, prepare, propose
from lanyan.analysis.choice.warm import warm

CODES = ("people", "water_t", "ladder_m", "hazmat")
NAN = float("nan")


def vehicle(number, **amounts):
    return Vehicle(number, {"people": 6.0, **amounts})


def single(number, station=0, **more):
    return Formation(f"v{number}", (number,), station, **more)


def detachment(formations, vehicles, ground=None):
    return prepare(formations, vehicles, capabilities=CODES, tallest=("ladder_m",), ground=ground)


def keys(choice):
    return [one.key for one in choice.chosen]


def test_warming_up_goes_through_the_search() -> None:
    assert warm() == "search"


class TestByRule:
    def test_the_responsible_station_goes_even_if_another_is_as_near(self):
        forces = detachment([single(1, 1), single(2, 0)], [vehicle(1), vehicle(2)])

        assert keys(propose(forces, [100, 100], {"people": 6}, Rules(responsible=0))) == ["v2"]
        assert keys(propose(forces, [100, 100], {"people": 6}, Rules(responsible=1))) == ["v1"]

    def test_the_responsible_station_holds_nobody_up_who_is_there_sooner(self):
        forces = detachment([single(1, 0), single(2, 1)], [vehicle(1), vehicle(2)])
        choice = propose(forces, [300, 100], {"people": 6}, Rules(responsible=0))

        assert [(one.key, one.why) for one in choice.chosen] == [("v2", "brings"), ("v1", "responsible")]
        assert choice.seconds == 160

    def test_the_township_team_and_the_micro_station_go_as_well(self):
        forces = detachment(
            [single(1, 0), single(2, 1, team="township"), single(3, 2, team="micro", turnout=0.0)],
            [vehicle(1), vehicle(2), Vehicle(3, {}, holds=False)],
        )
        choice = propose(forces, [300, 100, 30], {"people": 6}, Rules(responsible=0, township=1, micros=(2,)))

        assert [(one.key, one.why) for one in choice.chosen] == [
            ("v3", "micro"), ("v2", "township"), ("v1", "responsible"),
        ]  # fmt: skip
        assert choice.chosen[2].is_late
        assert choice.seconds == 160

    def test_the_stations_own_order_decides_between_formations_that_are_there_together(self):
        pair = Formation("f9", (1, 2), 0, order=0)
        forces = detachment([single(1, order=5), single(2, order=5), pair], [vehicle(1), vehicle(2)])

        assert keys(propose(forces, [100], {"people": 6}, Rules(responsible=0))) == ["f9"]

    def test_somebody_leaves_at_once_where_the_responsible_station_is_empty(self):
        forces = detachment([single(1, 0, why_not="busy"), single(2, 1), single(3, 2)], [vehicle(n) for n in (1, 2, 3)])
        choice = propose(forces, [50, 200, 100], {}, Rules(responsible=0))

        assert [(one.key, one.why) for one in choice.chosen] == [("v3", "nearest")]

    def test_nothing_goes_unasked_to_an_incident_that_has_what_it_needs(self):
        forces = detachment([single(1, why_not="busy"), single(2)], [vehicle(1), vehicle(2)])
        choice = propose(forces, [100], {"people": 6}, Rules(responsible=0), sent=(1,))

        assert (keys(choice), choice.seconds, choice.shortfalls) == ([], 0, ())

    def test_a_specialist_team_comes_only_when_it_is_called_for(self):
        rows = [single(1, 0, team="specialist", only_for=("hazmat",)), single(2, 1)]
        forces = detachment(rows, [vehicle(1, hazmat=1.0), vehicle(2)])

        assert keys(propose(forces, [10, 900], {"people": 6}, Rules())) == ["v2"]
        assert keys(propose(forces, [10, 900], {"people": 6, "hazmat": 1}, Rules(responsible=1))) == ["v1", "v2"]

    def test_mutual_aid_comes_with_its_delay(self):
        forces = detachment([single(1, 0, team="aid", delay=600.0), single(2, 1)], [vehicle(1), vehicle(2)])
        choice = propose(forces, [60, 300], {"people": 12}, Rules())

        assert [(one.key, one.seconds) for one in choice.chosen] == [("v2", 360), ("v1", 720)]


class TestArrival:
    def test_is_that_of_the_last_vehicle_wherever_it_is(self):
        forces = detachment([Formation("f1", (1, 2), 0)], [vehicle(1), vehicle(2)])
        choice = propose(forces, [100], {"people": 12}, Rules(hour_factor=1.5), under_way={2: 200.0})

        assert choice.seconds == 60 + 200 * 1.5

    def test_an_island_is_reached_by_nobody(self):
        choice = propose(detachment([single(1)], [vehicle(1)]), [NAN], {"people": 6}, Rules(responsible=0))

        assert (choice.chosen, choice.shortfalls[0].why, choice.staying[0].why) == ((), "no_way", "no_way")

    def test_each_need_can_have_its_own_least_time(self):
        rows = [single(1, 0), single(2, 0), single(3, 1), single(4, 1)]
        cars = [vehicle(1, water_t=5), vehicle(2, water_t=5), vehicle(3, water_t=10), vehicle(4, hazmat=1)]
        ask = (detachment(rows, cars), [100, 900], {"water_t": 10, "hazmat": 1})

        assert keys(propose(*ask, Rules(township=None, responsible=1))) == ["v3", "v4"]
        assert keys(propose(*ask, Rules(responsible=0, each_soonest=True))) == ["v1", "v2", "v4"]


class TestShortfall:
    @pytest.mark.parametrize(
        ("more", "travel", "why", "against"),
        [
            ({"why_not": "off_road"}, 100, "none_ready", "off_road"),
            ({"why_not": "position_old"}, 100, "position_old", "position_old"),
            ({}, 5000, "too_far", "too_far"),
            ({}, NAN, "no_way", "no_way"),
        ],
    )
    def test_says_what_stands_against_the_soonest(self, more, travel, why, against):
        forces = detachment([single(1, 0), single(2, 1, **more)], [vehicle(1), vehicle(2, ladder_m=30)])
        choice = propose(forces, [100, travel], {"people": 6, "ladder_m": 30}, Rules(farthest=2700))
        (short,) = choice.shortfalls

        assert (short.capability, short.missing, short.why, short.soonest.key) == ("ladder_m", 30, why, "v2")
        assert short.soonest.why == against
        assert (keys(choice), choice.seconds) == (["v1"], 160)

    def test_says_when_there_is_none(self):
        choice = propose(detachment([single(1)], [vehicle(1)]), [9], {"hazmat": 1, "boat": 2}, Rules())

        assert [(s.capability, s.missing, s.why) for s in choice.shortfalls] == [
            ("hazmat", 1, "none_exists"),
            ("boat", 2, "none_exists"),
        ]

    def test_what_there_is_goes_and_holds_nothing_up(self):
        cars = [vehicle(1, water_t=5), vehicle(2, water_t=5), vehicle(3, ladder_m=30)]
        forces = detachment([single(1, 0), single(2, 1), single(3, 1)], cars)
        choice = propose(forces, [100, 900], {"people": 6, "water_t": 30, "ladder_m": 54}, Rules())

        assert keys(choice) == ["v1", "v2", "v3"]
        assert choice.seconds == 160
        assert {s.capability: s.missing for s in choice.shortfalls} == {"water_t": 20, "ladder_m": 24}

    def test_all_busy_and_nobody_at_all(self):
        busy = detachment([single(1, why_not="busy")], [vehicle(1)])

        assert propose(busy, [9], {"people": 6}, Rules(responsible=0)).shortfalls[0].why == "none_ready"
        assert propose(detachment([], []), [], {"people": 6}, Rules()).shortfalls[0].why == "none_exists"
        assert propose(detachment([], []), [], {}, Rules(), sent=()).chosen == ()


class TestWhy:
    def test_tells_what_each_brings_and_who_cannot_be_done_without(self):
        cars = [vehicle(1, water_t=5), vehicle(2, water_t=5), vehicle(3, hazmat=1)]
        forces = detachment([single(1, 0), single(2, 0), single(3, 1)], cars)
        choice = propose(forces, [100, 200], {"water_t": 5, "hazmat": 1}, Rules(responsible=0))

        assert [(one.key, one.why, dict(one.brings), one.only) for one in choice.chosen] == [
            ("v1", "responsible", {"water_t": 5}, False),
            ("v3", "brings", {"hazmat": 1}, True),
        ]

    def test_tells_by_how_much_others_are_worse(self):
        cars = [vehicle(n, water_t=5) for n in (1, 2, 3)] + [vehicle(4), Vehicle(5, {"hazmat": 1.0})]
        cars.append(vehicle(6, water_t=2.5))
        rows = [single(1, 0), single(2, 1), single(3, 2), single(4, 0), single(5, 3), single(6, 0)]
        rules = Rules(responsible=0, shown=9)
        forces = detachment([replace(row, order=row.vehicles[0]) for row in rows], cars)
        choice = propose(forces, [50, 100, 130, 140], {"water_t": 10, "hazmat": 1}, rules)
        stays = {one.key: (one.why, one.by, one.instead_of) for one in choice.staying}

        assert keys(choice) == ["v1", "v2", "v5"]
        assert stays == {"v3": ("slower", 30, "v2"), "v4": ("not_needed", 0, ""), "v6": ("not_needed", 0, "")}

    def test_names_what_would_come_later(self):
        forces = detachment([single(1, 0), single(2, 1)], [vehicle(1), vehicle(2)])
        choice = propose(forces, [50, 90], {"people": 6}, Rules())

        assert [(one.key, one.why, one.by) for one in choice.staying] == [("v2", "later", 40)]


class TestCover:
    def ground(self):
        return Ground(np.eye(3, dtype=bool), np.array([6.0, 3.0, 1.0]), np.array([[0, 9, 5.0], [9, 0, 4], [5, 4, 0]]))

    def test_takes_from_the_station_that_loses_least(self):
        cars = [vehicle(n) for n in (1, 2, 3, 4)]
        forces = detachment([single(1, 0), single(2, 1), single(3, 2), single(4, 2)], cars, self.ground())
        choice = propose(forces, [100, 90, 100], {"people": 12}, Rules())

        assert keys(choice) == ["v2", "v3"]
        assert (choice.cover.before, choice.cover.after) == (1, pytest.approx(0.7))

    def test_moves_up_who_restores_most(self):
        cars = [vehicle(n) for n in (1, 2, 3, 4)]
        forces = detachment([single(1, 0), single(2, 1), single(3, 2), single(4, 2)], cars, self.ground())
        choice = propose(forces, [100, 900, 900], {"people": 6}, Rules(responsible=0))
        move = choice.move_up

        assert (choice.cover.after, choice.cover.emptied) == (pytest.approx(0.4), (0,))
        assert (move.key, move.origin, move.station, move.seconds) == ("v3", 2, 0, 5)
        assert move.gain == pytest.approx(0.6)
        assert propose(forces, [100, 900, 900], {"people": 6}, Rules(responsible=0, move_gain=0.7)).move_up is None

    def test_counts_what_a_move_up_leaves_behind(self):
        forces = detachment([single(1, 0), single(2, 1), single(3, 2)], [vehicle(n) for n in (1, 2, 3)], self.ground())
        move = propose(forces, [100, 900, 900], {"people": 6}, Rules(responsible=0)).move_up

        assert (move.key, move.gain) == ("v3", pytest.approx(0.5))
        assert propose(forces, [900, 900, 100], {"people": 6}, Rules(responsible=2)).move_up is None

    def test_tells_what_another_would_uncover(self):
        cars = [vehicle(n) for n in (1, 2, 3)]
        forces = detachment([single(1, 0), single(2, 2), single(3, 2)], cars, self.ground())
        choice = propose(forces, [100, 0, 100], {"people": 12}, Rules(responsible=2))
        (stays,) = [one for one in choice.staying if one.key == "v1"]

        assert keys(choice) == ["v2", "v3"]
        assert (stays.why, stays.by, stays.instead_of) == ("uncovers", pytest.approx(0.5), "v3")


class TestSameFacts:
    @settings(max_examples=60, deadline=None)
    @given(st.integers(0, 10**6))
    def test_give_the_same_choice_in_any_order(self, seed):
        dice = np.random.default_rng(seed)
        cars = [vehicle(n, water_t=float(dice.integers(0, 3)) * 4) for n in range(12)]
        rows = [single(n, n // 3) for n in range(12)]
        rows += [Formation(f"f{n}", (3 * n, 3 * n + 1), n, order=-1) for n in range(4)]
        ground = Ground(dice.random((4, 20)) < 0.4, dice.random(20))
        travel, needs = dice.choice([100.0, 200, 300], 4), {"people": float(dice.integers(60)), "water_t": 20.0}
        rules = Rules(responsible=int(dice.integers(4)))
        straight = propose(detachment(rows, cars, ground), travel, needs, rules)
        mixed = detachment([rows[i] for i in dice.permutation(16)], [cars[i] for i in dice.permutation(12)], ground)

        assert repr(propose(mixed, travel, dict(reversed(needs.items())), rules)) == repr(straight)

    def test_do_not_depend_on_which_way_proves_it(self):
        dice = np.random.default_rng(5)
        cars = [vehicle(n, water_t=float(dice.integers(1, 9))) for n in range(40)]
        forces = detachment(
            [single(n, n // 4) for n in range(40)], cars, Ground(dice.random((10, 99)) < 0.3, np.ones(99))
        )
        ask = (forces, dice.uniform(60, 900, 10), {"people": 60, "water_t": 55})
        quick = propose(*ask, Rules(responsible=0))
        slow = propose(*ask, Rules(responsible=0, nodes=20, seconds=30.0))
        cut = propose(*ask, Rules(responsible=0, nodes=20))

        assert (quick.way, slow.way, slow.gap, quick.gap) == ("search", "programme", 0, 0)
        assert [slow.cover, len(slow.chosen)] == [quick.cover, len(quick.chosen)]
        assert sum(one.seconds for one in slow.chosen) == pytest.approx(sum(one.seconds for one in quick.chosen))
        assert (cut.unproven, cut.gap > 0, len(cut.chosen)) == ("arrival", True, len(quick.chosen))

    def test_equal_ones_go_by_key(self):
        forces = detachment([single(n, n % 3) for n in (5, 3, 4, 1, 2)], [vehicle(n) for n in (1, 2, 3, 4, 5)])

        assert keys(propose(forces, [80, 80, 80], {"people": 12}, Rules(responsible=2))) == ["v1", "v2"]
        assert keys(propose(forces, [80, 80, 80], {"people": 18}, Rules(responsible=1))) == ["v1", "v2", "v3"]


class TestWrongFacts:
    @pytest.mark.parametrize(
        ("rows", "cars", "message"),
        [
            ([single(1), single(1)], [vehicle(1)], "v1"),
            ([single(2)], [vehicle(1)], "v2"),
            ([single(1, why_not="lazy")], [vehicle(1)], "lazy"),
            ([single(1, turnout=-1.0)], [vehicle(1)], "turnout"),
            ([single(1)], [vehicle(1, water_t=-1.0)], "vehicle 1: water_t"),
        ],
    )
    def test_are_refused_by_name(self, rows, cars, message):
        with pytest.raises(ValueError, match=message):
            detachment(rows, cars)

    @pytest.mark.parametrize(
        ("travel", "needs", "more", "message"),
        [
            ([], {}, {}, "stations"),
            ([-5], {}, {}, "below 0"),
            ([5], {"people": NAN}, {}, "people"),
            ([5], {}, {"sent": (7,)}, "vehicle 7"),
            ([5], {}, {"under_way": {7: 5.0}}, "vehicle 7"),
        ],
    )
    def test_of_an_incident_as_well(self, travel, needs, more, message):
        with pytest.raises(ValueError, match=message):
            propose(detachment([single(1)], [vehicle(1)]), travel, needs, Rules(), **more)
