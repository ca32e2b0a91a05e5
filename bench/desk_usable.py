"""Measures how soon the duty desk can be worked at in Chromium: from the click until it takes keys and the map rests.

    python bench/desk_usable.py [--rounds 5]

The ground is `bench/city.py`. Cold is a browser that has seen nothing yet, warm the same browser once more. Usable
means: an incident's intake box takes what is typed, F2 has answered a call, and the map has drawn what it has to draw.
Prints one JSON object in milliseconds.
"""

import argparse
import json
import os
import shutil
import statistics
import sys
import time
from typing import Any

from city import City, served_city
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

MOST_MS = 1500
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
READY, BOX, MAP = "html[data-ready]", "[name=place_words][form=intake]", "#desk-map[data-ready='1']"


def main() -> int:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with served_city() as city, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        rounds = [_round(browser, city, number) for number in range(options.rounds)]
        browser.close()
    found = {
        name: {"median_ms": round(statistics.median(values), 0), "worst_ms": round(max(values), 0)}
        for name in rounds[0]
        if (values := [each[name] for each in rounds])
    }
    json.dump({"wanted_ms": MOST_MS, "cores": os.cpu_count(), **found}, sys.stdout, indent=2)
    sys.stdout.write("\n")
    return 0


def _round(browser: Browser, city: City, number: int) -> dict[str, float]:
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
    cookie = city.desks[number % len(city.desks)]
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": city.base}])
    cold, address = _open(context, f"{city.base}/desk/", press=True)
    typed, _same = _open(context, address)
    warm, _same = _open(context, f"{city.base}/desk/")
    context.close()
    return {"cold": cold, "incident_warm": typed, "warm": warm}


def _open(context: BrowserContext, address: str, *, press: bool = False) -> tuple[float, str]:
    """Open the desk and work at it; gives milliseconds until it was usable, and where F2 led."""
    page = context.new_page()
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_selector(READY)
    page.wait_for_selector(MAP)
    if not address.endswith("/desk/"):
        page.locator(BOX).fill("锦桂苑7幢")
    spent = (time.perf_counter() - began) * 1000
    led = _take_call(page) if press else page.url
    page.close()
    return spent, led


def _take_call(page: Page) -> Any:
    """F2 answers a call; the draft's page opens."""
    before = page.url
    page.keyboard.press("F2")
    page.wait_for_url(lambda url: url != before)
    page.wait_for_selector(READY)
    return page.url


if __name__ == "__main__":
    sys.exit(main())
