"""The only writers: packs made, their old files removed."""

import os
import tempfile
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from lanyan.fallback import compose, limits
from lanyan.fallback.models import Pack
from lanyan.forces.models import Station
from lanyan.kernel import audit, documents, live, postgres
from lanyan.kernel.errors import Refused
from lanyan.units.models import Unit

PAGE = "fallback/papers/pack.html"


def folder(on: date) -> Path:
    """Where the files of a day lie: plain files, that open when nothing of this runs."""
    return postgres.home() / "fallback" / f"{on}"


def wanted(path: str = "") -> list[tuple[Unit, bool]]:
    """Who has a pack each day: every detachment with a station (its desk), and every station; below a path."""
    units = Unit.objects.filter(
        pk__in=Station.objects.filter(unit__closed_date=None).values("unit"), path__startswith=path
    ).order_by("path")
    stations = list(units)
    roots = {f"{unit.path.partition('.')[0]}." for unit in stations}
    desks = Unit.objects.filter(path__in=roots, path__startswith=path).order_by("path")
    return [*((unit, True) for unit in desks), *((unit, False) for unit in stations if unit.path not in roots)]


@transaction.atomic
def make_pack(*, unit_id: int, on: date, at: datetime, by: Any = None) -> Pack:
    """Make the pack of a station or a desk for a day; made again, the newest holds. Its files are written first."""
    unit = Unit.objects.filter(pk=unit_id, closed_date=None).first()
    known = next((one for one in wanted(unit.path) if one[0].pk == unit_id), None) if unit is not None else None
    if unit is None or known is None:
        raise Refused(_("There is neither a station nor a desk at this unit."), field="unit")
    said = compose.gather(unit, is_desk=known[1], on=on, at=at)
    files = _written(unit, on, said)
    with audit.act("fallback.make_pack", by=by):
        pack: Pack
        pack, _new = Pack.objects.select_for_update(of=("self",)).update_or_create(
            unit=unit,
            on_date=on,
            defaults={
                "is_desk": known[1], "made_at": at, "made_by": by, "said": said, "files": files, "removed_at": None
            },
        )  # fmt: skip
    live.announce("fallback", unit.path.partition(".")[0])
    return pack


def _written(unit: Unit, on: date, said: dict[str, Any]) -> list[str]:
    """A page that any browser opens and prints, and the same as PDF where the libraries for it are there."""
    name = f"{unit.path.strip('.').replace('.', '-')}-{unit.short_name}".replace("/", "-")
    page = render_to_string(PAGE, {"said": said})
    files = [_put(on, f"{name}.html", page.encode())]
    try:
        files.append(_put(on, f"{name}.pdf", documents.pdf(PAGE, {"said": said})))
    except Refused:
        # The page prints as well.
        return files
    return files


def _put(on: date, name: str, data: bytes) -> str:
    """Write beside and rename: a file is there whole or not at all."""
    where = folder(on)
    where.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, beside = tempfile.mkstemp(dir=where, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
        Path(beside).replace(where / name)
    except OSError:
        Path(beside).unlink(missing_ok=True)
        raise
    return name


def missing(units: Sequence[tuple[Unit, bool]], on: date) -> list[Unit]:
    """Whose pack of a day has not been made."""
    made = set(Pack.objects.on(on).values_list("unit_id", flat=True))
    return [unit for unit, _desk in units if unit.pk not in made]


@transaction.atomic
def remove_old(*, on: date, at: datetime) -> int:
    """Remove the files of packs older than they are kept; what stood in them stays. Gives of how many packs."""
    last = on - timedelta(days=limits.limit("KEEP_DAYS"))
    old = list(Pack.objects.select_for_update().filter(on_date__lt=last, removed_at=None))
    with audit.act("fallback.remove_old"):
        for pack in old:
            for name in pack.files:
                (folder(pack.on_date) / Path(name).name).unlink(missing_ok=True)
            pack.files, pack.removed_at = [], at
            pack.save(update_fields=["files", "removed_at"])
    for day in {pack.on_date for pack in old}:
        if folder(day).is_dir() and not any(folder(day).iterdir()):
            folder(day).rmdir()
    return len(old)
