"""Persons who answer for premises, facilities and how they stand."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.premises import rules
from lanyan.premises.actions import common
from lanyan.premises.actions.risk import refresh
from lanyan.premises.models import Facility, Occupancy, ResponsiblePerson


@transaction.atomic
def add_person(
    *,
    premises_id: int,
    role: str,
    name: str,
    phone: str = "",
    certificate: str = "",
    since_date: date | None = None,
    at: datetime,
    by: Any,
) -> ResponsiblePerson:
    """Enter who answers for premises; the one before in the same office ends that day, control room and others stay."""
    premises = common.open_premises(premises_id)
    if role not in ResponsiblePerson.Role.values:
        raise Refused(_("“{text}” is not in the list").format(text=role[:40]), field="role")
    name = common.said(name, field="name", most=40, must=True)
    phone = common.phoned(phone)
    certificate = common.said(certificate, field="certificate", most=60)
    with audit.act("premises.add_person", by=by):
        if role in SINGLE:
            _end_before(premises.pk, role, since_date or at.date())
        person: ResponsiblePerson = ResponsiblePerson.objects.create(
            premises=premises, role=role, name=name, phone=phone, certificate=certificate, since_date=since_date
        )
    refresh([premises.pk], at=at)
    common.announce(premises)
    return person


# Of these a place has one at a time.
SINGLE = ("LEGAL", "RESPONSIBLE", "MANAGER")


def _end_before(premises_id: int, role: str, day: date) -> None:
    held = ResponsiblePerson.objects.standing().filter(premises=premises_id, role=role, until_date=None)
    for former in held.select_for_update():
        if former.since_date is not None and former.since_date > day:
            raise Refused(
                _("{name} holds this from {day}, after this.").format(name=former.name, day=former.since_date),
                field="since_date",
            )
        former.until_date = day
        former.save(update_fields=["until_date"])


@transaction.atomic
def end_person(*, person_id: int, until_date: date, at: datetime, by: Any) -> ResponsiblePerson:
    """End somebody's office at premises on a day."""
    person: ResponsiblePerson = common.locked(ResponsiblePerson, person_id)
    still(person)
    common.ordered(person.since_date, until_date)
    person.until_date = until_date
    with audit.act("premises.end_person", by=by):
        person.save(update_fields=["until_date"])
    refresh([person.premises_id], at=at)
    return person


def still(record: Any) -> None:
    """Refuse what was withdrawn or has ended."""
    if record.withdrawn_at is not None:
        raise Refused(_("This entry has been withdrawn."))
    if getattr(record, "until_date", None) is not None:
        raise Refused(_("It ends on {day} already.").format(day=record.until_date), field="until_date")


@transaction.atomic
def add_facility(
    *,
    premises_id: int,
    kind: str,
    place: str = "",
    quantity: int | None = None,
    state: str = rules.WORKING,
    state_since_date: date | None = None,
    serviced_date: date | None = None,
    note: str = "",
    at: datetime,
    by: Any,
) -> Facility:
    """Enter a facility of premises and how it stands."""
    premises = common.open_premises(premises_id)
    columns = {
        "kind": common.coded(kind, "premises_facilities", field="kind", must=True),
        "place": common.said(place, field="place", most=100),
        "quantity": common.number(quantity, field="quantity", most=100_000),
        "note": common.said(note, field="note", most=200),
    }
    if state not in Facility.State.values:
        raise Refused(_("“{text}” is not in the list").format(text=state[:40]), field="state")
    with audit.act("premises.add_facility", by=by):
        facility: Facility = Facility.objects.create(
            premises=premises, state=state, state_since_date=state_since_date, serviced_date=serviced_date, **columns
        )
    refresh([premises.pk], at=at)
    common.announce(premises)
    return facility


@transaction.atomic
def state_facility(
    *,
    facility_id: int,
    state: str,
    state_since_date: date | None = None,
    serviced_date: date | None = None,
    note: str = "",
    at: datetime,
    by: Any,
) -> Facility:
    """Enter how a facility stands from a day on, or when it was last serviced."""
    facility: Facility = common.locked(Facility, facility_id)
    still(facility)
    if state not in Facility.State.values:
        raise Refused(_("“{text}” is not in the list").format(text=state[:40]), field="state")
    if serviced_date is not None and serviced_date > at.date():
        raise Refused(_("This day has not come yet."), field="serviced_date")
    if state != facility.state:
        facility.state_since_date = state_since_date or at.date()
    facility.state, facility.note = state, common.said(note, field="note", most=200)
    facility.serviced_date = serviced_date or facility.serviced_date
    with audit.act("premises.state_facility", by=by):
        facility.save(update_fields=["state", "state_since_date", "serviced_date", "note"])
    refresh([facility.premises_id], at=at)
    return facility


def withdraw_entry(model: Any, pk: int, reason: str, at: datetime, by: Any) -> Any:
    """Withdraw what hangs on premises: it stays, with the reason."""
    record = common.locked(model, pk)
    if record.withdrawn_at is not None:
        raise Refused(_("This entry has been withdrawn."))
    reason = common.said(reason, field="reason", most=200, must=True)
    record.withdrawn_at, record.withdrawn_reason = at, reason
    with audit.act("premises.withdraw_fact", by=by, reason=reason):
        record.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    refresh([record.premises_id], at=at)
    return record


@transaction.atomic
def withdraw_person(*, person_id: int, reason: str, at: datetime, by: Any) -> ResponsiblePerson:
    """Withdraw a person entered by mistake."""
    person: ResponsiblePerson = withdraw_entry(ResponsiblePerson, person_id, reason, at, by)
    return person


@transaction.atomic
def withdraw_facility(*, facility_id: int, reason: str, at: datetime, by: Any) -> Facility:
    """Withdraw a facility: entered by mistake, or taken down."""
    facility: Facility = withdraw_entry(Facility, facility_id, reason, at, by)
    return facility


@transaction.atomic
def withdraw_occupancy(*, occupancy_id: int, reason: str, at: datetime, by: Any) -> Occupancy:
    """Withdraw an occupancy entered by mistake."""
    occupancy: Occupancy = withdraw_entry(Occupancy, occupancy_id, reason, at, by)
    return occupancy
