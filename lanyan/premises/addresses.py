"""Whose the ledger of addresses may be: places know no units, so the floor above them says it."""

from typing import Any

from lanyan.kernel import imports
from lanyan.places import ledger
from lanyan.units.models import Unit


def _code(unit: int | str) -> str:
    """The part of the division code that a unit's places bear: of a city four digits, of a county six.

    A unit without a code, such as a section, has that of the nearest unit above.
    """
    path = unit if isinstance(unit, str) else str(Unit.objects.values_list("path", flat=True).get(pk=unit))
    steps = path.split(".")[:-1]
    above = [".".join(steps[:depth]) + "." for depth in range(len(steps), 0, -1)]
    codes = dict(Unit.objects.filter(path__in=above).values_list("path", "division_code"))
    code = next((codes[one] for one in above if codes.get(one)), "")
    return code.removesuffix("00").removesuffix("00")


def _units(user: Any) -> Any:
    return Unit.objects.visible_to(user, ledger.PERMISSION).filter(closed_date=None).order_by("path")


imports.register(ledger.ledger(_units, _code))
