"""Sectors, the vehicles in them, and tasks."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.kernel.verbs import move, needed, short
from lanyan.scene.actions.common import note, of_scene, run_of, scene_of, timely
from lanyan.scene.models import Crew, Scene, Sector, SectorVehicle, Task
from lanyan.scene.rules import life


@transaction.atomic
def open_sector(
    *,
    scene_id: int,
    name: str,
    leader: str = "",
    words: str = "",
    at: datetime,
    entered_at: datetime,
    by: Any,
) -> Sector:
    """Open a sector with its leader."""
    scene = scene_of(scene_id)
    timely(scene, at, entered_at)
    name = needed(name, "name", most=40)
    if Sector.objects.filter(scene=scene, name=name, ended_at=None).exists():
        raise Refused(_("There is a sector of this name."), field="name")
    facts: dict[str, Any] = {"leader": short(leader, "leader", most=40), "words": short(words, "words")}
    with audit.act("scene.open_sector", by=by):
        sector = Sector.objects.create(scene=scene, name=name, opened_at=at, opened_by=by, **facts)
        note(scene, "open_sector", at=at, entered_at=entered_at, by=by, name=name, **facts)
    return sector


def _sector(scene: Scene, pk: int) -> Sector:
    sector = of_scene(Sector, pk, scene, "sector")
    if sector.ended_at is not None:
        raise Refused(_("This sector has ended."), field="sector")
    return sector


@transaction.atomic
def change_sector(
    *, scene_id: int, sector: int, leader: str, words: str = "", at: datetime, entered_at: datetime, by: Any
) -> Sector:
    """Give a sector another leader or purpose."""
    scene = scene_of(scene_id)
    timely(scene, at, entered_at)
    found = _sector(scene, sector)
    found.leader, found.words = needed(leader, "leader", most=40), short(words, "words")
    with audit.act("scene.change_sector", by=by):
        found.save(update_fields=["leader", "words"])
        note(
            scene, "change_sector", at=at, entered_at=entered_at, by=by,
            name=found.name, leader=found.leader, words=found.words,
        )  # fmt: skip
    return found


@transaction.atomic
def end_sector(*, scene_id: int, sector: int, reason: str, at: datetime, entered_at: datetime, by: Any) -> Sector:
    """End a sector; refused while it has crews inside or open tasks. Its vehicles stand in none then."""
    scene = scene_of(scene_id)
    timely(scene, at, entered_at)
    found = _sector(scene, sector)
    if Crew.objects.inside().filter(sector=found).exists():
        raise Refused(_("Crews of this sector are inside."), field="sector")
    if Task.objects.filter(sector=found, state__in=life.TASK_OPEN).exists():
        raise Refused(_("This sector has open tasks."), field="sector")
    found.ended_at, found.ended_reason = max(at, found.opened_at), needed(reason, "reason")
    with audit.act("scene.end_sector", by=by, reason=found.ended_reason):
        for placing in SectorVehicle.objects.filter(sector=found, until_at=None):
            _leave(placing, at)
        found.save(update_fields=["ended_at", "ended_reason"])
        note(scene, "end_sector", at=at, entered_at=entered_at, by=by, name=found.name, reason=found.ended_reason)
    return found


def _leave(placing: SectorVehicle, at: datetime) -> None:
    placing.until_at = max(at, placing.since_at)
    placing.save(update_fields=["until_at"])


@transaction.atomic
def place_vehicle(
    *, scene_id: int, run: int, sector: int | None = None, at: datetime, entered_at: datetime, by: Any
) -> SectorVehicle | None:
    """Put a vehicle into a sector: it leaves the one it was in. Without a sector it stands in none."""
    scene = scene_of(scene_id)
    timely(scene, at, entered_at)
    sent = run_of(scene, run)
    found = _sector(scene, sector) if sector is not None else None
    present = SectorVehicle.objects.filter(scene=scene, vehicle=sent.vehicle, until_at=None).first()
    if present is not None and found is not None and present.sector_id == found.pk:
        return present
    if present is None and found is None:
        raise Refused(_("This vehicle is in no sector."), field="sector")
    placing = None
    with audit.act("scene.place_vehicle", by=by):
        if present is not None:
            _leave(present, at)
        if found is not None:
            placing = SectorVehicle.objects.create(
                scene=scene, sector=found, vehicle=sent.vehicle, run=sent, since_at=at, by=by
            )
        note(
            scene, "place_vehicle", at=at, entered_at=entered_at, by=by, run=sent,
            vehicle=sent.vehicle.call_sign, name=found.name if found else "",
        )  # fmt: skip
    return placing


# ---- tasks --------------------------------------------------------------------------------------------------
@transaction.atomic
def give_task(
    *,
    scene_id: int,
    words: str,
    sector: int | None = None,
    run: int | None = None,
    at: datetime,
    entered_at: datetime,
    by: Any,
) -> Task:
    """Give a task to a sector or to a vehicle."""
    scene = scene_of(scene_id)
    timely(scene, at, entered_at)
    if (sector is None) == (run is None):
        raise Refused(_("Say which sector or which vehicle: one of the two."), field="sector")
    task = Task(
        scene=scene,
        number=Task.objects.filter(scene=scene).count() + 1,
        sector=_sector(scene, sector) if sector is not None else None,
        run=run_of(scene, run) if run is not None else None,
        words=needed(words, "words"),
        given_at=at,
        given_by=by,
    )
    with audit.act("scene.give_task", by=by):
        task.save()
        note(
            scene, "give_task", at=at, entered_at=entered_at, by=by, run=task.run,
            number=task.number, name=task.whose, words=task.words,
        )  # fmt: skip
    return task


@transaction.atomic
def move_task(
    *,
    scene_id: int,
    task: int,
    name: str,
    result: str = "",
    at: datetime,
    entered_at: datetime,
    by: Any,
) -> Task:
    """Acknowledge a task, finish it with what came of it, or stop it with the reason."""
    scene = scene_of(scene_id)
    timely(scene, at, entered_at)
    found = of_scene(Task, task, scene, "task")
    move(found, life.TASK, name)
    if name == "acknowledge_task":
        found.acknowledged_at, found.acknowledged_by = max(at, found.given_at), by
    else:
        found.ended_at, found.ended_by = max(at, found.given_at), by
        found.result = needed(result, "result") if name == "stop_task" else short(result, "result")
    with audit.act(f"scene.{name}", by=by):
        found.save()
        note(
            scene, name, at=at, entered_at=entered_at, by=by,
            number=found.number, name=found.whose, words=found.words, result=found.result,
        )  # fmt: skip
    return found
