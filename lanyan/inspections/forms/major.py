"""Forms about major hazards."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lanyan.inspections.forms.hazards import DecisionForm
from lanyan.inspections.forms.shared import AREA, HazardChoice, NamesField
from lanyan.inspections.models import Hazard, MajorHazard
from lanyan.inspections.rules import judgement
from lanyan.units.forms import DayInput, HouseForm


class SuspectForm(HouseForm):
    """A suspected major hazard."""

    category = forms.ChoiceField(label=_("category of place"), choices=MajorHazard.Category.choices)
    hazards = HazardChoice(label=_("hazards"), queryset=Hazard.objects.none(), required=False)
    words = forms.CharField(label=_("what was found"), max_length=2000, widget=AREA)

    def __init__(self, *args: Any, hazards: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hazards"].queryset = hazards  # type: ignore[attr-defined]


class JudgeForm(HouseForm):
    """The elements found, out of the set in force on the day of the check."""

    category = forms.ChoiceField(label=_("category of place"), choices=MajorHazard.Category.choices)
    elements = forms.MultipleChoiceField(label=_("elements found"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, rule_set: judgement.RuleSet | None, english: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = rule_set.elements if rule_set is not None else ()
        self.fields["elements"].choices = [  # type: ignore[attr-defined]
            (one.clause, f"{one.clause} {one.label_en if english else one.label_zh}") for one in shown
        ]


class ExpertForm(HouseForm):
    """An expert panel."""

    expert_names = NamesField(label=_("experts"), help_text=_("At least seven, one on each line."))
    agreed = forms.IntegerField(label=_("experts who agreed"), min_value=0)


class DetermineForm(HouseForm):
    """Major or not."""

    is_major = forms.TypedChoiceField(
        label=_("result"),
        choices=(("1", _("It is a major hazard")), ("0", _("It is not"))),
        coerce=lambda text: text == "1",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("reason"), max_length=200, required=False)


class DueForm(HouseForm):
    """A date."""

    due_date = forms.DateField(label=_("to be put right by"), widget=DayInput())


class ReportForm(HouseForm):
    """The report to the government."""

    through = forms.CharField(label=_("reported through"), max_length=60, initial="应急管理局")


class ReportReceiptForm(HouseForm):
    """Its receipt."""

    receipt = forms.CharField(label=_("number of the receipt"), max_length=60)


class ListingForm(HouseForm):
    """A listing by a government."""

    level = forms.ChoiceField(label=_("listed by"), choices=MajorHazard.Level.choices)
    list_number = forms.CharField(label=_("number of the list"), max_length=60)
    listed_date = forms.DateField(label=_("listed on"), widget=DayInput())
    due_date = forms.DateField(label=_("term of the list"), widget=DayInput())
    responsible = forms.CharField(label=_("responsible unit"), max_length=100)
    supervising = forms.CharField(label=_("supervising department"), max_length=100)


class ProgressForm(HouseForm):
    """How far it has come."""

    percent = forms.IntegerField(label=_("done, %"), min_value=0, max_value=100)
    words = forms.CharField(label=_("what was done"), max_length=300)


class DelistForm(DecisionForm):
    """The government's answer."""

    delisted_date = forms.DateField(label=_("delisted on"), required=False, widget=DayInput())


class CloseForm(HouseForm):
    """The re-check before closing."""

    words = forms.CharField(label=_("re-check before closing"), max_length=300)
