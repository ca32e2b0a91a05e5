"""Forms and filters of water sources."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lanyan.forces import water_terms
from lanyan.forces.actions import WaterFacts
from lanyan.forces.models import WaterSource
from lanyan.forces.water_queries import due_since
from lanyan.places.forms import PointForm
from lanyan.units.forms.tree import UnitField
from lanyan.units.models import Unit


def fault_choices() -> list[tuple[str, Any]]:
    """The kinds of fault, nothing first: words alone will do."""
    return [("", "—"), *((row.code, row.label) for row in water_terms.fault_kinds())]


class WaterSourceForm(PointForm):
    """What is written down of a water source."""

    unit = UnitField(label=_("responsible unit"), queryset=Unit.objects.none())
    number = forms.CharField(label=_("number"), max_length=30)
    kind = forms.ChoiceField(label=_("kind"), choices=WaterSource.Kind.choices)
    name = forms.CharField(label=_("name or place"), max_length=100)
    address = forms.CharField(label=_("address"), max_length=200, required=False)
    diameter_mm = forms.IntegerField(label=_("pipe diameter, mm"), required=False, min_value=1)
    pressure_mpa = forms.FloatField(label=_("pressure, MPa"), required=False, min_value=0)
    flow_ls = forms.FloatField(label=_("flow, L/s"), required=False, min_value=0)
    volume_m3 = forms.FloatField(label=_("volume, m³"), required=False, min_value=0)

    field_order = ["unit", "number", "kind", "name", "address", "lon", "lat", "frame"]

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def facts(self) -> WaterFacts:
        """Give the cleaned form to an action."""
        cleaned = {name: value for name, value in self.cleaned_data.items() if name not in ("unit", "frame")}
        return WaterFacts(unit_id=self.cleaned_data["unit"].pk, **cleaned)


class WaterCheckForm(forms.Form):
    """A look at a water source."""

    found = forms.ChoiceField(
        label=_("found"),
        choices=[("well", _("usable")), ("faulty", _("faulty"))],
        widget=forms.RadioSelect,
        initial="well",
    )
    kind = forms.ChoiceField(label=_("kind of fault"), required=False, help_text=_("Only when it was found faulty."))
    fault = forms.CharField(label=_("what is wrong"), max_length=200, required=False)
    pressure_mpa = forms.FloatField(label=_("pressure, MPa"), required=False, min_value=0)
    note = forms.CharField(label=_("note"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = fault_choices()  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """Give the cleaned form to an action."""
        cleaned = dict(self.cleaned_data)
        return cleaned | {"found_faulty": cleaned.pop("found") == "faulty"}


class FaultForm(forms.Form):
    """What is wrong."""

    kind = forms.ChoiceField(label=_("kind of fault"), required=False)
    fault = forms.CharField(label=_("what is wrong"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = fault_choices()  # type: ignore[attr-defined]


class MendForm(forms.Form):
    """What was done, if anybody wants to say."""

    note = forms.CharField(label=_("note"), max_length=200, required=False)


def reachable(request: Any) -> QuerySet[Unit]:
    """The units a reader reaches."""
    if request is None:
        return Unit.objects.none()
    return Unit.objects.visible_to(request.user, "forces.view_forces").order_by("path")


class UnitFilter(django_filters.ModelChoiceFilter):
    """A unit with everything below it."""

    field_class = UnitField

    def __init__(self, *args: Any, path: str = "unit__path", **kwargs: Any) -> None:
        self.path = path
        super().__init__(*args, **kwargs)

    def filter(self, qs: Any, value: Any) -> Any:
        """Those at the unit or under it."""
        return qs.filter(**{f"{self.path}__startswith": value.path}) if value else qs


class WaterSourceFilter(django_filters.FilterSet):
    """By words, unit, kind, state, and whether a check is overdue."""

    q = django_filters.CharFilter(label=_("Words"), method="by_words")
    unit = UnitFilter(label=_("responsible unit"), queryset=reachable)
    kind = django_filters.MultipleChoiceFilter(label=_("kind"), choices=WaterSource.Kind.choices)
    state = django_filters.MultipleChoiceFilter(label=_("state"), choices=WaterSource.State.choices)
    overdue = django_filters.BooleanFilter(label=_("check overdue"), method="by_overdue")

    class Meta:
        model = WaterSource
        fields: list[str] = []

    def by_words(self, queryset: Any, _name: str, value: str) -> Any:
        """Keep those whose number, name, address or fault holds the words."""
        return queryset.filter(
            Q(number__icontains=value)
            | Q(name__icontains=value)
            | Q(address__icontains=value)
            | Q(fault__icontains=value)
        )

    def by_overdue(self, queryset: Any, _name: str, value: bool) -> Any:
        """Keep those nobody has checked for too long, or only the others."""
        late = queryset.due(due_since(timezone.now()))
        return late if value else queryset.exclude(pk__in=late.values("pk"))
