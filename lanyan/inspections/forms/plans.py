"""Forms about check plans, drives, draws and recusals."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lanyan.inspections import checklists
from lanyan.inspections.forms import fields
from lanyan.inspections.models import Inspection
from lanyan.inspections.rules import checks
from lanyan.kernel import codes
from lanyan.premises.models import Premises
from lanyan.units.forms import DayInput, HouseForm
from lanyan.units.forms.tree import UnitField


def _categories() -> list[tuple[str, str]]:
    """Every category of premises, with the ones above them once."""
    table = codes.table("premises_categories")
    parents = dict.fromkeys(row.parent for row in table.values() if row.parent and row.parent not in table)
    over = {"NINE": _now("nine small places"), "HIGH_RISE": _now("high-rise buildings"), "HERITAGE": _now("heritage")}
    return [
        *((code, over.get(code, code)) for code in parents),
        *((code, row.label) for code, row in table.items()),
    ]


class PlanForm(HouseForm):
    """A new check plan."""

    unit = UnitField(label=_("unit"), queryset=None)
    period = forms.CharField(label=_("period"), max_length=10, help_text=_("2026, 2026Q3 or 2026-03"))
    title = forms.CharField(label=_("title"), max_length=100)
    grounds = forms.CharField(label=_("grounds"), max_length=200, required=False)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        fields.only_choice(self, "unit", units)


class PlannedForm(HouseForm):
    """One check of a plan."""

    premises = fields.PremisesField()
    scheduled_date = forms.DateField(label=_("scheduled on"), widget=DayInput())
    form = forms.ChoiceField(label=_("form of check"), choices=Inspection.Form.choices, initial=checks.SPOT_CHECK)
    checklist = forms.ChoiceField(label=_("checklist"), required=False)
    drive = forms.ModelChoiceField(label=_("drive"), queryset=None, required=False)
    remark = forms.CharField(label=_("remark"), max_length=200, required=False)

    def __init__(self, *args: Any, user: Any, unit: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reachable = Premises.objects.visible_to(user, "inspections.keep_check_plans")
        self.fields["premises"].reachable = reachable.filter(unit__path__startswith=unit.path)  # type: ignore[attr-defined]
        self.fields["drive"].queryset = fields.drives(user)  # type: ignore[attr-defined]
        self.fields["checklist"].choices = [("", _("as the categories say")), *checklists.choices()]  # type: ignore[attr-defined]


class FillForm(HouseForm):
    """Many checks of a plan at once: the places of a category, the riskiest first."""

    category = forms.ChoiceField(label=_("category"))
    count = forms.IntegerField(label=_("places at most"), min_value=1, max_value=500, initial=50)
    form = forms.ChoiceField(label=_("form of check"), choices=Inspection.Form.choices, initial=checks.SPOT_CHECK)
    drive = forms.ModelChoiceField(label=_("drive"), queryset=None, required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = _categories()  # type: ignore[attr-defined]
        self.fields["drive"].queryset = fields.drives(user)  # type: ignore[attr-defined]


class DriveForm(HouseForm):
    """A new drive of special checks."""

    unit = UnitField(label=_("unit"), queryset=None)
    kind = forms.ChoiceField(label=_("kind of drive"))
    name = forms.CharField(label=_("name"), max_length=100)
    document = forms.CharField(label=_("document"), max_length=100, required=False)
    since_date = forms.DateField(label=_("from"), widget=DayInput())
    until_date = forms.DateField(label=_("until"), required=False, widget=DayInput())

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        fields.only_choice(self, "unit", units)
        self.fields["kind"].choices = [(code, row.label) for code, row in codes.table("drive_kinds").items()]  # type: ignore[attr-defined]


class DrawForm(HouseForm):
    """What is to be drawn."""

    unit = UnitField(label=_("unit"), queryset=None)
    title = forms.CharField(label=_("title"), max_length=100)
    categories = forms.MultipleChoiceField(
        label=_("categories"), required=False, help_text=_("None chosen: all places in business.")
    )
    wanted = forms.IntegerField(label=_("places to draw"), min_value=1, max_value=1000)
    scheduled_date = forms.DateField(label=_("to be checked by"), widget=DayInput())
    form = forms.ChoiceField(label=_("form of check"), choices=Inspection.Form.choices, initial=checks.SPOT_CHECK)
    drive = forms.ModelChoiceField(label=_("drive"), queryset=None, required=False)
    excluded = forms.CharField(
        label=_("places left out"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One number of premises a line."),
    )
    excluded_reason = forms.CharField(label=_("why they are left out"), max_length=200, required=False)
    seed = forms.CharField(
        label=_("seed"),
        max_length=64,
        required=False,
        help_text=_("8 to 64 signs, such as a lottery number agreed upon before; empty: made by the machine."),
    )

    def __init__(self, *args: Any, units: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reachable = Premises.objects.visible_to(user, "inspections.make_draw")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        fields.only_choice(self, "unit", units)
        self.fields["categories"].choices = _categories()  # type: ignore[attr-defined]
        self.fields["drive"].queryset = fields.drives(user)  # type: ignore[attr-defined]

    def clean_excluded(self) -> dict[str, int]:
        """The places named, by number."""
        numbers = [line.strip() for line in self.cleaned_data["excluded"].splitlines() if line.strip()]
        known = dict(self.reachable.filter(number__in=numbers).values_list("number", "pk"))
        missing = [number for number in numbers if number not in known]
        if missing:
            raise ValidationError(_now("There is no such premises: {numbers}").format(numbers="、".join(missing[:5])))
        return known

    def clean(self) -> dict[str, Any]:
        """Whoever leaves places out says why."""
        typed = super().clean() or self.cleaned_data
        if typed.get("excluded") and not typed.get("excluded_reason", "").strip():
            self.add_error("excluded_reason", _now("A reason is needed."))
        return typed


class PublishForm(HouseForm):
    """Where a draw was made public."""

    published_date = forms.DateField(label=_("published on"), widget=DayInput())
    published_where = forms.CharField(label=_("published where"), max_length=200)


class RecusalForm(HouseForm):
    """Who must not check what."""

    person = fields.PersonChoice(label=_("person"), queryset=None)
    premises = fields.PremisesField()
    reason = forms.CharField(label=_("reason"), max_length=200)

    def __init__(self, *args: Any, user: Any, persons: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = persons  # type: ignore[attr-defined]
        self.fields["premises"].reachable = Premises.objects.visible_to(user, "inspections.keep_recusals")  # type: ignore[attr-defined]
