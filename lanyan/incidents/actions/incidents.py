"""The incident itself: opening, raising, results, correcting, closing and after."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.incidents import closing, dispatch, events, rules
from lanyan.incidents.actions.alerts import drop_alerts
from lanyan.incidents.actions.calls import apply_changes, read_level, write_draft
from lanyan.incidents.actions.common import index, locked, log, move, not_future, required, tell
from lanyan.incidents.models import Incident, LogEntry
from lanyan.incidents.queries import responsible_unit
from lanyan.kernel import audit, external
from lanyan.kernel.errors import Refused
from lanyan.kernel.models import ExternalNumber
from lanyan.units.models import User

COUNTS = ("rescued", "evacuated", "dead", "injured", "own_dead", "own_injured")
AMOUNTS = ("property_saved", "property_protected")
MOST_AMOUNT = Decimal("999999999999.99")


@transaction.atomic
def open_incident(
    *, incident_id: int, at: datetime, by: User, changes: Mapping[str, Any] | None = None, level_reason: str = ""
) -> Incident:
    """Judge the call and open the incident 立案: place and kind must be known; a person confirms by doing this."""
    incident = open_locked(incident_id=incident_id, at=at, by=by, changes=changes, level_reason=level_reason)
    tell(incident)
    return incident


def open_locked(
    *, incident_id: int, at: datetime, by: User, changes: Mapping[str, Any] | None, level_reason: str
) -> Incident:
    """The same inside a transaction that goes on with the locked incident, and tells the screens at its end."""
    incident = write_draft(incident_id=incident_id, changes=changes, by=by) if changes else locked(incident_id)
    confirm(incident, at=at, by=by)
    with audit.act("incidents.open_incident", by=by, reason=level_reason):
        incident.save()
        log(incident, "open_incident", at=at, by=by, **what(incident), text=level_reason)
        if not incident.is_exercise:
            external.expect(record=incident, systems=list(ExternalNumber.System.values))
    index(incident)
    transaction.on_commit(lambda: events.incident_opened.send(Incident, incident_id=incident.pk))
    return incident


def what(incident: Incident) -> dict[str, Any]:
    """Place and sub-kind as the log keeps them: the words are found when somebody reads."""
    return {"place": incident.where, "subkind": incident.subkind.code if incident.subkind else ""}


def confirm(incident: Incident, *, at: datetime, by: User) -> None:
    """Check that the call is judged and put the opening on the (locked, unsaved) incident."""
    if incident.kind is None:
        raise Refused(_("The kind of incident is missing."), field="kind")
    if incident.kind == rules.FALSE:
        raise Refused(_("A false alarm is filed, not opened."), field="kind")
    if not incident.address and not incident.place_answer and incident.lon is None:
        raise Refused(_("The place is missing."), field="place")
    if incident.kind in rules.HIGHEST_LEVEL and incident.level is None:
        raise Refused(_("The response level is missing."), field="level")
    if at < incident.answered_at:
        raise Refused(_("An incident cannot be opened before its call was answered."), field="at")
    move(incident, "open_incident")
    incident.address = incident.address or incident.place_answer or incident.place_words
    incident.opened_at, incident.confirmed_by = at, by
    # A call out of the queue is in the hands of whoever opens it.
    incident.owner_id = incident.owner_id or by.pk
    incident.unit = responsible_unit(incident)
    if incident.lon is not None and incident.lat is not None:
        incident.reach_seconds = dispatch.reaching(incident.centre.path)((incident.lon, incident.lat))


@transaction.atomic
def raise_level(*, incident_id: int, level: int, reason: str, at: datetime, by: User) -> Incident:
    """Raise the response level of an open incident; it is never lowered (XF/T 1340-2016)."""
    reason = required(reason)
    incident = locked(incident_id)
    if incident.status != rules.OPEN:
        raise Refused(_("Only an open incident can be raised."))
    after = read_level(incident.kind, level)
    before = incident.level
    if after is None or (before is not None and after <= before):
        raise Refused(_("The level can only be raised."), field="level")
    incident.level = after
    with audit.act("incidents.raise_level", by=by, reason=reason):
        incident.save()
        log(
            incident,
            "raise_level",
            at=at,
            by=by,
            reason=reason,
            kind=incident.kind,
            before=before,
            after=after,
        )
    tell(incident, stations=tuple(incident.orders.values_list("station_id", flat=True)))
    return incident


@transaction.atomic
def write_log(*, incident_id: int, text: str, at: datetime, entered_at: datetime, by: User) -> LogEntry:
    """Write a line of the command log: what the radio says, what was arranged."""
    text = text.strip()
    if not text:
        raise Refused(_("Nothing is written."), field="text")
    if len(text) > 2000:
        raise Refused(_("Longer than %(most)s characters.") % {"most": 2000}, field="text")
    not_future(at, entered_at)
    incident = locked(incident_id)
    if at < incident.answered_at:
        raise Refused(_("This time lies before the call."), field="at")
    with audit.act("incidents.write_log", by=by):
        entry = log(incident, at=at, entered_at=entered_at, by=by, text=text)
    tell(incident)
    return entry


@transaction.atomic
def record_result(*, incident_id: int, result: Mapping[str, Any], at: datetime, by: User) -> Incident:
    """Enter the result 战果. Only what is named changes; empty means nobody has said, which is not zero."""
    incident = locked(incident_id)
    if incident.status not in (rules.OPEN, rules.CLOSED):
        raise Refused(_("A result belongs to an opened incident."))
    if incident.status == rules.CLOSED:
        raise Refused(_("The incident is closed: correct it with a reason instead."))
    apply_result(incident, result)
    with audit.act("incidents.record_result", by=by):
        incident.save()
        log(incident, "record_result", at=at, by=by)
    tell(incident)
    return incident


def apply_result(incident: Incident, result: Mapping[str, Any]) -> None:
    """Put result numbers onto the incident, refusing by field; nothing is saved."""
    for name, value in result.items():
        if name in COUNTS:
            setattr(incident, name, _count(name, value))
        elif name in AMOUNTS:
            setattr(incident, name, _amount(name, value))
        else:
            raise Refused(_("“%(name)s” is not part of the result.") % {"name": name}, field=name)


def _count(name: str, value: Any) -> int | None:
    if value in (None, ""):
        return None
    text = str(value).strip()
    if not text.isdecimal() or int(text) > 1_000_000:
        raise Refused(_("A whole number from 0 on is needed."), field=name)
    return int(text)


def _amount(name: str, value: Any) -> Decimal | None:
    if value in (None, ""):
        return None
    try:
        amount = Decimal(str(value).strip())
    except InvalidOperation as wrong:
        raise Refused(_("An amount in 10,000 yuan is needed."), field=name) from wrong
    if not amount.is_finite() or amount < 0 or amount > MOST_AMOUNT or amount != round(amount, 2):
        raise Refused(_("An amount from 0 on with at most two decimals is needed."), field=name)
    return amount


RESULT = (*COUNTS, *AMOUNTS)


@transaction.atomic
def correct_incident(*, incident_id: int, changes: Mapping[str, Any], reason: str, at: datetime, by: User) -> Incident:
    """Correct an opened or closed incident: a revision with its reason; what stood before stays in the history."""
    reason = required(reason)
    incident = locked(incident_id)
    if incident.status not in (rules.OPEN, rules.CLOSED):
        raise Refused(_("Only an opened incident can be corrected."))
    level, kind = incident.level, incident.kind
    result = {name: value for name, value in changes.items() if name in RESULT}
    texts = {
        name: value for name, value in changes.items() if name not in RESULT and name not in ("title", "is_notable")
    }
    apply_result(incident, result)
    apply_changes(incident, texts, call=None)
    if "title" in changes:
        incident.title = str(changes["title"] or "").strip()[:120]
    if "is_notable" in changes:
        incident.is_notable = bool(changes["is_notable"])
    _check_corrected(incident, kind, level)
    with audit.act("incidents.correct_incident", by=by, reason=reason):
        incident.save()
        log(incident, "correct_incident", at=at, by=by, reason=reason)
    index(incident)
    tell(incident)
    return incident


def _check_corrected(incident: Incident, kind: str | None, level: int | None) -> None:
    if incident.kind is None:
        raise Refused(_("The kind of incident is missing."), field="kind")
    if incident.kind in rules.HIGHEST_LEVEL and incident.level is None:
        raise Refused(_("The response level is missing."), field="level")
    lowered = level is not None and incident.level is not None and incident.level < level
    if lowered and incident.kind == kind and incident.status == rules.OPEN:
        raise Refused(_("The level can only be raised."), field="level")
    if not incident.address:
        raise Refused(_("The place is missing."), field="address")


@transaction.atomic
def close_incident(*, incident_id: int, at: datetime, by: User) -> Incident:
    """Close an incident once every vehicle is back at its station."""
    incident = locked(incident_id)
    refusal = why_not_close(incident)
    if refusal:
        raise Refused(refusal)
    move(incident, "close_incident")
    incident.closed_at = at
    with audit.act("incidents.close_incident", by=by):
        incident.save()
        log(incident, "close_incident", at=at, by=by)
        drop_alerts(incident, at=at, by=by)
        if not incident.is_exercise:
            # What turned out counts as a run, and is entered elsewhere once the incident is over.
            external.expect_many(records=incident.runs.turned_out(), systems=list(ExternalNumber.System.values))
    index(incident)
    tell(incident)
    transaction.on_commit(lambda: events.incident_closed.send(Incident, incident_id=incident.pk))
    return incident


def why_not_close(incident: Incident) -> str:
    """The reason an incident cannot be closed now, or nothing."""
    away = incident.runs.exclude(status__in=(rules.RETURNED, *rules.ENDED)).count()
    if away:
        return _("%(count)s vehicles are not back") % {"count": away}
    return closing.hindrance(incident)


@transaction.atomic
def reopen_incident(*, incident_id: int, reason: str, at: datetime, by: User) -> Incident:
    """Open a closed incident again, with the reason."""
    reason = required(reason)
    incident = locked(incident_id)
    move(incident, "reopen_incident")
    incident.closed_at = None
    with audit.act("incidents.reopen_incident", by=by, reason=reason):
        incident.save()
        log(incident, "reopen_incident", at=at, by=by, reason=reason)
    tell(incident)
    return incident


@transaction.atomic
def withdraw_incident(*, incident_id: int, reason: str, at: datetime, by: User) -> Incident:
    """Withdraw an incident that should not stand 撤销: it leaves every figure, and stays readable with its reason."""
    reason = required(reason)
    incident = locked(incident_id)
    away = incident.runs.open().count()
    if away:
        raise Refused(_("%(count)s vehicles are still bound to it: end their runs first.") % {"count": away})
    move(incident, "withdraw_incident")
    incident.withdrawn_at = at
    with audit.act("incidents.withdraw_incident", by=by, reason=reason):
        incident.save()
        log(incident, "withdraw_incident", at=at, by=by, reason=reason)
        drop_alerts(incident, at=at, by=by)
    index(incident)
    tell(incident)
    return incident
