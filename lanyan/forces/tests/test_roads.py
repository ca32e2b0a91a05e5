"""Closures of roads, road networks taken into use, and how long it takes from every station over them."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from lanyan.forces import actions, arrivals
from lanyan.forces.actions import ClosureFacts
from lanyan.forces.models import RoadClosure, RoadNetwork
from lanyan.forces.tests import make
from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.units.models import Unit
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db
# Two ways from west to east: the straight one over the bridge, and one round by the north.
TABLE = """from_lon,from_lat,to_lon,to_lat,highway,name
118.80,28.95,118.85,28.95,primary,西安路
118.85,28.95,118.86,28.95,primary,大桥
118.86,28.95,118.90,28.95,primary,西安路
118.85,28.95,118.85,28.97,primary,北路
118.85,28.97,118.86,28.97,primary,北路
118.86,28.97,118.86,28.95,primary,北路
"""
QUERIES = 10
WEST, EAST, BRIDGE = (118.82, 28.95), (118.89, 28.95), [[118.851, 28.95], [118.859, 28.95]]


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Networks lie in a folder of the test."""
    monkeypatch.setattr(arrivals, "home", lambda: tmp_path)
    monkeypatch.setattr(arrivals, "_kept", {})
    return tmp_path


@pytest.fixture
def city(home):
    """A detachment with one station in the west."""
    detachment = units.unit(Unit.Kind.DETACHMENT, "测试支队", code="3308")
    where = units.unit(Unit.Kind.STATION, "西站", detachment)
    make.station(where, lon=WEST[0], lat=WEST[1])
    return detachment


def imported(city, home, text=TABLE, name="roads.csv") -> RoadNetwork:
    """Import a table as the command does."""
    file = home / name
    file.write_text(text, encoding="utf-8")
    call_command("roads", "import", str(file), "--unit", "3308", stdout=StringIO())
    return RoadNetwork.objects.get(is_current=True)


def minutes(city) -> float:
    """From the station in the west to the point in the east."""
    roads = arrivals.roads(city.path[:-1])
    travel = roads.travel({station.pk: (station.lon, station.lat) for station in make.Station.objects.all()}, EAST)
    assert not travel.estimated
    return next(iter(travel.seconds.values())) / 60


class TestImport:
    def test_takes_a_table_into_use_and_reckons_the_stations(self, city, home):
        network = imported(city, home)

        assert (network.profile, network.report["kept"]) == ("fire_engine", 6)
        assert network.fields_version
        assert 5 < minutes(city) < 10

    def test_the_next_one_takes_its_place_and_the_first_stays_as_a_record(self, city, home):
        first = imported(city, home)
        second = imported(city, home, TABLE + "118.90,28.95,118.92,28.95,primary,东路\n")

        assert list(RoadNetwork.objects.filter(is_current=True)) == [second]
        assert {folder.name for folder in arrivals.folder(city.path[:-1]).iterdir()} == {second.version}
        assert first.version != second.version

    @pytest.mark.parametrize(
        ("name", "text", "said"),
        [
            ("roads.csv", "a,b\n1,2\n", "roads.csv"),
            ("roads.csv", "", "roads.csv"),
            ("roads.osm", "not a map", "roads.osm"),
            ("roads.pbf", "\x00\x01", "roads.pbf"),
            ("roads.shp", "no shape", "roads.shp"),
            ("roads.txt", "words", "neither OpenStreetMap"),
        ],
    )
    def test_a_file_that_is_none_gets_one_clear_message_and_changes_nothing(self, city, home, name, text, said):
        before = imported(city, home)

        with pytest.raises(CommandError, match="Nothing was changed") as refused:
            imported(city, home, text, name)

        assert said in str(refused.value)
        assert RoadNetwork.objects.get(is_current=True) == before
        assert 5 < minutes(city) < 10

    def test_one_that_is_broken_off_half_way_leaves_the_one_before(self, city, home, monkeypatch):
        before = imported(city, home)
        monkeypatch.setattr(actions, "take_road_network", lambda **_all: (_ for _ in ()).throw(KeyboardInterrupt))

        with pytest.raises(KeyboardInterrupt):
            imported(city, home, TABLE + "118.90,28.95,118.92,28.95,primary,东路\n")

        assert RoadNetwork.objects.get(is_current=True) == before
        assert 5 < minutes(city) < 10

    def test_nobody_of_that_code(self, city, home):
        with pytest.raises(CommandError, match="no detachment of 9999"):
            call_command("roads", "import", str(home / "x.csv"), "--unit", "9999")

    def test_shows_what_is_in_use(self, city, home):
        network, told = imported(city, home), StringIO()
        call_command("roads", "show", stdout=told)

        assert network.version in told.getvalue()


