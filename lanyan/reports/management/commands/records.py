"""`lanyan records KEY`: the records a figure was counted from."""

import json
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from lanyan.reports import commands
from lanyan.reports.ledgers import entries, headings, records_of


class Command(BaseCommand):
    """Write a figure's records as tab-separated lines, or as a list of objects."""

    help = "List the records behind a figure."

    def add_arguments(self, parser: Any) -> None:
        """Add the figure's key and the scope."""
        parser.add_argument("key", help="the figure's key")
        commands.add_scope(parser)

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Read and write, newest first."""
        with translation.override(commands.LANGUAGES[options["language"]]):
            figure = commands.figure(options["key"])
            found = entries(figure, records_of(figure, commands.asked(options).scope))
            if options["json"]:
                self.stdout.write(json.dumps(list(found), ensure_ascii=False))
                return
            heads = headings(figure)
            self.stdout.write("\t".join(heads.values()))
            for entry in found:
                self.stdout.write("\t".join(_text(entry.get(key)) for key in heads))


def _text(value: Any) -> str:
    return "—" if value is None else str(value)
