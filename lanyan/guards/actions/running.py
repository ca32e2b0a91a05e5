"""A guard under way: begun with its incident, vehicles ordered, stood down, closed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lanyan.forces import rules as forces
from lanyan.forces.models import PEOPLE
from lanyan.guards import limits
from lanyan.guards.actions import stamps
from lanyan.guards.actions.common import guard_of, index, not_ahead, note, tell
from lanyan.guards.models import Guard, GuardPost, PostVehicle, Round
from lanyan.guards.rules import life, rounds
from lanyan.incidents import actions as incident_actions
from lanyan.incidents import rules as incidents
from lanyan.incidents.models import Incident, Run
from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.kernel.verbs import move, needed
from lanyan.places.models import Division
from lanyan.units.models import Unit

MOST_SUMMARY = 4000


@transaction.atomic
def begin_guard(*, guard_id: int, incident_id: int | None = None, at: datetime, by: Any) -> Guard:
    """Begin an approved guard: it opens its incident of guard duty, or names the one the desk has opened.

    Incidents, vehicle runs and people on board are counted from that incident alone. Vehicles whose time has come are
    ordered to it; those that cannot go stay behind and are shown.
    """
    guard = guard_of(guard_id)
    if at >= guard.ends_at:
        raise Refused(_("Its time is over: change the plan, or withdraw it."))
    move(guard, life.GUARD, "begin_guard")
    guard.begun_at = at
    with audit.act("guards.begin_guard", by=by):
        guard.incident = _named(guard, incident_id) if incident_id is not None else _opened(guard, at=at, by=by)
        guard.save(update_fields=["state", "begun_at", "incident"])
        _due_rounds(guard)
        note(guard, "begin_guard", at=at, entered_at=at, by=by, number=guard.number, title=guard.title)
        _order(guard, at=at, by=by)
    index(guard)
    return guard


def _named(guard: Guard, incident_id: int) -> Incident:
    incident: Incident | None = (
        Incident.objects.select_for_update(of=("self",))
        .filter(pk=incident_id, status=incidents.OPEN, kind=incidents.GUARD, is_exercise=guard.is_exercise)
        .filter(centre__path__startswith=_root(guard))
        .first()
    )
    if incident is None:
        raise Refused(_("Only an open incident of guard duty can be named."), field="incident")
    if Guard.objects.filter(incident=incident).exists():
        raise Refused(_("Another guard names this incident."), field="incident")
    return incident


def _root(guard: Guard) -> str:
    return f"{forces.root(guard.unit.path)}."


def _opened(guard: Guard, *, at: datetime, by: Any) -> Incident:
    centre = Unit.objects.get(path=_root(guard))
    division = Division.objects.filter(code=guard.unit.division_code[:6]).first()
    draft: dict[str, Any] = {
        "kind": incidents.GUARD,
        "subkind": guard.kind.code,
        "place_words": guard.address,
        "place_answer": guard.address,
        "address": guard.address,
        "lon": guard.lon,
        "lat": guard.lat,
        "description": f"{guard.title}（{guard.number}）",
        "words": guard.title,
    }
    if division is not None:
        draft["division"] = division.code
    incident, _new = incident_actions.take_call(
        centre=centre, source="SUPERIOR", source_id=guard.number, at=at, by=by, is_exercise=guard.is_exercise,
        draft=draft,
    )  # fmt: skip
    return incident_actions.open_incident(incident_id=incident.pk, at=at, by=by)


def _due_rounds(guard: Guard) -> None:
    """What is due is a row each, so that what is not done is one too."""
    for post in GuardPost.objects.standing().filter(guard=guard):
        due = rounds.windows(post.since_at, post.until_at, post.round_minutes)
        Round.objects.bulk_create(
            Round(post=post, number=number, due_since_at=one.since, due_until_at=one.until)
            for number, one in enumerate(due, start=1)
        )


# ---- vehicles -----------------------------------------------------------------------------------------------
def waiting(guard: Guard, at: datetime) -> list[PostVehicle]:
    """The vehicles whose time has come and that have not been ordered yet."""
    rows = PostVehicle.objects.standing().filter(post__guard=guard, post__ended_at=None, run=None)
    rows = rows.filter(since_at__lte=at + limits.order_ahead(), until_at__gt=at)
    return list(rows.select_related("vehicle__home__unit", "post").order_by("post__number", "pk"))


def cannot_go(posted: Sequence[PostVehicle]) -> dict[int, str]:
    """Which of these vehicles cannot be ordered now, and why, by posting."""
    ids = {one.vehicle_id for one in posted}
    busy = dict(Run.objects.open().filter(vehicle__in=ids).values_list("vehicle_id", "incident__number"))
    found, taken = {}, set()
    for one in posted:
        if one.vehicle.condition != forces.IN_SERVICE:
            found[one.pk] = f"{one.vehicle.get_condition_display()} {one.vehicle.condition_reason}".strip()
        elif one.vehicle_id in busy:
            found[one.pk] = _("bound to incident {number}").format(number=busy[one.vehicle_id])
        elif one.vehicle_id in taken:
            found[one.pk] = _("ordered to another post")
        elif not (one.headcount or one.vehicle.capabilities.get(PEOPLE)):
            found[one.pk] = _("nobody has said how many go on it")
        taken.add(one.vehicle_id)
    return found


def _order(guard: Guard, *, at: datetime, by: Any) -> int:
    """Order to the incident whatever can go; each posting keeps the run it became. Gives how many were ordered."""
    due = waiting(guard, at)
    against = cannot_go(due)
    going = [one for one in due if one.pk not in against]
    if not going or guard.incident_id is None:
        return 0
    picks = [
        incident_actions.Pick(vehicle_id=one.vehicle_id, formation=one.formation, headcount=one.headcount)
        for one in going
    ]
    places = "；".join(f"{one.vehicle.call_sign} {one.post.name}" for one in going)
    orders = incident_actions.order_forces(
        incident_id=guard.incident_id, picks=picks, at=at, by=by, note=f"{guard.title}：{places}"[:300], callback=""
    )
    runs = {run.vehicle_id: run for run in Run.objects.filter(order__in=orders)}
    for one in going:
        one.run = runs[one.vehicle_id]
        one.save(update_fields=["run"])
    return len(going)


@transaction.atomic
def order_posted(*, guard_id: int, at: datetime, by: Any) -> Guard:
    """Order the vehicles whose time has come since: a later shift, one that was stationed or is free only now."""
    guard = guard_of(guard_id)
    if guard.state != life.UNDER_WAY:
        raise Refused(_("The guard is not under way."))
    with audit.act("guards.order_posted", by=by):
        if not _order(guard, at=at, by=by):
            raise Refused(_("No vehicle is due that can go."))
    tell(guard)
    return guard


# ---- over ---------------------------------------------------------------------------------------------------
@transaction.atomic
def stand_down_guard(*, guard_id: int, words: str = "", at: datetime, entered_at: datetime, by: Any) -> Guard:
    """Stand down 撤勤: rounds that are not due yet lapse, those that were missed stay missed."""
    guard = guard_of(guard_id)
    not_ahead(at, entered_at)
    if guard.begun_at is not None and at < guard.begun_at:
        raise Refused(_("This time lies before the guard began."), field="at")
    move(guard, life.GUARD, "stand_down_guard")
    guard.stood_down_at = at
    with audit.act("guards.stand_down_guard", by=by, reason=words.strip()[:200]):
        guard.save(update_fields=["state", "stood_down_at"])
        for post in GuardPost.objects.standing().filter(guard=guard):
            stamps.settle(post, guard, at=entered_at)
        note(guard, "stand_down_guard", at=at, entered_at=entered_at, by=by, title=guard.title, words=words.strip())
    return guard


@transaction.atomic
def close_guard(*, guard_id: int, summary: str, at: datetime, by: Any) -> Guard:
    """Close a guard with its summary, and its incident with it: every vehicle is back at its station then."""
    guard = guard_of(guard_id)
    move(guard, life.GUARD, "close_guard")
    guard.closed_at, guard.summary = at, needed(summary, "summary", most=MOST_SUMMARY)
    with audit.act("guards.close_guard", by=by):
        guard.save(update_fields=["state", "closed_at", "summary"])
        note(guard, "close_guard", at=at, entered_at=at, by=by, title=guard.title)
        if guard.incident is not None and guard.incident.status == incidents.OPEN:
            incident_actions.close_incident(incident_id=guard.incident.pk, at=at, by=by)
    index(guard)
    return guard


def why_not_close(incident: Incident) -> str:
    """Why an incident cannot be closed because of its guard: it is still under way."""
    going = Guard.objects.filter(incident=incident, state=life.UNDER_WAY).exists()
    return _("its guard is under way: stand it down first") if going else ""


# ---- the watch ----------------------------------------------------------------------------------------------
@transaction.atomic
def watch(*, guard_id: int, at: datetime) -> int:
    """Look at a guard under way: write down which rounds were missed. Safe to run at any time; gives how many."""
    rows = Round.objects.due().filter(post__guard=guard_id, due_until_at__lte=at - limits.round_grace())
    if not rows.filter(Q(post__ended_at=None)).exists():
        return 0
    guard = guard_of(guard_id)
    if guard.state not in life.HELD:
        return 0
    with audit.act("guards.watch"):
        return sum(stamps.settle(post, guard, at=at) for post in GuardPost.objects.standing().filter(guard=guard))
