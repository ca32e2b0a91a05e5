"""The ground of the cover: what lies in which cell, who lives where, and how far it is."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan.forces import arrivals
from lanyan.forces.tests.test_roads import TABLE, WEST
from lanyan.incidents import rules
from lanyan.reports import cover_ground
from lanyan.reports.cover_ground import MOST_CELLS, grid_over, ground, road_km
from lanyan.reports.tests.make_town import FAR, NEAR, NOON, happened, neighbour, place, town, with_roads

pytestmark = pytest.mark.django_db
DEGREES = st.tuples(st.floats(73, 135), st.floats(18, 54))


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Networks lie in a folder of the test, and nothing is kept from another one."""
    monkeypatch.setattr(arrivals, "home", lambda: tmp_path)
    monkeypatch.setattr(arrivals, "_kept", {})
    monkeypatch.setattr(cover_ground, "_kept", {})
    return tmp_path


@pytest.fixture
def world():
    return town()


def made(world, at=NOON):
    """The ground of the whole town."""
    return ground(world.detachment, {world.west.pk: (world.west.lon, world.west.lat)}, at)


class TestTheGrid:
    @given(st.lists(DEGREES, min_size=1, max_size=6))
    def test_holds_every_point_it_was_laid_over(self, points):
        grid = grid_over(np.array(points))
        cells = grid.cells_of(np.array(points))

        assert (cells >= 0).all()
        assert (grid.cells_of(grid.centres(cells)) == cells).all()
        assert grid.columns * grid.rows <= 2 * MOST_CELLS + 2

    def test_has_cells_of_one_kilometre(self):
        grid = grid_over(np.array([[118.8, 28.9], [118.9, 29.0]]))
        (west, south), (east, _same), (_west, north) = grid.centres(np.array([0, 1, grid.columns]))

        assert arrivals.distance_m(west, south, east, south) == pytest.approx(1000, rel=0.005)
        assert arrivals.distance_m(west, south, west, north) == pytest.approx(1000, rel=0.005)
        assert (grid.columns, grid.rows, grid.km) == (13, 15, 1.0)

    def test_over_nothing_is_empty(self):
        assert grid_over(np.zeros((0, 2))).columns == 0


class TestRoads:
    def test_are_shared_out_whole_among_the_cells_they_run_through(self, world, home):
        with_roads(world, home)
        found = made(world)
        length = world.network.report["metres"] / 1000

        everything = grid_over(np.array([[118.7, 28.9], [119.0, 29.0]]))
        assert road_km(found.network.known.graph, everything).sum() == pytest.approx(length, rel=0.001)
        assert found.layers["roads"].sum() <= length
        assert (found.layers["roads"] > 0.9).sum() >= 8

    def test_make_ground_of_what_lies_within_a_kilometre_and_a_half(self, world, home):
        place("山里", (118.85, 29.05))
        with_roads(world, home)
        found = made(world)
        area = found.layers["area"]

        lat = found.points[: len(found.cells), 1]
        assert lat.max() < 28.97 + 0.014
        assert area[: len(found.cells)].tolist() == [1.0] * len(found.cells)
        assert area[len(found.cells) :].tolist() == [0.0] * 3

    def test_are_asked_in_the_same_way_as_at_the_desk(self, world, home):
        with_roads(world, home)
        found = made(world)
        roads = arrivals.roads(world.detachment.path[:-1])

        for column, (lon, lat) in enumerate(found.points.tolist()):
            travel = roads.travel({world.west.pk: WEST}, (lon, lat))
            assert found.times.seconds[0, column] == travel.seconds[world.west.pk]
            assert found.times.straight[0, column] == bool(travel.estimated)

    def test_that_were_imported_anew_are_another_ground(self, world, home):
        with_roads(world, home)
        before = made(world)
        with_roads(world, home, TABLE + "118.90,28.95,118.90,28.98,primary,东路\n")

        assert made(world) is not before
        assert made(world).layers["area"].sum() >= before.layers["area"].sum()

    def test_none_and_it_is_by_straight_line_around_what_is_named(self, world):
        found = made(world)

        assert not found.has_roads
        assert found.times.straight.all()
        assert found.layers["roads"].sum() == 0
        assert 0 < found.layers["area"].sum() < 30
        at = tuple(found.points[-1].tolist())
        assert found.times.seconds[0, -1] == arrivals.straight_seconds(WEST, at)

    def test_that_cannot_be_read_are_none(self, world, home, caplog):
        with_roads(world, home)
        folder = arrivals.folder(world.detachment.path[:-1], world.network.version)
        (folder / "fields" / "current" / "words.json").write_text("{")

        assert not made(world).has_roads
        assert "cannot be read" in caplog.text


