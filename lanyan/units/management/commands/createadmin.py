"""`lanyan createadmin`: the first administrator, and the unit at the top in an empty database."""

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyan.kernel.errors import Refused
from lanyan.units import actions
from lanyan.units.models import Unit, User

# What the options are called, for refusals that name a field.
OPTIONS = {
    "username": "--username",
    "name": "--name",
    "password": "--password",
    "division_code": "--unit-code",
    "unit": "--unit-code",
}


class Command(BaseCommand):
    """Asks for what the options leave out when there is a terminal; refuses in one line otherwise."""

    help = "Make an administrator (and the top unit in an empty database)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Options; whatever is left out is asked for."""
        parser.add_argument("--username", help="user name: a to z, digits, dot, hyphen, underscore")
        parser.add_argument("--name", help="the person's name")
        given = parser.add_mutually_exclusive_group()
        given.add_argument("--password", help="the password (other users of this machine can read it; see next)")
        given.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
        parser.add_argument("--unit-code", help="division code of the unit, such as 3308")
        parser.add_argument("--unit-name", help="name of the top unit, needed in an empty database")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the unit when there is none, and the administrator over it."""
        if options["password_stdin"]:
            options["password"] = sys.stdin.readline().rstrip("\r\n")
        empty = not Unit.objects.exists()
        self._ask(options, empty)
        try:
            user, unit = _make(options, empty)
        except Refused as refusal:
            option = "--unit-name" if empty and refusal.field == "short_name" else OPTIONS.get(refusal.field)
            raise CommandError(f"{option}: {refusal.reason}" if option else refusal.reason, returncode=2) from None
        if User.objects.filter(is_demo=True).exists():
            self.stderr.write(_("Note: this database holds demo logins that open without a password."))
        self.stdout.write(
            _("{name} ({username}) is administrator of {unit}.").format(
                name=user.name, username=user.username, unit=unit.name
            )
        )

    def _ask(self, options: dict[str, Any], empty: bool) -> None:
        """Fill in what is missing."""
        wanted = [
            ("username", "--username", _("User name")),
            ("name", "--name", _("Full name")),
            ("unit_code", "--unit-code", _("Division code of the unit (such as 3308)")),
        ]
        if empty:
            wanted.append(("unit_name", "--unit-name", _("Name of the top unit")))
        for key, option, question in wanted:
            if not options[key]:
                options[key] = self._answer(option, question)
        if not options["password"]:
            options["password"] = self._password()

    def _answer(self, option: str, question: str) -> str:
        if not sys.stdin.isatty():
            raise CommandError(_("{option} is missing.").format(option=option), returncode=2)
        return input(f"{question}: ").strip()

    def _password(self) -> str:
        if not sys.stdin.isatty():
            raise CommandError(_("{option} is missing.").format(option="--password-stdin"), returncode=2)
        first, second = _("Password"), _("Password again")
        password = getpass.getpass(f"{first}: ")
        if getpass.getpass(f"{second}: ") != password:
            raise CommandError(_("The two are not the same."), returncode=2)
        return password


@transaction.atomic
def _make(options: dict[str, Any], empty: bool) -> tuple[User, Unit]:
    code = options["unit_code"]
    if empty:
        unit = actions.create_unit(
            kind=Unit.Kind.DETACHMENT,
            name=options["unit_name"],
            division_code=code,
            by=None,
        )
    else:
        unit = Unit.objects.filter(division_code=code, closed_date=None).order_by("path").first()
        if unit is None:
            raise Refused(_("There is no unit with division code {code}.").format(code=code), field="unit")
    user = actions.create_user(
        username=options["username"],
        name=options["name"],
        password=options["password"],
        unit_id=unit.pk,
        role_code="admin",
        since_date=timezone.localdate(),
        by=None,
    )
    return user, unit
