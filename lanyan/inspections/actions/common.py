"""What the verbs share: locking, asking the table of moves, reasons, numbers, the frozen facts of a place."""

from datetime import date, datetime
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from lanyan.inspections.models import Inspection
from lanyan.kernel import serials
from lanyan.kernel.errors import Refused
from lanyan.kernel.periods import ZONE
from lanyan.kernel.verbs import locked
from lanyan.premises.models import CategoryMark, Premises
from lanyan.units.models import Unit

Record = TypeVar("Record", bound=models.Model)


def day_of(at: datetime) -> date:
    """The day of an instant in Beijing."""
    return at.astimezone(ZONE).date()


def next_number(unit: Unit, mark: str, at: datetime) -> str:
    """The next running number of a city, a kind and a year: 3308-JC-2026-00012."""
    city, year = unit.division_code[:4] or "0000", day_of(at).year
    return f"{city}-{mark}-{year}-{serials.take(f'inspections.{mark}:{city}:{year}'):05}"


def premises_of(premises_id: int, field: str = "premises") -> Premises:
    """A place that can be checked: in business, or at least not merged into another record."""
    premises: Premises | None = Premises.objects.select_related("unit").filter(pk=premises_id).first()
    if premises is None:
        raise Refused(_("There is no such premises."), field=field)
    if premises.state == Premises.State.MERGED:
        raise Refused(_("This record was merged into another; take that one."), field=field)
    return premises


def refuse_closed(premises: Premises, field: str = "premises") -> None:
    """No check is planned of what has closed down."""
    if premises.state == Premises.State.CLOSED:
        raise Refused(_("{premises} has closed down.").format(premises=premises.name), field=field)


FACTS = ("number", "name", "credit_code", "division_code", "town", "address", "kind", "department", "phone")
MEASURES = ("floor_area_m2", "rooms", "beds", "seats", "staff", "lon", "lat")


def facts_of(premises: Premises, on: date) -> dict[str, Any]:
    """The facts of a place as they stand on a day, to be frozen in a record."""
    marks = CategoryMark.objects.filter(premises=premises).on(on).order_by("category")
    persons = premises.persons.on(on).order_by("role", "pk")  # type: ignore[attr-defined]
    facilities = premises.facilities.standing().order_by("kind", "pk")  # type: ignore[attr-defined]
    return {
        **{name: getattr(premises, name) for name in (*FACTS, *MEASURES)},
        "kind_words": premises.kind_words,
        "department_words": premises.department_words,
        "unit": premises.unit.name,
        "categories": [mark.category for mark in marks],
        "category_words": [mark.words for mark in marks],
        "persons": [{"role": each.role, "name": each.name, "phone": each.phone} for each in persons],
        "facilities": [
            {"kind": each.kind, "words": each.kind_words, "place": each.place, "state": each.state}
            for each in facilities
        ],
        "on": on.isoformat(),
    }


def check(inspection_id: int) -> Inspection:
    """A check, locked, with its place and unit."""
    return locked(Inspection, inspection_id, "premises__unit", "unit")
