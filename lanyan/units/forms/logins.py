"""Forms about users and their roles."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lanyan.units.forms import DayInput, HouseForm
from lanyan.units.forms.passwords import password_field
from lanyan.units.forms.tree import UnitField
from lanyan.units.models import Role, Unit


def roles_within(user: Any) -> list[Role]:
    """The roles whose rights a person holds somewhere themselves, and so may give away there."""
    paths = user.paths("units.assign_role")
    return [
        role
        for role in Role.objects.in_use().order_by("pk")
        if any(all(user.may(permission, path) for permission in role.permissions) for path in paths)
    ]


class AssignForm(HouseForm):
    """A role at a unit between two days."""

    unit = UnitField(label=_("unit"), queryset=Unit.objects.none())
    role_code = forms.ChoiceField(label=_("role"))
    since_date = forms.DateField(label=_("from"), widget=DayInput())
    until_date = forms.DateField(
        label=_("until"), required=False, widget=DayInput(), help_text=_("From that day on it does not hold any more.")
    )

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        self.by = by
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        """Offer the units and roles that the person may give away."""
        reach = Unit.objects.visible_to(self.by, "units.assign_role").filter(closed_date=None).order_by("path")
        self.fields["unit"].queryset = reach  # type: ignore[attr-defined]
        self.fields["role_code"].choices = [(role.code, role.name) for role in roles_within(self.by)]  # type: ignore[attr-defined]


class UserForm(AssignForm):
    """A new login with its first role."""

    username = forms.CharField(
        label=_("user name"), max_length=60, help_text=_("Letters a to z, digits, dot, hyphen, underscore.")
    )
    name = forms.CharField(label=_("full name"), max_length=60)
    seat = forms.CharField(label=_("seat"), max_length=30, required=False)
    password = password_field(_("first password"))

    field_order = ("username", "name", "seat", "password", "unit", "role_code", "since_date")

    def build(self) -> None:
        """A first role has no end yet."""
        super().build()
        del self.fields["until_date"]


class ChangeUserForm(HouseForm):
    """Corrections to a login."""

    name = forms.CharField(label=_("full name"), max_length=60)
    seat = forms.CharField(label=_("seat"), max_length=30, required=False)


class EndForm(HouseForm):
    """The end of a role."""

    until_date = forms.DateField(
        label=_("until"), widget=DayInput(), help_text=_("From that day on it does not hold any more.")
    )
    reason = forms.CharField(label=_("reason"), max_length=200, required=False)
