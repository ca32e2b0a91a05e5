"""`lanyan figures`: all figures of a unit and a period, or one of them."""

import json
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from lanyan.kernel.figures import catalogue, together
from lanyan.reports import commands
from lanyan.reports.numbers import plain, written


class Command(BaseCommand):
    """Write figures as a table, or as a list of {key, label, value, unit}."""

    help = "Show the figures of a unit and a period, or one of them."

    def add_arguments(self, parser: Any) -> None:
        """Add the figure's key and the scope."""
        parser.add_argument("key", nargs="?", help="one figure's key; all when left out")
        commands.add_scope(parser)

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Count and write."""
        with translation.override(commands.LANGUAGES[options["language"]]):
            wanted = [commands.figure(options["key"])] if options["key"] else catalogue()
            values = together(wanted, commands.asked(options).scope)
            if options["json"]:
                self.stdout.write(json.dumps([_entry(one, values[one.key]) for one in wanted], ensure_ascii=False))
                return
            for one in wanted:
                said = written(one, values[one.key])
                self.stdout.write(f"{one.key:<32}{said.text:>16} {said.unit:<4}  {one.label}")


def _entry(figure: Any, value: Any) -> dict[str, Any]:
    return {
        "key": figure.key,
        "label": str(figure.label),
        "value": plain(figure, value),
        "unit": str(figure.counting_unit),
    }
