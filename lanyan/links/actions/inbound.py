"""Orders from outside: taken in under the sender's number, given to an incident or settled, the receipt given."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.incidents import actions as incident_actions
from lanyan.incidents import rules as incidents
from lanyan.incidents.models import Incident
from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.kernel.verbs import locked, move, needed, short
from lanyan.links.actions.common import incident_of, tell
from lanyan.links.models import Inbound
from lanyan.links.rules import life
from lanyan.units.models import Unit


@dataclass(frozen=True)
class InboundFacts:
    """What the sender said."""

    source: str
    sender: str
    number: str
    words: str
    received_at: datetime
    phone: str = ""
    place: str = ""
    deadline_at: datetime | None = None


@transaction.atomic
def take_in(*, unit_id: int, facts: InboundFacts, at: datetime, by: Any) -> tuple[Inbound, bool]:
    """Take an order, transfer or circular in; the same sender's number again gives the first one back, and says so."""
    unit: Unit | None = Unit.objects.select_for_update().filter(pk=unit_id, closed_date=None).first()
    if unit is None:
        raise Refused(_("There is no such unit."), field="unit")
    if facts.source not in Inbound.Source.values:
        raise Refused(_("There is no such entry in the list."), field="source")
    if facts.received_at > at:
        raise Refused(_("This time lies in the future."), field="received_at")
    number = needed(facts.number, "number", most=80)
    known = Inbound.objects.filter(unit=unit, source=facts.source, number=number).first()
    if known is not None:
        return known, False
    found = Inbound(
        unit=unit, source=facts.source, sender=needed(facts.sender, "sender", most=100), number=number,
        words=needed(facts.words, "words", most=4000), phone=short(facts.phone, "phone", most=30),
        place=short(facts.place, "place", most=200), received_at=facts.received_at, deadline_at=facts.deadline_at,
        entered_at=at, entered_by=by,
    )  # fmt: skip
    with audit.act("links.take_in", by=by):
        found.save()
    tell(unit)
    return found, True


@transaction.atomic
def take_inbound(*, inbound_id: int, incident_id: int | None = None, at: datetime, by: Any) -> Inbound:
    """Give it to an incident that is in hand, or, without one, take the call: a draft waits at the desk.

    The call keeps the sender's number: the interface that passes the same on again finds it.
    """
    found: Inbound = locked(Inbound, inbound_id, "unit")
    move(found, life.INBOUND, "take_inbound")
    with audit.act("links.take_inbound", by=by):
        incident = _joined(found, incident_id, at, by) if incident_id is not None else _called(found, at, by)
        found.incident, found.settled_at = incident, at
        found.save(update_fields=["state", "incident", "settled_at"])
    tell(found.unit)
    return found


def _joined(found: Inbound, incident_id: int, at: datetime, by: Any) -> Incident:
    incident = incident_of(incident_id)
    if incident.status != incidents.OPEN or not incident.centre.path.startswith(found.unit.path):
        raise Refused(_("This incident is not in hand here."), field="incident")
    incident_actions.note_act(
        incident_id=incident.pk, act="links.join_inbound", at=found.received_at, entered_at=at, by=by,
        sender=found.sender, number=found.number, words=found.words[:200],
    )  # fmt: skip
    return incident


def _called(found: Inbound, at: datetime, by: Any) -> Incident:
    draft = {"words": found.words, "phone": found.phone, "place_words": found.place, "caller": found.sender[:60]}
    source = found.source if found.source != Inbound.Source.OTHER else "OTHER"
    incident, _new = incident_actions.take_call(
        centre=found.unit, source=source, source_id=found.number, at=at, by=by, draft=draft, waits=True
    )
    return incident


@transaction.atomic
def settle_inbound(*, inbound_id: int, words: str, at: datetime, by: Any) -> Inbound:
    """Settle it without an incident: known, passed on, no fire matter; with what was done."""
    found: Inbound = locked(Inbound, inbound_id, "unit")
    move(found, life.INBOUND, "settle_inbound")
    found.settled_at, found.settled_words = at, needed(words, "words")
    with audit.act("links.settle_inbound", by=by):
        found.save(update_fields=["state", "settled_at", "settled_words"])
    tell(found.unit)
    return found


@transaction.atomic
def give_receipt(*, inbound_id: int, words: str, at: datetime, by: Any) -> Inbound:
    """Note that the sender was given our receipt, and what it said; once."""
    found: Inbound = locked(Inbound, inbound_id, "unit")
    if found.receipt_at is not None:
        raise Refused(_("This receipt stands already."))
    found.receipt_at, found.receipt_by, found.receipt_words = at, by, short(words, "words", most=200)
    with audit.act("links.give_receipt", by=by):
        found.save(update_fields=["receipt_at", "receipt_by", "receipt_words"])
    tell(found.unit)
    return found
