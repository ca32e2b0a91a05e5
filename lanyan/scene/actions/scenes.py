"""The scene itself and who commands it: opened, closed with its incident, command offered and taken."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.incidents import rules as incidents
from lanyan.incidents.models import Incident
from lanyan.kernel import audit, live
from lanyan.kernel.errors import Refused
from lanyan.kernel.verbs import move, needed, short
from lanyan.scene.actions.common import note, scene_of, timely
from lanyan.scene.models import Command, Crew, RollCall, Scene
from lanyan.scene.models.scenes import COMMAND
from lanyan.scene.rules import life
from lanyan.units.models import User

MOST_MINUTES = 120


@transaction.atomic
def open_scene(
    *,
    incident_id: int,
    post: str = "",
    roll_minutes: int | None = None,
    take: bool = False,
    at: datetime,
    entered_at: datetime,
    by: Any,
) -> Scene:
    """Open the scene of an open incident, or open its closed one again; with `take` its opener commands it."""
    # The scene before its incident, as in every other act: two that lock crosswise would wait for each other.
    known = Scene.objects.select_for_update(of=("self",)).filter(incident=incident_id).first()
    incident = Incident.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=incident_id).first()
    if incident is None:
        raise Refused(_("There is no such incident."), field="incident")
    if incident.status != incidents.OPEN:
        raise Refused(_("Only an open incident has a scene to be commanded."), field="incident")
    known = known or Scene.objects.filter(incident=incident).first()
    if known is not None and known.state == life.OPEN:
        raise Refused(_("This incident has its scene already."), field="incident")
    scene = known or Scene(incident=incident, opened_at=at, opened_by=by)
    timely(scene, at, entered_at)
    scene.post, scene.roll_minutes = short(post, "post", most=120), _interval(roll_minutes)
    name = "reopen_scene" if known is not None else "open_scene"
    with audit.act(f"scene.{name}", by=by):
        if known is not None:
            move(scene, life.SCENE, name)
            scene.closed_at = None
        scene.save()
        note(scene, name, at=at, entered_at=entered_at, by=by, post=scene.post)
        if take:
            _begin(scene, by, at=at, entered_at=entered_at, by=by)
    return scene


def _interval(minutes: int | None) -> int | None:
    if minutes is not None and not 1 <= minutes <= MOST_MINUTES:
        raise Refused(_("Between 1 and {most} minutes, or empty.").format(most=MOST_MINUTES), field="roll_minutes")
    return minutes


@transaction.atomic
def set_interval(
    *, scene_id: int, roll_minutes: int | None = None, post: str = "", at: datetime, entered_at: datetime, by: Any
) -> Scene:
    """Set how often a roll-call opens by itself (empty: by hand only), and where the command post is."""
    scene = scene_of(scene_id)
    timely(scene, at, entered_at)
    scene.roll_minutes, scene.post = _interval(roll_minutes), short(post, "post", most=120)
    with audit.act("scene.set_interval", by=by):
        scene.save(update_fields=["roll_minutes", "post"])
        note(scene, "set_interval", at=at, entered_at=entered_at, by=by, minutes=scene.roll_minutes, post=scene.post)
    return scene


@transaction.atomic
def close_scene(*, incident_id: int, at: datetime, by: Any = None) -> Scene | None:
    """Close the scene of an incident that was closed: offers lapse, the roll-call ends; safe to be called twice."""
    key = Scene.objects.filter(incident=incident_id).values_list("pk", flat=True).first()
    scene = scene_of(key, working=False) if key is not None else None
    if scene is None or scene.state != life.OPEN or scene.incident.status != incidents.CLOSED:
        return scene
    move(scene, life.SCENE, "close_scene")
    scene.closed_at = scene.incident.closed_at or at
    with audit.act("scene.close_scene", by=by):
        for command in Command.objects.filter(scene=scene, state__in=(life.OFFERED, life.COMMANDING)):
            _end(command, "withdraw_offer" if command.state == life.OFFERED else "end_command", at)
        for roll in RollCall.objects.filter(scene=scene, ended_at=None):
            roll.ended_at = max(at, roll.opened_at)
            roll.save(update_fields=["ended_at"])
        scene.save(update_fields=["state", "closed_at"])
        note(scene, "close_scene", at=at, entered_at=at, by=by)
    return scene


def why_not_close(incident: Incident) -> str:
    """Why an incident cannot be closed because of its scene: crews are registered as inside."""
    inside = Crew.objects.inside().filter(scene__incident=incident).count()
    return _("%(count)s crews are registered as inside") % {"count": inside} if inside else ""


# ---- command ------------------------------------------------------------------------------------------------
def _present(scene: Scene) -> Command | None:
    found: Command | None = (
        Command.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(scene=scene, state=life.COMMANDING)
        .first()
    )
    return found


def _offered(scene: Scene) -> Command | None:
    return Command.objects.select_for_update(of=("self",)).filter(scene=scene, state=life.OFFERED).first()


def _begin(scene: Scene, person: Any, *, at: datetime, entered_at: datetime, by: Any, reason: str = "") -> Command:
    command = Command.objects.create(scene=scene, person=person, state=life.COMMANDING, taken_at=at, reason=reason)
    note(scene, "take_command", at=at, entered_at=entered_at, by=by, name=str(person), reason=reason)
    return command


def _end(command: Command, name: str, at: datetime) -> None:
    move(command, life.COMMAND, name)
    command.ended_at = at
    command.save(update_fields=["state", "ended_at"])


@transaction.atomic
def offer_command(*, scene_id: int, to: int, briefing: str, at: datetime, entered_at: datetime, by: Any) -> Command:
    """Offer command 移交指挥权 to somebody who may take it, with a briefing; only who commands offers it."""
    scene = scene_of(scene_id)
    timely(scene, at, entered_at)
    briefing = needed(briefing, "briefing", most=1000)
    present, standing = _present(scene), _offered(scene)
    if present is None or present.person_id != by.pk:
        raise Refused(_("Only who commands the scene hands command over."))
    person = User.objects.filter(pk=to, is_active=True).first()
    if person is None or not Scene.objects.visible_to(person, COMMAND).filter(pk=scene.pk).exists():
        raise Refused(_("This person may not command here."), field="to")
    if person.pk == by.pk:
        raise Refused(_("You command already."), field="to")
    with audit.act("scene.offer_command", by=by):
        if standing is not None:
            _end(standing, "withdraw_offer", at)
        command = Command.objects.create(
            scene=scene, person=person, state=life.OFFERED, briefing=briefing, offered_at=at, offered_by=by
        )
        note(
            scene, "offer_command", at=at, entered_at=entered_at, by=by,
            before=str(by), name=str(person), briefing=briefing,
        )  # fmt: skip
    return command


@transaction.atomic
def take_command(*, scene_id: int, reason: str = "", at: datetime, entered_at: datetime, by: Any) -> Command:
    """Take command: as it was offered, or where nobody commands; from somebody who did not offer it with a reason."""
    scene = scene_of(scene_id)
    timely(scene, at, entered_at)
    present, offer = _present(scene), _offered(scene)
    if present is not None and present.person_id == by.pk:
        raise Refused(_("You command already."))
    mine = offer is not None and offer.person_id == by.pk
    reason = "" if present is None or mine else needed(reason, "reason")
    with audit.act("scene.take_command", by=by, reason=reason):
        if present is not None:
            _end(present, "end_command", max(at, present.taken_at or at))
        if offer is not None and mine:
            move(offer, life.COMMAND, "take_command")
            offer.taken_at = at
            offer.save(update_fields=["state", "taken_at"])
            note(scene, "take_command", at=at, entered_at=entered_at, by=by, name=str(by), reason="")
            return offer
        if offer is not None:
            _end(offer, "withdraw_offer", at)
        return _begin(scene, by, at=at, entered_at=entered_at, by=by, reason=reason)


@transaction.atomic
def withdraw_offer(*, scene_id: int, at: datetime, entered_at: datetime, by: Any) -> Command:
    """Withdraw an offer that has not been taken: by who made it, or refused by who got it."""
    scene = scene_of(scene_id)
    timely(scene, at, entered_at)
    offer = _offered(scene)
    if offer is None or by.pk not in (offer.offered_by_id, offer.person_id):
        raise Refused(_("There is no offer of yours."))
    with audit.act("scene.withdraw_offer", by=by):
        _end(offer, "withdraw_offer", at)
        note(scene, "withdraw_offer", at=at, entered_at=entered_at, by=by)
        live.announce("scene", scene.pk)
    return offer
