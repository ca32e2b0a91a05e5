"""What others write into the command log: a vehicle that asks the desk, a floor above that did something there."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.incidents import rules
from lanyan.incidents.actions.common import locked, log, not_future, required, tell
from lanyan.incidents.models import LogEntry, Run
from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.units.models import User


@transaction.atomic
def ask_reinforcement(
    *, run_id: int, reason: str, at: datetime, entered_at: datetime, by: User, key: str = ""
) -> LogEntry:
    """Ask the desk for reinforcement 请求增援 from a vehicle of the incident; the same key again asks once."""
    reason = required(reason)
    not_future(at, entered_at)
    incident = locked(Run.objects.values_list("incident_id", flat=True).get(pk=run_id))
    run = Run.objects.select_related("vehicle", "order").get(pk=run_id)
    asked = LogEntry.objects.filter(incident=incident, act="ask_reinforcement", facts__key=key).first() if key else None
    if asked is not None:
        return asked
    if incident.status != rules.OPEN:
        raise Refused(_("The incident is not open."))
    with audit.act("incidents.ask_reinforcement", by=by, reason=reason):
        entry = log(
            incident, "ask_reinforcement", at=at, entered_at=entered_at, by=by, run=run,
            vehicle=run.vehicle.call_sign, reason=reason, key=key,
        )  # fmt: skip
    tell(incident, stations=(run.order.station_id,))
    return entry


@transaction.atomic
def note_act(*, incident_id: int, act: str, at: datetime, entered_at: datetime, by: Any, **facts: Any) -> LogEntry:
    """Write what a floor above did for an incident into its command log; its words are registered there.

    Called within the act of that floor, which names what is done in the history.
    """
    incident = locked(incident_id)
    if incident.status not in (rules.OPEN, rules.CLOSED):
        raise Refused(_("The incident is not open."))
    entry = log(incident, act, at=at, entered_at=entered_at, by=by, **facts)
    tell(incident)
    return entry
