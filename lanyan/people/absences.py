"""Forms, filter and ledger of absences."""

from typing import Any

import django_filters
from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lanyan.kernel import sheets
from lanyan.people.filters import UnitFilter
from lanyan.people.models import Absence
from lanyan.units.forms import DayInput, HouseForm
from lanyan.units.models import Unit


class AbsenceForm(HouseForm):
    """Why and when a person is not there."""

    kind = forms.ChoiceField(label=_("kind"), choices=Absence.Kind.choices)
    from_date = forms.DateField(label=_("absent from"), widget=DayInput())
    until_date = forms.DateField(
        label=_("back on"), required=False, widget=DayInput(), help_text=_("The first day back; empty: not known yet.")
    )
    reason = forms.CharField(label=_("reason"), max_length=200, required=False)


def _reachable(request: Any) -> Any:
    if request is None:
        return Unit.objects.none()
    return Unit.objects.visible_to(request.user, "people.view_absence").order_by("path")


class AbsenceUnitFilter(UnitFilter):
    """The unit of the person, with everything below it."""

    def filter(self, qs: Any, value: Any) -> Any:
        """Those of persons at the unit or under it."""
        return qs.filter(person__unit__path__startswith=value.path) if value else qs


class AbsenceFilter(django_filters.FilterSet):
    """By name, unit, kind, the day they cover, and whether they were withdrawn."""

    q = django_filters.CharFilter(label=_("full name"), field_name="person__name", lookup_expr="icontains")
    unit = AbsenceUnitFilter(label=_("unit"), queryset=_reachable)
    kind = django_filters.MultipleChoiceFilter(label=_("kind"), choices=Absence.Kind.choices)
    day = django_filters.DateFilter(label=_("absent on"), method="on_day", widget=DayInput())
    withdrawn = django_filters.BooleanFilter(
        label=_("withdrawn"), field_name="withdrawn_at", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = Absence
        fields: list[str] = []

    def on_day(self, queryset: Any, _name: str, value: Any) -> Any:
        """Those that cover the day."""
        return queryset.on(value)


ABSENCES = sheets.Sheet(
    key="absences",
    title=_("Absences"),
    model=Absence,
    columns=(
        sheets.Column(
            "person",
            _("full name"),
            lambda absence: absence.person.name,
            link=lambda absence: reverse("people:person", args=[absence.person_id]),
        ),
        sheets.Column("unit", _("unit"), lambda absence: absence.person.unit.short_name, width=20),
        sheets.Column("kind", _("kind"), lambda absence: absence.get_kind_display()),
        sheets.Column("from_date", _("absent from"), lambda absence: absence.from_date),
        sheets.Column("until_date", _("back on"), lambda absence: absence.until_date),
        sheets.Column("reason", _("reason"), lambda absence: absence.reason, width=30),
        sheets.Column("withdrawn_reason", _("why withdrawn"), lambda absence: absence.withdrawn_reason, width=20),
    ),
    prepare=lambda absences: absences.select_related("person__unit"),
)
sheets.register(ABSENCES)
