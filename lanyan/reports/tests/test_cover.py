"""The cover: shares by layer, what is ready now, what one station covers alone, what another one would bring."""

import json
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.http import QueryDict
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from lanyan.forces import arrivals
from lanyan.forces.tests import make as forces
from lanyan.forces.tests.test_roads import WEST
from lanyan.incidents.tests import make as incidents
from lanyan.premises.tests import make as premises
from lanyan.reports import cover_ground
from lanyan.reports.cover import Cover
from lanyan.reports.cover_cells import cells
from lanyan.reports.cover_plan import MOST_SITES, Plan, read
from lanyan.reports.scopes import BadScope
from lanyan.reports.tests.make_town import FAR, NEAR, NOON, happened, place, town, with_roads
from lanyan.units.models import Unit
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db
# Metres of a degree of longitude at 28.95° N, and how far one gets by straight line in 240 s.
DEGREE = 97_300
IN_TIME = 240 / arrivals.ROAD_FACTOR * arrivals.METRES_PER_SECOND / DEGREE


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


def asked(world, *pairs, **words):
    """The cover of the town under the words of an address."""
    added, moved = ([value for name, value in pairs if name == key] for key in ("add", "move"))
    return Cover(world.detachment, read(words, added, moved), NOON)


def shares(found):
    """Each layer's share, rounded to a thousandth."""
    return {share.layer: None if share.share is None else round(share.share, 3) for share in found.shares}


class TestShares:
    def test_are_of_who_lives_within_four_minutes_drive(self, world):
        place("刚好", (WEST[0] + IN_TIME * 0.99, WEST[1]))
        place("差点", (WEST[0] + IN_TIME * 1.01, WEST[1]))
        found = asked(world)

        assert shares(found)["residents"] == 0.5
        assert [one.place.name for one in found.late] == ["远村", "差点"]

    def test_follow_the_threshold(self, world):
        usual, slow = asked(world), asked(world, turnout="0", drive="1200")

        assert (usual.plan.seconds, usual.plan.is_standard) == (300, True)
        assert (slow.plan.seconds, slow.plan.is_standard) == (1200, False)
        assert shares(usual)["residents"] == 0.5
        assert shares(slow)["residents"] == 1.0

    def test_are_over_the_roads_where_there_are_some(self, world, home):
        with_roads(world, home)
        happened(world, "a", NEAR)
        found = asked(world)
        times = found.ground.times.seconds[0]
        area = found.ground.layers["area"]

        assert found.ground.has_roads
        assert shares(found)["area"] == round(area[times <= 240].sum() / area.sum(), 3)
        assert 0 < shares(found)["area"] < 1
        assert shares(found)["incidents"] == 1.0
        assert 0 < shares(found)["roads"] < 1

    def test_of_a_layer_without_anything_are_none(self, world):
        assert shares(asked(world))["incidents"] is None
        assert shares(asked(world))["roads"] is None

    def test_of_a_town_without_stations_are_nought(self, world):
        Unit.objects.filter(pk=world.station.pk).update(closed_date=timezone.localdate())
        found = asked(world, best="1")

        assert found.sites == []
        assert shares(found)["residents"] == 0.0
        assert (found.rows, len(found.late), found.late[0].seconds) == ([], 2, None)
        assert found.bands[-1].shares[0] == 1.0
        assert found.best is not None

    def test_of_no_ground_at_all_are_none(self):
        empty = units.unit(Unit.Kind.DETACHMENT, "空支队", code="9901")
        found = Cover(empty, read({"best": "1"}), NOON)

        assert set(shares(found).values()) == {None}
        assert (found.best, found.late, found.rows, cells(found)["features"]) == (None, [], [], [])


class TestBands:
    def test_add_up_to_everything(self, world, home):
        with_roads(world, home)
        happened(world, "a", NEAR)
        premises.premises(world.detachment, lon=NEAR[0], lat=NEAR[1])
        found = asked(world)

        for layer in range(len(found.layers)):
            assert sum(band.shares[layer] for band in found.bands) == pytest.approx(1)
        reached = found.bands[0].shares[0] + found.bands[1].shares[0]
        assert reached == pytest.approx(found.shares[0].share)


