"""Numbers filled back by file: our number, the system, the number there, whether it says the same there."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lanyan.kernel import external, imports
from lanyan.kernel.errors import Refused
from lanyan.kernel.external import State, System
from lanyan.kernel.imports import CORRECTED, REFUSED, SAME, Field, Outcome, Row, cells
from lanyan.kernel.models import ExternalNumber
from lanyan.reports import external_kinds
from lanyan.reports.external_kinds import KINDS, Kind
from lanyan.units.models import Unit

FIELDS = (
    Field("here", _("number here"), cells.text(80), ("本系统编号", "编号"), True, "示例 3308-20240305-0001", 28,
          said=lambda entry: entry.number_here),
    Field("system", _("system"), cells.chosen(System), ("外部系统", "系统"), True, "全国统计", 22,
          said=lambda entry: entry.get_system_display()),
    Field("number", _("number there"), cells.text(60), ("外部编号", "对方编号", "外部系统编号"),
          example="330802-2024-0117", width=28),
    Field("differs", _("says something else there"), cells.yes, ("内容不一致", "是否不一致", "不一致"), example="否",
          said=lambda entry: entry.state == State.DIFFERS if entry.number else None),
)  # fmt: skip


class NumberLoader:
    """Takes the numbers of one kind of record; an empty one is still to be entered, and changes nothing."""

    def __init__(self, *, kind: Kind, unit_id: int, at: datetime, by: Any, file: str = "") -> None:
        self.kind, self.by, self.file = kind, by, file
        self.path = Unit.objects.values_list("path", flat=True).get(pk=unit_id)
        self._seen: dict[Any, int] = {}

    def take(self, rows: Sequence[Row], *, write: bool) -> list[Outcome]:
        """Say what becomes of each row, and with `write` do it; one transaction for the batch."""
        with transaction.atomic():
            records = self._records(rows)
            entries = self._entries(records, lock=write)
            taken = self._taken(rows)
            outcomes, changed = [], []
            for row in rows:
                try:
                    entry = self._one(row, records, entries, taken)
                except Refused as refusal:
                    outcomes.append(Outcome(row.number, REFUSED, refusal.field, refusal.reason))
                    continue
                outcomes.append(Outcome(row.number, SAME if entry is None else CORRECTED))
                if entry is not None:
                    changed.append(entry)
            if write:
                external.fill_many(entries=changed, by=self.by, reason=self.file)
        return outcomes

    def finish(self) -> None:
        """Nothing is left to do."""

    def _records(self, rows: Sequence[Row]) -> dict[str, int]:
        wanted = self.kind.by_number([row.values["here"] for row in rows])
        found = self.kind.model._default_manager.filter(wanted, unit__path__startswith=self.path)
        if self.by is not None:
            found = found.filter(pk__in=self.kind.filled_by(self.by).values("pk"))
        return dict(found.annotate(here=self.kind.number).values_list("here", "pk"))

    def _entries(self, records: dict[str, int], *, lock: bool) -> dict[tuple[int, str], ExternalNumber]:
        found = ExternalNumber.objects.filter(kind=self.kind.key, record_id__in=records.values()).order_by("pk")
        found = found.select_for_update() if lock else found
        return {(entry.record_id, entry.system): entry for entry in found}

    def _taken(self, rows: Sequence[Row]) -> dict[tuple[str, str], int]:
        numbers = [row.values["number"] for row in rows if row.values.get("number")]
        return {
            (system, number): pk
            for system in System.values
            for number, pk in external.records_of(self.kind.key, system, numbers).items()
        }

    def _one(
        self,
        row: Row,
        records: dict[str, int],
        entries: dict[tuple[int, str], ExternalNumber],
        taken: dict[tuple[str, str], int],
    ) -> ExternalNumber | None:
        """The entry as the row wants it; None when it says so already."""
        said = row.values
        pk = records.get(said["here"])
        if pk is None:
            raise Refused(_now("There is no record of this number here."), field="here")
        system, number = said["system"], said.get("number", "")
        for key, field in (((pk, system), "here"), (("number", system, number or row.number), "number")):
            first = self._seen.setdefault(key, row.number)
            if first != row.number:
                raise Refused(_now("stands in the file twice, first in row {row}").format(row=first), field=field)
        if not number:
            return None
        if taken.get((system, number), pk) != pk:
            reason = _now("Number {number} already stands at another record.")
            raise Refused(reason.format(number=number), field="number")
        state = State.DIFFERS if said.get("differs") else State.ENTERED
        entry = entries.get((pk, system)) or ExternalNumber(kind=self.kind.key, record_id=pk, system=system)
        if (entry.number, entry.state) == (number, state):
            return None
        entry.number, entry.state = number, state
        return entry


def _register(kind: Kind, title: Any, order: int) -> None:
    def units(user: Any) -> Any:
        mine = Unit.objects.visible_to(user, external_kinds.FILL_MANY)
        return mine.filter(closed_date=None).order_by("path")

    def records(path: str) -> Any:
        return kind.entries(kind.model._default_manager.filter(unit__path__startswith=path))

    imports.register(
        imports.Ledger(
            key=f"numbers_{kind.slug}",
            title=title,
            permission=external_kinds.FILL_MANY,
            fields=FIELDS,
            start=lambda **given: NumberLoader(kind=kind, **given),
            units=units,
            list_url="reports:enter_once",
            records=records,
            about=_("Numbers that other systems gave, filled back; what is still to be entered goes out with it."),
            advice=_("Write the list out, fill the numbers in, bring it back. An empty number changes nothing."),
            order=order,
        )
    )


_register(KINDS["incident"], _("Numbers of incidents elsewhere"), 200)
_register(KINDS["run"], _("Numbers of vehicle runs elsewhere"), 210)
_register(KINDS["fire"], _("Numbers of fires elsewhere"), 220)
