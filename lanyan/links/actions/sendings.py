"""Giving an approved report to its addressees, and their receipts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from lanyan.kernel import audit, codes, live
from lanyan.kernel.errors import Refused
from lanyan.kernel.verbs import locked, needed, short
from lanyan.links import events, limits
from lanyan.links.actions import messages
from lanyan.links.actions.common import tell
from lanyan.links.actions.reports import report_of
from lanyan.links.models import ReportDue, ReportSending, SituationReport
from lanyan.links.queries.recipients import Recipient
from lanyan.links.rules import life
from lanyan.units.models import User


@dataclass(frozen=True)
class To:
    """To whom and how: a row of report_addressees, a person, or words alone; and the way with its address."""

    channel: str
    addressee: str = ""
    user_id: int | None = None
    words: str = ""
    address: str = ""


@transaction.atomic
def send_report(*, report_id: int, to: To, at: datetime, by: Any) -> ReportSending:
    """Send an approved report to one addressee; what was due to it is met by this."""
    report = report_of(report_id)
    if report.state != life.APPROVED:
        raise Refused(_("Only an approved report is sent."))
    words, user = _whom(to)
    if codes.get("send_channels", to.channel) is None:
        raise Refused(_("There is no such entry in the list."), field="channel")
    sending = ReportSending(
        report=report, addressee=to.addressee, words=words, user=user, channel=to.channel,
        address=short(to.address, "address", most=120), sent_at=at, sent_by=by,
    )  # fmt: skip
    with audit.act("links.send_report", by=by):
        sending.save()
        if limits.carrier(to.channel):
            sending.delivery = _carry(sending, report, at, by)
            sending.save(update_fields=["delivery"])
        _meet(report, sending)
    live.announce("report", report.pk)
    tell(report.unit, *([("incident", report.incident_id)] if report.incident_id else []))
    transaction.on_commit(lambda: events.report_sent.send(SituationReport, report_id=report.pk, sending_id=sending.pk))
    return sending


def _whom(to: To) -> tuple[str, Any]:
    if to.addressee and codes.get("report_addressees", to.addressee) is None:
        raise Refused(_("There is no such entry in the list."), field="addressee")
    user = None
    if to.user_id is not None:
        user = User.objects.filter(pk=to.user_id, is_active=True).first()
        if user is None:
            raise Refused(_("There is no such login."), field="user")
    row = codes.get("report_addressees", to.addressee) if to.addressee else None
    # Frozen with the sending, in the language papers are written in.
    named = [row.label_zh if row else "", user.name if user else "", to.words.strip()]
    words = " ".join(filter(None, named))
    return needed(words, "words", most=120), user


def _carry(sending: ReportSending, report: SituationReport, at: datetime, by: Any) -> Any:
    recipient = Recipient(
        sending.channel, sending.words[:100], "ADDRESSEE",
        sending.user_id, "" if sending.channel == "SCREEN" else sending.address,  # type: ignore[attr-defined]
    )  # fmt: skip
    made = messages.send_message(
        unit=report.unit, key=f"report:{report.pk}:{sending.pk}", event="report_sent", subject=report.title,
        words=report.text, url=reverse("links:report", args=[report.pk]), recipients=[recipient], at=at, by=by,
    )  # fmt: skip
    return made[0]


def _meet(report: SituationReport, sending: ReportSending) -> None:
    """What a rule asks for is met when a report of its kind has gone to its addressee."""
    if report.incident_id is None or not sending.addressee:  # type: ignore[attr-defined]
        return
    due = ReportDue.objects.select_for_update().waiting()
    for one in due.filter(incident=report.incident, kind=report.kind, addressee=sending.addressee):
        one.met_at, one.met_by = sending.sent_at, sending
        one.save(update_fields=["met_at", "met_by"])


@transaction.atomic
def enter_receipt(*, sending_id: int, words: str, received_at: datetime, at: datetime, by: Any) -> ReportSending:
    """Enter that and when the addressee received a report, and in which words."""
    sending: ReportSending = locked(ReportSending, sending_id, "report__unit")
    if sending.receipt_at is not None:
        raise Refused(_("This receipt stands already."))
    if received_at < sending.sent_at:
        raise Refused(_("Nothing is received before it is sent."), field="received_at")
    if received_at > at:
        raise Refused(_("This time lies in the future."), field="received_at")
    sending.receipt_at, sending.receipt_by = received_at, by
    sending.receipt_words = short(words, "words", most=200)
    with audit.act("links.enter_receipt", by=by):
        sending.save(update_fields=["receipt_at", "receipt_by", "receipt_words"])
    live.announce("report", sending.report_id)  # type: ignore[attr-defined]
    return sending
