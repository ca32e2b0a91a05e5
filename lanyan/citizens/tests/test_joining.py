"""Matters of the same place are joined and parted again; everybody is answered, and rates it once."""

import pytest

from lanyan.citizens import rules
from lanyan.citizens.actions import answering, joining, matters
from lanyan.citizens.actions.matters import Taken, Way
from lanyan.citizens.models import Matter, Message
from lanyan.citizens.tests import make
from lanyan.citizens.tests.make import HOUR, MORNING
from lanyan.inspections.models import Term
from lanyan.kernel.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make.city()


def term(matter):
    return Term.objects.of(matter).order_by("-pk").first()


class TestJoinMatters:
    def joined(self, world):
        one = make.received(world, premises=world.premises, at=MORNING).message
        two = make.received(world, premises=world.premises, at=MORNING + HOUR, person=make.WANG).message
        leader = joining.join_matters(
            matter_id=two.matter_id, other_id=one.matter_id, at=MORNING + 2 * HOUR, by=world.user
        )
        return one, two, leader

    def test_lets_lead_what_is_due_first_whoever_is_named_first(self, world):
        one, two, leader = self.joined(world)

        follower = Matter.objects.get(pk=two.matter_id)
        assert leader.pk == one.matter_id
        assert (follower.state, follower.joined_into) == (rules.JOINED, leader)
        assert Term.objects.running().get().record_id == leader.pk

    def test_an_urgent_one_leads_although_it_came_later(self, world):
        slow = make.received(world, kind="OTHER", premises=world.premises).message
        urgent = make.received(world, premises=world.premises, at=MORNING + HOUR).message

        leader = joining.join_matters(
            matter_id=slow.matter_id, other_id=urgent.matter_id, at=MORNING + 2 * HOUR, by=world.user
        )

        assert leader.pk == urgent.matter_id

    def test_answers_everybody_before_it_is_answered(self, world):
        one, two, leader = self.joined(world)
        taken = Taken("EXIT_BLOCKED", "上锁", world.premises.pk)
        matters.accept_matter(matter_id=leader.pk, taken=taken, at=MORNING + 3 * HOUR, by=world.user)
        matters.check_matter(matter_id=leader.pk, way=Way(elsewhere_number="XF-7"), at=MORNING + 3 * HOUR, by=None)
        then = MORNING + 4 * HOUR
        matters.verify_matter(matter_id=leader.pk, outcome="TRUE", words="实", checked_at=then, at=then, by=None)

        answering.answer_message(message_id=one.pk, how="PHONE", answer="已整改", at=then + HOUR, by=world.user)
        between = Matter.objects.get(pk=leader.pk).state
        answering.excuse_answer(message_id=two.pk, excuse="UNREACHABLE", at=then + HOUR, by=world.user)

        assert (between, Matter.objects.get(pk=leader.pk).state) == (rules.VERIFIED, rules.ANSWERED)

    def test_parted_again_stands_as_before_with_its_own_clock(self, world):
        before = make.received(world, premises=world.premises, at=MORNING + HOUR).message.matter
        other = make.received(world, premises=world.premises, at=MORNING).message.matter
        words = {message.pk: message.words for message in Message.objects.all()}
        joining.join_matters(matter_id=before.pk, other_id=other.pk, at=MORNING + 2 * HOUR, by=world.user)

        after = joining.unjoin_matter(matter_id=before.pk, reason="不同楼层", at=MORNING + 3 * HOUR, by=world.user)

        kept = ("state", "due_at", "received_at", "accepted_at", "joined_into", "joined_at", "words", "unit_id")
        assert {name: getattr(after, name) for name in kept} == {name: getattr(before, name) for name in kept}
        assert Term.objects.of(after).running().get().ends_at == before.due_at
        assert {message.pk: message.words for message in Message.objects.all()} == words

    def test_keeps_accepted_what_was_accepted(self, world):
        one, two = make.accepted(world), make.accepted(world, at=MORNING + HOUR)
        joining.join_matters(matter_id=one.pk, other_id=two.pk, at=MORNING + 3 * HOUR, by=world.user)

        after = joining.unjoin_matter(matter_id=two.pk, reason="误并", at=MORNING + 3 * HOUR, by=world.user)

        assert after.state == rules.ACCEPTED

    def test_is_refused_across_cities_and_with_itself(self, world):
        mine = make.received(world).message.matter
        theirs = make.received(make.city("1404")).message.matter

        for other in (mine.pk, theirs.pk):
            with pytest.raises(Refused):
                joining.join_matters(matter_id=mine.pk, other_id=other, at=MORNING, by=world.user)

    def test_is_not_parted_after_its_people_were_answered(self, world):
        one, two, leader = self.joined(world)
        matters.refuse_matter(
            matter_id=leader.pk, refusal="NOT_FIRE", words="不属于", at=MORNING + 3 * HOUR, by=world.head
        )
        answering.answer_message(message_id=two.pk, how="PHONE", answer="已告知", at=MORNING + 4 * HOUR, by=None)

        with pytest.raises(Refused):
            joining.unjoin_matter(matter_id=two.matter_id, reason="误并", at=MORNING + 5 * HOUR, by=world.user)

        assert one.answered_at is None


class TestAnswers:
    def test_follow_the_verification(self, world):
        message = make.received(world).message

        with pytest.raises(Refused):
            answering.answer_message(message_id=message.pk, how="PHONE", answer="好", at=MORNING, by=world.user)

    def test_are_given_once_and_rated_once_after_it(self, world):
        matter = make.verified(world)
        message = matter.messages.get()
        given = {"message_id": message.pk, "at": MORNING + 3 * HOUR, "by": world.user}
        with pytest.raises(Refused):
            answering.rate_answer(**given, satisfaction="SATISFIED")

        answering.answer_message(**given, how="PHONE", answer="已整改")
        with pytest.raises(Refused):
            answering.answer_message(**given, how="PHONE", answer="再说一遍")
        rated = answering.rate_answer(**given, satisfaction="FAIR", words="还行")
        with pytest.raises(Refused):
            answering.rate_answer(**given, satisfaction="DISSATISFIED")

        assert (rated.satisfaction, rated.answered_by) == ("FAIR", world.user)

    def test_silence_may_still_be_broken(self, world):
        message = make.answered(world).messages.get()
        answering.rate_answer(message_id=message.pk, satisfaction="SILENT", at=MORNING + 4 * HOUR, by=world.user)

        rated = answering.rate_answer(message_id=message.pk, satisfaction="SATISFIED", at=MORNING + 5 * HOUR, by=None)

        assert rated.satisfaction == "SATISFIED"

    def test_cannot_lie_before_what_they_follow_from(self, world):
        message = make.verified(world).messages.get()

        with pytest.raises(Refused) as refusal:
            answering.answer_message(
                message_id=message.pk,
                how="PHONE",
                answer="早说了",
                answered_at=MORNING + HOUR,
                at=MORNING + 3 * HOUR,
                by=world.user,
            )

        assert refusal.value.field == "answered_at"
