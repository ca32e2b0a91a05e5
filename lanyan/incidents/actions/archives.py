"""Making the archive of an incident."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.incidents import archive, rules
from lanyan.incidents.models import Incident, IncidentArchive
from lanyan.incidents.queries import WHOLE
from lanyan.kernel import archives, audit
from lanyan.kernel.errors import Refused


def make_archive(*, incident_id: int, reason: str, with_callers: bool, at: datetime, by: Any) -> archives.Packed:
    """Pack an incident as it stands, and note who took it for what and by which seal it is known again.

    Refused while the call is still being taken: nothing of it is settled.
    """
    reason = reason.strip()[:200]
    if not reason:
        raise Refused(_("Say what the archive is for."), field="reason")
    incident, gathered = _gathered(incident_id, with_callers=with_callers)
    contents, left_out = archive.contents(gathered)
    told = {
        "of": f"incident {incident.number}",
        "unit": str(incident.centre),
        "status": incident.status,
        "is_exercise": incident.is_exercise,
        "made_by": str(by),
        "reason": reason,
        "with_callers": with_callers,
        "left_out": left_out,
    }
    packed = archives.pack(contents, told=told, at=at)
    with (
        transaction.atomic(),
        audit.act("incidents.make_archive", by=by, reason=reason, incident=incident.number, seal=packed.seal),
    ):
        IncidentArchive.objects.create(
            incident=incident,
            made_at=at,
            made_by=by,
            reason=reason,
            with_callers=with_callers,
            seal=packed.seal,
            files=packed.files,
            size=len(packed.data),
        )
    return packed


@transaction.atomic
def _gathered(incident_id: int, *, with_callers: bool) -> tuple[Incident, archive.Gathered]:
    """Read under lock, so that nobody changes a part while another is being read; made into files without it."""
    incident = Incident.objects.select_for_update(of=("self",)).select_related(*WHOLE).get(pk=incident_id)
    if incident.status in (rules.DRAFT, rules.SUSPENDED):
        raise Refused(_("The call is still being taken: there is nothing to archive yet."))
    return incident, archive.gather(incident, with_callers=with_callers)
