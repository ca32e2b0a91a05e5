"""What hazards say about the risk of premises: rows of a table, never constants."""

from datetime import date

import pytest

from lanyan.inspections import hazard_hooks
from lanyan.inspections.actions import major
from lanyan.inspections.tests import cast
from lanyan.kernel import codes
from lanyan.kernel.models import Code

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    codes._table.cache_clear()
    yield cast.city()
    codes._table.cache_clear()


def points(city):
    return [points for points, _words in hazard_hooks._reasons([city.premises.pk]).get(city.premises.pk, [])]


def test_open_hazards_weigh_each_up_to_the_most_of_their_row(city):
    for number in range(7):
        cast.find(city, f"隐患{number}")

    assert points(city) == [15]


def test_what_is_past_its_term_weighs_once_more(city):
    cast.ordered(city, due=date(2026, 3, 6))
    cast.ordered(city, due=date(2026, 3, 6))

    assert points(city) == [6, 10]


def test_a_major_hazard_outweighs_the_rest(city):
    major.suspect(inspection_id=city.check.pk, category="CROWDED", words="出口不足", at=cast.CHECKED, by=city.inspector)

    assert points(city) == [40]


def test_the_detachment_changes_a_weight_in_the_table(city):
    row = Code.objects.get(list="premises_risk_weights", code="open")
    row.facts = {**row.facts, "points": "5"}
    row.save()
    codes._table.cache_clear()
    cast.find(city)

    assert points(city) == [5]
