"""What the global search finds: stations by name and address, vehicles by call sign, plate, kind and station,
water sources with their faults, lists passed to companies, companies.
"""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lanyan.forces.models import Station, Vehicle, WaterCompany, WaterFault, WaterSource, WaterTransfer
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
search.register(
    search.Source(
        kind="water_fault",
        label=_("Fault of a water source"),
        model=WaterFault,
        permission="forces.view_forces",
        title=lambda fault: str(fault),
        subtitle=lambda fault: f"{fault.source.unit.short_name} · {fault.found_at:%Y-%m-%d}",
        text=lambda fault: f"{fault.source.number} {fault.source.name} {fault.source.address} {fault.line}",
        url=lambda fault: reverse("forces:water_fault", args=[fault.pk]),
        scope=lambda fault: fault.source.unit.path,
        scoped="unit",
    )
)
search.register(
    search.Source(
        kind="water_transfer",
        label=_("List passed to a water company"),
        model=WaterTransfer,
        permission="forces.view_forces",
        title=lambda transfer: transfer.number,
        subtitle=lambda transfer: f"{transfer.company.name} · {transfer.made_at:%Y-%m-%d}",
        text=lambda transfer: f"{transfer.number} {transfer.company.name}",
        url=lambda transfer: reverse("forces:water_transfer", args=[transfer.pk]),
        scope=lambda transfer: transfer.unit.path,
        scoped="unit",
    )
)
search.register(
    search.Source(
        kind="water_company",
        label=_("Water company"),
        model=WaterCompany,
        permission="forces.view_forces",
        title=lambda company: company.name,
        subtitle=lambda company: f"{company.contact} {company.phone} · {company.unit.short_name}",
        text=lambda company: f"{company.name} {company.contact} {company.phone}",
        url=lambda company: reverse("forces:water_company", args=[company.pk]),
        scope=lambda company: company.unit.path,
        scoped="unit",
    )
)
