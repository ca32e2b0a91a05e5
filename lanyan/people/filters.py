"""Filters of the list of persons."""

from typing import Any

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lanyan.people.models import Person
from lanyan.units.forms.tree import UnitField
from lanyan.units.models import Unit


def _reachable(request: Any) -> Any:
    """The units a reader may choose from."""
    if request is None:
        return Unit.objects.none()
    return Unit.objects.visible_to(request.user, "people.view_person").order_by("path")


class UnitFilter(django_filters.ModelChoiceFilter):
    """A unit with everything below it."""

    field_class = UnitField

    def filter(self, qs: Any, value: Any) -> Any:
        """Those at the unit or under it."""
        return qs.filter(unit__path__startswith=value.path) if value else qs


class PersonFilter(django_filters.FilterSet):
    """By words, unit, category, and whether they still serve."""

    q = django_filters.CharFilter(label=_("name, number, telephone"), method="by_words")
    unit = UnitFilter(label=_("unit"), queryset=_reachable)
    category = django_filters.ChoiceFilter(label=_("category"), choices=Person.Category.choices)
    left = django_filters.BooleanFilter(label=_("has left"), field_name="left_date", lookup_expr="isnull", exclude=True)

    class Meta:
        model = Person
        fields: list[str] = []

    def by_words(self, queryset: Any, name: str, value: str) -> Any:
        """Name, number or telephone."""
        return queryset.filter(Q(name__icontains=value) | Q(number__istartswith=value) | Q(phone__contains=value))
