"""Forms of fires: the record in sections, its submission, casualties, dates, no fire."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.fires.models import Fire, FireCasualty
from lanyan.fires.rules.facts import NAMES, Facts
from lanyan.inspections.forms import fields
from lanyan.inspections.forms.shared import AREA
from lanyan.inspections.forms.visits import MomentInput
from lanyan.kernel import codes
from lanyan.places.models import Division
from lanyan.premises.models import Premises
from lanyan.units.forms import DayInput, HouseForm
from lanyan.units.forms.tree import UnitField
from lanyan.units.models import Unit

UNSAID = ("", "—")
KNOWN = (UNSAID, ("yes", _("yes")), ("no", _("no")))


def listed(name: str, *, empty: bool = True) -> Any:
    """The rows of a code list, indented under their groups, read when the form is made."""

    def rows() -> list[tuple[str, str]]:
        found = [(row.code, ("　" if row.parent else "") + row.label) for row in codes.table(name).values()]
        return [UNSAID, *found] if empty else found

    return rows


class KnownField(forms.TypedChoiceField):
    """Yes, no, or nobody has said."""

    def __init__(self, **kwargs: Any) -> None:
        coerce = {"yes": True, "no": False}.get
        super().__init__(choices=KNOWN, coerce=coerce, empty_value=None, required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show a stored answer as its choice."""
        return {True: "yes", False: "no"}.get(value, value) if not isinstance(value, str) else value


def _amount(label: Any, **more: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, required=False, min_value=0, max_digits=14, decimal_places=2, **more)


def _choice(label: Any, given: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=given, required=False)


