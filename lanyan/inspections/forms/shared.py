"""Fields that the forms of enforcement share: names, a signature, hazards to be ticked."""

import base64
import binascii
from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from lanyan.kernel import codes

AREA = forms.Textarea(attrs={"rows": 4})
PNG = "data:image/png;base64,"


class NamesField(forms.CharField):
    """Names of people, one on each line or parted by commas."""

    widget = forms.Textarea(attrs={"rows": 3})

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        """Part the names."""
        text = str(value or "")
        for mark in ("、", ",", "，", ";", "；"):
            text = text.replace(mark, "\n")
        return [line.strip() for line in text.splitlines() if line.strip()]


class SignatureField(forms.CharField):
    """A signature drawn on the screen, as the canvas gives it: a PNG in a data: address."""

    widget = forms.HiddenInput
    most = 400_000

    def to_python(self, value: Any) -> Any:
        """The picture as a file, or nothing."""
        text = str(value or "")
        if not text:
            return None
        if not text.startswith(PNG) or len(text) > self.most:
            raise forms.ValidationError(_("This is not a signature drawn here."))
        try:
            data = base64.b64decode(text.removeprefix(PNG), validate=True)
        except (binascii.Error, ValueError) as problem:
            raise forms.ValidationError(_("This is not a signature drawn here.")) from problem
        return ContentFile(data, name="signature.png")


def choices(name: str) -> Any:
    """The rows of a code list as choices, read when the form is made."""
    return lambda: [(row.code, row.label) for row in codes.table(name).values()]


class HazardChoice(forms.ModelMultipleChoiceField):
    """Hazards of one place, to be ticked."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, hazard: Any) -> str:
        """Its number and words."""
        return f"{hazard.number} · {hazard.place + '：' if hazard.place else ''}{hazard.words}"
