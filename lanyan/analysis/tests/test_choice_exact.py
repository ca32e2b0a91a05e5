"""The choice against trying every set: least time, vehicles, cover, arrival, over thousands of small cases."""

from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest

from lanyan.analysis.choice import Formation, Ground, Rules, Vehicle, prepare, propose, restated
from lanyan.analysis.choice.case import case
from lanyan.analysis.choice.items import items
from lanyan.analysis.choice.kernels import fewest, relaxed
from lanyan.analysis.choice.lean import problem, stake_of
from lanyan.analysis.choice.least import least
from lanyan.analysis.choice.programme import solve, values
from lanyan.analysis.choice.stages import searched

CODES, TALL = ("people", "water_t", "ladder_m"), (False, False, True)
REASONS = ("busy", "off_road", "resting")


def drawn(dice, *, alone):
    """A small detachment, an incident and its rules; `alone`: every vehicle can also come by itself."""
    stations = int(dice.integers(1, 5))
    vehicles = [
        Vehicle(
            number,
            {
                "people": float(dice.integers(0, 4)),
                "water_t": float(dice.choice([0, 0, 2.5, 5, 8])),
                "ladder_m": float(dice.choice([0, 0, 0, 30, 54])),
            },
            holds=bool(dice.random() < 0.8),
        )
        for number in range(int(dice.integers(1, 8)))
    ]
    home = {vehicle.id: int(dice.integers(stations)) for vehicle in vehicles}
    formations = [
        Formation(
            f"v{v.id}", (v.id,), home[v.id], 60, why_not=str(dice.choice(REASONS)) if dice.random() < 0.15 else ""
        )
        for v in vehicles
        if alone or dice.random() < 0.7
    ]
    for number in range(int(dice.integers(0, 4))):
        station = int(dice.integers(stations))
        here = [v.id for v in vehicles if home[v.id] == station]
        if here:
            chosen = dice.permutation(here)[: int(dice.integers(1, 4))]
            turnout = 60 if alone else float(dice.choice([45, 60, 90]))
            formations.append(Formation(f"f{number}", tuple(int(v) for v in chosen), station, turnout, order=-1))
    if not alone:
        formations = formations[:9]
    points = int(dice.integers(1, 12))
    ground = Ground(dice.random((stations, points)) < 0.5, dice.integers(0, 4, points).astype(float))
    travel = np.where(dice.random(stations) < 0.1, np.nan, dice.choice([60.0, 60.5, 120, 240, 900, 3000], stations))
    needs = {"people": float(dice.integers(0, 9)), "water_t": float(dice.choice([0, 5, 12, 30]))}
    needs["ladder_m"] = float(dice.choice([0, 0, 30, 50, 90]))
    rules = Rules(
        responsible=int(dice.integers(stations)) if dice.random() < 0.6 else None,
        township=int(dice.integers(stations)) if dice.random() < 0.2 else None,
        farthest=float(dice.choice([600, 2000, np.inf])),
        each_soonest=alone and bool(dice.random() < 0.2),
    )
    return vehicles, formations, ground, travel, needs, rules


def arrives(formation, travel):
    return round((formation.turnout + travel[formation.station] + formation.delay) * 10)


def brings(formations, vehicles, code, tall):
    amounts = [vehicles[v].amounts[code] for f in formations for v in f.vehicles]
    return max(amounts, default=0.0) if tall else sum(amounts)


def every_set(formations, by_rule):
    """All sets of formations that share no vehicle, those by rule in each."""
    rest = [f for f in formations if not any({*f.vehicles} & {*other.vehicles} for other in by_rule)]
    for size in range(len(rest) + 1):
        for some in combinations(rest, size):
            ids = [v for f in some for v in f.vehicles]
            if len(ids) == len({*ids}):
                yield [*by_rule, *some]


def uncovered(ground, vehicles, formations, gone):
    """The share of the ground that nobody holds once some vehicles have gone."""
    ready = {v: f.station for f in formations if not f.why_not for v in f.vehicles if vehicles[v].holds}
    before, after = {*ready.values()}, {station for v, station in ready.items() if v not in gone}
    lost = [
        weight
        for reach, weight in zip(ground.reach.T, ground.weights, strict=True)
        if any(reach[s] for s in before) and not any(reach[s] for s in after)
    ]
    return sum(lost) / (ground.weights.sum() or 1)


class Tried:
    """The best there is, by trying every set."""

    def __init__(self, vehicles, formations, ground, travel, needs, rules, by_rule):
        self.vehicles, self.formations, self.ground, self.travel = vehicles, formations, ground, travel
        limit = rules.farthest * 10
        can = [f for f in formations if not f.why_not and travel[f.station] >= 0 and arrives(f, travel) <= limit]
        self.sets = list(every_set(can, [f for f in can if f.key in by_rule]))
        self.goal = {}
        for code, tall in zip(CODES, TALL, strict=True):
            able = [s for s in self.sets if self.meets(s, dict.fromkeys(self.goal, limit))]
            most = max(brings(s, vehicles, code, tall) for s in able)
            self.goal[code] = min(most, needs[code])
        self.met = {code for code in CODES if self.goal[code] >= needs[code]}
        times = sorted({0, *(arrives(f, travel) for f in can)})
        self.time = next(t for t in times if any(self.meets(s, self.by(t, limit)) for s in self.sets))
        deadline = self.by(self.time, limit)
        if rules.each_soonest:
            for code in self.met:
                other = {c: limit for c in CODES if c != code}
                deadline[code] = next(t for t in times if any(self.meets(s, {**other, code: t}) for s in self.sets))
        self.good = [s for s in self.sets if self.meets(s, deadline)]
        self.best = min(self.value(s) for s in self.good)

    def by(self, time, limit):
        return {code: time if code in self.met else limit for code in CODES}

    def meets(self, some, deadline):
        return all(
            brings([f for f in some if arrives(f, self.travel) <= at], self.vehicles, code, TALL[CODES.index(code)])
            >= self.goal[code]
            for code, at in deadline.items()
        )

    def value(self, some):
        gone = {v for f in some for v in f.vehicles}
        lost = round(uncovered(self.ground, self.vehicles, self.formations, gone), 9)
        return len(gone), lost, sum(len(f.vehicles) * arrives(f, self.travel) for f in some)


