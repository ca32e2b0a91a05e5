"""Rules and terms of looks at water sources and of their faults."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan.forces import water_rules, water_terms
from lanyan.forces.models import WaterSource
from lanyan.forces.tests.make_water import DAY
from lanyan.forces.tests.test_water import NOON
from lanyan.kernel.states import MoveNotAllowed

INSTANTS = st.datetimes(min_value=NOON.replace(tzinfo=None), max_value=(NOON + 90 * DAY).replace(tzinfo=None))


class TestRules:
    @given(st.sampled_from(water_rules.FAULT.moves), st.sampled_from([*water_rules.OPEN, "CLOSED", "WITHDRAWN"]))
    def test_nothing_leaves_the_end_and_only_from_the_table(self, move, state):
        if state in move.sources:
            assert water_rules.FAULT.target(move.name, state) == move.target
            assert state in water_rules.OPEN
        else:
            with pytest.raises(MoveNotAllowed):
                water_rules.FAULT.target(move.name, state)

    @given(st.sampled_from([*water_rules.OPEN, "CLOSED", "WITHDRAWN"]), INSTANTS, INSTANTS, INSTANTS, st.booleans())
    def test_only_a_look_after_the_finding_that_found_it_well_closes(self, state, found, said, seen, faulty):
        name = water_rules.after_look(
            state=state, found_at=found, said_mended_at=said, look_at=seen, found_faulty=faulty
        )

        assert (name == "close_fault") == (state in water_rules.OPEN and not faulty and seen >= found)
        assert (name == "find_unmended") == (state == "SAID_MENDED" and faulty and seen >= found and seen >= said)
        if name:
            assert water_rules.FAULT.target(name, state) in ("CLOSED", "PASSED")

    @given(st.dates(date(2024, 1, 1), date(2027, 1, 1)), st.integers(1, 60), st.integers(-90, 200))
    def test_a_term_is_over_the_day_after_its_last(self, passed_date, term, later):
        due = passed_date + timedelta(days=term)
        on = due + timedelta(days=later)

        assert water_rules.days_over("PASSED", due, on) == max(later, 0)
        assert water_rules.is_overdue("ANSWERED", due, on) == (later > 0)
        assert not water_rules.is_overdue("SAID_MENDED", due, on)
        assert water_rules.escalates_on(passed_date, due, 2) == passed_date + timedelta(days=2 * term + 1)
        assert water_rules.escalates_on(passed_date, due, 0.5) == due + DAY

    @given(st.integers(0, 400), st.integers(0, 400))
    def test_a_share_is_whole_only_when_nothing_is_missing(self, one, more):
        whole = one + more

        told = water_rules.share(one, whole)

        assert (told == 100) == (whole > 0 and more == 0)
        assert (told is None) == (whole == 0)

    @given(st.integers(1, 400), st.integers(-1000, 1000))
    def test_a_source_is_due_when_its_interval_is_over(self, days, minutes):
        last = NOON - timedelta(days=days) + timedelta(minutes=minutes)

        assert water_rules.is_due(last, days, NOON) == (minutes < 0)
        assert water_rules.is_due(None, days, NOON)


@pytest.mark.django_db
class TestTerms:
    def test_stand_in_a_list_for_every_kind_of_source(self):
        assert set(water_terms.look_days()) == set(WaterSource.Kind.values)
        assert water_terms.mend_days() == 7
        assert water_terms.escalate_times() == 2
        assert water_terms.kind_of("无水") == "DRY"
        assert water_terms.kind_of("井盖塌了") == "OTHER"
        assert water_terms.fault_line("DRY", "主管爆裂") == "无水：主管爆裂"
        assert water_terms.fault_line("OTHER", "井盖塌了") == "井盖塌了"
