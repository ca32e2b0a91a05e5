"""Arrival-time fields: against times reckoned the plain way, on one edge, over closures, on disk."""

import os
import subprocess
import sys
from dataclasses import replace
from itertools import combinations
from unittest import mock

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from lanyan.analysis.roads import build, changes, fields, graph, query, search, snap, spread, store
from lanyan.analysis.roads.changes import CLOSED, Change
from lanyan.analysis.roads.network import BadRoads
from lanyan.analysis.tests.roads_make import CAR, PlainTown, at, block, graph_of, network_of, road

calm = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def _overlap(one, two):
    """Say whether two streets lie upon each other: then nobody can tell which of them a point is on."""
    (x, y), (east, north) = one[0], (one[1][0] - one[0][0], one[1][1] - one[0][1])
    if any(east * (b - y) != north * (a - x) for a, b in two):
        return False
    first, last = sorted(((a - x) * east + (b - y) * north) / (east**2 + north**2) for a, b in two)
    return first < 1 and last > 0


@st.composite
def towns(draw):
    """Places, streets between them (some one-way) and turn restrictions."""
    spots = st.tuples(st.integers(0, 12), st.integers(0, 12))
    places = draw(st.lists(spots, min_size=3, max_size=7, unique=True))
    pairs = draw(
        st.lists(st.sampled_from([*combinations(range(len(places)), 2)]), min_size=3, max_size=12, unique=True)
    )
    speeds = st.sampled_from([(30, 30), (30, 30), (30, 0), (0, 20), (45, 15)])
    streets = [(*pair, *draw(speeds)) for pair in pairs]
    assume(
        not any(
            _overlap([places[end] for end in one], [places[end] for end in two]) for one, two in combinations(pairs, 2)
        )
    )
    bans = []
    for _number in range(draw(st.integers(0, 3))):
        one, two = (draw(st.integers(0, len(streets) - 1)) for _which in range(2))
        shared = set(streets[one][:2]) & set(streets[two][:2])
        if one != two and shared:
            bans.append((one, min(shared), two, draw(st.booleans())))
    return places, streets, bans


def built(town):
    """The graph of a town; a town without a way round is no town."""
    return build.build(network_of(*town), CAR)[0]


def named(town, roads):
    """The plain name (from, to) of every directed segment."""
    known = {at(*place): number for number, place in enumerate(town[0])}
    ends = [[known[tuple(point)] for point in roads.points[span].tolist()] for span in roads.spans]
    found = {}
    for (start, end), states in zip(ends, roads.of_edge.tolist(), strict=True):
        for state, name in zip(states, ((start, end), (end, start)), strict=True):
            found[state] = name
    found.pop(-1, None)
    return found


def on_road(roads, edge, share):
    """The point at that share of an edge, and where the nearest road to it is: another one may cross there."""
    start, end = roads.points[roads.spans[edge]]
    lon, lat = (start + share * (end - start)).tolist()
    return (lon, lat), snap.nearest(roads, lon, lat)


def plain_times(town, roads, start, end):
    """Tenths of a second from one spot to another, by the plain town."""
    plain, name = PlainTown(*town), named(town, roads)
    starts = {}
    for side, rest in ((0, 1 - start.share), (1, start.share)):
        state = int(roads.of_edge[start.edge, side])
        if state >= 0:
            for other, turn in plain.onward(name[state]).items():
                cost = round(plain.tenths[name[state]] * rest) + turn
                starts[other] = min(starts.get(other, cost), cost)
    here, there = corner(town, roads, start), corner(town, roads, end)
    if here is not None:
        starts |= {other: 0 for other in plain.tenths if other[0] == here}
    far = plain.reckon({street: cost for street, cost in starts.items() if street in name.values()})
    found = [0] if here is not None and here == there else []
    for state, street in name.items():
        whole, along = plain.tenths[street], roads.of_edge[roads.edge[state], 0] == state
        if roads.edge[state] == end.edge:
            part = end.share if along else 1 - end.share
        elif street[1] == there:
            part = 1
        else:
            continue
        found.append(far.get(street, np.inf) + part * whole)
        gone = part - (start.share if along else 1 - start.share)
        if roads.edge[state] == start.edge and gone * roads.metres[start.edge] >= -0.5:
            found.append(max(gone, 0) * whole)
    return min(found)


