"""Forms about cases, seals and transfers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lanyan.inspections.forms.shared import AREA, NamesField, choices
from lanyan.inspections.models import Case
from lanyan.units.forms import HouseForm


class CaseForm(HouseForm):
    """A case to be opened."""

    rule = forms.ChoiceField(label=_("act punished"), choices=choices("penalty_rules"))
    person_name = forms.CharField(
        label=_("person punished"), max_length=40, required=False, help_text=_("Empty where it is the unit.")
    )
    on_the_spot = forms.BooleanField(label=_("punished on the spot"), required=False)


class PenaltyForm(HouseForm):
    """A penalty to be proposed."""

    warning = forms.BooleanField(label=_("warning"), required=False)
    fine_yuan = forms.IntegerField(label=_("fine, yuan"), min_value=1, required=False)
    stop = forms.ChoiceField(label=_("stop"), choices=[("", "—"), *Case.Stop.choices], required=False)


class StopReportForm(HouseForm):
    """A stop reported to the government."""

    reported_to = forms.CharField(label=_("reported to"), max_length=60)
    receipt = forms.CharField(label=_("number of the receipt"), max_length=60, required=False)


class EndCaseForm(HouseForm):
    """What has been carried out."""

    paid = forms.BooleanField(label=_("the fine is paid"), required=False)
    stop_ended = forms.BooleanField(label=_("the stop has ended"), required=False)


class SealForm(HouseForm):
    """A part to be sealed."""

    ground = forms.ChoiceField(label=_("ground"), choices=choices("seal_grounds"))
    part = forms.CharField(label=_("part sealed"), max_length=200)
    urgent = forms.BooleanField(label=_("urgent: sealed now on oral consent"), required=False)
    consent_name = forms.CharField(label=_("oral consent of"), max_length=40, required=False)


class StudyForm(HouseForm):
    """A collective study."""

    study_names = NamesField(label=_("who studied it"), help_text=_("At least three, one on each line."))
    words = forms.CharField(label=_("result of the study"), max_length=2000, widget=AREA)


class FitForm(HouseForm):
    """A check before lifting."""

    fit = forms.TypedChoiceField(
        label=_("danger removed"),
        choices=(("1", _("Yes")), ("0", _("No"))),
        coerce=lambda text: text == "1",
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label=_("what the check found"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class TransferForm(HouseForm):
    """A matter to be handed over."""

    matter = forms.ChoiceField(label=_("matter"), choices=choices("transfer_matters"))
    competence = forms.ChoiceField(
        label=_("handed to"),
        required=False,
        help_text=_("Only where more than one body is competent; otherwise the table decides."),
    )
    words = forms.CharField(label=_("facts of the matter"), max_length=2000, widget=AREA)

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["competence"].choices = [("", "—"), *bodies]  # type: ignore[attr-defined]


class ReceiptForm(HouseForm):
    """The receipt of another body."""

    receipt_number = forms.CharField(label=_("number of the receipt"), max_length=60)


class OutcomeForm(HouseForm):
    """What became of a transfer."""

    outcome = forms.ChoiceField(label=_("outcome"), choices=choices("transfer_outcomes"))
    words = forms.CharField(label=_("what became of it"), max_length=300, required=False)
    detained = forms.IntegerField(label=_("people detained"), min_value=1, required=False)
