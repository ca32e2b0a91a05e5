"""What this app lends to the floors below: who may read the files of messages, and which page shows a term's record."""

from typing import Any

from lanyan.citizens.models import Matter, Message
from lanyan.citizens.models.matters import VIEW
from lanyan.inspections import hazard_tables
from lanyan.kernel import files


def _may_read(user: Any, message: Any) -> bool:
    return bool(user.may(VIEW, message.matter.unit.path))


files.register_reader(Message, _may_read)
hazard_tables.opens(Matter._meta.label_lower, "citizens:matter")