def corner(town, roads, spot):
    """The number of the place that a spot is at, if it is at one."""
    for share, end in ((spot.share, 0), (1 - spot.share, 1)):
        if share * roads.metres[spot.edge] < 0.5:
            point = tuple(roads.points[roads.spans[spot.edge, end]].tolist())
            return [at(*place) for place in town[0]].index(point)
    return None


shares = st.floats(0, 1, allow_nan=False)


def some_changes(roads):
    """Closures and slow stretches of random edges."""
    return st.lists(
        st.builds(
            Change,
            edges=st.tuples(st.integers(0, len(roads.spans) - 1)),
            factor=st.sampled_from([CLOSED, CLOSED, 1.5, 3.0]),
            heading=st.sampled_from([*changes.Heading]),
        ),
        max_size=3,
    )


class TestFields:
    @calm
    @given(town=towns(), data=st.data())
    def test_are_what_a_plain_search_finds(self, town, data):
        try:
            roads = built(town)
        except BadRoads:
            assume(False)
        edges = st.integers(0, len(roads.spans) - 1)
        here, start = on_road(roads, data.draw(edges), data.draw(shares))
        there, end = on_road(roads, data.draw(edges), data.draw(shares))

        found = query.times(fields.build(roads, [here]), *there)

        wanted = plain_times(town, roads, start, end) / 10
        assert found[0] == pytest.approx(wanted, abs=0.11) or (np.isnan(found[0]) and np.isinf(wanted))

    @calm
    @given(town=towns(), data=st.data())
    def test_are_the_same_without_the_compiler(self, town, data):
        roads = built(town)
        private = data.draw(st.lists(st.booleans(), min_size=len(roads.spans), max_size=len(roads.spans)))
        closed = changes.apply(roads, data.draw(some_changes(roads)))
        roads = replace(closed, ends_only=np.array(private)[roads.edge])
        edge, share = data.draw(st.integers(0, len(roads.spans) - 1)), data.draw(shares)

        found = spread.tenths_from(roads, edge, share)

        with mock.patch.object(spread, "compiler", return_value=None):
            np.testing.assert_array_equal(found, spread.tenths_from(roads, edge, share))

    @calm
    @given(town=towns(), data=st.data())
    def test_lead_along_a_way_of_the_same_length_of_time(self, town, data):
        roads = built(town)
        edges = st.integers(0, len(roads.spans) - 1)
        here, _start = on_road(roads, data.draw(edges), data.draw(shares))
        there, _end = on_road(roads, data.draw(edges), data.draw(shares))
        found = fields.build(changes.apply(roads, data.draw(some_changes(roads))), [here])

        ways = found.route(0, *there), search.way(found.graph, here, there)

        seconds = query.times(found, *there)[0]
        for way in ways:
            assert (way is None and np.isnan(seconds)) or way.seconds == pytest.approx(seconds, abs=0.11)

    def test_take_a_coarser_unit_where_the_journeys_are_long(self):
        roads = graph_of(road((0, 0), (900, 0), maxspeed=10), road((900, 0), (900, 900), maxspeed=10))

        found = fields.build(roads, [at(0, 0)])

        assert found.unit == 20
        way = found.route(0, *at(900, 899))
        assert query.times(found, *at(900, 899))[0] == pytest.approx(way.seconds, abs=2)

    def test_say_nothing_of_a_station_far_from_every_road(self):
        found = fields.build(graph_of(*block()), [at(1, 0), at(90, 90)])

        times = query.times(found, *at(3, 0))

        assert times[0] > 0
        assert np.isnan(times[1])
        assert found.route(1, *at(3, 0)) is None

    def test_say_nothing_of_a_point_without_a_road_near_or_that_is_no_place(self):
        found = fields.build(graph_of(*block()), [at(1, 0)])

        for point in (at(90, 90), (float("nan"), 28.9), (118.85, 90.0), (1e300, 28.9)):
            assert np.isnan(query.times(found, *point)).all()
            assert np.isnan(query.times_plain(found, *point)).all()

    def test_do_not_reach_an_island(self):
        lonely = [road((20, 0), (21, 0)), road((21, 0), (21, 1)), road((21, 1), (20, 0))]
        roads, report = build.build(
            network_of([(0, 0), (5, 0), (5, 5), (9, 0), (9, 5)], [(0, 1, 30, 30), (1, 2, 30, 30), (3, 4, 30, 30)]), CAR
        )

        assert len(roads.spans) == 2
        assert report.left_out == {"directed segment outside the largest connected part": 2}
        assert len(graph_of(*block(), *lonely).spans) == 5

    def test_on_one_edge_go_straight_there_or_all_the_way_round(self):
        roads = graph_of(
            road((0, 0), (5, 0), oneway="yes"), road((5, 0), (5, 5), oneway="yes"), road((5, 5), (0, 0), oneway="yes")
        )
        found = fields.build(roads, [at(2, 0)])

        ahead, behind = query.times(found, *at(3, 0))[0], query.times(found, *at(1, 0))[0]

        assert ahead == pytest.approx(100 / 25 * 3.6, rel=0.02)
        assert behind > 1500 / 25 * 3.6

    def test_on_one_edge_go_straight_there_in_both_directions(self):
        found = fields.build(graph_of(*block()), [at(2, 0)])

        for x in (1, 3):
            assert query.times(found, *at(x, 0))[0] == pytest.approx(100 / 25 * 3.6, rel=0.02)
            assert found.route(0, *at(x, 0)).metres == pytest.approx(100, rel=0.02)


