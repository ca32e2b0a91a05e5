"""Roads from plain tables, shapefiles and lines in memory."""

import numpy as np
import pytest
import shapefile

from lanyan.analysis.roads import build, fields, flat, query
from lanyan.analysis.roads.network import BadRoads
from lanyan.analysis.tests.roads_make import CAR, at, block, graph_of, road

HEAD = "from_lon,from_lat,to_lon,to_lat,class,oneway,maxspeed,name\n"


def row(start, end, rest):
    """A line of a table of roads."""
    return ",".join(str(one) for one in (*at(*start), *at(*end))) + f",{rest}\n"


def written(folder, text, name="roads.csv"):
    """A file with that text."""
    file = folder / name
    file.write_text(text, encoding="utf-8-sig")
    return file


def seconds(network, start, end):
    """The seconds between two points."""
    roads, _report = build.build(network, CAR)
    return float(query.times(fields.build(roads, [at(*start)]), *at(*end))[0])


TRIANGLE = (
    HEAD
    + row((0, 0), (5, 0), "residential,yes,,东街")
    + row((5, 0), (5, 5), "primary,,50,")
    + row((5, 5), (0, 0), "residential,,,")
)


class TestTables:
    def test_are_read_by_their_ends(self, tmp_path):
        network = flat.read_csv(written(tmp_path, TRIANGLE), CAR)

        assert seconds(network, (1, 0), (4, 0)) == pytest.approx(43.2, rel=0.01)
        assert seconds(network, (4, 0), (1, 0)) > 100
        assert "东街" in network.names
        assert network.speeds.max() == 40

    def test_are_read_by_their_geometry(self, tmp_path):
        points = ", ".join(f"{lon} {lat}" for lon, lat in (at(0, 0), at(5, 0), at(5, 5)))
        text = f'wkt,fclass,oneway\n"LINESTRING ({points})",residential,B\n'

        network = flat.read_csv(written(tmp_path, text), CAR)

        assert seconds(network, (1, 0), (5, 1)) == pytest.approx(500 / 25 * 3.6, rel=0.01)

    def test_are_read_with_a_table_of_nodes(self, tmp_path):
        nodes = "id,lon,lat\n" + "".join(
            f"{name},{at(*place)[0]},{at(*place)[1]}\n" for name, place in (("a", (0, 0)), ("b", (5, 0)))
        )
        file = written(tmp_path, "from,to,class\na,b,residential\n")

        network = flat.read_csv(file, CAR, nodes=written(tmp_path, nodes, "nodes.csv"))

        assert seconds(network, (1, 0), (4, 0)) == pytest.approx(43.2, rel=0.01)

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("", "roads.csv: it has no rows"),
            (HEAD, "roads.csv: it has no rows"),
            (HEAD + "1,2,east,4,residential,,,\n", "roads.csv, row 2: it does not say where the road runs"),
            (HEAD + row((0, 0), (1, 0), "residential,,,") + ",,,,residential,,,\n", "roads.csv, row 3"),
            ("wkt,class\nPOLYGON ((1 1)),residential\n", "no LINESTRING"),
            ("wkt,class\nLINESTRING (1 1,residential\n", "no LINESTRING"),
            (HEAD + row((0, 0), (1, 0), "footway,,,"), "roads.csv: There is no road in it"),
            (HEAD + "500000,3200000,500100,3200000,residential,,,\n", "another map projection"),
            ("from,to,class\na,b,residential\n", "roads.csv, row 2"),
        ],
    )
    def test_that_are_wrong_are_refused_with_the_reason(self, tmp_path, text, reason):
        with pytest.raises(BadRoads, match=reason):
            flat.read_csv(written(tmp_path, text), CAR)

    def test_in_no_readable_writing_are_refused(self, tmp_path):
        file = tmp_path / "roads.csv"
        file.write_bytes(b"\xff\xfe\x00\x01")

        with pytest.raises(BadRoads, match=r"roads\.csv: no readable table"):
            flat.read_csv(file, CAR)

    def test_of_nodes_without_a_column_are_refused(self, tmp_path):
        file, nodes = written(tmp_path, TRIANGLE), written(tmp_path, "id,x,y\na,1,2\n", "nodes.csv")

        with pytest.raises(BadRoads, match=r"nodes\.csv: it has no column lon, lat"):
            flat.read_csv(file, CAR, nodes=nodes)


