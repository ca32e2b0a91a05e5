"""Closed roads and slow stretches: what a drawn line or circle means; and the way of a vehicle under way."""

import math

import numpy as np
import pytest

from lanyan.analysis.roads import changes, fields, query, search
from lanyan.analysis.roads.changes import BadChange, Change, Heading
from lanyan.analysis.tests.roads_make import at, block, graph_of, road

# A main street with four side streets, 200 m apart.
LADDER = [
    road((0, 0), (2, 0), (4, 0), (6, 0), (8, 0)),
    *(road((x, 0), (x, 3)) for x in (0, 2, 4, 6, 8)),
    road((0, 3), (2, 3), (4, 3), (6, 3), (8, 3)),
]


def middles(roads, states):
    """Where the middles of some states are, in steps of fifty metres."""
    points = roads.points[roads.spans[roads.edge[states]]].mean(axis=1)
    return {tuple(place) for place in np.rint(2 * (points - at(0, 0)) / np.subtract(at(1, 1), at(0, 0))).tolist()}


class TestTouched:
    def test_a_line_means_the_roads_that_run_along_it(self):
        roads = graph_of(*LADDER)

        states = changes.touched(roads, Change(points=(at(2, 0.05), at(6, 0.05))))

        assert middles(roads, states) == {(6, 0), (10, 0)}
        assert len(states) == 4

    def test_a_point_means_every_road_within_reach(self):
        roads = graph_of(*LADDER)

        states = changes.touched(roads, Change(points=(at(4, 0),), reach_metres=30))

        assert middles(roads, states) == {(6, 0), (10, 0), (8, 3)}

    def test_a_heading_means_one_direction_of_them(self):
        roads = graph_of(*LADDER)
        line = (at(2, 0.05), at(4, 0.05))

        along, against = (
            changes.touched(roads, Change(points=line, heading=heading)) for heading in (Heading.ALONG, Heading.AGAINST)
        )

        assert len(along) == len(against) == 1
        east = roads.of_edge[roads.edge[along[0]], 0] == along[0]
        start, end = roads.points[roads.spans[roads.edge[along[0]]]]
        assert (end[0] > start[0]) is np.bool_(east)
        assert along[0] != against[0]

    def test_a_line_turned_round_means_the_other_direction(self):
        roads = graph_of(*LADDER)
        line = (at(2, 0.05), at(4, 0.05))

        along = changes.touched(roads, Change(points=line, heading=Heading.ALONG))

        assert along == changes.touched(roads, Change(points=line[::-1], heading=Heading.AGAINST))

    def test_nothing_is_meant_far_from_every_road(self):
        assert not len(changes.touched(graph_of(*LADDER), Change(points=(at(40, 40),))))

    @pytest.mark.parametrize(
        "change",
        [
            Change(),
            Change(edges=(99,)),
            Change(points=(at(1, 0),), reach_metres=0),
            Change(points=(at(1, 0),), factor=0.5),
            Change(points=(at(1, 0),), factor=math.nan),
            Change(points=((math.nan, 28.0),)),
        ],
    )
    def test_what_cannot_be_meant_is_refused(self, change):
        with pytest.raises(BadChange):
            changes.apply(graph_of(*LADDER), [change])


class TestApply:
    def test_a_closed_road_is_gone_round(self):
        roads = graph_of(*LADDER)
        closed = changes.apply(roads, [Change(points=(at(2, 0), at(4, 0)))])

        free, held = (query.times(fields.build(one, [at(1, 0)]), *at(5, 0))[0] for one in (roads, closed))

        assert held - free > 600 / 25 * 3.6

    def test_who_starts_or_ends_on_a_closed_road_still_gets_there(self):
        closed = changes.apply(graph_of(*LADDER), [Change(points=(at(2, 0), at(4, 0)))])

        found = fields.build(closed, [at(1, 0), at(3, 0)])

        assert query.times(found, *at(3, 0))[0] == pytest.approx(200 / 25 * 3.6, abs=4)
        assert np.isfinite(query.times(found, *at(7, 0))).all()

    def test_the_slowest_of_several_changes_holds(self):
        roads = graph_of(*block())

        found = changes.apply(roads, [Change(edges=(0,), factor=2.0), Change(edges=(0,), factor=3.0)])

        state = roads.of_edge[0, 0]
        assert found.tenths[state] == 3 * roads.tenths[state]
        assert found.version != roads.version
        assert found.origin == roads.version

    def test_a_class_is_slower_or_faster_by_its_factor(self):
        roads = graph_of(*block(), road((5, 0), (9, 0), kind="primary"))

        found = changes.by_class(roads, {"primary": 0.5})

        changed = found.tenths != roads.tenths
        assert {roads.classes[kind] for kind in roads.kinds[roads.edge[changed]]} == {"primary"}
        with pytest.raises(BadChange, match="primary"):
            changes.by_class(roads, {"primary": 0})


class TestWay:
    def test_is_what_the_fields_say(self):
        roads = graph_of(*LADDER)

        way = search.way(roads, at(1, 0), at(5, 3))

        assert way.seconds == pytest.approx(query.times(fields.build(roads, [at(1, 0)]), *at(5, 3))[0], abs=0.11)
        assert way.metres == pytest.approx(700, rel=0.01)
        assert way.points[0] == pytest.approx(at(1, 0), abs=1e-5)
        assert way.points[-1] == pytest.approx(at(5, 3), abs=1e-5)

    def test_is_not_looked_for_beyond_its_limit(self):
        roads = graph_of(*LADDER)

        assert search.way(roads, at(1, 0), at(7, 3), most_seconds=30) is None
        assert search.way(roads, at(1, 0), at(1.5, 0), most_seconds=30).seconds == pytest.approx(7.2, abs=0.2)

    def test_is_none_where_no_road_is_near(self):
        assert search.way(graph_of(*LADDER), at(1, 0), at(70, 70)) is None
