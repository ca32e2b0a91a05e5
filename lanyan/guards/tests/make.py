"""The cast of guards: a city with an author and an approver, people at its station, a lantern festival in two posts."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from lanyan.forces.tests import make as forces
from lanyan.guards.actions import plans, posts, running, stamps
from lanyan.guards.actions.plans import GuardFacts
from lanyan.guards.actions.posts import PostFacts
from lanyan.guards.models import Guard, GuardPost, Stamp
from lanyan.incidents.tests import make as incidents
from lanyan.kernel.periods import ZONE
from lanyan.people.models import Person
from lanyan.units.tests import make as units

# Lantern Festival of 2026, in the evening.
BEGINS = datetime(2026, 3, 3, 17, 0, tzinfo=ZONE)
ENDS = BEGINS + timedelta(hours=5)
PLANNED = BEGINS - timedelta(days=7)
POINT = (118.8731, 28.9672)


def city(code: str = "3308") -> SimpleNamespace:
    """A city with who plans, who approves, who stamps from the station, and six people who serve there."""
    world = incidents.city(code)
    world.author = units.user("battalion_head", world.battalion, name="程远")
    world.chief = units.user("duty_officer", world.detachment, name="郑国锋")
    world.keeper = units.user("station_officer", world.station, name="何志远")
    world.people = forces.crew(world.station, 6)
    world.soldier = units.user("station_officer", world.station, name=world.people[0].name)
    Person.objects.filter(pk=world.people[0].pk).update(user=world.soldier)
    return world


def when(minutes: float = 0) -> datetime:
    """So many minutes after the guard begins."""
    return BEGINS + timedelta(seconds=round(minutes * 60))


def facts(world: SimpleNamespace, **more: Any) -> GuardFacts:
    """The lantern festival."""
    given: dict[str, Any] = {
        "title": "水亭门元宵灯会", "kind": "GUARD-DAILY", "why": "市政府元宵灯会安保工作方案",
        "address": "水亭门历史街区", "lon": POINT[0], "lat": POINT[1], "starts_at": BEGINS, "ends_at": ENDS,
        "commander_id": world.chief.pk, "crowd": 30000, "risks": "人流拥挤\n明火灯具",
    }  # fmt: skip
    return GuardFacts(**{**given, **more})


def planned(world: SimpleNamespace, *, is_exercise: bool = False, **more: Any) -> Guard:
    """A plan without posts."""
    unit = more.pop("unit", world.battalion)
    return plans.plan_guard(
        unit_id=unit.pk, facts=facts(world, **more), is_exercise=is_exercise, at=PLANNED, by=world.author
    )


def post(world: SimpleNamespace, guard: Guard, name: str = "东门", *people: Any, **more: Any) -> GuardPost:
    """A post for the whole guard with a round each half hour, and its people."""
    given = {
        "task": "看守消火栓，疏导人流", "lon": POINT[0], "lat": POINT[1], "since_at": guard.starts_at,
        "until_at": guard.ends_at, "people_needed": 2, "round_minutes": 30,
    }  # fmt: skip
    made = posts.add_post(
        guard_id=guard.pk, facts=PostFacts(name=name, **{**given, **more}), at=PLANNED, by=world.author
    )
    if people:
        posts.post_people(
            guard_id=guard.pk, post_id=made.pk, person_ids=[one.pk for one in people], at=PLANNED, by=world.author
        )
    return made


def whole(world: SimpleNamespace, **more: Any) -> Guard:
    """A plan with two posts: the east gate with two people and a pump, the square with one."""
    guard = planned(world, **more)
    world.gate = post(world, guard, "东门", *world.people[:2])
    world.square = post(world, guard, "广场", world.people[2], round_minutes=None)
    posts.post_vehicles(
        guard_id=guard.pk, post_id=world.gate.pk, vehicle_ids=[world.pump.pk], at=PLANNED, by=world.author
    )
    return guard


def approved(world: SimpleNamespace, **more: Any) -> Guard:
    """The plan, submitted and approved."""
    guard = whole(world, **more)
    at = PLANNED + timedelta(hours=1)
    plans.submit_guard(guard_id=guard.pk, at=at, by=world.author)
    return plans.approve_guard(guard_id=guard.pk, at=at, by=world.chief)


def begun(world: SimpleNamespace, **more: Any) -> Guard:
    """The guard under way."""
    guard = approved(world, **more)
    return running.begin_guard(guard_id=guard.pk, at=BEGINS, by=world.chief)


def stamp(
    world: SimpleNamespace, kind: str, *, minutes: float, post: Any = None, person: Any = None, **more: Any
) -> Stamp:
    """A stamp at the gate by the first of its people, so many minutes after the beginning."""
    at = more.pop("at", when(minutes))
    given = {"entered_at": at, "by": world.keeper, **more}
    made, _new = stamps.stamp_post(
        post_id=(post or world.gate).pk, kind=kind, person_id=(person or world.people[0]).pk, at=at, **given
    )
    return made
