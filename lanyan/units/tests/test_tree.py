"""The tree of units: paths, names, moving, closing, and who sees what."""

from datetime import date

import pytest

from lanyan.kernel import audit, search
from lanyan.kernel.errors import Refused
from lanyan.units import actions
from lanyan.units.models import Unit
from lanyan.units.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return make.city()


class TestCreateUnit:
    def test_takes_the_next_number_under_its_parent(self, city):
        third = make.unit("STATION", "石梁站", city.battalion)
        second_root = make.unit("DETACHMENT", "长治支队", None, "1404")

        assert [city.detachment.path, city.battalion.path, city.station.path] == ["01.", "01.01.", "01.01.01."]
        assert third.path == "01.01.02."
        assert second_root.path == "02."

    def test_goes_on_after_ninety_nine(self, city):
        Unit.objects.filter(pk=city.station.pk).update(path="01.01.99.")

        further = make.unit("STATION", "石梁站", city.battalion)

        assert further.path == "01.01.100."
        assert set(Unit.objects.below("01.01.10.")) == set()

    @pytest.mark.parametrize(
        ("field", "more"),
        [
            ("name", {"name": " "}),
            ("name", {"name": "府山站"}),
            ("name", {"name": "长" * 101}),
            ("kind", {"kind": "CASTLE"}),
            ("division_code", {"division_code": "33o8"}),
            ("parent", {"parent_id": 0}),
        ],
    )
    def test_refuses_what_cannot_be_and_names_the_field(self, city, field, more):
        typed = {"kind": "STATION", "name": "新站", "parent_id": city.battalion.pk, **more}

        with pytest.raises(Refused) as refusal:
            actions.create_unit(**typed, by=None)

        assert refusal.value.field == field
        assert Unit.objects.count() == 4

    def test_writes_the_name_with_its_date_and_the_act_into_the_history(self, city):
        plate = city.station.names.get()
        entry = audit.history(city.station)[0]

        assert (plate.name, plate.since_date, plate.until_date) == ("府山站", make.LONG_AGO, None)
        assert entry.act == "units.create_unit"


class TestRenameUnit:
    def test_keeps_the_name_before_with_its_end(self, city):
        actions.rename_unit(
            unit_id=city.detachment.pk, name="衢州市消防救援局", since_date=date(2024, 6, 25), source="批复", by=None
        )

        names = [(plate.name, plate.since_date, plate.until_date) for plate in city.detachment.names.order_by("pk")]
        assert names == [
            ("衢州市消防救援支队", make.LONG_AGO, date(2024, 6, 25)),
            ("衢州市消防救援局", date(2024, 6, 25), None),
        ]
        city.detachment.refresh_from_db()
        assert city.detachment.name == "衢州市消防救援局"

    def test_is_refused_from_a_day_before_the_present_name(self, city):
        with pytest.raises(Refused) as refusal:
            actions.rename_unit(unit_id=city.station.pk, name="新名", since_date=make.LONG_AGO, by=None)

        assert refusal.value.field == "since_date"

    def test_leaves_two_plates_on_the_door_when_one_is_added(self, city):
        actions.add_unit_name(
            unit_id=city.detachment.pk, name="衢州市消防救援局", since_date=date(2024, 6, 25), by=None
        )

        assert city.detachment.names.filter(until_date=None).count() == 2
        assert [hit.title for hit in search.matches("消防救援局")] == ["衢州市消防救援支队"]


class TestMoveUnit:
    def test_takes_everything_below_along(self, city, django_assert_num_queries):
        moved = actions.move_unit(unit_id=city.battalion.pk, parent_id=city.other_station.pk, by=None)

        city.station.refresh_from_db()
        assert moved.path == f"{city.other_station.path}01."
        assert moved.parent_id == city.other_station.pk
        assert city.station.path == f"{moved.path}01."
        assert city.station.parent_id == city.battalion.pk

    def test_costs_the_same_for_a_large_subtree(self, city, django_assert_max_num_queries):
        for number in range(12):
            make.unit("STATION", f"第{number}站", city.battalion)

        with django_assert_max_num_queries(14):
            actions.move_unit(unit_id=city.battalion.pk, parent_id=city.other_station.pk, by=None)

        assert Unit.objects.below(f"{city.other_station.path}01.").count() == 14

    def test_moves_what_the_search_knows_so_that_a_follower_finds_nothing_of_it(self, city):
        actions.move_unit(unit_id=city.station.pk, parent_id=city.detachment.pk, by=None)
        follower = make.unit("STATION", "后来站", city.battalion)
        head = make.user("battalion_head", city.battalion)

        assert follower.path == "01.01.01."
        assert search.find(head, "府山") == []

    @pytest.mark.parametrize("target", ["battalion", "station", "detachment"])
    def test_is_refused_under_itself_and_where_it_is(self, city, target):
        with pytest.raises(Refused) as refusal:
            actions.move_unit(unit_id=city.battalion.pk, parent_id=getattr(city, target).pk, by=None)

        assert refusal.value.field == "parent"


class TestCloseUnit:
    def test_is_refused_while_something_below_is_open(self, city):
        with pytest.raises(Refused):
            actions.close_unit(unit_id=city.battalion.pk, closed_date=date(2026, 1, 1), reason="撤并", by=None)

    def test_is_refused_while_somebody_is_assigned(self, city):
        make.user("station_officer", city.station)

        with pytest.raises(Refused):
            actions.close_unit(unit_id=city.station.pk, closed_date=date(2026, 1, 1), reason="撤并", by=None)

    def test_needs_a_reason_and_can_be_taken_back(self, city):
        with pytest.raises(Refused) as refusal:
            actions.close_unit(unit_id=city.station.pk, closed_date=date(2026, 1, 1), reason=" ", by=None)
        closed = actions.close_unit(unit_id=city.station.pk, closed_date=date(2026, 1, 1), reason="撤并", by=None)
        with pytest.raises(Refused):
            make.unit("MICRO_STATION", "微站", closed)
        opened = actions.reopen_unit(unit_id=city.station.pk, reason="误撤", by=None)

        assert refusal.value.field == "reason"
        assert closed.closed_date == date(2026, 1, 1)
        assert opened.closed_date is None


class TestVisibleTo:
    def test_shows_a_reader_their_unit_and_all_below(self, city):
        head = make.user("battalion_head", city.battalion)

        seen = set(Unit.objects.visible_to(head))

        assert seen == {city.battalion, city.station}

    def test_shows_a_stranger_nothing_of_the_city(self, city):
        stranger = make.stranger()

        assert not Unit.objects.visible_to(stranger).below("01.").exists()
        assert not stranger.may("units.view_unit", city.station.path)

    def test_narrows_to_the_units_where_a_permission_is_held(self, city):
        user = make.user("station_officer", city.station)
        actions.assign_role(
            user_id=user.pk, unit_id=city.other_station.pk, role_code="admin", since_date=make.LONG_AGO, by=None
        )
        user = make.fresh(user)

        assert set(Unit.objects.visible_to(user)) == {city.station, city.other_station}
        assert set(Unit.objects.visible_to(user, "units.close_unit")) == {city.other_station}
