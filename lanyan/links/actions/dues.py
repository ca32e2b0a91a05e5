"""What is due: noted by the rows for each incident, warned of before it is late, told late, dropped with a reason."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from lanyan.incidents import rules as incidents
from lanyan.incidents.models import Incident
from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.kernel.verbs import locked, needed
from lanyan.links import limits
from lanyan.links.actions import messages
from lanyan.links.actions.common import incident_of, tell
from lanyan.links.models import ReportDue, ReportSending
from lanyan.links.models.reports import FINAL, FLASH, FOLLOW_UP
from lanyan.links.queries import recipients
from lanyan.links.rules.reports import Rule, owed, speaks

# Incidents that ended longer ago have been looked at: their end has a job of its own.
LOOKED_BACK = timedelta(hours=6)
# The watch looks once a minute: what it sees this soon was there at the opening.
AT_ONCE = timedelta(minutes=2)


@transaction.atomic
def reckon_dues(*, incident_id: int, at: datetime) -> list[ReportDue]:
    """Note what the rows ask for of an incident as it stands; what stands already stays.

    A flash report runs from the opening, or from the minute its reason was first seen; a follow-up from the last
    sending to its addressee; the final report from the end.
    """
    incident = incident_of(incident_id)
    if incident.is_exercise:
        return []
    rules, seen = limits.rules(), limits.seen(incident)
    made: list[ReportDue] = []
    with audit.act("links.note_dues"):
        if incident.status == incidents.OPEN:
            for to, rule in owed(rules, seen, FLASH).items():
                made += _note(incident, rule, to, 1, _known_since(incident, at))
            for to, rule in owed(rules, seen, FOLLOW_UP).items():
                made += _follow(incident, rule, to)
        elif incident.status == incidents.CLOSED and incident.closed_at is not None:
            for to, rule in owed(rules, seen, FINAL).items():
                made += _note(incident, rule, to, 1, incident.closed_at)
        _drop_over(incident, at)
    if made:
        tell(incident.centre, ("incident", incident.pk))
    return made


def _known_since(incident: Incident, at: datetime) -> datetime:
    """Seen with the opening it runs from there; what became known later runs from when it was seen."""
    opened = incident.opened_at
    return opened if opened is not None and at - opened <= AT_ONCE else at


def _note(incident: Incident, rule: Rule, to: str, number: int, since: datetime) -> list[ReportDue]:
    due, new = ReportDue.objects.get_or_create(
        incident=incident, kind=rule.report, addressee=to, round=number,
        defaults={
            "unit": incident.centre, "rule": rule.code, "since_at": since,
            "due_at": since + timedelta(minutes=rule.minutes),
        },
    )  # fmt: skip
    return [due] if new else []


def _follow(incident: Incident, rule: Rule, to: str) -> list[ReportDue]:
    """The next follow-up to an addressee, once a report has gone there and none waits."""
    sent = ReportSending.objects.filter(report__incident=incident, addressee=to).order_by("-sent_at").first()
    mine = ReportDue.objects.filter(incident=incident, addressee=to, kind=FOLLOW_UP)
    if sent is None or mine.waiting().exists():
        return []
    return _note(incident, rule, to, mine.count() + 1, sent.sent_at)


def _drop_over(incident: Incident, at: datetime) -> None:
    """Once it has ended no follow-up is owed; where it was none, nothing is."""
    waiting = ReportDue.objects.select_for_update().filter(incident=incident).waiting()
    if incident.status == incidents.CLOSED:
        waiting = waiting.filter(kind=FOLLOW_UP)
        reason = "警情已结束，以终报为准"
    elif incident.status == incidents.OPEN:
        return
    else:
        reason = "警情已并入、撤销或不成立"
    for one in waiting:
        one.dropped_at, one.dropped_reason = at, reason
        one.save(update_fields=["dropped_at", "dropped_reason"])


@transaction.atomic
def drop_due(*, due_id: int, reason: str, at: datetime, by: Any) -> ReportDue:
    """Drop what a row asks for, with the reason: reported otherwise, not asked for by the addressee."""
    reason = needed(reason)
    due: ReportDue = locked(ReportDue, due_id, "unit")
    if due.met_at is not None or due.dropped_at is not None:
        raise Refused(_("This report is not waited for any more."))
    due.dropped_at, due.dropped_reason = at, reason
    with audit.act("links.drop_due", by=by, reason=reason):
        due.save(update_fields=["dropped_at", "dropped_reason"])
    tell(due.unit, ("incident", due.incident_id))  # type: ignore[attr-defined]
    return due


def watch_dues(*, at: datetime) -> int:
    """Reckon what is in hand or has just ended, then warn; each incident and each warning by itself."""
    for key in _concerned(at):
        reckon_dues(incident_id=key, at=at)
    soon = at + timedelta(minutes=limits.term("WARN_MINUTES"))
    found = ReportDue.objects.waiting().filter(Q(due_at__lte=soon, warned_at=None) | Q(due_at__lt=at, late_at=None))
    keys = list(found.order_by("due_at").values_list("pk", flat=True))
    for key in keys:
        warn_of_due(due_id=key, at=at)
    return len(keys)


def _concerned(at: datetime) -> list[int]:
    """Incidents of which a row asks for something, or a report waits: the others are only read, not locked."""
    living = Q(status=incidents.OPEN) | Q(status=incidents.CLOSED, closed_at__gte=at - LOOKED_BACK)
    waiting = set(ReportDue.objects.waiting().values_list("incident", flat=True))
    rules = limits.rules()
    found = Incident.objects.filter(living | Q(pk__in=waiting), is_exercise=False).select_related("subkind")
    return [
        one.pk
        for one in found.order_by("pk")
        if one.pk in waiting or any(speaks(rule, limits.seen(one)) for rule in rules)
    ]


@transaction.atomic
def warn_of_due(*, due_id: int, at: datetime) -> ReportDue:
    """Tell those on duty, each with the reason: once before the time is over, once when it is."""
    due: ReportDue = locked(ReportDue, due_id, "unit", "incident__centre", "incident__unit", "incident__subkind")
    late = at > due.due_at
    if due.met_at or due.dropped_at or (due.late_at if late else due.warned_at):
        return due
    due.warned_at = due.warned_at or at
    due.late_at = at if late else None
    incident = due.incident
    # What is told is written in the language papers are written in, whoever or whatever causes it.
    with translation.override("zh-hans"):
        why, state = due.rule_words, "已超时" if late else "即将到期"
        subject = f"{due.addressee_words}{due.get_kind_display()}{state}：{incident.name}"
    with audit.act("links.warn_of_due"):
        due.save(update_fields=["warned_at", "late_at"])
        told = recipients.duty_officers(incident.centre, at=at)
        if told:
            messages.send_message(
                unit=due.unit, key=f"due:{due.pk}:{'late' if late else 'soon'}", event="report_due", subject=subject,
                words=f"{incident.number} {subject}（{why}）。", recipients=told,
                url=reverse("incidents:incident", args=[incident.pk]), at=at, by=None,
            )  # fmt: skip
    tell(due.unit)
    return due
