"""Forms about units."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lanyan.units.forms import DayInput, HouseForm
from lanyan.units.models import Unit


class UnitField(forms.ModelChoiceField):
    """A unit out of a tree, its depth shown by indenting."""

    def label_from_instance(self, unit: Any) -> str:
        """Write the name under its parents."""
        return "　" * (unit.path.count(".") - 1) + unit.name


class UnitForm(HouseForm):
    """A new unit."""

    parent = UnitField(label=_("belongs to"), queryset=Unit.objects.none())
    kind = forms.ChoiceField(label=_("kind"), choices=Unit.Kind.choices)
    name = forms.CharField(label=_("name"), max_length=100)
    short_name = forms.CharField(
        label=_("short name"), max_length=30, required=False, help_text=_("As it stands in lists; else the name.")
    )
    division_code = forms.CharField(
        label=_("division code"), max_length=12, required=False, help_text=_("Digits, such as 330802.")
    )
    phone = forms.CharField(label=_("telephone"), max_length=30, required=False)
    since_date = forms.DateField(label=_("bears the name from"), required=False, widget=DayInput())

    def __init__(self, *args: Any, parents: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = parents  # type: ignore[attr-defined]


class ChangeUnitForm(HouseForm):
    """Corrections to a unit."""

    short_name = forms.CharField(label=_("short name"), max_length=30)
    division_code = forms.CharField(label=_("division code"), max_length=12, required=False)
    phone = forms.CharField(label=_("telephone"), max_length=30, required=False)


class NameForm(HouseForm):
    """A further name plate."""

    name = forms.CharField(label=_("name"), max_length=100)
    since_date = forms.DateField(label=_("from"), widget=DayInput())
    source = forms.CharField(
        label=_("source"), max_length=200, required=False, help_text=_("The document that says so.")
    )


class RenameForm(NameForm):
    """A new name that follows the present one."""

    short_name = forms.CharField(label=_("short name"), max_length=30)

    field_order = ("name", "short_name", "since_date", "source")


class MoveForm(HouseForm):
    """Where a unit goes."""

    parent = UnitField(label=_("belongs to"), queryset=Unit.objects.none())

    def __init__(self, *args: Any, parents: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = parents  # type: ignore[attr-defined]


class CloseForm(HouseForm):
    """The end of a unit."""

    closed_date = forms.DateField(label=_("closed on"), widget=DayInput())
    reason = forms.CharField(label=_("reason"), max_length=200)
