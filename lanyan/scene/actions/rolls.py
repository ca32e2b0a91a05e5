"""Roll-calls: opened by hand, by interval, after a mayday; answered with numbers; watched for who is silent."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.kernel import audit, jobs
from lanyan.kernel.errors import Refused
from lanyan.kernel.verbs import short
from lanyan.scene import limits
from lanyan.scene.actions import alarms
from lanyan.scene.actions.common import note, of_scene, scene_of, timely
from lanyan.scene.models import Alarm, Crew, RollAnswer, RollCall, Scene
from lanyan.scene.models.crews import MOST_PEOPLE
from lanyan.scene.rules import life, rolls


@transaction.atomic
def open_roll(*, scene_id: int, at: datetime, entered_at: datetime, by: Any) -> RollCall:
    """Open a roll-call 点名; the one before it ends. Refused when nobody is inside."""
    scene = scene_of(scene_id)
    timely(scene, at, entered_at)
    if not Crew.objects.inside().filter(scene=scene).exists():
        raise Refused(_("Nobody is registered as inside."))
    with audit.act("scene.open_roll", by=by):
        return begin(scene, RollCall.Cause.HAND, at=at, entered_at=entered_at, by=by)


def begin(scene: Scene, cause: str, *, at: datetime, entered_at: datetime, by: Any) -> RollCall:
    """Begin a roll-call at a locked scene: every crew inside has to answer anew."""
    last = RollCall.objects.filter(scene=scene).order_by("number").last()
    if last is not None:
        # An act that comes in late does not begin before what was begun in the meantime.
        at = max(at, last.opened_at)
        if last.ended_at is None:
            last.ended_at = at
            last.save(update_fields=["ended_at"])
    roll = RollCall.objects.create(
        scene=scene, number=last.number + 1 if last else 1, cause=cause, opened_at=at, opened_by=by
    )
    crews = Crew.objects.inside().filter(scene=scene).count()
    note(scene, "open_roll", at=at, entered_at=entered_at, by=by, number=roll.number, cause=cause, crews=crews)
    jobs.later("scene.watch", after=timedelta(seconds=limits.answer_seconds()), scene_id=scene.pk)
    expect(scene, at=entered_at)
    return roll


def expect(scene: Scene, *, at: datetime) -> None:
    """Have the scene looked at again when the next roll-call is due by its interval."""
    if scene.roll_minutes is not None:
        jobs.later("scene.watch", after=timedelta(minutes=scene.roll_minutes), scene_id=scene.pk)


def present(scene: Scene) -> RollCall | None:
    """The roll-call that is open, if any."""
    return RollCall.objects.filter(scene=scene, ended_at=None).first()


def stands(scene: Scene, roll: RollCall | None) -> list[rolls.Stand]:
    """How each crew inside stands to a roll-call."""
    crews = [
        rolls.Inside(crew.pk, crew.headcount, crew.mayday_at is not None)
        for crew in Crew.objects.inside().filter(scene=scene).order_by("number")
    ]
    if roll is None:
        return [rolls.Stand(crew, rolls.WAITING) for crew in crews]
    given = RollAnswer.objects.filter(roll=roll).values_list("crew_id", "count", "at", "pk")
    return rolls.stands(crews, [rolls.Answer(*answer) for answer in given], roll.opened_at)


@transaction.atomic
def answer_roll(
    *,
    scene_id: int,
    crew: int,
    count: int,
    roll: int | None = None,
    words: str = "",
    at: datetime,
    entered_at: datetime,
    by: Any,
) -> RollAnswer:
    """Note a crew's answer; a number that differs sounds an alarm, a whole one settles it.

    `roll` says which roll-call was on the screen: an answer that comes in after it has ended stays with it.
    """
    scene = scene_of(scene_id)
    timely(scene, at, entered_at)
    called = of_scene(RollCall, roll, scene, "roll") if roll is not None else present(scene)
    if called is None:
        raise Refused(_("No roll-call is open."), field="roll")
    found = _answering(scene, called, crew, at)
    if not 0 <= count <= MOST_PEOPLE:
        raise Refused(_("Between 0 and {most} people.").format(most=MOST_PEOPLE), field="count")
    was_safe = rolls.outcome(stands(scene, called), asked=True) == rolls.SAFE
    with audit.act("scene.answer_roll", by=by):
        answer = RollAnswer.objects.create(
            roll=called, crew=found, count=count, words=short(words, "words"), at=at, entered_at=entered_at, by=by
        )
        note(
            scene, "answer_roll", at=at, entered_at=entered_at, by=by,
            name=found.name, count=count, number=called.number, words=answer.words,
        )  # fmt: skip
        if called.ended_at is None:
            _follow(scene, called, found, answer)
            _say_safe(scene, called, was_safe, answer)
    return answer


def _answering(scene: Scene, roll: RollCall, crew: int, at: datetime) -> Crew:
    found = of_scene(Crew, crew, scene, "crew")
    if at < roll.opened_at:
        raise Refused(_("This answer is older than the roll-call."), field="at")
    if roll.ended_at is not None and at > roll.ended_at:
        raise Refused(_("This roll-call has ended; answer the present one."), field="roll")
    if found.state == life.WITHDRAWN or at < found.entered_at or (found.out_at is not None and at > found.out_at):
        raise Refused(_("This crew was not inside then."), field="crew")
    return found


def _follow(scene: Scene, roll: RollCall, crew: Crew, answer: RollAnswer) -> None:
    """Sound or settle what the crew's last answer says."""
    last = RollAnswer.objects.filter(roll=roll, crew=crew).order_by("at", "pk").last()
    if crew.state != life.INSIDE or last is None:
        return
    if last.count == crew.headcount:
        for kind in (Alarm.Kind.UNANSWERED, Alarm.Kind.DIFFERS):
            alarms.settle_all(crew, alarms.ANSWERED, at=answer.entered_at, by=answer.by, kind=kind)
    elif last.pk == answer.pk:
        _differs(scene, crew, answer, at=answer.entered_at)


