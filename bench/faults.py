"""Measures how soon a screen shows the next call again after kill -9 of the web, the worker or the database.

    python bench/faults.py [--rounds 3]

The ground is `bench/city.py`; a duty desk stands open in Chromium. Right after each blow a call is passed on over the
interface, again and again until somebody acknowledges it; it is told when that was, and when the desk showed it without
anybody having touched it. Prints one JSON object in seconds, and how many acknowledged calls are kept.
"""

import argparse
import json
import os
import re
import sys
import time
import urllib.error
import urllib.request
from http.client import HTTPException

import psutil
from city import City, served_city
from desk_usable import CHROMIUM, READY
from playwright.sync_api import Page, sync_playwright

MOST_SECONDS = 5
BLOWS = ("web", "worker", "postgres")
LIGHT = "[data-live-light]:not([hidden]):not(.lost)"
WAITING = re.compile(r"(\d+) 个来电排队")


def main() -> int:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    found: dict[str, list[dict[str, float]]] = {name: [] for name in BLOWS}
    with served_city() as city, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
        context.add_cookies([{"name": "sessionid", "value": city.desks[0], "url": city.base}])
        page = context.new_page()
        page.goto(f"{city.base}/desk/")
        page.wait_for_selector(READY)
        given = 0
        for _round in range(options.rounds):
            for name in BLOWS:
                found[name].append(_after(name, city, page, given))
                given += 1
        kept = _waiting(page)
        browser.close()
    told = {"wanted_seconds": MOST_SECONDS, "cores": os.cpu_count(), **found, "acknowledged": given, "kept": kept}
    json.dump(told, sys.stdout, indent=2)
    sys.stdout.write("\n")
    return 0


def _after(name: str, city: City, page: Page, given: int) -> dict[str, float]:
    """Kill a part, pass a call on, and wait until the desk shows it."""
    page.wait_for_selector(LIGHT)
    began = time.perf_counter()
    for process in city.processes()[name]:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            # It ended with the one it hung on.
            continue
    _pass_on(city, f"{name}-{given}")
    answered = time.perf_counter()
    while _waiting(page) <= given:
        page.wait_for_timeout(20)
    shown = time.perf_counter()
    return {"answered": round(answered - began, 2), "shown": round(shown - began, 2)}


def _waiting(page: Page) -> int:
    """How many calls wait in the queue of the desk."""
    said = WAITING.search(page.inner_text("main"))
    return int(said[1]) if said else 0


def _pass_on(city: City, source_id: str) -> None:
    body = json.dumps({"source": "ALARM", "source_id": source_id, "unit": city.division, "words": "冒烟"}).encode()
    headers = {"Authorization": f"Bearer {city.key}", "Content-Type": "application/json"}
    while True:
        request = urllib.request.Request(f"{city.base}/api/incidents/intake", body, headers)
        try:
            with urllib.request.urlopen(request, timeout=20):
                return
        except (OSError, HTTPException) as problem:
            if isinstance(problem, urllib.error.HTTPError) and problem.code < 500:
                raise
            time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
