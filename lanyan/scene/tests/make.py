"""The cast of scenes: a city with an incident in hand, two commanders, the desk, a station that keeps account."""

import io
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from lanyan.incidents.tests import make as incidents
from lanyan.kernel.periods import ZONE
from lanyan.scene.actions import crews, rolls, scenes
from lanyan.scene.actions.crews import Entry
from lanyan.scene.models import Crew, RollAnswer, RollCall, Scene
from lanyan.units.tests import make as units

CALL = datetime(2026, 3, 4, 14, 0, tzinfo=ZONE)
BEGUN = CALL + timedelta(minutes=10)
MINUTE = timedelta(minutes=1)


def city(code: str = "3308") -> SimpleNamespace:
    """A city with its people of the scene: two commanders, a keeper of accounts at the station, the desk."""
    world = incidents.city(code)
    world.first = units.user("commander", world.battalion, name="程远")
    world.second = units.user("duty_officer", world.detachment, name="郑国锋")
    world.keeper = units.user("station_officer", world.station, name="何志远")
    world.desk = world.taker
    return world


def when(minutes: float = 0) -> datetime:
    """So many minutes after the scene was opened."""
    return BEGUN + timedelta(seconds=round(minutes * 60))


def opened(world: SimpleNamespace, *vehicles: Any, at: datetime = CALL, by: Any = None, **more: Any) -> Scene:
    """An incident with its first force on the scene, and the scene, commanded by whoever opened it."""
    order = incidents.ordered(world, *(vehicles or (world.pump, world.rescue)), at=at)
    incidents.stamped(world, order, "departed", "arrived")
    instant = at + (BEGUN - CALL)
    given = {"roll_minutes": None, "take": True, **more}
    return scenes.open_scene(
        incident_id=order.incident_id, at=instant, entered_at=instant, by=by or world.first, **given
    )


def crew(world: SimpleNamespace, scene: Scene, name: str = "攻坚一组", *, minutes: float = 1, **more: Any) -> Crew:
    """A crew of three going in with 300 bar."""
    given: dict[str, Any] = {
        "headcount": 3, "point": "1号楼梯", "cylinder": "C68", "rate": "HEAVY", "bar": 300, **more,
    }  # fmt: skip
    entry = Entry(name=name, **given)
    at = when(minutes)
    return crews.enter_crew(scene_id=scene.pk, entry=entry, at=at, entered_at=at, by=world.keeper)


def roll(world: SimpleNamespace, scene: Scene, *, minutes: float = 2) -> RollCall:
    """A roll-call by hand."""
    at = when(minutes)
    return rolls.open_roll(scene_id=scene.pk, at=at, entered_at=at, by=world.first)


def answer(
    world: SimpleNamespace, scene: Scene, crew: Crew, count: int, *, minutes: float = 3, **more: Any
) -> RollAnswer:
    """An answer of a crew."""
    at = when(minutes)
    return rolls.answer_roll(
        scene_id=scene.pk, crew=crew.pk, count=count, at=at, entered_at=at, by=world.keeper, **more
    )


def doing(minutes: float, by: Any) -> dict[str, Any]:
    """What every act takes besides: when, and who."""
    return {"at": when(minutes), "entered_at": when(minutes), "by": by}


def picture(color: Any = "red") -> Any:
    """A photograph as a camera gives it."""
    from PIL import Image  # noqa: PLC0415 - only here

    out: Any = io.BytesIO()
    Image.new("RGB", (40, 30), color).save(out, "JPEG")
    out.seek(0)
    out.name, out.size = "正面.jpg", len(out.getvalue())
    return out
