"""Background and periodic work of this app."""

from django.utils import timezone

from lanyan.kernel import jobs
from lanyan.links.actions import dues, messages


@jobs.job("links.deliver")
def deliver(delivery_id: int) -> None:
    """Carry one message to one recipient."""
    messages.deliver(delivery_id=delivery_id, at=timezone.now())


@jobs.every("* * * * *")
@jobs.job("links.watch")
def watch(timestamp: int) -> None:
    """Note what is due, warn of it, and put lost sendings back to work."""
    at = timezone.now()
    dues.watch_dues(at=at)
    messages.deliver_waiting(at=at)


@jobs.job("links.reckon_dues")
def reckon_dues(incident_id: int) -> None:
    """Note what the rows ask for of an incident that was opened or closed."""
    dues.reckon_dues(incident_id=incident_id, at=timezone.now())
