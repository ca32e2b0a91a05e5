"""`lanyan demologins`: print the persons one may sign in as."""

import os
import unicodedata
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from lanyan.demo.logins import demo_logins


def padded(text: str, width: int) -> str:
    """Fill up with blanks, counting Chinese characters as two columns."""
    shown = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
    return text + " " * max(0, width - shown)


class Command(BaseCommand):
    """Print name, role, unit, user name and password of every demo login, and the address."""

    help = "Print the demo logins."

    def add_arguments(self, parser: Any) -> None:
        """Take the port the demo is served on."""
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the table."""
        logins = demo_logins()
        if not logins:
            raise CommandError(_("This database holds no demo. Build one with: lanyan demo"))
        self.stdout.write(_("Demonstration: all persons, places and numbers are invented."))
        widths = (10, 14, 18, 16)
        head = (_("name"), _("role"), _("unit"), _("user name"))
        lines = [head, *((one.name, one.role, one.unit, one.username) for one in logins)]
        for number, line in enumerate(lines):
            last = _("password") if number == 0 else logins[number - 1].password
            self.stdout.write("".join(padded(text, width) for text, width in zip(line, widths, strict=True)) + last)
        self.stdout.write(f"http://127.0.0.1:{options['port']}")
