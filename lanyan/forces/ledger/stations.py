"""The ledger of fire stations: the class, the site and the strength of units that turn out."""

from collections.abc import Hashable

from django.utils.translation import gettext_lazy as _

from lanyan.forces import actions
from lanyan.forces.actions import StationFacts
from lanyan.forces.ledger.common import PERMISSION, StationLoader, quantity, units
from lanyan.forces.models import Station
from lanyan.kernel import imports
from lanyan.kernel.imports import Field, Row, cells

FIELDS = (
    Field("unit", _("station"), cells.text(100), ("消防站", "队站名称", "站名", "单位名称", "名称"), True,
          "示例：府山消防救援站", 30, said=lambda station: station.unit.name),
    Field("station_class", _("class"), cells.chosen(Station.Class), ("站级", "等级", "消防站等级", "类型"), True,
          "一级普通站", 18),
    Field("address", _("address"), cells.text(200), ("地址", "站址"), example="柯城区荷花中路 12 号", width=36),
    Field("lon", _("longitude"), cells.lon, ("经度", "东经", "lng"), True, 118.8721),
    Field("lat", _("latitude"), cells.lat, ("纬度", "北纬"), True, 28.9352),
    Field("area_km2", _("area, km²"), quantity, ("辖区面积", "责任区面积"), example=7),
    Field("bays", _("bays"), cells.whole, ("车位数", "车库数", "车位"), example=5),
    Field("on_duty_people", _("people per shift"), cells.whole, ("执勤人数", "每班人数", "班次人数"), example=18),
)  # fmt: skip
NAMES = ("station_class", "lon", "lat", "address", "area_km2", "bays", "on_duty_people")


class StationsLoader(StationLoader):
    """A station is its unit's; the drawn outline of its area stays."""

    fields = FIELDS

    def key(self, row: Row) -> Hashable:
        """The unit."""
        return self.unit_of(row.values["unit"], "unit").pk

    def known(self, row: Row) -> Station | None:
        """The station of the unit."""
        return self.stations.get(self.unit_of(row.values["unit"], "unit").pk)

    def changed(self, record: Station, row: Row) -> set[str]:
        """The unit may be written by any of its names."""
        return super().changed(record, row) - {"unit"}

    def add(self, row: Row) -> None:
        """Open the station at its unit."""
        told = {name: row.values[name] for name in NAMES if name in row.values}
        unit = self.unit_of(row.values["unit"], "unit")
        self.stations[unit.pk] = actions.open_station(unit_id=unit.pk, facts=StationFacts(**told), by=self.by)

    def correct(self, record: Station, row: Row, changed: set[str]) -> None:
        """Correct what the file says."""
        told = {name: row.values.get(name, getattr(record, name)) for name in NAMES}
        facts = StationFacts(**told, outline=record.outline)
        actions.change_station(station_id=record.pk, facts=facts, by=self.by)


imports.register(
    imports.Ledger(
        key="stations",
        title=_("Stations"),
        permission=PERMISSION,
        fields=FIELDS,
        start=StationsLoader,
        units=units,
        list_url="forces:stations",
        records=lambda path: (
            Station.objects.filter(unit__path__startswith=path).select_related("unit").order_by("unit__path")
        ),
        about=_("Class, site and strength of the stations; the units themselves come first."),
        order=40,
    )
)
