"""Measures dispatch whole: the roads and how right they are, the choice, and a proposal asked for over the API.

    python bench/dispatch.py [--data ../shared/data] [--asked 200]

The parts stand in `_dispatch_roads.py` and `_dispatch_choice.py`; the API is asked at a real `lanyan serve` with 60
stations, 400 vehicles and their roads. Prints one JSON object, each bar beside the figure measured.
"""

import argparse
import gc
import http.client
import json
import os
import random
import statistics
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import _dispatch_choice as choice
import _dispatch_roads as roads
import numpy as np
from city import City, served_city

MOST_API_P99_MS = 30
INCIDENTS = 1000


def main() -> int:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "data")
    parser.add_argument("--asked", type=int, default=300, help="proposals over the API")
    options = parser.parse_args()
    file = options.data / "porto.osm.pbf"
    told: dict[str, Any] = {"cores": os.cpu_count()}
    told["roads"] = roads.measured(file, options.data) if file.exists() else f"{file} is not there"
    # What was read is looked at by no collection again, as in the served house (config/web.py).
    gc.collect()
    gc.freeze()
    told["choice"] = choice.measured(np.random.default_rng(1), INCIDENTS)
    with served_city(roads=True) as city:
        told["api"] = asked(city, options.asked)
    json.dump(told, sys.stdout, indent=2)
    sys.stdout.write("\n")
    return 0


def asked(city: City, count: int) -> dict[str, Any]:
    """Take calls by the interface, and ask for the proposal of each, one after the other."""
    line = http.client.HTTPConnection(urlsplit(city.base).netloc)
    headers = {"Authorization": f"Bearer {city.key}", "Content-Type": "application/json"}

    def ask(method: str, path: str, body: Any = None) -> Any:
        line.request(method, f"/api{path}", json.dumps(body) if body is not None else None, headers)
        answer = line.getresponse()
        said = json.loads(answer.read())
        if answer.status >= 300:
            raise SystemExit(f"{path}: {answer.status} {said}")
        return said

    dice, times, by_road = random.Random(1), [], 0
    for number in range(count):
        _station, _key, lon, lat = city.picks[dice.randrange(len(city.picks))]
        call = {
            "source": "ALARM",
            "source_id": str(number),
            "unit": "3308",
            "kind": "FIRE",
            "subkind": "FIRE-RES",
            "level": dice.choice((1, 2, 3)),
            "lon": lon + dice.uniform(-0.02, 0.02),
            "lat": lat + dice.uniform(-0.02, 0.02),
            "place_words": f"测量路{number}号",
        }
        taken = ask("POST", "/incidents/intake", call)
        began = time.perf_counter()
        found = ask("GET", f"/incidents/{taken['id']}/proposal")
        times.append((time.perf_counter() - began) * 1000)
        by_road += found["by_road"]
    return {
        "wanted_p99_ms": MOST_API_P99_MS,
        "p50_ms": round(statistics.median(times), 1),
        "p99_ms": round(statistics.quantiles(times, n=100)[98], 1),
        "worst_ms": round(max(times), 1),
        "asked": count,
        "by_road": by_road,
    }


if __name__ == "__main__":
    sys.exit(main())
