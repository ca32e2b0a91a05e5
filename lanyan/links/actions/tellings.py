"""Events become calls of endpoints: read when the job runs, queued once by their key."""

from datetime import datetime

from lanyan.incidents.models import Incident
from lanyan.links import telling
from lanyan.links.actions.webhooks import queue_event
from lanyan.links.models import Hook, LinkageNotice, ReportSending


def tell_of_incident(*, incident_id: int, event: str, at: datetime) -> list[Hook]:
    """An incident was opened or closed; one that is opened or closed again is told again."""
    found = Incident.objects.select_related("unit", "centre", "subkind", "division").get(pk=incident_id)
    moment = found.opened_at if event == "incident_opened" else found.closed_at
    key = f"{event}:{found.number}:{moment.timestamp() if moment else 0:.0f}"
    return queue_event(event=event, key=key, unit_path=found.centre.path, body=telling.of_incident(found), at=at)


def tell_of_sending(*, sending_id: int, at: datetime) -> list[Hook]:
    """A report went to an addressee."""
    found = ReportSending.objects.select_related("report__unit", "report__incident").get(pk=sending_id)
    key = f"report_sent:{found.report.number}:{found.pk}"
    path = found.report.unit.path
    return queue_event(event="report_sent", key=key, unit_path=path, body=telling.of_sending(found), at=at)


def tell_of_notice(*, notice_id: int, event: str, at: datetime) -> list[Hook]:
    """A notice was sent or answered."""
    found = LinkageNotice.objects.select_related("incident__centre", "linkage").get(pk=notice_id)
    path = found.incident.centre.path
    return queue_event(event=event, key=f"{event}:{found.number}", unit_path=path, body=telling.of_notice(found), at=at)
