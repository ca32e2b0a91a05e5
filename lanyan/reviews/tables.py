"""Tables: reviews and tasks."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from lanyan.reviews import rules
from lanyan.reviews.models import Review, ReviewTask
from lanyan.web.columns import AtColumn, TagColumn, TextColumn


def day(due: Any, late: bool) -> Any:
    """A last day, in a frame where it has passed."""
    if due is None:
        return "—"
    said = f"{due:%m-%d}"
    return format_html('<span class="tg now">{} {}</span>', said, pgettext("review", "late")) if late else said


class ReviewTable(tables.Table):
    """One line a review."""

    number = tables.Column(verbose_name=gettext_lazy("number"))
    name = TextColumn(verbose_name=gettext_lazy("incident"), accessor="incident__name", orderable=False, cut=True)
    level = tables.Column(verbose_name=pgettext_lazy("review", "level"))
    state = TagColumn(verbose_name=gettext_lazy("state"), running=(rules.DRAFT,), now=(rules.SUBMITTED,))
    due_date = tables.Column(verbose_name=gettext_lazy("to be held by"), empty_values=())
    held_at = AtColumn(verbose_name=pgettext_lazy("review", "held at"))
    rule = TextColumn(verbose_name=gettext_lazy("why"), accessor="rule_words", orderable=False, cut=True)
    unit = TextColumn(verbose_name=gettext_lazy("unit"), accessor="unit__short_name", orderable=False)

    def render_number(self, value: str, record: Review) -> Any:
        """The number, leading to the review."""
        return format_html('<a href="{}">{}</a>', reverse("reviews:review", args=[record.pk]), value)

    def render_due_date(self, record: Review) -> Any:
        """Red when it has passed."""
        return day(record.due_date, record.late_on(timezone.localdate()))


class TaskTable(tables.Table):
    """One line a task."""

    review = tables.Column(verbose_name=gettext_lazy("case review"), accessor="review__number", orderable=False)
    words = TextColumn(verbose_name=gettext_lazy("task"), orderable=False, cut=True)
    finding = TextColumn(
        verbose_name=pgettext_lazy("finding", "finding"), accessor="finding__words", orderable=False, cut=True
    )
    assignee = TextColumn(verbose_name=gettext_lazy("by whom"), accessor="assignee__name", orderable=False)
    due_date = tables.Column(verbose_name=gettext_lazy("by when"))
    state = TagColumn(verbose_name=gettext_lazy("state"), now=(rules.DONE,))
    urged_at = AtColumn(verbose_name=gettext_lazy("last urged at"), orderable=False)
    unit = TextColumn(verbose_name=gettext_lazy("unit"), accessor="review__unit__short_name", orderable=False)

    def render_review(self, value: str, record: ReviewTask) -> Any:
        """The number of the review, leading to the task."""
        return format_html('<a href="{}">{}</a>', reverse("reviews:task", args=[record.pk]), value)

    def render_due_date(self, record: ReviewTask) -> Any:
        """Red when it has passed."""
        return day(record.due_date, record.late_on(timezone.localdate()))
