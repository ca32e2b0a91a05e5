"""Whose the ledger of addresses may be: places know no units, so the floor above them says it."""

from typing import Any

from lanyan.kernel import imports
from lanyan.places import ledger
from lanyan.units.models import Unit


def _code(unit: int | str) -> str:
    """The part of the division code that a unit's places bear: of a city four digits, of a county six."""
    named = {"pk": unit} if isinstance(unit, int) else {"path": unit}
    code = str(Unit.objects.values_list("division_code", flat=True).get(**named))
    return code.removesuffix("00").removesuffix("00")


def _units(user: Any) -> Any:
    return Unit.objects.visible_to(user, ledger.PERMISSION).filter(closed_date=None).order_by("path")


imports.register(ledger.ledger(_units, _code))
