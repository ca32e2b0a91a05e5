"""Roads from OpenStreetMap files: what is driven, how fast, what is left out, and files that are none."""

from dataclasses import replace

import pytest

from lanyan.analysis.roads import build, fields, osm, profiles, query
from lanyan.analysis.roads.network import BadRoads
from lanyan.analysis.tests.roads_make import CAR, at

ENGINE = profiles.read("fire_engine")
# A square with a crossing in the middle: places 1 to 9, row by row.
PLACES = {1 + x + 3 * y: at(3 * x, 3 * y) for y in range(3) for x in range(3)}
STREETS = {
    10: ([1, 2, 3], {}),
    11: ([3, 6, 9], {}),
    12: ([9, 8, 7], {}),
    13: ([7, 4, 1], {}),
    14: ([4, 5], {}),
    15: ([5, 6], {}),
    16: ([2, 5], {}),
    17: ([5, 8], {}),
}


def written(folder, *, streets=None, nodes=None, relations=(), name="town.osm"):
    """An .osm file of the square; tags of streets and nodes, and relations, as told."""

    def tags(words):
        return "".join(f'<tag k="{key}" v="{value}"/>' for key, value in words.items())

    lines = ['<osm version="0.6">']
    for ref, (lon, lat) in PLACES.items():
        lines.append(f'<node id="{ref}" version="1" lon="{lon}" lat="{lat}">{tags((nodes or {}).get(ref, {}))}</node>')
    for ref, (refs, words) in (STREETS | (streets or {})).items():
        ends = "".join(f'<nd ref="{one}"/>' for one in refs)
        words = {"highway": "residential", **words}
        lines.append(f'<way id="{ref}" version="1">{ends}{tags(words)}</way>')
    for number, (start, via, end, words) in enumerate(relations, start=100):
        members = f'<member type="way" ref="{start}" role="from"/><member type="node" ref="{via}" role="via"/>'
        members += f'<member type="way" ref="{end}" role="to"/>'
        lines.append(
            f'<relation id="{number}" version="1">{members}{tags({"type": "restriction", **words})}</relation>'
        )
    file = folder / name
    file.write_text("\n".join([*lines, "</osm>"]))
    return file


def seconds(file, start, end, profile=CAR):
    """The seconds between the middles of two streets, each by its two places."""
    roads, _report = build.build(osm.read(file, profile), profile)
    here, there = (
        tuple((a + b) / 2 for a, b in zip(*(PLACES[place] for place in pair), strict=True)) for pair in (start, end)
    )
    return float(query.times(fields.build(roads, [here]), *there)[0])


