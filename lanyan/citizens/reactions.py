"""What this app does when something happens below: a concluded check meets the terms of its matters."""

from typing import Any

from django.dispatch import receiver

from lanyan.citizens.actions import matters
from lanyan.inspections import events


@receiver(events.check_concluded)
def check_concluded(inspection_id: int, **_signal: Any) -> None:
    """Note at the matters of a check that it was made."""
    matters.note_check_concluded(inspection_id=inspection_id)
