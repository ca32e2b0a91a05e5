"""Filters of the lists of premises, buildings, pairs and visits."""

from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from lanyan.kernel import codes
from lanyan.kernel.models import SearchEntry
from lanyan.kernel.search import matches
from lanyan.premises.models import Building, DuplicatePair, Familiarisation, Premises
from lanyan.units.models import Unit


def reachable(request: Any) -> QuerySet[Unit]:
    """The units the reader may choose from."""
    if request is None:
        return Unit.objects.none()
    return Unit.objects.visible_to(request.user, "premises.view_premises").order_by("path")


def offer_codes(filterset: Any, **tables: str) -> None:
    """Let filters offer the rows of code lists, which are unknown when the class is made."""
    for name, table in tables.items():
        filterset.filters[name].extra["choices"] = [(code, row.label) for code, row in codes.table(table).items()]


class UnitFilter(django_filters.ModelChoiceFilter):
    """A unit with all below it."""

    def filter(self, qs: Any, value: Any) -> Any:
        """Keep what belongs to the unit or anything under it."""
        return qs.filter(**{f"{self.field_name}__path__startswith": value.path}) if value else qs


class RiskOrder(django_filters.ChoiceFilter):
    """The order of risk, or that of names."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("sorting"), choices=[("risk", _("by risk"))], **kwargs)

    def filter(self, qs: Any, value: Any) -> Any:
        """The riskiest first; those never computed last."""
        return qs.order_by(F("risk_points").desc(nulls_last=True), "pk") if value == "risk" else qs


class PremisesFilter(django_filters.FilterSet):
    """By words, unit, town, category, kind, department, state, least risk; and in the order of risk."""

    q = django_filters.CharFilter(label=_("name, address, number, credit code"), method="by_words")
    unit = UnitFilter(label=_("supervised by"), queryset=reachable)
    category = django_filters.MultipleChoiceFilter(label=_("category"), method="by_category")
    kind = django_filters.MultipleChoiceFilter(label=_("kind of business"))
    town = django_filters.CharFilter(label=_("town or subdistrict"), field_name="town")
    department = django_filters.ChoiceFilter(label=_("department in charge"))
    state = django_filters.MultipleChoiceFilter(label=_("state"), choices=Premises.State.choices)
    least = django_filters.NumberFilter(label=_("risk from"), field_name="risk_points", lookup_expr="gte")
    order = RiskOrder()

    class Meta:
        model = Premises
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_codes(self, category="premises_categories", kind="premises_kinds", department="premises_departments")

    def by_words(self, queryset: Any, name: str, value: str) -> Any:
        """What the global search finds by the words: number and credit code too, whole or in part."""
        return queryset.filter(_worded("premises", value))

    def by_category(self, queryset: Any, name: str, value: list[str]) -> Any:
        """Those that bear one of these categories now; a group stands for all its members."""
        under = [code for code, row in codes.table("premises_categories").items() if row.parent in value]
        return queryset.of_category(*value, *under) if value else queryset


def _worded(kind: str, text: str) -> Q:
    entries: QuerySet[SearchEntry] = matches(text, kinds=[kind]).order_by()
    return Q(pk__in=entries.values("record_id"))


class BuildingFilter(django_filters.FilterSet):
    """By words, unit, high-rise class, monument level, use; withdrawn ones only when asked for."""

    q = django_filters.CharFilter(label=_("name, address"), method="by_words")
    unit = UnitFilter(label=_("supervised by"), queryset=reachable)
    high_rise = django_filters.MultipleChoiceFilter(label=_("high-rise class"), choices=Building.HighRise.choices)
    heritage_level = django_filters.MultipleChoiceFilter(label=_("monument level"), choices=Building.Heritage.choices)
    use = django_filters.ChoiceFilter(label=_("use"))
    withdrawn = django_filters.BooleanFilter(
        label=_("withdrawn"), field_name="withdrawn_at", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = Building
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_codes(self, use="premises_building_uses")

    def by_words(self, queryset: Any, name: str, value: str) -> Any:
        """What the global search finds by the words."""
        return queryset.filter(_worded("building", value))


class PairFilter(django_filters.FilterSet):
    """By state and least likeness."""

    state = django_filters.ChoiceFilter(label=_("state"), choices=DuplicatePair.State.choices)
    least = django_filters.NumberFilter(label=_("likeness from, %"), field_name="likeness", lookup_expr="gte")

    class Meta:
        model = DuplicatePair
        fields: list[str] = []


class VisitFilter(django_filters.FilterSet):
    """By station and days."""

    unit = UnitFilter(label=_("station"), queryset=reachable)
    visited = django_filters.DateFromToRangeFilter(label=_("visited at"), field_name="visited_at")

    class Meta:
        model = Familiarisation
        fields: list[str] = []