class TestTimes:
    @calm
    @given(
        town=towns(),
        stations=st.lists(st.tuples(st.floats(-9, 20), st.floats(-9, 20)), min_size=1, max_size=5),
        data=st.data(),
    )
    def test_are_the_same_without_the_compiler(self, town, stations, data):
        found = fields.build(built(town), [at(*station) for station in stations])
        point = at(data.draw(st.floats(-30, 40)), data.draw(st.floats(-30, 40)))

        np.testing.assert_allclose(query.times(found, *point), query.times_plain(found, *point), rtol=1e-5, atol=1e-3)

    def test_answer_without_the_compiler(self, monkeypatch):
        found = fields.build(graph_of(*block()), [at(2, 0)])
        monkeypatch.setattr(spread, "compiler", lambda: None)

        assert query.times(found, *at(3, 0))[0] > 0

    def test_load_the_compiler_only_when_they_are_asked(self):
        code = "import sys; from lanyan.analysis.roads import query, fields, graph; print('numba' in sys.modules)"

        told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

        assert told.stdout.strip() == "False"


class TestChanges:
    @calm
    @given(town=towns(), data=st.data())
    def test_never_shorten_a_way(self, town, data):
        roads = built(town)
        edges = st.integers(0, len(roads.spans) - 1)
        here, _start = on_road(roads, data.draw(edges), data.draw(shares))
        there, _end = on_road(roads, data.draw(edges), data.draw(shares))
        free = fields.build(roads, [here])

        held = fields.build(changes.apply(roads, data.draw(some_changes(roads))), [here])

        before, after = query.times(free, *there)[0], query.times(held, *there)[0]
        assert np.isnan(after) or after >= before - 0.06
        assert (held.values >= free.values).all()

    @calm
    @given(town=towns(), data=st.data(), unit=st.sampled_from([1, 5]))
    def test_rebuilt_in_part_are_rebuilt_in_whole(self, town, data, unit):
        roads = built(town)
        # The whole town made so slow that its times need another unit.
        roads = roads if unit == 1 else replace(roads, tenths=roads.tenths * 200)
        edges = st.integers(0, len(roads.spans) - 1)
        stations = [on_road(roads, data.draw(edges), data.draw(shares))[0] for _number in range(3)]
        first, second = (changes.apply(roads, data.draw(some_changes(roads))) for _number in range(2))

        found = fields.rebuild(fields.build(first, stations), second)

        whole = fields.build(second, stations)
        assert found.unit == whole.unit
        np.testing.assert_array_equal(found.values, whole.values)
        assert found.version == whole.version

    def test_touch_only_the_stations_whose_ways_they_meet(self):
        # From the west everybody takes the straight street; only who stands on the long way round drives it.
        roads = graph_of(
            *block(),
            road((0, 0), (-9, 0)),
            road((0, 0), (2, 9), (5, 5), oneway="yes"),
        )
        found = fields.build(roads, [at(-8, 0), at(1, 4.5)])
        street = snap.nearest(roads, *at(1, 4.5)).edge

        slow = changes.apply(roads, [Change(edges=(street,), factor=2.0)])

        assert fields.touched(found, slow).tolist() == [False, True]
        assert fields.touched(found, roads).tolist() == [False, False]

    def test_refuse_times_of_other_roads(self):
        found = fields.build(graph_of(*block()), [at(0, 0)])

        with pytest.raises(BadRoads, match="other roads"):
            fields.rebuild(found, graph_of(*block(maxspeed=50)))


