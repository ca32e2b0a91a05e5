"""Measures the roads: import, arrival-time fields, the question asked at every call, and how right its answer is.

    python bench/_dispatch_roads.py [--data ../shared/data]

Reads the roads of Porto and an independent router's times from 50 stations to 1,000 incidents; the import runs in a
process of its own. The larger network is four times the same, side by side and joined. Prints one JSON object: each bar
with the figure measured, milliseconds and microseconds of wall time, megabytes resident.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from lanyan.analysis.roads import build, changes, fields, graph, osm, profiles, query, search
from lanyan.analysis.roads.fields import Fields
from lanyan.analysis.roads.network import Network

MOST = {
    "import_s": 20,
    "import_mb": 800,
    "field_ms": 40,
    "field_kb": 300,
    "query_p50_us": 10,
    "larger_query_ratio": 1.5,
    "route_ms": 50,
    "p95_error": 0.01,
}
LEAST = {"correlation": 0.9999, "same_nearest": 0.99, "same_nearest_within_5_s": 0.998}
BETWEEN = {"median_ratio": [0.995, 1.005]}
REPEATS = 20
# Where the four networks lie beside each other, in degrees, and how far their joints reach.
SIDES = ((0.0, 0.0), (0.7, 0.0), (0.0, 0.6), (0.7, 0.6))


def main() -> int:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "data")
    parser.add_argument("--import-to", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    roads = options.data / "porto.osm.pbf"
    told = imported(roads, options.import_to) if options.import_to else measured(roads, options.data)
    json.dump(told, sys.stdout, indent=2)
    sys.stdout.write("\n")
    return 0


def imported(file: Path, folder: Path) -> dict[str, Any]:
    """Read, build and save; what it cost this process."""
    began = time.perf_counter()
    profile = profiles.read("car")
    roads, report = build.build(osm.read(file, profile), profile)
    roads.save(folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return {"import_s": round(time.perf_counter() - began, 2), "import_mb": round(peak), "states": report.states}


def measured(file: Path, data: Path) -> dict[str, Any]:
    """All figures beside their bars."""
    reference = np.load(data / "porto_osrm_reference.npz")
    stations = [(lon, lat) for lon, lat in reference["stations"].tolist()]
    incidents = [(lon, lat) for lon, lat in reference["incidents"].tolist()]
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, __file__, "--data", str(data), "--import-to", folder]
        found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        roads = graph.load(Path(folder))
        # What is loaded and mapped once is no part of a field.
        fields.build(roads, stations[:1])
        began = time.perf_counter()
        ready = fields.build(roads, stations)
        found["field_ms"] = round((time.perf_counter() - began) * 1000 / len(stations), 1)
        found["field_kb"] = round(ready.values.nbytes / len(stations) / 1000, 1)
        times = np.array([query.times(ready, *place) for place in incidents], dtype=np.float64)
        found |= agreement(times, reference["seconds"].astype(np.float64))
        found |= asked(ready, incidents)
        found |= drawn(ready, incidents)
        found |= closed(ready)
    larger = asked(quadrupled(file, stations), everywhere(incidents))
    found["larger_query_p50_us"] = larger["query_p50_us"]
    found["larger_query_ratio"] = round(larger["query_p50_us"] / found["query_p50_us"], 2)
    return {"cores": os.cpu_count(), "most": MOST, "least": LEAST, "between": BETWEEN, "found": found}


def agreement(times: np.ndarray, wanted: np.ndarray) -> dict[str, float]:
    """How near the times (incidents, stations) come to the other router's."""
    ratio, nearest = times / wanted, times.argmin(axis=1)
    beside = wanted[np.arange(len(wanted)), nearest] <= wanted.min(axis=1) + 5
    return {
        "correlation": round(float(np.corrcoef(times.ravel(), wanted.ravel())[0, 1]), 6),
        "median_ratio": round(float(np.median(ratio)), 4),
        "p95_error": round(float(np.percentile(np.abs(ratio - 1), 95)), 4),
        "same_nearest": float((nearest == wanted.argmin(axis=1)).mean()),
        "same_nearest_within_5_s": float(beside.mean()),
    }


