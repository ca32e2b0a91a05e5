"""The mark that an incident was no fire, and its withdrawal."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.fires.actions.common import incident_of
from lanyan.fires.models import Fire, NoFire
from lanyan.incidents import rules as incidents
from lanyan.kernel import audit, codes
from lanyan.kernel.errors import Refused
from lanyan.kernel.verbs import needed

# These reasons say nothing by themselves.
OTHER = "OTHER"


@transaction.atomic
def mark_no_fire(*, incident_id: int, reason: str, words: str = "", at: datetime, by: Any) -> NoFire:
    """Mark an ended incident of the kind fire as none, with a reason of the list."""
    incident = incident_of(incident_id)
    if incident.kind != incidents.FIRE or incident.status != incidents.CLOSED:
        raise Refused(_("Only an ended incident of the kind fire is marked so."), field="incident")
    if Fire.objects.standing().filter(incident=incident).exists():
        raise Refused(_("This incident has its fire already."), field="incident")
    if NoFire.objects.standing().filter(incident=incident).exists():
        raise Refused(_("This incident is marked already."), field="incident")
    row = codes.get("fire_no_reasons", reason)
    if row is None:
        raise Refused(_("There is no such entry in the list."), field="reason")
    words = needed(words, "words") if reason == OTHER or words.strip() else ""
    with audit.act("fires.mark_no_fire", by=by, reason=row.label):
        made: NoFire = NoFire.objects.create(
            incident=incident, reason=row.code, words=words, marked_at=at, marked_by=by
        )
    return made


@transaction.atomic
def withdraw_no_fire(*, no_fire_id: int, reason: str, at: datetime, by: Any) -> NoFire:
    """Withdraw the mark: the incident waits for its record again."""
    found: NoFire | None = NoFire.objects.standing().select_for_update().filter(pk=no_fire_id).first()
    if found is None:
        raise Refused(_("There is no such record."))
    found.withdrawn_at, found.withdrawn_reason = at, needed(reason)
    with audit.act("fires.withdraw_no_fire", by=by, reason=found.withdrawn_reason):
        found.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    return found