class TestNow:
    @pytest.fixture
    def world(self):
        world = incidents.city()
        place("府山村", (118.8745, 28.9655))
        return world

    def test_counts_only_stations_with_a_vehicle_in_service_and_unbound(self, world):
        ready = {site.name: site.ready for site in asked(world).sites}
        incidents.ordered(world, world.pump, at=timezone.now())
        one_out = {site.name: site.ready for site in asked(world).sites}
        world.rescue.condition, world.rescue.condition_reason = "OFF_ROAD", "检修"
        world.rescue.save()
        found, everybody = asked(world, mode="now"), asked(world)

        assert (ready, one_out) == ({"府山站": 2, "衢江站": 2}, {"府山站": 1, "衢江站": 2})
        assert [site.ready for site in found.sites] == [0, 2]
        assert (shares(everybody)["residents"], shares(found)["residents"]) == (1.0, 0.0)
        assert [row.km2 > 0 for row in found.rows] == [False, True]
        assert found.late[0].place.name == "府山村"

    def test_a_station_moved_stays_empty_and_one_added_does_not(self, world):
        incidents.ordered(world, world.pump, world.rescue, at=timezone.now())
        moved = asked(world, ("move", f"{world.fushan.pk}@118.875,28.966"), mode="now")
        added = asked(world, ("add", "118.875,28.966"), mode="now")

        assert shares(moved)["residents"] == 0.0
        assert shares(added)["residents"] == 1.0


class TestPlanning:
    def test_a_station_more_shows_before_and_after(self, world, home):
        with_roads(world, home)
        found = asked(world, ("add", f"{FAR[0]},{FAR[1]}"))
        residents = found.shares[2]

        assert (residents.before, residents.share) == (0.5, 1.0)
        assert [site.name for site in found.sites][1:] == [found.sites[1].name]
        assert found.sites[1].pk is None
        assert found.late == []

    def test_a_station_elsewhere_leaves_what_it_covered(self, world, home):
        with_roads(world, home)
        found = asked(world, ("move", f"{world.west.pk}@{FAR[0]},{FAR[1]}"))
        there = arrivals.roads(world.detachment.path[:-1]).seconds_from(FAR, NEAR)

        assert (found.shares[2].before, found.shares[2].share) == (0.5, 0.5 + 0.5 * (there <= 240))
        assert found.sites[0].is_moved
        assert found.sites[0].at == pytest.approx(FAR)

    def test_a_place_far_from_every_road_is_estimated_and_named(self, world, home):
        with_roads(world, home)
        found = asked(world, ("add", "118.85,29.20"))

        assert [site.pk for site in found.straight_sites] == [None]
        assert asked(world).straight_sites == []

    def test_of_a_station_that_is_not_ours_is_refused(self, world):
        with pytest.raises(BadScope, match="999999"):
            asked(world, ("move", "999999@118.8,28.9"))

    def test_finds_the_best_place_for_one_more(self, world, home):
        with_roads(world, home)
        found = asked(world, best="1")
        ((at, share),) = found.best.sites
        with_it = asked(world, ("add", f"{at[0]},{at[1]}"))

        assert with_it.shares[0].share == pytest.approx(share, abs=0.02)
        assert found.best.bound == pytest.approx(share)
        assert share > found.shares[0].share

    def test_several_best_places_are_within_their_bound(self, world, home):
        with_roads(world, home)
        found = asked(world, best="2")

        assert len(found.best.sites) == 2
        assert found.best.sites[0][1] <= found.best.sites[1][1] <= found.best.bound <= 1

    def test_of_nothing_there_is_no_best_place(self, world):
        assert asked(world, layer="incidents", best="1").best is None


class TestTheTable:
    def test_says_what_each_station_alone_covers_and_how_large_its_area_is(self, world):
        other = units.unit(Unit.Kind.STATION, "东站", world.detachment)
        forces.station(other, station_class="SMALL", lon=FAR[0], lat=FAR[1])
        logistics = units.unit(Unit.Kind.STATION, "战保站", world.detachment)
        forces.station(logistics, station_class="LOGISTICS", lon=FAR[0], lat=FAR[1])
        found = asked(world, layer="residents")
        west, east, spare = found.rows

        assert [row.loss for row in found.rows] == [0.5, 0.0, 0.0]
        assert [row.site.limit_km2 for row in found.rows] == [7.0, 2.0, None]
        assert [row.site.suburban_km2 for row in found.rows] == [15.0, None, None]
        assert (east.is_too_large, spare.is_too_large, spare.km2) == (True, False, 0.0)
        assert sum(row.km2 for row in found.rows) == found.ground.layers["area"].sum()
        assert west.farthest > 60


