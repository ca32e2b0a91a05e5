"""Forms about what hangs on premises: persons, facilities, categories, files."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lanyan.kernel import codes
from lanyan.premises.forms.premises import rows_of
from lanyan.premises.models import Facility, ResponsiblePerson
from lanyan.units.forms import DayInput, HouseForm


class PersonForm(HouseForm):
    """Who answers, and as what."""

    role = forms.ChoiceField(label=_("as what"), choices=ResponsiblePerson.Role.choices)
    name = forms.CharField(label=_("full name"), max_length=40)
    phone = forms.CharField(label=_("telephone"), max_length=30, required=False)
    certificate = forms.CharField(label=_("certificate"), max_length=60, required=False)
    since_date = forms.DateField(label=_("from"), required=False, widget=DayInput())


class FacilityStateForm(HouseForm):
    """How a facility stands."""

    state = forms.ChoiceField(label=_("state"), choices=Facility.State.choices)
    state_since_date = forms.DateField(label=_("so since"), required=False, widget=DayInput())
    serviced_date = forms.DateField(label=_("last serviced on"), required=False, widget=DayInput())
    note = forms.CharField(label=_("note"), max_length=200, required=False)


class FacilityForm(FacilityStateForm):
    """A facility and how it stands."""

    kind = forms.ChoiceField(label=_("kind"))
    place = forms.CharField(label=_("place"), max_length=100, required=False)
    quantity = forms.IntegerField(label=_("number of pieces"), required=False, min_value=0)

    field_order = ("kind", "place", "quantity", "state", "state_since_date", "serviced_date", "note")

    def build(self) -> None:
        """Add the kinds."""
        fields: Any = self.fields
        fields["kind"].choices = rows_of("premises_facilities")[1:]


class ConfirmForm(HouseForm):
    """From when on a proposed category is borne."""

    since_date = forms.DateField(label=_("from"), widget=DayInput())
    note = forms.CharField(label=_("note"), max_length=200, required=False)


class CategoryForm(HouseForm):
    """A category that no rule proposes, and why."""

    category = forms.ChoiceField(label=_("category"))
    since_date = forms.DateField(label=_("from"), widget=DayInput())
    note = forms.CharField(
        label=_("why"), max_length=200, help_text=_("The document or decision that says so: no rule proposes it.")
    )

    def build(self) -> None:
        """Add the categories; groups of them are none."""
        fields: Any = self.fields
        rows = codes.table("premises_categories").items()
        fields["category"].choices = [(code, row.label) for code, row in rows if not row.facts.get("group")]


class EndCategoryForm(HouseForm):
    """The day on which a category ends, and why."""

    until_date = forms.DateField(label=_("until"), widget=DayInput())
    reason = forms.CharField(label=_("reason"), max_length=200)


class FileForm(HouseForm):
    """A photograph or a drawing."""

    file = forms.FileField(
        label=_("file"),
        help_text=_("JPEG, PNG or PDF."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
    )
    kind = forms.ChoiceField(label=_("kind"), choices=[("photo", _("photograph")), ("drawing", _("drawing"))])
    caption = forms.CharField(label=_("caption"), max_length=200, required=False)
