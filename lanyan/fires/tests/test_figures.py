"""Figures of fires: approved ones only, by when they began; deaths in the year of the fire; each opens and adds up."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from lanyan.fires import figures as told
from lanyan.fires.actions import casualties
from lanyan.fires.actions.casualties import Person
from lanyan.fires.models import FireCasualty
from lanyan.fires.tests import make
from lanyan.incidents.tests import make as incidents
from lanyan.kernel import figures, periods
from lanyan.kernel.figures import Scope

pytestmark = pytest.mark.django_db
EVE = datetime(2025, 12, 31, 23, 59, 59, tzinfo=periods.ZONE)


@pytest.fixture
def world():
    return make.city()


def values(world, year=2026, unit=None):
    scope = Scope.of((unit or world.detachment).path, periods.year(year))
    return {key.removeprefix("fires."): value for key, value in figures.together(told.FIGURES, scope).items()}


class TestCounting:
    def test_counts_approved_fires_only(self, world):
        make.entered(world)
        make.submitted(world)
        make.approved(world)

        assert values(world)["fires"] == 1

    def test_parts_minor_fires_those_nobody_was_called_to_and_the_graver_ones(self, world):
        incident = incidents.finished(world, make.NIGHT + timedelta(minutes=2))
        make.approved(world, incident=incident)
        make.approved(world, direct_loss=Decimal(600))
        make.approved(world, direct_loss=Decimal(30_000_000))

        counted = values(world)

        assert (counted["fires"], counted["minor"], counted["not_minor"]) == (3, 1, 2)
        assert (counted["uncalled"], counted["larger"]) == (2, 1)

    def test_sums_loss_in_ten_thousand_yuan_people_and_area(self, world):
        people = (Person("DEAD", died_date=date(2026, 3, 5)), Person("SEVERE"), Person("LIGHT", firefighter=True))
        make.approved(world, people=people)
        make.approved(world, burnt_area_m2=Decimal(3), direct_loss=Decimal(42_000))

        counted = values(world)

        assert (counted["dead"], counted["injured"], counted["deadly"]) == (1, 2, 1)
        assert (counted["loss"], counted["area"], counted["households"]) == (5, 15, 2)

    def test_says_nothing_of_what_nobody_knows(self, world):
        counted = values(world)

        assert (counted["loss"], counted["area"], counted["dead"]) == (None, None, 0)

    def test_gives_a_late_death_to_the_year_of_the_fire(self, world):
        make.approved(world, started_at=EVE, people=(Person("SEVERE"),))
        later = EVE + timedelta(days=40)
        one = FireCasualty.objects.get()
        casualties.note_death(casualty_id=one.pk, died_date=date(2026, 1, 30), at=later, by=world.head)

        assert (values(world, 2025)["dead"], values(world, 2026)["dead"]) == (1, 0)

    @pytest.mark.parametrize(("after", "year"), [(0, 2025), (1, 2026)])
    def test_is_cut_at_midnight_in_beijing(self, world, after, year):
        make.approved(world, started_at=EVE + timedelta(seconds=after))

        assert [values(world, each)["fires"] for each in (2025, 2026)] == [int(year == each) for each in (2025, 2026)]

    def test_is_nothing_for_another_unit(self, world):
        make.approved(world)

        assert not any(values(world, unit=world.other_station).values())

    def test_each_number_opens_into_its_records_and_adds_up(self, world):
        make.approved(world, people=(Person("LIGHT"),))
        make.approved(
            world,
            cause="SMOKING",
            direct_loss=Decimal("33.33"),
            disposal_cost=None,
            settlement="COUNTRY",
            division_id=None,
        )
        scope = Scope.of(world.detachment.path, periods.year(2026))

        for figure in told.FIGURES:
            whole = figure.value(scope) or 0
            for dimension in figure.dimensions:
                rows = figure.by(dimension.key, scope)
                assert sum(row.value or 0 for row in rows) == whole, (figure.key, dimension.key)
                for row in [row for row in rows if row.value]:
                    assert figure.value(scope.held(dimension.key, row.key)) == row.value, (figure.key, dimension.key)
        causes = {row.key: row.value for row in told.ALL.by("cause", scope)}
        assert causes == {"ELECTRIC": 1, "SMOKING": 1}
