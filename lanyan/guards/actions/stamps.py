"""Stamps 打卡 made at posts, also late and without signal; which rounds they do."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.guards import limits
from lanyan.guards.actions.common import guard_of, not_ahead, note, of_guard, post_of, tell
from lanyan.guards.models import Guard, GuardPost, PostPerson, PostVehicle, Round, Stamp
from lanyan.guards.rules import life, rounds, standing
from lanyan.incidents import actions as incident_actions
from lanyan.incidents import rules as incidents
from lanyan.inspections.actions.visits import Where, report_clue
from lanyan.inspections.models import Visit
from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.kernel.verbs import move, needed, short
from lanyan.people.models import Person
from lanyan.units.models import Unit


@dataclass(frozen=True)
class Point:
    """Where a device says it is."""

    lon: float
    lat: float


@transaction.atomic
def stamp_post(
    *,
    post_id: int,
    kind: str,
    person_id: int,
    relieves_id: int | None = None,
    words: str = "",
    as_clue: bool = False,
    point: Point | None = None,
    key: str = "",
    at: datetime,
    entered_at: datetime,
    by: Any,
) -> tuple[Stamp, bool]:
    """Stamp at a post; the same key again is the same stamp. Gives the stamp and whether it is new.

    `at` is when it happened, as the device claims it: a stamp that waited for signal does the round of its own time.
    With `as_clue` what was found goes to whoever supervises the place.
    """
    if len(key) > 64 or not (key.isprintable()):
        raise Refused(_("This is no key: at most 64 printable characters."), field="key")
    guard_id = GuardPost.objects.filter(pk=post_id).values_list("guard", flat=True).first()
    guard = guard_of(guard_id or 0)
    # The guard is locked: of two deliveries of one stamp the second finds the first one's.
    known = Stamp.objects.filter(key=key).select_related("post", "guard").first() if key else None
    if known is not None:
        if (known.post_id, known.kind, known.by_id) != (post_id, kind, by.pk):
            raise Refused(_("This key stands for another stamp."), field="key")
        return known, False
    post = post_of(guard, post_id)
    _timely(guard, at, entered_at)
    person = _person(guard, person_id, "person")
    other = _relieved(guard, post, kind, relieves_id, person, at)
    words = needed(words, "words", most=300) if kind == Stamp.Kind.FOUND else short(words, "words", most=300)
    if kind not in Stamp.Kind.values:
        raise Refused(_("There is no such entry in the list."), field="kind")
    if kind == Stamp.Kind.LEFT and person.pk not in _there(post, at):
        raise Refused(_("{name} is not at this post.").format(name=person.name), field="person")
    with audit.act("guards.stamp_post", by=by):
        clue = _clue(guard, post, words, at=entered_at, by=by) if as_clue and kind == Stamp.Kind.FOUND else None
        stamp = Stamp.objects.create(
            guard=guard, post=post, kind=kind, person=person, relieves=other, words=words, clue=clue, at=at,
            entered_at=entered_at, by=by, lon=point.lon if point else None, lat=point.lat if point else None,
            key=key or None,
        )  # fmt: skip
        settle(post, guard, at=entered_at)
        if kind == Stamp.Kind.ARRIVED:
            _vehicles_arrived(post, at=at, entered_at=entered_at, by=by)
        note(
            guard, "stamp_post", at=at, entered_at=entered_at, by=by,
            post=post.name, kind=kind, name=person.name, other=other.name if other else "", words=words,
        )  # fmt: skip
    return stamp, True


def _timely(guard: Guard, at: datetime, entered_at: datetime) -> None:
    not_ahead(at, entered_at)
    if guard.begun_at is None or guard.state not in life.HELD:
        raise Refused(_("The guard has not begun."))
    if at < guard.begun_at:
        raise Refused(_("This time lies before the guard began."), field="at")
    # What waited for signal while the guard was stood down has happened all the same.
    if guard.stood_down_at is not None and at > guard.stood_down_at:
        raise Refused(_("The guard was stood down before that."), field="at")
    if guard.state == life.CLOSED:
        raise Refused(_("The guard is closed."))


def _person(guard: Guard, person_id: int, field: str) -> Person:
    root = f"{guard.unit.path.partition('.')[0]}."
    found = Person.objects.filter(pk=person_id, unit__path__startswith=root).first()
    if found is None:
        raise Refused(_("There is no such person."), field=field)
    return found


def _there(post: GuardPost, at: datetime) -> dict[int, datetime]:
    rows = Stamp.objects.standing().filter(post=post, at__lte=at)
    said = rows.values_list("person_id", "kind", "at", "relieves_id", "pk")
    return standing.standing(standing.Said(*row) for row in said)


def _relieved(
    guard: Guard, post: GuardPost, kind: str, relieves_id: int | None, person: Person, at: datetime
) -> Person | None:
    if kind != Stamp.Kind.RELIEVED:
        return None
    if relieves_id is None:
        raise Refused(_("Say who is relieved."), field="relieves")
    other = _person(guard, relieves_id, "relieves")
    if other.pk == person.pk:
        raise Refused(_("Nobody relieves himself."), field="relieves")
    if other.pk not in _there(post, at):
        raise Refused(_("{name} is not at this post.").format(name=other.name), field="relieves")
    return other


def _clue(guard: Guard, post: GuardPost, words: str, *, at: datetime, by: Any) -> Any:
    """What was found becomes a clue: no check, no hazard; who supervises the place decides."""
    unit = _supervising(guard)
    where = Where(premises_id=guard.premises_id) if guard.premises_id else Where(
        place_words=f"{guard.address} {post.name}"[:200], unit_id=unit.pk
    )  # fmt: skip
    return report_clue(
        where=where, source_unit_id=guard.unit_id, by_kind=Visit.By.STATION, words=words, at=at, by=by
    )  # fmt: skip


def _supervising(guard: Guard) -> Unit:
    """The battalion or detachment the guard's unit belongs to."""
    path = guard.unit.path
    above = [path[: at + 1] for at, sign in enumerate(path) if sign == "."]
    kinds = (Unit.Kind.BATTALION, Unit.Kind.DETACHMENT)
    found: Unit = Unit.objects.filter(path__in=above, kind__in=kinds).order_by("-path").first() or guard.unit
    return found


