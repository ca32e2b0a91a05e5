"""What upper floors write into the command log: an act of theirs with its facts, in the reader's words."""

from datetime import datetime
from typing import Any

from lanyan.incidents.actions.common import locked, log
from lanyan.incidents.models import Incident, LogEntry, Run
from lanyan.kernel import live


def note_act(
    *,
    incident_id: int,
    act: str,
    at: datetime,
    entered_at: datetime,
    by: Any = None,
    run: Run | None = None,
    text: str = "",
    **facts: Any,
) -> LogEntry:
    """Write one act of an upper floor, `<app>.<act>`, into the log, and tell its screens; the caller's transaction.

    Its line is registered with `words.register_lines`. The caller has asked whether the act is possible.
    """
    incident: Incident = locked(incident_id)
    entry = log(incident, act, at=at, entered_at=entered_at, by=by, run=run, text=text, **facts)
    # Boards show no line of the log: only whoever looks at this incident reads again.
    live.announce("incident", incident.pk)
    return entry
