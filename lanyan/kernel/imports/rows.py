"""Rows taken one by one through an app's own actions: what is known is corrected, what is new is added."""

from collections.abc import Callable, Hashable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.kernel.errors import Refused
from lanyan.kernel.imports.ledgers import CORRECTED, CREATED, REFUSED, SAME, Field, Outcome, Row


class RowLoader:
    """Takes rows by the verbs of one app; a dry run does them too and takes them back, so that it says what is so.

    A ledger for which each row costs one act or two: thousands of rows. For tens of thousands there is `bulk`.
    """

    fields: Sequence[Field] = ()

    def __init__(self, *, unit_id: int, at: datetime, by: Any, file: str = "") -> None:
        self.unit_id, self.at, self.by, self.file = unit_id, at, by, file
        self._seen: dict[Hashable, int] = {}
        self._fields = {each.key: each for each in self.fields}

    # ---- what a ledger says ---------------------------------------------------------------------------------
    def key(self, row: Row) -> Hashable:
        """By what a row is known: two rows of one key are one too many."""
        raise NotImplementedError

    def known(self, row: Row) -> Any:
        """The record a row speaks of; None: it is new."""
        raise NotImplementedError

    def add(self, row: Row) -> None:
        """Add the record, by the app's own action."""
        raise NotImplementedError

    def correct(self, record: Any, row: Row, changed: set[str]) -> None:
        """Correct a record in the columns that say something else, by the app's own action."""
        raise NotImplementedError

    def finish(self) -> None:
        """Nothing is left to do."""

    # ---- what all share -------------------------------------------------------------------------------------
    def take(self, rows: Sequence[Row], *, write: bool) -> list[Outcome]:
        """Say what becomes of each row, and with `write` do it; one transaction for the batch."""
        with transaction.atomic():
            outcomes = [self._one(row) for row in rows]
            if not write:
                transaction.set_rollback(True)
        return outcomes

    def _one(self, row: Row) -> Outcome:
        try:
            key = self.key(row)
            first = self._seen.setdefault(key, row.number)
            if first != row.number:
                return Outcome(
                    row.number, REFUSED, "", _("stands in the file twice, first in row {row}").format(row=first)
                )
            record = self.known(row)
            if record is None:
                return self._done(row, CREATED, lambda: self.add(row))
            changed = self.changed(record, row)
            if not changed:
                return Outcome(row.number, SAME)
            return self._done(row, CORRECTED, lambda: self.correct(record, row, changed))
        except Refused as refusal:
            return Outcome(row.number, REFUSED, refusal.field, refusal.reason)

    def changed(self, record: Any, row: Row) -> set[str]:
        """The columns in which a row says something else than the record."""
        return {key for key, value in row.values.items() if self._fields[key].differs(record, value)}

    @staticmethod
    def _done(row: Row, what: str, act: Callable[[], None]) -> Outcome:
        # A row that is refused half-way leaves nothing behind.
        with transaction.atomic():
            act()
        return Outcome(row.number, what)
