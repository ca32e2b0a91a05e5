"""Forms and filters of holds and of mutual aid."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lanyan.forces.actions.holds import MOST_DELAY_MINUTES
from lanyan.forces.duty_forms import MinuteField
from lanyan.forces.models import AidAgreement, Station, VehicleHold
from lanyan.units.forms import DayInput, HouseForm
from lanyan.units.forms.tree import UnitField
from lanyan.units.models import Unit


class HoldForm(HouseForm):
    """Why a vehicle stays, and until when."""

    kind = forms.ChoiceField(label=_("kind"), choices=VehicleHold.Kind.choices)
    until_at = MinuteField(label=_("until"), required=False, help_text=_("Leave empty when nobody knows yet."))
    reason = forms.CharField(label=_("reason"), max_length=200)


class AidForm(HouseForm):
    """Whose station helps whom."""

    centre = UnitField(label=_("may be called by"), queryset=Unit.objects.none())
    station = forms.ModelChoiceField(label=_("helping station"), queryset=Station.objects.none())
    delay_minutes = forms.IntegerField(
        label=_("delay of asking, min"),
        min_value=0,
        max_value=MOST_DELAY_MINUTES,
        help_text=_("From the decision to ask until their crew is alarmed."),
    )
    document = forms.CharField(label=_("agreement"), max_length=120)
    since_date = forms.DateField(label=_("from"), widget=DayInput())

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        self._user = user
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        """Their own centres, and everybody's stations: who helps is somebody else by nature."""
        centres = Unit.objects.visible_to(self._user, "forces.change_forces").filter(kind=Unit.Kind.DETACHMENT)
        self.fields["centre"].queryset = centres.order_by("path")  # type: ignore[attr-defined]
        stations = Station.objects.filter(unit__closed_date=None).select_related("unit").order_by("unit__path")
        self.fields["station"].queryset = stations  # type: ignore[attr-defined]
        self.fields["station"].label_from_instance = lambda one: one.unit.name  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """Give the cleaned form to an action."""
        cleaned = dict(self.cleaned_data)
        return {"centre_id": cleaned.pop("centre").pk, "station_id": cleaned.pop("station").pk, **cleaned}


class AidFilter(django_filters.FilterSet):
    """By words, and whether it holds now."""

    q = django_filters.CharFilter(label=_("Words"), method="by_words")
    now = django_filters.ChoiceFilter(label=_("state"), choices=[("holds", _("holds now"))], method="by_state")

    class Meta:
        model = AidAgreement
        fields: list[str] = []

    def by_words(self, queryset: Any, _name: str, value: str) -> Any:
        """Keep those whose station, centre or document holds the words."""
        return queryset.filter(
            Q(station__unit__name__icontains=value) | Q(centre__name__icontains=value) | Q(document__icontains=value)
        )

    def by_state(self, queryset: Any, _name: str, _value: str) -> Any:
        """Keep those that hold today."""
        return queryset.on(timezone.localdate())
