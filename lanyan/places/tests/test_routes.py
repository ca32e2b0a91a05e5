"""The way over the road picture: along the roads where there are some, a straight line where there are none."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan.places.coordinates import distance_m
from lanyan.places.models import MapLine
from lanyan.places.routes import Roads, route

pytestmark = pytest.mark.django_db
# A cross of two roads, and a third that ends some 60 m short of the first.
WEST_EAST = [[118.80, 28.95], [118.90, 28.95]]
SOUTH_NORTH = [[118.85, 28.90], [118.85, 29.00]]
SIDE = [[118.88, 28.9505], [118.88, 28.98]]


def road(points, kind="MAIN"):
    MapLine.objects.create(city_code="3308", kind=kind, name="", points=points)


def length(points):
    return sum(distance_m(*a, *b) for a, b in pairwise(points))


class TestRoute:
    def test_turns_where_two_roads_cross_although_no_corner_is_drawn_there(self):
        road(WEST_EAST)
        road(SOUTH_NORTH, "MINOR")

        found = route("3308", (118.81, 28.951), (118.851, 28.99))

        assert not found.is_straight
        assert [118.85, 28.95] in [[round(x, 4), round(y, 4)] for x, y in found.points]
        assert found.metres == pytest.approx(length(found.points), rel=0.01)

    def test_begins_and_ends_at_the_points_themselves(self):
        road(WEST_EAST)

        found = route("3308", (118.82, 28.953), (118.88, 28.947))

        assert (found.points[0], found.points[-1]) == ([118.82, 28.953], [118.88, 28.947])

    def test_joins_a_road_that_was_drawn_a_little_short(self):
        road(WEST_EAST)
        road(SIDE)

        assert not route("3308", (118.81, 28.95), (118.88, 28.975)).is_straight

    @pytest.mark.parametrize("to", [(119.5, 29.5), (118.70, 28.70)])
    def test_is_a_straight_line_where_no_road_is_near(self, to):
        road(WEST_EAST)

        found = route("3308", (118.82, 28.95), to)

        assert found.is_straight
        assert len(found.points) == 2
        assert found.metres == pytest.approx(distance_m(118.82, 28.95, *to))

    def test_is_a_straight_line_in_a_city_without_a_picture(self):
        assert route("1404", (113.1, 36.2), (113.2, 36.2)).is_straight

    def test_follows_the_picture_when_that_changes(self):
        road(WEST_EAST)
        before = route("3308", (118.81, 28.95), (118.85, 28.99))
        road(SOUTH_NORTH)

        after = route("3308", (118.81, 28.95), (118.85, 28.99))

        assert (before.is_straight, after.is_straight) == (True, False)

    def test_needs_two_small_counts_once_the_roads_are_known(self, django_assert_num_queries):
        road(WEST_EAST)
        route("3308", (118.81, 28.95), (118.85, 28.95))

        with django_assert_num_queries(2):
            route("3308", (118.81, 28.95), (118.85, 28.95))


class TestAnyTwoPoints:
    @given(
        st.tuples(st.floats(118.80, 118.90), st.floats(28.94, 28.96)),
        st.tuples(st.floats(118.80, 118.90), st.floats(28.94, 28.96)),
    )
    def test_have_a_way_not_shorter_than_the_straight_line_and_the_same_back(self, a, b):
        roads = Roads([[tuple(point) for point in line] for line in (WEST_EAST, SOUTH_NORTH, SIDE)])

        there, back = roads.way(a, b), roads.way(b, a)

        assert there is not None
        assert back is not None
        assert there[1] == pytest.approx(back[1], abs=1)
        assert there[1] >= distance_m(*a, *b) * 0.995 - 1
