"""What the verbs share: locking, asking the table of moves, rows of lists, the clock of a matter, telling."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from lanyan.citizens.models import Matter, Message
from lanyan.inspections.actions import terms
from lanyan.inspections.models import Term
from lanyan.kernel import codes, live, search
from lanyan.kernel.errors import Refused
from lanyan.kernel.models import Code
from lanyan.kernel.verbs import locked
from lanyan.units.models import Unit


def matter_of(matter_id: int, *joined: str) -> Matter:
    """A matter, locked, with its unit and place."""
    return locked(Matter, matter_id, "unit", "premises", *joined)


def message_of(message_id: int) -> Message:
    """A message, locked, with its matter."""
    return locked(Message, message_id, "matter__unit")


def row_of(table: str, key: str, field: str) -> Code:
    """A row of a list, or a refusal that names the field."""
    row = codes.get(table, key)
    if row is None:
        raise Refused(_("There is no such entry in the list."), field=field)
    return row


def not_future(then: datetime, at: datetime, field: str) -> None:
    """Nothing has happened that is still to come."""
    if then > at:
        raise Refused(_("This time lies in the future."), field=field)


def start_clock(matter: Matter, *, by: Any) -> Term:
    """Begin the term of a matter from the instant it was received; its end is written at the matter too."""
    title = f"{matter.number} {codes.table('complaint_kinds')[matter.kind].label_zh}"
    return terms.start(record=matter, code=matter.term_code, since=matter.received_at, title=title, by=by)


def tell(matter: Matter) -> None:
    """Tell the screens that show a matter, its desk and the desks above it; bring the search up to date."""
    live.announce("matter", matter.pk)
    parts = matter.unit.path.split(".")
    above = [".".join(parts[:depth]) + "." for depth in range(1, len(parts))]
    units = Unit.objects.filter(path__in=above).values_list("pk", flat=True)
    live.announce_all([("complaints", pk) for pk in units])
    search.index("matter", [matter])
