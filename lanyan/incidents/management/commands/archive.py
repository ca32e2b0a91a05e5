"""`lanyan archive`: check an archive that somebody brings, or make one of an incident."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lanyan.incidents import actions
from lanyan.incidents.models import Incident, IncidentArchive
from lanyan.kernel import archives
from lanyan.kernel.errors import Refused
from lanyan.units.models import User


class Command(BaseCommand):
    """Check and make archives."""

    help = "Check an archive of an incident against its own list and against what this house knows of it, or make one."

    def add_arguments(self, parser: Any) -> None:
        """Add `verify FILE` and `make NUMBER FILE`."""
        steps = parser.add_subparsers(dest="step", required=True)
        check = steps.add_parser("verify", help="is every file in it as it was when the archive was made?")
        check.add_argument("file", type=Path)
        make = steps.add_parser("make", help="make the archive of an incident")
        make.add_argument("number", help="the incident's number, for example 3308-20240122-0006")
        make.add_argument("file", type=Path)
        make.add_argument("--by", required=True, help="user name of the person it is made for")
        make.add_argument("--reason", required=True, help="what it is for")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Do the step."""
        if options["step"] == "verify":
            self._verify(options["file"])
        else:
            self._make(**{name: options[name] for name in ("number", "file", "by", "reason")})

    def _verify(self, file: Path) -> None:
        try:
            found = archives.verify(file)
        except archives.NoArchive as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(f"{found.told.get('of', '?')}, made {found.told.get('made_at', '?')}")
        self.stdout.write(f"seal {found.seal}")
        known = IncidentArchive.objects.filter(seal=found.seal).select_related("incident", "made_by").first()
        if known is not None:
            self.stdout.write(f"made here for {known.made_by}: {known.reason}")
        else:
            self.stdout.write("this house has made no archive with this seal")
        if found.troubles:
            raise CommandError("\n".join(["The archive is not as it was made:", *found.troubles]))
        self.stdout.write("Every file is as it was made.")

    def _make(self, *, number: str, file: Path, by: str, reason: str) -> None:
        incident = Incident.objects.filter(number=number).first()
        user = User.objects.filter(username=by).first()
        if incident is None or user is None:
            raise CommandError(
                f"There is no incident {number}." if incident is None else f"There is nobody called {by}."
            )
        try:
            packed = actions.make_archive(
                incident_id=incident.pk, reason=reason, with_callers=False, at=timezone.now(), by=user
            )
        except Refused as refusal:
            raise CommandError(refusal.reason) from None
        file.write_bytes(packed.data)
        self.stdout.write(f"{file}: {packed.files} files, {len(packed.data):,} bytes, seal {packed.seal}")
