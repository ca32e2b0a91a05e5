"""Forms about visits, clues, supervision and police transfers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lanyan.inspections.actions.visits import Where
from lanyan.inspections.forms import fields
from lanyan.inspections.models import Visit
from lanyan.inspections.models.visits import SUPERVISED_KINDS
from lanyan.kernel import codes
from lanyan.premises.models import Premises
from lanyan.units.forms import DayInput, HouseForm
from lanyan.units.forms.tree import UnitField
from lanyan.units.models import Unit


class MomentInput(forms.DateTimeInput):
    """The browser's own picker of day and time."""

    input_type = "datetime-local"

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("format", "%Y-%m-%dT%H:%M")
        super().__init__(**kwargs)


class PlaceForm(HouseForm):
    """Where something was seen: known premises, or a place in words under a supervising unit."""

    premises = fields.PremisesField(required=False)
    place_words = forms.CharField(
        label=_("place"), max_length=200, required=False, help_text=_("Where the premises are not in the ledger.")
    )
    unit = UnitField(label=_("supervised by"), queryset=None, required=False)

    permission = ""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        """What the writer may choose from."""
        self.fields["premises"].reachable = Premises.objects.visible_to(self.user, self.permission)  # type: ignore[attr-defined]
        over = [
            path[: at + 1] for path in self.user.paths(self.permission) for at, sign in enumerate(path) if sign == "."
        ]
        reached = fields.supervising(self.user, self.permission) | Unit.objects.filter(
            path__in=over, kind__in=(Unit.Kind.DETACHMENT, Unit.Kind.BATTALION)
        )
        self.fields["unit"].queryset = reached.distinct().order_by("path")  # type: ignore[attr-defined]

    def take_where(self) -> Where:
        """The place that was written, taken out of the other values."""
        premises, unit = self.cleaned_data.pop("premises"), self.cleaned_data.pop("unit")
        return Where(premises.pk if premises else None, self.cleaned_data.pop("place_words"), unit.pk if unit else None)


class SourceForm(PlaceForm):
    """Who was there."""

    source_unit = UnitField(label=_("source"), queryset=None)
    by_kind = forms.ChoiceField(label=_("who it was"), choices=Visit.By.choices)

    def build(self) -> None:
        """The writer's own units, and the outside ones they reach."""
        super().build()
        self.fields["source_unit"].queryset = fields.units(self.user, self.permission)  # type: ignore[attr-defined]


class VisitForm(SourceForm):
    """A visit."""

    visitors = forms.CharField(label=_("names of the visitors"), max_length=100)
    visited_at = forms.DateTimeField(label=_("visited at"), widget=MomentInput())
    words = forms.CharField(label=_("what was seen and said"), widget=forms.Textarea(attrs={"rows": 4}))

    permission = "inspections.keep_visits"


class ClueForm(SourceForm):
    """A clue."""

    words = forms.CharField(label=_("what was seen"), max_length=500, widget=forms.Textarea(attrs={"rows": 4}))

    permission = "inspections.keep_clues"


class FollowForm(HouseForm):
    """How a clue is followed."""

    premises = fields.PremisesField(required=False)
    inspection = forms.ModelChoiceField(
        label=_("a check that is planned already"), queryset=None, required=False, help_text=_("Empty: a new check.")
    )
    scheduled_date = forms.DateField(label=_("scheduled on"), widget=DayInput())

    def __init__(self, *args: Any, reachable: Any, standing: Any, known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["inspection"].queryset = standing  # type: ignore[attr-defined]
        if known:
            del self.fields["premises"]
        else:
            self.fields["premises"].reachable = reachable  # type: ignore[attr-defined]
            del self.fields["inspection"]


class SettleForm(HouseForm):
    """What the check showed of a clue."""

    confirmed = forms.TypedChoiceField(
        label=_("outcome"),
        choices=(("yes", _("confirmed: a hazard was found")), ("no", _("unfounded"))),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect(),
    )
    outcome_words = forms.CharField(label=_("what the source is told"), max_length=300)


class SupervisionForm(HouseForm):
    """A supervision."""

    unit = UnitField(label=_("supervising unit"), queryset=None)
    object = UnitField(label=_("supervised"), queryset=None)
    matter = forms.CharField(label=_("matter"), max_length=200)
    led_by = forms.CharField(label=_("led by"), max_length=60)
    supervised_date = forms.DateField(label=_("on"), widget=DayInput())
    found = forms.CharField(label=_("what was found"), widget=forms.Textarea(attrs={"rows": 4}))
    asked = forms.CharField(label=_("what was asked"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    due_date = forms.DateField(label=_("answer due"), required=False, widget=DayInput())

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units.exclude(kind__in=("OUTSIDE", "STATION"))  # type: ignore[attr-defined]
        self.fields["object"].queryset = units.filter(kind__in=SUPERVISED_KINDS)  # type: ignore[attr-defined]


class AnswerForm(HouseForm):
    """What was answered."""

    answer = forms.CharField(label=_("answer"), widget=forms.Textarea(attrs={"rows": 4}))


class ClosingForm(HouseForm):
    """How it ended."""

    closing_words = forms.CharField(label=_("how it was closed"), max_length=200)


class PoliceForm(PlaceForm):
    """What a police station passes on."""

    police_station = forms.CharField(label=_("police station"), max_length=60)
    their_number = forms.CharField(label=_("their number"), max_length=60)
    matter = forms.ChoiceField(label=_("matter"))
    words = forms.CharField(label=_("what they found"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    found_date = forms.DateField(label=_("found by them on"), widget=DayInput())

    permission = "inspections.keep_police"

    def build(self) -> None:
        """The matters of the list."""
        super().build()
        self.fields["matter"].choices = [(code, row.label) for code, row in codes.table("police_matters").items()]  # type: ignore[attr-defined]


class PoliceCheckForm(HouseForm):
    """When we check."""

    premises = fields.PremisesField(required=False)
    scheduled_date = forms.DateField(label=_("scheduled on"), widget=DayInput())

    def __init__(self, *args: Any, reachable: Any, known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["premises"].reachable = reachable  # type: ignore[attr-defined]
        if known:
            del self.fields["premises"]


class OutcomeForm(HouseForm):
    """What came of it."""

    outcome = forms.CharField(label=_("outcome"), max_length=300)
