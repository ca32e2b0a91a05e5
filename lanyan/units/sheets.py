"""The ledger of units."""

from django.utils.translation import gettext_lazy as _

from lanyan.kernel import sheets
from lanyan.units.models import Unit

UNITS = sheets.Sheet(
    key="units",
    title=_("Units"),
    model=Unit,
    columns=(
        sheets.Column("name", _("name"), lambda unit: unit.name, width=30),
        sheets.Column("short_name", _("short name"), lambda unit: unit.short_name),
        sheets.Column("kind", _("kind"), lambda unit: unit.get_kind_display()),
        sheets.Column("parent", _("belongs to"), lambda unit: unit.parent.name if unit.parent else None, width=30),
        sheets.Column("division_code", _("division code"), lambda unit: unit.division_code),
        sheets.Column("phone", _("telephone"), lambda unit: unit.phone),
        sheets.Column("path", _("path"), lambda unit: unit.path),
        sheets.Column("closed_date", _("closed on"), lambda unit: unit.closed_date),
    ),
    prepare=lambda queryset: queryset.select_related("parent"),
)
sheets.register(UNITS)
