"""What the verbs share: locking, asking the rule, the command log, telling the screens."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Min
from django.utils.translation import gettext as _

from lanyan.forces.rules import root
from lanyan.incidents import rules
from lanyan.incidents.models import Call, Incident, LogEntry, Run
from lanyan.incidents.models.incidents import DERIVED
from lanyan.kernel import access, live, prepared, search
from lanyan.kernel.errors import Refused
from lanyan.kernel.states import MoveNotAllowed

# A clock of a terminal may run a little ahead; more than this is a wrong time, not a fast clock.
FUTURE = timedelta(minutes=1)


_LOCKED = prepared.query(
    lambda pk: (
        Incident.objects.select_for_update(of=("self",)).select_related("unit", "centre", "subkind").filter(pk=pk)
    ),
    pk=int,
)


def locked(incident_id: int) -> Incident:
    """The incident, locked for this transaction."""
    found = _LOCKED.one(pk=incident_id)
    if found is None:
        raise Incident.DoesNotExist
    return found


def move(incident: Incident, name: str) -> None:
    """Make a move of the incident's life cycle, or refuse it in words."""
    try:
        incident.status = rules.INCIDENT.target(name, incident.status)
    except MoveNotAllowed as refusal:
        raise Refused(
            _("“%(act)s” is not possible: the incident is %(status)s.")
            % {"act": access.label(f"incidents.{name}"), "status": incident.get_status_display()}
        ) from refusal


def required(reason: str, field: str = "reason") -> str:
    """A reason that says something."""
    reason = reason.strip()
    if not reason:
        raise Refused(_("A reason is needed."), field=field)
    if len(reason) > 200:
        raise Refused(_("The reason is longer than 200 characters."), field=field)
    return reason


def not_future(at: datetime, now: datetime, field: str = "at") -> None:
    """Nothing has happened that is still to come."""
    if at > now + FUTURE:
        raise Refused(_("This time lies in the future."), field=field)


def log(
    incident: Incident,
    act: str = "",
    *,
    at: datetime,
    entered_at: datetime | None = None,
    by: Any = None,
    run: Run | None = None,
    text: str = "",
    **facts: Any,
) -> LogEntry:
    """Write one line of the command log."""
    return LogEntry.objects.create(
        incident=incident,
        run=run,
        at=at,
        entered_at=entered_at or at,
        by=by,
        seat=getattr(by, "seat", "") or "",
        act=act,
        facts=facts,
        text=text,
    )


def tell(incident: Incident, *, stations: tuple[int, ...] = ()) -> None:
    """Tell every screen that shows this incident, the list of its centre, and the stations concerned."""
    boards = [("incident", incident.pk), ("incidents", incident.centre_id), ("readiness", root(incident.centre.path))]
    live.announce_all(boards + [(topic, pk) for pk in stations for topic in ("orders", "forces")])


_CALLS = prepared.query(
    lambda incident: Call.objects.filter(incident=incident).select_related("incident__unit"), incident=int
)


def index(incident: Incident) -> None:
    """Keep the search index true."""
    search.index("incident", [incident])
    search.index("call", _CALLS(incident=incident.pk))


# Which derived instant of the incident comes from which of its runs' stamps: the earliest, or the latest.
FIRST: Mapping[str, str] = {
    "first_received_at": "received_at",
    "first_departed_at": "departed_at",
    "first_arrived_at": "arrived_at",
    "water_on_at": "water_on_at",
    "controlled_at": "controlled_at",
    "knocked_down_at": "knocked_down_at",
}
LAST: Mapping[str, str] = {"water_off_at": "water_off_at", "last_returned_at": "returned_at"}


_STAMPS = prepared.query(
    lambda incident: (
        Run.objects.filter(incident=incident)
        .order_by()
        .values("incident")
        .annotate(
            first_ordered_at=Min("ordered_at"),
            **{name: Min(column) for name, column in FIRST.items()},
            **{name: Max(column) for name, column in LAST.items()},
        )
    ),
    incident=int,
)


def derive(incident: Incident) -> None:
    """Take the incident's stamps anew from its orders and runs: one query."""
    found = _STAMPS.one(incident=incident.pk) or {}
    for name in DERIVED:
        # What another system said of an incident stays where its runs say nothing.
        if incident.origin is None or found.get(name) is not None:
            setattr(incident, name, found.get(name))
