"""Units as ledgers write them: by path, name or short name, under the unit a file is brought in for."""

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _

from lanyan.kernel.errors import Refused
from lanyan.units.models import Unit


class Named:
    """The open units under one, read once, found by any of their names."""

    def __init__(self, over: Unit) -> None:
        self.over = over
        self.by_path: dict[str, Unit] = {}
        self._named: dict[str, list[Unit]] = defaultdict(list)
        for unit in Unit.objects.below(over.path).filter(closed_date=None).select_related("parent"):
            self.keep(unit)

    def keep(self, unit: Unit) -> None:
        """Know a unit that has just been added."""
        self.by_path[unit.path] = unit
        for name in {unit.name, unit.short_name}:
            self._named[name].append(unit)

    def find(self, text: Any, *, field: str = "unit") -> Unit:
        """The unit of a name; refused with the field when there is none or more than one."""
        said = str(text).strip()
        if said in self.by_path:
            return self.by_path[said]
        found = [unit for unit in self._named.get(said, []) if unit.name == said] or self._named.get(said, [])
        if not found:
            raise Refused(_("“{text}” is no unit under {unit}.").format(text=said, unit=self.over.name), field=field)
        if len(found) > 1:
            reason = _("Several units are called “{text}”; give the path ({paths}).")
            raise Refused(reason.format(text=said, paths=_(", ").join(unit.path for unit in found)), field=field)
        return found[0]
