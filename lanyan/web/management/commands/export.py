"""`lanyan export KIND FILE [--unit CODE]`: a ledger in the columns in which it comes in again."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from lanyan.kernel import audit, imports
from lanyan.kernel.imports import out
from lanyan.web.imports.commands import LANGUAGES, UNIT_HELP, WRONG_USAGE, kinds_help, ledger_of, unit_of


class Command(BaseCommand):
    """Writes the file; the same file brought in again changes nothing."""

    help = "Write a ledger to an Excel (.xlsx) or CSV file, in the columns in which it comes in again."

    def add_arguments(self, parser: Any) -> None:
        """Add which ledger, which file, of whom."""
        parser.add_argument("ledger", metavar="KIND", help=kinds_help(lambda one: one.records is not None))
        parser.add_argument("file", type=Path, help="the file, .xlsx or .csv")
        parser.add_argument("--unit", metavar="CODE", help=UNIT_HELP)
        parser.add_argument("--language", choices=sorted(LANGUAGES), default="zh", help="zh or en (%(default)s)")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Read, write, tell."""
        with translation.override(LANGUAGES[options["language"]]):
            one, path = ledger_of(options["ledger"]), options["file"]
            kind = path.suffix.lower().lstrip(".")
            if one.records is None:
                raise CommandError(_("This ledger only comes in."), returncode=WRONG_USAGE)
            if kind not in out.TYPES:
                raise CommandError(_("The file ends with .xlsx or .csv."), returncode=WRONG_USAGE)
            unit = unit_of(one, options["unit"], None)
            records = one.records(unit.path)
            content = imports.written(one, records, kind)
            try:
                path.write_bytes(content)
            except OSError as error:
                raise CommandError(f"{path}: {error.strerror}", returncode=WRONG_USAGE) from None
            audit.note("kernel.export_sheet", sheet=one.key, unit=str(unit))
            self.stdout.write(_("{count} rows written to {file}").format(count=f"{records.count():,}", file=path))
