"""Forms about premises themselves."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.kernel import codes
from lanyan.places.forms import PointForm
from lanyan.premises.actions import PremisesFacts
from lanyan.premises.models import Premises
from lanyan.units.forms import DayInput, HouseForm
from lanyan.units.forms.tree import UnitField
from lanyan.units.models import Unit


def rows_of(table: str) -> list[tuple[str, str]]:
    """The rows of a code list to choose from, with an empty one before."""
    return [("", "—"), *((code, row.label) for code, row in codes.table(table).items())]


class OptionalPointForm(HouseForm, PointForm):
    """A form with a point that may be left out."""

    def build(self) -> None:
        """Let the point be left out."""
        for name in ("lon", "lat"):
            self.fields[name].required = False
        self.fields["frame"].required = False

    def clean(self) -> dict[str, Any]:
        """Convert a point that is there; both numbers or none is for the action to say."""
        cleaned: dict[str, Any] = self.cleaned_data
        if cleaned.get("lon") is not None and cleaned.get("lat") is not None:
            cleaned["frame"] = cleaned.get("frame") or PointForm.base_fields["frame"].initial
            return PointForm.clean(self)
        return cleaned


class PremisesForm(OptionalPointForm):
    """What is written down of premises."""

    unit = UnitField(label=_("supervised by"), queryset=Unit.objects.none())
    station = UnitField(label=_("station in charge"), queryset=Unit.objects.none(), required=False)
    name = forms.CharField(label=_("name"), max_length=120)
    credit_code = forms.CharField(
        label=_("unified social credit code"),
        max_length=24,
        required=False,
        help_text=_("18 characters, or blank."),
    )
    kind = forms.ChoiceField(label=_("kind of business"), required=False)
    department = forms.ChoiceField(label=_("department in charge"), required=False)
    division_code = forms.CharField(
        label=_("division code"), max_length=12, required=False, help_text=_("That of the unit when left blank.")
    )
    town = forms.CharField(label=_("town or subdistrict"), max_length=40, required=False)
    address = forms.CharField(label=_("address"), max_length=200, required=False)
    phone = forms.CharField(label=_("telephone"), max_length=30, required=False)
    floor_area_m2 = forms.FloatField(label=_("floor area, ㎡"), required=False, min_value=0)
    largest_floor_m2 = forms.FloatField(label=_("largest single floor, ㎡"), required=False, min_value=0)
    rooms = forms.IntegerField(label=_("guest rooms"), required=False, min_value=0)
    beds = forms.IntegerField(label=_("beds"), required=False, min_value=0)
    seats = forms.IntegerField(label=pgettext_lazy("premises", "seats"), required=False, min_value=0)
    staff = forms.IntegerField(label=_("staff"), required=False, min_value=0)
    computers = forms.IntegerField(label=_("computers"), required=False, min_value=0)
    people_sleep = forms.NullBooleanField(
        label=_("people sleep where they work"),
        required=False,
        widget=forms.Select(choices=[("", _("unknown")), ("true", _("Yes")), ("false", _("No"))]),
    )
    opened_date = forms.DateField(label=_("in business since"), required=False, widget=DayInput())

    field_order = (
        "name", "kind", "unit", "station", "department", "credit_code", "division_code", "town", "address", "lon",
        "lat", "frame", "phone", "floor_area_m2", "largest_floor_m2", "rooms", "beds", "seats", "staff", "computers",
        "people_sleep", "opened_date",
    )  # fmt: skip

    def __init__(self, *args: Any, units: QuerySet[Unit], stations: QuerySet[Unit], **kwargs: Any) -> None:
        self.units, self.stations = units, stations
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        """Add the choices."""
        super().build()
        fields: Any = self.fields
        fields["unit"].queryset, fields["station"].queryset = self.units, self.stations
        fields["kind"].choices, fields["department"].choices = (
            rows_of("premises_kinds"),
            rows_of("premises_departments"),
        )

    @staticmethod
    def initial_of(premises: Premises) -> dict[str, Any]:
        """What stands in the form when it is opened."""
        names = [name for name in PremisesForm.field_order if name not in ("frame", "people_sleep")]
        sleep = {True: "true", False: "false"}.get(premises.people_sleep, "")  # type: ignore[call-overload]
        return {**{name: getattr(premises, name) for name in names}, "people_sleep": sleep}

    def facts(self) -> PremisesFacts:
        """Give the cleaned form to an action."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in ("unit", "station", "frame")}
        station = self.cleaned_data.get("station")
        return PremisesFacts(
            unit_id=self.cleaned_data["unit"].pk, station_id=station.pk if station is not None else None, **given
        )


class CloseForm(HouseForm):
    """Out of business."""

    closed_date = forms.DateField(label=_("closed down on"), widget=DayInput())
    reason = forms.CharField(label=_("reason"), max_length=200)


class MergeForm(HouseForm):
    """Into which record another goes."""

    into = forms.CharField(label=_("number of the record that stays"), max_length=20)
    reason = forms.CharField(label=_("reason"), max_length=200)
