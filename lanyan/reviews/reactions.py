"""What this app does when something happens below: an incident that was closed may have to be reviewed."""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from lanyan.incidents import events
from lanyan.reviews.actions import reviews


@receiver([events.incident_closed, events.incident_entered_late])
def incident_closed(incident_id: int, **_signal: Any) -> None:
    """Write down that it is to be reviewed, where a row asks for it."""
    reviews.expect_review(incident_id=incident_id, at=timezone.now())
