"""Filters of the lists of this app."""

from typing import Any

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.guards.models import Guard, GuardPost, Round
from lanyan.kernel import periods
from lanyan.web.filters import holding


class SpanFilter(django_filters.CharFilter):
    """A period as people write it, over a column of instants; nonsense shows nothing."""

    def filter(self, qs: Any, value: Any) -> Any:
        """Those whose column lies in the period, half-open."""
        if not value:
            return qs
        try:
            span = periods.parse(value)
        except ValueError:
            return qs.none()
        return qs.filter(**{f"{self.field_name}__gte": span.since, f"{self.field_name}__lt": span.until})


class GuardFilter(django_filters.FilterSet):
    """By words, state, kind, when it begins, and whether it is still to come."""

    q = django_filters.CharFilter(label=_("number, title or place"), method="by_words")
    state = django_filters.MultipleChoiceFilter(label=_("state"), choices=Guard.State.choices)
    begins = SpanFilter(label=pgettext_lazy("guard", "begins in"), field_name="starts_at")
    coming = django_filters.BooleanFilter(label=_("not over yet"), method="by_coming")
    is_exercise = django_filters.BooleanFilter(label=_("exercise"))

    class Meta:
        model = Guard
        fields: list[str] = []

    def by_words(self, queryset: Any, _name: str, value: str) -> Any:
        """By number, title or place."""
        return queryset.filter(holding(value, "number", "title", "address"))

    def by_coming(self, queryset: Any, _name: str, value: bool) -> Any:
        """Those that have not ended as planned."""
        now = timezone.now()
        return queryset.filter(ends_at__gt=now) if value else queryset.filter(ends_at__lte=now)


class PostFilter(django_filters.FilterSet):
    """Posts by words and when they are held."""

    q = django_filters.CharFilter(label=_("name or guard"), method="by_words")
    held = SpanFilter(label=_("held from"), field_name="since_at")

    class Meta:
        model = GuardPost
        fields: list[str] = []

    def by_words(self, queryset: Any, _name: str, value: str) -> Any:
        """By the name of the post or the title of its guard."""
        return queryset.filter(holding(value, "name", "guard__title"))


class RoundFilter(django_filters.FilterSet):
    """Rounds by state and when they were due."""

    state = django_filters.MultipleChoiceFilter(label=_("state"), choices=Round.State.choices)
    due = SpanFilter(label=_("due from"), field_name="due_since_at")

    class Meta:
        model = Round
        fields: list[str] = []
