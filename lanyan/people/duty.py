"""The duty roster: who has which duty of a unit at an instant; its forms, filter and ledger."""

from datetime import datetime
from typing import Any

import django_filters
from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.kernel import codes, sheets
from lanyan.people.actions.turns import KINDS, MOST_DAYS
from lanyan.people.filters import UnitFilter
from lanyan.people.models import DutyTurn, Person
from lanyan.units.forms import DayInput, HouseForm
from lanyan.units.forms.tree import UnitField
from lanyan.units.models import Unit

JOINED = ("unit", "person__unit", "taken_over_by")


def on_duty(unit: Unit, at: datetime) -> list[DutyTurn]:
    """Whoever has a duty of this very unit at an instant, in the order of the list of duties."""
    order = list(codes.table(KINDS))
    found = DutyTurn.objects.at(at).filter(unit=unit).select_related("person")
    return sorted(found, key=lambda turn: (order.index(turn.kind) if turn.kind in order else len(order), turn.pk))


def told(unit: Unit, at: datetime) -> list[DutyTurn]:
    """Those of them whose duty is to be told: of reports due, of answers that are late."""
    rows = codes.table(KINDS)
    return [turn for turn in on_duty(unit, at) if turn.kind in rows and rows[turn.kind].facts.get("told")]


def kinds() -> list[tuple[str, str]]:
    """The duties to choose from."""
    return [(code, str(row.label)) for code, row in codes.table(KINDS).items()]


class PlanForm(HouseForm):
    """A duty of a unit for some days, a person a day, over and over."""

    unit = UnitField(label=_("unit"), queryset=Unit.objects.none())
    kind = forms.ChoiceField(label=pgettext_lazy("roster", "duty"), choices=kinds)
    first_day = forms.DateField(label=_("first day"), widget=DayInput())
    days = forms.IntegerField(label=_("days"), min_value=1, max_value=MOST_DAYS, initial=7)
    change = forms.TimeField(label=_("change of shift"), widget=forms.TimeInput(attrs={"type": "time"}))
    persons = forms.CharField(
        label=_("persons in turn"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One a line, by number or by name; the first has the first day, after the last comes the first."),
    )

    def __init__(self, *args: Any, units: Any, persons: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self._persons = persons

    def clean_persons(self) -> list[int]:
        """Keys of the persons, in their order; a name that two bear must be written as the number."""
        words = [line.strip() for line in self.cleaned_data["persons"].splitlines() if line.strip()]
        found: list[int] = []
        for word in words:
            named = list(self._persons.filter(number=word)) or list(self._persons.filter(name=word)[:2])
            if len(named) != 1:
                reason = _("Two are called “{word}”: write the number.") if named else _("Nobody is called “{word}”.")
                raise forms.ValidationError(str(reason).format(word=word[:40]))
            found.append(named[0].pk)
        return found


class SwapForm(HouseForm):
    """Somebody else for a turn."""

    person = forms.ModelChoiceField(label=_("person"), queryset=Person.objects.none())
    reason = forms.CharField(label=_("reason"), max_length=200)

    def __init__(self, *args: Any, persons: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = persons  # type: ignore[attr-defined]


class TakeOverForm(HouseForm):
    """What the one before handed on."""

    words = forms.CharField(
        label=_("handed on"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What is unfinished, what to look after, what came from above."),
    )  # fmt: skip


def _reachable(request: Any) -> Any:
    if request is None:
        return Unit.objects.none()
    return Unit.objects.visible_to(request.user, "people.view_duty").order_by("path")


class DutyFilter(django_filters.FilterSet):
    """By name, unit, duty, the day they cover, and whether they were withdrawn."""

    q = django_filters.CharFilter(label=_("full name"), field_name="person__name", lookup_expr="icontains")
    unit = UnitFilter(label=_("unit"), queryset=_reachable)
    kind = django_filters.MultipleChoiceFilter(label=pgettext_lazy("roster", "duty"), choices=kinds)
    since = django_filters.DateFilter(
        label=_("from day"), field_name="ends_at", lookup_expr="date__gte", widget=DayInput()
    )
    until = django_filters.DateFilter(
        label=_("to day"), field_name="starts_at", lookup_expr="date__lte", widget=DayInput()
    )
    now = django_filters.BooleanFilter(label=_("on duty now"), method="by_now")
    withdrawn = django_filters.BooleanFilter(
        label=_("withdrawn"), field_name="withdrawn_at", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = DutyTurn
        fields: list[str] = []

    def by_now(self, queryset: Any, _name: str, value: bool) -> Any:
        """Those that run at this instant."""
        return queryset.at(timezone.now()) if value else queryset.exclude(pk__in=queryset.at(timezone.now()))


DUTY = sheets.Sheet(
    key="duty_turns",
    title=_("Duty roster"),
    model=DutyTurn,
    columns=(
        sheets.Column(
            "kind",
            pgettext_lazy("roster", "duty"),
            lambda turn: turn.kind_label,
            link=lambda turn: reverse("people:turn", args=[turn.pk]),
            width=18,
        ),
        sheets.Column("person", _("full name"), lambda turn: turn.person.name),
        sheets.Column("phone", _("telephone"), lambda turn: turn.person.phone),
        sheets.Column("starts_at", _("on duty from"), lambda turn: turn.starts_at),
        sheets.Column("ends_at", _("on duty until"), lambda turn: turn.ends_at),
        sheets.Column("taken_over_at", _("taken over at"), lambda turn: turn.taken_over_at),
        sheets.Column("unit", _("unit"), lambda turn: turn.unit.short_name, width=20),
        sheets.Column("withdrawn_reason", _("why withdrawn"), lambda turn: turn.withdrawn_reason, width=20),
    ),
    prepare=lambda turns: turns.select_related(*JOINED),
)
sheets.register(DUTY)
