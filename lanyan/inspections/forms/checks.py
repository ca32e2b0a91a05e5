"""Forms about administrative checks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lanyan.inspections import checklists
from lanyan.inspections.forms import fields
from lanyan.inspections.models import Inspection, InspectionStaff
from lanyan.inspections.rules import checks
from lanyan.premises.models import Premises
from lanyan.units.forms import DayInput, HouseForm

SINGLE_CAUSES = [choice for choice in Inspection.Cause.choices if choice[0] not in (checks.BY_PLAN, checks.BY_DRAW)]


class PlanCheckForm(HouseForm):
    """A single check, for a cause."""

    premises = fields.PremisesField()
    form = forms.ChoiceField(label=_("form of check"), choices=Inspection.Form.choices, initial=checks.AS_NEEDED)
    cause = forms.ChoiceField(label=_("cause"), choices=SINGLE_CAUSES)
    cause_words = forms.CharField(
        label=_("grounds"), max_length=200, required=False, help_text=_("Number of the complaint, case or document.")
    )
    drive = forms.ModelChoiceField(label=_("drive"), queryset=None, required=False)
    scheduled_date = forms.DateField(label=_("scheduled on"), widget=DayInput())
    checklist = forms.ChoiceField(label=_("checklist"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        """What the writer may choose from."""
        self.fields["premises"].reachable = Premises.objects.visible_to(self.user, "inspections.plan_check")  # type: ignore[attr-defined]
        self.fields["drive"].queryset = fields.drives(self.user)  # type: ignore[attr-defined]
        self.fields["checklist"].choices = [("", _("as the categories say")), *checklists.choices()]  # type: ignore[attr-defined]


class StaffForm(HouseForm):
    """Who carries a check out, and who assists."""

    lead = fields.PersonChoice(label=_("in charge of the check"), queryset=None)
    second = fields.PersonChoice(label=_("carries it out too"), queryset=None)
    assisting = fields.PersonsChoice(
        label=_("assists only"),
        queryset=None,
        required=False,
        help_text=_("Also people without certificate; hold Ctrl to choose several."),
    )

    def __init__(self, *args: Any, inspection: Inspection, **kwargs: Any) -> None:
        self.inspection = inspection
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        """Offer the qualified ones, and everybody to assist; show who is in it."""
        able = fields.qualified(self.inspection.unit, self.inspection.scheduled_date)
        for name in ("lead", "second"):
            self.fields[name].queryset = able  # type: ignore[attr-defined]
        self.fields["assisting"].queryset = fields.serving(self.inspection.unit)  # type: ignore[attr-defined]
        members = list(self.inspection.staff.standing())  # type: ignore[attr-defined]
        part = InspectionStaff.Part
        chosen = {member.part: member.person_id for member in members}
        self.initial.setdefault("lead", chosen.get(part.LEAD))
        self.initial.setdefault("second", chosen.get(part.SECOND))
        self.initial.setdefault("assisting", [each.person_id for each in members if each.part == part.ASSISTANT])


class MakeNoticeForm(HouseForm):
    """The check notice, where the national system numbers it."""

    number = forms.CharField(
        label=_("number of the check notice"), max_length=60, help_text=_("As the national system gave it.")
    )


class NoticeForm(HouseForm):
    """A check notice that was served on paper."""

    notice_number = forms.CharField(
        label=_("number of the check notice"),
        max_length=60,
        help_text=_("As on the paper; the source of the number gives it."),
    )
    notice_date = forms.DateField(label=_("date of the check notice"), widget=DayInput())
    receiver = forms.CharField(
        label=_("receiver"), max_length=40, required=False, help_text=_("Who signed the receipt of service.")
    )


class ConcludeForm(HouseForm):
    """The end of a check: result, and signature or refusal."""

    result_words = forms.CharField(
        label=_("result told to the occupier"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    signed_name = forms.CharField(label=_("signed by"), max_length=40, required=False)
    signed_post = forms.CharField(label=_("post of who signed"), max_length=40, required=False)
    signature = forms.CharField(required=False, widget=forms.HiddenInput())
    refused_because = forms.CharField(label=_("why signing was refused"), max_length=200, required=False)
    witnesses = forms.CharField(label=_("witnesses"), max_length=100, required=False)


class JointForm(HouseForm):
    """A department that takes part."""

    department = forms.CharField(label=_("department"), max_length=60)
    part = forms.CharField(label=_("its part"), max_length=200)
    people = forms.CharField(label=_("its people"), max_length=100)


class JointSignForm(HouseForm):
    """What a department found."""

    finding = forms.CharField(label=_("what it found"), max_length=300, required=False)
    signed_name = forms.CharField(label=_("signed by"), max_length=40)
