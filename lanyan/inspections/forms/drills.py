"""Forms about evacuation drills."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lanyan.inspections.actions.drills import Held
from lanyan.inspections.forms import fields
from lanyan.inspections.forms.visits import MomentInput
from lanyan.inspections.models.drills import DEPARTMENTS
from lanyan.kernel import codes
from lanyan.premises.models import Premises
from lanyan.units.forms import HouseForm

KEEP = "inspections.keep_drills"


class DrillForm(HouseForm):
    """A drill as it was held."""

    premises = fields.PremisesField()
    department = forms.ChoiceField(label=_("held with"), required=False)
    held_at = forms.DateTimeField(label=_("held at"), widget=MomentInput())
    guided_by = forms.CharField(label=_("guided by"), max_length=100)
    people = forms.IntegerField(
        label=_("people who took part"), min_value=1, required=False, help_text=_("Empty: nobody counted.")
    )
    minutes = forms.DecimalField(
        label=_("minutes to clear"),
        max_digits=5,
        decimal_places=1,
        required=False,
        help_text=_("Empty: nobody stopped the time."),
    )
    words = forms.CharField(
        label=_("what was found"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["premises"].reachable = Premises.objects.visible_to(user, KEEP)  # type: ignore[attr-defined]
        listed = [(code, row.label) for code, row in codes.table(DEPARTMENTS).items()]
        self.fields["department"].choices = [("", _("the fire service alone")), *listed]  # type: ignore[attr-defined]

    def held(self) -> Held:
        """What was written, as the action takes it."""
        typed = dict(self.cleaned_data)
        return Held(premises_id=typed.pop("premises").pk, **typed)
