"""Forms of stations, vehicles and formations."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lanyan.forces import rules, words
from lanyan.forces.actions import StationFacts, VehicleFacts
from lanyan.forces.models import Formation, Station, Vehicle
from lanyan.kernel import codes
from lanyan.places import coordinates
from lanyan.places.forms import PointForm
from lanyan.units.models import Unit


class StationForm(PointForm):
    """What is written down of a station."""

    station_class = forms.ChoiceField(label=_("class"), choices=Station.Class.choices)
    address = forms.CharField(label=_("address"), max_length=200, required=False)
    area_km2 = forms.FloatField(label=_("area, km²"), required=False, min_value=0)
    bays = forms.IntegerField(label=_("bays"), required=False, min_value=0, max_value=99)
    on_duty_people = forms.IntegerField(label=_("people per shift"), required=False, min_value=0, max_value=999)
    outline = forms.CharField(
        label=_("outline of its area"),
        widget=forms.Textarea(attrs={"rows": 6, "data-points": ""}),
        required=False,
        help_text=_("Click its corners on the map, or write one a row: longitude and latitude, in the frame above."),
    )

    field_order = ["station_class", "address", "lon", "lat", "frame"]

    def clean_outline(self) -> list[tuple[float, float]]:
        """Read the corners, still in the frame they were given in."""
        lines = [line for line in self.cleaned_data["outline"].splitlines() if line.strip()]
        try:
            corners = [(float(lon), float(lat)) for lon, lat in (line.replace(",", " ").split() for line in lines)]
        except ValueError as error:
            raise forms.ValidationError(_("Two numbers are needed on every line: longitude and latitude.")) from error
        return corners

    def facts(self) -> StationFacts:
        """Give the cleaned form to an action."""
        cleaned = self.cleaned_data
        return StationFacts(
            station_class=cleaned["station_class"],
            lon=cleaned["lon"],
            lat=cleaned["lat"],
            address=cleaned["address"],
            area_km2=cleaned["area_km2"],
            outline=[coordinates.to_wgs(*corner, frame=cleaned["frame"]) for corner in cleaned["outline"]],
            bays=cleaned["bays"],
            on_duty_people=cleaned["on_duty_people"],
        )


class OpenStationForm(StationForm):
    """A new station, at a unit that has none."""

    unit = forms.ModelChoiceField(label=_("unit"), queryset=Unit.objects.none())
    field_order = ["unit", *StationForm.field_order]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = Unit.objects.visible_to(user, "forces.change_forces").of_kind(*rules.STATION_KINDS)
        self.fields["unit"].queryset = free.filter(station=None, closed_date=None)  # type: ignore[attr-defined]


class VehicleForm(forms.Form):
    """What is written down of a vehicle; every capability of the list has its own field."""

    home = forms.ModelChoiceField(label=_("home station"), queryset=Station.objects.none())
    call_sign = forms.CharField(label=_("call sign"), max_length=20)
    plate = forms.CharField(label=_("plate"), max_length=20)
    kind = forms.ChoiceField(label=_("kind"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Station.objects.visible_to(user, "forces.change_forces")
        self.fields["home"].queryset = mine.select_related("unit").order_by("unit__path")  # type: ignore[attr-defined]
        self.fields["kind"].choices = kind_choices()  # type: ignore[attr-defined]
        for code, row in codes.table("capabilities").items():
            label = f"{row.label} ({words.unit_of(code)})"
            self.fields[f"can_{code}"] = forms.FloatField(label=label, required=False, min_value=0)

    def facts(self) -> VehicleFacts:
        """Give the cleaned form to an action."""
        cleaned = self.cleaned_data
        known = {code: cleaned.get(f"can_{code}") for code in codes.table("capabilities")}
        return VehicleFacts(
            call_sign=cleaned["call_sign"],
            plate=cleaned["plate"],
            kind_code=cleaned["kind"],
            home_id=cleaned["home"].pk,
            capabilities={code: value for code, value in known.items() if value},
        )

    @staticmethod
    def values_of(vehicle: Vehicle) -> dict[str, Any]:
        """Give what stands written down, as the form's first values."""
        numbers = {f"can_{code}": value for code, value in vehicle.capabilities.items()}
        return {
            "home": vehicle.home_id,
            "call_sign": vehicle.call_sign,
            "plate": vehicle.plate,
            "kind": vehicle.kind.code,
            **numbers,
        }


def kind_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """List the vehicle kinds under their groups."""
    kinds = codes.table("vehicle_kinds")
    groups = [row for row in kinds.values() if not row.parent]
    return [
        (group.label, [(code, f"{row.label} {code}") for code, row in kinds.items() if row.parent == group.code])
        for group in groups
    ]


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("reason"), max_length=200)


class SureForm(forms.Form):
    """Nothing to fill in, only to confirm."""


class FormationForm(forms.Form):
    """A formation's name and vehicles; new vehicles stand behind those it has."""

    name = forms.CharField(label=_("name"), max_length=40)
    vehicles = forms.ModelMultipleChoiceField(
        label=_("vehicles"), queryset=Vehicle.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    only_for = forms.MultipleChoiceField(
        label=_("goes only for"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A specialist team goes only where one of these is needed; empty: for any need."),
    )
    order = forms.IntegerField(label=_("position in the list"), required=False, min_value=0, max_value=99)

    def __init__(self, *args: Any, station: Station, formation: Formation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.station, self.formation = station, formation
        field: Any = self.fields["vehicles"]
        field.queryset = self._choices()
        field.label_from_instance = _named
        able: Any = self.fields["only_for"]
        able.choices = [(code, row.label) for code, row in codes.table("capabilities").items()]

    def _choices(self) -> QuerySet[Vehicle]:
        able = Vehicle.objects.filter(home=self.station).exclude(condition=rules.RETIRED)
        return able.select_related("kind").order_by("call_sign")

    def vehicle_ids(self) -> list[int]:
        """The chosen vehicles: those seated already in their order, then the new ones by call sign."""
        chosen = sorted(self.cleaned_data["vehicles"], key=lambda vehicle: rules.by_number(vehicle.call_sign))
        seated: list[int] = []
        if self.formation is not None:
            seated = list(self.formation.places.order_by("order").values_list("vehicle_id", flat=True))
        ids = [vehicle.pk for vehicle in chosen]
        return [pk for pk in seated if pk in ids] + [pk for pk in ids if pk not in seated]


def _named(vehicle: Vehicle) -> str:
    off = _now(" (off the road)") if vehicle.condition == rules.OFF_ROAD else ""
    return f"{vehicle.call_sign} {vehicle.kind.label}{off}"
