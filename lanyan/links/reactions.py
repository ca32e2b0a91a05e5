"""What this app does about news from below: a job each, so that nothing here can hold the desk up."""

from typing import Any

from django.dispatch import receiver

from lanyan.incidents.events import incident_closed, incident_opened
from lanyan.kernel import jobs


@receiver(incident_opened)
@receiver(incident_closed)
def reckon_what_is_due(*, incident_id: int, **_signal: Any) -> None:
    """An incident was opened or closed: note which reports the rows ask for."""
    jobs.later("links.reckon_dues", incident_id=incident_id)
