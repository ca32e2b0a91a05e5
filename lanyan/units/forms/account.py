"""Forms of one's own account."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lanyan.kernel import access
from lanyan.units.forms import DayInput, bootstrap
from lanyan.units.forms.logins import NEW_PASSWORD


class PasswordForm(forms.Form):
    """A new password of one's own."""

    old = forms.CharField(
        label=_("present password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("new password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs=NEW_PASSWORD),
        help_text=_("At least 10 characters, not only digits, not a common one, not like the name."),
    )
    again = forms.CharField(
        label=_("new password again"), strip=False, max_length=200, widget=forms.PasswordInput(attrs=NEW_PASSWORD)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bootstrap(self)

    def clean_again(self) -> str:
        """Both must be the same."""
        again = str(self.cleaned_data["again"])
        if again != self.cleaned_data.get("new", again):
            raise forms.ValidationError(_("The two are not the same."))
        return again


class TokenForm(forms.Form):
    """A key for a machine: what it is for, what it may do, until when."""

    label = forms.CharField(label=_("label"), max_length=60, help_text=_("Which machine uses it."))
    scopes = forms.MultipleChoiceField(label=_("may do"), widget=forms.CheckboxSelectMultiple)
    expires_date = forms.DateField(
        label=_("holds until"), required=False, widget=DayInput(), help_text=_("Empty: until it is revoked.")
    )

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = [(name, label) for name, label in access.acts().items() if by.has_perm(name)]
        self.fields["scopes"].choices = mine  # type: ignore[attr-defined]
        bootstrap(self)
