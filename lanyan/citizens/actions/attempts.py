"""Attempts at the public pages: counted before anything is done, and kept although what follows is refused."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from lanyan.citizens import rules
from lanyan.citizens.limits import limit
from lanyan.citizens.models import Attempt
from lanyan.kernel.errors import Refused

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Which limits hold for what, by sender and time.
REPORTS = (("device", HOUR, "REPORTS_DEVICE_HOUR"), ("address", HOUR, "REPORTS_ADDRESS_HOUR"),
           ("address", DAY, "REPORTS_ADDRESS_DAY"))  # fmt: skip


@dataclass(frozen=True)
class Source:
    """From where somebody reaches the public page; neither is kept as it is."""

    address: str
    device: str = ""


def _sum(kind: str, text: str) -> str:
    return salted_hmac("lanyan.citizens.attempt", f"{kind}:{text}", algorithm="sha256").hexdigest()


def _counted(kind: str, who: str, span: timedelta, at: datetime) -> int:
    return Attempt.objects.of(kind, who, at - span).count()  # type: ignore[no-any-return]


@transaction.atomic
def take(*, kind: str, source: Source, at: datetime) -> None:
    """Count one more report of a device and an address, or refuse it because there were too many."""
    for what, span, name in REPORTS:
        text = getattr(source, what)
        if text and rules.too_many(_counted(kind, _sum(what, text), span, at), limit(name)):
            raise Refused(_("Too many reports from here: please wait an hour, or ring 96119."))
    senders = {what: getattr(source, what) for what, _span, _name in REPORTS}
    Attempt.objects.bulk_create(
        Attempt(kind=kind, who=_sum(what, text), at=at) for what, text in senders.items() if text
    )


def may_try(*, number: str, source: Source, at: datetime) -> bool:
    """May another secret be tried for this number and from this address?"""
    tried = (
        (_sum("number", number), "WRONG_NUMBER_HOUR"),
        (_sum("address", source.address), "WRONG_ADDRESS_HOUR"),
    )
    return not any(rules.too_many(_counted(Attempt.Kind.WRONG, who, HOUR, at), limit(name)) for who, name in tried)


@transaction.atomic
def note_wrong(*, number: str, source: Source, at: datetime) -> None:
    """Count a wrong secret, for the number and for the address."""
    senders = (_sum("number", number), _sum("address", source.address))
    Attempt.objects.bulk_create(Attempt(kind=Attempt.Kind.WRONG, who=who, at=at) for who in senders)


@transaction.atomic
def take_word(*, message_id: int, at: datetime) -> None:
    """Count one more further word of a message, or refuse it."""
    who = _sum("message", str(message_id))
    if rules.too_many(_counted(Attempt.Kind.WORD, who, HOUR, at), limit("WORDS_HOUR")):
        raise Refused(_("Too many words within an hour: please wait."), field="words")
    Attempt.objects.create(kind=Attempt.Kind.WORD, who=who, at=at)


def forget(*, at: datetime) -> int:
    """Forget attempts that no limit asks for any more."""
    gone, _each = Attempt.objects.filter(at__lt=at - timedelta(days=limit("FORGET_DAYS"))).delete()
    return int(gone)
