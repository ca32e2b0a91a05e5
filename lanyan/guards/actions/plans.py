"""The plan of a guard: made, changed, submitted, sent back or approved by another, withdrawn."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.guards.actions.common import guard_of, index, planned, tell
from lanyan.guards.models import Guard, GuardPost, PostPerson
from lanyan.guards.queries import conflicts
from lanyan.guards.rules import life
from lanyan.incidents import rules as incidents
from lanyan.kernel import audit, codes, live, serials
from lanyan.kernel.errors import Refused
from lanyan.kernel.periods import year_of
from lanyan.kernel.verbs import move, needed, short
from lanyan.premises.models import Premises
from lanyan.units.models import Unit, User

MOST_TEXT = 4000
MOST_CROWD = 100_000_000


@dataclass(frozen=True)
class GuardFacts:
    """What is written down of a guard."""

    title: str
    kind: str
    why: str
    address: str
    lon: float
    lat: float
    starts_at: datetime
    ends_at: datetime
    commander_id: int
    premises_id: int | None = None
    crowd: int | None = None
    risks: str = ""
    measures: str = ""
    radio: str = ""


def _checked(facts: GuardFacts) -> dict[str, Any]:
    """The columns of these facts, refused by field."""
    kind = codes.get("incident_kinds", facts.kind)
    if kind is None or kind.parent != incidents.GUARD:
        raise Refused(_("There is no such entry in the list."), field="kind")
    if facts.ends_at <= facts.starts_at:
        raise Refused(_("It ends after it begins."), field="ends_at")
    if not (-180 <= facts.lon <= 180 and -90 <= facts.lat <= 90):
        raise Refused(_("This point is not on the earth."), field="lon")
    if not User.objects.filter(pk=facts.commander_id, is_active=True).exists():
        raise Refused(_("There is no such person."), field="commander")
    if facts.premises_id is not None and not Premises.objects.filter(pk=facts.premises_id).exists():
        raise Refused(_("There is no such premises."), field="premises")
    if facts.crowd is not None and not 0 <= facts.crowd <= MOST_CROWD:
        raise Refused(_("A whole number from 0 on is needed."), field="crowd")
    columns = {one.name: getattr(facts, one.name) for one in fields(facts)}
    return {
        **columns,
        "kind": kind,
        "title": needed(facts.title, "title", most=80),
        "why": needed(facts.why, "why", most=300),
        "address": needed(facts.address, "address"),
        "risks": short(facts.risks, "risks", most=MOST_TEXT),
        "measures": short(facts.measures, "measures", most=MOST_TEXT),
        "radio": short(facts.radio, "radio", most=120),
    }


@transaction.atomic
def plan_guard(*, unit_id: int, facts: GuardFacts, is_exercise: bool = False, at: datetime, by: Any) -> Guard:
    """Begin the plan of a guard 安保勤务方案; its posts follow."""
    unit = Unit.objects.filter(pk=unit_id, closed_date=None).first()
    if unit is None:
        raise Refused(_("There is no such unit."), field="unit")
    columns = _checked(facts)
    series = f"{unit.division_code[:4]}-QW-{year_of(at)}"
    with audit.act("guards.plan_guard", by=by):
        guard = Guard.objects.create(
            number=f"{series}-{serials.take(f'guard:{series}'):04}",
            unit=unit,
            is_exercise=is_exercise,
            planned_by=by,
            planned_at=at,
            **columns,
        )
    index(guard)
    tell(guard)
    return guard


@transaction.atomic
def change_guard(*, guard_id: int, facts: GuardFacts, at: datetime, by: Any) -> Guard:
    """Change what a plan says; who changes it is its author from then on, and does not approve it."""
    guard = planned(guard_id)
    columns = _checked(facts)
    outside = GuardPost.objects.standing().filter(guard=guard).exclude(
        since_at__gte=facts.starts_at, until_at__lte=facts.ends_at
    )  # fmt: skip
    if outside.exists():
        raise Refused(_("Post {post} lies outside these times.").format(post=outside.first()), field="starts_at")
    for name, value in columns.items():
        setattr(guard, name, value)
    guard.planned_by, guard.planned_at = by, at
    with audit.act("guards.change_guard", by=by):
        guard.save()
    index(guard)
    tell(guard)
    return guard


@transaction.atomic
def submit_guard(*, guard_id: int, at: datetime, by: Any) -> Guard:
    """Submit the plan for approval; it has to have a post, and somebody at each."""
    guard = guard_of(guard_id)
    posts = list(GuardPost.objects.standing().filter(guard=guard))
    if not posts:
        raise Refused(_("A guard without a post cannot be approved."))
    crewed = set(PostPerson.objects.standing().filter(post__in=posts).values_list("post_id", flat=True))
    empty = next((post for post in posts if post.pk not in crewed), None)
    if empty is not None:
        raise Refused(_("Nobody is posted at {post}.").format(post=empty))
    move(guard, life.GUARD, "submit_guard")
    guard.submitted_at, guard.returned_reason = at, ""
    with audit.act("guards.submit_guard", by=by):
        guard.save(update_fields=["state", "submitted_at", "returned_reason"])
    tell(guard)
    return guard


@transaction.atomic
def return_guard(*, guard_id: int, reason: str, at: datetime, by: Any) -> Guard:
    """Send a plan back to its author, with the reason."""
    guard = guard_of(guard_id)
    move(guard, life.GUARD, "return_guard")
    guard.returned_reason = needed(reason)
    with audit.act("guards.return_guard", by=by, reason=guard.returned_reason):
        guard.save(update_fields=["state", "returned_reason"])
    tell(guard)
    return guard


@transaction.atomic
def approve_guard(*, guard_id: int, reason: str = "", at: datetime, by: Any) -> Guard:
    """Approve the plan: not by its author, and with a reason where conflicts stand. Those posted are told."""
    guard = guard_of(guard_id)
    if by is None or guard.planned_by_id == by.pk:
        raise Refused(_("The plan of a guard is approved by somebody else than its author."))
    move(guard, life.GUARD, "approve_guard")
    reason = short(reason, "reason")
    standing = conflicts.of_guard(guard, at)
    if standing and not reason:
        said = "; ".join(f"{one.name}: {one.words}" for one in standing[:3])
        raise Refused(
            _("{count} conflicts stand ({said}): put them right, or say why it is approved all the same.").format(
                count=len(standing), said=said
            ),
            field="reason",
        )
    guard.approved_by, guard.approved_at = by, at
    guard.conflicts_reason = reason if standing else ""
    with audit.act("guards.approve_guard", by=by, reason=reason):
        guard.save(update_fields=["state", "approved_by", "approved_at", "conflicts_reason"])
        told(guard, at=at)
    index(guard)
    tell(guard)
    return guard


def told(guard: Guard, *, at: datetime) -> None:
    """Tell those who are posted and have not been told."""
    posted = PostPerson.objects.standing().filter(post__guard=guard, post__ended_at=None, told_at=None)
    for one in posted.select_related("person"):
        one.told_at = at
        one.save(update_fields=["told_at"])
        if one.person.user_id is not None:
            live.announce("postings", one.person.user_id)


@transaction.atomic
def reopen_plan(*, guard_id: int, reason: str, at: datetime, by: Any) -> Guard:
    """Take an approved plan back to change it, with the reason; it is approved anew, and read anew."""
    guard = guard_of(guard_id)
    move(guard, life.GUARD, "reopen_plan")
    reason = needed(reason)
    guard.approved_by = guard.approved_at = guard.submitted_at = None
    guard.conflicts_reason = ""
    with audit.act("guards.reopen_plan", by=by, reason=reason):
        guard.save(update_fields=["state", "approved_by", "approved_at", "submitted_at", "conflicts_reason"])
        for one in PostPerson.objects.standing().filter(post__guard=guard).exclude(told_at=None):
            one.told_at = one.seen_at = None
            one.save(update_fields=["told_at", "seen_at"])
    tell(guard)
    return guard


@transaction.atomic
def withdraw_guard(*, guard_id: int, reason: str, at: datetime, by: Any) -> Guard:
    """Withdraw a guard, with the reason: it counts nowhere. One that has begun goes after its incident."""
    guard = guard_of(guard_id)
    if guard.incident is not None and guard.incident.status != incidents.WITHDRAWN:
        raise Refused(_("Withdraw its incident {number} first.").format(number=guard.incident.number))
    move(guard, life.GUARD, "withdraw_guard")
    guard.withdrawn_at, guard.withdrawn_reason = at, needed(reason)
    with audit.act("guards.withdraw_guard", by=by, reason=guard.withdrawn_reason):
        guard.save(update_fields=["state", "withdrawn_at", "withdrawn_reason"])
    index(guard)
    tell(guard)
    return guard
