"""Signing in and one's own password."""

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lanyan.units.models import User


class LoginForm(forms.Form):
    """User name and password; whatever is wrong, one error in words with the tries that are left."""

    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"class": "form-control", "autocomplete": "username", "autofocus": True, "autocapitalize": "none"}
        ),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"class": "form-control", "autocomplete": "current-password"}),
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.user: User | None = None
        self.refused = False

    def clean_username(self) -> str:
        """Names are kept in small letters; tries are counted under one spelling."""
        return str(self.cleaned_data["username"]).lower()

    def clean(self) -> dict[str, Any]:
        """Ask the backends."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        credentials = {"username": cleaned["username"], "password": cleaned["password"]}
        user = authenticate(self.request, **credentials)
        if user is None:
            self.refused = True
            left = settings.AXES_FAILURE_LIMIT - AxesProxyHandler.get_failures(self.request, credentials)
            raise self.wrong(_tries_left(max(left, 0)))
        self.user = user  # type: ignore[assignment]
        return cleaned

    def wrong(self, message: str) -> forms.ValidationError:
        """Mark the password, for eyes and for screen readers, and build the one error."""
        self.fields["password"].widget.attrs |= {
            "class": "form-control is-invalid",
            "aria-invalid": "true",
            "aria-describedby": "login-error",
        }
        return forms.ValidationError(message)


def _tries_left(left: int) -> str:
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    return ngettext(
        "User name or password is wrong; {left} try left, then the name is locked for {minutes} minutes.",
        "User name or password is wrong; {left} tries left, then the name is locked for {minutes} minutes.",
        left,
    ).format(left=left, minutes=minutes)


class LockedForm(LoginForm):
    """The same fields on the page that says until when a name is locked."""

    def __init__(self, request: HttpRequest, *, username: str, message: str) -> None:
        self.message = message
        super().__init__(request, {"username": username, "password": "-"})

    def clean(self) -> dict[str, Any]:
        """Say the one thing; nobody is asked."""
        raise self.wrong(self.message)


class CodeForm(forms.Form):
    """The code of the second factor, or a backup code."""

    code = forms.CharField(
        label=_("Code from your device, or a backup code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "class": "form-control",
                "autocomplete": "one-time-code",
                "autofocus": True,
                "autocapitalize": "none",
            }
        ),
    )

    def refuse(self, wait_seconds: int) -> None:
        """Say that the code is wrong, or that the next try has to wait."""
        if wait_seconds:
            self.add_error(
                None,
                ngettext(
                    "Wait {seconds} second before the next try.",
                    "Wait {seconds} seconds before the next try.",
                    wait_seconds,
                ).format(seconds=wait_seconds),
            )
        else:
            self.add_error(None, _("This code does not fit. Is the clock of your device right?"))
