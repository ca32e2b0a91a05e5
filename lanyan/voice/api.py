"""The API of voice: recorders tell what they hold."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from lanyan.kernel.errors import Refused
from lanyan.kernel.imports import CREATED, REFUSED, SAME
from lanyan.units.tokens import TokenAuth
from lanyan.voice.actions.intake import RecordingFacts, bring_recordings
from lanyan.voice.models import Recorder, Recording
from lanyan.voice.models.shared import BRING, VIEW

router = Router(tags=["voice"])
MOST = 500
LISTED = 200


class RecordingIn(Schema):
    """One recording as its recorder tells it; times with their zone, the file as a path below its address."""

    id: str
    channel: str
    direction: str
    began_at: datetime
    ended_at: datetime
    uri: str
    seat: str = ""
    number: str = ""
    call_number: str = ""
    sha256: str = ""


class BatchIn(Schema):
    """What one recorder tells at once."""

    recorder: str
    recordings: list[RecordingIn] = Field(min_length=1, max_length=MOST)


class RefusedOut(Schema):
    """One recording that was not taken in, and why."""

    id: str
    field: str
    reason: str


class BatchOut(Schema):
    """How many were new, how many stood already, which were refused."""

    created: int
    same: int
    refused: list[RefusedOut]


class RecordingOut(Schema):
    """A recording as the API tells it; of whom it speaks is not said."""

    id: int
    recorder: str
    external_id: str
    channel: str
    seat: str
    direction: str
    began_at: datetime
    ended_at: datetime
    incident_id: int | None
    tie: str
    sha256: str
    kept_at: datetime | None


@router.post("/voice/recordings", auth=TokenAuth(BRING), response=BatchOut)
def post_recordings(request: HttpRequest, told: BatchIn) -> Any:
    """Take recordings in, each for itself; the same again changes nothing, another word under its number is refused."""
    by: Any = request.auth  # type: ignore[attr-defined]
    found = Recorder.objects.visible_to(by, BRING).standing().filter(code=told.recorder).order_by("unit__path").first()
    if found is None:
        raise Refused(_("There is no such recorder."), field="recorder")
    facts = [RecordingFacts(external_id=one.id, **one.dict(exclude={"id"})) for one in told.recordings]
    taken = bring_recordings(recorder_id=found.pk, told=facts, at=timezone.now(), by=by)
    return {
        "created": sum(one.what == CREATED for one in taken),
        "same": sum(one.what == SAME for one in taken),
        "refused": [
            {"id": one.external_id, "field": "id" if one.field == "external_id" else one.field, "reason": one.reason}
            for one in taken
            if one.what == REFUSED
        ],
    }


@router.get("/voice/recordings", auth=TokenAuth(VIEW), response=list[RecordingOut])
def list_recordings(
    request: HttpRequest, incident: int | None = None, seat: str = "", before: int | None = None,
    limit: int = Query(50, ge=1, le=LISTED),
) -> Any:  # fmt: skip
    """Recordings of one's centre, the last first; `before` is the id of the last one seen."""
    found = Recording.objects.visible_to(request.auth)  # type: ignore[attr-defined]
    found = found.of_incident(incident) if incident is not None else found
    given = {"seat": seat, "pk__lt": before}
    narrowed = found.filter(**{name: value for name, value in given.items() if value not in ("", None)})
    names = [name for name in RecordingOut.model_fields if name not in ("recorder", "incident_id")]
    return [
        {
            **{name: getattr(one, name) for name in names},
            "recorder": one.recorder.code,
            "incident_id": one.about.pk if one.about is not None else None,
        }
        for one in narrowed.select_related("recorder", "call__incident", "incident").order_by("-pk")[:limit]
    ]