def _vehicles_arrived(post: GuardPost, *, at: datetime, entered_at: datetime, by: Any) -> None:
    """Who stamps the post's arrival came with what is on its way there: its run has arrived as well."""
    rows = PostVehicle.objects.standing().filter(post=post, run__status=incidents.DEPARTED, run__departed_at__lte=at)
    runs = list(rows.values_list("run_id", flat=True))
    if runs:
        incident_actions.stamp_runs(
            run_ids=runs, stamp="arrived", at=at, entered_at=entered_at, by=by, source="device"
        )  # fmt: skip


def settle(post: GuardPost, guard: Guard, *, at: datetime) -> int:
    """Say anew of each round of a post by which stamp it was done, or that it is missed, due or lapsed.

    A late stamp that comes in does the round it was made for, also one that stood as missed. Gives how many rounds
    became missed.
    """
    grace = limits.round_grace()
    rows = list(Round.objects.select_for_update().filter(post=post).order_by("number"))
    made = list(Stamp.objects.standing().filter(post=post, kind=Stamp.Kind.ROUND).order_by("at", "pk"))
    by_instant: dict[datetime, list[Stamp]] = {}
    for stamp in made:
        by_instant.setdefault(stamp.at, []).append(stamp)
    due = [rounds.Due(row.due_since_at, row.due_until_at) for row in rows]
    missed = 0
    for row, one, done in zip(rows, due, rounds.matched(due, [stamp.at for stamp in made], grace), strict=True):
        stamp = by_instant[done].pop(0) if done is not None else None
        missed += _put(row, stamp, _name(guard, one, stamp, at), at)
    return missed


def _name(guard: Guard, due: rounds.Due, stamp: Stamp | None, at: datetime) -> str:
    """The move that leads to where a round stands now."""
    if stamp is not None:
        return "do_round"
    if guard.stood_down_at is not None and due.until > guard.stood_down_at:
        return "lapse_round"
    return "miss_round" if rounds.is_missed(due, at, limits.round_grace()) else "await_round"


def _put(row: Round, stamp: Stamp | None, name: str, at: datetime) -> bool:
    target = next(one.target for one in life.ROUND.moves if one.name == name)
    if row.state == target and row.stamp_id == (stamp.pk if stamp else None):
        return False
    before = row.state
    if before != target:
        move(row, life.ROUND, name)
    row.stamp = stamp
    newly = target == life.MISSED and before != life.MISSED
    if newly:
        row.missed_at = at
    row.save(update_fields=["state", "stamp", "missed_at"])
    return newly


@transaction.atomic
def withdraw_stamp(*, guard_id: int, stamp: int, reason: str, at: datetime, by: Any) -> Stamp:
    """Withdraw a stamp made by mistake: the rounds stand as if it had not been made. Its clue, if any, stays."""
    guard = guard_of(guard_id)
    found = of_guard(Stamp, stamp, guard, "stamp", "post")
    if found.withdrawn_at is not None:
        raise Refused(_("This stamp has been withdrawn."))
    if guard.state == life.CLOSED:
        raise Refused(_("The guard is closed."))
    found.withdrawn_at, found.withdrawn_reason = at, needed(reason)
    with audit.act("guards.withdraw_stamp", by=by, reason=found.withdrawn_reason):
        found.save(update_fields=["withdrawn_at", "withdrawn_reason"])
        settle(found.post, guard, at=at)
    tell(guard)
    return found


def people_of(guard: Guard) -> list[int]:
    """Whose stamps are expected: everybody posted."""
    rows = PostPerson.objects.standing().filter(post__guard=guard, post__ended_at=None)
    return list(rows.values_list("person_id", flat=True).distinct())