class TestStored:
    def test_are_what_was_built(self, tmp_path):
        roads = changes.apply(graph_of(*block()), [Change(edges=(1,))])
        found = fields.build(roads, [at(1, 0), at(90, 90)])
        graph_of(*block()).save(tmp_path / "roads")
        found.save(tmp_path / "times")

        again = fields.load(tmp_path / "times", graph.load(tmp_path / "roads"))

        assert (again.version, again.unit, again.graph.version) == (found.version, found.unit, roads.version)
        np.testing.assert_array_equal(again.values, found.values)
        np.testing.assert_array_equal(query.times(again, *at(3, 2)), query.times(found, *at(3, 2)))
        assert again.route(0, *at(5, 4)) == found.route(0, *at(5, 4))

    def test_are_mapped_and_not_read(self, tmp_path):
        graph_of(*block()).save(tmp_path)

        assert isinstance(graph.load(tmp_path).points, np.memmap)

    def test_are_refused_over_other_roads(self, tmp_path):
        fields.build(graph_of(*block()), [at(1, 0)]).save(tmp_path)

        with pytest.raises(store.NothingStored, match="other roads"):
            fields.load(tmp_path, graph_of(*block(maxspeed=50)))

    def test_give_way_to_the_next_while_someone_reads(self, tmp_path):
        first, second = graph_of(*block()), graph_of(*block(maxspeed=50))
        first.save(tmp_path)
        reader = graph.load(tmp_path)

        second.save(tmp_path)

        assert graph.load(tmp_path).version == second.version
        np.testing.assert_array_equal(reader.tenths, first.tenths)
        assert len([*tmp_path.iterdir()]) == 2

    def test_stay_when_the_writer_is_killed(self, tmp_path):
        first = graph_of(*block())
        first.save(tmp_path)
        code = (
            "import numpy as np, os, sys, pathlib\n"
            "from lanyan.analysis.roads import store\n"
            "saved = []\n"
            "plain = np.save\n"
            "np.save = lambda *told: os._exit(9) if len(saved) > 1 else saved.append(plain(*told))\n"
            "store.write(pathlib.Path(sys.argv[1]), 'new', {name: np.zeros(3) for name in 'abcd'}, {})\n"
        )

        told = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)

        assert told.returncode == 9
        assert graph.load(tmp_path).version == first.version
        graph_of(*block(maxspeed=50)).save(tmp_path)
        assert len([*tmp_path.iterdir()]) == 2

    def test_stay_when_the_writing_fails(self, tmp_path, monkeypatch):
        first = graph_of(*block())
        first.save(tmp_path)

        def full(*_told):
            raise OSError("No space left on device")

        monkeypatch.setattr(os, "replace", full)
        with pytest.raises(OSError, match="No space"):
            graph_of(*block(maxspeed=50)).save(tmp_path)

        assert graph.load(tmp_path).version == first.version
        assert len([*tmp_path.iterdir()]) == 2

    def test_of_an_older_shape_are_refused_in_words(self, tmp_path):
        graph_of(*block()).save(tmp_path)
        arrays, words = store.read(tmp_path)
        arrays.pop(min(arrays))
        store.write(tmp_path, "older", arrays, words)

        with pytest.raises(store.NothingStored, match="older shape"):
            graph.load(tmp_path)

    def test_are_missed_clearly(self, tmp_path):
        with pytest.raises(store.NothingStored, match="nothing is stored"):
            graph.load(tmp_path / "nowhere")
