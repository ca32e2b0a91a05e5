"""Filters of the list of recordings."""

from datetime import timedelta
from typing import Any

import django_filters
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.kernel import periods
from lanyan.voice import rules
from lanyan.voice.models import Recorder, Recording
from lanyan.voice.models.shared import VIEW
from lanyan.web.filters import holding


class PeriodFilter(django_filters.CharFilter):
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


class RecordingFilter(django_filters.FilterSet):
    """By words, when, seat, channel, direction, number, incident, whether tied or kept, how long."""

    q = django_filters.CharFilter(label=_("seat, channel or number at the recorder"), method="by_words")
    began = PeriodFilter("began_at", label=pgettext_lazy("recording", "began in"))
    seat = django_filters.CharFilter(label=_("seat"))
    channel = django_filters.CharFilter(label=pgettext_lazy("recording", "channel"))
    direction = django_filters.ChoiceFilter(
        label=pgettext_lazy("recording", "direction"), choices=Recording.Direction.choices
    )
    number = django_filters.CharFilter(label=_("other side's number, whole"), method="by_number")
    incident = django_filters.CharFilter(label=_("number of the incident"), method="by_incident")
    tied = django_filters.BooleanFilter(label=_("tied"), method="by_tie")
    kept = django_filters.BooleanFilter(label=_("kept beyond its term"), method="by_keeping")
    longer = django_filters.NumberFilter(label=_("at least so many seconds"), method="by_length", min_value=0)
    recorder = django_filters.ModelChoiceFilter(
        label=_("recorder"),
        queryset=lambda request: (
            Recorder.objects.visible_to(request.user, VIEW).order_by("code") if request else Recorder.objects.none()
        ),
    )

    class Meta:
        model = Recording
        fields: list[str] = []

    def by_words(self, queryset: Any, _name: str, value: str) -> Any:
        """Words in what the recorder said."""
        return queryset.filter(holding(value, "external_id", "channel", "seat", "call_number"))

    def by_number(self, queryset: Any, _name: str, value: str) -> Any:
        """A whole number: who knows only a part is not helped to guess the rest."""
        number = rules.plain_number(value)
        return queryset.filter(Q(number=value.strip()) | Q(number=number)) if number else queryset

    def by_incident(self, queryset: Any, _name: str, value: str) -> Any:
        """Of the incident with this number."""
        wanted = value.strip()
        return queryset.filter(Q(call__incident__number__endswith=wanted) | Q(incident__number__endswith=wanted))

    def by_tie(self, queryset: Any, _name: str, value: bool) -> Any:
        """Those that belong somewhere, or the others."""
        return queryset.exclude(tie="") if value else queryset.filter(tie="")

    def by_keeping(self, queryset: Any, _name: str, value: bool) -> Any:
        """Those kept beyond their term, or the others."""
        return queryset.filter(kept_at__isnull=not value)

    def by_length(self, queryset: Any, _name: str, value: Any) -> Any:
        """Those that are at least so long."""
        seconds = min(int(value), 10**6)
        return queryset.filter(ended_at__gte=F("began_at") + timedelta(seconds=seconds))
