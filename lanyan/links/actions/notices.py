"""Notices to linkage units: sent, received, answered, there, gone; each step an instant and a line of the log."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from lanyan.incidents import rules as incidents
from lanyan.incidents.actions import note_act
from lanyan.incidents.models import Incident
from lanyan.kernel import audit, codes
from lanyan.kernel.errors import Refused
from lanyan.kernel.verbs import locked, move, needed, short
from lanyan.links import events, limits
from lanyan.links.actions import messages
from lanyan.links.actions.common import incident_of, tell
from lanyan.links.models import LinkageNotice, LinkageUnit
from lanyan.links.queries import recipients
from lanyan.links.queries.recipients import Recipient
from lanyan.links.rules import life


@dataclass(frozen=True)
class Request:
    """What is asked of a linkage unit, and by which way; the address where it is not the one of the register."""

    linkage_id: int
    words: str
    channel: str = "PHONE"
    address: str = ""


@transaction.atomic
def send_notice(*, incident_id: int, request: Request, at: datetime, by: Any) -> LinkageNotice:
    """Tell a linkage unit of an open incident and ask it to act 联动通知."""
    incident = incident_of(incident_id)
    if incident.status != incidents.OPEN:
        raise Refused(_("The incident is not open."), field="incident")
    words = needed(request.words, "words", most=500)
    if codes.get("send_channels", request.channel) is None or request.channel == "SCREEN":
        raise Refused(_("There is no such entry in the list."), field="channel")
    linkage: LinkageUnit = locked(LinkageUnit, request.linkage_id, "unit")
    if linkage.withdrawn_at is not None or not incident.centre.path.startswith(linkage.unit.path):
        raise Refused(_("There is no such linkage unit here."), field="linkage")
    notice = LinkageNotice(
        number=_number(incident), unit=linkage.unit, incident=incident, linkage=linkage, kind=linkage.kind, words=words,
        channel=request.channel, address=_address(linkage, request), sent_at=at, sent_by=by,
        due_at=at + timedelta(minutes=limits.answer_minutes(linkage.kind)),
    )  # fmt: skip
    with audit.act("links.send_notice", by=by):
        notice.save()
        if limits.carrier(notice.channel):
            notice.delivery = _carry(notice, incident, at, by)
            notice.save(update_fields=["delivery"])
        _log(notice, "send_notice", at=at, entered_at=at, by=by, words=words)
    _told(notice)
    transaction.on_commit(lambda: events.notice_sent.send(LinkageNotice, notice_id=notice.pk))
    return notice


def _number(incident: Incident) -> str:
    return f"{incident.number}-L{1 + LinkageNotice.objects.filter(incident=incident).count():02}"


def _address(linkage: LinkageUnit, request: Request) -> str:
    given = short(request.address, "address", most=120)
    return given or (linkage.email if request.channel == "EMAIL" else linkage.phone)


def _carry(notice: LinkageNotice, incident: Incident, at: datetime, by: Any) -> Any:
    drill = "【演练】" if incident.is_exercise else ""
    subject = f"{drill}联动通知 {notice.number}"
    # Written in the language papers are written in, whoever sends it.
    with translation.override("zh-hans"):
        name = incident.name
    recipient = Recipient(notice.channel, notice.linkage.name, "LINKAGE", None, notice.address)
    made = messages.send_message(
        unit=notice.unit, key=f"notice:{notice.number}", event="notice_sent", subject=subject,
        words=f"{drill}{incident.where}，{name}。{notice.words}", recipients=[recipient],
        url=reverse("incidents:incident", args=[incident.pk]), at=at, by=by,
    )  # fmt: skip
    return made[0]


def _log(notice: LinkageNotice, act: str, *, at: datetime, entered_at: datetime, by: Any, **facts: Any) -> None:
    note_act(
        incident_id=notice.incident_id, act=f"links.{act}", at=at, entered_at=entered_at, by=by,  # type: ignore[attr-defined]
        linkage=notice.linkage.name, number=notice.number, **facts,
    )  # fmt: skip


def _told(notice: LinkageNotice) -> None:
    tell(notice.unit, ("incident", notice.incident_id))  # type: ignore[attr-defined]


def _notice(notice_id: int) -> LinkageNotice:
    """A notice, locked after its incident, as when it was sent: two who write do not wait for each other in a ring."""
    key = LinkageNotice.objects.filter(pk=notice_id).values_list("incident", flat=True).first()
    if key is None:
        raise Refused(_("There is no such record."))
    incident_of(key)
    found: LinkageNotice = locked(LinkageNotice, notice_id, "unit", "linkage", "incident")
    return found


def _refuse_time(notice: LinkageNotice, said_at: datetime, at: datetime) -> None:
    if said_at < notice.sent_at:
        raise Refused(_("Nothing happens to a notice before it is sent."), field="said_at")
    if said_at > at:
        raise Refused(_("This time lies in the future."), field="said_at")


@transaction.atomic
def receive_notice(*, notice_id: int, said_at: datetime, at: datetime, by: Any) -> LinkageNotice:
    """Note that the linkage unit has the notice."""
    notice = _notice(notice_id)
    _refuse_time(notice, said_at, at)
    move(notice, life.NOTICE, "receive_notice")
    notice.received_at = said_at
    return _step(notice, "receive_notice", said_at, at, by)


@transaction.atomic
def answer_notice(*, notice_id: int, answer: str, said_at: datetime, at: datetime, by: Any) -> LinkageNotice:
    """Note what the linkage unit answered; an answer is a receipt too."""
    notice = _notice(notice_id)
    _refuse_time(notice, said_at, at)
    if notice.received_at is not None and said_at < notice.received_at:
        raise Refused(_("It was received later than that."), field="said_at")
    move(notice, life.NOTICE, "answer_notice")
    notice.answer = needed(answer, "answer", most=300)
    notice.received_at, notice.answered_at = notice.received_at or said_at, said_at
    notice = _step(notice, "answer_notice", said_at, at, by, answer=notice.answer)
    transaction.on_commit(lambda: events.notice_answered.send(LinkageNotice, notice_id=notice.pk))
    return notice


@transaction.atomic
def arrive_notice(*, notice_id: int, said_at: datetime, at: datetime, by: Any) -> LinkageNotice:
    """Note that the linkage unit is at the scene."""
    notice = _notice(notice_id)
    _refuse_time(notice, said_at, at)
    move(notice, life.NOTICE, "arrive_notice")
    notice.received_at, notice.arrived_at = notice.received_at or said_at, said_at
    return _step(notice, "arrive_notice", said_at, at, by)


@transaction.atomic
def leave_notice(*, notice_id: int, said_at: datetime, at: datetime, by: Any) -> LinkageNotice:
    """Note that the linkage unit has left the scene."""
    notice = _notice(notice_id)
    _refuse_time(notice, said_at, at)
    move(notice, life.NOTICE, "leave_notice")
    if notice.arrived_at is not None and said_at < notice.arrived_at:
        raise Refused(_("Nobody leaves before arriving."), field="said_at")
    notice.left_at = said_at
    return _step(notice, "leave_notice", said_at, at, by)


@transaction.atomic
def withdraw_notice(*, notice_id: int, reason: str, at: datetime, by: Any) -> LinkageNotice:
    """Withdraw a notice: sent by mistake, or not needed any more."""
    reason = needed(reason)
    notice = _notice(notice_id)
    move(notice, life.NOTICE, "withdraw_notice")
    notice.withdrawn_at, notice.withdrawn_reason = at, reason
    return _step(notice, "withdraw_notice", at, at, by, reason=reason)


def _step(notice: LinkageNotice, act: str, said_at: datetime, at: datetime, by: Any, **facts: Any) -> LinkageNotice:
    with audit.act(f"links.{act}", by=by, reason=facts.get("reason", "")):
        notice.save()
        if notice.incident.status in (incidents.OPEN, incidents.CLOSED):
            _log(notice, act, at=said_at, entered_at=at, by=by, **facts)
    _told(notice)
    return notice


def watch_notices(*, at: datetime) -> int:
    """Raise a mark where an answer is late; each by itself."""
    keys = list(LinkageNotice.objects.unanswered(at).filter(late_at=None).values_list("pk", flat=True))
    for key in keys:
        note_late(notice_id=key, at=at)
    return len(keys)


@transaction.atomic
def note_late(*, notice_id: int, at: datetime) -> LinkageNotice:
    """Say in the command log that an answer is late, and tell those on duty; once."""
    notice = _notice(notice_id)
    if notice.state not in life.WAITING or notice.late_at is not None or at <= notice.due_at:
        return notice
    notice.late_at = at
    incident = incident_of(notice.incident_id)  # type: ignore[attr-defined]
    subject = f"联动单位未按时答复：{notice.linkage.name}（{notice.number}）"
    with audit.act("links.note_late_notice"):
        notice.save(update_fields=["late_at"])
        if incident.status in (incidents.OPEN, incidents.CLOSED):
            _log(notice, "note_late_notice", at=at, entered_at=at, by=None)
        told = recipients.duty_officers(incident.centre, at=at)
        if told:
            messages.send_message(
                unit=notice.unit, key=f"notice-late:{notice.pk}", event="notice_late", subject=subject, words=subject,
                url=reverse("incidents:incident", args=[incident.pk]), recipients=told, at=at, by=None,
            )  # fmt: skip
    _told(notice)
    return notice
