"""Filters of this app's lists."""

from typing import Any

import django_filters
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lanyan.inspections.models import (
    CheckPlan,
    Clue,
    Draw,
    Inspection,
    PoliceTransfer,
    Recusal,
    SpecialDrive,
    Supervision,
    Visit,
)
from lanyan.inspections.rules import checks
from lanyan.kernel import codes, periods
from lanyan.kernel.search import matches
from lanyan.premises.models import Premises
from lanyan.units.forms.tree import UnitField
from lanyan.units.models import Unit
from lanyan.web.filters import holding


def reachable(request: Any) -> Any:
    """The units a reader reaches at all."""
    return Unit.objects.visible_to(request.user).order_by("path") if request is not None else Unit.objects.none()


class UnitFilter(django_filters.ModelChoiceFilter):
    """A unit with everything below it."""

    field_class = UnitField

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("unit"))
        super().__init__(queryset=reachable, **kwargs)

    def filter(self, qs: Any, value: Any) -> Any:
        """Those of the unit or under it."""
        return qs.filter(unit__path__startswith=value.path) if value else qs


class PeriodFilter(django_filters.CharFilter):
    """A period as people write it, over a column of days or instants; nonsense shows nothing."""

    def __init__(self, column: str, *, of_days: bool = False, **kwargs: Any) -> None:
        self.column, self.of_days = column, of_days
        super().__init__(**kwargs)

    def filter(self, qs: Any, value: Any) -> Any:
        """Those whose column lies in the period, half-open."""
        if not value:
            return qs
        try:
            span = periods.parse(value)
        except ValueError:
            return qs.none()
        since, until = (span.since.date(), span.until.date()) if self.of_days else (span.since, span.until)
        return qs.filter(**{f"{self.column}__gte": since, f"{self.column}__lt": until})


def _drives(request: Any) -> Any:
    return SpecialDrive.objects.visible_to(request.user) if request is not None else SpecialDrive.objects.none()


def _found(kind: str, text: str) -> Any:
    entries: Any = matches(text, kinds=[kind]).order_by()
    return entries.values("record_id")


def worded(kind: str, text: str) -> Q:
    """What the global search finds of a kind by the words: numbers too, whole or in part."""
    return Q(pk__in=_found(kind, text))


def at_premises(text: str) -> Q:
    """What belongs to premises the global search finds by the words; those merged are not in it, and found by name."""
    merged = Premises.objects.filter(holding(text, "name"), merged_into__isnull=False)
    return Q(premises__in=_found("premises", text)) | Q(premises__in=merged.values("pk"))


class InspectionFilter(django_filters.FilterSet):
    """By words, unit, state, form, cause, drive, day, and what is overdue or joint."""

    q = django_filters.CharFilter(label=_("number or premises"), method="by_words")
    unit = UnitFilter()
    state = django_filters.MultipleChoiceFilter(label=_("state"), choices=Inspection.State.choices)
    form = django_filters.MultipleChoiceFilter(label=_("form of check"), choices=Inspection.Form.choices)
    cause = django_filters.MultipleChoiceFilter(label=_("cause"), choices=Inspection.Cause.choices)
    drive = django_filters.ModelChoiceFilter(label=_("drive"), queryset=_drives)
    period = PeriodFilter("scheduled_date", of_days=True, label=_("scheduled in"))
    concluded = PeriodFilter("concluded_at", label=_("concluded in"))
    overdue = django_filters.BooleanFilter(label=_("overdue"), method="by_overdue")
    joint = django_filters.BooleanFilter(label=_("joint check"), method="by_joint")
    premises = django_filters.NumberFilter(label=_("premises (key)"), field_name="premises_id")

    class Meta:
        model = Inspection
        fields: list[str] = []

    def by_words(self, queryset: Any, _name: str, value: str) -> Any:
        """By number or by place."""
        return queryset.filter(worded("inspection", value))

    def by_overdue(self, queryset: Any, _name: str, value: bool) -> Any:
        """Standing, and its day is past."""
        late = Q(state__in=checks.STANDING, scheduled_date__lt=timezone.localdate())
        return queryset.filter(late) if value else queryset.exclude(late)

    def by_joint(self, queryset: Any, _name: str, value: bool) -> Any:
        """With departments that took part."""
        return queryset.joint() if value else queryset.exclude(pk__in=queryset.joint().values("pk"))


class PlanFilter(django_filters.FilterSet):
    """By title, unit and state."""

    q = django_filters.CharFilter(label=_("title"), field_name="title", lookup_expr="icontains")
    unit = UnitFilter()
    state = django_filters.MultipleChoiceFilter(label=_("state"), choices=CheckPlan.State.choices)

    class Meta:
        model = CheckPlan
        fields: list[str] = []


