"""Joined calls and calls taken apart: whatever happens, every caller is kept once and speaks of one incident."""

import contextlib
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lanyan.incidents import actions, queries, rules
from lanyan.incidents.models import Call, Incident
from lanyan.incidents.tests import make
from lanyan.incidents.tests.make import NIGHT
from lanyan.kernel.errors import Refused

pytestmark = pytest.mark.django_db
LATER = NIGHT + timedelta(minutes=5)


@pytest.fixture
def world():
    return make.city()


def drafts(world, count):
    return [
        make.draft(world, NIGHT + timedelta(seconds=number), phone=f"1390000{number:04}") for number in range(count)
    ]


def join(world, incident, into):
    return actions.join_call(incident_id=incident.pk, into_id=into.pk, at=LATER, by=world.taker)


def separate(world, incident, reason="不是同一起"):
    return actions.separate_call(incident_id=incident.pk, reason=reason, at=LATER, by=world.taker)


class TestSeparating:
    def test_gives_the_call_back_to_its_own_incident(self, world):
        first, second = drafts(world, 2)
        join(world, second, first)

        again = separate(world, second)

        assert again.status == rules.DRAFT
        assert again.merged_into is None
        assert list(again.calls.values_list("phone", "taken_as")) == [("13900000001", None)]
        assert first.calls.get().phone == "13900000000"

    def test_an_incident_that_was_open_is_open_again(self, world):
        first, second = drafts(world, 2)
        actions.open_incident(incident_id=second.pk, at=LATER, by=world.taker)
        join(world, second, first)

        assert separate(world, second).status == rules.OPEN

    def test_takes_along_what_was_joined_to_it(self, world):
        first, second, third = drafts(world, 3)
        join(world, third, second)
        join(world, second, first)

        separate(world, second)

        assert second.calls.count() == 2
        assert first.calls.count() == 1
        assert Call.objects.get(phone="13900000002").taken_as == third

    def test_says_why_in_both_logs_and_in_the_history(self, world):
        first, second = drafts(world, 2)
        join(world, second, first)

        separate(world, second, "两处火")

        assert str(first.log.first()) == f"Call {second.number} separated again: 两处火"
        assert str(second.log.first()) == f"Separated again from {first.number}: 两处火"

    def test_needs_a_reason_and_something_joined(self, world):
        first, second = drafts(world, 2)
        join(world, second, first)

        with pytest.raises(Refused, match="reason"):
            separate(world, second, " ")
        with pytest.raises(Refused, match="not joined"):
            separate(world, first)

    def test_an_exercise_and_a_real_call_are_never_joined(self, world):
        real, exercise = make.draft(world), make.draft(world, is_exercise=True)

        with pytest.raises(Refused, match="exercise"):
            join(world, real, exercise)


MOVES = st.lists(st.tuples(st.sampled_from(["join", "separate"]), st.integers(0, 4), st.integers(0, 4)), max_size=14)


class TestAnyOrderOfJoiningAndSeparating:
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(moves=MOVES)
    def test_keeps_every_call_once_with_the_incident_it_was_led_to(self, world, moves):
        incidents = drafts(world, 5)
        born = {Call.objects.get(incident=incident).pk: incident.pk for incident in incidents}
        for verb, at, into in moves:
            with contextlib.suppress(Refused):
                if verb == "join":
                    join(world, incidents[at], incidents[into])
                else:
                    separate(world, incidents[at])

        merged = dict(Incident.objects.filter(pk__in=born.values()).values_list("pk", "merged_into"))
        for call in Call.objects.filter(pk__in=born):
            root = born[call.pk]
            while merged[root] is not None:
                root = merged[root]
            assert call.incident_id == root
            assert call.taken_as_id == (None if root == born[call.pk] else born[call.pk])
        states = Incident.objects.filter(pk__in=born.values()).values_list("status", "merged_into")
        assert all((status == rules.MERGED) == (into is not None) for status, into in states)


class TestTheSameTelephone:
    def test_is_shown_before_the_place_is_known(self, world):
        open_one = make.opened(world)
        again = make.draft(world, NIGHT + timedelta(minutes=2), phone="138 0000 6612", lon="", lat="")

        assert queries.repeated(again, at=again.answered_at) == [(open_one, None)]

    def test_a_passed_on_call_bears_the_number_of_who_passed_it_on(self, world):
        make.opened(world, source="POLICE_110")
        again = make.draft(world, NIGHT + timedelta(minutes=2), source="POLICE_110", lon="", lat="")

        assert queries.repeated(again, at=again.answered_at) == []
