"""What the verbs share: locking, checking instants, the incident's log, telling the screens."""

from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _

from lanyan.guards.models import Guard, GuardPost
from lanyan.incidents.actions import note_act
from lanyan.kernel import live, search
from lanyan.kernel.errors import Refused
from lanyan.kernel.verbs import locked

# A device's clock may run a little ahead; more than this is a wrong time, not a fast clock.
AHEAD = timedelta(minutes=1)
Kind = TypeVar("Kind", bound=Model)


def guard_of(guard_id: int) -> Guard:
    """A guard, locked."""
    return locked(Guard, guard_id, "unit", "kind", "planned_by")


def planned(guard_id: int) -> Guard:
    """A guard whose plan may be changed, locked."""
    guard = guard_of(guard_id)
    if not guard.is_planned:
        raise Refused(_("The plan is {state}: it cannot be changed.").format(state=guard.get_state_display()))
    return guard


def of_guard(model: type[Kind], pk: int | None, guard: Guard, field: str, *joined: str, path: str = "guard") -> Kind:
    """A record of this guard by its key, locked; one of another guard is none."""
    rows = model._default_manager.select_for_update(of=("self",)).select_related(*joined)
    found = rows.filter(**{"pk": pk, path: guard}).first()
    if found is None:
        raise Refused(_("There is no such record at this guard."), field=field)
    return found


def post_of(guard: Guard, post_id: int | None, field: str = "post") -> GuardPost:
    """A post of this guard that has not been given up."""
    post = of_guard(GuardPost, post_id, guard, field)
    if post.ended_at is not None:
        raise Refused(_("This post has been given up."), field=field)
    return post


def not_ahead(at: datetime, entered_at: datetime) -> None:
    """Nothing has happened that is still to come."""
    if at > entered_at + AHEAD:
        raise Refused(_("This time lies in the future."), field="at")


def tell(guard: Guard) -> None:
    """Tell the screens of a guard, and what stands beside the menu."""
    live.announce_all([("guard", guard.pk), ("guards", guard.unit.path.partition(".")[0])])


def index(guard: Guard) -> None:
    """Keep the search true."""
    search.index("guard", [guard])


def note(guard: Guard, act: str, *, at: datetime, entered_at: datetime, by: Any, **facts: Any) -> None:
    """Write an act into the log of the guard's incident, and tell the screens."""
    if guard.incident_id is not None:
        note_act(
            incident_id=guard.incident_id, act=f"guards.{act}", at=at, entered_at=entered_at, by=by, **facts
        )  # fmt: skip
    tell(guard)
