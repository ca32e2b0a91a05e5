"""Forms about papers: service, numbers, what was written by hand; who holds a term."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lanyan.inspections.forms.shared import AREA, HazardChoice, NamesField, SignatureField, choices
from lanyan.inspections.models import Hazard, PaperSource
from lanyan.units.forms import DayInput, HouseForm
from lanyan.units.forms.tree import UnitField
from lanyan.units.models import Unit, User


class ServeForm(HouseForm):
    """Service on the screen."""

    receiver = forms.CharField(label=_("receiver"), max_length=40, required=False)
    signature = SignatureField(label=_("signature"), required=False)
    refusal = forms.CharField(label=_("why signing was refused"), max_length=200, required=False)
    witnesses = NamesField(label=_("witnesses"), required=False, widget=forms.TextInput())
    clip_number = forms.CharField(label=_("number of the body-camera clip"), max_length=60, required=False)


class NumberForm(HouseForm):
    """A number of another system."""

    number = forms.CharField(label=_("number there"), max_length=60)
    differs = forms.BooleanField(label=_("says something else there"), required=False)


class HandWrittenForm(HouseForm):
    """A paper written and served by hand."""

    kind = forms.ChoiceField(label=_("kind of paper"), choices=choices("paper_kinds"))
    number = forms.CharField(label=_("number on the paper"), max_length=60)
    made_at = forms.DateTimeField(
        label=_("instant on the paper"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    words = forms.CharField(label=_("what it says"), max_length=2000, widget=AREA)
    hazards = HazardChoice(label=_("hazards"), queryset=Hazard.objects.none(), required=False)
    receiver = forms.CharField(label=_("receiver"), max_length=40, required=False)
    refusal = forms.CharField(label=_("why signing was refused"), max_length=200, required=False)
    witnesses = NamesField(label=_("witnesses"), required=False, widget=forms.TextInput())
    clip_number = forms.CharField(label=_("number of the body-camera clip"), max_length=60, required=False)
    scan = forms.FileField(label=_("scan or photograph"))

    def __init__(self, *args: Any, hazards: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hazards"].queryset = hazards  # type: ignore[attr-defined]


class SourceForm(HouseForm):
    """Who numbers a unit's papers."""

    unit = UnitField(label=_("unit"), queryset=Unit.objects.none())
    source = forms.ChoiceField(label=_("who numbers"), choices=PaperSource.Source.choices)
    agency = forms.CharField(
        label=_("short name of the agency"), max_length=20, required=False, help_text=_("As it stands in the number.")
    )
    since_date = forms.DateField(label=_("from"), widget=DayInput())

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class HandOverForm(HouseForm):
    """Into whose hands."""

    person = forms.ModelChoiceField(label=_("to"), queryset=User.objects.none())
    reason = forms.CharField(label=_("reason"), max_length=200)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
