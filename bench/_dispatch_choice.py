"""Measures the choice of forces over 300 vehicles in 60 stations, for the present data's kinds of incident.

    python bench/_dispatch_choice.py [--incidents 1000] [--seed 1]

Vehicles of the usual kinds, a tenth of them busy or off the road, two named formations a station; a ground of 5,000
points; travel times of straight lines with some noise. Every row of the need table (kind × level × place) is as likely
as every other, so that a third are of the two highest levels. Prints one JSON object: the median and the worst
hundredth of processor time beside their bars; what the search left unproven, and what it took to ask the integer
programme for that.
"""

import argparse
import csv
import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from lanyan.analysis.choice import Formation, Ground, Rules, Vehicle, prepare, propose
from lanyan.analysis.choice.case import case
from lanyan.analysis.choice.least import least

CODES = Path(__file__).parents[1] / "lanyan" / "data" / "codes"
STATIONS, VEHICLES, POINTS, SIDE_M = 60, 300, 5_000, 40_000
METRES_PER_SECOND, FARTHEST = 12.0, 2_700.0
# What a station of five has, and what stands instead of its last vehicle at some of them.
USUAL = (
    {"people": 6, "water_t": 6},
    {"people": 6, "water_t": 8, "foam_t": 2},
    {"people": 6, "rescue": 1, "lighting": 1},
    {"people": 3, "water_t": 18, "water_supply": 1},
)
SPECIAL = (
    {"people": 3, "ladder_m": 32},
    {"people": 3, "ladder_m": 54},
    {"people": 2, "smoke_exhaust": 1},
    {"people": 4, "hazmat": 1, "decon": 1},
    {"people": 2, "air_supply": 1},
    {"people": 5, "command": 1},
    {"people": 6, "water_t": 3.5, "foam_t": 6},
    {"people": 6, "water_t": 12},
)
WANTED = {"least_p50_us": 100, "whole_p50_ms": 3, "whole_p99_ms": 10}


def main() -> int:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--incidents", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    json.dump(
        measured(np.random.default_rng(options.seed), options.incidents), sys.stdout, indent=2, ensure_ascii=False
    )
    sys.stdout.write("\n")
    return 0


def measured(dice: np.random.Generator, incidents: int) -> dict[str, Any]:
    """Build the city, ask for every incident, tell what it took."""
    places = dice.uniform(0, SIDE_M, (STATIONS, 2))
    formations, vehicles, more = city(dice, places)
    prepared, forces = spent(lambda: prepare(formations, vehicles, **more))
    asks = [drawn(dice, places) for _incident in range(incidents)]
    soonest = [spent(lambda ask=ask: least(case(forces, *ask), ask[-1])) for ask in asks[:50] + asks][50:]
    whole, unproven, proving, six = [], Counter[str](), [], []
    slowest: list[tuple[float, int, int]] = []
    for ask in asks[:50] + asks:
        took, choice = spent(lambda ask=ask: propose(forces, *ask))
        whole.append(took)
        if len(whole) <= 50:
            continue
        six += [took] if len(ask[1]) == 6 else []
        slowest.append((round(took * 1e3, 2), len(choice.chosen), choice.nodes))
        if choice.unproven:
            unproven[choice.unproven] += 1
            proving.append(spent(lambda ask=ask: propose(forces, ask[0], ask[1], replace(ask[2], seconds=5.0))))
    times = [took for took, _least in soonest]
    return {
        "wanted": WANTED,
        "measured": {
            "least_p50_us": round(statistics.median(times) * 1e6, 1),
            "least_p99_us": round(hundredth(times) * 1e6, 1),
            "whole_p50_ms": round(statistics.median(whole[50:]) * 1e3, 3),
            "whole_p99_ms": round(hundredth(whole[50:]) * 1e3, 3),
            "six_needs_p50_ms": round(statistics.median(six) * 1e3, 3),
            "six_needs_p99_ms": round(hundredth(six) * 1e3, 3),
        },
        "slowest_ms_formations_nodes": sorted(slowest, reverse=True)[:3],
        "unproven_share": {stage: count / incidents for stage, count in unproven.items()},
        "with_programme": {
            "asked": len(proving),
            "unproven": sum(bool(choice.unproven) for _took, choice in proving),
            "p50_ms": round(statistics.median([took for took, _choice in proving] or [0.0]) * 1e3, 1),
            "worst_ms": round(max([took for took, _choice in proving], default=0.0) * 1e3, 1),
        },
        "prepare_ms": round(prepared * 1e3, 1),
    }


def drawn(dice: np.random.Generator, places: Any) -> tuple[Any, dict[str, float], Rules]:
    """An incident anywhere: travel times, needs and rules; the nearest station is the responsible one."""
    travel = np.hypot(*(places - dice.uniform(0, SIDE_M, 2)).T) / METRES_PER_SECOND * dice.uniform(1.1, 1.6, STATIONS)
    kinds = kinds_of_need()
    return travel, kinds[int(dice.integers(len(kinds)))], Rules(responsible=int(travel.argmin()), farthest=FARTHEST)


def spent(act: Callable[[], Any]) -> tuple[float, Any]:
    """Processor seconds an act took, and what came of it."""
    began = time.process_time()
    done = act()
    return time.process_time() - began, done


def hundredth(times: list[float]) -> float:
    """The value that one in a hundred exceeds."""
    return statistics.quantiles(times, n=100)[98]


def city(dice: np.random.Generator, places: Any) -> tuple[list[Formation], list[Vehicle], dict[str, Any]]:
    """Sixty stations of five vehicles, each with two named formations and every vehicle by itself."""
    vehicles, formations = [], []
    for station in range(STATIONS):
        kinds = [*USUAL, SPECIAL[int(dice.integers(len(SPECIAL)))]]
        ids = range(5 * station, 5 * station + 5)
        out = {one for one in ids if dice.random() < 0.1}
        vehicles += [Vehicle(one, kind) for one, kind in zip(ids, kinds, strict=True)]
        singles = [(f"v{one}", (one,), 9) for one in ids]
        named = [(f"f{2 * station}", (ids[0], ids[2]), 0), (f"f{2 * station + 1}", (ids[1], ids[3]), 1)]
        for key, members, order in singles + named:
            why = "busy" if out & {*members} else ""
            formations.append(Formation(key, members, station, 60, why_not=why, order=order))
    points = dice.uniform(0, SIDE_M, (POINTS, 2))
    seconds = np.hypot(*(places[:, None] - points[None]).transpose(2, 0, 1)) / METRES_PER_SECOND * 1.35
    codes = [row["code"] for row in rows("capabilities")]
    ground = Ground(seconds <= 600, dice.uniform(0, 1, POINTS))
    return formations, vehicles, {"capabilities": codes, "tallest": ("ladder_m",), "ground": ground}


@cache
def kinds_of_need() -> list[dict[str, float]]:
    """Every kind × level of the need table, fires also in each kind of place."""
    found: dict[str, dict[str, float]] = {}
    for row in rows("level_needs"):
        found.setdefault(f"{row['parent']}-{row['level']}", {})[row["capability"]] = float(row["quantity"])
    places: dict[str, dict[str, float]] = {}
    for row in rows("place_needs"):
        places.setdefault(row["parent"], {})[row["capability"]] = float(row["quantity"])
    for name, needs in list(found.items()):
        for place, more in places.items() if name.startswith("FIRE") else ():
            found[f"{name} {place}"] = needs | {code: max(needs.get(code, 0), value) for code, value in more.items()}
    return list(found.values())


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a code list."""
    with (CODES / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    sys.exit(main())
