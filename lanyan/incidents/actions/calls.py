"""Taking calls: the draft, the caller's words, and what becomes of a call that is no incident."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.incidents import rules
from lanyan.incidents.actions.alerts import drop_alerts
from lanyan.incidents.actions.common import index, locked, log, move, required, tell
from lanyan.incidents.facts import read_facts
from lanyan.incidents.models import Call, Incident
from lanyan.kernel import audit, codes, serials
from lanyan.kernel.errors import Refused
from lanyan.kernel.periods import ZONE
from lanyan.places.models import Division, Place
from lanyan.units.models import Unit, User

# What the desk may write into a draft while the caller speaks: incident columns and call columns.
DRAFT_TEXTS = {"place_words": 200, "place_answer": 200, "address": 200, "town": 40, "description": 4000}
CALL_TEXTS = {"phone": 30, "caller": 60, "words": 4000}


@transaction.atomic
def take_call(
    *,
    centre: Unit,
    source: str,
    at: datetime,
    by: User,
    rang_at: datetime | None = None,
    source_id: str = "",
    is_exercise: bool = False,
    draft: Mapping[str, Any] | None = None,
    waits: bool = False,
) -> tuple[Incident, bool]:
    """Answer a call: a call and its draft incident are made. The same source number again gives the first one back.

    Returns the incident and whether it is new. `draft` is written down at once as by save_draft. A call that another
    system passes on `waits`: it is nobody's until a seat takes it.
    """
    if source not in Call.Source.values:
        raise Refused(_("“%(value)s” is not a source of calls.") % {"value": source}, field="source")
    if rang_at is not None and rang_at > at:
        raise Refused(_("The telephone cannot ring after it was answered."), field="rang_at")
    if source_id:
        # Two deliveries of the same call at the same instant wait here for each other.
        serials.take(f"call:{source}:{source_id}"[:60])
        known = Call.objects.filter(source=source, source_id=source_id).select_related("incident").first()
        if known is not None:
            return known.incident, False
    local = at.astimezone(ZONE)
    day = f"{centre.division_code[:4]}-{local:%Y%m%d}"
    with audit.act("incidents.take_call", by=by):
        incident = Incident.objects.create(
            number=f"{day}-{serials.take(f'incident:{day}'):04}",
            centre=centre,
            unit=centre,
            is_exercise=is_exercise,
            answered_at=at,
            owner=None if waits else by,
        )
        call = Call.objects.create(
            incident=incident,
            source=source,
            source_id=source_id,
            rang_at=rang_at,
            answered_at=at,
            taken_by=by,
            seat=by.seat,
        )
        log(incident, "take_call", at=at, by=by, source=call.source)
    if draft:
        save_draft(incident_id=incident.pk, changes=draft, by=by)
        incident.refresh_from_db()
    else:
        index(incident)
    tell(incident)
    return incident, True


@transaction.atomic
def save_draft(*, incident_id: int, changes: Mapping[str, Any], by: User) -> Incident:
    """Write down what is known so far: only what is named changes, empty text clears, nothing is judged yet."""
    incident = write_draft(incident_id=incident_id, changes=changes, by=by)
    index(incident)
    tell(incident)
    return incident


def write_draft(*, incident_id: int, changes: Mapping[str, Any], by: User) -> Incident:
    """The same within another verb, which tells the screens and the search what came of it."""
    incident = locked(incident_id)
    if incident.status not in (rules.DRAFT, rules.SUSPENDED):
        raise Refused(_("This call is no longer a draft: correct the incident instead."))
    call = incident.calls.first()
    apply_changes(incident, changes, call=call)
    with audit.act("incidents.save_draft", by=by):
        incident.save()
        if call is not None and CALL_TEXTS.keys() & changes.keys():
            call.save()
    return incident


def apply_changes(incident: Incident, changes: Mapping[str, Any], *, call: Call | None) -> None:
    """Put named changes onto an incident (and its first call), refusing by field what cannot be; nothing is saved."""
    for name, value in changes.items():
        if name in DRAFT_TEXTS:
            setattr(incident, name, _text(name, value, DRAFT_TEXTS[name]))
        elif name in CALL_TEXTS and call is not None:
            setattr(call, name, _text(name, value, CALL_TEXTS[name]))
        elif name not in {"kind", "subkind", "facts", "lon", "lat", "place_id", "division", "level"}:
            raise Refused(_("“%(name)s” cannot be changed here.") % {"name": name}, field=name)
    if "kind" in changes or "subkind" in changes:
        _apply_kind(incident, changes)
    if "facts" in changes:
        incident.facts = read_facts(incident.kind, changes["facts"] or {})
    if "place_id" in changes:
        incident.place = _found(Place, changes["place_id"], "place_id")
    if "division" in changes:
        incident.division = _found(Division, changes["division"], "division")
    if "lon" in changes or "lat" in changes:
        _apply_point(incident, changes.get("lon"), changes.get("lat"))
    if "level" in changes:
        incident.level = read_level(incident.kind, changes["level"])


def _text(name: str, value: Any, most: int) -> str:
    text = "" if value is None else str(value).strip()
    if len(text) > most:
        raise Refused(_("Longer than %(most)s characters.") % {"most": most}, field=name)
    return text


def _found(model: Any, key: Any, field: str) -> Any:
    if key in (None, ""):
        return None
    found = model.objects.filter(pk=key).first() if model is Division or str(key).isdecimal() else None
    if found is None:
        raise Refused(_("“%(value)s” does not exist.") % {"value": key}, field=field)
    return found


def _apply_kind(incident: Incident, changes: Mapping[str, Any]) -> None:
    kind = changes.get("kind", incident.kind) or None
    if kind is not None and kind not in Incident.Kind.values:
        raise Refused(_("“%(value)s” is not a kind of incident.") % {"value": kind}, field="kind")
    code = changes.get("subkind", incident.subkind.code if incident.subkind and kind == incident.kind else "")
    row = codes.get("incident_kinds", code) if code else None
    if code and (row is None or row.parent != kind):
        raise Refused(_("“%(value)s” is not a sub-kind of this kind.") % {"value": code}, field="subkind")
    if kind != incident.kind:
        incident.level = None
    incident.kind, incident.subkind = kind, row


def _apply_point(incident: Incident, lon: Any, lat: Any) -> None:
    if lon in (None, "") or lat in (None, ""):
        incident.lon = incident.lat = None
        return
    try:
        incident.lon, incident.lat = float(lon), float(lat)
    except ValueError as wrong:
        raise Refused(_("Longitude and latitude are numbers."), field="lon") from wrong
    if not (-180 <= incident.lon <= 180 and -90 <= incident.lat <= 90):
        raise Refused(_("This point is not on the earth."), field="lon")


def read_level(kind: str | None, value: Any) -> int | None:
    """A response level that exists for this kind, or None where the kind has none."""
    highest = rules.HIGHEST_LEVEL.get(kind or "")
    if value in (None, ""):
        return None
    if highest is None:
        raise Refused(_("Only fire and rescue have a response level."), field="level")
    try:
        level = int(value)
    except (TypeError, ValueError) as wrong:
        raise Refused(_("A whole number is needed."), field="level") from wrong
    if not 1 <= level <= highest:
        raise Refused(_("The level must be between 1 and %(most)s.") % {"most": highest}, field="level")
    return level


@transaction.atomic
def suspend_incident(*, incident_id: int, reason: str, at: datetime, by: User) -> Incident:
    """Hold back a doubtful call 存疑: it stays in sight until somebody opens it or files it."""
    return _file(incident_id, "suspend_incident", reason, at, by)


@transaction.atomic
def file_test(*, incident_id: int, reason: str, at: datetime, by: User) -> Incident:
    """File a test call; it never counts."""
    return _file(incident_id, "file_test", reason, at, by)


def _file(incident_id: int, verb: str, reason: str, at: datetime, by: User) -> Incident:
    reason = required(reason)
    incident = locked(incident_id)
    move(incident, verb)
    if verb == "file_test":
        incident.closed_at = at
    with audit.act(f"incidents.{verb}", by=by, reason=reason):
        incident.save()
        log(incident, verb, at=at, by=by, reason=reason)
        if verb == "file_test":
            drop_alerts(incident, at=at, by=by)
    tell(incident)
    return incident


@transaction.atomic
def file_false(*, incident_id: int, subkind: str, reason: str, at: datetime, by: User) -> Incident:
    """File as false alarm (mistaken or prank). A draft is closed with it; an open incident goes on until closed."""
    reason = required(reason)
    incident = locked(incident_id)
    _apply_kind(incident, {"kind": rules.FALSE, "subkind": subkind})
    if incident.subkind is None:
        raise Refused(_("Say whether it was a mistake or a prank."), field="subkind")
    if incident.status != rules.OPEN:
        move(incident, "file_false")
        incident.opened_at = incident.opened_at or at
        incident.confirmed_by, incident.closed_at = by, at
    with audit.act("incidents.file_false", by=by, reason=reason):
        incident.save()
        log(incident, "file_false", at=at, by=by, reason=reason)
        drop_alerts(incident, at=at, by=by)
    index(incident)
    tell(incident)
    return incident
