"""Help across areas 跨区增援: entered when it begins, changed as more is known, withdrawn with a reason."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.incidents.models import Incident
from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.kernel.verbs import locked, needed, short
from lanyan.links.actions.common import tell
from lanyan.links.models import CrossHelp
from lanyan.units.models import Unit


@dataclass(frozen=True)
class HelpFacts:
    """What is known of it; None: nobody has said."""

    direction: str
    other: str
    place: str
    units_words: str
    from_at: datetime
    until_at: datetime | None = None
    vehicles: int | None = None
    people: int | None = None
    order_number: str = ""
    remark: str = ""
    incident_id: int | None = None


LENGTHS = {"order_number": 80, "remark": 300}


@transaction.atomic
def enter_help(*, unit_id: int, facts: HelpFacts, at: datetime, by: Any) -> CrossHelp:
    """Enter help given to another area or received from one."""
    unit: Unit | None = Unit.objects.filter(pk=unit_id, closed_date=None).first()
    if unit is None:
        raise Refused(_("There is no such unit."), field="unit")
    found = CrossHelp(unit=unit, entered_at=at, entered_by=by)
    _fill(found, facts, at)
    with audit.act("links.enter_help", by=by):
        found.save()
    tell(unit)
    return found


@transaction.atomic
def change_help(*, help_id: int, facts: HelpFacts, at: datetime, by: Any) -> CrossHelp:
    """Change what is known of it."""
    found: CrossHelp = locked(CrossHelp, help_id, "unit")
    if found.withdrawn_at is not None:
        raise Refused(_("This record has been withdrawn."))
    _fill(found, facts, at)
    with audit.act("links.change_help", by=by):
        found.save()
    tell(found.unit)
    return found


@transaction.atomic
def withdraw_help(*, help_id: int, reason: str, at: datetime, by: Any) -> CrossHelp:
    """Withdraw a record that should not stand."""
    found: CrossHelp = locked(CrossHelp, help_id, "unit")
    if found.withdrawn_at is not None:
        raise Refused(_("This record has been withdrawn."))
    found.withdrawn_at, found.withdrawn_reason = at, needed(reason)
    with audit.act("links.withdraw_help", by=by, reason=reason):
        found.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    tell(found.unit)
    return found


def _fill(found: CrossHelp, facts: HelpFacts, at: datetime) -> None:
    """Take the facts over, or refuse them by field."""
    if facts.direction not in CrossHelp.Direction.values:
        raise Refused(_("There is no such entry in the list."), field="direction")
    if facts.until_at is not None and facts.until_at < facts.from_at:
        raise Refused(_("The end must lie after the beginning."), field="until_at")
    for name in ("from_at", "until_at"):
        moment = getattr(facts, name)
        if moment is not None and moment > at:
            raise Refused(_("This time lies in the future."), field=name)
    for name in ("vehicles", "people"):
        number = getattr(facts, name)
        if number is not None and not 0 <= number <= 10_000:
            raise Refused(_("This is out of all bounds."), field=name)
    if facts.incident_id is not None and not Incident.objects.filter(pk=facts.incident_id).exists():
        raise Refused(_("There is no such incident."), field="incident")
    for one in fields(facts):
        setattr(found, one.name, getattr(facts, one.name))
    found.other = needed(facts.other, "other", most=100)
    found.place = needed(facts.place, "place")
    found.units_words = needed(facts.units_words, "units_words", most=300)
    for name, most in LENGTHS.items():
        setattr(found, name, short(getattr(facts, name), name, most=most))
