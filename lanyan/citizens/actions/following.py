"""The sender follows their message with number and secret, adds a word, says what they think of the answer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from lanyan.citizens import rules
from lanyan.citizens.actions import attempts
from lanyan.citizens.actions.common import message_of, tell
from lanyan.citizens.actions.receiving import PHOTO, digest_of, keep_photographs
from lanyan.citizens.limits import limit
from lanyan.citizens.models import Message, Word
from lanyan.kernel import audit, files
from lanyan.kernel.errors import Refused
from lanyan.kernel.verbs import needed

# Compared with where no message has the number, so that this takes as long.
NOBODY = "0" * 64


def open_message(*, number: str, secret: str, source: attempts.Source, at: datetime) -> Message:
    """The message of a number and its secret. A wrong number and a wrong secret look alike and take the same time."""
    number = rules.typed_number(number)
    if not attempts.may_try(number=number, source=source, at=at):
        raise Refused(_("Too many wrong tries: please wait an hour, or ring 96119."))
    found: Message | None = Message.objects.filter(number=number).first()
    fits = constant_time_compare(digest_of(rules.typed_secret(secret)), found.digest if found else NOBODY)
    if found is None or not fits:
        attempts.note_wrong(number=number, source=source, at=at)
        raise Refused(_("Number and secret do not fit together."))
    return found


def add_word(*, message_id: int, words: str, photographs: Sequence[Any] = (), at: datetime) -> Word:
    """Take in what the sender adds, until the matter is closed."""
    attempts.take_word(message_id=message_id, at=at)
    return _add(message_id, words, photographs, at)


@transaction.atomic
def _add(message_id: int, words: str, photographs: Sequence[Any], at: datetime) -> Word:
    message = message_of(message_id)
    leader = message.matter.joined_into or message.matter
    if leader.state in (rules.CLOSED, rules.WITHDRAWN):
        raise Refused(_("This matter is closed; send a new report, please."), field="words")
    kept = len(files.of(message, PHOTO)) if photographs else 0
    if len(photographs) > limit("PHOTOS_AT_ONCE") or kept + len(photographs) > limit("PHOTOS_MESSAGE"):
        raise Refused(_("More photographs than can be taken."), field="photographs")
    with audit.act("citizens.add_word", by=None):
        word: Word = Word.objects.create(message=message, words=needed(words, "words", most=1000), at=at)
        keep_photographs(message, photographs, at=at)
    tell(leader)
    return word