class FireForm(HouseForm):
    """The record of a fire, in the sections of the national form."""

    unit = UnitField(label=_("unit"), queryset=None, empty_label="—")
    started_at = forms.DateTimeField(label=pgettext_lazy("fire", "began"), widget=MomentInput())
    started_estimated = forms.BooleanField(label=_("time is estimated"), required=False)
    reported_date = forms.DateField(
        label=_("became known on"), widget=DayInput(), help_text=_("The clock of the investigation runs from here.")
    )
    place_kind = forms.ChoiceField(label=pgettext_lazy("fire", "kind of place"), choices=listed("fire_places"))
    settlement = forms.ChoiceField(label=_("town or country"), choices=(UNSAID, *Fire.Settlement.choices))
    division = forms.ModelChoiceField(
        label=_("district"), queryset=Division.objects.none(), required=False, empty_label="—"
    )
    town = forms.CharField(label=_("township or street"), max_length=40, required=False)
    address = forms.CharField(label=_("address"), max_length=200)
    premises = fields.PremisesField(required=False)
    lon = forms.FloatField(label=_("longitude"), required=False, min_value=-180, max_value=180)
    lat = forms.FloatField(label=_("latitude"), required=False, min_value=-90, max_value=90)
    cause = forms.ChoiceField(label=pgettext_lazy("fire", "cause"), choices=listed("fire_causes"))
    burnt_object = _choice(_("what burnt first"), listed("fire_objects"))
    ignition = _choice(_("ignition source"), listed("fire_ignition"))
    investigation = forms.ChoiceField(label=_("investigation"), choices=Fire.Investigation.choices)
    words = forms.CharField(label=_("course and finding"), max_length=4000, widget=AREA, required=False)
    burnt_area_m2 = _amount(_("burnt area, m²"), help_text=_("Empty: not known. Nought is said."))
    direct_loss = _amount(_("direct loss, yuan"), help_text=_("Empty: not known. Nought is said."))
    disposal_cost = _amount(_("of this cost of disposal, yuan"))
    medical_cost = _amount(_("of this medical cost, yuan"))
    households = forms.IntegerField(label=_("households affected"), required=False, min_value=0, max_value=30_000)
    insured = KnownField(label=_("insured"))
    building_class = _choice(_("class of building"), listed("fire_building_classes"))
    structure = _choice(_("structure"), listed("fire_structures"))
    fire_resistance = forms.TypedChoiceField(
        label=_("fire resistance"),
        choices=(UNSAID, *Fire.Grade.choices),
        coerce=int,
        empty_value=None,
        required=False,
    )
    storeys = forms.IntegerField(label=_("storeys"), required=False, min_value=0, max_value=300)
    floor_on_fire = forms.IntegerField(
        label=_("floor on fire"),
        required=False,
        min_value=-20,
        max_value=300,
        help_text=_("Below ground: minus."),
    )
    facilities = _choice(_("fire facilities"), (UNSAID, *Fire.Facilities.choices))
    facilities_words = forms.CharField(label=_("how they worked"), max_length=200, required=False)
    vehicle_kind = _choice(_("kind of vehicle"), listed("fire_vehicles"))
    battery = _choice(_("battery"), listed("fire_batteries"))
    charging = KnownField(label=_("was being charged"))
    modified = KnownField(label=_("was modified"))
    department = _choice(_("department in charge"), listed("premises_departments"))
    remark = forms.CharField(label=_("word to the warnings"), max_length=300, required=False)
    reason = forms.CharField(label=_("reason of the correction"), max_length=200)

    SECTIONS = (
        (_("When and where"), ("unit", "started_at", "started_estimated", "reported_date", "place_kind", "settlement",
         "division", "town", "address", "premises", "lon", "lat")),
        (_("Cause and investigation"), ("cause", "burnt_object", "ignition", "investigation", "words")),
        (_("Loss"), ("burnt_area_m2", "direct_loss", "disposal_cost", "medical_cost", "households", "insured")),
        (_("Building and facilities"), ("building_class", "structure", "fire_resistance", "storeys", "floor_on_fire",
         "facilities", "facilities_words")),
        (_("Vehicle and battery"), ("vehicle_kind", "battery", "charging", "modified")),
        (_("To close"), ("department", "remark", "reason")),
    )  # fmt: skip

    def __init__(
        self, *args: Any, user: Any, permission: str, city: str, fixed: bool = True, correcting: bool = False, **kw: Any
    ) -> None:
        self.user, self.permission, self.city = user, permission, city
        self.fixed, self.correcting = fixed, correcting
        super().__init__(*args, **kw)

    def build(self) -> None:
        """What the writer may choose from; the unit only where nobody was called."""
        self.fields["premises"].reachable = Premises.objects.visible_to(self.user)  # type: ignore[attr-defined]
        self.fields["division"].queryset = Division.objects.filter(code__startswith=self.city)  # type: ignore[attr-defined]
        if self.fixed:
            del self.fields["unit"]
        else:
            units = Unit.objects.visible_to(self.user, self.permission).filter(closed_date=None).order_by("path")
            self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        if not self.correcting:
            del self.fields["reason"]

    def sections(self) -> list[tuple[Any, list[Any]]]:
        """The fields by section, for the page."""
        return [(title, [self[name] for name in names if name in self.fields]) for title, names in self.SECTIONS]

    def facts(self) -> Facts:
        """What was typed, as the action takes it."""
        typed = self.cleaned_data
        division, premises = typed["division"], typed["premises"]
        given = {name: typed[name] for name in NAMES if name in typed}
        return Facts(
            **given, division_id=division.pk if division else None, premises_id=premises.pk if premises else None
        )


class SubmitForm(HouseForm):
    """A word to the warnings."""

    remark = forms.CharField(
        label=_("word to the warnings"), max_length=300, required=False, help_text=_("Needed where a check warns.")
    )


class CasualtyForm(HouseForm):
    """Somebody killed or injured."""

    harm = forms.ChoiceField(label=_("harm"), choices=FireCasualty.Harm.choices)
    died_date = forms.DateField(label=_("died on"), required=False, widget=DayInput())
    firefighter = forms.BooleanField(label=_("firefighter"), required=False)
    sex = forms.ChoiceField(label=_("sex"), choices=(UNSAID, *FireCasualty.Sex.choices), required=False)
    age = forms.IntegerField(label=_("age"), required=False, min_value=0, max_value=130)
    words = forms.CharField(
        label=_("circumstances"),
        max_length=200,
        required=False,
        help_text=_("Without names: none is needed."),
    )


class DeathForm(HouseForm):
    """The day of a death."""

    died_date = forms.DateField(label=_("died on"), widget=DayInput())


class EndForm(HouseForm):
    """The day on which an investigation ended."""

    ended_date = forms.DateField(label=_("investigation ended on"), widget=DayInput(), initial=timezone.localdate)


class NoFireForm(HouseForm):
    """Why an incident was no fire."""

    reason = forms.ChoiceField(label=_("reason"), choices=listed("fire_no_reasons", empty=False))
    words = forms.CharField(label=pgettext_lazy("no fire", "remark"), max_length=200, required=False)
