"""The cast of voice: a city with a look-up and a recorder that are simulated, and those who listen and keep."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from lanyan.incidents.models import Call, Incident
from lanyan.incidents.tests import make as incidents
from lanyan.places.models import Division, Place
from lanyan.units.models import User
from lanyan.units.tests import make as units
from lanyan.voice.actions import services
from lanyan.voice.actions.intake import RecordingFacts, Taken, bring_recordings
from lanyan.voice.actions.services import LookupFacts, RecorderFacts
from lanyan.voice.models import LookupService, Recorder, Recording

NIGHT = incidents.NIGHT
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MOBILE, FIXED = "13800006612", "05703021188"
SEAT = "2席"


def city(code: str = "3308") -> SimpleNamespace:
    """A city whose calls are recorded on a seat, with who asks, who keeps and who reads."""
    world = incidents.city(code)
    User.objects.filter(pk__in=(world.taker.pk, world.dispatcher.pk)).update(seat=SEAT)
    for one in (world.taker, world.dispatcher):
        one.refresh_from_db()
    world.officer_of_the_day = units.user("duty_officer", world.detachment, name="郑国锋")
    world.auditor = units.user("auditor", world.detachment, name="审计")
    world.keeper = units.user("admin", world.detachment, name="管理员")
    Place.objects.create(
        kind=Place.Kind.ESTATE,
        name="锦桂苑",
        division=Division.objects.get(code=f"{code}02"),
        lon=118.8665,
        lat=28.9565,
    )
    world.lookup = lookup(world)
    world.recorder = recorder(world)
    return world


def lookup(world: Any, adapter: str = "SIMULATOR", **more: Any) -> LookupService:
    """The look-up of the city."""
    facts = LookupFacts(**{"name": "运营商来电查询", "adapter": adapter, **more})
    return services.set_lookup(unit_id=world.detachment.pk, facts=facts, at=NIGHT - DAY, by=world.keeper)


def recorder(world: Any, code: str = "REC-1", adapter: str = "SIMULATOR", **more: Any) -> Recorder:
    """A recorder of the city."""
    facts = RecorderFacts(**{"name": "接警录音仪", "adapter": adapter, **more})
    return services.add_recorder(unit_id=world.detachment.pk, code=code, facts=facts, at=NIGHT, by=world.keeper)


def facts(external_id: str = "0001", **more: Any) -> RecordingFacts:
    """An incoming call of a minute and a half on the seat of the city's dispatchers."""
    given = {
        "external_id": external_id,
        "channel": "3",
        "direction": "IN",
        "began_at": NIGHT - 5 * SECOND,
        "ended_at": NIGHT + 85 * SECOND,
        "uri": f"2024/05/09/{external_id}.wav",
        "seat": SEAT,
        "number": MOBILE,
        **more,
    }
    return RecordingFacts(**given)


def told(world: Any, *given: RecordingFacts, at: Any = NIGHT + HOUR) -> list[Taken]:
    """The recorder tells what it holds."""
    return bring_recordings(recorder_id=world.recorder.pk, told=given, at=at, by=world.keeper)


def recorded(world: Any, external_id: str = "0001", *, at: Any = NIGHT + HOUR, **more: Any) -> Recording:
    """One recording in the index."""
    told(world, facts(external_id, **more), at=at)
    return Recording.objects.get(recorder=world.recorder, external_id=external_id)


def call_of(incident: Incident) -> Call:
    """The call an incident was taken as."""
    return incident.calls.get()
