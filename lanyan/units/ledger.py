"""The ledger of units: the tree as offices keep it, one row a unit, the unit above by its name."""

from collections.abc import Hashable
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lanyan.kernel import imports
from lanyan.kernel.errors import Refused
from lanyan.kernel.imports import Field, Row, RowLoader, cells
from lanyan.units import actions
from lanyan.units.models import Unit
from lanyan.units.naming import Named

PERMISSION = "units.import_units"
FIELDS = (
    Field("path", _("path"), cells.text(60), ("单位编码", "机构编码", "层级编码"), example="", width=14),
    Field("name", _("name"), cells.text(100), ("单位名称", "机构名称", "名称", "单位"), True,
          "示例：柯城区消防救援大队", 34),
    Field("short_name", _("short name"), cells.text(30), ("简称", "单位简称"), example="柯城大队"),
    Field("kind", _("kind"), cells.chosen(Unit.Kind), ("单位类型", "类型", "单位性质", "类别"), True, example="大队"),
    Field("parent", _("belongs to"), cells.text(100), ("上级单位", "隶属单位", "主管单位", "上级"), example="",
          width=30, said=lambda unit: unit.parent.name if unit.parent else None),
    Field("division_code", _("division code"), cells.text(12), ("行政区划代码", "区划代码"), example="330802"),
    Field("phone", _("telephone"), cells.phone, ("电话", "联系电话", "值班电话"), example="0570-8800119"),
)  # fmt: skip
FIXED = {"name": _("A unit is renamed on its own page, from a day on."),
         "kind": _("The kind of a unit stays as it is."),
         "parent": _("A unit is moved on its own page.")}  # fmt: skip


class UnitLoader(RowLoader):
    """A unit is known by its path, else by its name under the unit above; what needs a day is done on its page."""

    fields = FIELDS

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.units = Named(Unit.objects.get(pk=self.unit_id))

    def take(self, rows: Any, *, write: bool) -> Any:
        """As all; what a dry run added is forgotten again."""
        outcomes = super().take(rows, write=write)
        if not write:
            self.units = Named(self.units.over)
        return outcomes

    def _parent(self, row: Row) -> Unit:
        return self.units.find(row.values["parent"], field="parent") if "parent" in row.values else self.units.over

    def key(self, row: Row) -> Hashable:
        """The unit itself when it is known, else its name under the one above."""
        found = self.known(row)
        return found.pk if found is not None else (self._parent(row).pk, row.values["name"])

    def known(self, row: Row) -> Unit | None:
        """By its path; by its name under the unit above; the unit the file is for itself."""
        path, name = row.values.get("path"), row.values["name"]
        if path:
            if path not in self.units.by_path:
                reason = _now("There is no unit of this path under {unit}.")
                raise Refused(reason.format(unit=self.units.over.name), field="path")
            return self.units.by_path[path]
        if name == self.units.over.name and "parent" not in row.values:
            return self.units.over
        above = self._parent(row)
        here = (one for one in self.units.by_path.values() if one.parent_id == above.pk and one.name == name)
        return next(here, None)

    def add(self, row: Row) -> None:
        """Add the unit under the one above."""
        said = row.values
        made = actions.create_unit(
            kind=said["kind"], name=said["name"], short_name=said.get("short_name", ""),
            parent_id=self._parent(row).pk, division_code=said.get("division_code", ""),
            phone=said.get("phone", ""), by=self.by,
        )  # fmt: skip
        self.units.keep(made)

    def correct(self, record: Unit, row: Row, changed: set[str]) -> None:
        """Correct short name, code and telephone."""
        for name, reason in FIXED.items():
            if name in changed:
                raise Refused(str(reason), field=name)
        told = {name: row.values.get(name, getattr(record, name)) for name in ("short_name", "division_code", "phone")}
        actions.change_unit(unit_id=record.pk, by=self.by, **told)


imports.register(
    imports.Ledger(
        key="units",
        title=_("Units"),
        permission=PERMISSION,
        fields=FIELDS,
        start=UnitLoader,
        units=lambda user: Unit.objects.visible_to(user, PERMISSION).filter(closed_date=None).order_by("path"),
        list_url="units:units",
        records=lambda path: Unit.objects.below(path)
        .filter(closed_date=None)
        .select_related("parent")
        .order_by("path"),
        about=_("The tree: battalions, stations, teams, committees and departments outside."),
        advice=_("A unit above stands in the file before those below. Renaming, moving and closing need a day and are"
                 " done on the unit's page."),
        order=10,
        batch=5_000,
    )
)  # fmt: skip
