"""The buttons on a unit's page; and where the records of this app that no search finds are shown."""

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lanyan.kernel import access, acts
from lanyan.units.models import Role, Unit, User


def _open(unit: Any) -> str:
    return _now("The unit is closed.") if unit.closed_date else ""


def _closed(unit: Any) -> str:
    return "" if unit.closed_date else _now("The unit is open.")


access.register_verbs(
    Unit,
    access.Verb("create_unit", "units.create_unit", _("Add a unit below"), "units:create_below", _open, icon="plus"),
    access.Verb("change_unit", "units.change_unit", _("Correct"), "units:change_unit", _open, icon="edit"),
    access.Verb("rename_unit", "units.rename_unit", _("Rename a unit"), "units:rename_unit", _open),
    access.Verb("add_unit_name", "units.add_unit_name", _("Add a name plate"), "units:add_unit_name", _open),
    access.Verb("move_unit", "units.move_unit", _("Move a unit"), "units:move_unit", _open),
    access.Verb("close_unit", "units.close_unit", _("Close a unit"), "units:close_unit", _open),
    access.Verb("reopen_unit", "units.reopen_unit", _("Reopen a unit"), "units:reopen_unit", _closed),
)

acts.opens(User, "units:user", "units.view_user")
acts.opens(Role, "units:role", "units.view_roles")
