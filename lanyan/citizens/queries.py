"""Reads that join several nouns for one page: what is likely the same, a matter's messages, what waits on the desk."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from lanyan.citizens import rules
from lanyan.citizens.actions.receiving import PHOTO
from lanyan.citizens.limits import nearness
from lanyan.citizens.models import Matter, Message, Word
from lanyan.kernel.models import Attachment

# So many matters of the time around are compared; a detachment receives fewer within two weeks.
COMPARED = 500


@dataclass(frozen=True)
class Likely:
    """A matter that is likely the same, and why."""

    matter: Matter
    reason: str


def likely_same(matter: Matter, reader: Any) -> list[Likely]:
    """The open matters around that a person should look at before another check is made; one query."""
    if matter.state not in rules.OPEN:
        return []
    near = nearness()
    span = timedelta(days=near.days)
    around = Matter.objects.visible_to(reader).open().exclude(pk=matter.pk)
    around = around.filter(
        exercise=matter.exercise,
        received_at__range=(matter.received_at - span, matter.received_at + span),
        unit__path__startswith=f"{matter.unit.path.partition('.')[0]}.",
    )
    around = around.select_related("premises", "unit").order_by("received_at", "pk")[:COMPARED]
    found = ((one, rules.likely_same(matter.seen(), one.seen(), near)) for one in around)
    return [Likely(one, reason) for one, reason in found if reason]


@dataclass(frozen=True)
class Shown:
    """A message on the page of its matter: what was added, its photographs, whose matter it began."""

    message: Message
    words: list[Word]
    photographs: list[Attachment]
    own: bool


def messages_of(matter: Matter) -> list[Shown]:
    """All messages of a matter and of those joined into it, oldest first: four queries. No person is read."""
    family = Matter.objects.family(matter.pk)
    found = list(Message.objects.filter(matter__in=family).select_related("matter", "answered_by"))
    keys = [message.pk for message in found]
    words: dict[int, list[Word]] = {}
    for word in Word.objects.filter(message__in=keys):
        words.setdefault(word.message_id, []).append(word)
    kept: dict[int, list[Attachment]] = {}
    label = Message._meta.label_lower
    pictures = Attachment.objects.filter(record_kind=label, record_id__in=keys, kind=PHOTO).standing()
    for picture in pictures.select_related("stored").order_by("pk"):
        kept.setdefault(picture.record_id, []).append(picture)
    return [Shown(one, words.get(one.pk, []), kept.get(one.pk, []), own=one.matter_id == matter.pk) for one in found]


def waiting(matters: QuerySet[Matter], at: datetime) -> dict[str, int]:
    """What waits on a desk: new ones, those over their term, those whose term ends within a day, answers owed."""
    open_ones = Q(state__in=rules.OPEN, checked_at=None)
    # Most are closed, and wait for nothing.
    return matters.filter(state__in=rules.WAITING).aggregate(
        new=Count("pk", filter=Q(state=rules.RECEIVED)),
        over=Count("pk", filter=open_ones & Q(due_at__lte=at)),
        soon=Count("pk", filter=open_ones & Q(due_at__gt=at, due_at__lte=at + timedelta(days=1))),
        owed=Count("pk", filter=Q(state__in=rules.TO_ANSWER)),
    )
