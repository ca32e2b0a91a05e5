"""Findings of a review, and the tasks that follow from them."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyan.kernel import audit, search
from lanyan.kernel.errors import Refused
from lanyan.kernel.verbs import locked, move, needed
from lanyan.reviews import rules
from lanyan.reviews.actions.common import drafted, review_of, tell, withdrawn
from lanyan.reviews.models import Finding, ReviewTask
from lanyan.units.models import User


# ---- findings -----------------------------------------------------------------------------------------------
@transaction.atomic
def add_finding(*, review_id: int, sort: str, words: str, at: datetime, by: Any) -> Finding:
    """Add a finding 讲评意见 while the review is written."""
    review = drafted(review_id)
    if sort not in Finding.Sort.values:
        raise Refused(_("There is no such entry in the list."), field="sort")
    last = Finding.objects.filter(review=review).aggregate(last=Max("number"))["last"] or 0
    with audit.act("reviews.add_finding", by=by):
        finding: Finding = Finding.objects.create(
            review=review, number=last + 1, sort=sort, words=needed(words, "words", most=500)
        )
    search.index("review", [review])
    tell(review)
    return finding


@transaction.atomic
def withdraw_finding(*, finding_id: int, reason: str, at: datetime, by: Any) -> Finding:
    """Withdraw a finding while the review is written; one with tasks stays until they are withdrawn."""
    pk = Finding.objects.filter(pk=finding_id).values_list("review", flat=True).first()
    review = drafted(pk or 0)
    finding = locked(Finding, finding_id)
    if finding.withdrawn_at is not None:
        raise Refused(_("This finding has been withdrawn."))
    if ReviewTask.objects.standing().filter(finding=finding).exists():
        raise Refused(_("A task follows from this finding: withdraw that first."))
    finding.withdrawn_at, finding.withdrawn_reason = at, needed(reason)
    with audit.act("reviews.withdraw_finding", by=by, reason=finding.withdrawn_reason):
        finding.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    tell(review)
    return finding


# ---- tasks --------------------------------------------------------------------------------------------------
@transaction.atomic
def give_task(*, finding_id: int, words: str, assignee_id: int, due_date: date, at: datetime, by: Any) -> ReviewTask:
    """Give a task for a finding: who, by when. Also after the approval: what follows is not what was said."""
    found = Finding.objects.standing().filter(pk=finding_id).values_list("review", flat=True).first()
    review = review_of(found or 0)
    if review.state in (rules.DUE, rules.WITHDRAWN):
        raise Refused(_("The review is {state}: it cannot be changed.").format(state=review.get_state_display()))
    assignee = User.objects.filter(pk=assignee_id, is_active=True).first()
    if assignee is None:
        raise Refused(_("There is no such person."), field="assignee")
    if due_date < timezone.localdate(at):
        raise Refused(_("This day has passed."), field="due_date")
    last = ReviewTask.objects.filter(review=review).aggregate(last=Max("number"))["last"] or 0
    with audit.act("reviews.give_task", by=by):
        task: ReviewTask = ReviewTask.objects.create(
            review=review, finding_id=finding_id, number=last + 1, words=needed(words, "words", most=300),
            assignee=assignee, due_date=due_date, given_by=by, given_at=at,
        )  # fmt: skip
    tell(review, task)
    return task


def _task(pk: int) -> ReviewTask:
    return locked(ReviewTask, pk, "review__unit", "assignee")


@transaction.atomic
def finish_task(*, task_id: int, words: str, at: datetime, by: Any) -> ReviewTask:
    """Say that a task is done, and what was done: by its assignee alone. It is not over until somebody confirms it."""
    task = _task(task_id)
    if by is None or task.assignee_id != by.pk:
        raise Refused(_("Only who has the task says that it is done."))
    move(task, rules.TASK, "finish_task")
    task.done_at, task.done_words, task.returned_reason = at, needed(words, "words", most=300), ""
    with audit.act("reviews.finish_task", by=by):
        task.save(update_fields=["state", "done_at", "done_words", "returned_reason"])
    tell(task.review, task)
    return task


@transaction.atomic
def confirm_task(*, task_id: int, at: datetime, by: Any) -> ReviewTask:
    """Confirm that a task is done: by somebody else than its assignee."""
    task = _task(task_id)
    if by is None or task.assignee_id == by.pk:
        raise Refused(_("A task is confirmed by somebody else than who did it."))
    move(task, rules.TASK, "confirm_task")
    task.confirmed_by, task.confirmed_at = by, at
    with audit.act("reviews.confirm_task", by=by):
        task.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    tell(task.review, task)
    return task


@transaction.atomic
def return_task(*, task_id: int, reason: str, at: datetime, by: Any) -> ReviewTask:
    """Send a task back that is not done after all, with the reason."""
    task = _task(task_id)
    if by is None or task.assignee_id == by.pk:
        raise Refused(_("A task is confirmed by somebody else than who did it."))
    move(task, rules.TASK, "return_task")
    task.returned_reason, task.done_at, task.done_words = needed(reason), None, ""
    with audit.act("reviews.return_task", by=by, reason=task.returned_reason):
        task.save(update_fields=["state", "returned_reason", "done_at", "done_words"])
    tell(task.review, task)
    return task


@transaction.atomic
def urge_task(*, task_id: int, at: datetime, by: Any) -> ReviewTask:
    """Urge 催办: noted, and nothing is done by it."""
    task = _task(task_id)
    if task.state != rules.OPEN:
        raise Refused(_("Only an open task is urged."))
    task.urged_at = at
    with audit.act("reviews.urge_task", by=by):
        task.save(update_fields=["urged_at"])
    tell(task.review, task)
    return task


@transaction.atomic
def withdraw_task(*, task_id: int, reason: str, at: datetime, by: Any) -> ReviewTask:
    """Withdraw a task, with the reason."""
    task = _task(task_id)
    reason = needed(reason)
    with audit.act("reviews.withdraw_task", by=by, reason=reason):
        withdrawn(task, reason, at)
    tell(task.review, task)
    return task
