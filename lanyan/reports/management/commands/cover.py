"""`lanyan cover`: what share of a unit's ground is reached in time, and what each station covers."""

import json
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lanyan.reports import commands
from lanyan.reports.cover import Cover, Row, Share
from lanyan.reports.cover_plan import read
from lanyan.reports.scopes import BadScope, find_unit
from lanyan.units.models import Unit
from lanyan.web import formats


class Command(BaseCommand):
    """Write shares by layer and the stations, as tables or as one JSON object."""

    help = "Show what share of a unit's ground is reached in time: area, road length, population, past incidents."

    def add_arguments(self, parser: Any) -> None:
        """Add unit, threshold, and who counts."""
        parser.add_argument("--unit", required=True, metavar="CODE", help="division code (3308) or path of the unit")
        parser.add_argument("--turnout", metavar="SECONDS", help="from order to departure (60)")
        parser.add_argument("--drive", metavar="SECONDS", help="drive (240)")
        parser.add_argument("--now", action="store_true", help="count only stations with a vehicle ready now")
        parser.add_argument("--layer", metavar="LAYER", help="the layer that losses are shares of (area)")
        parser.add_argument("--json", action="store_true", help="write JSON")
        parser.add_argument(
            "--language", default="zh", choices=sorted(commands.LANGUAGES), help="language of the words"
        )

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Reckon and write."""
        with translation.override(commands.LANGUAGES[options["language"]]):
            unit = find_unit(Unit.objects.all(), options["unit"])
            if unit is None:
                raise commands.Refused(_("there is no unit {code}").format(code=options["unit"]))
            words = {name: str(options[name]) for name in ("turnout", "drive", "layer") if options[name] is not None}
            try:
                plan = read(words | ({"mode": "now"} if options["now"] else {}))
                found = Cover(unit, plan, timezone.now())
            except BadScope as problem:
                raise commands.Refused(f"--{problem}") from problem
            if options["json"]:
                self.stdout.write(json.dumps(_entry(found), ensure_ascii=False))
            else:
                self._tables(found)

    def _tables(self, found: Cover) -> None:
        if not found.ground.has_roads:
            self.stdout.write(_("no roads have been imported: times by straight line × 1.3 at 30 km/h"))
        for share in found.shares:
            whole = f"{formats.number(share.reached, 0)} / {formats.number(share.whole, 0)} {share.unit}"
            self.stdout.write(f"{formats.percent(share.share):>7}  {whole:<36}  {share.label}")
        for row in found.rows:
            limit = "—" if row.site.limit_km2 is None else f"{row.site.limit_km2:g}"
            numbers = f"{row.site.ready:>4} {row.km2:>8.0f} {row.in_time_km2:>6.0f} {limit:>4}"
            self.stdout.write(f"{numbers} {formats.percent(row.loss):>7}  {row.site.name} {row.site.class_name}")


def _entry(found: Cover) -> dict[str, Any]:
    return {
        "unit": found.unit.name,
        "turnout_seconds": found.plan.turnout,
        "drive_seconds": found.plan.drive,
        "only_ready": found.plan.now,
        "over_roads": found.ground.has_roads,
        "layers": [_share(share) for share in found.shares],
        "stations": [_station(row) for row in found.rows],
    }


def _share(share: Share) -> dict[str, Any]:
    value = None if share.share is None else round(share.share * 100, 2)
    whole = round(share.whole, 1)
    return {"layer": share.layer, "label": str(share.label), "percent": value, "whole": whole, "unit": str(share.unit)}


def _station(row: Row) -> dict[str, Any]:
    return {
        "station": row.site.name,
        "class": row.site.class_name,
        "vehicles_ready": row.site.ready,
        "first_at_km2": round(row.km2, 1),
        "in_time_km2": round(row.in_time_km2, 1),
        "limit_km2": row.site.limit_km2,
        "farthest_seconds": None if row.farthest is None else round(row.farthest),
        "loss_percent": None if row.loss is None else round(row.loss * 100, 2),
    }
