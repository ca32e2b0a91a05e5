"""The three frames, distances and outlines."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan.places import coordinates as c

# Reference: offsets of GCJ-02 against WGS-84 in degrees, to be met within ±0.00002.
OFFSETS = [
    (113.11, 36.19, 0.00667, 0.00017),
    (112.33, 36.50, 0.00642, 0.00018),
    (118.87, 28.94, 0.00478, -0.00312),
    (118.41, 29.13, 0.00521, -0.00263),
]
IN_CHINA = {"lon": st.floats(75, 135), "lat": st.floats(5, 53)}


class TestGcj:
    @pytest.mark.parametrize(("lon", "lat", "east", "north"), OFFSETS)
    def test_is_off_by_the_check_values(self, lon: float, lat: float, east: float, north: float) -> None:
        x, y = c.wgs_to_gcj(lon, lat)

        assert x - lon == pytest.approx(east, abs=0.00002)
        assert y - lat == pytest.approx(north, abs=0.00002)

    @given(**IN_CHINA)
    def test_comes_back_within_a_metre(self, lon: float, lat: float) -> None:
        back = c.gcj_to_wgs(*c.wgs_to_gcj(lon, lat))

        assert c.distance_m(lon, lat, *back) < 0.01

    @pytest.mark.parametrize("point", [(2.35, 48.86), (151.2, -33.87), (-74.0, 40.7)])
    @pytest.mark.parametrize("convert", [c.wgs_to_gcj, c.gcj_to_wgs, c.gcj_to_bd, c.bd_to_gcj])
    def test_leaves_the_world_outside_china_alone(self, convert, point: tuple[float, float]) -> None:
        assert convert(*point) == point


class TestBd:
    @given(**IN_CHINA)
    def test_comes_back_within_a_metre(self, lon: float, lat: float) -> None:
        back = c.bd_to_gcj(*c.gcj_to_bd(lon, lat))

        assert c.distance_m(lon, lat, *back) < 0.01

    def test_lies_about_a_kilometre_from_gcj(self) -> None:
        here = (118.87, 28.94)

        assert 500 < c.distance_m(*here, *c.gcj_to_bd(*here)) < 1500


class TestFrames:
    @pytest.mark.parametrize("frame", list(c.Frame))
    def test_go_out_and_come_in_again(self, frame: c.Frame) -> None:
        here = (113.11, 36.19)

        assert c.to_wgs(*c.from_wgs(*here, frame=frame), frame=frame) == pytest.approx(here, abs=1e-7)

    def test_refuses_one_nobody_knows(self) -> None:
        with pytest.raises(ValueError, match="mercator"):
            c.to_wgs(118.0, 28.0, frame="mercator")


class TestDistance:
    def test_of_a_degree_of_latitude_is_111_195_metres(self) -> None:
        assert c.distance_m(118.0, 28.0, 118.0, 29.0) == pytest.approx(111_195, abs=1)

    def test_to_many_points_equals_the_single_ones(self) -> None:
        lons, lats = np.array([118.1, 119.0, 113.0]), np.array([28.5, 29.1, 36.2])

        many = c.distances_m(118.87, 28.94, lons, lats)

        assert many == pytest.approx([c.distance_m(118.87, 28.94, *one) for one in zip(lons, lats, strict=True)])


class TestOutline:
    SQUARE = [[118.0, 28.0], [119.0, 28.0], [119.0, 29.0], [118.0, 29.0]]

    @pytest.mark.parametrize(("point", "inside"), [((118.5, 28.5), True), ((119.5, 28.5), False), ((118.5, 30), False)])
    def test_holds_what_lies_in_it(self, point: tuple[float, float], inside: bool) -> None:
        assert c.in_outline(*point, self.SQUARE) is inside

    def test_of_two_corners_holds_nothing(self) -> None:
        assert not c.in_outline(118.5, 28.0, [[118.0, 28.0], [119.0, 28.0]])


class TestOnEarth:
    @pytest.mark.parametrize("point", [(181, 0), (0, 91), (float("nan"), 0), (0, float("inf"))])
    def test_refuses_impossible_numbers(self, point: tuple[float, float]) -> None:
        assert not c.on_earth(*point)
