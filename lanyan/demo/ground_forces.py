"""The demo's stations, vehicles and formations."""

import math
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lanyan.demo import establishment as plan_of
from lanyan.demo.geography import Geography
from lanyan.demo.ground_units import Seat, Tree
from lanyan.forces.models import Formation, FormationVehicle, Station, Vehicle
from lanyan.kernel.models import Code

OFF_ROAD_SHARE = 0.09
FIRST_ATTACK = {"SG", "JY"}
CORNERS = 12
DEGREE_KM = 111.195
# The one vehicle whose absence the demo's story needs.
SMOKE_STORY = ("SPECIAL", "PY", "风机轴承检修")


@dataclass
class Force:
    """What was built, with ids."""

    stations: list[tuple[Seat, Station]] = field(default_factory=list)
    vehicles: list[Vehicle] = field(default_factory=list)


def build(code: str, tree: Tree, picture: Geography, dice: random.Random, *, at: datetime | None) -> Force:
    """Build the stations of all seats with their vehicles and formations."""
    force = Force([(seat, _station(seat)) for seat in tree.seats])
    Station.objects.bulk_create([station for _seat, station in force.stations])
    kinds = {row.code: row for row in Code.objects.of("vehicle_kinds")}
    turns: dict[str, int] = {}
    numbers: dict[str, int] = {}
    for seat, station in force.stations:
        turn = turns[seat.station_class] = turns.get(seat.station_class, -1) + 1
        sets = plan_of.EQUIPMENT[seat.station_class]
        for kind, capabilities in sets[turn % len(sets)]:
            numbers[kind] = numbers.get(kind, 0) + 1
            vehicle = Vehicle(
                call_sign=f"{kind}-{numbers[kind]:02d}",
                # I and O are issued to nobody: these plates cannot belong to anyone.
                plate=f"{plan_of.PLATE[code]}·I{len(force.vehicles) + 1:04d}",
                kind=kinds[kind],
                home=station,
                capabilities=dict(capabilities),
            )
            _sideline(vehicle, seat, dice, at)
            force.vehicles.append(vehicle)
    Vehicle.objects.bulk_create(force.vehicles)
    _formations(force)
    return force


def _station(seat: Seat) -> Station:
    _people, per_shift, bays, area = plan_of.SIZES[seat.station_class]
    return Station(
        unit=seat.unit,
        station_class=seat.station_class,
        address=seat.address,
        lon=seat.where[0],
        lat=seat.where[1],
        area_km2=area,
        outline=_outline(seat.where, area) if area else [],
        bays=bays,
        on_duty_people=per_shift,
    )


def _outline(where: tuple[float, float], area_km2: float) -> list[list[float]]:
    """Draw a rough ring of that area around a station."""
    radius = math.sqrt(area_km2 / (CORNERS / 2 * math.sin(math.tau / CORNERS))) / DEGREE_KM
    wider = radius / math.cos(math.radians(where[1]))
    angles = [math.tau * corner / CORNERS for corner in range(CORNERS)]
    return [
        [round(where[0] + wider * math.cos(angle), 5), round(where[1] + radius * math.sin(angle), 5)]
        for angle in angles
    ]


def _sideline(vehicle: Vehicle, seat: Seat, dice: random.Random, at: datetime | None) -> None:
    story = (seat.station_class, vehicle.kind.code) == SMOKE_STORY[:2]
    chance, days, reason = dice.random(), dice.randint(1, 20), dice.choice(plan_of.OFF_ROAD_REASONS)
    # First attack stays whole everywhere: water tenders and rescue vehicles are never among the sidelined.
    if not story and (chance >= OFF_ROAD_SHARE or vehicle.kind.code in FIRST_ATTACK):
        return
    vehicle.condition = Vehicle.Condition.OFF_ROAD
    vehicle.condition_reason = SMOKE_STORY[2] if story else reason
    vehicle.condition_since_at = at - timedelta(days=2 if story else days, hours=5) if at else None


def _formations(force: Force) -> None:
    formations: list[Formation] = []
    places: list[FormationVehicle] = []
    for seat, station in force.stations:
        left = [vehicle for vehicle in force.vehicles if vehicle.home is station]
        order = 0
        for name, kinds in plan_of.FORMATIONS[seat.station_class]:
            chosen = _choose(left, kinds)
            if len(chosen) < 2:
                continue
            left = [vehicle for vehicle in left if vehicle not in chosen]
            formation = Formation(station=station, name=name, order=order)
            formations.append(formation)
            order += 1
            places += [FormationVehicle(formation=formation, vehicle=one, order=n) for n, one in enumerate(chosen)]
    Formation.objects.bulk_create(formations)
    FormationVehicle.objects.bulk_create(places)


def _choose(left: list[Vehicle], kinds: tuple[str, ...]) -> list[Vehicle]:
    """Take one vehicle for each wanted kind (`YT|DG`: the first of these there is)."""
    chosen: list[Vehicle] = []
    for wanted in kinds:
        fits = [one for kind in wanted.split("|") for one in left if one.kind.code == kind and one not in chosen]
        chosen += fits[:1]
    return chosen
