"""The cast of incident tests: a small city with two stations, vehicles, and the people who work an incident."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from lanyan.forces.models import Formation, FormationVehicle, Station, Vehicle
from lanyan.incidents import actions
from lanyan.incidents.actions import Pick
from lanyan.incidents.models import DispatchOrder, Incident, Run
from lanyan.kernel import codes
from lanyan.kernel.periods import ZONE
from lanyan.places.models import Division
from lanyan.units.models import Unit
from lanyan.units.tests import make

NIGHT = datetime(2024, 5, 9, 3, 0, 0, tzinfo=ZONE)
POINT = (118.8665, 28.9565)
SCENE = ("departed", "arrived", "deployed", "water_on", "controlled", "knocked_down", "water_off", "left_scene")
HOME = ("available", "returned", "ready")


def station(unit: Unit, lon: float, lat: float) -> Station:
    """Give a unit its station."""
    return Station.objects.create(unit=unit, station_class=Station.Class.FIRST, lon=lon, lat=lat)


def vehicle(home: Station, call_sign: str, **capabilities: float) -> Vehicle:
    """Add a vehicle; six people on board unless said otherwise."""
    return Vehicle.objects.create(
        call_sign=call_sign,
        plate=f"{home.unit.division_code}·{call_sign}",
        kind=codes.get("vehicle_kinds", call_sign.split("-")[0]),
        home=home,
        capabilities={"people": 6, **capabilities},
    )


def city(code: str = "3308") -> SimpleNamespace:
    """Build a city ready for work: units, stations, four vehicles in one formation and singly, and the people."""
    world = make.city(code, "衢州" if code == "3308" else "长治")
    Division.objects.get_or_create(code=f"{code}02", defaults={"name": "柯城区", "lon": 118.87, "lat": 28.94})
    world.fushan = station(world.station, 118.8745, 28.9655)
    world.qujiang = station(world.other_station, 118.938, 28.9655)
    world.pump = vehicle(world.fushan, "SG-03", water_t=8)
    world.rescue = vehicle(world.fushan, "JY-01", rescue=1)
    world.tanker = vehicle(world.qujiang, "SG-14", water_t=18)
    world.ladder = vehicle(world.qujiang, "YT-01", ladder_m=54)
    world.formation = Formation.objects.create(station=world.fushan, name="主战编队")
    for order, member in enumerate((world.pump, world.rescue)):
        FormationVehicle.objects.create(formation=world.formation, vehicle=member, order=order)
    world.taker = make.user("dispatcher", world.detachment, name="余晓静")
    world.dispatcher = make.user("dispatcher", world.detachment, name="林涛")
    world.officer = make.user("station_officer", world.station, name="何志远")
    world.commander = make.user("commander", world.detachment, name="郑国锋")
    world.leader = make.user("leader", world.detachment, name="徐骏")
    return world


def draft(world: SimpleNamespace, at: datetime = NIGHT, **more: Any) -> Incident:
    """Answer a call and write down a kitchen fire on the eleventh floor."""
    changes = {
        "phone": "13800006612",
        "words": "十一楼厨房着火了",
        "kind": "FIRE",
        "subkind": "FIRE-HIGH",
        "level": 2,
        "place_answer": "锦桂苑 7 幢",
        "lon": POINT[0],
        "lat": POINT[1],
        "division": f"{world.detachment.division_code}02",
        "facts": {"trapped": 1, "place_class": "high_rise", "floor": 11, "floors": 18},
    }
    known = {key: more.pop(key) for key in ("source", "source_id", "rang_at", "is_exercise") if key in more}
    changes.update(more)
    incident, _new = actions.take_call(
        centre=world.detachment, source=known.pop("source", "PHONE_119"), at=at, by=world.taker, draft=changes, **known
    )
    return incident


def opened(world: SimpleNamespace, at: datetime = NIGHT, **more: Any) -> Incident:
    """Open an incident half a minute after its call."""
    incident = draft(world, at, **more)
    return actions.open_incident(incident_id=incident.pk, at=at + timedelta(seconds=25), by=world.taker)


def ordered(
    world: SimpleNamespace, *vehicles: Vehicle, at: datetime = NIGHT, incident: Incident | None = None, **more: Any
) -> DispatchOrder:
    """Order vehicles (else the first station's pump) to an incident 40 seconds after its call; the first order."""
    incident = incident or opened(world, at)
    picks = [Pick(vehicle_id=each.pk) for each in vehicles or (world.pump,)]
    orders = actions.order_forces(
        incident_id=incident.pk, picks=picks, at=at + timedelta(seconds=40), by=world.taker, **more
    )
    return orders[0]


def stamped(world: SimpleNamespace, order: DispatchOrder, *stamps: str, step: int = 60) -> Run:
    """Receive the order and stamp its runs, one stamp a minute."""
    at = order.issued_at + timedelta(seconds=10)
    actions.receive_order(order_id=order.pk, at=at, entered_at=at, by=world.officer)
    runs = list(order.runs.values_list("pk", flat=True))
    for number, stamp in enumerate(stamps, start=1):
        at = order.issued_at + timedelta(seconds=10 + number * step)
        actions.stamp_runs(run_ids=runs, stamp=stamp, at=at, entered_at=at, by=world.taker)
    return order.runs.get(pk=runs[0])


def finished(world: SimpleNamespace, at: datetime = NIGHT, **result: Any) -> Incident:
    """Live through a whole incident: call, order, scene, back, ready, result, closed."""
    order = ordered(world, at=at)
    stamped(world, order, *SCENE, *HOME)
    later = at + timedelta(hours=2)
    if result:
        actions.record_result(incident_id=order.incident_id, result=result, at=later, by=world.taker)
    return actions.close_incident(incident_id=order.incident_id, at=later, by=world.taker)