class TestCells:
    def test_are_a_collection_of_squares_with_their_weights(self, world, home):
        with_roads(world, home)
        happened(world, "a", NEAR)
        found = asked(world)
        told = json.loads(json.dumps(cells(found)))
        first = told["features"][0]

        assert (told["type"], told["turnout_seconds"], told["drive_seconds"]) == ("FeatureCollection", 60, 240)
        assert len(told["features"]) == len(found.ground.cells)
        assert first["geometry"]["type"] == "Polygon"
        assert first["geometry"]["coordinates"][0][0] == first["geometry"]["coordinates"][0][-1]
        for layer in found.layers:
            whole = found.ground.layers[layer].sum()
            assert sum(one["properties"][layer] for one in told["features"]) == pytest.approx(whole, abs=0.1)
        in_time = [one["properties"]["in_time"] for one in told["features"]]
        assert in_time == (found.first[: len(in_time)] <= 300).tolist()
        assert {one["properties"]["band"] for one in told["features"]} <= {1, 2, 3, 4, 5, 6}
        minutes = [one["properties"]["minutes"] for one in told["features"]]
        assert minutes == np.round(found.first[: len(minutes)] / 60, 1).tolist()


class TestAsking:
    @pytest.mark.parametrize(
        ("words", "added", "moved", "field"),
        [
            ({"turnout": "-1"}, [], [], "turnout"),
            ({"turnout": "601"}, [], [], "turnout"),
            ({"drive": "0"}, [], [], "drive"),
            ({"drive": "1e3"}, [], [], "drive"),
            ({"drive": "٣"}, [], [], "drive"),
            ({"mode": "later"}, [], [], "mode"),
            ({"layer": "weather"}, [], [], "layer"),
            ({"best": "6"}, [], [], "best"),
            ({}, ["118.8"], [], "add"),
            ({}, ["nan,28"], [], "add"),
            ({}, ["181,28"], [], "add"),
            ({}, ["118.8,91"], [], "add"),
            ({}, [], ["118.8,28.9"], "move"),
            ({}, [], ["1@x"], "move"),
            ({}, ["118.8,28.9"] * (MOST_SITES + 1), [], "add"),
        ],
    )
    def test_refuses_by_name_what_it_cannot_read(self, words, added, moved, field):
        with pytest.raises(BadScope) as wrong:
            read(words, added, moved)

        assert wrong.value.field == field

    @given(
        st.integers(0, 600),
        st.integers(1, 3600),
        st.booleans(),
        st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), max_size=3, unique=True),
        st.dictionaries(st.integers(0, 10**6), st.tuples(st.floats(-180, 180), st.floats(-90, 90)), max_size=3),
    )
    def test_its_words_ask_for_the_same_again(self, turnout, drive, now, added, moved):
        at = {pk: (round(lon, 6), round(lat, 6)) for pk, (lon, lat) in moved.items()}
        sites = tuple(dict.fromkeys((round(lon, 6), round(lat, 6)) for lon, lat in added))
        plan = Plan(turnout, drive, now, "roads", sites, at)
        query = QueryDict(plan.words("3308"))

        assert query["unit"] == "3308"
        assert read(query.dict(), query.getlist("add"), query.getlist("move")) == plan


class TestTheCommand:
    def said(self, *arguments):
        out = StringIO()
        call_command("cover", *arguments, stdout=out)
        return out.getvalue()

    def test_prints_shares_by_layer_and_the_stations(self, world):
        with translation.override("en"):
            text = self.said("--unit", "3308", "--language", "en")

        assert "  50.0%  500 / 1,000 people" in text
        assert "straight line" in text
        assert "西站 first-class station" in text

    def test_gives_the_same_as_json(self, world, home):
        with_roads(world, home)
        found = json.loads(self.said("--unit", "3308", "--json", "--drive", "600", "--layer", "residents"))

        assert (found["drive_seconds"], found["turnout_seconds"], found["over_roads"]) == (600, 60, True)
        layers = {one["layer"]: one["percent"] for one in found["layers"]}
        assert layers["residents"] == 100.0
        assert [(one["station"], one["loss_percent"]) for one in found["stations"]] == [("西站", 100.0)]

    def test_counts_only_who_is_ready_when_asked(self, world):
        found = json.loads(self.said("--unit", "3308", "--json", "--now"))

        assert found["only_ready"] is True
        assert [one["percent"] for one in found["layers"] if one["layer"] == "residents"] == [0.0]

    @pytest.mark.parametrize("arguments", [["--unit", "9999"], ["--unit", "3308", "--drive", "never"]])
    def test_says_in_one_line_what_is_wrong(self, world, arguments):
        with pytest.raises(CommandError) as refused:
            self.said(*arguments)

        assert refused.value.returncode == 2
