"""What this app does about news: a job each, so that nothing here can hold the desk up."""

from typing import Any

from django.dispatch import receiver

from lanyan.incidents.events import incident_closed, incident_opened
from lanyan.kernel import jobs
from lanyan.links.events import notice_answered, notice_sent, report_sent


@receiver(incident_opened)
def after_the_opening(*, incident_id: int, **_signal: Any) -> None:
    """An incident was opened: note which reports the rows ask for, and tell the endpoints."""
    jobs.later("links.after_incident", incident_id=incident_id, event="incident_opened")


@receiver(incident_closed)
def after_the_end(*, incident_id: int, **_signal: Any) -> None:
    """An incident was closed: the final report is due, follow-ups are not any more."""
    jobs.later("links.after_incident", incident_id=incident_id, event="incident_closed")


@receiver(report_sent)
def tell_of_report(*, sending_id: int, **_signal: Any) -> None:
    """A report went out: tell the endpoints."""
    jobs.later("links.tell_of_sending", sending_id=sending_id)


@receiver(notice_sent)
def tell_of_notice(*, notice_id: int, **_signal: Any) -> None:
    """A notice went out: tell the endpoints."""
    jobs.later("links.tell_of_notice", notice_id=notice_id, event="notice_sent")


@receiver(notice_answered)
def tell_of_answer(*, notice_id: int, **_signal: Any) -> None:
    """A linkage unit has answered: tell the endpoints."""
    jobs.later("links.tell_of_notice", notice_id=notice_id, event="notice_answered")
