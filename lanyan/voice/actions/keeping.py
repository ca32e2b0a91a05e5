"""What is done with a recording: listened to, compared, tied by hand, kept, cleared when its term is over."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

import pgtrigger
from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.kernel import audit, search
from lanyan.kernel.errors import Refused
from lanyan.kernel.models import SearchEntry
from lanyan.kernel.periods import ZONE
from lanyan.kernel.verbs import locked, needed
from lanyan.voice import adapters, limits
from lanyan.voice.actions.common import incident_of, tell
from lanyan.voice.models import Listening, Recording

# A player asks for a sound in pieces: within this time that is one listening.
ONE_LISTENING = timedelta(minutes=10)
AT_ONCE = 2000


@transaction.atomic
def note_listening(*, recording_id: int, at: datetime, by: Any) -> bool:
    """Write down that somebody listens; the pieces that a player asks for are one listening."""
    recording: Recording = locked(Recording, recording_id)
    if recording.listenings.filter(by=by, at__gt=at - ONE_LISTENING).exists():  # type: ignore[attr-defined]
        return False
    with audit.act("voice.listen", by=by, reason=str(recording)):
        Listening.objects.create(recording=recording, at=at, by=by)
    return True


def check_recording(*, recording_id: int, at: datetime, by: Any) -> Recording:
    """Read the sound once more and compare it with the digest that the recorder gave; what came of it is kept."""
    recording = Recording.objects.select_related("recorder").get(pk=recording_id)
    if not recording.sha256:
        raise Refused(_("The recorder gave no digest."))
    try:
        piece = adapters.read_sound(recording, "")
    except adapters.NotAnswered as problem:
        raise Refused(str(problem)) from problem
    same = piece is not None and hashlib.sha256(piece.data).hexdigest() == recording.sha256
    return _checked(recording_id=recording_id, same=same, at=at, by=by)


@transaction.atomic
def _checked(*, recording_id: int, same: bool, at: datetime, by: Any) -> Recording:
    recording: Recording = locked(Recording, recording_id, "unit")
    recording.checked_at, recording.checked_same = at, same
    with audit.act("voice.check_recording", by=by):
        recording.save(update_fields=["checked_at", "checked_same"])
    return recording


@transaction.atomic
def tie_recording(*, recording_id: int, incident_id: int | None, reason: str, at: datetime, by: Any) -> Recording:
    """Say by hand to which incident it belongs, or that it belongs to none; with the reason."""
    reason = needed(reason)
    recording: Recording = locked(Recording, recording_id, "unit")
    incident = incident_of(incident_id) if incident_id is not None else None
    if incident is not None and not incident.centre.path.startswith(recording.unit.path):
        raise Refused(_("This incident is not one of this centre."), field="incident")
    recording.call, recording.incident = None, incident
    recording.tie = Recording.Tie.HAND if incident is not None else ""
    recording.tie_reason = reason
    with audit.act("voice.tie_recording", by=by, reason=reason):
        recording.save(update_fields=["call", "incident", "tie", "tie_reason"])
    _told(recording)
    return recording


@transaction.atomic
def keep_recording(*, recording_id: int, reason: str, at: datetime, by: Any) -> Recording:
    """Keep it beyond its term, until somebody releases it."""
    reason = needed(reason)
    recording: Recording = locked(Recording, recording_id, "unit")
    if recording.kept_at is not None:
        raise Refused(_("This recording is kept already."))
    recording.kept_at, recording.kept_by, recording.kept_reason = at, by, reason
    with audit.act("voice.keep_recording", by=by, reason=reason):
        recording.save(update_fields=["kept_at", "kept_by", "kept_reason"])
    tell(recording.unit)
    return recording


@transaction.atomic
def release_recording(*, recording_id: int, reason: str, at: datetime, by: Any) -> Recording:
    """It stays no longer than its term any more."""
    reason = needed(reason)
    recording: Recording = locked(Recording, recording_id, "unit")
    if recording.kept_at is None:
        raise Refused(_("This recording is not kept beyond its term."))
    recording.kept_at, recording.kept_by, recording.kept_reason = None, None, ""
    with audit.act("voice.release_recording", by=by, reason=reason):
        recording.save(update_fields=["kept_at", "kept_by", "kept_reason"])
    tell(recording.unit)
    return recording


def _told(recording: Recording) -> None:
    search.index("recording", [recording])
    tell(recording.unit)


def past_term(at: datetime) -> datetime:
    """What ended before this is past its term: so many months of the calendar, and a day for the zones."""
    local = at.astimezone(ZONE)
    years, month = divmod(local.year * 12 + local.month - 1 - limits.keep_months(), 12)
    first = local.replace(year=years, month=month + 1, day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    last = (following - timedelta(days=1)).day
    return first.replace(day=min(local.day, last)) - timedelta(days=1)


def purge_recordings(*, at: datetime, by: Any = None) -> int:
    """Clear the index of what is past its term, and leave in the history how many there were."""
    before, cleared = past_term(at), 0
    while count := _purge(before):
        cleared += count
    if cleared:
        audit.note("voice.purge_recordings", by=by, reason=f"{cleared} · < {before:%Y-%m-%d}", count=cleared)
    return cleared


@transaction.atomic
def _purge(before: datetime) -> int:
    found = Recording.objects.over(before).select_for_update(of=("self",), skip_locked=True).order_by("pk")
    keys = list(found.values_list("pk", flat=True)[:AT_ONCE])
    if not keys:
        return 0
    with pgtrigger.ignore("voice.Recording:never_deleted", "voice.Listening:append_only"):
        SearchEntry.objects.filter(kind="recording", record_id__in=keys).delete()
        Recording.objects.filter(pk__in=keys).delete()
    return len(keys)
