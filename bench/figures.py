"""Time the figures of the annual report on the present database: `python bench/figures.py --unit 3308 --year 2024`.

Writes JSON: how many records there are, and for each part of the page the median and the worst of some rounds in
milliseconds, with its number of queries.
"""

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lanyan.config.settings")
django.setup()

from django.db import connection, reset_queries  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from lanyan.incidents.models import DispatchOrder, Incident, Run  # noqa: E402
from lanyan.kernel import figures  # noqa: E402
from lanyan.reports.annual import CallsChapter  # noqa: E402
from lanyan.reports.scopes import Asked, find_unit, year_span  # noqa: E402
from lanyan.units.models import Unit, User  # noqa: E402


def main() -> int:
    """Measure and write."""
    options = _options()
    unit = find_unit(Unit.objects.all(), options.unit)
    if unit is None:
        sys.stderr.write(f"there is no unit {options.unit}\n")
        return 2
    asked = Asked(unit, options.unit, year_span(options.year))
    parts: dict[str, Callable[[], Any]] = {
        "catalogue, all figures together": lambda: figures.together(figures.catalogue(), asked.scope),
        "report, chapter of calls": lambda: _chapter(asked),
        **{figure.key: _value(figure, asked) for figure in figures.catalogue()},
    }
    records = {model.__name__: model.objects.count() for model in (Incident, DispatchOrder, Run)}
    found = {name: _measured(part, options.rounds) for name, part in parts.items()}
    json.dump({"unit": options.unit, "year": options.year, "records": records, "parts": found}, sys.stdout, indent=1)
    sys.stdout.write("\n")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time the figures of the annual report.")
    parser.add_argument("--unit", default="3308")
    parser.add_argument("--year", type=int, default=2024)
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args()


def _value(figure: Any, asked: Asked) -> Callable[[], Any]:
    return lambda: figure.value(asked.scope)


def _chapter(asked: Asked) -> None:
    chapter = CallsChapter(asked, User())
    for part in ("opening", "table", "times", "heat", "heat_table", "districts", "response", "response_table"):
        getattr(chapter, part)


def _measured(part: Callable[[], Any], rounds: int) -> dict[str, Any]:
    with CaptureQueriesContext(connection) as queries:
        part()
    asked = len(queries)
    reset_queries()
    spent = []
    for _round in range(rounds):
        began = time.perf_counter()
        part()
        spent.append((time.perf_counter() - began) * 1000)
    return {"median_ms": round(statistics.median(spent), 2), "worst_ms": round(max(spent), 2), "queries": asked}


if __name__ == "__main__":
    sys.exit(main())
