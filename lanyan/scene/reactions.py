"""What this app does when something happens below: a scene closes with its incident."""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from lanyan.incidents import events
from lanyan.scene.actions import scenes


@receiver(events.incident_closed)
def incident_closed(incident_id: int, **_signal: Any) -> None:
    """Close the scene of an incident that was closed."""
    scenes.close_scene(incident_id=incident_id, at=timezone.now())
