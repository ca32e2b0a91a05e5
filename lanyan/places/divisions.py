"""The divisions of both model cities, loaded from `lanyan/data/divisions.csv` after every migration.

The file gives centres in GCJ-02 as published; they are converted here. A centre is the seat, good to about 1 km.
"""

import csv
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models.signals import post_migrate

from lanyan.places import coordinates
from lanyan.places.models import Division

FILE = Path(__file__).resolve().parents[1] / "data" / "divisions.csv"


def rows() -> list[Division]:
    """Read the file as divisions, unsaved."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return [_row(line) for line in csv.DictReader(lines)]


def _row(line: dict[str, str]) -> Division:
    lon, lat = coordinates.gcj_to_wgs(float(line["lon_gcj"]), float(line["lat_gcj"]))
    return Division(
        code=line["code"],
        name=line["name"],
        name_en=line["name_en"],
        lon=round(lon, 6),
        lat=round(lat, 6),
        area_km2=float(line["area_km2"]) if line["area_km2"] else None,
        residents=int(line["residents"]) if line["residents"] else None,
        former_codes=line["former_codes"],
        source=line["source"],
    )


def load(**_signal: Any) -> None:
    """Bring the file into the database: new divisions are added, known ones follow the file."""
    if Division._meta.db_table not in connection.introspection.table_names():
        # Somebody migrated another app alone; ours comes later.
        return
    Division.objects.bulk_create(
        rows(),
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "name_en", "lon", "lat", "area_km2", "residents", "former_codes", "source"],
    )


def connect(sender: Any) -> None:
    """Load the divisions after every migration, so that no database is without them."""
    post_migrate.connect(load, sender=sender, dispatch_uid="lanyan.places.divisions")
