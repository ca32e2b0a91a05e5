"""The filter of the list of evacuation drills."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from lanyan.inspections.filters import PeriodFilter, UnitFilter, worded
from lanyan.inspections.models import Drill
from lanyan.inspections.models.drills import DEPARTMENTS
from lanyan.kernel import codes


def _departments() -> list[tuple[str, str]]:
    return [(code, row.label) for code, row in codes.table(DEPARTMENTS).items()]


class DrillFilter(django_filters.FilterSet):
    """By number or place, unit, department, and when."""

    q = django_filters.CharFilter(label=_("number or place"), method="by_words")
    unit = UnitFilter()
    department = django_filters.MultipleChoiceFilter(label=_("held with"), choices=())
    held = PeriodFilter("held_at", label=_("held in"))
    withdrawn = django_filters.BooleanFilter(
        label=_("withdrawn"), field_name="withdrawn_at", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = Drill
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The list is read when somebody filters, not when the house is loaded.
        self.filters["department"].extra["choices"] = _departments()

    def by_words(self, queryset: Any, _name: str, value: str) -> Any:
        """By number or place."""
        return queryset.filter(worded("drill", value))
