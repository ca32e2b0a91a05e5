"""What the global search finds: stations by name and address, vehicles by call sign, plate, kind and station, water."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lanyan.forces.models import Station, Vehicle, WaterSource
from lanyan.kernel import search

search.register(
    search.Source(
        kind="station",
        label=_("Station"),
        model=Station,
        permission="forces.view_forces",
        title=lambda station: station.unit.short_name,
        subtitle=lambda station: station.address,
        text=lambda station: f"{station.unit.name} {station.unit.short_name} {station.address}",
        url=lambda station: reverse("forces:station", args=[station.pk]),
        scope=lambda station: station.unit.path,
        scoped="unit",
    )
)
search.register(
    search.Source(
        kind="vehicle",
        label=_("Vehicle"),
        model=Vehicle,
        permission="forces.view_forces",
        title=lambda vehicle: vehicle.call_sign,
        subtitle=lambda vehicle: f"{vehicle.kind.label_zh} · {vehicle.home.unit.short_name} · {vehicle.plate}",
        text=lambda vehicle: " ".join(
            (vehicle.call_sign, vehicle.plate, vehicle.kind.label_zh, vehicle.kind.label_en, vehicle.home.unit.name)
        ),
        url=lambda vehicle: reverse("forces:vehicle", args=[vehicle.pk]),
        scope=lambda vehicle: vehicle.home.unit.path,
        scoped="unit",
    )
)
search.register(
    search.Source(
        kind="water",
        label=_("Water source"),
        model=WaterSource,
        permission="forces.view_forces",
        title=lambda source: f"{source.number} {source.name}",
        subtitle=lambda source: f"{source.address} · {source.unit.short_name}",
        text=lambda source: f"{source.number} {source.name} {source.address} {source.unit.short_name}",
        url=lambda source: reverse("forces:water_source", args=[source.pk]),
        scope=lambda source: source.unit.path,
        scoped="unit",
    )
)
