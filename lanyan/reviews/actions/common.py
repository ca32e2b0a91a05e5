"""What the verbs share: locking, telling the screens."""

from datetime import datetime

from django.utils.translation import gettext as _

from lanyan.kernel import live
from lanyan.kernel.errors import Refused
from lanyan.kernel.verbs import locked, move
from lanyan.reviews import rules
from lanyan.reviews.models import Review, ReviewTask


def review_of(pk: int) -> Review:
    """A review, locked."""
    return locked(Review, pk, "unit", "incident", "written_by")


def drafted(review_id: int) -> Review:
    """A review that is being written, locked."""
    review = review_of(review_id)
    if review.state != rules.DRAFT:
        raise Refused(_("The review is {state}: it cannot be changed.").format(state=review.get_state_display()))
    return review


def tell(review: Review, *tasks: ReviewTask) -> None:
    """Tell the screens of a review, and those who have these tasks."""
    live.announce_all([("review", review.pk), *(("review_tasks", task.assignee_id) for task in tasks)])


def withdrawn(task: ReviewTask, reason: str, at: datetime) -> None:
    """Withdraw a locked task, within another act."""
    move(task, rules.TASK, "withdraw_task")
    task.withdrawn_at, task.withdrawn_reason = at, reason
    task.save(update_fields=["state", "withdrawn_at", "withdrawn_reason"])
