"""Filters of the list pages of units and users."""

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lanyan.kernel.models import Code
from lanyan.units.models import Assignment, Role, Unit, User


class UnitFilter(django_filters.FilterSet):
    """By words, kind, and whether it still exists."""

    q = django_filters.CharFilter(label=_("name, code, telephone"), method="by_words")
    kind = django_filters.ChoiceFilter(label=_("kind"), choices=Unit.Kind.choices)
    closed = django_filters.BooleanFilter(
        label=_("closed"), field_name="closed_date", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = Unit
        fields: list[str] = []

    def by_words(self, queryset: Any, name: str, value: str) -> Any:
        """Any name it bears or bore, its division code, its telephone."""
        plates = Unit.objects.filter(pk=OuterRef("pk"), names__name__icontains=value)
        code = Q(division_code__startswith=value) if value.isdigit() else Q()
        found = Q(name__icontains=value) | Q(short_name__icontains=value) | Q(phone__contains=value) | Exists(plates)
        return queryset.filter(found | code if code else found)


class UserFilter(django_filters.FilterSet):
    """By words, present role, and whether they may sign in."""

    q = django_filters.CharFilter(label=_("name or user name"), method="by_words")
    role = django_filters.ModelChoiceFilter(
        label=_("role"), queryset=Role.objects.in_use().order_by("pk"), method="by_role"
    )
    is_active = django_filters.BooleanFilter(label=_("may sign in"))

    class Meta:
        model = User
        fields: list[str] = []

    def by_words(self, queryset: Any, name: str, value: str) -> Any:
        """Name or user name."""
        return queryset.filter(Q(name__icontains=value) | Q(username__icontains=value))

    def by_role(self, queryset: Any, name: str, value: Any) -> Any:
        """Those who hold the role today."""
        held = Assignment.objects.in_force(timezone.localdate()).filter(user=OuterRef("pk"), role=value)
        return queryset.filter(Exists(held))


class CodeFilter(django_filters.FilterSet):
    """By words."""

    q = django_filters.CharFilter(label=_("code or words"), method="by_words")

    class Meta:
        model = Code
        fields: list[str] = []

    def by_words(self, queryset: Any, name: str, value: str) -> Any:
        """Code or words in either language."""
        return queryset.filter(Q(code__icontains=value) | Q(label_zh__icontains=value) | Q(label_en__icontains=value))
