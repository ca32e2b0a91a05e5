"""A message comes in: by telephone, letter, at the counter, passed on, or from the public page; it begins a matter."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from lanyan.citizens import events, rules
from lanyan.citizens.actions import attempts
from lanyan.citizens.actions.common import not_future, row_of, start_clock, tell
from lanyan.citizens.limits import limit
from lanyan.citizens.models import Attempt, Complainant, Matter, Message
from lanyan.inspections.actions.common import next_number
from lanyan.inspections.actions.visits import Where, place
from lanyan.inspections.rules import clock
from lanyan.kernel import audit, files, uploads
from lanyan.kernel.errors import Refused
from lanyan.kernel.verbs import needed, short

PHOTO = "photo"
PUBLIC = "PUBLIC"
# What our page makes is within; anything else was not made by it.
KEY_SHORTEST, KEY_LONGEST = 20, 56


@dataclass(frozen=True)
class Person:
    """Who complains, as far as they say it."""

    name: str = ""
    phone: str = ""
    contact: str = ""

    @property
    def known(self) -> bool:
        """Did they say anything of themselves?"""
        return any(text.strip() for text in (self.name, self.phone, self.contact))


@dataclass(frozen=True)
class Told:
    """What somebody tells: what, where, through what, and who they are."""

    channel: str
    kind: str
    words: str
    where: Where
    person: Person = Person()
    sender_number: str = ""
    lon: float | None = None
    lat: float | None = None
    exercise: bool = False


@dataclass(frozen=True)
class Receipt:
    """What the sender is given: the message, and the secret that is kept nowhere."""

    message: Message
    secret: str


def digest_of(secret: str) -> str:
    """What is kept of a secret: its keyed check sum, so that who reads the table cannot try secrets elsewhere."""
    return salted_hmac("lanyan.citizens.secret", secret, algorithm="sha256").hexdigest()


def secret_of(key: str) -> str:
    """The secret of a sending: the same for each repetition of it."""
    pepper = hashlib.sha256(b"lanyan.citizens.key" + settings.SECRET_KEY.encode()).digest()
    return rules.secret_from(key, pepper)


@transaction.atomic
def receive_message(*, told: Told, received_at: datetime, key: str = "", at: datetime, by: Any) -> Receipt:
    """Enter what came by telephone, letter, at the counter, on patrol or from a hotline, with its own secret."""
    not_future(received_at, at, "received_at")
    key = key or secrets.token_urlsafe(24)
    known = _known(key)
    if known is not None:
        return Receipt(known, secret_of(key))
    with audit.act("citizens.receive_message", by=by):
        return _enter(told, received_at=received_at, key=key, at=at, by=by)


def report(*, told: Told, photographs: Sequence[Any] = (), key: str, source: attempts.Source, at: datetime) -> Receipt:
    """Take a report from the public page in; the same key sent again gives the same receipt and no second message."""
    if not KEY_SHORTEST <= len(key) <= KEY_LONGEST:
        raise Refused(_("This page is too old: load it again, please."))
    # A key opens a receipt: those of other doors are not to be had through this one.
    key = f"web:{key}"
    known = _known(key)
    if known is not None:
        return Receipt(known, secret_of(key))
    if len(photographs) > limit("PHOTOS_AT_ONCE"):
        most = limit("PHOTOS_AT_ONCE")
        raise Refused(_("At most {number} photographs at once.").format(number=most), field="photographs")
    attempts.take(kind=Attempt.Kind.REPORT, source=source, at=at)
    return _report(told, photographs, key, at)


@transaction.atomic
def _report(told: Told, photographs: Sequence[Any], key: str, at: datetime) -> Receipt:
    known = _known(key)
    if known is not None:
        return Receipt(known, secret_of(key))
    with audit.act("citizens.receive_message", by=None):
        receipt = _enter(told, received_at=at, key=key, at=at, by=None)
        keep_photographs(receipt.message, photographs, at=at)
    return receipt


def _known(key: str) -> Message | None:
    """The message of a key, after waiting for whoever sends the same one at this moment."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"citizens:{key}"])
    return Message.objects.select_related("matter__unit").filter(key=key).first()


def keep_photographs(message: Message, photographs: Sequence[Any], *, at: datetime) -> None:
    """Keep what the sender photographed, without the place it was taken at; one bad file and none is kept."""
    for upload in photographs:
        stored = files.keep(
            upload=upload, kinds=(uploads.IMAGE,), by=None, at=at, field="photographs", strip_position=True
        )
        ending = "png" if stored.mime == "image/png" else "jpg"
        # The sender's name for the file may tell who they are.
        name = f"{message.number}-{stored.digest[:6]}.{ending}"
        files.attach(record=message, stored=stored, kind=PHOTO, name=name, by=None, at=at)


def _enter(told: Told, *, received_at: datetime, key: str, at: datetime, by: Any) -> Receipt:
    number = _sender_number(told)
    matter = _matter(told, received_at, at, by)
    secret = secret_of(key)
    message: Message = Message.objects.create(
        matter=matter,
        number=next_number(matter.unit, "LJ", at),
        channel=told.channel,
        sender_number=number,
        words=needed(told.words, "words", most=2000),
        anonymous=not told.person.known,
        received_at=received_at,
        entered_at=at,
        entered_by=by,
        digest=digest_of(secret),
        key=key,
    )
    if told.person.known:
        Complainant.objects.create(
            message=message,
            name=short(told.person.name, "name", most=40),
            phone=short(told.person.phone, "phone", most=30),
            contact=short(told.person.contact, "contact", most=200),
        )
    tell(matter)
    transaction.on_commit(lambda: events.message_received.send(Message, message_id=message.pk))
    return Receipt(message, secret)


def _sender_number(told: Told) -> str:
    """The number under which a hotline passed it on: needed there, and taken once."""
    channel = row_of("complaint_channels", told.channel, "channel")
    number = short(told.sender_number, "sender_number", most=60)
    if channel.facts.get("passed_on") and not number:
        raise Refused(_("What was passed on has a number of theirs."), field="sender_number")
    if number:
        other = Message.objects.filter(channel=told.channel, sender_number=number).first()
        if other is not None:
            reason = _("This number of theirs was received already: {number}.")
            raise Refused(reason.format(number=other.number), field="sender_number")
    return number


def _matter(told: Told, received_at: datetime, at: datetime, by: Any) -> Matter:
    kind = row_of("complaint_kinds", told.kind, "kind")
    premises, place_words, unit = place(told.where)
    if (told.lon is None) != (told.lat is None):
        raise Refused(_("A point needs both longitude and latitude."), field="lon")
    end = clock.deadline(kind.facts["term"], received_at)
    matter: Matter = Matter.objects.create(
        number=next_number(unit, "TS", at),
        unit=unit,
        kind=kind.code,
        words=rules.masked_text(needed(told.words, "words", most=2000)),
        premises=premises,
        place_words=place_words,
        lon=told.lon,
        lat=told.lat,
        exercise=told.exercise,
        received_at=received_at,
        entered_at=at,
        term_code=end.code,
        due_at=end.at,
        due_article=end.article[:120],
        entered_by=by,
    )
    start_clock(matter, by=by)
    return matter


def is_public(message: Message) -> bool:
    """Did it come from the public page?"""
    return message.channel == PUBLIC
