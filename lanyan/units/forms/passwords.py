"""A password that is chosen: one field with the rules said, and the same typed twice."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lanyan.units.forms import HouseForm


def password_field(label: Any, *, rules: bool = True, present: bool = False) -> forms.CharField:
    """A password: its rules below the field, or the one that a person has already."""
    attrs = {"autocomplete": "current-password" if present else "new-password"}
    said = _("At least 10 characters, not only digits, not a common one, not like the name.")
    return forms.CharField(
        label=label,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs=attrs),
        help_text=said if rules and not present else "",
    )


class TypedTwice(HouseForm):
    """A new password, typed twice."""

    password = password_field(_("new password"))
    again = password_field(_("new password again"), rules=False)

    def clean_again(self) -> str:
        """Both must be the same."""
        again = str(self.cleaned_data["again"])
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError(_("The two are not the same."))
        return again