@pytest.mark.parametrize("alone", [True, False])
@pytest.mark.parametrize("seed", range(10))
def test_is_the_best_of_all_sets(seed, alone):
    dice = np.random.default_rng([seed, alone])
    for _case in range(150):
        vehicles, formations, ground, travel, needs, rules = drawn(dice, alone=alone)
        forces = prepare(formations, vehicles, capabilities=CODES, tallest=("ladder_m",), ground=ground)
        choice = propose(forces, travel, needs, rules)
        by_rule = {one.key for one in choice.chosen if one.why != "brings"}
        tried = Tried(vehicles, formations, ground, travel, needs, rules, by_rule)
        chosen = [f for f in formations if f.key in {one.key for one in choice.chosen}]
        told = {need.capability: need.given for need in choice.needs}
        short = {one.capability: one.missing for one in choice.shortfalls}

        assert choice.seconds == tried.time / 10
        assert (choice.gap, choice.unproven) == (0.0, "")
        assert any({f.key for f in chosen} == {f.key for f in some} for some in tried.good)
        assert tried.value(chosen) == tried.best
        assert choice.cover.before - choice.cover.after == pytest.approx(tried.best[1], abs=1e-9)
        assert short == pytest.approx({c: needs[c] - tried.goal[c] for c in CODES if c not in tried.met})
        assert all(told[code] >= tried.goal[code] for code in CODES if needs[code])


@pytest.mark.parametrize("seed", range(4))
def test_both_ways_of_solving_agree(seed):
    dice = np.random.default_rng([seed, 7])
    compared = 0
    while compared < 25:
        vehicles, formations, ground, travel, needs, rules = drawn(dice, alone=bool(compared % 2))
        forces = prepare(formations, vehicles, capabilities=CODES, tallest=("ladder_m",), ground=ground)
        asked = case(forces, travel, needs, rules)
        soonest = least(asked, rules)
        offered = items(asked, soonest.goal, soonest.deadline)
        if not offered.need.any():
            continue
        task = problem(asked, offered, stake_of(asked, offered))
        cost = forces.size[offered.formations] * asked.arrival[offered.formations]
        found = searched(task, cost, 100_000)
        answer = solve(task, cost, nodes=10_000, seconds=10.0, start=None)

        assert (found.gap, found.unproven) == (answer.gap, answer.unproven) == (0.0, "")
        assert values(task, cost, answer.inside) == values(task, cost, found.inside)
        compared += 1


def test_fewest_is_the_least_of_all_whole_numbers():
    dice = np.random.default_rng(11)
    every = np.array(list(product(range(6), repeat=4)))
    for _case in range(300):
        rows, cost = dice.integers(0, 20, (3, 4)), dice.integers(1, 4, 4)
        least, most = dice.integers(1, 90, 3), dice.integers(1, 6, 4)
        able = every[(every <= most).all(axis=1) & (every @ rows.T >= least).all(axis=1)]
        found, _nodes, proven = fewest(rows, least, cost, most, 10_000)

        assert proven
        assert (found @ cost == (able @ cost).min() and (rows @ found >= least).all()) if len(able) else not len(found)


def test_prices_bound_every_set_from_below():
    dice = np.random.default_rng(12)
    every = np.array(list(product((0, 1), repeat=8)))
    for _case in range(200):
        rows, cost = dice.integers(0, 9, (3, 8)).astype(float), dice.integers(0, 50, 8).astype(float)
        least = dice.integers(1, 25, 3).astype(float)
        able = every[(every @ rows.T >= least).all(axis=1)]
        there, price, _part = relaxed(rows, least, cost, 500)
        bound = price @ least + np.minimum(cost - price @ rows, 0).sum()

        assert there or not len(able)
        assert not len(able) or bound <= (able @ cost).min() + 1e-6


@pytest.mark.parametrize("seed", range(3))
def test_forces_that_are_restated_are_those_prepared_anew(seed):
    dice = np.random.default_rng([seed, 11])
    for _case in range(60):
        vehicles, formations, ground, travel, needs, rules = drawn(dice, alone=bool(_case % 2))
        more = {"capabilities": CODES, "tallest": ("ladder_m",), "ground": ground}
        before = prepare(formations, vehicles, **more)
        changed = [
            replace(one, why_not=str(dice.choice(["", *REASONS])), turnout=float(dice.choice([0, 45, 60])))
            for one in formations
            if dice.random() < 0.5
        ]
        other = {one.key: one for one in changed}
        found = restated(before, changed)
        anew = prepare([other.get(one.key, one) for one in formations], vehicles, **more)

        assert repr(propose(found, travel, needs, rules)) == repr(propose(anew, travel, needs, rules))
        for name, value in vars(anew).items():
            if isinstance(value, np.ndarray):
                assert np.array_equal(getattr(found, name), value), name


def test_forces_are_not_restated_with_other_vehicles_or_unknown_formations():
    formation = Formation("f1", (1,), 0)
    forces = prepare([formation], [Vehicle(1, {"people": 3.0})], capabilities=CODES)

    for wrong in (replace(formation, station=1), Formation("f2", (1,), 0), replace(formation, why_not="lazy")):
        with pytest.raises(ValueError, match=wrong.key):
            restated(forces, [wrong])
