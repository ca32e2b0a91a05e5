"""Forms about hazards: found, ordered, re-checked, extended; the occupier's evidence."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lanyan.inspections.forms.shared import HazardChoice
from lanyan.inspections.models import Hazard
from lanyan.people.models import Person
from lanyan.units.forms import DayInput, HouseForm
from lanyan.units.forms.uploads import FilesField


class FindForm(HouseForm):
    """A hazard found in a check."""

    item = forms.TypedChoiceField(
        label=_("checklist item"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Those answered “does not”."),
    )
    words = forms.CharField(label=_("what was found"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    clause = forms.CharField(
        label=_("clause"),
        max_length=120,
        required=False,
        help_text=_("As 消防法第28条; empty: the clause of the item."),
    )
    place = forms.CharField(label=_("where in the building"), max_length=120, required=False)
    photos = FilesField(label=_("photographs"), required=False)
    spot = forms.BooleanField(label=_("put right on the spot"), required=False)

    def __init__(self, *args: Any, items: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = {row.pk: row for row in items}
        named = [(row.pk, row.label) for row in self.items.values()]
        self.fields["item"].choices = [("", "—"), *named]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Without a clause of its own a hazard has that of its item."""
        typed = super().clean() or {}
        row = self.items.get(typed.get("item"))
        typed["clause"] = typed.get("clause") or (row.facts.get("clause", "") if row is not None else "")
        if not typed["clause"]:
            self.add_error("clause", _now("This must not be empty."))
        return typed


class OrderForm(HouseForm):
    """Order hazards of one check to be put right."""

    hazards = HazardChoice(label=_("hazards"), queryset=Hazard.objects.none())
    how = forms.ChoiceField(
        label=_("how"),
        choices=(("AT_ONCE", _("at once")), ("BY_DATE", _("by a date"))),
        widget=forms.RadioSelect,
        initial="AT_ONCE",
    )
    due_date = forms.DateField(label=_("to be put right by"), required=False, widget=DayInput())

    def __init__(self, *args: Any, hazards: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hazards"].queryset = hazards  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A date is needed where it is ordered by one."""
        typed = super().clean() or {}
        if typed.get("how") == "BY_DATE" and not typed.get("due_date"):
            self.add_error("due_date", _now("This must not be empty."))
        return typed


class RecheckForm(HouseForm):
    """Re-check hazards of one place: what is ticked is put right."""

    looked_at = HazardChoice(label=_("re-checked"), queryset=Hazard.objects.none())
    fixed = HazardChoice(label=_("of these put right"), queryset=Hazard.objects.none(), required=False)
    words = forms.CharField(
        label=_("what is not put right"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    officers = forms.ModelMultipleChoiceField(
        label=_("officers"), queryset=Person.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, hazards: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["looked_at"].queryset = hazards  # type: ignore[attr-defined]
        self.fields["fixed"].queryset = hazards  # type: ignore[attr-defined]
        self.fields["officers"].queryset = people  # type: ignore[attr-defined]

    def results(self) -> list[tuple[int, bool, str]]:
        """Each hazard with what came out."""
        typed = self.cleaned_data
        fixed = {hazard.pk for hazard in typed["fixed"]}
        return [
            (hazard.pk, hazard.pk in fixed, "" if hazard.pk in fixed else typed["words"])
            for hazard in typed["looked_at"]
        ]


class WordsForm(HouseForm):
    """Words, possibly none."""

    words = forms.CharField(
        label=_("what the occupier says"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class PhotoForm(HouseForm):
    """Photographs of a hazard, before or after."""

    kind = forms.ChoiceField(label=_("shows it"), choices=(("before", _("as found")), ("after", _("put right"))))
    files = FilesField(label=_("photographs"))
    caption = forms.CharField(label=_("caption"), max_length=200, required=False)


class ExtensionForm(HouseForm):
    """A later date asked for."""

    wanted_date = forms.DateField(label=_("asked until"), widget=DayInput())
    reason = forms.CharField(label=_("reason"), max_length=200)


class DecisionForm(HouseForm):
    """Yes or no, with grounds."""

    granted = forms.TypedChoiceField(
        label=_("decision"),
        choices=(("1", _("granted")), ("0", _("refused"))),
        coerce=lambda text: text == "1",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("grounds of the decision"), max_length=200, required=False)


class LinkForm(HouseForm):
    """How long a link opens."""

    days = forms.IntegerField(label=_("days it opens"), min_value=1, max_value=60, initial=14)


class EvidenceForm(HouseForm):
    """What the occupier sends."""

    files = FilesField(label=_("photographs or PDF"))
    words = forms.CharField(label=_("what was done"), max_length=200, required=False)
    fixed = forms.BooleanField(label=_("We report that it is put right"), required=False)
