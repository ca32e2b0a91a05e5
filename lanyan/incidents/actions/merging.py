"""Several calls for one incident: joining them, and taking apart what was joined by mistake."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.incidents import rules
from lanyan.incidents.actions.alerts import drop_alerts
from lanyan.incidents.actions.common import index, locked, log, move, required, tell
from lanyan.incidents.models import Call, Incident
from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.units.models import User


@transaction.atomic
def join_call(*, incident_id: int, into_id: int, at: datetime, by: User) -> Incident:
    """A further call for an incident that is open already: its draft merges, its caller and words are kept there."""
    if incident_id == into_id:
        raise Refused(_("A call cannot be joined to itself."), field="into")
    first, second = sorted((incident_id, into_id))
    both = {pk: locked(pk) for pk in (first, second)}
    draft, into = both[incident_id], both[into_id]
    if into.status not in (rules.DRAFT, rules.SUSPENDED, rules.OPEN):
        raise Refused(_("Calls can be joined to a living incident only."), field="into")
    if into.centre_id != draft.centre_id:
        raise Refused(_("Calls of two centres cannot be joined."), field="into")
    if into.is_exercise != draft.is_exercise:
        raise Refused(_("A real call and an exercise cannot be joined."), field="into")
    if draft.runs.exists():
        raise Refused(_("Vehicles are already on the way for this one: it cannot be joined as a call."), field="into")
    move(draft, "join_call")
    draft.merged_into = into
    draft.handed_at = draft.handed_by = None
    with audit.act("incidents.join_call", by=by):
        draft.save()
        for call in draft.calls.all():
            _speak_of(call, into)
            log(into, "join_call", at=call.answered_at, entered_at=at, by=by, source=call.source)
        log(draft, "join_incident", at=at, by=by, number=into.number)
        drop_alerts(draft, at=at, by=by)
    for each in (draft, into):
        index(each)
        tell(each)
    return into


def _speak_of(call: Call, incident: Incident) -> None:
    """Let a call speak of an incident; what it was taken as is remembered while that is another one."""
    born = call.taken_as_id or call.incident_id
    call.incident = incident
    call.taken_as_id = born if born != incident.pk else None
    call.save()


@transaction.atomic
def separate_call(*, incident_id: int, reason: str, at: datetime, by: User) -> Incident:
    """Undo a joining, with a reason: the merged incident lives again, and every call that came with it goes back."""
    reason = required(reason)
    into_id = Incident.objects.values_list("merged_into_id", flat=True).get(pk=incident_id)
    if into_id is None:
        raise Refused(_("This incident was not joined to another one."))
    own = _with_joined(incident_id)
    # All that its calls may speak of now: the one it was joined to, or what that one was joined to since.
    present = set(Call.objects.filter(taken_as__in=own).values_list("incident_id", flat=True))
    them = {pk: locked(pk) for pk in sorted({incident_id, into_id, *present})}
    incident, into = them[incident_id], them[into_id]
    if incident.merged_into_id != into_id:
        raise Refused(_("Somebody else changed this meanwhile: look again."))
    move(incident, "separate_opened" if incident.opened_at is not None else "separate_call")
    incident.merged_into = None
    with audit.act("incidents.separate_call", by=by, reason=reason):
        incident.save()
        for call in Call.objects.filter(taken_as__in=own).order_by("pk"):
            _speak_of(call, incident)
        log(into, "separate_call", at=at, by=by, number=incident.number, reason=reason)
        log(incident, "separate_incident", at=at, by=by, number=into.number, reason=reason)
    for each in them.values():
        index(each)
        tell(each)
    return incident


def _with_joined(incident_id: int) -> list[int]:
    """An incident with all that was joined to it and to those."""
    found, fresh = [incident_id], [incident_id]
    while fresh:
        fresh = list(Incident.objects.filter(merged_into__in=fresh).values_list("pk", flat=True))
        found += fresh
    return found
