"""What the commands `import` and `export` share: the kinds of ledgers, and the unit they are for."""

from collections.abc import Callable
from typing import Any

from django.core.management.base import CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from lanyan.kernel import imports
from lanyan.kernel.imports import Ledger

LANGUAGES = {"zh": "zh-hans", "en": "en"}
WRONG_USAGE = 2
UNIT_HELP = "division code of the unit, such as 330802; may be left out where there is one detachment"


def kinds_help(fits: Callable[[Ledger], bool]) -> str:
    """Every kind with what it is, for the help of a command."""
    with translation.override("en"):
        kinds = [f"{key} ({one.title})" for key, one in imports.ledgers().items() if fits(one)]
    return f"one of: {', '.join(kinds)}"


def ledger_of(key: str) -> Ledger:
    """The ledger of a kind."""
    if key not in imports.ledgers():
        reason = _("There is no ledger “{key}”. There are: {keys}").format(key=key, keys=", ".join(imports.ledgers()))
        raise CommandError(reason, returncode=WRONG_USAGE)
    return imports.ledger(key)


def unit_of(one: Ledger, code: str | None, by: Any) -> Any:
    """The uppermost unit of a division code that the ledger may go to; without a code the only one at the top."""
    units = one.units(by if by is not None else _Everybody()).order_by("path")
    if code:
        found = units.filter(division_code=code).first()
        if found is None:
            raise CommandError(_("No unit bears the division code {code}.").format(code=code), returncode=WRONG_USAGE)
        return found
    top = [
        unit
        for unit in units
        if not any(unit.path != other.path and unit.path.startswith(other.path) for other in units)
    ]
    if len(top) != 1:
        raise CommandError(_("Say for which unit: --unit CODE."), returncode=WRONG_USAGE)
    return top[0]


class _Everybody:
    """Whoever runs commands at the machine reaches all units."""

    def paths(self, permission: str = "") -> list[str]:
        """Every path."""
        return [""]