class TestTimes:
    def test_without_roads_a_straight_line_and_it_says_so(self, city, home):
        roads = arrivals.roads(city.path[:-1])
        travel = roads.travel({7: WEST}, EAST)

        assert travel.estimated == {7}
        assert travel.seconds[7] == pytest.approx(arrivals.straight_seconds(WEST, EAST))
        assert roads.way(WEST, EAST) is None

    def test_a_station_opened_since_is_estimated_until_it_is_reckoned(self, city, home):
        imported(city, home)
        travel = arrivals.roads(city.path[:-1]).travel({1: WEST, 2: (118.87, 28.951)}, EAST)

        assert travel.estimated == {2}

    def test_far_from_every_road_all_are_estimated(self, city, home):
        imported(city, home)
        travel = arrivals.roads(city.path[:-1]).travel({1: WEST}, (119.5, 29.5))

        assert travel.estimated == {1}

    def test_what_is_stored_and_cannot_be_read_is_as_if_it_were_not_there(self, city, home, caplog):
        network = imported(city, home)
        monkey = arrivals.folder(city.path[:-1], network.version) / "fields" / "current"
        (Path(monkey) / "words.json").write_text("{")

        assert arrivals.roads(city.path[:-1]).travel({1: WEST}, EAST).estimated == {1}
        assert "cannot be read" in caplog.text

    def test_the_way_runs_along_the_roads(self, city, home):
        imported(city, home)
        way = arrivals.roads(city.path[:-1]).way(WEST, EAST)

        assert way.points[0] == pytest.approx(WEST, abs=1e-4)
        assert way.points[-1] == pytest.approx(EAST, abs=1e-4)
        assert way.seconds / 60 == pytest.approx(minutes(city), rel=0.01)


class TestClosures:
    def test_one_that_holds_sends_the_way_round_and_lifting_it_brings_it_back(self, city, home):
        imported(city, home)
        free = minutes(city)
        at = timezone.now()
        closure = make.closure(city, points=BRIDGE, at=at)

        assert actions.reckon_roads(root=city.path[:-1], at=at) is True
        assert minutes(city) > free + 2
        actions.lift_closure(closure_id=closure.pk, at=at + timedelta(minutes=1), by=None)
        assert actions.reckon_roads(root=city.path[:-1], at=at + timedelta(minutes=1)) is True
        assert minutes(city) == pytest.approx(free)
        assert actions.reckon_roads(root=city.path[:-1], at=at + timedelta(minutes=2)) is False

    def test_a_slow_stretch_takes_longer_but_not_longer_than_the_way_round(self, city, home):
        imported(city, home)
        free, at = minutes(city), timezone.now()
        make.closure(city, points=BRIDGE, kind="SLOW", factor=2.0, at=at)
        actions.reckon_roads(root=city.path[:-1], at=at)

        assert free < minutes(city) < free + 2

    def test_begins_and_ends_at_its_minute(self, city):
        at = timezone.now()
        make.closure(city, at=at + timedelta(hours=1), until_at=at + timedelta(hours=2))
        holds = [RoadClosure.objects.in_effect(at + timedelta(minutes=m)).count() for m in (59, 60, 119, 120)]

        assert holds == [0, 1, 1, 0]
        assert RoadClosure.objects.coming(at).count() == 1

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"kind": "GONE"}, "kind"),
            ({"road": " "}, "road"),
            ({"kind": "SLOW"}, "factor"),
            ({"kind": "SLOW", "factor": 1.0}, "factor"),
            ({"points": []}, "points"),
            ({"points": [[200, 1]]}, "points"),
            ({"points": [["a", "b"]]}, "points"),
            ({"points": [[1, 2, 3]]}, "points"),
            ({"reason": ""}, "reason"),
            ({"until_at": timezone.now() - timedelta(days=1)}, "until_at"),
            ({"unit_id": 0}, "unit"),
        ],
    )
    def test_refuses_what_is_wrong_by_field(self, city, more, field):
        facts = {"unit_id": city.pk, "kind": "CLOSED", "road": "西安路", "points": BRIDGE, "reason": "塌陷"}
        with pytest.raises(Refused) as refusal:
            actions.note_closure(facts=ClosureFacts(**{**facts, "since_at": timezone.now(), **more}), by=None)

        assert refusal.value.field == field
        assert not RoadClosure.objects.exists()

    def test_is_changed_and_lifted_once(self, city):
        at = timezone.now()
        closure = make.closure(city, at=at)
        actions.change_closure(closure_id=closure.pk, until_at=at + timedelta(hours=5), reason="抢修", at=at, by=None)
        lifted = actions.lift_closure(closure_id=closure.pk, at=at + timedelta(hours=1), by=None)

        assert actions.lift_closure(closure_id=closure.pk, at=at + timedelta(hours=2), by=None) == lifted
        assert lifted.state(at) == "holds"
        assert lifted.state(at + timedelta(hours=1)) == "over"
        with pytest.raises(Refused):
            actions.change_closure(
                closure_id=closure.pk, until_at=None, reason="x", at=at + timedelta(hours=3), by=None
            )
        labels = [entry.act for entry in audit.history(lifted)]
        assert labels == ["forces.lift_closure", "forces.change_closure", "forces.note_closure"]


