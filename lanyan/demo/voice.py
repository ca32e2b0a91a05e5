"""The demo's voice: a simulated look-up and recorder in both cities, recordings of the last days, callers looked up.

All by the app's own actions; who is said to call is invented, and the sound is tones.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from lanyan.demo.ground import CityGround, Ground
from lanyan.incidents.models import Call
from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.kernel.periods import ZONE
from lanyan.units.models import Unit, User
from lanyan.voice.actions import intake, keeping, lookups, services
from lanyan.voice.actions.intake import RecordingFacts
from lanyan.voice.actions.services import LookupFacts, RecorderFacts
from lanyan.voice.adapters import simulator
from lanyan.voice.models import Recorder, Recording

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DAYS, AT_ONCE = 10, 500
RECORDER = "REC-1"
# Every so many calls one has no recording, and one a call back that belongs to nothing yet.
LOST, CALLED_BACK = 29, 11


def build_voice(ground: Ground, *, now: int) -> int:
    """Write both cities' look-up, recorder and recordings; gives how many recordings."""
    at = datetime.fromtimestamp(now, ZONE).replace(microsecond=0)
    with audit.automatic(command="demo"):
        return sum(_city(city, at) for city in ground.cities.values())


def _city(city: CityGround, at: datetime) -> int:
    unit = Unit.objects.get(pk=city.detachment_id)
    people = User.objects.in_bulk([pk for pk in city.users.values() if pk])
    taker, officer = (people.get(city.users.get(role, 0)) for role in ("dispatcher", "duty_officer"))
    facts = LookupFacts("运营商来电查询", "SIMULATOR")
    services.set_lookup(unit_id=unit.pk, facts=facts, at=at - 30 * DAY, by=None)
    recorder = services.add_recorder(
        unit_id=unit.pk, code=RECORDER, facts=RecorderFacts("接警录音仪", "SIMULATOR"), at=at - 30 * DAY, by=None
    )
    calls = Call.objects.filter(
        incident__centre=unit,
        answered_at__gte=at - DAYS * DAY,
        answered_at__lt=at - 2 * MINUTE,
        source__in=intake.PHONES,
    )
    waiting = _told(calls.order_by("answered_at", "pk"), at)
    while batch := list(islice(waiting, AT_ONCE)):
        intake.bring_recordings(recorder_id=recorder.pk, told=batch, at=at, by=None)
    _kept(recorder, officer, at)
    if taker is not None:
        _looked_up(calls, taker)
    return Recording.objects.filter(recorder=recorder).count()


def _told(calls: Any, at: datetime) -> Iterator[RecordingFacts]:
    """What the recorder tells of these calls, and of some that went out."""
    for number, call in enumerate(calls.iterator(), start=1):
        length = timedelta(seconds=35 + (call.pk * 7) % 90)
        began = call.rang_at or call.answered_at
        if number % LOST:
            yield _one(f"{call.answered_at.astimezone(ZONE):%Y%m%d}-{number:05}", call, began, began + length)
        if number % CALLED_BACK == 0 and call.phone:
            back = began + 6 * MINUTE
            if back + length < at:
                name = f"{call.answered_at.astimezone(ZONE):%Y%m%d}-{number:05}-1"
                yield _one(name, call, back, back + length, direction="OUT")


def _one(name: str, call: Call, began: datetime, ended: datetime, direction: str = "IN") -> RecordingFacts:
    day = began.astimezone(ZONE)
    seconds = round((ended - began).total_seconds())
    return RecordingFacts(
        external_id=name, channel=str(1 + call.pk % 4), direction=direction, began_at=began, ended_at=ended,
        uri=f"{day:%Y/%m/%d}/{name}.wav", seat=call.seat, number=call.phone,
        call_number=call.source_id if direction == "IN" else "", sha256=simulator.digest(name, seconds),
    )  # fmt: skip


def _kept(recorder: Recorder, by: Any, at: datetime) -> None:
    """The recording of the gravest incident of these days is kept."""
    found = Recording.objects.filter(recorder=recorder, call__isnull=False, call__incident__level__isnull=False)
    grave = found.order_by("-call__incident__level", "pk").first()
    if grave is not None and by is not None:
        keeping.keep_recording(recording_id=grave.pk, reason="典型案例，复盘使用", at=at, by=by)
        keeping.note_listening(recording_id=grave.pk, at=at, by=by)


def _looked_up(calls: Any, by: Any) -> None:
    """Callers of what is in hand were looked up as their calls were taken."""
    for call in calls.filter(incident__status="OPEN").select_related("incident"):
        try:
            lookups.look_up_caller(incident_id=call.incident_id, by=by, now=_at(call.answered_at))
        except Refused:
            # An invented number that no exchange would know.
            continue


def _at(then: datetime) -> Any:
    return lambda: then + timedelta(seconds=8)
