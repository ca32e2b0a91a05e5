"""A past for tests of figures: incidents, orders and runs written in bulk, of every kind and every standing."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from lanyan.incidents import rules
from lanyan.incidents.models import DispatchOrder, Incident, Run
from lanyan.incidents.tests.make import city as working_city
from lanyan.kernel import codes
from lanyan.kernel.periods import ZONE
from lanyan.places.models import Division

KINDS = (rules.FIRE, rules.RESCUE, rules.ASSIST, rules.FIRE, rules.GUARD, rules.FALSE, rules.ASSIST)
SUBKINDS = {rules.FIRE: "FIRE-RES", rules.RESCUE: "RESCUE-ROAD", rules.ASSIST: "ASSIST-WASP"}
NEW_YEAR = datetime(2024, 1, 1, tzinfo=ZONE)


def city(code: str = "3308") -> SimpleNamespace:
    """Build a city with two districts."""
    world = working_city(code)
    Division.objects.get_or_create(code=f"{code}03", defaults={"name": "衢江区", "lon": 118.95, "lat": 28.98})
    return world


def incident(world: SimpleNamespace, number: str, at: datetime, **more: Any) -> Incident:
    """Make one closed incident as a row of the table; anything may be said otherwise."""
    kind = more.pop("kind", rules.FIRE)
    subkind = codes.get("incident_kinds", SUBKINDS.get(kind, ""))
    facts = {
        "centre": world.detachment,
        "unit": world.station,
        "status": rules.CLOSED,
        "kind": kind,
        "subkind": subkind,
        "level": 1 if kind in rules.HIGHEST_LEVEL else None,
        "address": f"示例路 {number} 号",
        "division_id": f"{world.detachment.division_code}02",
        "answered_at": at,
        "opened_at": at + timedelta(seconds=20),
        "closed_at": at + timedelta(hours=1),
        "confirmed_by": world.taker,
    }
    return Incident.objects.create(number=number, **{**facts, **more})


def sent(
    world: SimpleNamespace, to: Incident, *vehicles: Any, after: int = 40, arrive: int | None = 240, wave: int = 0
) -> None:
    """Send vehicles of one station to an incident `after` seconds after the call; None: they turn back."""
    ordered = to.answered_at + timedelta(seconds=after)
    serial = to.orders.count() + 1
    order = DispatchOrder.objects.create(
        incident=to, station=vehicles[0].home, serial=serial, wave=wave, issued_at=ordered, issued_by=world.taker
    )
    departed, ended = ordered + timedelta(seconds=50), ordered + timedelta(hours=1)
    times: dict[str, Any] = {
        "ordered_at": ordered,
        "received_at": ordered + timedelta(seconds=5),
        "departed_at": departed,
    }
    times |= {"returned_at": ended, "ready_at": ended, "ended_at": ended}
    arrived = None if arrive is None else ordered + timedelta(seconds=arrive)
    times |= {"turned_back_at": departed + timedelta(seconds=60)} if arrived is None else {"arrived_at": arrived}
    for vehicle in vehicles:
        Run.objects.create(
            order=order, incident=to, vehicle=vehicle, unit=vehicle.home.unit, headcount=6, status="READY", **times
        )
    if to.first_ordered_at is None:
        to.first_ordered_at, to.first_departed_at = ordered, departed
    to.first_arrived_at = to.first_arrived_at or arrived
    to.save(update_fields=["first_ordered_at", "first_departed_at", "first_arrived_at"])


def past(world: SimpleNamespace, count: int = 42, since: datetime = NEW_YEAR) -> list[Incident]:
    """Write a year with incidents of all kinds, districts, hours, results; every seventh is seen by two stations."""
    year = since.year
    made = []
    for number in range(count):
        at = since + timedelta(hours=number * 205 % 8700, minutes=number * 7 % 60)
        kind = KINDS[number % len(KINDS)]
        one = incident(
            world,
            f"{world.detachment.division_code}-{year}-{number:05}",
            at,
            kind=kind,
            level=1 + number % 4 if kind in rules.HIGHEST_LEVEL else None,
            unit=world.station if number % 3 else world.other_station,
            division_id=f"{world.detachment.division_code}0{2 + number % 2}" if number % 5 else None,
            rescued=number % 3 if number % 4 else None,
            evacuated=number % 6 if number % 2 else None,
            property_protected=number * 1000 if number % 8 == 0 else None,
            is_notable=number == 9,
        )
        if kind != rules.FALSE:
            sent(
                world,
                one,
                world.pump,
                world.rescue,
                after=30 + number % 30,
                arrive=None if number == 3 else 90 + number * 17,
            )
        if number % 7 == 0:
            sent(world, one, world.tanker, after=300, arrive=700, wave=1)
        made.append(one)
    return made


def uncounted(world: SimpleNamespace, at: datetime) -> dict[str, Incident]:
    """Make one incident of each standing that never counts."""
    first = incident(world, f"U-{at.year}-0", at)
    return {
        "merged": incident(world, f"U-{at.year}-1", at, status=rules.MERGED, merged_into=first),
        "test": incident(world, f"U-{at.year}-2", at, status=rules.TEST),
        "exercise": incident(world, f"U-{at.year}-3", at, is_exercise=True),
        "withdrawn": incident(world, f"U-{at.year}-4", at, status=rules.WITHDRAWN, withdrawn_at=at),
        "draft": incident(world, f"U-{at.year}-5", at, status=rules.DRAFT, opened_at=None, closed_at=None),
    }
