"""Filters of this app's lists."""

from typing import Any

import django_filters
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.citizens import rules
from lanyan.citizens.models import Matter, Message
from lanyan.inspections.filters import PeriodFilter, UnitFilter, worded
from lanyan.kernel import codes
from lanyan.web.filters import holding


def _rows(name: str) -> Any:
    return lambda: [(code, row.label) for code, row in codes.table(name).items()]


class MatterFilter(django_filters.FilterSet):
    """By words, unit, state, kind, clock, outcome, channel, when received."""

    STANDS = (
        ("open", _("to be checked")),
        ("over", pgettext_lazy("complaints", "past the term")),
        ("late", _("checked late")),
        ("owed", _("answers owed")),
    )
    q = django_filters.CharFilter(label=_("number, place or words"), method="by_words")
    unit = UnitFilter()
    state = django_filters.MultipleChoiceFilter(label=_("state"), choices=Matter.State.choices)
    kind = django_filters.MultipleChoiceFilter(label=_("kind of matter"), choices=_rows("complaint_kinds"))
    channel = django_filters.MultipleChoiceFilter(
        label=_("channel"), choices=_rows("complaint_channels"), method="by_channel"
    )
    stands = django_filters.ChoiceFilter(label=_("stands"), choices=STANDS, method="by_stand")
    outcome = django_filters.MultipleChoiceFilter(label=_("outcome"), choices=Matter.Outcome.choices)
    received = PeriodFilter("received_at", label=_("received in"))
    premises = django_filters.NumberFilter(label=_("premises (key)"), field_name="premises_id")
    exercise = django_filters.BooleanFilter(label=_("exercise"))

    class Meta:
        model = Matter
        fields: list[str] = []

    def by_words(self, queryset: Any, _name: str, value: str) -> Any:
        """By number, place, words, or the number of a message or of whoever passed it on."""
        return queryset.filter(worded("matter", value))

    def by_channel(self, queryset: Any, _name: str, value: list[str]) -> Any:
        """With a message that came through one of these."""
        if not value:
            return queryset
        return queryset.filter(pk__in=Message.objects.filter(channel__in=value).values("matter"))

    def by_stand(self, queryset: Any, _name: str, value: str) -> Any:
        """To be checked, past the term, checked late, or with answers owed."""
        if value == "over":
            return queryset.over(timezone.now())
        if value == "late":
            return queryset.filter(checked_at__gte=F("due_at"))
        return queryset.filter(state__in=rules.TO_ANSWER) if value == "owed" else queryset.open()


class MessageFilter(django_filters.FilterSet):
    """By number or words, unit, channel, answer, satisfaction, when received."""

    STANDS = (
        ("answered", pgettext_lazy("complaint", "answered")),
        ("excused", _("not to be answered")),
        ("waiting", _("waiting for an answer")),
    )
    q = django_filters.CharFilter(label=_("number"), method="by_words")
    unit = UnitFilter(method="by_unit")
    channel = django_filters.MultipleChoiceFilter(label=_("channel"), choices=_rows("complaint_channels"))
    stands = django_filters.ChoiceFilter(label=_("stands"), choices=STANDS, method="by_stand")
    satisfaction = django_filters.MultipleChoiceFilter(label=_("satisfaction"), choices=Message.Satisfaction.choices)
    received = PeriodFilter("received_at", label=_("received in"))

    class Meta:
        model = Message
        fields: list[str] = []

    def by_words(self, queryset: Any, _name: str, value: str) -> Any:
        """By its number, theirs, or that of the matter."""
        return queryset.filter(holding(value, "number", "sender_number", "matter__number"))

    def by_unit(self, queryset: Any, _name: str, value: Any) -> Any:
        """Those of the unit or under it."""
        return queryset.filter(matter__unit__path__startswith=value.path) if value else queryset

    def by_stand(self, queryset: Any, _name: str, value: str) -> Any:
        """Answered, excused, or waiting."""
        if value == "answered":
            return queryset.filter(answered_at__isnull=False)
        if value == "excused":
            return queryset.filter(excused_at__isnull=False)
        return queryset.filter(answered_at=None, excused_at=None, matter__state__in=rules.STANDING)
