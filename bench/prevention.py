"""Measures the pages of prevention over 200,000 premises and 1,000,000 hazards: `python bench/prevention.py`.

Fills a database of a throw-away home in bulk, with the writing of history off, and asks what people open: every list of
the menu with each of its views, sorted by each heading, paged, filtered and searched for common and for rare words; the
map, the clock, a day's checks, the global search, every figure. Asked as a leader who sees the whole city and as an
inspector who sees a county, through the application and its middleware without a network. Prints one JSON object: for
each page the median, the 95th percentile, the queries and whether the bar is held, and whether all hold.
"""

import argparse
import html
import json
import os
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import _prevention_ground as ground
import django

MOST_MS = 200
PREFIXES = ("inspections", "hazards", "papers", "cases", "seals", "majors", "transfers", "citizens", "complaints")
LEADER, INSPECTOR = "xujun", "wangli"
_TAB = re.compile(r'<span class="view-x"><a href="(\?[^"]*)"')
_SORT = re.compile(r'<th scope="col"[^>]*><a href="(\?[^"]*)"')
# A word that a tenth of all bear, and words that one bears.
SEARCHED = {
    "/premises/": ("超市", "超市 12345"),
    "/buildings/": ("超市", "超市 12345"),
    "/hazards/": ("灭火器", "灭火器 00012345", "超市"),
    "/legal_clock/": ("灭火器", "没有这样的事"),
    "/checks/": ("超市", "00012345"),
    "/papers/": ("超市", "〔12345〕"),
    "/cases/": ("超市", "3308-AJ-12345"),
    "/visits/": ("超市", "没有这样的事"),
    "/clues/": ("电动自行车", "3308-XS-12345"),
    "/complaints/": ("超市", "3308-TS-0012345"),
    "/complaints/messages/": ("3308", "3308-XX-0012345"),
    "/transfers/": ("超市", "3308-YS-12345"),
    "/evacuation-drills/": ("超市", "3308-YL-12345"),
}


