"""Figures of reviews 场: due, held, late; tasks 项: open, done, late.

A review belongs to the period in which it became due or was opened; a task to that in which it was given. Withdrawn
ones never count; a task said done is not confirmed, and one that was urged is not done.
"""

from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.kernel.dimensions import by_choices, by_month, by_unit
from lanyan.kernel.figures import Figure, Ratio, Scope, register
from lanyan.kernel.periods import ZONE
from lanyan.reviews import rules
from lanyan.reviews.models import Finding, Review, ReviewTask

REVIEWS = pgettext_lazy("counting unit", "reviews")
TASKS = pgettext_lazy("counting unit", "tasks")
PERCENT = pgettext_lazy("counting unit", "%")
LEDGER = _("Reviews of incidents and drills, with the tasks that followed.")
NOT_COUNTED = _("Withdrawn reviews and tasks do not count.")
ABOUT = pgettext_lazy("finding", "about")


def reviews(scope: Scope) -> QuerySet[Any]:
    """Reviews of the unit that became due or were opened in the period."""
    found = Review.objects.standing().filter(opened_at__gte=scope.since, opened_at__lt=scope.until)
    return found.filter(unit__path__startswith=scope.unit_path)  # type: ignore[no-any-return]


def tasks(scope: Scope) -> QuerySet[Any]:
    """Tasks of the unit's reviews given in the period."""
    found = ReviewTask.objects.standing().filter(given_at__gte=scope.since, given_at__lt=scope.until)
    return found.filter(review__unit__path__startswith=scope.unit_path)  # type: ignore[no-any-return]


OF_REVIEWS = (
    by_unit(),
    by_choices("level", pgettext_lazy("review", "level"), "level", Review.Level.choices),
    by_month("opened_at"),
)
OF_TASKS = (
    by_unit("review__unit"),
    by_choices("about", ABOUT, "finding__sort", Finding.Sort.choices),
    by_month("given_at"),
)


def _review(key: str, label: Any, definition: Any, **more: Any) -> Figure:
    return Figure(
        key=f"reviews.{key}", label=label, definition=definition, counting_unit=REVIEWS, source=LEDGER, records=reviews,
        dimensions=OF_REVIEWS, excluded=NOT_COUNTED, **more,
    )  # fmt: skip


def _task(key: str, label: Any, definition: Any, **more: Any) -> Figure:
    return Figure(
        key=f"reviews.{key}", label=label, definition=definition, counting_unit=TASKS, source=LEDGER, records=tasks,
        dimensions=OF_TASKS, excluded=NOT_COUNTED, **more,
    )  # fmt: skip


# Lateness is of what happened: a figure reads no clock. What is not held yet is told by the list.
DUE = _review("due", _("Reviews due"), _("Reviews that a row asked for or that were opened in the period."))
HELD = _review(
    "held", _("Reviews held"), _("Of the reviews due, those that were approved."), only=Q(state=rules.APPROVED)
)
LATE = _review(
    "held_late",
    _("Reviews held late"),
    _("Of the reviews held, those held after the last day the row allows."),
    only=Q(state=rules.APPROVED, due_date__lt=TruncDate("held_at", tzinfo=ZONE)),
)
TO_HOLD = _review("waiting", _("Reviews still to be held"), _("Of the reviews due, those not yet approved."),
                  only=Q(state__in=rules.WAITING))  # fmt: skip
HELD_SHARE = Ratio(
    key="reviews.held_share",
    label=_("Share of reviews held"),
    definition=_("Share of the reviews due that were held."),
    counting_unit=PERCENT,
    part=HELD,
    whole=DUE,
    source=LEDGER,
    excluded=NOT_COUNTED,
)
GIVEN = _task("tasks", _("Tasks from reviews"), _("Tasks given for findings of reviews."))
OPEN = _task("tasks.open", _("Tasks not confirmed"), _("Of the tasks, those not yet confirmed as done."),
             only=~Q(state=rules.CONFIRMED))  # fmt: skip
DONE = _task("tasks.confirmed", _("Tasks confirmed"), _("Of the tasks, those whose doing somebody else confirmed."),
             only=Q(state=rules.CONFIRMED))  # fmt: skip
DONE_LATE = _task(
    "tasks.late",
    _("Tasks done late"),
    _("Of the tasks confirmed, those done after their day."),
    only=Q(state=rules.CONFIRMED, due_date__lt=TruncDate(F("done_at"), tzinfo=ZONE)),
)
register(DUE, HELD, LATE, TO_HOLD, HELD_SHARE, GIVEN, OPEN, DONE, DONE_LATE)
