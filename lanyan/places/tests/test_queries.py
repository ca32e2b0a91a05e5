"""Finding places by words, initials and points."""

import pytest

from lanyan.places import queries
from lanyan.places.divisions import rows
from lanyan.places.models import Division
from lanyan.places.tests import make

pytestmark = pytest.mark.django_db


def names(text: str, **more) -> list[str]:
    return [found.place.name for found in queries.find_places(text, "3308", **more)]


class TestFindPlaces:
    @pytest.fixture(autouse=True)
    def _streets(self) -> None:
        make.place("锦桂苑", address="文昌大道 186 号", lon=118.8665, lat=28.9565)
        make.place("锦绣花园", address="文昌大道 20 号", lon=118.92, lat=28.96)
        make.place("文昌大道", kind="STREET", lon=118.88, lat=28.96)
        make.place("锦桂苑", division="140403", lon=113.1, lat=36.19)

    @pytest.mark.parametrize("text", ["锦桂苑", "桂苑", "jgy", "JGY", "锦桂"])
    def test_takes_words_and_initials(self, text: str) -> None:
        assert names(text) == ["锦桂苑"]

    @pytest.mark.parametrize(
        ("text", "rest"),
        [("锦桂苑 7 幢", "7 幢"), ("锦桂苑7幢2单元1102", "7幢2单元1102"), ("jgy 7", "7"), ("jgy7", "7")],
    )
    def test_keeps_the_house_as_rest(self, text: str, rest: str) -> None:
        found = queries.find_places(text, "3308")

        assert [(one.place.name, one.rest) for one in found] == [("锦桂苑", rest)]

    def test_finds_an_address_whole_before_cutting_it(self) -> None:
        found = queries.find_places("文昌大道186号", "3308")

        assert [(one.place.name, one.rest) for one in found] == [("锦桂苑", "")]

    def test_puts_the_name_before_the_address(self) -> None:
        assert names("文昌大道")[0] == "文昌大道"

    def test_puts_the_nearer_first_among_equals(self) -> None:
        assert names("锦", near=(118.8665, 28.9565)) == ["锦桂苑", "锦绣花园"]
        assert names("锦", near=(118.92, 28.96)) == ["锦绣花园", "锦桂苑"]

    def test_stays_in_the_city(self) -> None:
        found = queries.find_places("锦桂苑", "140400")

        assert [one.place.division_id for one in found] == ["140403"]

    @pytest.mark.parametrize("text", ["", "   ", "！？", "没有这个地方"])
    def test_finds_nothing_for_nothing(self, text: str) -> None:
        assert names(text) == []


class TestNearestPlace:
    def test_is_the_nearest_but_no_town(self) -> None:
        make.place("远处小区", lon=118.9, lat=28.99)
        near = make.place("近处小区", lon=118.87, lat=28.95)
        make.place("某街道", kind="TOWN", lon=118.8701, lat=28.9501)

        assert queries.nearest_place(118.8702, 28.9502) == near

    def test_is_none_far_from_all(self) -> None:
        make.place("近处小区", lon=118.87, lat=28.95)

        assert queries.nearest_place(100.0, 30.0) is None


class TestDivisions:
    def test_are_there_after_migration_in_the_houses_frame(self) -> None:
        kecheng = Division.objects.get(code="330802")

        assert (kecheng.lon, kecheng.lat) == pytest.approx((118.86826, 28.94766), abs=0.0005)
        assert Division.objects.counties_of("3308").count() == 6
        assert Division.objects.counties_of("140400").count() == 12

    def test_leave_unknown_what_nobody_published(self) -> None:
        assert Division.objects.get(code="330803").residents is None

    def test_all_name_their_source(self) -> None:
        assert all(division.source for division in rows())

    @pytest.mark.parametrize(("point", "code"), [((118.87, 28.95), "330802"), ((112.34, 36.5), "140431")])
    def test_are_guessed_by_the_nearest_seat(self, point: tuple[float, float], code: str) -> None:
        division = queries.division_of(*point)

        assert division is not None
        assert division.code == code
