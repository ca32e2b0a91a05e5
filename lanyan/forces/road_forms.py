"""Forms and filters of closures."""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lanyan.forces.actions import ClosureFacts
from lanyan.forces.duty_forms import MinuteField
from lanyan.forces.models import RoadClosure
from lanyan.units.forms import HouseForm
from lanyan.units.forms.tree import UnitField
from lanyan.units.models import Unit


class PointsField(forms.CharField):
    """Points of a line, one a row: longitude and latitude (WGS-84)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3, "data-points": ""}), **kwargs)

    def clean(self, value: Any) -> list[list[float]]:
        """Read the rows; the one that cannot be read is named."""
        rows = [row for row in super().clean(value).splitlines() if row.strip()]
        return [_point(number, row) for number, row in enumerate(rows, start=1)]


def _point(number: int, row: str) -> list[float]:
    try:
        lon, lat = (float(part) for part in row.replace(",", " ").split())
    except ValueError:
        said = _now("Row {number}: “{row}” is not a longitude and a latitude.").format(number=number, row=row.strip())
        raise ValidationError(said) from None
    return [lon, lat]


class ClosureForm(HouseForm):
    """What is written down of a closure."""

    unit = UnitField(label=_("noted by unit"), queryset=Unit.objects.none())
    road = forms.CharField(label=_("road"), max_length=100)
    kind = forms.ChoiceField(label=_("kind"), choices=RoadClosure.Kind.choices)
    factor = forms.FloatField(
        label=_("takes so many times as long"), required=False, help_text=_("Only for a slow stretch.")
    )
    points = PointsField(
        label=_("points, longitude and latitude"),
        help_text=_("Click along the road on the map, or write one point a row."),
    )
    since_at = MinuteField(label=_("from"))
    until_at = MinuteField(label=_("until"), required=False, help_text=_("Leave empty when nobody knows yet."))
    reason = forms.CharField(label=_("reason"), max_length=200)

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def facts(self) -> ClosureFacts:
        """Give the cleaned form to an action."""
        cleaned = dict(self.cleaned_data)
        return ClosureFacts(unit_id=cleaned.pop("unit").pk, **cleaned)


class ChangeClosureForm(HouseForm):
    """Until when, and why."""

    until_at = MinuteField(label=_("until"), required=False, help_text=_("Leave empty when nobody knows yet."))
    reason = forms.CharField(label=_("reason"), max_length=200)


class ClosureFilter(django_filters.FilterSet):
    """By words, kind, and whether it holds now."""

    q = django_filters.CharFilter(label=_("Words"), method="by_words")
    kind = django_filters.MultipleChoiceFilter(label=_("kind"), choices=RoadClosure.Kind.choices)
    now = django_filters.ChoiceFilter(
        label=_("state"), choices=[("holds", _("holds now")), ("coming", _("still to come"))], method="by_state"
    )

    class Meta:
        model = RoadClosure
        fields: list[str] = []

    def by_words(self, queryset: Any, _name: str, value: str) -> Any:
        """Keep those whose road or reason holds the words."""
        return queryset.filter(Q(road__icontains=value) | Q(reason__icontains=value))

    def by_state(self, queryset: Any, _name: str, value: str) -> Any:
        """Keep those that hold, or those to come."""
        at = timezone.now()
        return queryset.in_effect(at) if value == "holds" else queryset.coming(at)
