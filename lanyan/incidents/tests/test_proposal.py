"""The proposed forces: nearest first, needs met, shortfalls named, always the same for the same facts."""

from hypothesis import given
from hypothesis import strategies as st

from lanyan.forces.queries import FormationView, VehicleView
from lanyan.incidents.proposal import Candidate, brings, propose

SCENE = (118.87, 28.95)


def vehicle(number, lon, **capabilities):
    return VehicleView(number, f"V-{number}", "SG", "水罐", {"people": 6, **capabilities}, "IN_SERVICE", lon, 28.95)


def formation(key, lon, *vehicles, unit=1):
    return FormationView(key, None, key, unit, f"站{unit}", unit, lon, 28.95, vehicles)


def single(number, kilometres, *, unit=1, busy=False, **capabilities):
    lon = SCENE[0] + kilometres / 97.5
    one = vehicle(number, lon, **capabilities)
    return Candidate(formation(f"v{number}", lon, one, unit=unit), busy=(one.call_sign,) if busy else ())


class TestProposal:
    def test_sends_the_responsible_station_first_even_if_another_is_nearer(self):
        near, home = single(1, 1, unit=2), single(2, 2, unit=1)
        proposal = propose(needs={"people": 6}, point=SCENE, candidates=[near, home], responsible_unit_id=1)

        assert [line.candidate for line in proposal.lines if line.chosen] == [home]
        assert proposal.lines[0].why == "responsible"

    def test_adds_the_nearest_that_brings_what_is_lacking(self):
        pump, dry, tanker = single(1, 1, water_t=3), single(2, 2), single(3, 5, water_t=18)
        proposal = propose(needs={"water_t": 15}, point=SCENE, candidates=[tanker, dry, pump])

        assert [line.candidate for line in proposal.lines if line.chosen] == [pump, tanker]
        assert not any(need.is_short for need in proposal.needs)

    def test_the_tallest_ladder_counts_not_their_sum(self):
        ladders = [single(1, 1, ladder_m=30), single(2, 2, ladder_m=30)]
        proposal = propose(needs={"ladder_m": 54}, point=SCENE, candidates=ladders)

        assert proposal.needs[0].given == 30
        assert proposal.shortfalls[0].missing == 24

    def test_a_busy_one_stays_and_says_so(self):
        busy, free = single(1, 1, busy=True), single(2, 3)
        proposal = propose(needs={"people": 6}, point=SCENE, candidates=[busy, free])

        assert [(line.candidate, line.why) for line in proposal.lines] == [(free, "nearest"), (busy, "busy")]

    def test_what_is_too_far_is_named_at_the_shortfall_and_not_sent(self):
        near, far = single(1, 1), single(2, 90, smoke_exhaust=1)
        proposal = propose(needs={"smoke_exhaust": 1}, point=SCENE, candidates=[near, far], farthest_seconds=45 * 60)

        assert far not in [line.candidate for line in proposal.lines if line.chosen]
        assert proposal.shortfalls[0].soonest.candidate == far

    def test_nothing_goes_unasked_to_an_incident_that_has_what_it_needs(self):
        there, more = single(1, 1).formation, single(2, 2)
        proposal = propose(needs={"people": 6}, point=SCENE, candidates=[more], sent=[there], responsible_unit_id=1)

        assert not any(line.chosen for line in proposal.lines)

    @given(
        st.lists(st.tuples(st.floats(0.1, 60), st.integers(0, 18), st.booleans()), min_size=1, max_size=12),
        st.integers(1, 60),
    )
    def test_never_sends_a_vehicle_twice_or_a_busy_one_and_tells_the_truth_about_needs(self, drawn, wanted):
        candidates = [single(k, km, water_t=t, busy=busy) for k, (km, t, busy) in enumerate(drawn)]
        proposal = propose(needs={"water_t": wanted}, point=SCENE, candidates=candidates)
        chosen = [line.candidate for line in proposal.lines if line.chosen]
        again = propose(needs={"water_t": wanted}, point=SCENE, candidates=candidates[::-1])

        assert all(candidate.is_free for candidate in chosen)
        assert len({candidate.formation.key for candidate in chosen}) == len(chosen)
        assert proposal.needs[0].given == brings([candidate.formation for candidate in chosen], "water_t")
        assert {line.candidate.formation.key for line in again.lines if line.chosen} == {
            candidate.formation.key for candidate in chosen
        }
