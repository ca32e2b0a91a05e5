"""Forms of one's own account."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lanyan.kernel import access
from lanyan.units.forms import DayInput, HouseForm
from lanyan.units.forms.passwords import TypedTwice, password_field


class PasswordForm(TypedTwice):
    """A new password of one's own, with the present one."""

    old = password_field(_("present password"), present=True)

    field_order = ("old", "password", "again")


class TokenForm(HouseForm):
    """A key for a machine: what it is for, what it may do, until when."""

    label = forms.CharField(label=_("label"), max_length=60, help_text=_("Which machine uses it."))
    scopes = forms.MultipleChoiceField(label=_("may do"), widget=forms.CheckboxSelectMultiple)
    expires_date = forms.DateField(
        label=_("holds until"), required=False, widget=DayInput(), help_text=_("Empty: until it is revoked.")
    )

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        self.by = by
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        """Offer what the person may do themselves."""
        mine = [(name, label) for name, label in access.acts().items() if self.by.has_perm(name)]
        self.fields["scopes"].choices = mine  # type: ignore[attr-defined]


class PresentPasswordForm(HouseForm):
    """The present password, to confirm that it is really the person."""

    password = password_field(_("present password"), present=True)


class EnrolForm(HouseForm):
    """The first code of a device."""

    code = forms.CharField(
        label=_("code of the device"),
        max_length=9,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        help_text=_("The six digits that the device shows now."),
    )
