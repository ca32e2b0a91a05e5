"""Forms of the public page: a report, number and secret, a further word, satisfaction."""

import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lanyan.citizens.actions.receiving import PUBLIC, Person, Told
from lanyan.citizens.models import Message
from lanyan.citizens.rules import RATED
from lanyan.inspections.actions.visits import Where
from lanyan.inspections.forms.shared import choices
from lanyan.premises.models import Premises
from lanyan.units.forms import HouseForm
from lanyan.units.forms.uploads import FilesField, ManyFilesInput
from lanyan.units.models import Unit


def _pictures() -> FilesField:
    return FilesField(
        label=_("photographs"),
        required=False,
        widget=ManyFilesInput(attrs={"accept": "image/jpeg,image/png", "capture": None}),
        help_text=_("JPEG or PNG. The place a photograph was taken at is removed from it."),
    )


class TrapForm(HouseForm):
    """A form with a field that no person sees."""

    website = forms.CharField(required=False, max_length=200)

    def clean_website(self) -> str:
        """Only a machine fills it in."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave this field empty, please."))
        return ""


class ReportForm(TrapForm):
    """What somebody reports, with or without saying who they are."""

    kind = forms.ChoiceField(label=_("what is it about"), choices=choices("complaint_kinds"))
    words = forms.CharField(
        label=_("what you saw"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"})
    )
    unit = forms.ModelChoiceField(label=_("which area"), queryset=None)
    place = forms.CharField(
        label=_("which place"), max_length=80, required=False, help_text=_("Name of the shop, house or company.")
    )
    address = forms.CharField(label=_("address"), max_length=110, required=False, help_text=_("Street, number, floor."))
    lon = forms.FloatField(required=False, widget=forms.HiddenInput(), min_value=-180, max_value=180)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput(), min_value=-90, max_value=90)
    photographs = _pictures()
    name = forms.CharField(
        label=_("your name (optional)"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("your telephone (optional)"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        help_text=_("Only those who answer you see it, and each look is written down. The place is never told."),
    )
    key = forms.CharField(widget=forms.HiddenInput(), max_length=64, required=False)

    def __init__(self, *args: Any, premises: Premises | None, unit: Unit | None, units: Any, **kwargs: Any) -> None:
        self.premises, self.unit = premises, unit
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["unit"].label_from_instance = lambda one: one.name  # type: ignore[attr-defined]
        if premises is not None or unit is not None:
            del self.fields["unit"]
        if premises is not None:
            del self.fields["place"]
            self.fields["address"].help_text = _("Where in it: building, floor, room.")
        if not self.is_bound:
            self.initial["key"] = secrets.token_urlsafe(24)

    def clean(self) -> dict[str, Any]:
        """A place that somebody can find."""
        typed: dict[str, Any] = super().clean() or {}
        pointed = typed.get("lon") is not None and typed.get("lat") is not None
        if self.premises is None and not (typed.get("place") or typed.get("address") or pointed):
            self.add_error("address", _("Say where it is: a name, an address, or your position."))
        return typed

    def told(self) -> Told:
        """What was typed, as the action takes it."""
        typed = self.cleaned_data
        parts = [typed.get("place", ""), typed["address"]]
        words = " · ".join(part.strip() for part in parts if part.strip())
        pointed = typed["lon"] is not None and typed["lat"] is not None
        if self.premises is not None:
            where = Where(premises_id=self.premises.pk, place_words=words)
        else:
            unit = self.unit or typed["unit"]
            where = Where(place_words=words or f"{typed['lon']:.5f}, {typed['lat']:.5f}", unit_id=unit.pk)
        return Told(
            channel=PUBLIC,
            kind=typed["kind"],
            words=typed["words"],
            where=where,
            person=Person(typed["name"], typed["phone"]),
            lon=typed["lon"] if pointed else None,
            lat=typed["lat"] if pointed else None,
        )


class FollowForm(TrapForm):
    """Number and secret."""

    number = forms.CharField(
        label=_("number"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    )
    secret = forms.CharField(
        label=_("secret"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )


class WordForm(HouseForm):
    """A further word."""

    words = forms.CharField(label=_("what you want to add"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    photographs = _pictures()


class PublicRateForm(HouseForm):
    """What the sender thinks of the answer."""

    satisfaction = forms.ChoiceField(
        label=_("Are you satisfied with the answer?"),
        choices=[choice for choice in Message.Satisfaction.choices if choice[0] in RATED],
        widget=forms.RadioSelect(),
    )
    words = forms.CharField(label=_("Anything more?"), max_length=300, required=False)
