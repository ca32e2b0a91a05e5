"""Background and periodic work of this app."""

from django.utils import timezone

from lanyan.kernel import jobs
from lanyan.links.actions import dues, messages, notices, tellings, webhooks


@jobs.job("links.deliver")
def deliver(delivery_id: int) -> None:
    """Carry one message to one recipient."""
    messages.deliver(delivery_id=delivery_id, at=timezone.now())


@jobs.job("links.call_hook")
def call_hook(hook_id: int) -> None:
    """Tell one event to one endpoint."""
    webhooks.call_hook(hook_id=hook_id, at=timezone.now())


@jobs.job("links.after_incident")
def after_incident(incident_id: int, event: str) -> None:
    """Note which reports are due of an incident that was opened or closed, and queue the event."""
    at = timezone.now()
    dues.reckon_dues(incident_id=incident_id, at=at)
    tellings.tell_of_incident(incident_id=incident_id, event=event, at=at)


@jobs.job("links.tell_of_sending")
def tell_of_sending(sending_id: int) -> None:
    """Queue the event that a report was sent."""
    tellings.tell_of_sending(sending_id=sending_id, at=timezone.now())


@jobs.job("links.tell_of_notice")
def tell_of_notice(notice_id: int, event: str) -> None:
    """Queue the event that a notice was sent or answered."""
    tellings.tell_of_notice(notice_id=notice_id, event=event, at=timezone.now())


@jobs.every("* * * * *")
@jobs.job("links.watch")
def watch(timestamp: int) -> None:
    """Note what is due, warn of what is late, and put lost sendings back to work."""
    at = timezone.now()
    dues.watch_dues(at=at)
    notices.watch_notices(at=at)
    messages.deliver_waiting(at=at)
    webhooks.call_waiting(at=at)
