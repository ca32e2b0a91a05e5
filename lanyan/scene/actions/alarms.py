"""Alarms about crews: sounded once for each instant, settled by what happens or by somebody's word."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.kernel import audit, jobs
from lanyan.kernel.errors import Refused
from lanyan.kernel.verbs import needed
from lanyan.scene.actions.common import note, of_scene, scene_of, timely
from lanyan.scene.models import Alarm, Crew

# What settled an alarm by itself; everything else is somebody's word.
OUT, READ, ANSWERED, WITHDRAWN = "OUT", "READ", "ANSWERED", "WITHDRAWN"
AIR = (Alarm.Kind.LOW_AIR, Alarm.Kind.MUST_LEAVE)


def sound(crew: Crew, kind: str, *, due_at: datetime, at: datetime, words: str = "") -> bool:
    """Raise an alarm once; the caller writes it into the log. False when it was raised before."""
    _alarm, made = Alarm.objects.get_or_create(
        crew=crew, kind=kind, due_at=due_at, defaults={"scene_id": crew.scene_id, "raised_at": at, "words": words}
    )
    return made


def expect(crew: Crew, *, at: datetime) -> None:
    """Have the crew looked at again when its air reaches its marks."""
    for due in (crew.must_leave_at, crew.low_air_at):
        if due is not None and due > at:
            jobs.later("scene.watch", after=due - at, scene_id=crew.scene_id)


def settle_all(crew: Crew, found: str, *, at: datetime, by: Any, kind: str = "") -> None:
    """Settle a crew's alarms (of one kind): it came out, it answered, its mayday ended."""
    standing = Alarm.objects.select_for_update().filter(crew=crew, settled_at=None)
    for alarm in standing.filter(kind=kind) if kind else standing:
        _settle(alarm, found, at, by)


def settle_past(crew: Crew, *, at: datetime, by: Any) -> None:
    """Settle the alarms of a crew's air that a newer reading has put off."""
    for alarm in Alarm.objects.select_for_update().filter(crew=crew, settled_at=None, kind__in=AIR):
        due = crew.low_air_at if alarm.kind == Alarm.Kind.LOW_AIR else crew.must_leave_at
        if due is not None and due > at:
            _settle(alarm, READ, at, by)


def _settle(alarm: Alarm, found: str, at: datetime, by: Any) -> None:
    alarm.settled_at, alarm.settled_by, alarm.found = at, by, found
    alarm.save(update_fields=["settled_at", "settled_by", "found"])


@transaction.atomic
def settle_alarm(*, scene_id: int, alarm: int, found: str, at: datetime, entered_at: datetime, by: Any) -> Alarm:
    """Say what was found about an alarm; a mayday is ended by its own act."""
    scene = scene_of(scene_id)
    timely(scene, at, entered_at)
    standing = of_scene(Alarm, alarm, scene, "alarm")
    if standing.kind == Alarm.Kind.MAYDAY:
        raise Refused(_("A mayday is ended, not settled."), field="alarm")
    if standing.settled_at is not None:
        raise Refused(_("This alarm is settled."), field="alarm")
    said = needed(found, "found")
    with audit.act("scene.settle_alarm", by=by, reason=said):
        _settle(standing, said, max(at, standing.due_at), by)
        note(
            scene, "settle_alarm", at=at, entered_at=entered_at, by=by,
            name=standing.crew.name, kind=standing.kind, found=said,
        )  # fmt: skip
    return standing
