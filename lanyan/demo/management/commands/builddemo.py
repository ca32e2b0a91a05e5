"""`lanyan builddemo`: build the two demo cities with their past and present, once."""

import argparse
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyan.demo import builder
from lanyan.demo.ground import DemoRefused
from lanyan.kernel.periods import ZONE


def _instant(given: str) -> datetime:
    """Read an instant; without a zone it is Beijing time."""
    try:
        found = datetime.fromisoformat(given)
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(f"{given!r} is not a time such as 2026-11-22T09:30") from wrong
    return found if found.tzinfo else found.replace(tzinfo=ZONE)


class Command(BaseCommand):
    """Build the demo, or say that it is there already."""

    help = "Build the demo cities with their past and present; a demo that is there is kept."

    def add_arguments(self, parser: Any) -> None:
        """Take the seed and the demo's present."""
        parser.add_argument("--seed", type=int, default=builder.SEED, help="draw another past and other names")
        parser.add_argument("--until", type=_instant, default=None, help="the demo's present (now)")
        parser.add_argument("--force", action="store_true", help="remove a demo that is there, and build it anew")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build, telling each stage with its seconds."""
        until = options["until"] or timezone.now()
        try:
            stages = builder.build(seed=options["seed"], until=until, tell=self._tell, anew=options["force"])
        except DemoRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        if stages:
            self.stdout.write(_("The demo is built: %(seconds)s s.") % {"seconds": f"{sum(stages.values()):.0f}"})
        else:
            self.stdout.write(_("The demo is built already; it is kept as it is."))

    def _tell(self, stage: str, seconds: float) -> None:
        self.stdout.write(f"  {stage:<8} {seconds:6.1f} s")
        self.stdout.flush()
