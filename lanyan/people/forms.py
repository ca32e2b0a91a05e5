"""Forms about persons and posts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lanyan.people.models import Person
from lanyan.units.forms import DayInput, HouseForm
from lanyan.units.forms.tree import UnitField
from lanyan.units.models import Unit


class FactsForm(HouseForm):
    """What is written about a person and may be corrected."""

    name = forms.CharField(label=_("full name"), max_length=40)
    category = forms.ChoiceField(label=_("category"), choices=Person.Category.choices)
    phone = forms.CharField(label=_("telephone"), max_length=30, required=False)
    joined_date = forms.DateField(label=_("joined on"), required=False, widget=DayInput())
    username = forms.CharField(
        label=_("login"), max_length=60, required=False, help_text=_("User name, if the person has one.")
    )


class PersonForm(FactsForm):
    """A new person."""

    number = forms.CharField(label=_("number"), max_length=20)
    unit = UnitField(label=_("unit"), queryset=Unit.objects.none())

    field_order = ("number", "name", "unit", "category", "phone", "joined_date", "username")

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class MoveForm(HouseForm):
    """To another unit."""

    unit = UnitField(label=_("to the unit"), queryset=Unit.objects.none())
    moved_date = forms.DateField(label=_("from"), widget=DayInput())
    reason = forms.CharField(label=_("reason"), max_length=200, required=False)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class LeaveForm(HouseForm):
    """Out of the service."""

    left_date = forms.DateField(label=_("left on"), widget=DayInput())
    reason = forms.CharField(label=_("reason"), max_length=200)


class PostForm(HouseForm):
    """A post at a unit."""

    unit = UnitField(label=_("unit"), queryset=Unit.objects.none())
    title = forms.CharField(label=_("post"), max_length=40)
    since_date = forms.DateField(label=_("from"), widget=DayInput())
    until_date = forms.DateField(label=_("until"), required=False, widget=DayInput())

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
