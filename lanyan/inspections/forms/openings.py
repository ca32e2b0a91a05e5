"""Forms about openings, and about what is written down on the spot."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lanyan.inspections.forms import fields
from lanyan.inspections.forms.shared import AREA, NamesField
from lanyan.inspections.models import Opening
from lanyan.people.models import Person
from lanyan.premises.models import Premises
from lanyan.units.forms import DayInput, HouseForm


class OpeningForm(HouseForm):
    """An application to use or open a public gathering place."""

    premises = fields.PremisesField()
    applicant = forms.CharField(label=_("applicant"), max_length=60)
    channel = forms.ChoiceField(label=_("applied"), choices=Opening.Channel.choices, widget=forms.RadioSelect)
    pledge = forms.TypedChoiceField(
        label=_("with a pledge"),
        choices=(("1", _("Yes: permit first, site check after it")), ("0", _("No: site check first"))),
        coerce=lambda text: text == "1",
        widget=forms.RadioSelect,
    )
    scan = forms.FileField(
        label=_("signed pledge"), required=False, help_text=_("Photograph or PDF; needed with a pledge.")
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["premises"].reachable = Premises.objects.visible_to(user, "inspections.keep_enforcement")  # type: ignore[attr-defined]


class SiteCheckForm(HouseForm):
    """When the site is checked."""

    scheduled_date = forms.DateField(label=_("scheduled on"), widget=DayInput())


class ResultForm(HouseForm):
    """What the site check found."""

    fit = forms.TypedChoiceField(
        label=_("meets what is asked"),
        choices=(("1", _("Yes")), ("0", _("No"))),
        coerce=lambda text: text == "1",
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label=_("what the site check found"), max_length=300, widget=AREA)


class GroundsForm(HouseForm):
    """The grounds of a decision."""

    words = forms.CharField(label=_("grounds of the decision"), max_length=300, widget=AREA)


class SceneForm(HouseForm):
    """The record of a sealing."""

    officers = forms.ModelMultipleChoiceField(
        label=_("officers"), queryset=Person.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    present = NamesField(label=_("who stood by"), help_text=_("Occupier or witnesses, one on each line."))
    words = forms.CharField(label=_("what was done"), max_length=2000, widget=AREA)
    told = forms.CharField(label=_("what was told, and what the party answered"), max_length=1000, widget=AREA)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officers"].queryset = people  # type: ignore[attr-defined]


class StatementForm(HouseForm):
    """A statement in defence."""

    speaker = forms.CharField(label=_("who states it"), max_length=40)
    words = forms.CharField(label=_("statement and defence"), max_length=2000, widget=AREA)
    taken = forms.CharField(
        label=_("what came of it"), max_length=500, help_text=_("Taken into account or not, and why.")
    )