class TestShapefiles:
    def test_are_read_with_their_columns(self, tmp_path):
        with shapefile.Writer(str(tmp_path / "roads")) as writer:
            for name in ("fclass", "oneway", "maxspeed"):
                writer.field(name, "C")
            writer.line([[at(0, 0), at(5, 0)], [at(5, 0), at(5, 5)]])
            writer.record("residential", "B", "0")
            writer.line([[at(5, 5), at(0, 0)]])
            writer.record("residential", "F", "0")

        network = flat.read_shapefile(tmp_path / "roads.shp", CAR)

        assert seconds(network, (1, 0), (4, 0)) == pytest.approx(43.2, rel=0.01)
        assert len(network.spans) == 3
        assert (network.speeds[2] > 0).tolist() == [True, False]

    @pytest.mark.parametrize("content", [b"", b"not a shapefile at all" * 20])
    def test_that_are_none_are_refused(self, tmp_path, content):
        for ending in ("shp", "shx", "dbf"):
            (tmp_path / f"roads.{ending}").write_bytes(content)

        with pytest.raises(BadRoads, match=r"roads\.shp: "):
            flat.read_shapefile(tmp_path / "roads.shp", CAR)

    def test_are_missed_by_name(self, tmp_path):
        with pytest.raises(BadRoads, match=r"nowhere\.shp: "):
            flat.read_shapefile(tmp_path / "nowhere.shp", CAR)


class TestLines:
    def test_meet_where_they_cross(self):
        cross = [road((0, 0), (10, 0)), road((5, -5), (5, 5))]

        roads = graph_of(*cross, meet_metres=100)

        assert len(roads.spans) == 4
        found = fields.build(roads, [at(1, 0)])
        assert query.times(found, *at(5, 4))[0] == pytest.approx(800 / 25 * 3.6, abs=8)
        assert fields.build(graph_of(*cross), [at(1, 0)]).graph.metres.sum() == pytest.approx(1000, rel=0.01)

    def test_meet_where_one_ends_just_short_of_another(self):
        roads = graph_of(road((0, 0), (10, 0)), road((5, 0.6), (5, 5)), meet_metres=100)

        assert len(roads.spans) == 3
        assert roads.metres.sum() == pytest.approx(1500, rel=0.01)

    def test_do_not_meet_where_the_gap_is_wider(self):
        roads = graph_of(road((0, 0), (10, 0)), road((5, 1.2), (5, 5)), meet_metres=100)

        assert roads.metres.sum() == pytest.approx(1000, rel=0.01)

    def test_meet_where_one_ends_on_another(self):
        roads = graph_of(road((0, 0), (10, 0)), road((5, 0), (5, 5)), meet_metres=100)

        assert len(roads.spans) == 3

    def test_that_meet_already_stay_as_they_are(self):
        np.testing.assert_allclose(graph_of(*block(), meet_metres=30).metres, graph_of(*block()).metres)

    def test_that_fold_back_or_are_one_point_do_no_harm(self):
        odd = [road((1, 0), (1, 0)), road((2, 0), (3, 0), (2, 0)), road((7, 7), kind="residential")]

        roads, report = build.build(flat.lines([*block(), *odd], CAR, meet_metres=50), CAR)

        assert np.isfinite(query.times(fields.build(roads, [at(0, 1)]), *at(4, 0))).all()
        assert report.left_out["line of fewer than two points"] == 1

    def test_none_are_no_network(self):
        with pytest.raises(BadRoads, match="There is no road"):
            flat.lines([], CAR)
