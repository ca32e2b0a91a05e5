"""The duty roster 值班表: turns planned for days ahead, swapped, taken over, withdrawn."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from lanyan.kernel import audit, codes
from lanyan.kernel.errors import Refused
from lanyan.kernel.periods import ZONE
from lanyan.people.models import Absence, DutyTurn, Person
from lanyan.units.models import Unit

KINDS = "duty_kinds"
DAY = timedelta(days=1)
# A quarter of a year at once at most; a turn is taken over from an hour before it begins.
MOST_DAYS, EARLY = 92, timedelta(hours=1)


@transaction.atomic
def plan_turns(
    *, unit_id: int, kind: str, person_ids: Sequence[int], first_day: date, days: int, change: time, by: Any
) -> list[DutyTurn]:
    """Plan a duty of a unit for some days, a person a day in the order given, over and over; all turns or none.

    A turn lasts from `change` (Asia/Shanghai) of one day to the same time of the next.
    """
    unit: Unit | None = Unit.objects.select_for_update(of=("self",)).filter(pk=unit_id, closed_date=None).first()
    if unit is None:
        raise Refused(_("The unit does not exist or is closed."), field="unit")
    if codes.get(KINDS, kind) is None:
        raise Refused(_("There is no such duty."), field="kind")
    if not 1 <= days <= MOST_DAYS:
        raise Refused(_("1 to {number} days.").format(number=MOST_DAYS), field="days")
    known = Person.objects.serving().in_bulk(list(person_ids))
    if not person_ids or any(pk not in known for pk in person_ids):
        raise Refused(_("There is no such person, or the person has left."), field="persons")
    starts = [datetime.combine(first_day + DAY * number, change, ZONE) for number in range(days)]
    turns = [
        DutyTurn(unit=unit, kind=kind, person=known[person_ids[number % len(person_ids)]],
                 starts_at=start, ends_at=datetime.combine(start.date() + DAY, change, ZONE))
        for number, start in enumerate(starts)
    ]  # fmt: skip
    _refuse_held(unit, kind, starts[0], turns[-1].ends_at, {turn.person_id for turn in turns})
    _refuse_absent(turns)
    with audit.act("people.plan_turns", by=by):
        return DutyTurn.objects.bulk_create(turns)


def _refuse_held(unit: Unit, kind: str, since: datetime, until: datetime, persons: set[int]) -> None:
    """A duty that one person has is given once; one that several have is given once to each."""
    found = DutyTurn.objects.touching(since, until).filter(unit=unit, kind=kind)
    row = codes.get(KINDS, kind)
    if row is not None and row.facts.get("several"):
        found = found.filter(person__in=persons)
    other = found.select_related("person").order_by("starts_at").first()
    if other is not None:
        reason = _("{name} has this duty from {since} to {until} already.")
        raise Refused(
            reason.format(name=other.person.name, since=_said(other.starts_at), until=_said(other.ends_at)),
            field="first_day",
        )


def _refuse_absent(turns: Sequence[DutyTurn]) -> None:
    absences = Absence.objects.standing().filter(person__in={turn.person_id for turn in turns})
    by_person: dict[int, list[Absence]] = {}
    for absence in absences:
        by_person.setdefault(absence.person_id, []).append(absence)
    for turn in turns:
        first, last = localtime(turn.starts_at, ZONE).date(), localtime(turn.ends_at, ZONE).date()
        for absence in by_person.get(turn.person_id, ()):
            if absence.from_date < last and (absence.until_date is None or absence.until_date > first):
                reason = _("{name} is absent on {day}: {kind}.")
                raise Refused(
                    reason.format(name=turn.person.name, day=first, kind=absence.get_kind_display()), field="persons"
                )


@transaction.atomic
def swap_turn(*, turn_id: int, person_id: int, reason: str, at: datetime, by: Any) -> DutyTurn:
    """Let somebody else have a turn; who had it before stays in its history with the reason."""
    turn = _standing(turn_id)
    if turn.ends_at <= at:
        raise Refused(_("This turn is over."))
    reason = _reason(reason)
    person: Person | None = Person.objects.serving().filter(pk=person_id).first()
    if person is None:
        raise Refused(_("There is no such person, or the person has left."), field="person")
    if person.pk == turn.person_id:
        raise Refused(_("The person has this turn already."), field="person")
    turn.person = person
    try:
        _refuse_absent([turn])
    except Refused as refusal:
        raise Refused(refusal.reason, field="person") from None
    # The other takes it over anew.
    turn.taken_over_at, turn.taken_over_by = None, None
    with audit.act("people.swap_turn", by=by, reason=reason):
        turn.save(update_fields=["person", "taken_over_at", "taken_over_by"])
    return turn


@transaction.atomic
def take_over_turn(*, turn_id: int, words: str, at: datetime, by: Any) -> DutyTurn:
    """Say that the turn was taken over, and what was handed on; by whoever has it."""
    turn = _standing(turn_id)
    if turn.taken_over_at is not None:
        raise Refused(_("This turn has been taken over."))
    if not turn.starts_at - EARLY <= at < turn.ends_at:
        raise Refused(_("A turn is taken over from an hour before it begins until it ends."))
    if turn.person.user_id != by.pk:
        raise Refused(_("Only {name} takes this turn over.").format(name=turn.person.name))
    turn.taken_over_at, turn.taken_over_by, turn.words = at, by, words.strip()[:2000]
    with audit.act("people.take_over_turn", by=by):
        turn.save(update_fields=["taken_over_at", "taken_over_by", "words"])
    return turn


@transaction.atomic
def withdraw_turn(*, turn_id: int, reason: str, at: datetime, by: Any) -> DutyTurn:
    """Withdraw a turn that was planned wrongly; it stays to be read, with the reason."""
    turn = _standing(turn_id)
    turn.withdrawn_at, turn.withdrawn_reason = at, _reason(reason)
    with audit.act("people.withdraw_turn", by=by, reason=turn.withdrawn_reason):
        turn.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    return turn


def _standing(turn_id: int) -> DutyTurn:
    found = DutyTurn.objects.select_for_update(of=("self",)).select_related("person", "unit").filter(pk=turn_id)
    turn: DutyTurn | None = found.first()
    if turn is None:
        raise Refused(_("There is no such turn."))
    if turn.withdrawn_at is not None:
        raise Refused(_("This turn has been withdrawn."))
    return turn


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Refused(_("This must not be empty."), field="reason")
    return reason.strip()[:200]


def _said(instant: datetime) -> str:
    return f"{localtime(instant, ZONE):%m-%d %H:%M}"
