"""What benchmarks of pages share: a database of their own, each page asked some times, what is over the bar named.

Pages are asked through the application and its middleware without a network.
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
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

MOST_MS = 200
Pages = Iterable[tuple[str, Callable[[], Any]]]
_TAB = re.compile(r'<span class="view-x"><a href="(\?[^"]*)"')
_SORT = re.compile(r'<th scope="col"[^>]*><a href="(\?[^"]*)"')


def options(description: str) -> argparse.Namespace:
    """Read what every such benchmark can be told."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--scale", type=float, default=1.0, help="a share of the full numbers")
    parser.add_argument("--home", type=Path, help="a home of this benchmark: filled if empty, kept afterwards")
    parser.add_argument("--only", default="", help="pages whose name matches this expression")
    parser.add_argument("--explain", action="store_true", help="print the slowest query of each page that is over")
    return parser.parse_args()


def measure(
    told: argparse.Namespace, fill: Callable[[float], float], pages: Callable[[], Pages], counted: Callable[[], Any]
) -> int:
    """Fill, ask, write one JSON object: for each page the median, the 95th percentile, the queries, is the bar held."""
    home = told.home or Path(tempfile.mkdtemp(prefix="lanyan-bench-"))
    home.mkdir(exist_ok=True)
    home.chmod(0o711)
    try:
        found = _measured(home, told, fill, pages, counted)
    finally:
        if told.home is None:
            shutil.rmtree(home, ignore_errors=True)
    json.dump(found, sys.stdout, indent=1, ensure_ascii=False)
    sys.stdout.write("\n")
    return 0


def _measured(
    home: Path,
    told: argparse.Namespace,
    fill: Callable[[float], float],
    pages: Callable[[], Pages],
    counted: Callable[[], Any],
) -> Mapping[str, Any]:
    os.environ["LANYAN_HOME"] = str(home)
    os.environ.pop("DATABASE_URL", None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lanyan.config.settings")
    # Django's models can be imported only once it is set up.
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from lanyan.kernel.postgres import Server  # noqa: PLC0415

    server = Server(home=home)
    server.ensure()
    try:
        call_command("migrate", verbosity=0)
        spent = fill(told.scale)
        wanted = re.compile(told.only)
        asked = {}
        for name, ask in pages():
            if wanted.search(name):
                asked[name] = _timed(ask, told)
                sys.stderr.write(f"{asked[name]['p95_ms']:8.1f} {name}\n")
        records = counted()
    finally:
        if told.home is None:
            server.stop()
    over = sorted((name for name, one in asked.items() if not one["held"]), key=lambda name: -asked[name]["p95_ms"])
    return {
        "wanted_ms": MOST_MS,
        "cores": os.cpu_count(),
        "rounds": told.rounds,
        "fill_seconds": spent,
        "records": records,
        "pages": asked,
        "asked": len(asked),
        "over": {name: asked[name]["p95_ms"] for name in over},
        "held": bool(asked) and not over,
    }


def signed_in(username: str) -> tuple[Any, Any]:
    """Somebody of the demo with a browser of theirs."""
    from django.test import Client  # noqa: PLC0415

    from lanyan.units.models import User  # noqa: PLC0415

    client = Client(HTTP_HOST="localhost")
    user = User.objects.get(username=username)
    client.force_login(user)
    return client, user


def lists(client: Any, paths: Iterable[str], searched: Mapping[str, Iterable[str]], *, whole: bool) -> Iterator[str]:
    """Each list with its views and searches; whole: also in each order, and further pages."""
    for path in paths:
        answer = client.get(path)
        if answer.status_code != 200:
            continue
        told = answer.content.decode()
        yield path
        yield from (f"{path}{html.unescape(query)}" for query in _TAB.findall(told) if query != "?")
        yield from (f"{path}?q={words}" for words in searched.get(path, ()))
        if 'rel="next"' in told:
            yield from (f"{path}?page={page}" for page in ((2, 40, 200) if whole else (40,)))
        if whole:
            yield from (f"{path}{html.unescape(query)}" for query in _SORT.findall(told))


def menu(user: Any, area: str) -> list[str]:
    """The pages of an area of the menu that somebody sees."""
    from django.urls import reverse  # noqa: PLC0415

    from lanyan.web import navigation  # noqa: PLC0415

    return [reverse(entry.url_name) for entry in navigation.entries_for(user) if entry.area == area]


def figure_pages(prefixes: Iterable[str], span: str) -> Iterator[str]:
    """The pages of the figures of some apps, each also by its first dimension."""
    from lanyan.kernel import figures  # noqa: PLC0415

    for figure in figures.catalogue():
        if figure.key.split(".")[0] in prefixes:
            yield f"/figures/{figure.key}/?{span}"
            for dimension in getattr(figure, "dimensions", ())[:1]:
                yield f"/figures/{figure.key}/?{span}&by={dimension.key}"


def _timed(ask: Callable[[], Any], told: argparse.Namespace) -> dict[str, Any]:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as queries:
        answer = ask()
    asked = list(queries.captured_queries)
    spent = []
    for _round in range(told.rounds):
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
    if told.explain and not found["held"]:
        slow = sorted(asked, key=lambda one: -float(one["time"]))[:2]
        found["slowest"] = [f"{one['time']} {one['sql'][:2500]}" for one in slow]
    return found
