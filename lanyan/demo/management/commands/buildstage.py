"""`lanyan buildstage`: build the city of an acceptance in the database at hand; `lanyan acceptance` calls it."""

from typing import Any

from django.core.management.base import BaseCommand

from lanyan.demo.acceptance.stage import build


class Command(BaseCommand):
    """Build, and print what the simulation needs: keys of seats, stations with their people's keys and cookies."""

    help = "Build the city of an acceptance (called by lanyan acceptance, in a folder of its own)."

    def add_arguments(self, parser: Any) -> None:
        """Take how many seats there are."""
        parser.add_argument("seats", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        """Build and print."""
        for line in build(options["seats"]):
            self.stdout.write(line)
