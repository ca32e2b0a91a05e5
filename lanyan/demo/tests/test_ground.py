"""The demo's ground."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count

from lanyan.demo import cities, establishment, geography, ground
from lanyan.forces.models import Formation, Station, Vehicle
from lanyan.forces.queries import formations_for
from lanyan.people.models import Person
from lanyan.places.divisions import rows
from lanyan.places.models import MapLine, Place
from lanyan.places.queries import find_places
from lanyan.units.models import Unit, User
from lanyan.units.tests import make as units

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
DIVISIONS = {division.code: division for division in rows()}


class TestGeography:
    @pytest.mark.parametrize("plan", cities.CITIES, ids=lambda plan: plan.code)
    def test_is_the_same_for_the_same_seed_and_another_for_another(self, plan: cities.CityPlan) -> None:
        def told(seed: int) -> list[tuple]:
            built = geography.build(plan, DIVISIONS, seed)
            return [(place.name, place.lon, place.lat, place.address) for place in built.places]

        assert told(1) == told(1)
        assert told(1) != told(2)

    @pytest.mark.parametrize("plan", cities.CITIES, ids=lambda plan: plan.code)
    def test_is_rich_but_light(self, plan: cities.CityPlan) -> None:
        built = geography.build(plan, DIVISIONS, 1)

        kinds = [place.kind for place in built.places]
        assert len(built.lines) <= 2500
        assert kinds.count(Place.Kind.STREET) >= 250
        assert len(built.places) >= 1500
        assert {place.division_id for place in built.places} <= set(DIVISIONS)


@pytest.fixture(scope="class")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[ground.Ground]:
    """Build once for all tests of a class; what each of them changes is taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield ground.build_ground(1, at=NOON)
        transaction.set_rollback(True)


@pytest.mark.django_db
class TestBuildGround:
    def test_builds_both_cities(self, built: ground.Ground) -> None:
        quzhou, changzhi = built.cities["3308"], built.cities["1404"]

        assert (quzhou.path, changzhi.path) == ("01.", "02.")
        assert (len(quzhou.stations), len(changzhi.stations)) == (18, 20)
        assert (len(quzhou.teams), len(changzhi.teams)) == (25, 30)
        assert (len(quzhou.battalions), len(changzhi.battalions)) == (6, 12)
        assert Unit.objects.get(pk=quzhou.command_centre_id).kind == Unit.Kind.COMMAND_CENTRE
        assert MapLine.objects.filter(city_code="1404").exists()
        assert all(700 <= Person.objects.filter(unit__path__startswith=p).count() <= 1400 for p in ("01.", "02."))

    def test_gives_every_station_vehicles_and_one_formation_at_least(self, built: ground.Ground) -> None:
        stations = Station.objects.annotate(
            has=Count("vehicles", distinct=True), sets=Count("formations", distinct=True)
        )

        full = stations.exclude(station_class__startswith="TOWN")
        assert all(3 <= station.has <= 9 and 1 <= station.sets <= 4 for station in full)
        assert all(1 <= station.has <= 2 for station in stations.filter(station_class__startswith="TOWN"))
        assert len(formations_for("01.")) > 130

    def test_keeps_call_signs_apart_in_a_city(self, built: ground.Ground) -> None:
        signs = list(Vehicle.objects.filter(home__unit__path__startswith="01.").values_list("call_sign", flat=True))

        assert len(signs) == len(set(signs))

    def test_sidelines_a_few_but_no_first_attack(self, built: ground.Ground) -> None:
        off = Vehicle.objects.filter(condition=Vehicle.Condition.OFF_ROAD)

        assert 3 <= off.count() <= 30
        assert not off.filter(kind__code__in=["SG", "JY"]).exists()
        assert off.filter(condition_since_at=None).count() == 0

    def test_writes_the_name_plates_with_their_dates(self, built: ground.Ground) -> None:
        names = Unit.objects.get(pk=built.cities["3308"].detachment_id).names.order_by("since_date")

        assert [(one.name, str(one.since_date)) for one in names] == [
            ("衢州市消防救援局", "2024-06-25"),
            ("衢州市消防救援支队", "None"),
        ]

    def test_gives_logins_that_may_do_what_their_role_says(self, built: ground.Ground) -> None:
        dispatcher = User.objects.get(username="yuxiaojing")
        watch = User.objects.get(username="hezhiyuan")

        assert dispatcher.is_demo
        assert dispatcher.pk == built.cities["3308"].users["dispatcher"]
        assert dispatcher.may("incidents.take_call", "01.02.")
        assert not dispatcher.may("incidents.take_call", "02.")
        assert watch.person.unit.short_name == "府山站"
        assert watch.paths() == [watch.person.unit.path]
        assert check_password(establishment.PASSWORD, dispatcher.password)
        validate_password(establishment.PASSWORD, dispatcher)

    def test_can_be_searched(self, built: ground.Ground) -> None:
        found = find_places("jgy 7 幢", "3308")

        assert (found[0].place.name, found[0].rest) == ("锦桂苑", "7 幢")
        assert found[0].place.pk == built.cities["3308"].fixed_places["锦桂苑"]

    def test_is_refused_a_second_time(self, built: ground.Ground) -> None:
        with pytest.raises(ground.DemoRefused, match=r"nothing was built|没有写入"):
            ground.build_ground(1)

    def test_prints_its_logins(self, built: ground.Ground, capsys) -> None:
        call_command("demologins", "--port", "8123")

        said = capsys.readouterr().out
        assert "yuxiaojing" in said
        assert "lanyan-2026" in said
        assert "http://127.0.0.1:8123" in said


@pytest.mark.django_db
class TestElsewhere:
    def test_is_refused_where_somebody_else_has_units(self) -> None:
        units.city()

        with pytest.raises(ground.DemoRefused, match=r"nothing was built|没有写入"):
            ground.build_ground(1)
        assert not Formation.objects.exists()

    def test_has_no_logins_to_print(self) -> None:
        with pytest.raises(CommandError):
            call_command("demologins")