class DrawFilter(django_filters.FilterSet):
    """By number or title, unit, state and when."""

    q = django_filters.CharFilter(label=_("number or title"), method="by_words")
    unit = UnitFilter()
    state = django_filters.MultipleChoiceFilter(label=_("state"), choices=Draw.State.choices)
    drawn = PeriodFilter("drawn_at", label=_("drawn in"))

    class Meta:
        model = Draw
        fields: list[str] = []

    def by_words(self, queryset: Any, _name: str, value: str) -> Any:
        """By number or title."""
        return queryset.filter(Q(number__icontains=value) | Q(title__icontains=value))


class RecusalFilter(django_filters.FilterSet):
    """By person or place, and whether it stands."""

    q = django_filters.CharFilter(label=_("person or premises"), method="by_words")
    withdrawn = django_filters.BooleanFilter(
        label=_("withdrawn"), field_name="withdrawn_at", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = Recusal
        fields: list[str] = []

    def by_words(self, queryset: Any, _name: str, value: str) -> Any:
        """By person or by place."""
        return queryset.filter(Q(person__name__icontains=value) | Q(premises__name__icontains=value))


def _kinds(name: str) -> Any:
    return lambda: [(code, row.label) for code, row in codes.table(name).items()]


class DriveFilter(django_filters.FilterSet):
    """By name, kind, and whether it runs."""

    q = django_filters.CharFilter(label=_("name"), field_name="name", lookup_expr="icontains")
    kind = django_filters.MultipleChoiceFilter(label=_("kind of drive"), choices=_kinds("drive_kinds"))
    ended = django_filters.BooleanFilter(label=_("ended"), field_name="ended_at", lookup_expr="isnull", exclude=True)

    class Meta:
        model = SpecialDrive
        fields: list[str] = []


class VisitFilter(django_filters.FilterSet):
    """By place, unit, who went, and when."""

    q = django_filters.CharFilter(label=_("place or visitor"), method="by_words")
    unit = UnitFilter()
    by_kind = django_filters.MultipleChoiceFilter(label=_("who visited"), choices=Visit.By.choices)
    visited = PeriodFilter("visited_at", label=_("visited in"))
    withdrawn = django_filters.BooleanFilter(
        label=_("withdrawn"), field_name="withdrawn_at", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = Visit
        fields: list[str] = []

    def by_words(self, queryset: Any, _name: str, value: str) -> Any:
        """By place or visitor."""
        return queryset.filter(at_premises(value) | holding(value, "place_words", "visitors"))


class ClueFilter(django_filters.FilterSet):
    """By number, place or words, unit, state, who found it, and when."""

    q = django_filters.CharFilter(label=_("number, place or words"), method="by_words")
    unit = UnitFilter()
    state = django_filters.MultipleChoiceFilter(label=_("state"), choices=Clue.State.choices)
    by_kind = django_filters.MultipleChoiceFilter(label=_("who found it"), choices=Visit.By.choices)
    reported = PeriodFilter("reported_at", label=_("reported in"))

    class Meta:
        model = Clue
        fields: list[str] = []

    def by_words(self, queryset: Any, _name: str, value: str) -> Any:
        """By number, place or words."""
        return queryset.filter(worded("clue", value))


class SupervisionFilter(django_filters.FilterSet):
    """By words, unit, state and when."""

    q = django_filters.CharFilter(label=_("matter or supervised unit"), method="by_words")
    unit = UnitFilter()
    state = django_filters.MultipleChoiceFilter(label=_("state"), choices=Supervision.State.choices)
    supervised = PeriodFilter("supervised_date", of_days=True, label=_("supervised in"))

    class Meta:
        model = Supervision
        fields: list[str] = []

    def by_words(self, queryset: Any, _name: str, value: str) -> Any:
        """By matter or by the supervised unit."""
        return queryset.filter(Q(matter__icontains=value) | Q(object__name__icontains=value))


class PoliceFilter(django_filters.FilterSet):
    """By words, unit, state, matter and when."""

    q = django_filters.CharFilter(label=_("number, police station or place"), method="by_words")
    unit = UnitFilter()
    state = django_filters.MultipleChoiceFilter(label=_("state"), choices=PoliceTransfer.State.choices)
    matter = django_filters.MultipleChoiceFilter(label=_("matter"), choices=_kinds("police_matters"))
    received = PeriodFilter("received_at", label=_("received in"))

    class Meta:
        model = PoliceTransfer
        fields: list[str] = []

    def by_words(self, queryset: Any, _name: str, value: str) -> Any:
        """By either number, police station or place."""
        said = holding(value, "number", "their_number", "police_station", "place_words")
        return queryset.filter(at_premises(value) | said)
