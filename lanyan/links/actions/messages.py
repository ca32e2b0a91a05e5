"""The outbox: a message is made once by its key, delivered by jobs, tried again with growing waits, never doubled."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.kernel import audit, jobs, live
from lanyan.kernel.errors import Refused
from lanyan.kernel.verbs import locked, move
from lanyan.links import channels, limits
from lanyan.links.models import Delivery, Message, ReportSending
from lanyan.links.queries.recipients import Recipient, once
from lanyan.links.rules import life
from lanyan.links.rules.reports import retry_after
from lanyan.units.models import Unit


@transaction.atomic
def send_message(
    *, unit: Unit, key: str, event: str, subject: str, words: str, recipients: Iterable[Recipient], url: str = "",
    at: datetime, by: Any,
) -> list[Delivery]:  # fmt: skip
    """Put a message into the outbox for each recipient; the same key again gives what stands there already."""
    chosen = once(recipients)
    for one in chosen:
        _refuse_recipient(one)
    with audit.act("links.send_message", by=by):
        message, new = Message.objects.get_or_create(
            key=key,
            defaults={
                "unit": unit, "event": event, "subject": subject[:160], "words": words, "url": url, "made_at": at,
                "made_by": by,
            },
        )  # fmt: skip
        if not new:
            return list(message.deliveries.order_by("pk"))
        made = [
            Delivery.objects.create(
                message=message, channel=one.channel, name=one.name[:100], user_id=one.user_id, address=one.address,
                reason=one.reason[:100], next_at=at,
            )
            for one in chosen
        ]  # fmt: skip
    for delivery in made:
        jobs.later("links.deliver", delivery_id=delivery.pk)
    return made


def _refuse_recipient(one: Recipient) -> None:
    carrier = limits.carrier(one.channel)
    if not carrier:
        raise Refused(_("This way of sending is carried by hand."), field="channel")
    if carrier == "screen" and one.user_id is None:
        raise Refused(_("On a screen only a login can be told."), field="user")
    if carrier != "screen" and not one.address:
        raise Refused(_("The address is missing."), field="address")


@transaction.atomic
def deliver(*, delivery_id: int, at: datetime) -> Delivery:
    """Carry one delivery; whoever comes second waits for the lock and finds it gone."""
    one: Delivery = locked(Delivery, delivery_id, "message__unit")
    if one.state != life.QUEUED or (one.next_at is not None and one.next_at > at):
        return one
    one.tries += 1
    try:
        with transaction.atomic():
            one.carrier = channels.carry(limits.carrier(one.channel), one)
    except channels.NotCarried as problem:
        _failed(one, str(problem), at)
    else:
        move(one, life.DELIVERY, "went")
        one.gone_at, one.next_at, one.error = at, None, ""
    with audit.act("links.deliver"):
        one.save()
    return one


def _failed(one: Any, problem: str, at: datetime) -> None:
    one.error = problem[:300]
    if one.tries >= limits.term("TRIES"):
        move(one, life.DELIVERY, "give_up")
        one.next_at = None
        return
    one.next_at = at + retry_after(one.tries, limits.term("BACKOFF_SECONDS"))
    jobs.later("links.deliver", after=one.next_at - at + timedelta(seconds=1), delivery_id=one.pk)


@transaction.atomic
def try_again(*, delivery_id: int, at: datetime, by: Any) -> Delivery:
    """Try a delivery again that was given up."""
    one: Delivery = locked(Delivery, delivery_id, "message__unit")
    move(one, life.DELIVERY, "try_again")
    one.tries, one.next_at = 0, at
    with audit.act("links.try_again", by=by):
        one.save()
    jobs.later("links.deliver", delivery_id=one.pk)
    return one


@transaction.atomic
def read_message(*, delivery_id: int, at: datetime, by: Any) -> Delivery:
    """Confirm a message on one's own screen; where it brought a report, that is its receipt."""
    one: Delivery = locked(Delivery, delivery_id, "message__unit")
    if one.user_id != by.pk or one.channel != "SCREEN":
        raise Refused(_("This message is not for you."))
    if one.read_at is not None:
        return one
    one.read_at = at
    with audit.act("links.read_message", by=by):
        one.save(update_fields=["read_at"])
        for sending in ReportSending.objects.select_for_update().filter(delivery=one, receipt_at=None):
            sending.receipt_at, sending.receipt_by = at, by
            sending.save(update_fields=["receipt_at", "receipt_by"])
            live.announce("report", sending.report_id)
    live.announce("messages", by.pk)
    return one


@transaction.atomic
def deliver_waiting(*, at: datetime) -> int:
    """Put those back to work whose job was lost; gives how many that were."""
    waiting = Delivery.objects.filter(state=life.QUEUED, next_at__lt=at - timedelta(minutes=2))
    keys = list(waiting.order_by("next_at").values_list("pk", flat=True)[:200])
    for key in keys:
        jobs.later("links.deliver", delivery_id=key)
    return len(keys)