class TestPages:
    @pytest.fixture
    def officer(self, city):
        return units.user("duty_officer", city)

    def test_is_noted_changed_and_lifted(self, client, city, officer):
        client.force_login(officer)
        data = {
            "unit": city.pk, "road": "西安路", "kind": "SLOW", "factor": "2",
            "points": "118.851 28.95\n118.859, 28.95", "since_at": "2026-01-01T08:00", "reason": "施工",
        }  # fmt: skip
        answer = client.post(reverse("forces:note_closure"), data)
        closure = RoadClosure.objects.get()

        assert answer.status_code == 302
        assert (closure.points, closure.factor, closure.noted_by) == (BRIDGE, 2.0, officer)
        assert "西安路" in client.get(reverse("forces:closures")).content.decode()
        page = client.get(reverse("forces:closure", args=[closure.pk])).content.decode()
        assert reverse("forces:lift_closure", args=[closure.pk]) in page
        client.post(reverse("forces:change_closure", args=[closure.pk]), {"reason": "抢修"})
        client.post(reverse("forces:lift_closure", args=[closure.pk]))
        closure.refresh_from_db()
        assert (closure.reason, closure.lifted_at is not None) == ("抢修", True)

    def test_a_row_that_is_no_point_is_named(self, client, city, officer):
        client.force_login(officer)
        answer = client.post(reverse("forces:note_closure"), {"points": "118.85 28.95\nhier"})

        assert answer.status_code == 422
        assert "hier" in answer.content.decode()

    def test_a_stranger_finds_nothing(self, client, city):
        closure = make.closure(city)
        elsewhere = units.unit(Unit.Kind.DETACHMENT, "邻市支队", code="1404")
        client.force_login(units.user("duty_officer", elsewhere))

        assert client.get(reverse("forces:closure", args=[closure.pk])).status_code == 404
        assert client.post(reverse("forces:lift_closure", args=[closure.pk])).status_code == 404
        assert "西安路" not in client.get(reverse("forces:closures")).content.decode()

    def test_the_list_asks_the_same_however_long_it_is(self, client, city, officer, django_assert_num_queries):
        client.force_login(officer)
        for _ in range(2):
            make.closure(city)
        client.get(reverse("forces:closures"))
        with django_assert_num_queries(QUERIES):
            client.get(reverse("forces:closures"))
        for _ in range(5):
            make.closure(city)
        with django_assert_num_queries(QUERIES):
            client.get(reverse("forces:closures"))
