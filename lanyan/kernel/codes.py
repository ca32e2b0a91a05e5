"""Code lists: national and local tables as rows, loaded from `lanyan/data/codes/*.csv`, one file a list."""

import csv
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db.models.signals import post_migrate

from lanyan.kernel.models import Code

FOLDER = Path(__file__).resolve().parents[1] / "data" / "codes"
COLUMNS = {"code", "parent", "label_zh", "label_en", "source", "version", "since", "until"}


def load(**_signal: Any) -> None:
    """Bring the tables of all files into the database: new rows are added, known ones follow the file."""
    rows = [row for file in sorted(FOLDER.glob("*.csv")) for row in _rows(file)]
    Code.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["list", "code", "version"],
        update_fields=["parent", "label_zh", "label_en", "order", "facts", "source", "since", "until"],
    )
    _table.cache_clear()


def _rows(file: Path) -> list[Code]:
    with file.open(encoding="utf-8", newline="") as lines:
        return [_row(file.stem, number, line) for number, line in enumerate(csv.DictReader(lines), start=1)]


def _row(name: str, number: int, line: dict[str, str]) -> Code:
    facts = {key: value for key, value in line.items() if key not in COLUMNS and value != ""}
    known = {key: line.get(key, "") for key in ("code", "parent", "label_zh", "label_en", "source", "version")}
    dates = {key: date.fromisoformat(line[key]) if line.get(key) else None for key in ("since", "until")}
    return Code(list=name, order=number, facts=facts, **known, **dates)


@lru_cache(maxsize=64)
def _table(name: str) -> dict[str, Code]:
    return {row.code: row for row in Code.objects.of(name).order_by("version")}


def table(name: str) -> dict[str, Code]:
    """One list by code (the newest version of each), in file order; kept in memory, it changes with a release only."""
    return dict(sorted(_table(name).items(), key=lambda item: item[1].order))


def get(name: str, code: str) -> Code | None:
    """One row of a list, or None."""
    return _table(name).get(code)


def connect() -> None:
    """Load the tables after every migration, so that no database is without them."""
    post_migrate.connect(load, dispatch_uid="lanyan.kernel.codes")
