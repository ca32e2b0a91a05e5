"""What the ledgers of forces share: whose they may be, stations by any of their names."""

from typing import Any

from django.utils.translation import gettext as _

from lanyan.forces.models import Station
from lanyan.kernel import codes
from lanyan.kernel.errors import Refused
from lanyan.kernel.imports import RowLoader, Unreadable, cells
from lanyan.units.models import Unit
from lanyan.units.naming import Named

PERMISSION = "forces.import_forces"


def units(user: Any) -> Any:
    """The units whose ledgers a person may bring in."""
    return Unit.objects.visible_to(user, PERMISSION).filter(closed_date=None).order_by("path")


def spelled(table: str) -> Any:
    """Every way to write the entries of a code list; entries that only head others are none."""
    known: dict[int, dict[str, str]] = {}

    def ways() -> dict[str, str]:
        rows = codes.table(table)
        heads = {row.parent for row in rows.values()}
        if len(rows) not in known:
            known[len(rows)] = cells.spellings(row for row in rows.values() if row.code not in heads)
        return known[len(rows)]

    return ways


def label(table: str, code: str) -> str:
    """The words of an entry in the reader's language, the code itself when there is none."""
    row = codes.get(table, code)
    return row.label if row is not None else code


class StationLoader(RowLoader):
    """Rows that name a station of the unit a file is brought in for."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.units = Named(Unit.objects.get(pk=self.unit_id))
        found = Station.objects.filter(unit__path__startswith=self.units.over.path).select_related("unit")
        self.stations = {station.unit_id: station for station in found}

    def unit_of(self, text: Any, field: str) -> Unit:
        """The unit a cell names."""
        return self.units.find(text, field=field)

    def station_of(self, text: Any, field: str = "station") -> Station:
        """The station a cell names."""
        unit = self.unit_of(text, field)
        if unit.pk not in self.stations:
            raise Refused(_("{unit} has no fire station yet: bring that in first.").format(unit=unit.name), field=field)
        return self.stations[unit.pk]


def quantity(value: Any) -> float | int:
    """Read a quantity above 0."""
    read = cells.number(value)
    if read <= 0:
        raise Unreadable(_("is not above 0"))
    return int(read) if read == int(read) else read
