"""What the verbs share: locking, checking instants, the incident's log, telling the screens, one act a key."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from lanyan.incidents import rules as incidents
from lanyan.incidents.actions import note_act
from lanyan.incidents.models import Run
from lanyan.kernel import live
from lanyan.kernel.errors import Refused
from lanyan.scene.models import Press, Scene
from lanyan.scene.rules import life

# A device's clock may run a little ahead; more than this is a wrong time, not a fast clock.
AHEAD = timedelta(minutes=1)
Kind = TypeVar("Kind", bound=Model)


def scene_of(scene_id: int, *, working: bool = True) -> Scene:
    """A scene, locked; refused when no work goes on there, unless `working` is off."""
    seen = Scene.objects.select_for_update(of=("self",)).select_related("incident__unit")
    found: Scene | None = seen.filter(pk=scene_id).first()
    if found is None:
        raise Refused(_("There is no such scene."))
    if working and (found.state != life.OPEN or found.incident.status != incidents.OPEN):
        raise Refused(_("The scene is closed."))
    return found


def timely(scene: Scene, at: datetime, entered_at: datetime) -> None:
    """Nothing has happened that is still to come, and nothing before the call."""
    if at > entered_at + AHEAD:
        raise Refused(_("This time lies in the future."), field="at")
    if at < scene.incident.answered_at:
        raise Refused(_("This time lies before the call."), field="at")


def of_scene(model: type[Kind], pk: int, scene: Scene, field: str) -> Kind:
    """A record of this scene by its key, locked; one of another scene is none."""
    found = model._default_manager.select_for_update(of=("self",)).filter(pk=pk, scene=scene).first()
    if found is None:
        raise Refused(_("There is no such record at this scene."), field=field)
    return found


def run_of(scene: Scene, run_id: int, field: str = "run") -> Run:
    """A run to this scene's incident."""
    found: Run | None = Run.objects.select_related("vehicle").filter(pk=run_id, incident=scene.incident_id).first()
    if found is None:
        raise Refused(_("This vehicle was not sent here."), field=field)
    return found


def chosen(given: str, choices: list[str], field: str) -> str:
    """A choice of a closed list."""
    if given not in choices:
        raise Refused(_("There is no such entry in the list."), field=field)
    return given


def note(
    scene: Scene, act: str, *, at: datetime, entered_at: datetime, by: Any, run: Run | None = None, **facts: Any
) -> None:
    """Write an act into the incident's log, and tell the screens of the scene."""
    note_act(incident_id=scene.incident_id, act=f"scene.{act}", at=at, entered_at=entered_at, by=by, run=run, **facts)
    live.announce("scene", scene.pk)


def once(
    act: Callable[[], Any], *, scene_id: int, key: str, verb: str, at: datetime, entered_at: datetime, by: Any
) -> bool:
    """Do an act under a key made on a device; False when the same key has done it before. Refused stays undone."""
    if not key:
        act()
        return True
    if len(key) > 64 or not key.isprintable():
        raise Refused(_("This is no key: at most 64 printable characters."), field="key")
    try:
        with transaction.atomic():
            if _known(scene_id, key, verb, by):
                return False
            act()
            Press.objects.create(key=key, scene_id=scene_id, verb=verb, at=at, received_at=entered_at, by=by)
    except IntegrityError:
        # Sent twice at once: the other one did it a moment before.
        if not _known(scene_id, key, verb, by):
            raise
        return False
    return True


def _known(scene_id: int, key: str, verb: str, by: Any) -> bool:
    press = Press.objects.filter(key=key).first()
    if press is None:
        return False
    if (press.scene_id, press.verb, press.by_id) != (scene_id, verb, by.pk):
        raise Refused(_("This key stands for another act."), field="key")
    return True