class TestRead:
    def test_finds_the_way_through_the_middle(self, tmp_path):
        # 300 m at 25 km/h and a crossing straight on.
        assert seconds(written(tmp_path), (4, 5), (5, 6)) == pytest.approx(43.2, abs=0.5)

    def test_keeps_to_one_way_streets(self, tmp_path):
        file = written(tmp_path, streets={15: ([5, 6], {"oneway": "-1"})})

        assert seconds(file, (4, 5), (5, 6)) > 100
        assert seconds(file, (5, 6), (4, 5)) == pytest.approx(43.2, abs=0.5)

    def test_lets_the_engine_creep_against_a_small_one_way_street_only(self, tmp_path):
        small = written(tmp_path, streets={15: ([5, 6], {"oneway": "-1"})})
        large = written(tmp_path, streets={15: ([5, 6], {"oneway": "-1", "highway": "primary"})}, name="large.osm")

        assert seconds(small, (4, 5), (5, 6), ENGINE) == pytest.approx(21.6 + 67.5, abs=1)
        assert seconds(large, (4, 5), (5, 6), ENGINE) > 100

    @pytest.mark.parametrize(
        "words",
        [{"restriction": "no_straight_on"}, {"restriction:motorcar": "no_straight_on"}],
    )
    def test_keeps_to_turn_restrictions(self, tmp_path, words):
        assert seconds(written(tmp_path, relations=[(14, 5, 15, words)]), (4, 5), (5, 6)) > 100

    def test_keeps_to_the_only_allowed_turn(self, tmp_path):
        file = written(tmp_path, relations=[(14, 5, 17, {"restriction": "only_right_turn"})])

        assert seconds(file, (4, 5), (5, 6)) > 100
        assert seconds(file, (4, 5), (5, 8)) < 60

    def test_passes_over_a_restriction_that_exempts_the_vehicle(self, tmp_path):
        words = {"restriction": "no_straight_on", "except": "psv;emergency"}
        file = written(tmp_path, relations=[(14, 5, 15, words)])

        assert seconds(file, (4, 5), (5, 6), ENGINE) < 60
        assert seconds(file, (4, 5), (5, 6)) > 100

    def test_tells_of_a_restriction_that_fits_no_junction(self, tmp_path):
        words = {"restriction": "no_left_turn"}

        network = osm.read(written(tmp_path, relations=[(10, 2, 16, words), (14, 9, 15, words)]), CAR)

        assert network.left_out == {"turn restriction that fits no junction": 2}

    @pytest.mark.parametrize(
        ("words", "profile", "passes"),
        [
            ({"barrier": "bollard"}, CAR, False),
            ({"barrier": "bollard"}, ENGINE, False),
            ({"barrier": "entrance"}, CAR, True),
            ({"barrier": "gate", "access": "no"}, CAR, False),
            ({"barrier": "gate", "access": "no"}, ENGINE, True),
            ({"barrier": "height_restrictor", "maxheight": "3"}, CAR, True),
            ({"barrier": "height_restrictor", "maxheight": "3"}, ENGINE, False),
        ],
    )
    def test_stops_at_barriers_that_stop_the_vehicle(self, tmp_path, words, profile, passes):
        # The bar stands at the middle of the street from 4 to 6.
        file = written(tmp_path, nodes={5: words})

        assert (seconds(file, (4, 5), (5, 6), profile) < 120) is passes

    @pytest.mark.parametrize(
        ("words", "lost"),
        [
            ({"highway": "traffic_signals"}, 2),
            ({"highway": "stop", "direction": "forward"}, 2),
            ({"highway": "stop", "direction": "backward"}, 0),
            ({"barrier": "lift_gate"}, 60),
        ],
    )
    def test_loses_time_at_signals_and_gates(self, tmp_path, words, lost):
        plain, slow = written(tmp_path), written(tmp_path, nodes={5: words}, name="slow.osm")

        assert seconds(slow, (4, 5), (5, 6)) - seconds(plain, (4, 5), (5, 6)) == pytest.approx(lost, abs=0.2)

    @pytest.mark.parametrize(
        ("words", "kmh"),
        [
            ({"maxspeed": "50"}, 40),
            ({"maxspeed": "30 mph"}, 30 * 1.609344 * 0.8),
            ({"maxspeed": "CN:urban"}, 40),
            ({"maxspeed": "none"}, 25),
            ({"maxspeed": "50", "maxspeed:forward": "30"}, 24),
            ({"maxspeed": "50", "surface": "mud"}, 10),
            ({"highway": "primary"}, 65),
        ],
    )
    def test_drives_as_fast_as_class_limit_and_surface_allow(self, tmp_path, words, kmh):
        file = written(tmp_path, streets={14: ([4, 5], words)})

        network = osm.read(file, CAR)

        assert sorted({25.0, *network.speeds[:, 0].tolist()}) == pytest.approx(sorted({25.0, kmh}))

    @pytest.mark.parametrize(
        ("words", "car", "engine"),
        [
            ({"access": "no"}, False, True),
            ({"access": "no", "motor_vehicle": "yes"}, True, True),
            ({"emergency": "no"}, True, False),
            ({"highway": "footway"}, False, False),
            ({"highway": "footway", "motor_vehicle": "yes"}, True, False),
            ({"highway": "footway", "emergency": "yes"}, False, True),
            ({"highway": "pedestrian"}, False, True),
            ({"highway": "construction"}, False, False),
            ({"highway": "service", "service": "emergency_access"}, False, True),
            ({"maxheight": "3.5"}, True, False),
            ({"maxheight": "below_default"}, True, True),
            ({"maxheight": "11'6\""}, True, False),
            ({"maxweight": "10"}, True, False),
            ({"maxweight": "10000 kg"}, True, False),
            ({"maxweight": "40"}, True, True),
        ],
    )
    def test_takes_the_roads_that_are_open_to_the_vehicle(self, tmp_path, words, car, engine):
        words = {key: value.replace('"', "&quot;") for key, value in words.items()}
        file = written(tmp_path, streets={15: ([5, 6], words)})

        for profile, opened in ((CAR, car), (ENGINE, engine)):
            roads, report = build.build(osm.read(file, profile), profile)
            assert (len(roads.spans) == 12) is opened
            assert bool(report.left_out) is not opened

    def test_does_not_pass_through_a_private_road_but_ends_there(self, tmp_path):
        file = written(tmp_path, streets={15: ([5, 6], {"access": "private"})})

        # Past the private road, and into it.
        assert seconds(file, (4, 5), (6, 9)) > 100
        assert seconds(file, (4, 5), (5, 6)) == pytest.approx(43.2, abs=0.5)
        assert seconds(file, (5, 6), (4, 5)) == pytest.approx(43.2, abs=0.5)

    def test_keeps_the_names(self, tmp_path):
        roads, _report = build.build(osm.read(written(tmp_path, streets={15: ([5, 6], {"name": "东街"})}), CAR), CAR)

        assert "东街" in {roads.names[number] for number in roads.named}

    def test_tells_how_far_it_is(self, tmp_path):
        told = []

        build.build(osm.read(written(tmp_path), CAR), CAR, tell=lambda step, share: told.append((step, share)))

        assert told[-1] == ("done", 1.0)


