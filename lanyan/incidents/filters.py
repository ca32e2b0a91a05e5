"""Filters of the incident ledger."""

from datetime import timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lanyan.incidents import rules
from lanyan.incidents.models import HURT, SAVED, Incident
from lanyan.kernel import codes, periods, search
from lanyan.places.models import Division
from lanyan.units.forms import DayInput
from lanyan.units.forms.tree import UnitField
from lanyan.units.models import Unit

QUICK = (
    ("today", _("today")),
    ("yesterday", _("yesterday")),
    ("week", _("last 7 days")),
    ("month", _("this month")),
    ("year", _("this year")),
)
LEVELS = (
    ("2up", _("level 2 and above")),
    ("3up", _("level 3 and above")),
    ("1", _("level 1")),
    ("2", _("level 2")),
    ("3", _("level 3")),
    ("4", _("level 4")),
    ("5", _("level 5")),
)
PEOPLE = (
    ("any", _("casualties, rescued or evacuated")),
    ("hurt", _("dead or injured")),
    ("saved", _("rescued or evacuated")),
)


def quick_period(name: str) -> tuple[Any, Any]:
    """The half-open span of a quick choice, or of a period as people write it (2024, 2024Q3, 2024-03)."""
    today = timezone.localdate()
    if name == "week":
        return periods.midnight(today - timedelta(days=6)), periods.midnight(today + timedelta(days=1))
    text = {
        "today": today.isoformat(),
        "yesterday": (today - timedelta(days=1)).isoformat(),
        "month": f"{today:%Y-%m}",
        "year": str(today.year),
    }.get(name, name)
    period = periods.parse(text)
    return period.since, period.until


class PeriodField(forms.ChoiceField):
    """A quick choice, or any period as people write it in the address."""

    def valid_value(self, value: Any) -> bool:
        """Is it a choice or a period?"""
        try:
            quick_period(str(value))
        except ValueError:
            return False
        return True


class PeriodFilter(django_filters.ChoiceFilter):
    """By the instant the call was answered."""

    field_class = PeriodField

    def filter(self, qs: Any, value: Any) -> Any:
        """Keep what was answered in the period."""
        return qs.answered_in(*quick_period(value)) if value else qs


class UnitFilter(django_filters.ModelChoiceFilter):
    """By responsible unit with all below it."""

    field_class = UnitField

    def filter(self, qs: Any, value: Any) -> Any:
        """Keep those whose unit lies under the chosen one."""
        return qs.filter(unit__path__startswith=value.path) if value else qs


def _units(request: Any) -> QuerySet[Unit]:
    if request is None:
        return Unit.objects.none()
    found: QuerySet[Unit] = Unit.objects.visible_to(request.user, "incidents.view_incident").filter(closed_date=None)
    return found.order_by("path")


def _subkinds() -> list[tuple[str, list[tuple[str, str]]]]:
    rows = list(codes.table("incident_kinds").values())
    kinds = [row for row in rows if not row.parent]
    return [(kind.label, [(row.code, row.label) for row in rows if row.parent == kind.code]) for kind in kinds]


class IncidentFilter(django_filters.FilterSet):
    """By when, what, how grave, where, whose, in which state, and by words."""

    q = django_filters.CharFilter(label=_("number or address"), method="by_words")
    period = PeriodFilter(label=_("answered"), choices=QUICK)
    since = django_filters.DateFilter(label=_("from day"), method="from_day", widget=DayInput())
    until = django_filters.DateFilter(label=_("to day"), method="to_day", widget=DayInput())
    kind = django_filters.ChoiceFilter(label=_("kind"), choices=Incident.Kind.choices)
    subkind = django_filters.ChoiceFilter(label=_("sub-kind"), field_name="subkind__code")
    level = django_filters.ChoiceFilter(label=_("level"), choices=LEVELS, method="by_level")
    division = django_filters.ModelChoiceFilter(label=_("district"), queryset=Division.objects.all())
    unit = UnitFilter(label=_("unit with below"), queryset=_units)
    status = django_filters.MultipleChoiceFilter(label=_("status"), choices=Incident.Status.choices)
    people = django_filters.ChoiceFilter(label=_("people"), choices=PEOPLE, method="by_people")
    exercise = django_filters.BooleanFilter(label=_("exercise"), field_name="is_exercise")
    late = django_filters.BooleanFilter(
        label=_("entered late"), field_name="late_entry", lookup_expr="isnull", exclude=True
    )
    notable = django_filters.BooleanFilter(label=_("kept as a case"), field_name="is_notable")

    class Meta:
        model = Incident
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["subkind"].extra["choices"] = _subkinds()

    def by_words(self, queryset: Any, _name: str, value: str) -> Any:
        """Its number, or words of its address (or their pinyin initials) as the search index knows them."""
        text = value.strip()
        if text.replace("-", "").isdecimal():
            return queryset.filter(number__contains=text)
        found = search.matches(text, kinds=["incident"]).order_by()
        return queryset.filter(pk__in=found.values("record_id"))

    def from_day(self, queryset: Any, _name: str, value: Any) -> Any:
        """Answered on this day or later."""
        return queryset.filter(answered_at__gte=periods.midnight(value))

    def to_day(self, queryset: Any, _name: str, value: Any) -> Any:
        """Answered on this day or earlier."""
        return queryset.filter(answered_at__lt=periods.midnight(value + timedelta(days=1)))

    def by_level(self, queryset: Any, _name: str, value: str) -> Any:
        """One level, or a level and all above."""
        if value.endswith("up"):
            return queryset.filter(level__gte=int(value.removesuffix("up")))
        return queryset.filter(level=int(value))

    def by_people(self, queryset: Any, _name: str, value: str) -> Any:
        """With people hurt, or brought to safety."""
        return queryset.filter({"hurt": HURT, "saved": SAVED}.get(value, HURT | SAVED))

    @property
    def qs(self) -> Any:
        """Refuse a span that ends before it begins, by name."""
        cleaned = getattr(self.form, "cleaned_data", {}) if self.is_bound and self.form.is_valid() else {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.form.add_error("until", _now("The period ends before it begins."))
            return self.queryset.none()
        return super().qs


IN_HAND = "&".join(f"status={status}" for status in (rules.DRAFT, rules.SUSPENDED, rules.OPEN))
