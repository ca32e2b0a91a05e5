"""The rules of readiness: what makes a formation complete or short, and that more never makes it less ready."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan.forces import readiness, rules
from lanyan.forces.readiness import Load, Need, VehicleFacts

NOW = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
FULL = Load(8, 0, 8, NOW - timedelta(hours=1))
READY = VehicleFacts("SG-03", water_t=8, need=Need(4, True, 8), load=FULL, crew=4, drivers=1)
RANK = {readiness.SHORT: 0, readiness.AWAY: 1, readiness.COMPLETE: 2}


def whats(vehicle: VehicleFacts) -> list[str]:
    return readiness.formation_state([vehicle], now=NOW).whats


class TestFormation:
    def test_is_complete_with_everything(self):
        assert readiness.formation_state([READY, READY], now=NOW).state == readiness.COMPLETE

    def test_without_a_vehicle_is_short(self):
        assert readiness.formation_state([], now=NOW).state == readiness.SHORT

    @pytest.mark.parametrize(
        ("change", "what"),
        [
            ({"condition": rules.OFF_ROAD}, readiness.OFF_ROAD),
            ({"condition": rules.RETIRED}, readiness.RETIRED),
            ({"drivers": 0}, readiness.NO_DRIVER),
            ({"crew": 3}, readiness.CREW),
            ({"load": replace(FULL, water_t=7.1)}, readiness.WATER),
            ({"load": replace(FULL, cylinders=7)}, readiness.CYLINDERS),
            ({"load": None}, readiness.NOT_REPORTED),
            ({"load": replace(FULL, water_t=None)}, readiness.NOT_REPORTED),
            ({"load": replace(FULL, reported_at=NOW - timedelta(hours=25))}, readiness.STALE),
            ({"foam_t": 2, "load": replace(FULL, foam_t=1)}, readiness.FOAM),
        ],
    )
    def test_is_short_of_the_one_thing_that_is_lacking(self, change, what):
        vehicle = replace(READY, **change)

        assert readiness.formation_state([READY, vehicle], now=NOW).state == readiness.SHORT
        assert whats(vehicle) == [what]

    def test_ninety_percent_is_enough(self):
        assert whats(replace(READY, load=replace(FULL, water_t=7.2))) == []

    def test_on_a_run_is_away_and_lacks_nothing(self):
        gone = replace(READY, where=readiness.SCENE, load=None, crew=0, drivers=0)

        state = readiness.formation_state([gone, READY], now=NOW)

        assert (state.state, state.where, state.lacks) == (readiness.AWAY, readiness.SCENE, ())

    def test_back_from_a_run_knows_nothing_of_before(self):
        back = replace(READY, where=readiness.BACK, since=NOW - timedelta(minutes=30))

        assert whats(back) == [readiness.NOT_READY, readiness.NOT_REPORTED]

    def test_needs_no_report_of_what_it_cannot_carry(self):
        command = VehicleFacts("TX-01", need=Need(2, True, 0), crew=2, drivers=1)

        assert whats(command) == []


class TestConfirmed:
    def test_names_everything_that_is_lacking(self):
        lacks = readiness.confirmed(READY, water_t=3, foam_t=None, cylinders=8, crew_complete=False, at=NOW)

        assert [(one.what, one.have, one.wanted) for one in lacks] == [
            (readiness.WATER, 3, 8),
            (readiness.CREW, None, None),
        ]

    def test_is_content_with_full(self):
        assert readiness.confirmed(READY, water_t=8, foam_t=None, cylinders=8, crew_complete=True, at=NOW) == ()


vehicles = st.builds(
    VehicleFacts,
    call_sign=st.sampled_from(["SG-01", "JY-02"]),
    condition=st.sampled_from([rules.IN_SERVICE, rules.OFF_ROAD, rules.RETIRED]),
    water_t=st.sampled_from([0.0, 6.0, 12.0]),
    foam_t=st.sampled_from([0.0, 2.0]),
    need=st.builds(Need, st.integers(0, 5), st.booleans(), st.integers(0, 10)),
    load=st.none()
    | st.builds(
        Load,
        st.none() | st.floats(0, 12),
        st.none() | st.floats(0, 2),
        st.none() | st.integers(0, 10),
        st.integers(0, 2000).map(lambda minutes: NOW - timedelta(minutes=minutes)),
    ),
    crew=st.integers(0, 6),
    drivers=st.integers(0, 2),
    where=st.sampled_from([readiness.HOME, readiness.OUT, readiness.SCENE, readiness.BACK]),
    since=st.none() | st.integers(0, 300).map(lambda minutes: NOW - timedelta(minutes=minutes)),
)


def rank(those: list[VehicleFacts]) -> int:
    return RANK[readiness.formation_state(those, now=NOW).state]


class TestMore:
    @given(st.lists(vehicles, min_size=1, max_size=4), st.data())
    def test_people_never_make_a_formation_less_ready(self, those, data):
        at = data.draw(st.integers(0, len(those) - 1))
        driver = data.draw(st.booleans())
        more = list(those)
        more[at] = replace(those[at], crew=those[at].crew + 1, drivers=those[at].drivers + driver)

        assert rank(more) >= rank(those)
        before = readiness.formation_state(those, now=NOW).whats
        assert set(readiness.formation_state(more, now=NOW).whats) <= set(before)

    @given(st.lists(vehicles, min_size=1, max_size=4), st.data())
    def test_load_never_makes_a_formation_less_ready(self, those, data):
        at = data.draw(st.integers(0, len(those) - 1))
        load = those[at].load or Load(None, None, None, NOW)
        amounts = {
            name: (getattr(load, name) or 0) + data.draw(st.integers(0, 12))
            for name in ("water_t", "foam_t", "cylinders")
        }
        more = list(those)
        more[at] = replace(those[at], load=replace(load, **amounts, reported_at=NOW))

        assert rank(more) >= rank(those)

    @given(vehicles, st.integers(0, 12))
    def test_of_a_known_load_takes_shortfalls_away_and_adds_none(self, vehicle, extra):
        known = Load(4.0, 1.0, 5, NOW)
        fuller = replace(known, water_t=4.0 + extra, foam_t=1.0 + extra, cylinders=5 + extra)

        before = whats(replace(vehicle, load=known, since=None))
        after = whats(replace(vehicle, load=fuller, since=None))

        assert set(after) <= set(before)

    @given(vehicles)
    def test_lacks_stand_in_the_order_of_the_list(self, vehicle):
        found = [lack.what for lack in readiness.vehicle_lacks(vehicle, now=NOW)]

        assert [what for what in readiness.LACKS if what in found] == list(dict.fromkeys(whats(vehicle)))


class TestRequirement:
    def test_says_what_is_missing_to_its_low_end(self):
        row = {"people_low": "30", "people_high": "45", "vehicles_low": "5", "vehicles_high": "7"}

        wanted = readiness.requirement(row)

        assert wanted.people == (30, 45)
        assert wanted.bays is None
        assert readiness.below(28, wanted.people) == 2
        assert readiness.below(31, wanted.people) == 0
        assert readiness.below(None, wanted.people) is None

    @pytest.mark.parametrize(("on_duty", "lacks"), [(24, False), (23, True), (30, False)])
    def test_of_people_needs_a_hand_below_four_fifths(self, on_duty, lacks):
        assert readiness.people_lacking(on_duty, 30) is lacks
        assert not readiness.people_lacking(on_duty, None)
