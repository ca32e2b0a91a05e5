"""`lanyan roads`: import a road network, and say which one is in use."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lanyan.analysis.roads.network import BadRoads
from lanyan.analysis.roads.profiles import BadProfile
from lanyan.forces import road_import
from lanyan.forces.models import RoadNetwork
from lanyan.units.models import Unit


class Command(BaseCommand):
    """Import roads for a detachment."""

    help = "Import the roads of a detachment from a file, or show which are in use."

    def add_arguments(self, parser: Any) -> None:
        """Add `import FILE` and `show`."""
        steps = parser.add_subparsers(dest="step", required=True)
        take = steps.add_parser("import", help="import an OpenStreetMap file, a CSV table or a shapefile")
        take.add_argument("file", type=Path)
        take.add_argument("--unit", required=True, help="the detachment's division code, for example 3308")
        take.add_argument("--profile", default=road_import.FIRE_ENGINE, help="fire_engine (usual) or car")
        steps.add_parser("show", help="show the networks in use")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Do the step."""
        if options["step"] == "show":
            for network in RoadNetwork.objects.filter(is_current=True).select_related("unit").order_by("unit__path"):
                self.stdout.write(_told(network))
            return
        unit = Unit.objects.filter(
            division_code=options["unit"], kind=Unit.Kind.DETACHMENT, parent=None, closed_date=None
        ).first()  # fmt: skip
        if unit is None:
            raise CommandError(f"There is no detachment of {options['unit']}.")
        tell = road_import.bar(self._draw) if self.stderr.isatty() else road_import.silent
        try:
            network = road_import.from_file(unit, options["file"], profile=options["profile"], tell=tell)
        except (BadRoads, BadProfile) as problem:
            raise CommandError(f"{problem}. Nothing was changed.") from None
        self.stdout.write(_told(network))

    def _draw(self, text: str) -> None:
        self.stderr.write(text, ending="")


def _told(network: RoadNetwork) -> str:
    report = network.report
    lines = [
        f"{network.unit.short_name}: {network.name}, profile {network.profile}, version {network.version}",
        f"  {report['kept']:,} of {report['segments']:,} segments of road, {report['metres'] / 1000:,.0f} km, "
        f"{report['turns']:,} turns; arrival fields {network.fields_version or 'not reckoned yet'}",
        *(f"  left out: {count:,} × {reason}" for reason, count in sorted(report["left_out"].items())),
    ]
    return "\n".join(lines)
