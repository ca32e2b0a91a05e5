"""Periodic work of this app."""

from django.utils import timezone

from lanyan.kernel import jobs
from lanyan.voice.actions import keeping


@jobs.every("40 3 * * *")
@jobs.job("voice.purge")
def purge(timestamp: int) -> None:
    """Clear the index of recordings past their term, each night."""
    keeping.purge_recordings(at=timezone.now())
