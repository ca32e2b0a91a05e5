"""The proposed forces: needs met in the least time, shortfalls named, each with its reason, always the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan.forces.queries import FormationView, VehicleView
from lanyan.incidents import proposal, reasons
from lanyan.incidents.proposal import By, Candidate, Ways, brings

# Reasons are told in the words of code lists, which are rows.
pytestmark = pytest.mark.django_db
NO_RULE = By()
TURNOUT = {"STATION": 60.0, "GOVERNMENT_TEAM": 75.0}


def vehicle(number, **capabilities):
    return VehicleView(number, f"V-{number}", "SG", "水罐", {"people": 6, **capabilities}, "IN_SERVICE", 118.8, 28.9)


def formation(key, station, *vehicles, kind="STATION"):
    return FormationView(key, None, key, station, f"站{station}", station, kind, 118.8, 28.9, vehicles)


def single(number, station, *, why_not="", kind="STATION", **capabilities):
    one = vehicle(number, **capabilities)
    stands = {why_not: (one.call_sign,)} if why_not else {}
    return Candidate(formation(f"v{number}", station, one, kind=kind), **stands)


def propose(candidates, needs, minutes, by=NO_RULE, **more):
    """Propose with the driving minutes of each station."""
    ways = Ways({station: 60.0 * each for station, each in minutes.items()}, more.pop("elsewhere", {}))
    forces = proposal.prepare(candidates, turnout=TURNOUT, moving=ways.elsewhere.keys())
    return proposal.propose(forces, ways, needs, by, **more)


def chosen(found):
    return [line.candidate for line in found.lines if line.chosen]


class TestProposal:
    def test_sends_the_responsible_station_even_if_another_is_nearer(self):
        near, home = single(1, 2), single(2, 1)
        found = propose([near, home], {"people": 6}, {1: 4, 2: 2}, By(responsible=1))

        # The near one meets the need soonest; the responsible one goes whatever is needed.
        assert [(line.candidate, line.why, line.seconds) for line in found.lines] == [
            (near, "brings", 180),
            (home, "responsible", 300),
        ]

    def test_sends_the_township_team_first_and_the_responsible_station_too(self):
        team, home = single(1, 2, kind="GOVERNMENT_TEAM"), single(2, 1)
        found = propose([home, team], {"people": 6}, {1: 9, 2: 2}, By(responsible=1, township=2))

        assert [(line.candidate, line.why) for line in found.lines] == [(team, "township"), (home, "responsible")]
        assert found.lines[0].seconds == 75 + 120

    def test_adds_the_one_that_brings_what_is_lacking(self):
        pump, dry, tanker = single(1, 1, water_t=3), single(2, 2), single(3, 3, water_t=18)
        found = propose([tanker, dry, pump], {"water_t": 20}, {1: 1, 2: 2, 3: 5})

        assert chosen(found) == [pump, tanker]
        assert found.seconds == 360
        assert not any(need.is_short for need in found.needs)

    def test_the_fewest_vehicles_reach_the_least_time(self):
        small = [single(number, number, water_t=5) for number in (1, 2)]
        large = single(3, 3, water_t=10)
        found = propose([*small, large], {"water_t": 10}, {1: 3, 2: 5, 3: 5}, By(responsible=3))

        assert (found.seconds, chosen(found)) == (360, [large])

    def test_the_tallest_ladder_counts_not_their_sum(self):
        found = propose([single(n, n, ladder_m=30) for n in (1, 2)], {"ladder_m": 54}, {1: 1, 2: 2})

        assert found.needs[0].given == 30
        assert (found.shortfalls[0].missing, found.shortfalls[0].why) == (24, "none_exists")

    def test_a_busy_one_and_a_lost_one_stay_and_say_so(self):
        busy, lost, free = single(1, 1, why_not="busy"), single(2, 2, why_not="lost"), single(3, 3)
        found = propose([busy, lost, free], {"people": 6}, {1: 1, 2: 2, 3: 3})

        assert [(line.candidate, line.why) for line in found.lines[1:]] == [(busy, "busy"), (lost, "position_old")]
        assert "V-2" in reasons.line_reason(next(line for line in found.lines if line.candidate == lost))

    def test_what_is_too_far_is_named_at_the_shortfall_and_not_sent(self):
        near, far = single(1, 1), single(2, 2, smoke_exhaust=1)
        found = propose([near, far], {"smoke_exhaust": 1}, {1: 1, 2: 90}, By(farthest_seconds=45 * 60))

        assert far not in chosen(found)
        assert (found.shortfalls[0].why, found.shortfalls[0].soonest.candidate) == ("too_far", far)
        assert "46 min" in reasons.shortfall(found.shortfalls[0])

    def test_an_island_has_no_way(self):
        cut_off = single(1, 1, water_t=5)
        found = propose([cut_off], {"water_t": 5}, {1: float("nan")})

        assert chosen(found) == []
        assert found.shortfalls[0].why == "no_way"
        assert reasons.shortfall(found.shortfalls[0])

    def test_nothing_goes_unasked_to_an_incident_that_has_what_it_needs(self):
        there, more = single(1, 1), single(2, 2)
        found = propose([there, more], {"people": 6}, {1: 1, 2: 2}, By(responsible=2), sent=[1])

        assert chosen(found) == []

    def test_a_vehicle_on_its_way_back_comes_from_where_it_is(self):
        one = single(1, 1, water_t=5)
        found = propose([one], {"water_t": 5}, {1: 10}, elsewhere={1: 120.0})

        # Its crew sits in it: no turnout.
        assert found.lines[0].seconds == 120

    def test_nobody_at_all(self):
        found = propose([], {"water_t": 5}, {})

        assert (found.lines, found.shortfalls[0].why) == ((), "none_exists")

    @given(
        st.lists(st.tuples(st.floats(0.1, 60), st.integers(0, 18), st.booleans()), min_size=1, max_size=12),
        st.integers(1, 60),
    )
    def test_never_sends_a_busy_one_and_tells_the_truth_about_needs(self, drawn, wanted):
        candidates = [single(k, k, water_t=t, why_not="busy" if b else "") for k, (_m, t, b) in enumerate(drawn)]
        minutes = {k: minute for k, (minute, _t, _b) in enumerate(drawn)}
        found = propose(candidates, {"water_t": wanted}, minutes)
        again = propose(candidates[::-1], {"water_t": wanted}, minutes)

        assert all(candidate.is_free for candidate in chosen(found))
        assert len({candidate.formation.key for candidate in chosen(found)}) == len(chosen(found))
        assert found.needs[0].given == brings([candidate.formation for candidate in chosen(found)], "water_t")
        assert found.needs[0].given >= min(wanted, sum(t for _m, t, busy in drawn if not busy))
        assert {one.formation.key for one in chosen(again)} == {one.formation.key for one in chosen(found)}
        for line in found.lines:
            assert reasons.line_reason(line)


class TestRestated:
    """After an order the forces are not put into arrays anew; what comes of it is the same."""

    def _forces(self, candidates, moving=()):
        return proposal.prepare(candidates, turnout=TURNOUT, moving=moving)

    def test_gives_what_is_prepared_anew(self):
        before = [single(1, 1), single(2, 1, water_t=5), single(3, 2)]
        after = [single(1, 1, why_not="busy"), before[1], single(3, 2)]
        found = proposal.restated(self._forces(before), after, turnout=TURNOUT, moving={3})
        anew = self._forces(after, moving={3})

        assert (found.rows, found.candidates, found.moving) == (anew.rows, anew.candidates, anew.moving)
        assert found.starts == anew.starts == ("v2", "v3")
        ways = Ways({1: 60.0, 2: 60.0}, {3: 30.0})
        assert [
            (line.candidate, line.seconds) for line in proposal.propose(found, ways, {"people": 12}, NO_RULE).lines
        ] == [(line.candidate, line.seconds) for line in proposal.propose(anew, ways, {"people": 12}, NO_RULE).lines]

    @pytest.mark.parametrize(
        "after",
        [
            [single(1, 1)],
            [single(1, 1), single(2, 3)],
            [single(1, 1), single(2, 1, water_t=8)],
            [single(1, 1), single(9, 1, water_t=5)],
        ],
        ids=["fewer", "at another station", "bringing other things", "another vehicle"],
    )
    def test_other_forces_are_prepared_anew(self, after):
        before = self._forces([single(1, 1), single(2, 1, water_t=5)])

        assert proposal.restated(before, after, turnout=TURNOUT) is None
