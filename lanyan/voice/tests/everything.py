"""One of every record of this app: for tests that walk through all pages."""

from datetime import timedelta
from types import SimpleNamespace

from lanyan.incidents.models import Call
from lanyan.voice.actions import keeping, lookups, services
from lanyan.voice.actions.intake import bring_recordings
from lanyan.voice.actions.services import LookupFacts, RecorderFacts
from lanyan.voice.models import Recording
from lanyan.voice.tests import make


def of(world: SimpleNamespace) -> None:
    """A look-up and a recorder, a call in hand looked up, a recording tied and kept, one that is not."""
    by, at = getattr(world, "admin", world.dispatcher), make.NIGHT + make.DAY
    unit = world.detachment.pk
    services.set_lookup(unit_id=unit, facts=LookupFacts("来电查询", "SIMULATOR"), at=at, by=by)
    recorder = services.add_recorder(
        unit_id=unit, code="REC-1", facts=RecorderFacts("接警录音仪", "SIMULATOR"), at=at, by=by
    )
    call = Call.objects.filter(incident__status="OPEN", phone__startswith="138").order_by("pk").first()
    if call is not None:
        lookups.look_up_caller(incident_id=call.incident_id, by=by, now=lambda: at)
    began = call.answered_at if call is not None else make.NIGHT
    told = [
        make.facts("0001", began_at=began, ended_at=began + timedelta(seconds=70), seat="", sha256="0" * 64),
        make.facts("0002", number=make.FIXED, seat="", direction="OUT"),
    ]
    bring_recordings(recorder_id=recorder.pk, told=told, at=began + make.DAY, by=by)
    kept = Recording.objects.get(external_id="0001")
    incident = call.incident_id if call is not None else None
    keeping.tie_recording(recording_id=kept.pk, incident_id=incident, reason="核对", at=at, by=by)
    keeping.keep_recording(recording_id=kept.pk, reason="典型案例", at=at, by=by)
    keeping.note_listening(recording_id=kept.pk, at=at, by=by)
