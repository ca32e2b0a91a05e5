"""The ledger of formations: which vehicles of a station turn out together, in which order."""

from collections.abc import Hashable
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lanyan.forces import actions
from lanyan.forces.ledger.common import PERMISSION, StationLoader, label, spelled, units
from lanyan.forces.models import Formation, Vehicle
from lanyan.kernel import imports
from lanyan.kernel.errors import Refused
from lanyan.kernel.imports import Field, Row, cells


def _only_for(value: Any) -> tuple[str, ...]:
    return tuple(sorted(cells.several(cells.one_of(spelled("capabilities")))(value)))


FIELDS = (
    Field("station", _("station"), cells.text(100), ("消防站", "队站", "所属消防站", "单位"), True,
          "示例：府山消防救援站", 30, said=lambda one: one.station.unit.name),
    Field("name", _("name"), cells.text(40), ("编队名称", "编成名称", "名称", "编队"), True, "第一灭火编队", 22),
    Field("vehicles", _("vehicles"), cells.several(cells.text(20)), ("车辆", "编队车辆", "呼号", "车辆呼号"), True,
          "SG-1、SG-2", 30, said=lambda one: "、".join(place.vehicle.call_sign for place in one.places.all())),
    Field("only_for", _("goes only for"), _only_for, ("专用于", "适用灾种", "专业能力"), example="", width=20,
          said=lambda one: "、".join(label("capabilities", code) for code in one.only_for)),
)  # fmt: skip


class FormationLoader(StationLoader):
    """A formation is known by its name at its station; its vehicles by call sign or plate."""

    fields = FIELDS

    def key(self, row: Row) -> Hashable:
        """Station and name."""
        return self.station_of(row.values["station"]).pk, row.values["name"]

    def known(self, row: Row) -> Formation | None:
        """The formation in use of this name."""
        station = self.station_of(row.values["station"])
        found = Formation.objects.in_use().filter(station=station, name=row.values["name"])
        return found.prefetch_related("places__vehicle").first()

    def changed(self, record: Formation, row: Row) -> set[str]:
        """A station may be written by any of its names, a vehicle by its plate."""
        found = super().changed(record, row) - {"station"}
        seated = [place.vehicle_id for place in record.places.all()]
        if "vehicles" in found and self._vehicles(row) == seated:
            found.discard("vehicles")
        return found

    def _vehicles(self, row: Row) -> list[int]:
        station = self.station_of(row.values["station"])
        ours = Vehicle.objects.filter(home=station).values_list("pk", "call_sign", "plate")
        ways = {way: pk for pk, call_sign, plate in ours for way in (plate, call_sign)}
        for said in row.values["vehicles"]:
            if said not in ways:
                reason = _now("{station} has no vehicle “{text}”.")
                raise Refused(reason.format(station=station, text=said), field="vehicles")
        return [ways[said] for said in row.values["vehicles"]]

    def add(self, row: Row) -> None:
        """Make the formation."""
        actions.make_formation(
            station_id=self.station_of(row.values["station"]).pk, name=row.values["name"],
            vehicle_ids=self._vehicles(row), only_for=row.values.get("only_for", ()), by=self.by,
        )  # fmt: skip

    def correct(self, record: Formation, row: Row, changed: set[str]) -> None:
        """Change its vehicles and what it goes for."""
        actions.change_formation(
            formation_id=record.pk, name=record.name, vehicle_ids=self._vehicles(row),
            only_for=row.values.get("only_for"), by=self.by,
        )  # fmt: skip


imports.register(
    imports.Ledger(
        key="formations",
        title=_("Formations"),
        permission=PERMISSION,
        fields=FIELDS,
        start=FormationLoader,
        units=units,
        list_url="forces:formations",
        records=lambda path: (
            Formation.objects.in_use()
            .filter(station__unit__path__startswith=path)
            .select_related("station__unit")
            .prefetch_related("places__vehicle")
            .order_by("station__unit__path", "order", "pk")
        ),
        about=_("Which vehicles of a station turn out together, and in which order."),
        order=60,
    )
)
