"""One of every record of this app: for tests that walk through all pages."""

from datetime import timedelta
from types import SimpleNamespace

from lanyan.forces.tests import make as forces
from lanyan.guards.actions import plans, posts, running, stamps
from lanyan.guards.tests import make
from lanyan.incidents.tests import make as incidents
from lanyan.units.tests import make as units


def of(world: SimpleNamespace) -> None:
    """A guard being planned, one to be approved, one approved, and one under way with stamps."""
    world.author = units.user("battalion_head", world.battalion, name="程远")
    world.chief = units.user("duty_officer", world.detachment, name="郑国锋")
    world.people = forces.crew(world.station, 3)
    now = incidents.NIGHT - timedelta(days=1)
    times = {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(hours=5)}
    for name in ("submitted", "ready", "draft", "going"):
        guard = make.planned(world, title=f"灯会 {name}", **times)
        gate = make.post(world, guard, "东门", world.people[0])
        posts.post_vehicles(guard_id=guard.pk, post_id=gate.pk, vehicle_ids=[world.rescue.pk], at=now, by=world.author)
        if name == "draft":
            continue
        plans.submit_guard(guard_id=guard.pk, at=now, by=world.author)
        if name != "submitted":
            plans.approve_guard(guard_id=guard.pk, reason="人员复用，错峰执勤", at=now, by=world.chief)
        if name == "going":
            running.begin_guard(guard_id=guard.pk, at=now - timedelta(minutes=30), by=world.chief)
            around = {"post_id": gate.pk, "person_id": world.people[0].pk, "entered_at": now, "by": world.chief}
            stamps.stamp_post(kind="ARRIVED", at=now - timedelta(minutes=20), **around)
            stamps.stamp_post(kind="FOUND", words="灯笼线路裸露", as_clue=True, at=now, **around)
            world.guard = guard
