"""Forms of places; a point may be given in any of the three frames and is converted here, at the edge."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lanyan.places import coordinates
from lanyan.places.actions import PlaceFacts
from lanyan.places.models import Division, Place

FRAMES = [
    (coordinates.Frame.WGS84, _("WGS-84 or CGCS2000 (GPS, BeiDou, Tianditu)")),
    (coordinates.Frame.GCJ02, _("GCJ-02 (Amap, Tencent)")),
    (coordinates.Frame.BD09, _("BD-09 (Baidu)")),
]


class PointForm(forms.Form):
    """Longitude and latitude with their frame; cleaned, they are WGS-84."""

    lon = forms.FloatField(label=_("longitude"), min_value=-180, max_value=180)
    lat = forms.FloatField(label=_("latitude"), min_value=-90, max_value=90)
    frame = forms.ChoiceField(label=_("coordinate frame"), choices=FRAMES, initial=coordinates.Frame.WGS84)

    def clean(self) -> dict[str, Any]:
        """Convert the point to the house's frame."""
        cleaned = super().clean() or self.cleaned_data
        if {"lon", "lat", "frame"} <= set(cleaned):
            cleaned["lon"], cleaned["lat"] = coordinates.to_wgs(cleaned["lon"], cleaned["lat"], frame=cleaned["frame"])
        return cleaned


class PlaceForm(PointForm):
    """A place as people write it down."""

    kind = forms.ChoiceField(label=_("kind"), choices=Place.Kind.choices)
    name = forms.CharField(label=_("name"), max_length=100)
    address = forms.CharField(label=_("address"), max_length=200, required=False)
    division = forms.ModelChoiceField(label=_("division"), queryset=Division.objects.exclude(code__endswith="00"))
    town = forms.CharField(label=_("town"), max_length=40, required=False)

    field_order = ["kind", "name", "division", "town", "address", "lon", "lat", "frame"]

    def facts(self) -> PlaceFacts:
        """Give the cleaned form to an action."""
        cleaned = self.cleaned_data
        return PlaceFacts(
            kind=cleaned["kind"],
            name=cleaned["name"],
            division_code=cleaned["division"].code,
            lon=cleaned["lon"],
            lat=cleaned["lat"],
            address=cleaned["address"],
            town=cleaned["town"],
        )
