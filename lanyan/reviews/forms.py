"""Forms of reviews."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.incidents.forms import InstantField
from lanyan.reviews.models import VIEW, Finding, Review
from lanyan.units.forms import DayInput, HouseForm
from lanyan.units.models import ALL, Assignment, User

AREA = forms.Textarea(attrs={"rows": 5})


class OpenForm(HouseForm):
    """Who reviews an incident that no row asks for."""

    level = forms.ChoiceField(label=pgettext_lazy("review", "level"), choices=Review.Level.choices)


class EditForm(HouseForm):
    """What was said."""

    held_at = InstantField(label=pgettext_lazy("review", "held at"), required=False)
    place = forms.CharField(label=pgettext_lazy("review", "held where"), max_length=120, required=False)
    chair = forms.CharField(label=_("in the chair"), max_length=40, required=False)
    participants = forms.CharField(
        label=_("participants"), max_length=4000, required=False, widget=AREA, help_text=_("One a line: name, unit.")
    )
    went_well = forms.CharField(label=_("what went well"), max_length=8000, required=False, widget=AREA)
    went_wrong = forms.CharField(label=_("what did not"), max_length=8000, required=False, widget=AREA)
    lessons = forms.CharField(label=_("lessons"), max_length=8000, required=False, widget=AREA)

    def clean_participants(self) -> list[str]:
        """The lines."""
        return str(self.cleaned_data["participants"]).splitlines()


class FindingForm(HouseForm):
    """A finding."""

    sort = forms.ChoiceField(label=pgettext_lazy("finding", "about"), choices=Finding.Sort.choices)
    words = forms.CharField(
        label=pgettext_lazy("finding", "finding"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class TaskForm(HouseForm):
    """A task for a finding."""

    words = forms.CharField(label=_("task"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    assignee = forms.ModelChoiceField(label=_("by whom"), queryset=User.objects.none())
    due_date = forms.DateField(label=_("by when"), widget=DayInput())

    def __init__(self, *args: Any, path: str, **kwargs: Any) -> None:
        self.path = path
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        """Everybody of the detachment who may look at reviews."""
        root = f"{self.path.partition('.')[0]}."
        holding = Assignment.objects.in_force(timezone.localdate()).filter(
            Q(role__permissions__contains=[VIEW]) | Q(role__permissions__contains=[ALL]), unit__path__startswith=root
        )
        field: Any = self.fields["assignee"]
        field.queryset = User.objects.filter(is_active=True, pk__in=holding.values("user")).order_by("name", "pk")


class DoneForm(HouseForm):
    """What was done."""

    words = forms.CharField(label=_("what was done"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
