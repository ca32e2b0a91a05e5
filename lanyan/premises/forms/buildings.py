"""Forms about buildings and who is in them."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lanyan.premises.actions import BuildingFacts
from lanyan.premises.forms.premises import OptionalPointForm, rows_of
from lanyan.premises.models import Building
from lanyan.units.forms import DayInput, HouseForm
from lanyan.units.forms.tree import UnitField
from lanyan.units.models import Unit


class BuildingForm(OptionalPointForm):
    """What is written down of a building."""

    name = forms.CharField(label=_("name"), max_length=120)
    unit = UnitField(label=_("supervised by"), queryset=Unit.objects.none())
    use = forms.ChoiceField(label=_("use"), required=False)
    division_code = forms.CharField(
        label=_("division code"), max_length=12, required=False, help_text=_("That of the unit when left blank.")
    )
    town = forms.CharField(label=_("town or subdistrict"), max_length=40, required=False)
    address = forms.CharField(label=_("address"), max_length=200, required=False)
    storeys_above = forms.IntegerField(label=_("storeys above ground"), required=False, min_value=0)
    storeys_below = forms.IntegerField(label=_("storeys below ground"), required=False, min_value=0)
    height_m = forms.FloatField(
        label=_("height, m"),
        required=False,
        min_value=0,
        help_text=_("The high-rise class follows from it."),
    )
    floor_area_m2 = forms.FloatField(label=_("floor area, ㎡"), required=False, min_value=0)
    fire_resistance = forms.ChoiceField(
        label=_("fire resistance"), required=False, choices=[("", "—"), *Building.FireResistance.choices]
    )
    completed_year = forms.IntegerField(label=_("completed in"), required=False)
    heritage_level = forms.ChoiceField(
        label=_("monument level"), required=False, choices=[("", "—"), *Building.Heritage.choices]
    )

    field_order = (
        "name", "unit", "use", "division_code", "town", "address", "lon", "lat", "frame", "storeys_above",
        "storeys_below", "height_m", "floor_area_m2", "fire_resistance", "completed_year", "heritage_level",
    )  # fmt: skip

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        self.units = units
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        """Add the choices."""
        super().build()
        fields: Any = self.fields
        fields["unit"].queryset, fields["use"].choices = self.units, rows_of("premises_building_uses")

    def facts(self) -> BuildingFacts:
        """Give the cleaned form to an action."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in ("unit", "frame")}
        return BuildingFacts(unit_id=self.cleaned_data["unit"].pk, **given)


class BuildingField(forms.ModelChoiceField):
    """A building found by name."""

    def label_from_instance(self, building: Any) -> str:
        """Name and address."""
        return " · ".join(part for part in (building.name, building.address) if part)


class OccupancyForm(HouseForm):
    """Which part of which building."""

    building = BuildingField(label=_("building"), queryset=Building.objects.none())
    floors = forms.CharField(label=_("floors"), max_length=60, required=False, help_text=_("Such as 1–3 or B1."))
    area_m2 = forms.FloatField(label=_("area, ㎡"), required=False, min_value=0)
    since_date = forms.DateField(label=_("from"), required=False, widget=DayInput())

    def __init__(self, *args: Any, buildings: QuerySet[Building], **kwargs: Any) -> None:
        self.buildings = buildings
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        """Add the buildings."""
        fields: Any = self.fields
        fields["building"].queryset = self.buildings


class EndForm(HouseForm):
    """The day on which something ends."""

    until_date = forms.DateField(label=_("until"), widget=DayInput())
