"""Cover against plain loops: shares, what one station less loses, areas, sites."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lanyan.analysis import cover

SECONDS = st.one_of(st.just(float("nan")), st.integers(0, 600).map(float))


@st.composite
def grounds(draw, stations=(1, 5)):
    """Travel times of stations and sites to points, and their weights."""
    count, sites, points = draw(st.integers(*stations)), draw(st.integers(1, 5)), draw(st.integers(1, 8))
    times = draw(arrays(float, (count, points), elements=SECONDS))
    more = draw(arrays(float, (sites, points), elements=SECONDS))
    return times, more, draw(arrays(float, points, elements=st.integers(0, 5).map(float)))


def weight_covered(rows, weights):
    """The weight of the points that some row reaches, by loops."""
    return sum(w for point, w in enumerate(weights) if any(row[point] for row in rows))


class TestShares:
    @given(grounds(), st.sets(st.integers(0, 4)))
    def test_are_what_a_loop_counts(self, ground, away):
        times, _sites, weights = ground
        out = np.array([station in away for station in range(len(times))])
        reach = cover.covered(times, 60, 300)
        here = [[60 + t <= 300 for t in row] for station, row in enumerate(times) if not out[station]]
        share = cover.shares(reach, {"premises": weights}, out)["premises"]

        assert share == pytest.approx(
            weight_covered(here, weights) / weights.sum() if weights.sum() else np.nan, nan_ok=True
        )
        assert list(~cover.uncovered(reach, out)) == [any(row[p] for row in here) for p in range(len(weights))]

    @given(grounds())
    def test_one_station_less_loses_what_a_loop_counts(self, ground):
        times, _sites, weights = ground
        reach = cover.covered(times, 60, 300)
        weights = weights + 1
        lost = cover.marginal(reach, {"area": weights})["area"]
        before = weight_covered(reach, weights)

        for station in range(len(times)):
            rest = [row for other, row in enumerate(reach) if other != station]
            assert lost[station] == pytest.approx((before - weight_covered(rest, weights)) / weights.sum())

    def test_one_turnout_a_station(self):
        reach = cover.covered([[200.0], [200.0]], [60, 120], 300)

        assert reach.tolist() == [[True], [False]]

    def test_an_impossible_weight_or_time_is_refused(self):
        with pytest.raises(ValueError, match="premises"):
            cover.shares(np.ones((1, 2), bool), {"premises": [1, -1]})
        with pytest.raises(ValueError, match="below 0"):
            cover.covered([[-1.0]], 60, 300)


class TestArrival:
    def test_is_the_first_to_come_and_no_number_on_an_island(self):
        times = [[100, np.nan, 30], [50, np.nan, 400]]

        assert np.array_equal(cover.arrival(times, [60, 90]), [140, np.nan, 90], equal_nan=True)
        assert np.array_equal(cover.arrival(times, 60, np.array([True, False])), [110, np.nan, 460], equal_nan=True)

    def test_falls_into_bands(self):
        assert cover.bands([60, 240, 241, 900, np.nan], [240, 480]).tolist() == [0, 0, 1, 2, -1]

    def test_nobody_comes_when_all_are_out(self):
        assert np.isnan(cover.arrival([[10.0]], 0, np.array([True]))).all()


class TestAreas:
    def test_give_each_point_to_the_nearest_and_measure_it(self):
        times = [[10, 50, np.nan, 30], [20, 40, np.nan, 30]]
        found, owner = cover.areas(times, [3, 1, 1, 5], [7, np.nan])

        assert owner.tolist() == [0, 1, -1, 0]
        assert [(area.km2, area.farthest, area.is_too_large) for area in found] == [(8, 30, True), (1, 40, False)]

    @given(grounds())
    def test_leave_no_reachable_point_over(self, ground):
        times, _sites, weights = ground
        found, owner = cover.areas(times, weights, np.full(len(times), 7.0))

        assert sum(area.km2 for area in found) == pytest.approx(weights[owner >= 0].sum())
        assert (owner == -1).tolist() == np.isnan(times).all(axis=0).tolist()


class TestSites:
    @given(grounds())
    def test_one_is_the_best_of_all(self, ground):
        times, more, weights = ground
        reach, sites = cover.covered(times, 60, 300), cover.covered(more, 60, 300)
        found = cover.add(reach, sites, weights)

        assert found.covered[0] == max(weight_covered([*reach, site], weights) for site in sites)
        assert found.gap == pytest.approx(0)

    @given(grounds(), st.integers(1, 3))
    def test_several_are_within_their_bound(self, ground, count):
        times, more, weights = ground
        reach, sites = cover.covered(times, 60, 300), cover.covered(more, 60, 300)
        count = min(count, len(sites))
        found = cover.add(reach, sites, weights, count)
        best = max(weight_covered([*reach, *some], weights) for some in combinations(sites, count))
        now = weight_covered(reach, weights)

        assert len({*found.sites}) == count
        assert found.covered[-1] == weight_covered([*reach, *sites[list(found.sites)]], weights)
        assert found.covered[-1] <= best <= found.bound + 1e-9
        assert found.covered[-1] - now >= (1 - 1 / np.e) * (best - now) - 1e-9

    @given(grounds())
    def test_a_move_is_the_best_of_all(self, ground):
        times, more, weights = ground
        reach, sites = cover.covered(times, 60, 300), cover.covered(more, 60, 300)
        station, site, after = cover.move(reach, sites, weights)
        tried = {
            (one, to): weight_covered([*np.delete(reach, one, axis=0), sites[to]], weights)
            for one, to in product(range(len(reach)), range(len(sites)))
        }

        assert after == max(tried.values())
        assert (station, site) == min(pair for pair, weight in tried.items() if weight == after)

    def test_more_than_there_are_is_refused(self):
        with pytest.raises(ValueError, match="2 of 1 sites"):
            cover.add(np.ones((1, 1), bool), np.ones((1, 1), bool), [1.0], 2)
