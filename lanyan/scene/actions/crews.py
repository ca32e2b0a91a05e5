"""Crews inside: registered going in, their air read, their number changed, out again, mayday."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.kernel.verbs import move, needed, short
from lanyan.scene import limits
from lanyan.scene.actions import alarms, rolls
from lanyan.scene.actions.common import note, of_scene, run_of, scene_of, timely
from lanyan.scene.models import AirReading, Alarm, Crew, RollCall, Scene, Sector
from lanyan.scene.models.crews import MOST_PEOPLE
from lanyan.scene.rules import air, life


@dataclass(frozen=True)
class Entry:
    """A crew that goes in: its air is that of whoever has least; without a cylinder it wears no apparatus."""

    name: str
    headcount: int
    point: str
    names: Sequence[str] = ()
    task: str = ""
    run: int | None = None
    sector: int | None = None
    cylinder: str = ""
    rate: str = ""
    bar: int | None = None


@transaction.atomic
def enter_crew(*, scene_id: int, entry: Entry, at: datetime, entered_at: datetime, by: Any) -> Crew:
    """Register a crew going inside 进入登记, and reckon when its air is at its marks."""
    scene = scene_of(scene_id)
    timely(scene, at, entered_at)
    crew = Crew(scene=scene, number=Crew.objects.filter(scene=scene).count() + 1, entered_at=at, entered_by=by)
    _who(scene, crew, entry)
    _where(scene, crew, entry)
    _air(crew, entry, at)
    with audit.act("scene.enter_crew", by=by):
        crew.save()
        if crew.read_bar is not None:
            AirReading.objects.create(crew=crew, bar=crew.read_bar, at=at, entered_at=entered_at, by=by)
        note(
            scene, "enter_crew", at=at, entered_at=entered_at, by=by, run=crew.run,
            name=crew.name, count=crew.headcount, names=crew.told, point=crew.point, task=crew.task, bar=crew.read_bar,
        )  # fmt: skip
    alarms.expect(crew, at=entered_at)
    rolls.expect(scene, at=entered_at)
    return crew


def _who(scene: Scene, crew: Crew, entry: Entry) -> None:
    crew.name = needed(entry.name, "name", most=40)
    if Crew.objects.inside().filter(scene=scene, name=crew.name).exists():
        raise Refused(_("A crew of this name is inside."), field="name")
    if not 1 <= entry.headcount <= MOST_PEOPLE:
        raise Refused(_("Between 1 and {most} people.").format(most=MOST_PEOPLE), field="headcount")
    crew.headcount = entry.headcount
    crew.names = [needed(name, "names", most=20) for name in entry.names if name.strip()]
    if len(set(crew.names)) < len(crew.names):
        raise Refused(_("A name stands here twice."), field="names")
    if len(crew.names) > crew.headcount:
        raise Refused(_("There are more names than people."), field="names")
    # Nobody is inside twice: a name that is in another crew would be counted for both.
    for other in Crew.objects.inside().filter(scene=scene, names__overlap=crew.names) if crew.names else ():
        twice = next(name for name in crew.names if name in other.names)
        raise Refused(_("{name} is inside already with {crew}.").format(name=twice, crew=other.name), field="names")


def _where(scene: Scene, crew: Crew, entry: Entry) -> None:
    crew.point, crew.task = needed(entry.point, "point", most=60), short(entry.task, "task", most=120)
    crew.run = run_of(scene, entry.run) if entry.run is not None else None
    if entry.sector is not None:
        crew.sector = of_scene(Sector, entry.sector, scene, "sector")
        if crew.sector.ended_at is not None:
            raise Refused(_("This sector has ended."), field="sector")


def _air(crew: Crew, entry: Entry, at: datetime) -> None:
    if not entry.cylinder:
        if entry.bar is not None or entry.rate:
            raise Refused(_("Say which cylinder."), field="cylinder")
        return
    if entry.bar is None:
        raise Refused(_("Say the pressure."), field="bar")
    known = limits.air(entry.cylinder, entry.rate, entry.bar)
    if known is None:
        raise Refused(_("There is no such entry in the list."), field="rate")
    if entry.bar <= limits.marks().leave_bar:
        raise Refused(
            _("With {bar} bar nobody goes in: from there on a crew must leave.").format(bar=entry.bar), field="bar"
        )
    crew.cylinder, crew.rate = entry.cylinder, entry.rate
    crew.volume_l, crew.rate_l_min, crew.entry_bar = known.volume_l, known.rate_l_min, entry.bar
    _reckon(crew, known, at)


def _reckon(crew: Crew, known: air.Air, at: datetime) -> None:
    wrong = air.fault(known) if known.bar else ""
    if wrong:
        raise Refused(_("This is out of all bounds."), field=wrong)
    clock = air.clock(known, limits.marks(), at)
    crew.read_bar, crew.read_at = int(known.bar), at
    crew.must_leave_at, crew.low_air_at, crew.empty_at = clock.must_leave_at, clock.low_air_at, clock.empty_at


def inside(scene: Scene, pk: int) -> Crew:
    """A crew of this scene that is inside."""
    crew = of_scene(Crew, pk, scene, "crew")
    if crew.state != life.INSIDE:
        raise Refused(_("This crew is {state}.").format(state=crew.get_state_display()), field="crew")
    return crew


@transaction.atomic
def read_air(*, scene_id: int, crew: int, bar: int, at: datetime, entered_at: datetime, by: Any) -> Crew:
    """Note a pressure that was read; the clocks run from the newest reading."""
    scene = scene_of(scene_id)
    timely(scene, at, entered_at)
    found = inside(scene, crew)
    if found.volume_l is None or found.rate_l_min is None or found.read_at is None:
        raise Refused(_("This crew wears no breathing apparatus."), field="crew")
    if not 0 <= bar <= air.MOST_BAR:
        raise Refused(_("This is out of all bounds."), field="bar")
    if at < found.entered_at:
        raise Refused(_("The crew went in later than that."), field="at")
    with audit.act("scene.read_air", by=by):
        AirReading.objects.create(crew=found, bar=bar, at=at, entered_at=entered_at, by=by)
        # A reading that comes in late stays a fact; the clocks run from the newest.
        if at >= found.read_at:
            _reckon(found, air.Air(found.volume_l, bar, found.rate_l_min), at)
            found.save()
            alarms.settle_past(found, at=entered_at, by=by)
        note(scene, "read_air", at=at, entered_at=entered_at, by=by, name=found.name, bar=bar)
    alarms.expect(found, at=entered_at)
    return found


@transaction.atomic
def change_crew(
    *,
    scene_id: int,
    crew: int,
    headcount: int,
    names: Sequence[str] = (),
    reason: str,
    at: datetime,
    entered_at: datetime,
    by: Any,
) -> Crew:
    """Change how many of a crew are inside, with the reason: one came out, one joined. Earlier answers then differ."""
    scene = scene_of(scene_id)
    timely(scene, at, entered_at)
    found = inside(scene, crew)
    reason = needed(reason, "reason")
    before = found.headcount
    others = Crew.objects.inside().filter(scene=scene).exclude(pk=found.pk)
    given = [needed(name, "names", most=20) for name in names if name.strip()]
    if not 1 <= headcount <= MOST_PEOPLE:
        raise Refused(_("Between 1 and {most} people.").format(most=MOST_PEOPLE), field="headcount")
    if len(set(given)) < len(given) or len(given) > headcount:
        raise Refused(_("There are more names than people."), field="names")
    if given and others.filter(names__overlap=given).exists():
        raise Refused(_("Somebody of these is inside with another crew."), field="names")
    found.headcount, found.names = headcount, given
    with audit.act("scene.change_crew", by=by, reason=reason):
        found.save(update_fields=["headcount", "names"])
        note(
            scene, "change_crew", at=at, entered_at=entered_at, by=by,
            name=found.name, before=before, count=headcount, reason=reason,
        )  # fmt: skip
    return found


@transaction.atomic
def leave_crew(*, scene_id: int, crew: int, count: int, at: datetime, entered_at: datetime, by: Any) -> Crew:
    """Note that a crew has come out; refused unless all of it did."""
    scene = scene_of(scene_id)
    timely(scene, at, entered_at)
    found = inside(scene, crew)
    if found.mayday_at is not None:
        raise Refused(_("This crew has called mayday: end that first."), field="crew")
    if count != found.headcount:
        raise Refused(
            _("{count} came out, {headcount} went in: change the number of the crew first, with the reason.").format(
                count=count, headcount=found.headcount
            ),
            field="count",
        )
    if at < found.entered_at:
        raise Refused(_("The crew went in later than that."), field="at")
    move(found, life.CREW, "leave_crew")
    found.out_at, found.out_by = at, by
    with audit.act("scene.leave_crew", by=by):
        found.save(update_fields=["state", "out_at", "out_by"])
        alarms.settle_all(found, alarms.OUT, at=entered_at, by=by)
        note(scene, "leave_crew", at=at, entered_at=entered_at, by=by, name=found.name, count=found.headcount)
    return found


@transaction.atomic
def withdraw_crew(*, scene_id: int, crew: int, reason: str, at: datetime, entered_at: datetime, by: Any) -> Crew:
    """Withdraw a crew that was registered by mistake and never went in."""
    scene = scene_of(scene_id)
    timely(scene, at, entered_at)
    found = inside(scene, crew)
    if found.mayday_at is not None:
        raise Refused(_("This crew has called mayday: end that first."), field="crew")
    move(found, life.CREW, "withdraw_crew")
    found.reason = needed(reason, "reason")
    with audit.act("scene.withdraw_crew", by=by, reason=found.reason):
        found.save(update_fields=["state", "reason"])
        alarms.settle_all(found, alarms.WITHDRAWN, at=entered_at, by=by)
        note(scene, "withdraw_crew", at=at, entered_at=entered_at, by=by, name=found.name, reason=found.reason)
    return found


# ---- mayday -------------------------------------------------------------------------------------------------
@transaction.atomic
def call_mayday(*, scene_id: int, crew: int, words: str = "", at: datetime, entered_at: datetime, by: Any) -> Crew:
    """Call mayday 遇险 for a crew: one touch; everybody inside is called over at once. Twice is once."""
    scene = scene_of(scene_id)
    timely(scene, at, entered_at)
    found = inside(scene, crew)
    if found.mayday_at is not None:
        return found
    found.mayday_at, found.mayday_words = at, short(words, "words")
    with audit.act("scene.call_mayday", by=by):
        found.save(update_fields=["mayday_at", "mayday_words"])
        alarms.sound(found, Alarm.Kind.MAYDAY, due_at=at, at=entered_at, words=found.mayday_words)
        note(
            scene, "call_mayday", at=at, entered_at=entered_at, by=by,
            name=found.name, count=found.headcount, point=found.point, words=found.mayday_words,
        )  # fmt: skip
        rolls.begin(scene, RollCall.Cause.MAYDAY, at=at, entered_at=entered_at, by=by)
    return found


@transaction.atomic
def end_mayday(*, scene_id: int, crew: int, found: str, at: datetime, entered_at: datetime, by: Any) -> Crew:
    """End a mayday, saying what became of it; the crew still has to answer the roll-call or come out."""
    scene = scene_of(scene_id)
    timely(scene, at, entered_at)
    caller = inside(scene, crew)
    if caller.mayday_at is None:
        raise Refused(_("This crew has not called mayday."), field="crew")
    said = needed(found, "found")
    caller.mayday_at, caller.mayday_words = None, ""
    with audit.act("scene.end_mayday", by=by, reason=said):
        caller.save(update_fields=["mayday_at", "mayday_words"])
        alarms.settle_all(caller, said, at=entered_at, by=by, kind=Alarm.Kind.MAYDAY)
        note(scene, "end_mayday", at=at, entered_at=entered_at, by=by, name=caller.name, found=said)
    return caller
