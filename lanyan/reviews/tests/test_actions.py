"""Reviews from due to frozen, findings, tasks done and confirmed."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from lanyan.incidents import actions as incidents
from lanyan.kernel import search
from lanyan.kernel.errors import Refused
from lanyan.reviews import rules
from lanyan.reviews.actions import reviews, tasks
from lanyan.reviews.models import Review, ReviewTask
from lanyan.reviews.tests import make
from lanyan.reviews.tests.make import LATER, OVER

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make.city()


def refusal(act, **given):
    with pytest.raises(Refused) as told:
        act(**given)
    return told.value


class TestExpecting:
    def test_makes_a_row_of_what_is_due_with_its_last_day(self, world):
        review = make.due(world)

        assert (review.state, review.level, review.rule) == (rules.DUE, "STATION", "FIRE-1")
        assert review.due_date == (OVER + timedelta(days=7)).date()
        assert review.unit == review.incident.unit

    def test_by_the_detachment_where_somebody_died(self, world):
        review = make.due(world, dead=1)

        assert (review.level, review.unit) == ("DETACHMENT", world.detachment)

    def test_follows_the_closing_of_an_incident(self, world, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            incident = make.over(world)

        assert Review.objects.get().incident == incident

    def test_twice_is_once(self, world):
        review = make.due(world)

        assert reviews.expect_review(incident_id=review.incident_id, at=LATER) is None

    def test_asks_nothing_of_an_exercise_but_it_may_be_opened(self, world):
        from lanyan.incidents.tests import make as cast  # noqa: PLC0415

        drill = cast.opened(world, is_exercise=True)
        incidents.close_incident(incident_id=drill.pk, at=OVER, by=world.taker)
        assert reviews.expect_review(incident_id=drill.pk, at=OVER) is None

        review = reviews.open_review(incident_id=drill.pk, level="BATTALION", at=OVER, by=world.author)
        assert (review.rule, review.due_date) == ("", None)

    def test_is_not_opened_while_the_incident_is(self, world):
        from lanyan.incidents.tests import make as cast  # noqa: PLC0415

        given = {"incident_id": cast.opened(world).pk, "level": "STATION", "at": OVER, "by": world.author}
        assert refusal(reviews.open_review, **given).field == "incident"


class TestWriting:
    def test_composes_the_facts_from_the_record(self, world):
        facts = make.begun(world).facts

        assert facts["intervals"]["to_order"] == 40
        assert [run["vehicle"] for run in facts["runs"]] == ["SG-03"]
        assert facts["result"]["rescued"] is None

    def test_keeps_who_took_part(self, world):
        review = make.begun(world)
        again = {"review_id": review.pk, "held_at": review.held_at, "lessons": "x", "at": LATER, "by": world.author}
        reviews.edit_review(participants=["郑国锋 支队", "", "李四"], **again)

        assert [str(one) for one in review.participants.standing().order_by("pk")] == ["郑国锋 支队", "李四"]

    @pytest.mark.parametrize("held_at", [LATER + timedelta(days=1), OVER - timedelta(days=9)])
    def test_is_not_held_in_the_future_or_before_the_call(self, world, held_at):
        review = make.begun(world)

        given = {"review_id": review.pk, "held_at": held_at, "at": LATER, "by": world.author}
        assert refusal(reviews.edit_review, **given).field == "held_at"

    def test_is_submitted_with_time_people_and_words(self, world):
        review = make.due(world)
        reviews.begin_review(review_id=review.pk, at=LATER, by=world.author)

        assert refusal(reviews.submit_review, review_id=review.pk, at=LATER, by=world.author).field == "held_at"

    def test_is_approved_by_another_and_frozen(self, world):
        review = make.begun(world)
        reviews.submit_review(review_id=review.pk, at=LATER, by=world.author)
        assert refusal(reviews.approve_review, review_id=review.pk, at=LATER, by=world.author)

        review = reviews.approve_review(review_id=review.pk, at=LATER, by=world.chief)

        assert refusal(reviews.recompose_review, review_id=review.pk, at=LATER, by=world.author)
        with pytest.raises(DatabaseError), transaction.atomic():
            Review.objects.filter(pk=review.pk).update(lessons="改写")
        assert connection.is_usable()

    def test_that_is_withdrawn_may_be_made_anew(self, world):
        review = make.due(world)
        reviews.withdraw_review(review_id=review.pk, reason="误报", at=LATER, by=world.chief)

        again = reviews.open_review(incident_id=review.incident_id, level="STATION", at=LATER, by=world.author)
        assert again.number != review.number


class TestFindings:
    def test_are_found_by_the_search(self, world):
        review = make.begun(world)

        found = search.find(world.author, "占领水源")

        assert [(entry.kind, entry.record_id) for entry in found] == [("review", review.pk)]

    def test_with_a_task_stay(self, world):
        make.begun(world)
        make.task(world)

        given = {"finding_id": world.finding.pk, "reason": "重复", "at": LATER, "by": world.author}
        assert "task" in refusal(tasks.withdraw_finding, **given).reason

    def test_are_written_only_while_the_review_is(self, world):
        review = make.approved(world)

        assert refusal(make.finding, world=world, review=review)


class TestTasks:
    def test_are_done_by_the_assignee_and_confirmed_by_another(self, world):
        make.approved(world)
        task = make.task(world)
        done = {"task_id": task.pk, "words": "已修订水源手册", "at": LATER}
        assert refusal(tasks.finish_task, **done, by=world.author)
        assert refusal(tasks.confirm_task, task_id=task.pk, at=LATER, by=world.author)
        tasks.finish_task(**done, by=world.doer)
        assert refusal(tasks.confirm_task, task_id=task.pk, at=LATER, by=world.doer)

        task = tasks.confirm_task(task_id=task.pk, at=LATER, by=world.author)

        assert (task.state, task.confirmed_by) == (rules.CONFIRMED, world.author)

    def test_that_are_urged_are_not_done(self, world):
        make.begun(world)
        task = make.task(world)

        task = tasks.urge_task(task_id=task.pk, at=LATER, by=world.author)

        assert (task.state, task.done_at) == (rules.OPEN, None)
        assert list(ReviewTask.objects.open()) == [task]

    def test_are_late_after_their_day_also_when_done(self, world):
        make.begun(world)
        task = make.task(world)
        assert not task.late_on(task.due_date)
        assert task.late_on(task.due_date + timedelta(days=1))

        late = LATER + timedelta(days=8)
        task = tasks.finish_task(task_id=task.pk, words="完成", at=late, by=world.doer)
        assert task.late_on(LATER.date())

    def test_that_are_not_done_after_all_go_back(self, world):
        make.begun(world)
        task = make.task(world)
        tasks.finish_task(task_id=task.pk, words="完成", at=LATER, by=world.doer)

        task = tasks.return_task(task_id=task.pk, reason="缺照片", at=LATER, by=world.author)

        assert (task.state, task.done_at, task.returned_reason) == (rules.OPEN, None, "缺照片")

    def test_are_not_given_for_a_day_that_has_passed(self, world):
        make.begun(world)

        assert refusal(make.task, world=world, due_date=(LATER - timedelta(days=1)).date()).field == "due_date"

    def test_go_with_a_review_that_is_withdrawn(self, world):
        review = make.begun(world)
        task = make.task(world)

        reviews.withdraw_review(review_id=review.pk, reason="误写", at=LATER, by=world.chief)

        task.refresh_from_db()
        assert task.state == rules.WITHDRAWN
