"""How one order of the demo's past goes: received, out, there, at work, back and ready, with plausible times.

Roads are 1.3 times as long as the straight line; 28 to 45 km/h in town, faster outside (invented, of the right size).
"""

from dataclasses import dataclass
from itertools import pairwise
from math import exp
from random import Random

from lanyan.demo.past_forces import Team
from lanyan.demo.past_script import Act, Actor
from lanyan.demo.past_shape import Sort
from lanyan.incidents.rules import ASSIST, FALSE, FIRE, GUARD

ROAD_FACTOR = 1.3
TURNOUT_SECONDS = 47
LATE_SHARE = 0.02


@dataclass(slots=True)
class Way:
    """One order on its way, for the writing of its acts."""

    order: int
    runs: list[int]
    team: Team
    ordered: int
    taker: Actor
    sort: Sort
    level: int
    pace: float
    turned_back: bool = False
    is_first: bool = True


def travel_seconds(metres: float, pace: float, dice: Random) -> int:
    """How long a way takes: in town slowly, farther out faster."""
    road = metres * ROAD_FACTOR
    town = min(road, 4500.0)
    speed, outside = dice.uniform(28, 45) * pace, dice.uniform(50, 65) * pace
    # Out of the gate, and the last metres to the door.
    return max(60, round((town / speed + (road - town) / outside) * 3.6 + dice.uniform(70, 125)))


def spread(middle: float, sigma: float, dice: Random) -> int:
    """A number of seconds whose median is `middle` (lognormal)."""
    return max(1, round(middle * exp(dice.gauss(0, sigma))))


def acts(way: Way, dice: Random) -> tuple[list[Act], int]:
    """All acts of one order, and when its vehicles are ready again."""
    officer = way.team.station.officer or way.taker
    received = way.ordered + spread(11, 0.4, dice)
    departed = max(received + 4, way.ordered + spread(TURNOUT_SECONDS, 0.33, dice))
    found = [
        Act("receive_order", received, officer, {"order": way.order, "source": "terminal"}),
        _stamp(way, "departed", departed, officer, "terminal"),
    ]
    journey = travel_seconds(way.team.metres, way.pace, dice)
    if way.turned_back:
        turned = departed + max(30, round(journey * dice.uniform(0.4, 0.9)))
        found.append(_stamp(way, "turned_back", turned, way.taker, "radio"))
        home = turned + round(journey * dice.uniform(0.5, 1.0))
    else:
        scene, left = _scene(way, departed + journey, dice)
        found += scene
        home = left + round(journey * dice.uniform(1.05, 1.4))
        if way.sort.kind != ASSIST and dice.random() < 0.5:
            found.append(_stamp(way, "available", left + round((home - left) * 0.3), way.taker, "radio"))
    ready = home + spread(420 if way.sort.kind == FIRE else 240, 0.4, dice)
    found.append(_stamp(way, "returned", home, officer, "terminal"))
    found.append(_stamp(way, "ready", ready, officer, "terminal"))
    return _later_entries(found, dice), ready


def _stamp(way: Way, stamp: str, at: int, by: Actor, source: str) -> Act:
    return Act("stamp", at, by, {"runs": way.runs, "stamp": stamp, "source": source})


def _scene(way: Way, arrived: int, dice: Random) -> tuple[list[Act], int]:
    stamps: list[tuple[str, int]] = [("arrived", arrived)]
    kind, at = way.sort.kind, arrived
    if kind == FIRE:
        at = _fire(way, stamps, at, dice)
    elif kind == GUARD:
        at += round(dice.uniform(2.0, 7.0) * 3600)
    elif kind == FALSE:
        at += spread(600, 0.5, dice)
    else:
        if dice.random() < (0.3 if kind == ASSIST else 0.8):
            at += spread(75, 0.5, dice)
            stamps.append(("deployed", at))
        at += spread(900 if kind == ASSIST else 1500 * way.level, 0.5, dice)
    stamps.append(("left_scene", at))
    return [_stamp(way, stamp, when, way.taker, "radio") for stamp, when in stamps], at


def _fire(way: Way, stamps: list[tuple[str, int]], at: int, dice: Random) -> int:
    at += spread(80, 0.4, dice)
    stamps.append(("deployed", at))
    if way.is_first or dice.random() < 0.4:
        at += spread(75, 0.5, dice)
        stamps.append(("water_on", at))
        small = way.sort.code in ("FIRE-WASTE", "FIRE-PLANT", "FIRE-VEH", "FIRE-OPEN")
        if not small or dice.random() < 0.25:
            at += spread(420 * way.level, 0.5, dice)
            stamps.append(("controlled", at))
        at += spread(480 * way.level, 0.5, dice)
        stamps.append(("knocked_down", at))
        at += spread(600 * way.level, 0.5, dice)
        stamps.append(("water_off", at))
    else:
        at += spread(1500 * way.level, 0.4, dice)
    return at + spread(600, 0.5, dice)


def _later_entries(found: list[Act], dice: Random) -> list[Act]:
    """Here and there a stamp is written down minutes after it happened, but before the next one."""
    for act, following in pairwise(found):
        if act.verb == "stamp" and dice.random() < LATE_SHARE:
            entered = min(act.at + dice.randint(90, 600), following.at - 3)
            if entered - act.at > 75:
                act.entered = entered
    return found
