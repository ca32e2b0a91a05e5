"""Whose an incident is: handed over from seat to seat, taken over, taken out of the queue."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.incidents import rules
from lanyan.incidents.actions.common import locked, log, tell
from lanyan.incidents.models import Incident
from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.units.models import User

PERMISSION = "incidents.take_call"


@transaction.atomic
def hand_over(*, incident_id: int, to_id: int, at: datetime, by: User) -> Incident:
    """Hand an incident to another person's seat 换席; it is theirs at once, and marked until they take it."""
    incident = _living(incident_id)
    to = User.objects.filter(pk=to_id, is_active=True).first()
    if to is None or not to.may(PERMISSION, incident.centre.path):
        raise Refused(_("This person takes no calls for this centre."), field="to")
    if to.pk == incident.owner_id:
        raise Refused(_("It is in their hands already."), field="to")
    if to.pk == by.pk:
        return take_over(incident_id=incident_id, at=at, by=by)
    incident.owner, incident.handed_at, incident.handed_by = to, at, by
    with audit.act("incidents.hand_over", by=by):
        incident.save()
        log(incident, "hand_over", at=at, by=by, to=_named(to))
    tell(incident)
    return incident


@transaction.atomic
def take_over(*, incident_id: int, at: datetime, by: User) -> Incident:
    """Take an incident into one's own hands: out of the queue, from another seat, or as it was handed over."""
    incident = _living(incident_id)
    if incident.owner_id == by.pk and incident.handed_at is None:
        return incident
    before = incident.owner
    incident.owner, incident.handed_at, incident.handed_by = by, None, None
    with audit.act("incidents.take_over", by=by):
        incident.save()
        if before is None or before.pk == by.pk:
            log(incident, "take_over", at=at, by=by)
        else:
            log(incident, "take_over_from", at=at, by=by, before=_named(before))
    tell(incident)
    return incident


def _living(incident_id: int) -> Incident:
    incident = locked(incident_id)
    if incident.status not in (rules.DRAFT, rules.SUSPENDED, rules.OPEN):
        raise Refused(
            _("Nobody has it in hand any more: the incident is %(status)s.") % {"status": incident.get_status_display()}
        )
    return incident


def _named(person: User) -> str:
    return f"{person.name} {person.seat}".strip()
