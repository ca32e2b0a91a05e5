"""Orders to the scene and reports from it: sent, received, answered."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.kernel.verbs import needed, short
from lanyan.scene.actions.common import chosen, note, of_scene, scene_of, timely
from lanyan.scene.models import Message, Scene
from lanyan.scene.models.messages import FROM_SCENE, TO_SCENE

# These say nothing by themselves.
WORDY = (Message.Kind.NEED, Message.Kind.OTHER)


@transaction.atomic
def send_order(
    *, scene_id: int, words: str, source: str = "CENTRE", at: datetime, entered_at: datetime, by: Any
) -> Message:
    """Send an order or circular to the scene, saying whose it is."""
    scene = scene_of(scene_id)
    timely(scene, at, entered_at)
    chosen(source, Message.Source.values, "source")
    facts = {"source": source, "words": needed(words, "words", most=500)}
    with audit.act("scene.send_order", by=by):
        return _noted(scene, TO_SCENE, "send_order", facts, at, entered_at, by)


@transaction.atomic
def report(*, scene_id: int, kind: str, words: str = "", at: datetime, entered_at: datetime, by: Any) -> Message:
    """Report the situation 报告情况: one touch by kind, with words where the kind says nothing by itself."""
    scene = scene_of(scene_id)
    timely(scene, at, entered_at)
    chosen(kind, Message.Kind.values, "kind")
    said = needed(words, "words", most=500) if kind in WORDY else short(words, "words", most=500)
    with audit.act("scene.report", by=by):
        return _noted(scene, FROM_SCENE, "report", {"kind": kind, "words": said}, at, entered_at, by)


def _noted(
    scene: Scene, direction: str, act: str, facts: dict[str, Any], at: datetime, entered_at: datetime, by: Any
) -> Message:
    number = Message.objects.filter(scene=scene, direction=direction).count() + 1
    message = Message.objects.create(
        scene=scene, direction=direction, number=number, at=at, entered_at=entered_at, by=by, **facts
    )
    note(scene, act, at=at, entered_at=entered_at, by=by, number=number, **facts)
    return message


@transaction.atomic
def receive_message(
    *, scene_id: int, message: int, direction: str, at: datetime, entered_at: datetime, by: Any
) -> Message:
    """Confirm that a message was received; the first confirmation counts."""
    scene = scene_of(scene_id, working=direction == TO_SCENE)
    timely(scene, at, entered_at)
    found = _message(scene, message, direction)
    if found.received_at is not None:
        return found
    found.received_at, found.received_by = max(at, found.at), by
    with audit.act("scene.receive_message", by=by):
        found.save(update_fields=["received_at", "received_by"])
        name = "receive_order" if direction == TO_SCENE else "receive_report"
        note(scene, name, at=at, entered_at=entered_at, by=by, number=found.number)
    return found


def _message(scene: Scene, pk: int, direction: str) -> Message:
    found = of_scene(Message, pk, scene, "message")
    if found.direction != direction:
        raise Refused(_("There is no such record at this scene."), field="message")
    return found


@transaction.atomic
def reply_order(*, scene_id: int, message: int, reply: str, at: datetime, entered_at: datetime, by: Any) -> Message:
    """Answer an order; this receives it too."""
    scene = scene_of(scene_id)
    timely(scene, at, entered_at)
    found = _message(scene, message, TO_SCENE)
    if found.reply:
        raise Refused(_("This order has its answer already."), field="message")
    found.reply, found.replied_at, found.replied_by = needed(reply, "reply", most=500), max(at, found.at), by
    if found.received_at is None:
        found.received_at, found.received_by = found.replied_at, by
    with audit.act("scene.reply_order", by=by):
        found.save(update_fields=["reply", "replied_at", "replied_by", "received_at", "received_by"])
        note(scene, "reply_order", at=at, entered_at=entered_at, by=by, number=found.number, words=found.reply)
    return found
