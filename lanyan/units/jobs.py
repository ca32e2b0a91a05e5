"""What this app does by the clock."""

from django.utils import timezone

from lanyan.kernel import jobs
from lanyan.units import actions


@jobs.every("17 3 * * *")
@jobs.job("units.forget_sessions")
def forget_sessions(timestamp: int) -> None:
    """Drop the rows of sessions that ended long ago, every night."""
    actions.forget_sessions(at=timezone.now())
