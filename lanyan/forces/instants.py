"""Instants that a device claims: with their offset, and not ahead of our clock."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from lanyan.forces.positions import CLOCK_AHEAD_SECONDS
from lanyan.kernel.errors import Refused


def claimed(at: datetime | str | None, now: datetime) -> datetime:
    """The instant a device gives, or now; one without offset or from the future is refused.

    A clock that is a little ahead is put right to now: what was seen was not seen later than it was told.
    """
    if at is None or at == "":
        return now
    try:
        told = parse_datetime(at) if isinstance(at, str) else at
    except ValueError:
        told = None
    if told is None or timezone.is_naive(told):
        raise Refused(_("The instant needs its offset, such as +08:00."), field="at")
    if told - now > timedelta(seconds=CLOCK_AHEAD_SECONDS):
        raise Refused(_("The instant lies in the future."), field="at")
    return min(told, now)
