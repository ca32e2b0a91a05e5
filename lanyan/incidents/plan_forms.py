"""Forms and filters of dispatch plans."""

import re
from collections.abc import Mapping
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lanyan.incidents.actions import PlanFacts
from lanyan.incidents.models import DispatchPlan
from lanyan.incidents.plan_rows import Typed
from lanyan.kernel import codes
from lanyan.units.forms import HouseForm
from lanyan.units.forms.tree import UnitField
from lanyan.units.models import Unit

PARTS = ("kind", "subkind", "place_class", "level")
_FIELD = re.compile(r"(?P<name>[a-z_]+)-(?P<number>\d{1,4})")


class BaseField(forms.ModelChoiceField):
    """A plan to begin with."""

    def label_from_instance(self, plan: Any) -> str:
        """Say whose it is and how far it has come."""
        return f"{plan.unit.short_name} · {plan} · {plan.get_state_display()}"


class MakePlanForm(HouseForm):
    """For whom, and with which table to begin."""

    unit = UnitField(label=_("unit"), queryset=Unit.objects.none())
    base = BaseField(
        label=_("begin with"),
        queryset=DispatchPlan.objects.none(),
        required=False,
        empty_label=_("the starting table"),
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], bases: QuerySet[DispatchPlan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["base"].queryset = bases  # type: ignore[attr-defined]


class OverForm(HouseForm):
    """What is written over a table, wherever that comes from."""

    name = forms.CharField(label=_("name"), max_length=60)
    source = forms.CharField(
        label=_("source"), max_length=200, help_text=_("The document that settles these numbers, or whose they are.")
    )
    each_soonest = forms.BooleanField(
        label=_("every need by its own least time"),
        required=False,
        help_text=_("Otherwise everything counts as there when the last need is met: fewer vehicles go."),
    )

    def facts(self) -> PlanFacts:
        """Give the cleaned form to an action."""
        given = self.cleaned_data
        return PlanFacts(given["name"], given["source"], given["each_soonest"], given.get("is_starter", False))


class PlanForm(OverForm):
    """What is written over the table of a draft."""

    is_starter = forms.BooleanField(label=_("starting values, not settled yet"), required=False)


class ImportPlanForm(OverForm):
    """A table from an Excel file."""

    unit = UnitField(label=_("unit"), queryset=Unit.objects.none())
    file = forms.FileField(label=_("file"), widget=forms.FileInput(attrs={"accept": ".xlsx"}))

    field_order = ("unit", "file", "name", "source", "each_soonest")

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


def lines_typed(data: QueryDict) -> list[dict[str, str]]:
    """Read the lines of the table: `kind-3`, `level-3`, and a field for each capability; empty lines are left out."""
    lines: dict[int, dict[str, str]] = {}
    for field in data:
        found = _FIELD.fullmatch(field)
        text = str(data[field]).strip()
        if found and text:
            lines.setdefault(int(found["number"]), {})[found["name"]] = text
    return [lines[number] for number in sorted(lines)]


def cells_typed(lines: list[dict[str, str]]) -> list[Typed]:
    """The same as rows: one for each quantity of a line, under the number of its line on the page."""
    return [
        Typed(number, {**_parts(line), "capability": code, "quantity": line[code]})
        for number, line in enumerate(lines, start=1)
        for code in codes.table("capabilities")
        if code in line
    ]


def _parts(line: Mapping[str, str]) -> dict[str, str]:
    return {part: line.get(part, "") for part in PARTS}


class PlanFilter(django_filters.FilterSet):
    """By words and state."""

    q = django_filters.CharFilter(label=_("Words"), method="by_words")
    state = django_filters.MultipleChoiceFilter(label=_("state"), choices=DispatchPlan.State.choices)

    class Meta:
        model = DispatchPlan
        fields: list[str] = []

    def by_words(self, queryset: Any, _name: str, value: str) -> Any:
        """Keep those whose name, unit or source holds the words."""
        named = Q(name__icontains=value) | Q(unit__name__icontains=value)
        return queryset.filter(named | Q(source__icontains=value))
