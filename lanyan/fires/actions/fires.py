"""The life of a record: entered, changed, submitted, returned, approved by somebody else, corrected, withdrawn."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.fires.actions.common import derive, fire_of, incident_of, refuse_author, refuse_faults, set_clock, tell
from lanyan.fires.models import Fire, NoFire
from lanyan.fires.models.fires import LISTS
from lanyan.fires.rules import facts as told
from lanyan.fires.rules import life
from lanyan.fires.rules.facts import Facts
from lanyan.incidents import rules as incidents
from lanyan.incidents.models import Incident
from lanyan.kernel import audit, codes, external, serials
from lanyan.kernel.errors import Refused
from lanyan.kernel.models import ExternalNumber
from lanyan.kernel.periods import year_of
from lanyan.kernel.verbs import move, needed
from lanyan.places.models import Division
from lanyan.premises.models import Premises
from lanyan.units.models import Unit

NATIONAL = ExternalNumber.System.NATIONAL
# An incident in one of these has a fire, if it was one.
HANDLED = (incidents.OPEN, incidents.CLOSED)


@transaction.atomic
def enter_fire(
    *, facts: Facts, unit_id: int | None = None, incident_id: int | None = None, at: datetime, by: Any
) -> Fire:
    """Enter a fire as a draft: of an incident, whose unit it takes, or one nobody was called to."""
    incident = incident_of(incident_id) if incident_id is not None else None
    if incident is not None:
        _refuse_incident(incident)
    unit = incident.unit if incident is not None else _unit(unit_id)
    fire = Fire(unit=unit, incident=incident, entered_at=at, entered_by=by)
    _write(fire, facts)
    city = unit.division_code[:4] or "0000"
    year = year_of(fire.started_at)
    fire.number = f"{city}-HZ-{year}-{serials.take(f'fires:{city}:{year}'):05}"
    derive(fire)
    set_clock(fire)
    with audit.act("fires.enter_fire", by=by):
        fire.save()
        external.expect(record=fire, systems=list(ExternalNumber.System.values))
    tell(fire)
    return fire


def _unit(unit_id: int | None) -> Unit:
    unit: Unit | None = Unit.objects.filter(pk=unit_id, closed_date=None).first() if unit_id is not None else None
    if unit is None:
        raise Refused(_("Say whose fire it is."), field="unit")
    return unit


def _refuse_incident(incident: Incident) -> None:
    if incident.is_exercise:
        raise Refused(_("An exercise is no fire."), field="incident")
    if incident.status not in HANDLED or incident.kind == incidents.FALSE:
        raise Refused(_("This incident is {status}: no fire belongs to it.").format(
            status=incident.get_status_display()), field="incident")  # fmt: skip
    if Fire.objects.standing().filter(incident=incident).exists():
        raise Refused(_("This incident has its fire already."), field="incident")
    if NoFire.objects.standing().filter(incident=incident).exists():
        raise Refused(_("This incident is marked as no fire; withdraw the mark first."), field="incident")


FAULTS = {
    "EMPTY": lambda: _("This must not be empty."),
    "LONG": lambda: _("This is too long."),
    "NEGATIVE": lambda: _("This cannot be less than nought."),
    "MUCH": lambda: _("This is out of all bounds."),
    "HALF": lambda: _("A point has a longitude and a latitude."),
}


def _write(fire: Fire, facts: Facts) -> None:
    """Take the facts over, or refuse them by field."""
    name, fault = told.fault(facts)
    if fault:
        raise Refused(FAULTS[fault](), field=name)
    for name, table in LISTS.items():
        code = getattr(facts, name)
        if code and codes.get(table, code) is None:
            raise Refused(_("There is no such entry in the list."), field=name)
    for name, given in (("settlement", Fire.Settlement), ("investigation", Fire.Investigation),
                        ("facilities", Fire.Facilities), ("fire_resistance", Fire.Grade)):  # fmt: skip
        if getattr(facts, name) not in ("", None, *given.values):
            raise Refused(_("There is no such entry in the list."), field=name)
    if facts.premises_id is not None and not Premises.objects.filter(pk=facts.premises_id).exists():
        raise Refused(_("There is no such premises."), field="premises")
    if facts.division_id is not None and not Division.objects.filter(pk=facts.division_id).exists():
        raise Refused(_("There is no such district."), field="division")
    for name in told.NAMES:
        value = getattr(facts, name)
        setattr(fire, name, value.strip() if isinstance(value, str) else value)


@transaction.atomic
def change_fire(*, fire_id: int, facts: Facts, at: datetime, by: Any) -> Fire:
    """Change a draft."""
    fire = fire_of(fire_id)
    if fire.state != life.DRAFT:
        raise Refused(_("It is {state}: only a draft is changed.").format(state=fire.get_state_display()))
    _write(fire, facts)
    derive(fire)
    set_clock(fire)
    with audit.act("fires.change_fire", by=by):
        fire.save()
    tell(fire)
    return fire


@transaction.atomic
def submit_fire(*, fire_id: int, remark: str = "", at: datetime, by: Any) -> Fire:
    """Submit a draft: the checks must find no error, and a word is said to every warning."""
    fire = fire_of(fire_id)
    move(fire, life.FIRE, "submit_fire")
    if remark.strip():
        fire.remark = needed(remark, "remark", most=300)
    derive(fire)
    refuse_faults(fire, at)
    fire.submitted_at, fire.submitted_by = at, by
    with audit.act("fires.submit_fire", by=by):
        fire.save()
    tell(fire)
    return fire


@transaction.atomic
def return_fire(*, fire_id: int, reason: str, at: datetime, by: Any) -> Fire:
    """Return a submitted record to be put right."""
    fire = fire_of(fire_id)
    move(fire, life.FIRE, "return_fire")
    reason = needed(reason)
    fire.submitted_at = fire.submitted_by = None
    with audit.act("fires.return_fire", by=by, reason=reason):
        fire.save(update_fields=["state", "submitted_at", "submitted_by"])
    tell(fire)
    return fire


@transaction.atomic
def approve_fire(*, fire_id: int, at: datetime, by: Any) -> Fire:
    """Approve a record: not by who entered or submitted it; from here on it counts."""
    fire = fire_of(fire_id)
    move(fire, life.FIRE, "approve_fire")
    refuse_author(fire, by)
    derive(fire)
    refuse_faults(fire, at)
    fire.approved_at, fire.approved_by = at, by
    with audit.act("fires.approve_fire", by=by):
        fire.save()
    tell(fire)
    return fire


@transaction.atomic
def correct_fire(*, fire_id: int, facts: Facts, reason: str, at: datetime, by: Any) -> Fire:
    """Correct an approved record: a new revision with its reason, by somebody else than its author."""
    fire = fire_of(fire_id)
    if fire.state != life.APPROVED:
        raise Refused(_("It is {state}: only an approved record is corrected.").format(state=fire.get_state_display()))
    refuse_author(fire, by)
    reason = needed(reason)
    _write(fire, facts)
    derive(fire)
    set_clock(fire)
    refuse_faults(fire, at)
    fire.revision += 1
    with audit.act("fires.correct_fire", by=by, reason=reason):
        fire.save()
    tell(fire)
    return fire


@transaction.atomic
def withdraw_fire(*, fire_id: int, reason: str, at: datetime, by: Any) -> Fire:
    """Withdraw a record, with its reason; its incident waits for a record again. An approved one not by its author."""
    fire = fire_of(fire_id)
    if fire.state == life.APPROVED:
        refuse_author(fire, by)
    move(fire, life.FIRE, "withdraw_fire")
    fire.withdrawn_at, fire.withdrawn_reason = at, needed(reason)
    with audit.act("fires.withdraw_fire", by=by, reason=fire.withdrawn_reason):
        fire.save(update_fields=["state", "withdrawn_at", "withdrawn_reason"])
    tell(fire)
    return fire
