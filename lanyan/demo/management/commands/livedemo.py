"""`lanyan livedemo`: keep a demo alive until told to stop; `lanyan demo --live` runs it beside the web."""

import argparse
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyan.demo.ground import DemoRefused
from lanyan.demo.live import EVERY_SECONDS, Director

STEP_SECONDS = 1.0


def seconds_between(text: str) -> float:
    """Read the pause between two calls: at least five seconds, or nobody could follow."""
    try:
        found = float(text)
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds") from wrong
    if not 5 <= found <= 86_400:
        raise argparse.ArgumentTypeError(f"{text!r} is not between 5 and 86400 seconds")
    return found


class Command(BaseCommand):
    """Let calls come in and be taken to their end in the demo cities."""

    help = "Keep the demo cities alive: calls come in, vehicles drive, incidents are closed."

    def add_arguments(self, parser: Any) -> None:
        """Take the rhythm."""
        parser.add_argument(
            "--every", type=seconds_between, default=EVERY_SECONDS, help="seconds between two calls of a city (90)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Step once a second; an act that has begun is finished before stopping."""
        stop = threading.Event()
        for wanted in (signal.SIGTERM, signal.SIGINT):
            signal.signal(wanted, lambda *_arguments: stop.set())
        try:
            director = Director(every=options["every"])
        except DemoRefused as refusal:
            raise CommandError(_("Only a demo can be kept alive; this database holds none.")) from refusal
        while not stop.wait(STEP_SECONDS):
            director.step(timezone.now())
