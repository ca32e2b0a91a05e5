"""`lanyan acceptance`: measure the numbers of GB 50313-2013 4.3.1 on an installation of its own."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from lanyan.demo.acceptance.play import Play
from lanyan.demo.acceptance.stage import staged
from lanyan.demo.acceptance.table import Line, judged, problems

CALLS, TALK_SECONDS = 10, 5.0


class Command(BaseCommand):
    """Drive simulated callers, seats and stations, and print the table with pass or fail."""

    help = "Measure N1 to N4 of docs/standards.md with simulated callers, seats and stations."

    def add_arguments(self, parser: Any) -> None:
        """Take how many call at once, and how long the seat talks before it orders."""
        parser.add_argument("--calls", type=int, default=CALLS, help="callers at the same moment, each with a seat")
        parser.add_argument("--talk", type=float, default=TALK_SECONDS, help="seconds a seat talks before it orders")
        parser.add_argument("--json", action="store_true", help="print JSON instead of the table")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build, play, judge; exit code 1 when a number is not held."""
        if options["calls"] < 2 or options["talk"] < 0:
            raise CommandError(_("At least two calls are needed, and no talk shorter than nothing."))
        with staged(options["calls"]) as stage:
            play = Play(stage, calls=options["calls"], talk=options["talk"])
            cases = play.run()
            lines, wrong = judged(play, cases), problems(play, cases)
        self._tell(lines, wrong, as_json=options["json"])
        if not all(line.held for line in lines):
            raise CommandError(_("Not every number is held."))

    def _tell(self, lines: list[Line], wrong: list[str], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"lines": [asdict(line) for line in lines], "problems": wrong}, indent=1))
            return
        for line in lines:
            said = _("pass") if line.held else _("FAIL")
            self.stdout.write(f"{line.key}  {said}  {line.wanted}\n      {line.found}\n      {line.clause}")
        for one in wrong:
            self.stdout.write(f"!  {one}")