class TestPeople:
    def test_are_spread_in_equal_shares_over_the_places_of_their_division(self, world):
        found = made(world)

        assert found.layers["residents"].tolist() == [0.0] * len(found.cells) + [500.0, 500.0]
        assert [each.name for each in found.places] == ["近村", "远村"]
        assert found.unknown == ()

    def test_that_nobody_has_counted_are_left_out_by_name(self, world):
        place("东村", (118.88, 28.95), "330803")
        found = made(world)

        assert found.unknown == ("衢江区",)
        assert found.layers["residents"].sum() == 1000

    def test_live_on_no_road_point(self, world):
        place("收费站", NEAR, kind="ROAD_POINT")

        assert len(made(world).places) == 2


class TestPastIncidents:
    def test_count_by_cell_and_exercises_never(self, world):
        happened(world, "a", NEAR)
        happened(world, "b", NEAR, kind=rules.FALSE)
        happened(world, "c", FAR)
        happened(world, "drill", NEAR, is_exercise=True)
        happened(world, "test", NEAR, status=rules.TEST)
        happened(world, "gone", NEAR, status=rules.WITHDRAWN, withdrawn_at=NOON)
        happened(world, "old", NEAR, when=NOON - timedelta(days=3 * 365 + 1))
        happened(world, "later", NEAR, when=NOON + timedelta(minutes=1))
        found = made(world)
        past = found.layers["incidents"]

        home = found.grid.cells_of(np.array([NEAR, FAR]))
        assert past[: len(found.cells)][np.isin(found.cells, home)].tolist() == [2.0, 1.0]
        assert past.sum() == 3
        assert found.unplaced == 0

    def test_without_a_point_or_beyond_the_ground_are_told_and_left_out(self, world):
        happened(world, "a", None)
        happened(world, "b", (120.5, 30.0))
        happened(world, "c", NEAR)
        found = made(world)

        assert (found.layers["incidents"].sum(), found.unplaced) == (1.0, 2)

    def test_far_from_all_roads_are_points_without_area(self, world, home):
        place("山里", (118.85, 29.05))
        happened(world, "a", (118.85, 29.03))
        with_roads(world, home)
        found = made(world)
        row = int(np.flatnonzero(found.layers["incidents"])[0])

        assert found.layers["area"][row] == 0
        assert found.times.straight[:, row].all()

    def test_of_others_are_not_ours(self, world):
        happened(neighbour(), "x", NEAR)

        assert made(world).layers["incidents"].sum() == 0


class TestKeeping:
    def test_asks_once_and_then_only_for_the_versions(self, world, django_assert_num_queries):
        with django_assert_num_queries(4):
            made(world)
        with django_assert_num_queries(1):
            made(world)

    def test_keeps_no_more_than_a_few(self, world, monkeypatch):
        monkeypatch.setattr(cover_ground, "KEPT_MOST", 1)
        first = made(world)
        ground(world.detachment, {world.west.pk: FAR}, NOON)

        assert len(cover_ground._kept) == 1
        assert made(world) is not first


class TestSites:
    def test_reach_what_the_fields_of_a_station_there_reach(self, world, home):
        with_roads(world, home)
        found = made(world)
        sites = [NEAR, FAR, (118.85, 28.97)]
        far = found.times.straight.all(axis=0)
        exact = found.network.from_sites(sites, found.points).seconds

        for seconds in (60, 240, 400):
            bounded = found.network.reach(sites, found.points, seconds, far)
            clear = np.abs(exact - seconds) > 0.2
            assert (bounded == (exact <= seconds))[clear].all()

    def test_without_roads_go_by_straight_line(self, world):
        found = made(world)
        exact = found.network.from_sites([FAR], found.points).seconds
        reach = found.network.reach([FAR], found.points, 240, np.zeros(len(found.points), bool))

        assert (reach == (exact <= 240)).all()
