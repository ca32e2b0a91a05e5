"""What the forces do about news from below."""

from typing import Any

from django.dispatch import receiver

from lanyan.forces.actions.common import tell_readiness
from lanyan.people.events import absence_changed


@receiver(absence_changed)
def tell_of_absence(*, unit_path: str, **_signal: Any) -> None:
    """Somebody is away or back: the readiness boards read again."""
    tell_readiness(unit_path)
