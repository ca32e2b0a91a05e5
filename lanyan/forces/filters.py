"""Filters of the lists of stations, vehicles and formations."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from lanyan.forces.forms import kind_choices
from lanyan.forces.models import Formation, Station, Vehicle


def my_stations(request: Any) -> QuerySet[Station]:
    """The stations the reader may choose from."""
    if request is None:
        return Station.objects.none()
    return Station.objects.visible_to(request.user).select_related("unit").order_by("unit__path")


class StationFilter(django_filters.FilterSet):
    """By words and class."""

    q = django_filters.CharFilter(label=_("Words"), method="by_words")
    station_class = django_filters.MultipleChoiceFilter(label=_("class"), choices=Station.Class.choices)

    class Meta:
        model = Station
        fields: list[str] = []

    def by_words(self, queryset: QuerySet[Station], _name: str, value: str) -> QuerySet[Station]:
        """Keep stations whose name or address holds the words."""
        return queryset.filter(
            Q(unit__name__icontains=value) | Q(unit__short_name__icontains=value) | Q(address__icontains=value)
        )


class VehicleFilter(django_filters.FilterSet):
    """By words, station, kind and condition."""

    q = django_filters.CharFilter(label=_("Words"), method="by_words")
    home = django_filters.ModelChoiceFilter(label=_("home station"), queryset=my_stations)
    kind = django_filters.MultipleChoiceFilter(label=_("kind"), field_name="kind__code")
    condition = django_filters.MultipleChoiceFilter(label=_("condition"), choices=Vehicle.Condition.choices)

    class Meta:
        model = Vehicle
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The kinds are rows of a code list, unknown when this class is made.
        self.filters["kind"].extra["choices"] = kind_choices()

    def by_words(self, queryset: QuerySet[Vehicle], _name: str, value: str) -> QuerySet[Vehicle]:
        """Keep vehicles whose call sign, plate, kind or reason holds the words."""
        return queryset.filter(
            Q(call_sign__icontains=value)
            | Q(plate__icontains=value)
            | Q(kind__label_zh__icontains=value)
            | Q(kind__label_en__icontains=value)
            | Q(condition_reason__icontains=value)
        )


class FormationFilter(django_filters.FilterSet):
    """By words, station, and whether they are in use."""

    q = django_filters.CharFilter(label=_("Words"), field_name="name", lookup_expr="icontains")
    station = django_filters.ModelChoiceFilter(label=_("station"), queryset=my_stations)
    in_use = django_filters.BooleanFilter(label=_("in use"), field_name="ended_date", lookup_expr="isnull")

    class Meta:
        model = Formation
        fields: list[str] = []