class TestBadFiles:
    @pytest.mark.parametrize(
        ("name", "content", "reason"),
        [
            ("empty.osm", b"", "no readable OpenStreetMap file"),
            ("empty.pbf", b"", "no readable OpenStreetMap file"),
            ("corrupt.osm.pbf", b"\x00\x00\x00\x0dnot a block at all, far from it", "no readable OpenStreetMap file"),
            ("cut.osm", b'<osm version="0.6"><node id="1" lon="1" lat', "no readable OpenStreetMap file"),
            ("foreign.xlsx", b"PK\x03\x04", "no readable OpenStreetMap file"),
            ("foreign.osm", b"<html><body>Not found</body></html>", "no readable OpenStreetMap file"),
            ("bare.osm", b'<osm version="0.6"></osm>', "There is no road in it"),
        ],
    )
    def test_get_one_message_that_names_them(self, tmp_path, name, content, reason):
        file = tmp_path / name
        file.write_bytes(content)

        with pytest.raises(BadRoads, match=rf"{name}: .*{reason}"):
            osm.read(file, CAR)

    def test_are_missed_by_name(self, tmp_path):
        with pytest.raises(BadRoads, match=r"nowhere\.pbf: there is no such file"):
            osm.read(tmp_path / "nowhere.pbf", CAR)

    def test_without_a_road_for_the_vehicle_are_refused(self, tmp_path):
        giant = replace(CAR, height_m=9.0)
        streets = {ref: (refs, {"maxheight": "4"}) for ref, (refs, _words) in STREETS.items()}

        with pytest.raises(BadRoads, match="There is no road in it"):
            build.build(osm.read(written(tmp_path, streets=streets), giant), giant)


class TestProfiles:
    @pytest.mark.parametrize("name", ["car", "fire_engine"])
    def test_tell_their_source_and_version(self, name):
        profile = profiles.read(name)

        assert profile.source
        assert profile.version
        assert profile.keeps_right

    def test_are_missed_by_name(self):
        with pytest.raises(profiles.BadProfile, match=r"no road profile bicycle; there are: car, fire_engine"):
            profiles.read("bicycle")

    @pytest.mark.parametrize(
        ("old", "new", "reason"),
        [
            ("[vehicle]", "[vehicles]", "'vehicle' is missing"),
            ("height_m = 2.0", 'height_m = "tall"', "'tall' is no number"),
            ("service = 15", "service = 0", "above nought"),
            ("keeps_right = true", "keeps_right =", "car.toml: "),
        ],
    )
    def test_that_are_wrong_are_refused_with_the_reason(self, tmp_path, old, new, reason):
        text = (profiles.FOLDER / "car.toml").read_text()
        (tmp_path / "car.toml").write_text(text.replace(old, new))

        with pytest.raises(profiles.BadProfile, match=reason):
            profiles.read("car", folder=tmp_path)
