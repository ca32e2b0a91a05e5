"""Measures the memory of the web and the worker after a stretch of orders with 200 screens listening.

    python bench/memory.py [--seconds 20]

The ground is that of `bench/live_order.py`. Prints one JSON object: megabytes before anybody has opened a screen,
and after the orders.
"""

import argparse
import json
import sys

from city import served_city
from live_order import measured, memory

MOST_MB = 350


def main() -> int:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=20)
    options = parser.parse_args()
    with served_city() as city:
        before = memory(city)
        told = measured(city, seconds=options.seconds, rate=10)
    after = told["memory_mb"]
    found = {"wanted_mb": MOST_MB, "before_mb": before, "after_mb": after, "together_mb": round(sum(after.values()), 1)}
    json.dump({**found, "orders": told["orders"], "screens": told["screens"]}, sys.stdout, indent=2)
    sys.stdout.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
