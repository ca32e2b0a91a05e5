"""What an incident needs: the plan of the nearest unit, else the starting table; and the proposal made from it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lanyan.incidents import dispatch, plan_rows, plans, rules
from lanyan.incidents.facts import needs
from lanyan.incidents.plan_rows import Row
from lanyan.incidents.tests import make
from lanyan.incidents.tests.make_plans import drafted, held
from lanyan.kernel import codes
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return units.city()


def asked(unit, kind="FIRE", level=2, subkind="", **facts) -> dict[str, float]:
    return needs(kind, level, facts, unit_path=unit.path, subkind=subkind).wanted


class TestNeeds:
    def test_come_from_the_nearest_unit_with_a_plan_in_force_else_from_the_starting_table(self, city):
        started = asked(city.station)
        held(city.detachment, ("FIRE", 2, "people", 31))
        above = asked(city.station)
        drafted(city.battalion, ("FIRE", 2, "people", 99))
        drafted_only = asked(city.station)
        held(city.battalion, ("FIRE", 2, "people", 22))

        assert started == {"people": 25, "water_t": 30, "rescue": 1}
        assert above == drafted_only == {"people": 31}
        assert asked(city.station) == asked(city.battalion) == {"people": 22}
        assert asked(city.other_station) == asked(city.detachment) == {"people": 31}

    def test_of_another_city_stay_as_they_are(self, city):
        held(city.detachment, ("FIRE", 2, "people", 31))

        assert asked(units.city("1404", "长治").station)["people"] == 25

    def test_take_the_largest_of_all_rows_that_fit(self):
        rows = [
            Row("FIRE", "", "", 2, "people", 25),
            Row("FIRE", "", "", None, "command", 1),
            Row("FIRE", "FIRE-WORKS", "", None, "people", 40),
            Row("FIRE", "", "dangerous", 2, "foam_t", 6),
            Row("FIRE", "", "dangerous", 3, "foam_t", 9),
            Row("RESCUE", "", "", 2, "rescue", 2),
        ]

        plain = plan_rows.needed(rows, "FIRE", 2, {})
        works = plan_rows.needed(rows, "FIRE", 2, {"place_class": "dangerous"}, "FIRE-WORKS")

        assert plain == {"people": 25, "command": 1}
        assert works == {"people": 40, "command": 1, "foam_t": 6}

    def test_reach_the_floor_with_the_ladder_only_where_one_is_asked_for(self):
        rows = [Row("FIRE", "", "high_rise", None, "ladder_m", 32), Row("FIRE", "", "", 1, "people", 10)]

        high = {"place_class": "high_rise"}
        assert plan_rows.needed(rows, "FIRE", 1, high | {"floor": 7})["ladder_m"] == 32
        assert plan_rows.needed(rows, "FIRE", 1, high | {"floor": 18})["ladder_m"] == 54
        assert "ladder_m" not in plan_rows.needed(rows, "FIRE", 1, {"floor": 18})

    @given(
        kind=st.sampled_from(["FIRE", "RESCUE", "ASSIST", "GUARD", "FALSE"]),
        level=st.none() | st.integers(1, 5),
        place=st.sampled_from([None, "", *(code for code, _label in rules.PLACE_CLASSES)]),
        floor=st.none() | st.integers(-3, 60),
    )
    def test_of_the_starting_table_are_what_its_two_lists_say(self, kind, level, place, floor):
        level = level if level and level <= rules.HIGHEST_LEVEL.get(kind, 0) else None
        facts = {"place_class": place, "floor": floor}
        wanted: dict[str, float] = {}
        for row in codes.table("level_needs").values():
            if row.parent == kind and row.facts.get("level", "") == str(level or ""):
                wanted[row.facts["capability"]] = float(row.facts["quantity"])
        for row in codes.table("place_needs").values() if kind == "FIRE" else ():
            if row.parent == place:
                wanted[row.facts["capability"]] = max(
                    wanted.get(row.facts["capability"], 0), float(row.facts["quantity"])
                )
        if kind == "FIRE" and floor is not None and floor >= 8 and "ladder_m" in wanted:
            wanted["ladder_m"] = max(wanted["ladder_m"], floor * 3.0)

        found = plan_rows.needed(plans.starter(), kind, level, facts)

        assert list(found.items()) == list(wanted.items())

    def test_cost_one_query_and_say_which_plan(self, city):
        plan = held(city.detachment, ("FIRE", 2, "people", 31), ("RESCUE", 1, "rescue", 1), each_soonest=True)

        with CaptureQueriesContext(connection) as seen:
            found = needs("FIRE", 2, {}, unit_path=city.station.path)

        assert len(seen) == 1
        assert (found.plan, found.each_soonest, found.wanted) == (plan, True, {"people": 31})
        assert not needs("FIRE", 2, {}, unit_path=units.city("1404", "长治").station.path).each_soonest


class TestTheProposal:
    def test_follows_the_plan_of_the_ground_while_the_call_is_still_taken(self):
        world = make.city()
        incident = make.draft(world, level=1, subkind="FIRE-BUILD", facts={})

        def proposed():
            found = dispatch.propose(incident, dispatch.standing(incident.centre, timezone.now()))
            return {need.capability: need.wanted for need in found.found.needs}

        started = proposed()
        with CaptureQueriesContext(connection) as seen_before:
            proposed()
        held(world.detachment, ("FIRE", 1, "people", 13))
        held(world.battalion, ("FIRE", 1, "people", 7))
        with CaptureQueriesContext(connection) as seen:
            after = proposed()

        assert started == {"people": 10, "water_t": 8}
        assert after == {"people": 7}
        assert len(seen) == len(seen_before)

    def test_is_made_need_by_need_when_the_plan_says_so(self, monkeypatch):
        world = make.city()
        incident = make.draft(world, level=1)
        asked_for = []
        real = dispatch.proposal.choice.propose
        monkeypatch.setattr(
            dispatch.proposal.choice, "propose", lambda *a, **k: asked_for.append(a[3].each_soonest) or real(*a, **k)
        )
        forces = dispatch.standing(incident.centre, timezone.now())

        dispatch.propose(incident, forces)
        held(world.detachment, ("FIRE", 1, "people", 13), each_soonest=True)
        dispatch.propose(incident, forces)

        assert asked_for == [False, True]
