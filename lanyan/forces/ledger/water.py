"""The ledger of water sources: hydrants, intakes and ponds as stations and water companies list them."""

from collections.abc import Hashable, Sequence
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lanyan.forces import actions
from lanyan.forces.actions import WaterFacts
from lanyan.forces.ledger.common import PERMISSION, StationLoader, quantity, units
from lanyan.forces.models import WaterSource
from lanyan.kernel import imports
from lanyan.kernel.errors import Refused
from lanyan.kernel.imports import Field, Outcome, Row, cells

FIELDS = (
    Field("number", _("number"), cells.text(30), ("编号", "水源编号", "消火栓编号"), True, "示例 KC-0119", 14),
    Field("kind", _("kind"), cells.chosen(WaterSource.Kind), ("类型", "水源类型", "消火栓类型", "类别"), True,
          "地上消火栓"),
    Field("name", _("name or place"), cells.text(100), ("名称", "位置", "水源名称", "所在位置"), True, "荷花中路路口",
          28),
    Field("unit", _("responsible unit"), cells.text(100), ("责任单位", "管辖单位", "所属队站", "管辖消防站"), True,
          "府山消防救援站", 30, said=lambda source: source.unit.name),
    Field("address", _("address"), cells.text(200), ("地址", "详细地址"), example="荷花中路 12 号", width=32),
    Field("lon", _("longitude"), cells.lon, ("经度", "东经", "lng"), True, 118.8721),
    Field("lat", _("latitude"), cells.lat, ("纬度", "北纬"), True, 28.9352),
    Field("diameter_mm", _("pipe diameter, mm"), cells.whole, ("管径", "管网直径", "接口口径"), example=150),
    Field("pressure_mpa", _("pressure, MPa"), cells.amount, ("压力", "水压"), example=0.3),
    Field("flow_ls", _("flow, L/s"), quantity, ("流量", "出水流量"), example=15),
    Field("volume_m3", _("volume, m³"), quantity, ("容量", "储水量", "容积")),
)  # fmt: skip
NAMES = ("number", "kind", "name", "lon", "lat", "address", "diameter_mm", "pressure_mpa", "flow_ls", "volume_m3")


class WaterLoader(StationLoader):
    """A water source is known by its number at its unit; faults and withdrawals are said on its page."""

    fields = FIELDS

    def take(self, rows: Sequence[Row], *, write: bool) -> list[Outcome]:
        """As all, with the sources of the batch read at once."""
        numbers = {row.values["number"] for row in rows}
        found = WaterSource.objects.filter(number__in=numbers, unit__path__startswith=self.units.over.path)
        self.sources = {(one.unit_id, one.number): one for one in found.select_related("unit")}
        return super().take(rows, write=write)

    def key(self, row: Row) -> Hashable:
        """Unit and number."""
        return self.unit_of(row.values["unit"], "unit").pk, row.values["number"]

    def known(self, row: Row) -> WaterSource | None:
        """By number at its unit."""
        found: Any = self.sources.get((self.unit_of(row.values["unit"], "unit").pk, row.values["number"]))
        if found is not None and found.state == WaterSource.State.WITHDRAWN:
            raise Refused(_now("The water source has been withdrawn."), field="number")
        return found  # type: ignore[no-any-return]

    def changed(self, record: WaterSource, row: Row) -> set[str]:
        """The unit may be written by any of its names."""
        return super().changed(record, row) - {"unit"}

    def add(self, row: Row) -> None:
        """Add the source to its unit's charge."""
        told = {name: row.values[name] for name in NAMES if name in row.values}
        unit = self.unit_of(row.values["unit"], "unit")
        actions.add_water_source(facts=WaterFacts(unit_id=unit.pk, **told), by=self.by)

    def correct(self, record: WaterSource, row: Row, changed: set[str]) -> None:
        """Correct what the file says."""
        told = {name: row.values.get(name, getattr(record, name)) for name in NAMES}
        facts = WaterFacts(unit_id=record.unit_id, **told)
        actions.change_water_source(source_id=record.pk, facts=facts, by=self.by)


imports.register(
    imports.Ledger(
        key="water",
        title=_("Water sources"),
        permission=PERMISSION,
        fields=FIELDS,
        start=WaterLoader,
        units=units,
        list_url="forces:water_sources",
        records=lambda path: (
            WaterSource.objects.kept()
            .filter(unit__path__startswith=path)
            .select_related("unit")
            .order_by("unit__path", "number", "pk")
        ),
        about=_("Hydrants, intakes and ponds with their points, pipes and pressures."),
        order=70,
    )
)
