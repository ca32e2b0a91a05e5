"""Posts of a guard, and who and what is stationed there."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lanyan.forces.models import Formation, Vehicle
from lanyan.guards.actions.common import guard_of, of_guard, planned, post_of, tell
from lanyan.guards.actions.plans import told
from lanyan.guards.models import Guard, GuardPost, PostPerson, PostVehicle
from lanyan.guards.models.posts import MOST_PEOPLE
from lanyan.guards.rules import life
from lanyan.incidents import rules as incidents
from lanyan.kernel import audit, live
from lanyan.kernel.errors import Refused
from lanyan.kernel.verbs import needed, short
from lanyan.people.models import Person

LEAST_ROUND, MOST_ROUND = 5, 720
MOST_ABOARD = 60


@dataclass(frozen=True)
class PostFacts:
    """What is written down of a post."""

    name: str
    task: str
    lon: float
    lat: float
    since_at: datetime
    until_at: datetime
    people_needed: int
    round_minutes: int | None = None


def _checked(guard: Guard, facts: PostFacts, *, but: int | None = None) -> dict[str, Any]:
    if not (-180 <= facts.lon <= 180 and -90 <= facts.lat <= 90):
        raise Refused(_("This point is not on the earth."), field="lon")
    _within(guard.starts_at, guard.ends_at, facts.since_at, facts.until_at)
    if not 1 <= facts.people_needed <= MOST_PEOPLE:
        raise Refused(_("Between 1 and {most} people.").format(most=MOST_PEOPLE), field="people_needed")
    if facts.round_minutes is not None and not LEAST_ROUND <= facts.round_minutes <= MOST_ROUND:
        reason = _("Between {least} and {most} minutes, or empty.").format(least=LEAST_ROUND, most=MOST_ROUND)
        raise Refused(reason, field="round_minutes")
    name = needed(facts.name, "name", most=40)
    if GuardPost.objects.standing().filter(guard=guard, name=name).exclude(pk=but).exists():
        raise Refused(_("This guard has a post of this name."), field="name")
    return {**asdict(facts), "name": name, "task": needed(facts.task, "task", most=300)}


def _within(first: datetime, last: datetime, since: datetime, until: datetime) -> None:
    if until <= since:
        raise Refused(_("It ends after it begins."), field="until_at")
    if since < first:
        raise Refused(_("This lies before the guard or post begins."), field="since_at")
    if until > last:
        raise Refused(_("This lies after the guard or post ends."), field="until_at")


@transaction.atomic
def add_post(*, guard_id: int, facts: PostFacts, at: datetime, by: Any) -> GuardPost:
    """Add a post 执勤点 to a plan."""
    guard = planned(guard_id)
    columns = _checked(guard, facts)
    last = GuardPost.objects.filter(guard=guard).aggregate(last=Max("number"))["last"] or 0
    with audit.act("guards.add_post", by=by):
        post: GuardPost = GuardPost.objects.create(guard=guard, number=last + 1, **columns)
    tell(guard)
    return post


@transaction.atomic
def change_post(*, guard_id: int, post_id: int, facts: PostFacts, at: datetime, by: Any) -> GuardPost:
    """Change a post of a plan; whoever stands there stands within its times."""
    guard = planned(guard_id)
    post = post_of(guard, post_id)
    columns = _checked(guard, facts, but=post.pk)
    for model in (PostPerson, PostVehicle):
        rows = model.objects.standing().filter(post=post)
        outside = rows.exclude(since_at__gte=facts.since_at, until_at__lte=facts.until_at)
        # Whoever stood there all the time stands there all the time.
        whole = outside.filter(since_at=post.since_at, until_at=post.until_at)
        if outside.exclude(pk__in=whole.values("pk")).exists():
            raise Refused(_("Somebody is posted there outside these times."), field="since_at")
        for one in whole:
            one.since_at, one.until_at = facts.since_at, facts.until_at
            with audit.act("guards.change_post", by=by):
                one.save(update_fields=["since_at", "until_at"])
    for name, value in columns.items():
        setattr(post, name, value)
    with audit.act("guards.change_post", by=by):
        post.save()
    tell(guard)
    return post


@transaction.atomic
def give_up_post(*, guard_id: int, post_id: int, reason: str, at: datetime, by: Any) -> GuardPost:
    """Give up a post of a plan, with the reason: whoever was posted there is free."""
    guard = planned(guard_id)
    post = post_of(guard, post_id)
    post.ended_at, post.ended_reason = at, needed(reason)
    with audit.act("guards.give_up_post", by=by, reason=post.ended_reason):
        post.save(update_fields=["ended_at", "ended_reason"])
    tell(guard)
    return post


# ---- who and what is stationed there ------------------------------------------------------------------------
def _open(guard_id: int) -> Guard:
    """A guard whose posting may change: while it is planned, and while it goes on."""
    guard = guard_of(guard_id)
    if guard.state not in (life.DRAFT, life.UNDER_WAY):
        raise Refused(_("The plan is {state}: it cannot be changed.").format(state=guard.get_state_display()))
    return guard


def _span(
    guard: Guard, post: GuardPost, since_at: datetime | None, until_at: datetime | None, at: datetime
) -> tuple[datetime, datetime]:
    # Nobody is posted to a time that is over.
    first = max(post.since_at, at) if guard.state == life.UNDER_WAY else post.since_at
    since, until = since_at or first, until_at or post.until_at
    _within(post.since_at, post.until_at, since, until)
    return since, until


@transaction.atomic
def post_people(
    *,
    guard_id: int,
    post_id: int,
    person_ids: Sequence[int],
    since_at: datetime | None = None,
    until_at: datetime | None = None,
    leads: bool = False,
    at: datetime,
    by: Any,
) -> list[PostPerson]:
    """Post people, for the whole time of the post unless told otherwise; with `leads` the first of them leads it."""
    guard = _open(guard_id)
    post = post_of(guard, post_id)
    since, until = _span(guard, post, since_at, until_at, at)
    root = f"{guard.unit.path.partition('.')[0]}."
    found = Person.objects.serving().filter(pk__in=person_ids, unit__path__startswith=root).in_bulk()
    if not person_ids or len(found) != len(set(person_ids)):
        raise Refused(_("There is no such person."), field="people")
    rows = PostPerson.objects.standing().filter(post=post, person__in=found)
    twice = rows.filter(since_at__lt=until, until_at__gt=since).select_related("person").first()
    if twice is not None:
        raise Refused(_("{name} is posted there already.").format(name=twice.person.name), field="people")
    with audit.act("guards.post_people", by=by):
        made = [
            PostPerson.objects.create(
                post=post, person=found[pk], since_at=since, until_at=until, leads=leads and not number
            )
            for number, pk in enumerate(dict.fromkeys(person_ids))
        ]
        if guard.state == life.UNDER_WAY:
            told(guard, at=at)
    tell(guard)
    return made


@transaction.atomic
def post_vehicles(
    *,
    guard_id: int,
    post_id: int,
    vehicle_ids: Sequence[int] = (),
    formation_id: int | None = None,
    headcount: int | None = None,
    since_at: datetime | None = None,
    until_at: datetime | None = None,
    at: datetime,
    by: Any,
) -> list[PostVehicle]:
    """Station vehicles ahead 前置: single ones, or a formation with all of its."""
    guard = _open(guard_id)
    post = post_of(guard, post_id)
    since, until = _span(guard, post, since_at, until_at, at)
    if headcount is not None and not 1 <= headcount <= MOST_ABOARD:
        raise Refused(_("Between 1 and {most} people.").format(most=MOST_ABOARD), field="headcount")
    name, ids = _chosen(guard, vehicle_ids, formation_id)
    rows = PostVehicle.objects.standing().filter(post=post, vehicle__in=ids)
    # One that was sent away and is back is stationed anew.
    rows = rows.exclude(run__status__in=incidents.ENDED)
    twice = rows.filter(since_at__lt=until, until_at__gt=since).select_related("vehicle").first()
    if twice is not None:
        raise Refused(_("{name} is posted there already.").format(name=twice.vehicle), field="vehicles")
    with audit.act("guards.post_vehicles", by=by):
        made = [
            PostVehicle.objects.create(
                post=post, vehicle_id=pk, formation=name, headcount=headcount, since_at=since, until_at=until
            )
            for pk in ids
        ]
    tell(guard)
    return made


def _chosen(guard: Guard, vehicle_ids: Sequence[int], formation_id: int | None) -> tuple[str, list[int]]:
    root = f"{guard.unit.path.partition('.')[0]}."
    if formation_id is not None:
        formation = Formation.objects.in_use().filter(pk=formation_id, station__unit__path__startswith=root).first()
        if formation is None:
            raise Refused(_("There is no such formation."), field="formation")
        ids = list(formation.places.order_by("order", "pk").values_list("vehicle_id", flat=True))  # type: ignore[attr-defined]
        if not ids:
            raise Refused(_("This formation has no vehicle."), field="formation")
        return formation.name, ids
    known = Vehicle.objects.filter(pk__in=vehicle_ids, home__unit__path__startswith=root)
    ids = list(known.exclude(condition=Vehicle.Condition.RETIRED).values_list("pk", flat=True))
    if not vehicle_ids or len(ids) != len(set(vehicle_ids)):
        raise Refused(_("There is no such vehicle."), field="vehicles")
    return "", ids


@transaction.atomic
def take_off(
    *, guard_id: int, person: int | None = None, vehicle: int | None = None, reason: str, at: datetime, by: Any
) -> PostPerson | PostVehicle:
    """Take a person or a vehicle off a post, with the reason; a vehicle that was ordered stays with its run."""
    guard = _open(guard_id)
    model: Any = PostPerson if person is not None else PostVehicle
    one: Any = of_guard(model, person if person is not None else vehicle, guard, "post", path="post__guard")
    if one.ended_at is not None:
        raise Refused(_("This has been taken off already."))
    one.ended_at, one.ended_reason = at, short(needed(reason), "reason")
    with audit.act("guards.take_off", by=by, reason=one.ended_reason):
        one.save(update_fields=["ended_at", "ended_reason"])
    tell(guard)
    posted: PostPerson | PostVehicle = one
    return posted


@transaction.atomic
def see_posting(*, posting_id: int, at: datetime, by: Any) -> PostPerson:
    """Say that one has read where one is posted; by the person alone, once."""
    guard_id = PostPerson.objects.filter(pk=posting_id).values_list("post__guard", flat=True).first()
    guard = guard_of(guard_id or 0)
    one = of_guard(PostPerson, posting_id, guard, "posting", "person", path="post__guard")
    if by is None or one.person.user_id != by.pk:
        raise Refused(_("Only who is posted says so."))
    if one.told_at is None or one.ended_at is not None:
        raise Refused(_("This posting does not hold."))
    if one.seen_at is None:
        one.seen_at = max(at, one.told_at)
        with audit.act("guards.see_posting", by=by):
            one.save(update_fields=["seen_at"])
        tell(guard)
        live.announce("postings", by.pk)
    return one
