"""Filters of the list of places."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lanyan.kernel import search
from lanyan.places.models import Division, Place


class PlaceFilter(django_filters.FilterSet):
    """By words, kind and division."""

    q = django_filters.CharFilter(label=_("Words"), method="by_words")
    kind = django_filters.MultipleChoiceFilter(label=_("kind"), choices=Place.Kind.choices)
    division = django_filters.ModelChoiceFilter(
        label=_("division"), queryset=Division.objects.all(), method="by_division"
    )

    class Meta:
        model = Place
        fields: list[str] = []

    def by_words(self, queryset: QuerySet[Place], _name: str, value: str) -> QuerySet[Place]:
        """Keep places the search index finds by these words or initials."""
        return queryset.filter(pk__in=search.matches(value, kinds=["place"]).order_by().values("record_id"))

    def by_division(self, queryset: Any, _name: str, value: Division) -> QuerySet[Place]:
        """Keep places of a county, or of a whole city."""
        return queryset.in_division(value.code)
