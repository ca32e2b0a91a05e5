"""Likely duplicates: found, settled by a person, merged and parted again."""

import pytest

from lanyan.kernel import audit, search
from lanyan.kernel.errors import Refused
from lanyan.premises import actions, queries
from lanyan.premises.models import DuplicatePair, Premises
from lanyan.premises.tests import make
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db
AT = make.AT


@pytest.fixture
def city():
    return units.city()


@pytest.fixture
def two(city):
    one = make.premises(city.battalion, "衢州市柯城区老王餐馆有限公司", address="柯城区荷花中路12号")
    other = make.premises(city.battalion, "老王餐馆", address="荷花中路 12 号")
    return one, other


def merge(goes, stays):
    return actions.merge_premises(premises_id=goes.pk, into_id=stays.pk, reason="重复", at=AT, by=None)


class TestFindDuplicates:
    def test_finds_a_pair_once_and_shows_why(self, two):
        keys = [one.pk for one in two]

        first, again = (actions.find_duplicates(premises_ids=keys, at=AT) for _turn in range(2))

        pair = DuplicatePair.objects.get()
        assert (first, again) == (1, 0)
        assert (pair.likeness, pair.reasons) == (100, ["name", "address"])

    def test_leaves_neighbours_and_other_cities_alone(self, city, two):
        fuzhou = units.city("3501", "福州")
        make.premises(city.battalion, "锦江宾馆", address="荷花中路12号")
        make.premises(fuzhou.battalion, "老王餐馆", address="荷花中路12号")

        actions.find_duplicates(premises_ids=list(Premises.objects.values_list("pk", flat=True)), at=AT)

        assert [(pair.first, pair.second) for pair in DuplicatePair.objects.all()] == [two]

    def test_does_not_bring_back_what_was_said_to_be_two(self, two):
        actions.find_duplicates(premises_ids=[two[0].pk], at=AT)
        actions.settle_different(pair_id=DuplicatePair.objects.get().pk, reason="两家", at=AT, by=None)

        actions.find_duplicates(premises_ids=[two[0].pk], at=AT)

        assert not DuplicatePair.objects.open().exists()

    def test_costs_the_same_for_many(self, city, django_assert_num_queries):
        keys = [make.premises(city.battalion, f"商铺{number}").pk for number in range(30)]

        with django_assert_num_queries(2):
            queries.likely(keys)


class TestMerge:
    def test_keeps_both_and_shows_everything_at_the_one_that_stays(self, city, two):
        goes, stays = two
        actions.add_person(premises_id=goes.pk, role="MANAGER", name="王建国", at=AT, by=None)
        actions.find_duplicates(premises_ids=[goes.pk], at=AT)

        merge(goes, stays)

        goes.refresh_from_db()
        assert (goes.state, goes.merged_into) == ("MERGED", stays)
        family = Premises.objects.family(stays.pk)
        assert [one.name for one in queries.page_of(stays, family).persons] == ["王建国"]
        assert DuplicatePair.objects.get().state == "MERGED"
        found = [hit.record_id for hit in search.find(units.user("inspector", city.battalion), "老王")]
        assert found == [stays.pk]

    def test_is_taken_back_and_all_is_as_before(self, two):
        goes, stays = two
        actions.close_premises(premises_id=goes.pk, closed_date=make.DAY, reason="停业", by=None)
        actions.find_duplicates(premises_ids=[goes.pk], at=AT)
        merge(goes, stays)

        actions.unmerge_premises(premises_id=goes.pk, reason="误并", at=AT, by=None)

        goes.refresh_from_db()
        assert (goes.state, goes.merged_into, goes.closed_date) == ("CLOSED", None, make.DAY)
        assert DuplicatePair.objects.get().state == "OPEN"
        assert Premises.objects.family(stays.pk) == [stays.pk]
        assert [entry.act for entry in audit.history(goes)][:2] == [
            "premises.unmerge_premises",
            "premises.merge_premises",
        ]

    def test_goes_deep_and_parts_only_what_is_asked(self, city, two):
        first, second = two
        third = make.premises(city.battalion, "王记餐馆")
        merge(first, second)
        merge(second, third)

        assert set(Premises.objects.family(third.pk)) == {first.pk, second.pk, third.pk}
        actions.unmerge_premises(premises_id=second.pk, reason="误并", at=AT, by=None)
        assert set(Premises.objects.family(second.pk)) == {first.pk, second.pk}

    def test_counts_what_hangs_on_the_merged_for_the_risk_of_the_survivor(self, two):
        goes, stays = two
        actions.add_facility(premises_id=goes.pk, kind="ALARM", state="SWITCHED_OFF", at=AT, by=None)
        before = queries.risks([stays.pk], at=AT)[stays.pk].points

        merge(goes, stays)

        stays.refresh_from_db()
        assert stays.risk_points == before + 10

    def test_refuses_itself_another_city_and_what_is_merged_already(self, two):
        goes, stays = two
        there = make.premises(units.city("3501", "福州").battalion, "老王餐馆")
        for one, other in ((goes, goes), (goes, there)):
            with pytest.raises(Refused) as refusal:
                merge(one, other)
            assert refusal.value.field == "into"
        merge(goes, stays)

        with pytest.raises(Refused):
            merge(goes, stays)
        with pytest.raises(Refused):
            merge(stays, goes)

    def test_lets_nobody_write_on_the_record_that_went(self, two):
        merge(*two)

        with pytest.raises(Refused) as refusal:
            actions.add_person(premises_id=two[0].pk, role="OTHER", name="王", at=AT, by=None)

        assert refusal.value.field == "premises"
