"""Evacuation drills: entered after they were held, withdrawn with a reason when entered wrongly."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.inspections.actions.common import next_number, premises_of
from lanyan.inspections.models import Drill
from lanyan.inspections.models.drills import DEPARTMENTS
from lanyan.kernel import audit, codes, search
from lanyan.kernel.errors import Refused
from lanyan.kernel.verbs import locked, needed, short

MOST_PEOPLE, MOST_MINUTES = 100_000, Decimal(600)
MARK = "YL"


@dataclass(frozen=True, kw_only=True)
class Held:
    """A drill as it was held; what nobody counted is None."""

    premises_id: int
    held_at: datetime
    guided_by: str
    department: str = ""
    people: int | None = None
    minutes: Decimal | None = None
    words: str = ""


@transaction.atomic
def enter_drill(*, held: Held, at: datetime, by: Any) -> Drill:
    """Enter an evacuation drill; it is no check and counts as none."""
    premises = premises_of(held.premises_id)
    if held.held_at > at:
        raise Refused(_("This time lies in the future."), field="held_at")
    if held.department and codes.get(DEPARTMENTS, held.department) is None:
        raise Refused(_("There is no such entry in the list."), field="department")
    _checked(held)
    with audit.act("inspections.enter_drill", by=by):
        drill: Drill = Drill.objects.create(
            number=next_number(premises.unit, MARK, at),
            premises=premises,
            unit=premises.unit,
            department=held.department,
            held_at=held.held_at,
            guided_by=needed(held.guided_by, "guided_by", most=100),
            people=held.people,
            minutes=held.minutes,
            words=short(held.words, "words", most=2000),
            entered_at=at,
        )
    search.index("drill", [drill])
    return drill


def _checked(held: Held) -> None:
    """Refuse numbers that cannot be."""
    if held.people is not None and not 1 <= held.people <= MOST_PEOPLE:
        raise Refused(_("A number from 1 to {number} is needed.").format(number=f"{MOST_PEOPLE:,}"), field="people")
    if held.minutes is not None and not 0 < held.minutes <= MOST_MINUTES:
        raise Refused(_("A number from 0 to {number} is needed.").format(number=MOST_MINUTES), field="minutes")


@transaction.atomic
def withdraw_drill(*, drill_id: int, reason: str, at: datetime, by: Any) -> Drill:
    """Withdraw a drill that was entered wrongly; it stays to be read and counts nowhere."""
    drill = locked(Drill, drill_id, "unit", "premises")
    if drill.withdrawn_at is not None:
        raise Refused(_("This drill has been withdrawn."))
    drill.withdrawn_at, drill.withdrawn_reason = at, needed(reason, "reason")
    with audit.act("inspections.withdraw_drill", by=by, reason=drill.withdrawn_reason):
        drill.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    return drill
