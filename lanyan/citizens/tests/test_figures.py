"""Figures of complaints: joined matters once, messages each; on time by the clock; exercises never."""

from datetime import datetime, timedelta

import pytest

from lanyan.citizens import figures as told
from lanyan.citizens.actions import answering, joining, matters
from lanyan.citizens.tests import make
from lanyan.citizens.tests.make import HOUR, MORNING
from lanyan.kernel import figures, periods
from lanyan.kernel.figures import Scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make.city()


def values(world, unit=None):
    scope = Scope.of((unit or world.detachment).path, periods.year(2026))
    return {key.removeprefix("complaints."): value for key, value in figures.together(told.FIGURES, scope).items()}


class TestCounting:
    def test_counts_joined_matters_once_and_their_messages_each(self, world):
        one, two = make.accepted(world), make.accepted(world, at=MORNING + HOUR)
        joining.join_matters(matter_id=one.pk, other_id=two.pk, at=MORNING + 3 * HOUR, by=world.user)

        counted = values(world)

        assert (counted["messages"], counted["matters"], counted["joined"]) == (2, 1, 1)

    def test_never_counts_exercises_or_withdrawn_matters(self, world):
        make.received(world, exercise=True)
        gone = make.received(world).message.matter
        matters.withdraw_matter(matter_id=gone.pk, reason="误录", at=MORNING, by=world.head)

        assert not any(values(world).values())

    def test_says_who_was_on_time_by_the_legal_clock(self, world):
        in_time = make.verified(world)
        late = make.accepted(world)
        matters.check_matter(matter_id=late.pk, way=make.Way(elsewhere_number="X"), at=MORNING, by=world.user)
        end = late.due_at
        matters.verify_matter(matter_id=late.pk, outcome="UNTRUE", words="不实", checked_at=end, at=end, by=None)

        counted = values(world)

        assert in_time.checked_at < in_time.due_at
        assert (counted["due"], counted["on_time"], counted["on_time_rate"]) == (2, 1, 0.5)
        assert (counted["verified"], counted["true"], counted["true_rate"]) == (2, 1, 0.5)

    def test_an_unchecked_matter_whose_term_is_over_is_due_and_not_on_time(self, world):
        make.received(world, at=MORNING - timedelta(days=30))

        counted = values(world)

        assert (counted["due"], counted["on_time"], counted["on_time_rate"]) == (1, 0, 0)

    def test_shares_leave_out_who_cannot_be_answered_and_who_said_nothing(self, world):
        first = make.answered(world).messages.get()
        second = make.verified(world).messages.get()
        third = make.answered(world).messages.get()
        later = MORNING + 5 * HOUR
        answering.excuse_answer(message_id=second.pk, excuse="NO_CONTACT", at=later, by=world.user)
        answering.rate_answer(message_id=first.pk, satisfaction="FAIR", at=later, by=world.user)
        answering.rate_answer(message_id=third.pk, satisfaction="SILENT", at=later, by=world.user)

        counted = values(world)

        assert (counted["to_answer"], counted["answered"], counted["answered_rate"]) == (2, 2, 1)
        assert (counted["rated"], counted["satisfied"], counted["satisfied_rate"]) == (1, 1, 1)

    @pytest.mark.parametrize(
        ("at", "counts"),
        [
            (datetime(2025, 12, 31, 23, 59, 59, tzinfo=periods.ZONE), 0),
            (datetime(2026, 1, 1, tzinfo=periods.ZONE), 1),
        ],
    )
    def test_is_cut_at_midnight_in_beijing(self, world, at, counts):
        make.received(world, at=at)

        assert values(world)["messages"] == counts

    def test_is_nothing_for_another_unit(self, world):
        make.verified(world)

        assert not any(values(world, world.other).values())

    def test_each_number_opens_into_its_records_and_adds_up(self, world):
        make.answered(world)
        make.received(world, channel="12345", sender_number="Q1", kind="EBIKE")
        scope = Scope.of(world.detachment.path, periods.year(2026))

        for figure in told.FIGURES:
            for dimension in figure.dimensions if figure.additive else ():
                assert sum(row.value for row in figure.by(dimension.key, scope)) == figure.value(scope), figure.key
        rows = {row.key: row.value for row in told.RECEIVED.by("channel", scope)}
        assert rows == {"96119": 1, "12345": 1}
