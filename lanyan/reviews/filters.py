"""Filters of reviews and of their tasks."""

from typing import Any

import django_filters
from django.db.models import DateField, Q
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.kernel import periods
from lanyan.kernel.periods import ZONE
from lanyan.reviews import rules
from lanyan.reviews.models import Finding, Review, ReviewTask
from lanyan.web.filters import holding


def late_reviews(today: Any) -> Q:
    """Those held after their last day, or not held although it has passed."""
    held = TruncDate("held_at", tzinfo=ZONE)
    return (Q(held_at=None, due_date__lt=today) | Q(due_date__lt=held)) & ~Q(state=rules.WITHDRAWN)


def late_tasks(today: Any) -> Q:
    """Those done after their day, or not done although it has passed."""
    done = Coalesce(TruncDate("done_at", tzinfo=ZONE), today, output_field=DateField())
    return Q(due_date__lt=done) & ~Q(state=rules.WITHDRAWN)


class ReviewFilter(django_filters.FilterSet):
    """By words, state, level, what a finding is about, period and lateness."""

    q = django_filters.CharFilter(label=_("number, incident, finding or lesson"), method="by_words")
    state = django_filters.MultipleChoiceFilter(label=_("state"), choices=Review.State.choices)
    level = django_filters.MultipleChoiceFilter(label=pgettext_lazy("review", "level"), choices=Review.Level.choices)
    about = django_filters.ChoiceFilter(
        label=pgettext_lazy("finding", "about"), choices=Finding.Sort.choices, method="by_sort"
    )
    opened = django_filters.CharFilter(label=pgettext_lazy("review", "opened in"), method="by_period")
    late = django_filters.BooleanFilter(label=pgettext_lazy("review", "late"), method="by_late")

    class Meta:
        model = Review
        fields: list[str] = []

    def by_words(self, queryset: Any, _name: str, value: str) -> Any:
        """In the review, its incident or its findings."""
        found = Finding.objects.standing().filter(holding(value, "words")).values("review")
        own = holding(value, "number", "lessons", "went_wrong", "incident__number", "incident__address")
        return queryset.filter(own | Q(pk__in=found))

    def by_sort(self, queryset: Any, _name: str, value: str) -> Any:
        """With a finding about this."""
        return queryset.filter(pk__in=Finding.objects.standing().filter(sort=value).values("review"))

    def by_period(self, queryset: Any, _name: str, value: str) -> Any:
        """By a period as people write it; nonsense finds nothing."""
        try:
            span = periods.parse(value.strip())
        except ValueError:
            return queryset.none()
        return queryset.filter(opened_at__gte=span.since, opened_at__lt=span.until)

    def by_late(self, queryset: Any, _name: str, value: bool) -> Any:
        """Late ones, or the others."""
        late = late_reviews(timezone.localdate())
        return queryset.filter(late) if value else queryset.exclude(late)


class TaskFilter(django_filters.FilterSet):
    """By words, state, whose, and lateness."""

    q = django_filters.CharFilter(label=_("task or finding"), method="by_words")
    state = django_filters.MultipleChoiceFilter(label=_("state"), choices=ReviewTask.State.choices)
    mine = django_filters.BooleanFilter(label=pgettext_lazy("review task", "mine"), method="by_mine")
    late = django_filters.BooleanFilter(label=pgettext_lazy("review task", "late"), method="by_late")

    class Meta:
        model = ReviewTask
        fields: list[str] = []

    def by_words(self, queryset: Any, _name: str, value: str) -> Any:
        """In the task or its finding."""
        return queryset.filter(holding(value, "words", "finding__words"))

    def by_mine(self, queryset: Any, _name: str, value: bool) -> Any:
        """One's own."""
        own = Q(assignee=self.request.user)
        return queryset.filter(own) if value else queryset.exclude(own)

    def by_late(self, queryset: Any, _name: str, value: bool) -> Any:
        """Late ones, or the others."""
        late = late_tasks(timezone.localdate())
        return queryset.filter(late) if value else queryset.exclude(late)
