"""Filters of the list of scenes."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.kernel import periods
from lanyan.scene.models import Scene


class SceneFilter(django_filters.FilterSet):
    """By words, state, and when the scene was opened."""

    q = django_filters.CharFilter(label=_("number or address"), method="by_words")
    state = django_filters.MultipleChoiceFilter(label=_("state"), choices=Scene.State.choices)
    opened = django_filters.CharFilter(label=pgettext_lazy("scene", "opened in"), method="by_period")

    class Meta:
        model = Scene
        fields: list[str] = []

    def by_words(self, queryset: Any, _name: str, value: str) -> Any:
        """By the incident's number, address or title."""
        words = value.strip()
        from_incident = queryset.filter(incident__number__icontains=words)
        return (
            from_incident
            | queryset.filter(incident__address__icontains=words)
            | queryset.filter(incident__title__icontains=words)
        )

    def by_period(self, queryset: Any, _name: str, value: str) -> Any:
        """By a period as people write it; nonsense finds nothing."""
        try:
            span = periods.parse(value.strip())
        except ValueError:
            return queryset.none()
        return queryset.filter(opened_at__gte=span.since, opened_at__lt=span.until)