def asked(ready: Fields, places: list[tuple[float, float]]) -> dict[str, float]:
    """Microseconds of one question, compiled and plain."""
    query.times(ready, *places[0])
    spent = []
    for lon, lat in places * REPEATS:
        began = time.perf_counter_ns()
        query.times(ready, lon, lat)
        spent.append(time.perf_counter_ns() - began)
    began = time.perf_counter_ns()
    for lon, lat in places:
        query.times_plain(ready, lon, lat)
    plain = (time.perf_counter_ns() - began) / len(places)
    p50, p99 = np.percentile(spent, [50, 99]) / 1000
    return {"query_p50_us": round(p50, 2), "query_p99_us": round(p99, 2), "query_plain_us": round(plain / 1000, 1)}


def drawn(ready: Fields, places: list[tuple[float, float]]) -> dict[str, float]:
    """Milliseconds to draw one route, and to search one way anew."""
    spent: dict[str, list[float]] = {"route": [], "search": []}
    ready.route(0, *places[0])
    for number, place in enumerate(places[:100]):
        station = number % len(ready.stations)
        for name in spent:
            began = time.perf_counter()
            if name == "route":
                ready.route(station, *place)
            else:
                lon, lat = ready.stations[station].tolist()
                search.way(ready.graph, (lon, lat), place, most_seconds=1800)
            spent[name].append((time.perf_counter() - began) * 1000)
    return {f"{name}_ms": round(float(np.percentile(found, 95)), 1) for name, found in spent.items()}


def closed(ready: Fields) -> dict[str, Any]:
    """Seconds until a closed street in the middle of the city is in the fields of all stations that it touches."""
    middle = ready.stations.mean(axis=0)
    change = changes.Change(points=((float(middle[0]), float(middle[1])),), reach_metres=100)
    began = time.perf_counter()
    held = changes.apply(ready.graph, [change])
    touched = int(fields.touched(ready, held).sum())
    fields.rebuild(ready, held)
    return {"closure_s": round(time.perf_counter() - began, 2), "closure_touches": touched}


def quadrupled(file: Path, stations: list[tuple[float, float]]) -> Fields:
    """The fields of the stations over four networks side by side, joined at one junction each."""
    profile = profiles.read("car")
    one = osm.read(file, profile)
    joints = [number for number, kind in enumerate(one.kinds) if one.classes[kind] == "secondary"]
    joint = next(number for number in joints if (one.speeds[number] > 0).all())
    roads, _report = build.build(four_times(one, joint), profile)
    return fields.build(roads, stations)


def four_times(one: Network, joint: int) -> Network:
    """Four copies of a network, and a road from each to the first."""
    count, nodes, points = len(one.spans), one.node_count, len(one.points)
    copies = len(SIDES)
    shift = np.repeat(np.arange(copies), count)[:, None]
    ways = np.arange(1, copies)
    at = one.points[one.spans[joint, 0]]
    tied = np.array([[at, at + SIDES[copy]] for copy in ways]).reshape(-1, 2)
    first = copies * points + 2 * (ways - 1)
    end = one.ends[joint, 0]

    def repeated(values: np.ndarray, added: np.ndarray) -> np.ndarray:
        return np.concatenate([np.concatenate([values] * copies), added])

    joints = np.full(len(ways), joint)
    step = np.array([count, nodes, count, 0])
    return replace(
        one,
        points=np.vstack([*(one.points + side for side in SIDES), tied]),
        spans=np.vstack([np.tile(one.spans, (copies, 1)) + shift * points, np.column_stack([first, first + 1])]),
        ends=np.vstack(
            [np.tile(one.ends, (copies, 1)) + shift * nodes, np.column_stack([ways * 0 + end, end + ways * nodes])]
        ),
        node_count=copies * nodes,
        **{name: repeated(getattr(one, name), getattr(one, name)[joints]) for name in ("kinds", "named", "ends_only")},
        **{name: repeated(getattr(one, name), getattr(one, name)[joints]) for name in ("speeds", "limits", "halts")},
        bans=np.vstack([one.bans + copy * step for copy in range(copies)]),
    )


def everywhere(places: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The same number of places, spread over the four networks."""
    return [(lon + SIDES[row % 4][0], lat + SIDES[row % 4][1]) for row, (lon, lat) in enumerate(places)]


if __name__ == "__main__":
    sys.exit(main())
