"""Measures the time from sending an order until the station's screens have re-read it, with many screens listening.

    python bench/live_order.py [--seconds 30] [--rate 10] [--clients 200]

A real `lanyan serve` on loopback over a database of its own: 60 stations, 400 vehicles, nine tenths of the screens
station terminals, the rest desks and wall boards, each with its stream; calls are taken, written down and ordered.
The clients are one process of their own. Prints one JSON object; milliseconds from the sending of the order's
request, processor seconds of each process, and the memory of the web and the worker afterwards.
"""

import argparse
import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from city import CLIENTS, City, served_city

CLIENT = Path(__file__).with_name("_live_client.py")
MOST_P50_MS, MOST_P99_MS = 100, 400


def main() -> int:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--rate", type=float, default=10, help="orders a second")
    parser.add_argument("--clients", type=int, default=CLIENTS, help="live screens")
    options = parser.parse_args()
    with served_city(clients=options.clients) as city:
        told = measured(city, seconds=options.seconds, rate=options.rate)
    json.dump({"wanted_ms": {"p50": MOST_P50_MS, "p99": MOST_P99_MS}, **told}, sys.stdout, indent=2)
    sys.stdout.write("\n")
    return 0


def measured(city: City, *, seconds: float, rate: float) -> dict[str, Any]:
    """Let the clients work, and tell what they saw and what it cost."""
    before = used(city)
    asked = json.dumps({"city": asdict(city), "seconds": seconds, "rate": rate})
    done = subprocess.run([sys.executable, str(CLIENT)], input=asked, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    after = used(city)
    spent = {name: round(after[name] - before[name], 1) for name in after}
    return {"cores": os.cpu_count(), **json.loads(done.stdout), "processor_seconds": spent, "memory_mb": memory(city)}


def used(city: City) -> dict[str, float]:
    """Processor seconds of the installation's processes so far, ended database connections included."""
    found = {}
    for name, processes in city.processes().items():
        times = [process.cpu_times() for process in processes]
        found[name] = sum(t.user + t.system for t in times) + max(
            (t.children_user + t.children_system for t in times), default=0.0
        )
    return found


def memory(city: City) -> dict[str, float]:
    """Megabytes of the web and the worker; what forks share is counted once (the proportional set size)."""
    return {
        name: round(sum(process.memory_full_info().pss for process in processes) / 1e6, 1)
        for name, processes in city.processes().items()
        if name != "postgres"
    }


if __name__ == "__main__":
    sys.exit(main())
