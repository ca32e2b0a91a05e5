"""Filters of this app's lists."""

from typing import Any

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.fires.models import Fire
from lanyan.inspections.filters import PeriodFilter, UnitFilter, worded
from lanyan.kernel import codes
from lanyan.places.models import Division


def _groups(name: str) -> Any:
    """The groups of a list and their rows."""
    return lambda: [(row.code, ("　" if row.parent else "") + row.label) for row in codes.table(name).values()]


class FireFilter(django_filters.FilterSet):
    """By words, unit, state, when, place, cause, district, town or country, class, what is late."""

    STANDS = (
        ("late", _("investigation late")),
        ("deadly", _("with dead")),
        ("uncalled", _("nobody was called to")),
        ("minor", _("minor fires")),
        ("not_minor", _("not minor")),
    )
    q = django_filters.CharFilter(label=_("number or address"), method="by_words")
    unit = UnitFilter()
    state = django_filters.MultipleChoiceFilter(label=_("state"), choices=Fire.State.choices)
    started = PeriodFilter("started_at", label=_("began in"))
    stands = django_filters.ChoiceFilter(label=_("stands"), choices=STANDS, method="by_stand")
    place = django_filters.ChoiceFilter(
        label=pgettext_lazy("fire", "kind of place"),
        field_name="place_kind",
        lookup_expr="startswith",
        choices=_groups("fire_places"),
    )
    cause = django_filters.ChoiceFilter(
        label=pgettext_lazy("fire", "cause"),
        field_name="cause",
        lookup_expr="startswith",
        choices=_groups("fire_causes"),
    )
    settlement = django_filters.ChoiceFilter(label=_("town or country"), choices=Fire.Settlement.choices)
    division = django_filters.ModelChoiceFilter(label=_("district"), queryset=Division.objects.all())
    loss_class = django_filters.MultipleChoiceFilter(label=_("loss class"), choices=Fire.LossClass.choices)
    premises = django_filters.NumberFilter(label=_("premises (key)"), field_name="premises_id")

    class Meta:
        model = Fire
        fields: list[str] = []

    def by_words(self, queryset: Any, _name: str, value: str) -> Any:
        """By number or address, as the global search finds them."""
        return queryset.filter(worded("fire", value))

    def by_stand(self, queryset: Any, _name: str, value: str) -> Any:
        """Late, deadly, uncalled, minor or not."""
        if value == "late":
            return queryset.investigated_late(timezone.localdate())
        narrowed = {
            "deadly": {"dead__gt": 0},
            "uncalled": {"incident": None},
            "minor": {"minor": True},
            "not_minor": {"minor": False},
        }
        return queryset.filter(**narrowed[value])
