"""Forms of pre-plans and familiarisations."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lanyan.kernel import codes
from lanyan.premises.actions import PLAN_PARTS
from lanyan.premises.models import PrePlanRevision
from lanyan.units.forms import HouseForm
from lanyan.units.forms.tree import UnitField
from lanyan.units.models import Unit

ANSWERS = [("YES", _("known")), ("NO", _("not known")), ("NA", _("not applicable"))]


class RevisionForm(HouseForm):
    """The words of a pre-plan, part by part."""

    def build(self) -> None:
        """Add one field a part."""
        for name in PLAN_PARTS:
            label = PrePlanRevision._meta.get_field(name).verbose_name
            widget = forms.Textarea(attrs={"rows": 4})
            self.fields[name] = forms.CharField(label=label, max_length=4000, required=False, widget=widget)

    def parts(self) -> dict[str, str]:
        """What was written."""
        return {name: self.cleaned_data[name] for name in PLAN_PARTS}


class PlanForm(RevisionForm):
    """A new pre-plan."""

    title = forms.CharField(label=_("title"), max_length=100)
    unit = UnitField(label=_("kept by"), queryset=Unit.objects.none())

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        self.units = units
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        """Add the units, then the parts."""
        fields: Any = self.fields
        fields["unit"].queryset = self.units
        super().build()


class VisitForm(HouseForm):
    """A visit of a station: who, when, and the six parts."""

    unit = UnitField(label=_("station"), queryset=Unit.objects.none())
    visited_at = forms.DateTimeField(
        label=_("visited at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    headcount = forms.IntegerField(label=_("people there"), min_value=1)
    led_by = forms.CharField(label=_("led by"), max_length=40, required=False)

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        self.units = units
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        """Add the stations, the six parts, and the findings below them."""
        fields: Any = self.fields
        fields["unit"].queryset = self.units
        for code, row in codes.table("premises_familiar").items():
            fields[code] = forms.ChoiceField(label=row.label, choices=ANSWERS, widget=forms.RadioSelect)
        fields["findings"] = forms.CharField(
            label=_("findings"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
        )

    def answers(self) -> dict[str, str]:
        """The six answers."""
        return {code: self.cleaned_data[code] for code in codes.table("premises_familiar")}
