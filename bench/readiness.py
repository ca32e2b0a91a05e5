"""Measures the readiness board of 60 stations and 400 vehicles, asked for over loopback by a signed-in leader.

    python bench/readiness.py [--rounds 20]

The ground is `bench/city.py`. Prints one JSON object: milliseconds of the page and of its re-read rows.
"""

import argparse
import json
import os
import statistics
import sys
import time
import urllib.request

from city import City, served_city

MOST_MS = 150


def main() -> int:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    with served_city() as city:
        found = {path: _measured(city, path, options.rounds) for path in ("/readiness/", "/readiness/rows/")}
    json.dump({"wanted_ms": MOST_MS, "cores": os.cpu_count(), "pages": found}, sys.stdout, indent=2)
    sys.stdout.write("\n")
    return 0


def _measured(city: City, path: str, rounds: int) -> dict[str, float]:
    request = urllib.request.Request(f"{city.base}{path}", headers={"Cookie": f"sessionid={city.boards[0]}"})
    spent, size = [], 0
    for _round in range(rounds + 1):
        began = time.perf_counter()
        with urllib.request.urlopen(request, timeout=30) as answer:
            size = len(answer.read())
            if answer.url != request.full_url:
                raise SystemExit(f"{path} led to {answer.url}")
        spent.append((time.perf_counter() - began) * 1000)
    warm = spent[1:]
    return {
        "first_ms": round(spent[0], 1),
        "median_ms": round(statistics.median(warm), 1),
        "worst_ms": round(max(warm), 1),
        "kilobytes": round(size / 1000, 1),
    }


if __name__ == "__main__":
    sys.exit(main())
