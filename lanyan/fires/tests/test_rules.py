"""Rules of fires: classes by the day's version, minor fires, deaths within the term, clocks, checks across fields."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan.fires.rules import checks, classes, facts, life, terms
from lanyan.fires.rules.classes import DEAD, GRAVE, LARGER, LIGHT, MAJOR, ORDINARY, SEVERE, Row, Toll
from lanyan.fires.tests import make
from lanyan.kernel.periods import ZONE

OLD, NEW, BREAK = date(2007, 6, 1), date(2025, 5, 1), date(2025, 5, 1)
WAN = 10_000


def _rows():
    people = {DEAD: (3, 10, 30), SEVERE: (10, 50, 100)}
    money = {OLD: (1_000, 5_000, 10_000), NEW: (3_000, 10_000, 30_000)}
    found = []
    for since, until in ((OLD, BREAK), (NEW, None)):
        for measure, values in {**people, "LOSS": tuple(each * WAN for each in money[since])}.items():
            for name, value in zip((LARGER, MAJOR, GRAVE), values, strict=True):
                found.append(Row(measure, name, Decimal(value), since, until))
    return found


ROWS = _rows()
TOLLS = st.builds(
    Toll,
    st.integers(0, 200),
    st.integers(0, 200),
    st.integers(0, 200),
    st.none() | st.decimals(0, 10**10, places=2),
)


class TestLossClass:
    @pytest.mark.parametrize(
        ("toll", "found"),
        [
            (Toll(0, 0, 0, Decimal(0)), ORDINARY),
            (Toll(2, 9, 500, Decimal(0)), ORDINARY),
            (Toll(3, 0, 0, Decimal(0)), LARGER),
            (Toll(9, 49, 0, Decimal(0)), LARGER),
            (Toll(10, 0, 0, Decimal(0)), MAJOR),
            (Toll(0, 50, 0, Decimal(0)), MAJOR),
            (Toll(30, 0, 0, Decimal(0)), GRAVE),
            (Toll(0, 100, 0, Decimal(0)), GRAVE),
        ],
    )
    def test_follows_the_dead_and_the_severely_injured(self, toll, found):
        assert classes.loss_class(toll, ROWS, date(2026, 1, 1)) == found

    @pytest.mark.parametrize(
        ("wan", "before", "after"),
        [(999, ORDINARY, ORDINARY), (1_000, LARGER, ORDINARY), (2_999, LARGER, ORDINARY), (3_000, LARGER, LARGER),
         (5_000, MAJOR, LARGER), (10_000, GRAVE, MAJOR), (29_999, GRAVE, MAJOR), (30_000, GRAVE, GRAVE)],
    )  # fmt: skip
    def test_takes_the_loss_by_the_version_of_the_day(self, wan, before, after):
        toll = Toll(0, 0, 0, Decimal(wan * WAN))

        assert classes.loss_class(toll, ROWS, date(2025, 4, 30)) == before
        assert classes.loss_class(toll, ROWS, date(2025, 5, 1)) == after

    def test_is_unknown_with_the_loss_unless_casualties_say_more(self):
        on = date(2026, 1, 1)

        assert classes.loss_class(Toll(0, 0, 1, None), ROWS, on) == ""
        assert classes.loss_class(Toll(3, 0, 0, None), ROWS, on) == LARGER

    def test_is_nothing_before_any_rule(self):
        assert classes.loss_class(Toll(40, 0, 0, Decimal(1)), ROWS, date(2000, 1, 1)) == ""

    @given(TOLLS, st.integers(0, 50), st.dates(date(2010, 1, 1), date(2040, 1, 1)))
    def test_never_falls_when_more_people_die(self, toll, more, on):
        worse = replace(toll, dead=toll.dead + more)
        rank = ("", *classes.RISING).index

        found = classes.loss_class(toll, ROWS, on), classes.loss_class(worse, ROWS, on)

        assert rank(found[0]) <= rank(found[1])

    @given(TOLLS, st.dates(date(2025, 5, 1), date(2040, 1, 1)))
    def test_above_ordinary_is_never_minor(self, toll, on):
        found = classes.loss_class(toll, ROWS, on)

        if found not in ("", ORDINARY):
            assert classes.minor(toll, Decimal(1000)) is not True


class TestMinor:
    @pytest.mark.parametrize(
        ("toll", "found"),
        [
            (Toll(0, 0, 0, Decimal("999.99")), True),
            (Toll(0, 0, 0, Decimal(1000)), False),
            (Toll(0, 0, 1, Decimal(0)), False),
            (Toll(0, 0, 1, None), False),
            (Toll(0, 0, 0, None), None),
        ],
    )
    def test_is_a_fire_without_casualty_and_with_a_loss_under_a_thousand_yuan(self, toll, found):
        assert classes.minor(toll, Decimal(1000)) is found

    def test_is_not_told_where_no_rule_is_in_force(self):
        assert classes.minor(Toll(0, 0, 0, Decimal(1)), None) is None


class TestDeaths:
    @pytest.mark.parametrize(
        ("died", "found"), [(date(2025, 12, 31), DEAD), (date(2026, 1, 30), DEAD), (date(2026, 1, 31), SEVERE)]
    )
    def test_within_thirty_days_count_also_over_the_end_of_the_year(self, died, found):
        assert classes.counted_as(DEAD, died, date(2025, 12, 31), 30) == found

    def test_of_a_year_are_final_from_the_thirtieth_of_january(self):
        assert classes.final_from(2025, 30) == date(2026, 1, 30)
        assert not classes.deaths_final(2025, 30, date(2026, 1, 29))
        assert classes.deaths_final(2025, 30, date(2026, 1, 30))

    @given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 400), st.integers(0, 60))
    def test_count_exactly_until_the_last_day(self, fire, later, days):
        found = classes.counted_as(DEAD, fire + timedelta(days=later), fire, days)

        assert (found == DEAD) == (later <= days)

    @given(st.sampled_from((SEVERE, LIGHT)), st.integers(0, 60))
    def test_leave_the_injured_as_they_are(self, harm, days):
        assert classes.counted_as(harm, None, date(2026, 1, 1), days) == harm


class TestBreak:
    @pytest.mark.parametrize(
        ("since", "until", "found"),
        [
            (date(2024, 1, 1), date(2025, 1, 1), False),
            (date(2025, 1, 1), date(2026, 1, 1), True),
            (date(2026, 1, 1), date(2027, 1, 1), True),
            (date(2027, 1, 1), date(2028, 1, 1), False),
            (date(2025, 1, 1), date(2025, 5, 1), False),
            (date(2026, 5, 1), date(2026, 6, 1), False),
        ],
    )
    def test_lies_in_what_is_compared(self, since, until, found):
        assert classes.broken(since, until) is found


class TestTerm:
    def test_of_working_days_skips_the_spring_festival(self):
        assert terms.last_day(date(2026, 2, 13), terms.Term(5, terms.WORKING_DAYS)) > date(2026, 2, 23)

    def test_of_days_is_by_the_calendar(self):
        assert terms.last_day(date(2026, 2, 13), terms.Term(30, terms.DAYS)) == date(2026, 3, 15)

    @given(st.dates(date(2024, 1, 1), date(2026, 12, 31)), st.integers(0, 40))
    def test_is_late_only_after_its_last_day(self, began, days):
        due = terms.last_day(began, terms.Term(days, terms.DAYS))

        assert terms.standing(due, None, due) == terms.RUNNING
        assert terms.standing(due, None, due + timedelta(days=1)) == terms.LATE
        assert terms.standing(due, due, due + timedelta(days=9)) == terms.ENDED
        assert terms.standing(due, due + timedelta(days=1), due + timedelta(days=9)) == terms.ENDED_LATE


class TestLife:
    def test_has_its_author_decide_nothing(self):
        assert not life.may_decide(1, entered_by=1, submitted_by=2)
        assert not life.may_decide(2, entered_by=1, submitted_by=2)
        assert life.may_decide(3, entered_by=1, submitted_by=2)

    def test_comes_back_from_nowhere_once_withdrawn(self):
        assert life.FIRE.moves_from(life.WITHDRAWN) == []


NOW = make.LATER
LIMITS = checks.Limits(19, Decimal(20), {"WOOD": (4,), "CONCRETE": (1, 2)})
NOBODY = Toll(0, 0, 0, Decimal(8000))


def found(*, toll=NOBODY, minor=False, around=None, **more):
    given = checks.Around(toll=toll, minor=minor, **(around or {}))
    return {(one.level, one.field) for one in checks.findings(make.facts(**more), given, LIMITS, NOW)}


class TestChecks:
    def test_find_nothing_in_a_sound_record(self):
        assert found() == set()

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"structure": "WOOD"}, "fire_resistance"),
            ({"storeys": 19, "fire_resistance": 2}, "fire_resistance"),
            ({"floor_on_fire": 19}, "floor_on_fire"),
            ({"disposal_cost": Decimal(0)}, "disposal_cost"),
            ({"households": 0}, "households"),
            ({"medical_cost": Decimal(1)}, "medical_cost"),
            ({"disposal_cost": Decimal(9000)}, "direct_loss"),
            ({"started_at": NOW + timedelta(hours=1)}, "started_at"),
            ({"reported_date": date(2026, 3, 3)}, "reported_date"),
            ({"reported_date": date(2027, 1, 1)}, "reported_date"),
            ({"place_kind": "OUTDOOR-PLANT"}, "building_class"),
            ({"place_kind": "VEHICLE"}, "vehicle_kind"),
            ({"charging": True}, "vehicle_kind"),
            ({"vehicle_kind": "EBIKE", "charging": True, "battery": "NONE"}, "battery"),
            ({"facilities": "NONE", "facilities_words": "喷淋动作"}, "facilities_words"),
        ],
    )
    def test_refuse_what_contradicts_itself(self, more, field):
        assert (checks.ERROR, field) in found(**more)

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"direct_loss": None, "disposal_cost": None}, "direct_loss"),
            ({"burnt_area_m2": None}, "burnt_area_m2"),
            ({"minor": True, "burnt_area_m2": Decimal(21)}, "burnt_area_m2"),
            ({"building_class": ""}, "building_class"),
            ({"households": None}, "households"),
            ({"around": {"incident_dead": 1}}, "casualties"),
            ({"around": {"incident_injured": 2}}, "casualties"),
        ],
    )
    def test_want_a_word_for_what_is_odd(self, more, field):
        assert (checks.WARNING, field) in found(**more)
        assert not [one for one in found(**more) if one[0] == checks.ERROR]

    def test_know_when_the_call_was_answered(self):
        answered = {"answered_at": make.NIGHT - timedelta(minutes=1)}

        assert (checks.ERROR, "started_at") in found(around=answered)

    def test_allow_eighteen_storeys_of_grade_two_and_medical_cost_where_somebody_was_hurt(self):
        assert found(fire_resistance=2) == set()
        assert found(toll=Toll(0, 0, 1, Decimal(8000)), medical_cost=Decimal(100)) == set()

    def test_say_errors_first(self):
        given = checks.Around(toll=NOBODY, minor=False)
        odd = make.facts(burnt_area_m2=None, facilities="NONE", facilities_words="x")

        levels = [one.level for one in checks.findings(odd, given, LIMITS, NOW)]

        assert levels == sorted(levels, key=lambda level: level != checks.ERROR)


class TestFault:
    @pytest.mark.parametrize(
        ("more", "name", "why"),
        [
            ({"address": " "}, "address", "EMPTY"),
            ({"address": "x" * 201}, "address", "LONG"),
            ({"direct_loss": Decimal(-1)}, "direct_loss", "NEGATIVE"),
            ({"lon": 118.0}, "lat", "HALF"),
            ({"lon": 500.0, "lat": 1.0}, "lon", "MUCH"),
            ({"storeys": 9999}, "storeys", "MUCH"),
            ({"direct_loss": Decimal(10**13)}, "direct_loss", "MUCH"),
        ],
    )
    def test_names_the_field_that_cannot_be_stored(self, more, name, why):
        assert facts.fault(make.facts(**more)) == (name, why)

    def test_is_none_in_a_sound_record(self):
        assert facts.fault(make.facts(started_at=datetime(2025, 4, 30, 23, 59, tzinfo=ZONE))) == ("", "")
