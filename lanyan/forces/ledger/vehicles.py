"""The ledger of vehicles: plate, call sign, kind, home, and what each can do."""

import re
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lanyan.forces import actions
from lanyan.forces.actions import VehicleFacts
from lanyan.forces.ledger.common import PERMISSION, StationLoader, label, quantity, spelled, units
from lanyan.forces.models import FOAM, PEOPLE, WATER, Vehicle
from lanyan.kernel import imports
from lanyan.kernel.errors import Refused
from lanyan.kernel.imports import Field, Outcome, Row, Unreadable, cells

OWN = (PEOPLE, WATER, FOAM)
_PAIR = re.compile(r"\s*(.+?)\s*[=:：]?\s*(\d+(?:\.\d+)?)\s*[^\d、,，;；]*")


def _more(value: Any) -> Mapping[str, float | int]:
    """Further capabilities as pairs: 举高=32、照明=1."""
    found: dict[str, float | int] = {}
    read = cells.one_of(spelled("capabilities"))
    for part in filter(None, re.split(r"[、,，;；]", cells.plain(value))):
        pair = _PAIR.fullmatch(part)
        if pair is None:
            raise Unreadable(
                _now("“{text}” is no capability with its quantity, such as 举高=32").format(text=part[:40])
            )
        found[read(pair[1])] = quantity(pair[2])
    return found


def _said(vehicle: Vehicle) -> str:
    rest = {code: amount for code, amount in sorted(vehicle.capabilities.items()) if code not in OWN}
    return "、".join(f"{label('capabilities', code)}={amount:g}" for code, amount in rest.items())


def _own(code: str) -> Any:
    return lambda vehicle: vehicle.capabilities.get(code)


FIELDS = (
    Field("plate", _("plate"), cells.text(20), ("车牌号", "车牌", "号牌"), True, "示例 浙H1190应急", 18),
    Field("call_sign", _("call sign"), cells.text(20), ("呼号", "车辆呼号", "车辆编号", "车辆名称"), True, "SG-1"),
    Field("kind", _("kind"), cells.one_of(spelled("vehicle_kinds")), ("车辆类型", "车型", "类型", "消防车类型"), True,
          "水罐消防车", 24, said=lambda vehicle: vehicle.kind.label),
    Field("home", _("home station"), cells.text(100), ("所属消防站", "所在单位", "所属单位", "队站", "消防站"), True,
          "府山消防救援站", 30, said=lambda vehicle: vehicle.home.unit.name),
    Field(PEOPLE, _("seats for the crew"), quantity, ("乘员", "乘员数", "核载人数", "额定人数"), example=6,
          said=_own(PEOPLE)),
    Field(WATER, _("water carried, t"), quantity, ("载水量", "水罐容量", "载水"), example=8, said=_own(WATER)),
    Field(FOAM, _("foam carried, t"), quantity, ("载泡沫量", "泡沫罐容量", "泡沫"), said=_own(FOAM)),
    Field("more", _("further capabilities"), _more, ("其他能力", "其他性能", "能力"), example="举高=32", width=30,
          said=_said),
)  # fmt: skip


class VehicleLoader(StationLoader):
    """A vehicle is known by its plate. Off the road and withdrawn for good is said on its page, with the reason."""

    fields = FIELDS

    def take(self, rows: Sequence[Row], *, write: bool) -> list[Outcome]:
        """As all, with the vehicles of the batch read at once."""
        plates = [str(row.values["plate"]).upper() for row in rows]
        found = Vehicle.objects.filter(plate__in=plates).select_related("kind", "home__unit")
        self.vehicles = {one.plate: one for one in found}
        return super().take(rows, write=write)

    def key(self, row: Row) -> Hashable:
        """The plate."""
        return str(row.values["plate"]).upper()

    def known(self, row: Row) -> Vehicle | None:
        """By plate; of another unit's vehicles nothing is said."""
        found = self.vehicles.get(str(row.values["plate"]).upper())
        if found is not None and found.home.unit.path not in self.units.by_path:
            raise Refused(
                _now("The plate {plate} belongs to another vehicle.").format(plate=found.plate), field="plate"
            )
        return found

    def changed(self, record: Vehicle, row: Row) -> set[str]:
        """Plates are the same in small letters, stations by any of their names."""
        found = super().changed(record, row) - {"plate"}
        if "home" in found and self.station_of(row.values["home"], "home").pk == record.home_id:
            found.discard("home")
        return found

    def _facts(self, row: Row, before: Mapping[str, Any]) -> VehicleFacts:
        said = row.values
        kept = {code: amount for code, amount in before.items() if code in OWN or "more" not in said}
        told = {**kept, **{code: said[code] for code in OWN if code in said}, **said.get("more", {})}
        home = self.station_of(said["home"], "home")
        return VehicleFacts(said["call_sign"], said["plate"], said["kind"], home.pk, told)

    def add(self, row: Row) -> None:
        """Add the vehicle to its station."""
        actions.add_vehicle(facts=self._facts(row, {}), by=self.by)

    def correct(self, record: Vehicle, row: Row, changed: set[str]) -> None:
        """Correct what the file says; capabilities that no column names stay."""
        actions.change_vehicle(vehicle_id=record.pk, facts=self._facts(row, record.capabilities), by=self.by)


imports.register(
    imports.Ledger(
        key="vehicles",
        title=_("Vehicles"),
        permission=PERMISSION,
        fields=FIELDS,
        start=VehicleLoader,
        units=units,
        list_url="forces:vehicles",
        records=lambda path: (
            Vehicle.objects.filter(home__unit__path__startswith=path)
            .exclude(condition=Vehicle.Condition.RETIRED)
            .select_related("kind", "home__unit")
            .order_by("home__unit__path", "call_sign")
        ),
        about=_("Plate, call sign, kind, home station and what each vehicle carries."),
        order=50,
    )
)
