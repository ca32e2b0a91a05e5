"""The events that can be told outside, and what is told of each: numbers, kinds, places; never who called."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from lanyan.incidents.models import Incident
from lanyan.links.models import LinkageNotice, ReportSending

EVENTS = {
    "incident_opened": _("an incident was opened"),
    "incident_closed": _("an incident was closed"),
    "report_sent": _("a situation report was sent"),
    "notice_sent": _("a notice went to a linkage unit"),
    "notice_answered": _("a linkage unit has answered"),
}


def of_incident(incident: Incident) -> dict[str, Any]:
    """What is told of an incident (unit, sub-kind, division at hand)."""
    return {
        "number": incident.number,
        "status": incident.status,
        "kind": incident.kind,
        "subkind": incident.subkind.code if incident.subkind else None,
        "level": incident.level,
        "is_exercise": incident.is_exercise,
        "unit": incident.unit.name,
        "division": incident.division_id,  # type: ignore[attr-defined]
        "place": incident.where,
        "lon": incident.lon,
        "lat": incident.lat,
        "answered_at": incident.answered_at,
        "opened_at": incident.opened_at,
        "closed_at": incident.closed_at,
    }


def of_notice(notice: LinkageNotice) -> dict[str, Any]:
    """What is told of a notice (incident and linkage unit at hand)."""
    return {
        "number": notice.number,
        "incident": notice.incident.number,
        "linkage_unit": notice.linkage.name,
        "kind": notice.kind,
        "words": notice.words,
        "sent_at": notice.sent_at,
        "answered_at": notice.answered_at,
        "answer": notice.answer,
    }


def of_sending(sending: ReportSending) -> dict[str, Any]:
    """What is told of a report that was sent (report and incident at hand)."""
    report = sending.report
    return {
        "number": report.number,
        "kind": report.kind,
        "title": report.title,
        "text": report.text,
        "incident": report.incident.number if report.incident else None,
        "to": sending.words,
        "sent_at": sending.sent_at,
    }
