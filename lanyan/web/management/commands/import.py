"""`lanyan import KIND FILE [--unit CODE]`: a ledger from Excel or CSV, with what is wrong row by row."""  # noqa: N999 - the command is called so

import json
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lanyan.kernel import imports
from lanyan.kernel.errors import Refused
from lanyan.kernel.imports import CORRECTED, CREATED, REFUSED, SAME
from lanyan.web.imports.commands import LANGUAGES, UNIT_HELP, WRONG_USAGE, kinds_help, ledger_of, unit_of


class Command(BaseCommand):
    """Reads the file through the ledger; good rows are loaded unless it is a dry run."""

    help = "Bring in a ledger from Excel (.xlsx) or CSV; rows with faults stay out and are told."

    def add_arguments(self, parser: Any) -> None:
        """Add which ledger, which file, for whom."""
        parser.add_argument("ledger", metavar="KIND", help=kinds_help(lambda one: True))
        parser.add_argument("file", type=Path, help="the file, .xlsx or .csv")
        parser.add_argument("--unit", metavar="CODE", help=UNIT_HELP)
        parser.add_argument("--user", help="user name of the person on whose behalf; nobody when left out")
        parser.add_argument("--dry-run", action="store_true", help="load nothing, only tell")
        parser.add_argument("--json", action="store_true", help="tell as JSON")
        parser.add_argument("--language", choices=sorted(LANGUAGES), default="zh", help="zh or en (%(default)s)")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Read, load, tell."""
        with translation.override(LANGUAGES[options["language"]]):
            one, content, by = self._asked(options)
            try:
                report = imports.run(
                    content,
                    one,
                    unit_id=unit_of(one, options["unit"], by).pk,
                    file=options["file"].name,
                    at=timezone.now(),
                    by=by,
                    write=not options["dry_run"],
                    told=self._told if not options["json"] else lambda rows: None,
                )
            except Refused as refusal:
                raise CommandError(refusal.reason, returncode=1) from None
            self._tell(report, options)

    def _asked(self, options: dict[str, Any]) -> tuple[imports.Ledger, bytes, Any]:
        one = ledger_of(options["ledger"])
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}", returncode=WRONG_USAGE) from None
        by = None
        if options["user"]:
            by = get_user_model()._default_manager.filter(username=options["user"]).first()
            if by is None:
                raise CommandError(_("There is no such user."), returncode=WRONG_USAGE)
        return one, content, by

    def _told(self, rows: int) -> None:
        if rows % 5000 == 0:
            self.stderr.write(f"{rows:,}")

    def _tell(self, report: imports.Report, options: dict[str, Any]) -> None:
        counts = {name: report.counts[name] for name in (CREATED, CORRECTED, SAME, REFUSED)}
        if options["json"]:
            faults = [fault.as_list() for fault in report.faults]
            self.stdout.write(json.dumps({**counts, "rows": report.rows, "faults": faults}, ensure_ascii=False))
            return
        for fault in report.faults:
            where = _("Row {row}, {column}: {reason}").format(
                row=fault.row, column=fault.column or "—", reason=fault.reason
            )
            self.stdout.write(where)
        words = {
            CREATED: _("new"),
            CORRECTED: _("corrected"),
            SAME: _("unchanged"),
            REFUSED: _("with faults, not loaded"),
        }
        self.stdout.write(" · ".join(f"{words[name]} {number:,}" for name, number in counts.items()))
        if options["dry_run"]:
            self.stdout.write(_("A dry run: nothing was loaded."))