def main() -> int:
    """Fill, measure, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--scale", type=float, default=1.0, help="a share of the full numbers")
    parser.add_argument("--home", type=Path, help="a home of this benchmark: filled if empty, kept afterwards")
    parser.add_argument("--only", default="", help="pages whose name matches this expression")
    parser.add_argument("--explain", action="store_true", help="print the slowest query of each page that is over")
    options = parser.parse_args()
    home = options.home or Path(tempfile.mkdtemp(prefix="lanyan-bench-"))
    home.mkdir(exist_ok=True)
    home.chmod(0o711)
    try:
        found = _measure(home, options)
    finally:
        if options.home is None:
            shutil.rmtree(home, ignore_errors=True)
    json.dump(found, sys.stdout, indent=1, ensure_ascii=False)
    sys.stdout.write("\n")
    return 0


def _measure(home: Path, options: argparse.Namespace) -> dict[str, Any]:
    os.environ["LANYAN_HOME"] = str(home)
    os.environ.pop("DATABASE_URL", None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lanyan.config.settings")
    django.setup()
    # Django's models can be imported only once it is set up.
    from django.core.management import call_command  # noqa: PLC0415

    from lanyan.kernel.postgres import Server  # noqa: PLC0415

    server = Server(home=home)
    server.ensure()
    try:
        call_command("migrate", verbosity=0)
        spent = ground.fill(options.scale)
        wanted = re.compile(options.only)
        pages = {}
        for name, ask in _pages():
            if wanted.search(name):
                pages[name] = _timed(ask, options)
                sys.stderr.write(f"{pages[name]['p95_ms']:8.1f} {name}\n")
        counted = _counted()
    finally:
        if options.home is None:
            server.stop()
    over = sorted((name for name, one in pages.items() if not one["held"]), key=lambda name: -pages[name]["p95_ms"])
    return {
        "wanted_ms": MOST_MS,
        "cores": os.cpu_count(),
        "rounds": options.rounds,
        "fill_seconds": spent,
        "records": counted,
        "pages": pages,
        "asked": len(pages),
        "over": {name: pages[name]["p95_ms"] for name in over},
        "held": bool(pages) and not over,
    }


def _counted() -> dict[str, int]:
    from lanyan.citizens.models import Matter  # noqa: PLC0415
    from lanyan.inspections.models import Hazard, Inspection, Paper, Term, Visit  # noqa: PLC0415
    from lanyan.kernel.models import SearchEntry  # noqa: PLC0415
    from lanyan.premises.models import Premises  # noqa: PLC0415

    kinds = (Premises, Inspection, Hazard, Paper, Term, Visit, Matter, SearchEntry)
    return {model.__name__: model.objects.count() for model in kinds}


# ---- the pages -------------------------------------------------------------------------------------------------
def _pages() -> Iterator[tuple[str, Callable[[], Any]]]:
    """Each page by name, asked as who it is for."""
    from django.test import Client  # noqa: PLC0415

    from lanyan.units.models import User  # noqa: PLC0415

    for who in (LEADER, INSPECTOR):
        client = Client(HTTP_HOST="localhost")
        user = User.objects.get(username=who)
        client.force_login(user)
        for path in (
            *_lists(client, user, whole=who == LEADER),
            *_single(user),
            *(_figures() if who == LEADER else ()),
        ):
            yield f"{who} {path}", lambda path=path, client=client: client.get(path)


def _lists(client: Any, user: Any, *, whole: bool) -> Iterator[str]:
    """Every page of the menu, with its views; for the leader also each order, further pages and searches."""
    from django.urls import reverse  # noqa: PLC0415

    from lanyan.web import navigation  # noqa: PLC0415

    menu = [reverse(entry.url_name) for entry in navigation.entries_for(user) if entry.area == "prevention"]
    for path in (*menu, "/complaints/messages/", "/draws/recusals/", "/papers/elsewhere/"):
        answer = client.get(path)
        if answer.status_code != 200:
            continue
        told = answer.content.decode()
        yield path
        yield from (f"{path}{html.unescape(query)}" for query in _TAB.findall(told) if query != "?")
        yield from (f"{path}?q={words}" for words in SEARCHED.get(path, ()))
        if 'rel="next"' in told:
            yield from (f"{path}?page={page}" for page in ((2, 40, 200) if whole else (40,)))
        if whole:
            yield from (f"{path}{html.unescape(query)}" for query in _SORT.findall(told))


def _single(user: Any) -> Iterator[str]:
    """Pages that are no lists, and filters people set by hand."""
    from lanyan.premises.models import Premises  # noqa: PLC0415

    place = Premises.objects.visible_to(user).filter(inspections__hazards__isnull=False).order_by("pk").first()
    pk, unit = (place.pk, place.unit_id) if place is not None else (1, 0)
    year = time.localtime().tm_year
    yield from (
        "/premises/?category=KEY_UNIT&kind=RESTAURANT",
        "/premises/?order=risk&least=60",
        "/premises/?town=荷花街道&sort=name",
        f"/premises/?unit={unit}",
        "/premises/map/",
        "/premises/points/?box=118.0,28.3,119.4,29.4",
        "/premises/points/?box=118.86,28.93,118.89,28.95",
        f"/premises/{pk}/",
        f"/premises/{pk}/hazards_panel/",
        f"/premises/{pk}/checks/",
        f"/hazards/?unit={unit}",
        f"/hazards/?unit={unit}&stands=overdue",
        f"/hazards/?unit={unit}&page=40",
        f"/hazards/?premises={pk}",
        f"/hazards/?found_min={year}-01-01&found_max={year}-03-31",
        "/hazards/?stands=put_right",
        "/hazards/?stands=open&sort=due_date",
        "/hazards/?stands=open&q=灭火器",
        f"/checks/?unit={unit}",
        f"/checks/?period={year}Q1",
        f"/papers/?unit={unit}",
        f"/papers/?made_min={year}-01-01",
        f"/legal_clock/?state=running&unit={unit}",
        "/legal_clock/?state=late",
        "/legal_clock/?state=met",
        "/legal_clock/by/",
        "/search/?q=超市",
        "/search/?q=灭火器",
        "/search/?q=3308",
        "/search/?q=mhq",
        "/search/?q=超市 12345",
        "/search/?q=3308-YH-00012345",
        "/search/?q=没有这样的事",
    )
    if user.username == LEADER:
        # Refused: too many rows for a workbook.
        yield "/premises/?export=xlsx"


def _figures() -> Iterator[str]:
    from lanyan.kernel import figures  # noqa: PLC0415

    year = time.localtime().tm_year
    span = f"unit=3308&since={year}-01-01&until={year + 1}-01-01"
    for figure in figures.catalogue():
        if figure.key.split(".")[0] in PREFIXES:
            yield f"/figures/{figure.key}/?{span}"
            for dimension in getattr(figure, "dimensions", ())[:1]:
                yield f"/figures/{figure.key}/?{span}&by={dimension.key}"


def _timed(ask: Callable[[], Any], options: argparse.Namespace) -> dict[str, Any]:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as queries:
        answer = ask()
    asked = list(queries.captured_queries)
    spent = []
    for _round in range(options.rounds):
        began = time.perf_counter()
        answer = ask()
        if answer.streaming:
            for _part in answer.streaming_content:
                pass
        spent.append((time.perf_counter() - began) * 1000)
    worst = sorted(spent)[max(0, round(len(spent) * 0.95) - 1)]
    found = {
        "p50_ms": round(statistics.median(spent), 1),
        "p95_ms": round(worst, 1),
        "queries": len(asked),
        "status": answer.status_code,
        "held": worst <= MOST_MS and answer.status_code in (200, 302),
    }
    if options.explain and not found["held"]:
        slow = sorted(asked, key=lambda one: -float(one["time"]))[:2]
        found["slowest"] = [f"{one['time']} {one['sql'][:2500]}" for one in slow]
    return found


if __name__ == "__main__":
    sys.exit(main())
