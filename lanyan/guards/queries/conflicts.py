"""What stands against posting people and vehicles: on leave, posted elsewhere, off the road, held, out on a run."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyan.forces import rules as forces
from lanyan.forces.models import VehicleHold
from lanyan.guards.models import Guard, PostPerson, PostVehicle
from lanyan.guards.rules import life
from lanyan.guards.rules.standing import overlap
from lanyan.incidents.models import Run
from lanyan.people.models import Absence

# Guards that bind nobody any more.
OVER = (life.STOOD_DOWN, life.CLOSED, life.WITHDRAWN)


@dataclass(frozen=True)
class Conflict:
    """Why somebody or something can hardly be at a post then: whose row, at which post, and why in words."""

    posted: Any
    name: str
    post: str
    words: str


def of_guard(guard: Guard, at: datetime) -> list[Conflict]:
    """Everything that stands against the people and vehicles of a guard: a fixed number of queries."""
    people = list(_posted(PostPerson, guard).select_related("person__unit", "post"))
    vehicles = list(_posted(PostVehicle, guard).select_related("vehicle__home__unit", "post"))
    return [*of_people(people), *of_vehicles(vehicles, at)]


def _posted(model: Any, guard: Guard) -> Any:
    return model.objects.standing().filter(post__guard=guard, post__ended_at=None).order_by("post__number", "pk")


def of_people(posted: list[PostPerson]) -> list[Conflict]:
    """What stands against these people."""
    ids = {one.person_id for one in posted}
    others = _elsewhere(PostPerson, "person", ids)
    absences = list(Absence.objects.standing().filter(person__in=ids)) if ids else []
    found = []
    for one in posted:
        told = [_absent(each) for each in absences if each.person_id == one.person_id and _covers(each, one)]
        if one.person.left_date is not None and one.person.left_date <= timezone.localdate(one.until_at):
            told.append(_("has left the service"))
        told += _double(one, others.get(one.person_id, []))
        found += [Conflict(one, one.person.name, one.post.name, words) for words in told]
    return found


def _covers(absence: Absence, posted: Any) -> bool:
    first, last = timezone.localdate(posted.since_at), timezone.localdate(posted.until_at - timedelta(seconds=1))
    return absence.from_date <= last and (absence.until_date is None or absence.until_date > first)


def _absent(absence: Absence) -> str:
    until = f"{absence.until_date:%m-%d}" if absence.until_date else "…"
    return _("{kind}, {since} to {until}").format(
        kind=absence.get_kind_display(),  # type: ignore[attr-defined]
        since=f"{absence.from_date:%m-%d}",
        until=until,
    )


def _elsewhere(model: Any, what: str, ids: Iterable[int]) -> dict[int, list[Any]]:
    """All postings of the same people or vehicles at guards that are not over, by whom."""
    rows = model.objects.standing().filter(post__ended_at=None, **{f"{what}__in": ids})
    rows = rows.exclude(post__guard__state__in=OVER).select_related("post__guard")
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, f"{what}_id"), []).append(row)
    return found


def _double(one: Any, others: list[Any]) -> list[str]:
    span = (one.since_at, one.until_at)
    return [
        _("posted at {post} of “{guard}” at the same time").format(post=other.post.name, guard=other.post.guard.title)
        for other in others
        if other.pk != one.pk and overlap(span, (other.since_at, other.until_at))
    ]


def of_vehicles(posted: list[PostVehicle], at: datetime) -> list[Conflict]:
    """What stands against these vehicles."""
    ids = {one.vehicle_id for one in posted}
    others = _elsewhere(PostVehicle, "vehicle", ids)
    holds = list(VehicleHold.objects.filter(vehicle__in=ids, ended_at=None)) if ids else []
    runs = {run.vehicle_id: run for run in Run.objects.open().filter(vehicle__in=ids).select_related("incident")}
    found = []
    for one in posted:
        told = _stands_against(one, runs.get(one.vehicle_id), at)
        told += [_held(hold) for hold in holds if hold.vehicle_id == one.vehicle_id and _holds(hold, one)]
        told += _double(one, others.get(one.vehicle_id, []))
        found += [Conflict(one, str(one.vehicle), one.post.name, words) for words in told]
    return found


def _stands_against(one: PostVehicle, run: Run | None, at: datetime) -> list[str]:
    vehicle = one.vehicle
    if vehicle.condition != forces.IN_SERVICE:
        state = vehicle.get_condition_display()
        return [_("{state}: {reason}").format(state=state, reason=vehicle.condition_reason or "—")]
    # Where it is now says nothing about next week.
    if run is not None and run.pk != one.run_id and one.since_at <= at < one.until_at:
        state = run.get_status_display()
        return [_("incident {number}, {state}").format(number=run.incident.short_number, state=state)]
    return []


def _holds(hold: VehicleHold, one: PostVehicle) -> bool:
    return hold.since_at < one.until_at and (hold.until_at is None or hold.until_at > one.since_at)


def _held(hold: VehicleHold) -> str:
    kind = hold.get_kind_display()  # type: ignore[attr-defined]
    return _("{state}: {reason}").format(state=kind, reason=hold.reason)


def told_of(user: Any) -> Any:
    """The postings of a person's own that have been told and not yet seen."""
    return PostPerson.objects.standing().filter(
        Q(told_at__isnull=False, seen_at=None),
        person__user=user,
        post__ended_at=None,
        post__guard__state__in=life.LIVING,
    )
