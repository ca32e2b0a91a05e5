"""What people type in this app, by noun."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DayInput(forms.DateInput):
    """The browser's own day picker."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("format", "%Y-%m-%d")
        super().__init__(**kwargs)


def bootstrap(form: forms.BaseForm) -> None:
    """Give every field the look of the house."""
    for field in form.fields.values():
        widget = field.widget
        if isinstance(widget, forms.CheckboxInput | forms.CheckboxSelectMultiple | forms.RadioSelect):
            continue
        widget.attrs.setdefault("class", "form-select" if isinstance(widget, forms.Select) else "form-control")


class HouseForm(forms.Form):
    """A form in the look of the house."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.build()
        bootstrap(self)

    def build(self) -> None:
        """Add the fields and choices that depend on the record or the reader."""


class ReasonForm(HouseForm):
    """Why something is done."""

    reason = forms.CharField(label=_("reason"), max_length=200)
