"""Each complainant is answered, or it is said why not; then they are asked what they think of it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.citizens import rules
from lanyan.citizens.actions.common import matter_of, message_of, not_future, row_of, tell
from lanyan.citizens.models import Matter, Message
from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.kernel.verbs import move, needed, short


def _to_answer(message_id: int) -> tuple[Message, Matter]:
    """A message and the matter that leads it, both locked, if the time of the answer has come."""
    message = message_of(message_id)
    leader = matter_of(message.matter.joined_into_id or message.matter_id)
    if leader.state not in (*rules.TO_ANSWER, rules.ANSWERED):
        state = leader.get_state_display()
        raise Refused(_("Answers follow the verification: the matter is {state} now.").format(state=state))
    return message, leader


@transaction.atomic
def answer_message(
    *, message_id: int, how: str, answer: str, answered_at: datetime | None = None, at: datetime, by: Any
) -> Message:
    """Enter how one complainant was answered: who, when, how, in which words."""
    message, leader = _to_answer(message_id)
    if message.settled:
        raise Refused(_("This message is answered already, or it is said why not."))
    if how not in Message.How.values:
        raise Refused(_("Say how the answer was given."), field="how")
    told_at = answered_at or at
    not_future(told_at, at, "answered_at")
    if told_at < (leader.verified_at or leader.refused_at or message.received_at):
        raise Refused(_("This lies before what it follows from."), field="answered_at")
    message.answered_at, message.answered_by = told_at, by
    message.answer_how, message.answer = how, needed(answer, "answer", most=1000)
    with audit.act("citizens.answer_message", by=by):
        message.save(update_fields=["answered_at", "answered_by", "answer_how", "answer"])
        finish(leader, at=at)
    tell(leader)
    return message


@transaction.atomic
def excuse_answer(*, message_id: int, excuse: str, words: str = "", at: datetime, by: Any) -> Message:
    """Say why one complainant cannot be answered."""
    message, leader = _to_answer(message_id)
    if message.settled:
        raise Refused(_("This message is answered already, or it is said why not."))
    message.excuse = row_of("complaint_excuses", excuse, "excuse").code
    message.excuse_words, message.excused_at = short(words, "words"), at
    with audit.act("citizens.excuse_answer", by=by):
        message.save(update_fields=["excuse", "excuse_words", "excused_at"])
        finish(leader, at=at)
    tell(leader)
    return message


def finish(leader: Matter, *, at: datetime) -> None:
    """When everybody who wrote of a matter is answered or excused, it is answered."""
    family = Message.objects.filter(matter__in=Matter.objects.family(leader.pk))
    if leader.state not in rules.TO_ANSWER or not rules.all_settled([one.settled for one in family]):
        return
    move(leader, rules.MATTER, "finish_answers")
    leader.answered_at = at
    leader.save(update_fields=["state", "answered_at"])


@transaction.atomic
def rate_answer(*, message_id: int, satisfaction: str, words: str = "", at: datetime, by: Any) -> Message:
    """Enter what the complainant thinks of the answer: once; `by` is nobody on the public page."""
    message = message_of(message_id)
    if message.answered_at is None:
        raise Refused(_("What they think is asked after the answer."), field="satisfaction")
    if satisfaction not in Message.Satisfaction.values or (by is None and satisfaction == rules.SILENT):
        raise Refused(_("Choose one of these."), field="satisfaction")
    if message.satisfaction in rules.RATED:
        raise Refused(_("What they think was entered already."), field="satisfaction")
    message.satisfaction, message.satisfaction_at = satisfaction, max(at, message.answered_at)
    message.satisfaction_words = short(words, "words", most=300)
    with audit.act("citizens.rate_answer", by=by):
        message.save(update_fields=["satisfaction", "satisfaction_at", "satisfaction_words"])
    tell(message.matter)
    return message
