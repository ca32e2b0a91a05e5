"""The ledgers of stations, vehicles, formations and water sources."""

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lanyan.forces import water_sheets, words
from lanyan.forces.models import AidAgreement, Formation, RoadClosure, Shift, Station, Vehicle, WaterSource
from lanyan.kernel import sheets
from lanyan.kernel.sheets import Column

STATIONS = sheets.Sheet(
    key="stations",
    title=_("Stations"),
    model=Station,
    columns=(
        Column(
            "unit",
            _("station"),
            lambda s: s.unit.short_name,
            width=20,
            link=lambda s: reverse("forces:station", args=[s.pk]),
        ),
        Column("station_class", _("class"), lambda s: s.get_station_class_display()),
        Column("above", _("belongs to"), lambda s: s.unit.parent.short_name if s.unit.parent else None),
        Column("address", _("address"), lambda s: s.address, width=32),
        Column("phone", _("telephone"), lambda s: s.unit.phone),
        Column("bays", _("bays"), lambda s: s.bays, number=True, width=8),
        Column("on_duty_people", _("people per shift"), lambda s: s.on_duty_people, number=True, width=10),
        Column("area_km2", _("area, km²"), lambda s: s.area_km2, number=True, width=10),
    ),
    prepare=lambda stations: stations.select_related("unit__parent"),
)
VEHICLES = sheets.Sheet(
    key="vehicles",
    title=_("Vehicles"),
    model=Vehicle,
    columns=(
        Column(
            "call_sign",
            _("call sign"),
            lambda v: v.call_sign,
            width=12,
            link=lambda v: reverse("forces:vehicle", args=[v.pk]),
        ),
        Column("kind", _("kind"), lambda v: v.kind.label),
        Column("home", _("home station"), lambda v: v.home.unit.short_name),
        Column("plate", _("plate"), lambda v: v.plate),
        Column("capabilities", _("capabilities"), lambda v: words.in_one_line(v.capabilities), width=40),
        Column("condition", _("condition"), lambda v: v.get_condition_display()),
        Column("condition_reason", _("reason"), lambda v: v.condition_reason, width=24),
        Column("condition_since_at", _("since"), lambda v: v.condition_since_at),
    ),
    prepare=lambda vehicles: vehicles.select_related("kind", "home__unit"),
)
FORMATIONS = sheets.Sheet(
    key="formations",
    title=_("Formations"),
    model=Formation,
    columns=(
        Column("name", _("name"), lambda f: f.name, link=lambda f: reverse("forces:formation", args=[f.pk])),
        Column("station", _("station"), lambda f: f.station.unit.short_name),
        Column("vehicles", _("vehicles"), lambda f: words.joined(f.places.all()), width=32),
        Column("ended_date", _("given up on"), lambda f: f.ended_date),
    ),
    prepare=lambda formations: formations.select_related("station__unit").prefetch_related("places__vehicle"),
)
WATER_SOURCES = sheets.Sheet(
    key="water_sources",
    title=_("Water sources"),
    model=WaterSource,
    columns=(
        Column(
            "number",
            _("number"),
            lambda w: w.number,
            width=14,
            link=lambda w: reverse("forces:water_source", args=[w.pk]),
        ),
        Column("name", _("name or place"), lambda w: w.name, width=24),
        Column("kind", _("kind"), lambda w: w.get_kind_display()),
        Column("unit", _("responsible unit"), lambda w: w.unit.short_name),
        Column("address", _("address"), lambda w: w.address, width=28),
        Column("state", _("state"), lambda w: w.get_state_display(), width=10),
        Column("fault", _("fault"), lambda w: w.fault, width=20),
        Column("fault_since_at", _("faulty since"), lambda w: w.fault_since_at),
        Column("last_checked_at", _("last checked"), lambda w: w.last_checked_at),
        Column("diameter_mm", _("pipe diameter, mm"), lambda w: w.diameter_mm, number=True, width=10),
        Column("pressure_mpa", _("pressure, MPa"), lambda w: w.pressure_mpa, number=True, width=10),
        Column("flow_ls", _("flow, L/s"), lambda w: w.flow_ls, number=True, width=10),
        Column("volume_m3", _("volume, m³"), lambda w: w.volume_m3, number=True, width=10),
    ),
    prepare=lambda sources: sources.select_related("unit"),
)
SHIFTS = sheets.Sheet(
    key="shifts",
    title=_("Shift sheets"),
    model=Shift,
    columns=(
        Column(
            "station",
            _("station"),
            lambda s: s.station.unit.short_name,
            link=lambda s: reverse("forces:shift", args=[s.pk]),
        ),
        Column("starts_at", _("on duty from"), lambda s: s.starts_at),
        Column("ends_at", _("on duty until"), lambda s: s.ends_at),
        Column("commander", _("in command"), lambda s: s.commander.name if s.commander else None),
        Column("seated", _("people on the sheet"), lambda s: s.seated, number=True, width=10),
        Column("state", _("state"), lambda s: s.get_state_display()),
        Column("begun_at", _("put in force"), lambda s: s.begun_at),
        Column("ended_at", _("ended"), lambda s: s.ended_at),
    ),
    prepare=lambda shifts: shifts.select_related("station__unit", "commander").annotate(seated=Count("seats")),
)
CLOSURES = sheets.Sheet(
    key="road_closures",
    title=_("Closures of roads"),
    model=RoadClosure,
    columns=(
        Column("road", _("road"), lambda c: c.road, width=24, link=lambda c: reverse("forces:closure", args=[c.pk])),
        Column("kind", _("kind"), lambda c: c.get_kind_display()),
        Column("since_at", _("from"), lambda c: c.since_at),
        Column("until_at", _("until"), lambda c: c.until_at),
        Column("lifted_at", _("lifted at"), lambda c: c.lifted_at),
        Column("factor", _("takes so many times as long"), lambda c: c.factor, number=True, width=10),
        Column("reason", _("reason"), lambda c: c.reason, width=28),
        Column("unit", _("noted by unit"), lambda c: c.unit.short_name),
    ),
    prepare=lambda closures: closures.select_related("unit"),
)
AID = sheets.Sheet(
    key="aid_agreements",
    title=_("Mutual aid"),
    model=AidAgreement,
    columns=(
        Column(
            "station",
            _("helping station"),
            lambda a: a.station.unit.name,
            width=24,
            link=lambda a: reverse("forces:aid_agreement", args=[a.pk]),
        ),
        Column("centre", _("may be called by"), lambda a: a.centre.name, width=24),
        Column("delay_minutes", _("delay of asking, min"), lambda a: a.delay_minutes, number=True, width=10),
        Column("document", _("agreement"), lambda a: a.document, width=32),
        Column("since_date", _("from"), lambda a: a.since_date),
        Column("until_date", _("until"), lambda a: a.until_date),
    ),
    prepare=lambda agreements: agreements.select_related("station__unit", "centre"),
)
# Those of rounds and faults stand in a file of their own.
__all__ = ["AID", "CLOSURES", "FORMATIONS", "SHIFTS", "STATIONS", "VEHICLES", "WATER_SOURCES", "water_sheets"]
for _sheet in (STATIONS, VEHICLES, FORMATIONS, WATER_SOURCES, SHIFTS, CLOSURES, AID):
    sheets.register(_sheet)