def _differs(scene: Scene, crew: Crew, answer: RollAnswer | rolls.Answer, *, at: datetime) -> bool:
    made = alarms.sound(crew, Alarm.Kind.DIFFERS, due_at=answer.at, at=at)
    if made:
        note(
            scene, "alarm", at=at, entered_at=at, by=None,
            name=crew.name, kind=Alarm.Kind.DIFFERS, count=answer.count, headcount=crew.headcount,
        )  # fmt: skip
    return made


def _say_safe(scene: Scene, roll: RollCall, was_safe: bool, answer: RollAnswer) -> None:
    found = stands(scene, roll)
    if was_safe or rolls.outcome(found, asked=True) != rolls.SAFE:
        return
    people = sum(one.inside.headcount for one in found)
    note(
        scene, "all_safe", at=answer.at, entered_at=answer.entered_at, by=None,
        number=roll.number, crews=len(found), count=people,
    )  # fmt: skip


# ---- the watch ----------------------------------------------------------------------------------------------
@transaction.atomic
def watch(*, scene_id: int, at: datetime) -> int:
    """Look at a scene: sound what is due, open the roll-call whose interval has passed. Safe to run at any time."""
    key = Scene.objects.open().filter(pk=scene_id).values_list("pk", flat=True).first()
    if key is None:
        return 0
    scene = scene_of(key)
    crews = list(Crew.objects.inside().filter(scene=scene).order_by("number"))
    sounded = 0
    with audit.act("scene.watch"):
        for crew in crews:
            for kind, due in ((Alarm.Kind.MUST_LEAVE, crew.must_leave_at), (Alarm.Kind.LOW_AIR, crew.low_air_at)):
                sounded += due is not None and due <= at and _sounded(scene, crew, kind, due, at)
        sounded += _silent(scene, crews, at)
        _by_interval(scene, crews, at)
    return sounded


def _sounded(scene: Scene, crew: Crew, kind: str, due: datetime, at: datetime) -> bool:
    made = alarms.sound(crew, kind, due_at=due, at=at)
    if made:
        note(scene, "alarm", at=at, entered_at=at, by=None, name=crew.name, kind=kind, point=crew.point)
    return made


def _silent(scene: Scene, crews: list[Crew], at: datetime) -> int:
    roll = present(scene)
    seconds = limits.answer_seconds()
    if roll is None:
        return 0
    standing = {one.inside.crew: one for one in stands(scene, roll)}
    silent = Alarm.objects.filter(scene=scene, kind=Alarm.Kind.UNANSWERED, settled_at=None)
    known = set(silent.values_list("crew_id", flat=True))
    sounded = 0
    for crew in crews:
        one = standing[crew.pk]
        # Who went in after it began has as long as the others.
        due = max(roll.opened_at, crew.entered_at) + timedelta(seconds=seconds)
        # Its silence at an earlier roll-call stands as an alarm already.
        if one.state == rolls.WAITING and due <= at and crew.pk not in known:
            sounded += _sounded(scene, crew, Alarm.Kind.UNANSWERED, due, at)
        elif one.state == rolls.DIFFERS and one.answer is not None:
            # Its number was changed after it had answered.
            sounded += _differs(scene, crew, one.answer, at=at)
    return sounded


def _by_interval(scene: Scene, crews: list[Crew], at: datetime) -> None:
    last = RollCall.objects.filter(scene=scene).order_by("number").last()
    if rolls.is_due(
        interval_minutes=scene.roll_minutes,
        last_opened_at=last.opened_at if last else None,
        first_entered_at=min((crew.entered_at for crew in crews), default=None),
        at=at,
    ):
        begin(scene, RollCall.Cause.INTERVAL, at=at, entered_at=at, by=None)
