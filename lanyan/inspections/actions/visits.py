"""Visits and clues 走访、线索: neither is a check, and a clue is settled only by one."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.inspections.actions.checks import Wanted, make
from lanyan.inspections.actions.common import next_number, premises_of
from lanyan.inspections.models import Clue, Inspection, Visit
from lanyan.inspections.rules import checks, plans
from lanyan.kernel import audit, search
from lanyan.kernel.errors import Refused
from lanyan.kernel.verbs import locked, move, needed, short
from lanyan.premises.models import Premises
from lanyan.units.models import Unit


@dataclass(frozen=True)
class Where:
    """Where something was seen: at known premises, or at a place in words under a supervising unit."""

    premises_id: int | None = None
    place_words: str = ""
    unit_id: int | None = None


def place(where: Where) -> tuple[Premises | None, str, Unit]:
    """The premises if known, the words for the place, and the unit that supervises it."""
    if where.premises_id is not None:
        premises = premises_of(where.premises_id)
        return premises, short(where.place_words, "place_words"), premises.unit
    words = needed(where.place_words, "place_words")
    unit: Unit | None = Unit.objects.filter(pk=where.unit_id or 0, closed_date=None).first()
    if unit is None:
        raise Refused(_("Say which unit supervises the place."), field="unit")
    return None, words, unit


def _source(unit_id: int, by_kind: str) -> Unit:
    source: Unit | None = Unit.objects.filter(pk=unit_id).first()
    if source is None:
        raise Refused(_("There is no such unit."), field="source_unit")
    if by_kind not in Visit.By.values:
        raise Refused(_("Say who it was."), field="by_kind")
    return source


@transaction.atomic
def enter_visit(
    *,
    where: Where,
    source_unit_id: int,
    by_kind: str,
    visitors: str,
    visited_at: datetime,
    words: str,
    at: datetime,
    by: Any,
) -> Visit:
    """Enter a visit; it is no check and counts as none."""
    premises, place_words, unit = place(where)
    source = _source(source_unit_id, by_kind)
    if visited_at > at:
        raise Refused(_("This time lies in the future."), field="visited_at")
    with audit.act("inspections.enter_visit", by=by):
        visit: Visit = Visit.objects.create(
            unit=unit,
            source_unit=source,
            by_kind=by_kind,
            visitors=needed(visitors, "visitors", most=100),
            premises=premises,
            place_words=place_words,
            visited_at=visited_at,
            words=needed(words, "words", most=2000),
            entered_at=at,
        )
    return visit


@transaction.atomic
def withdraw_visit(*, visit_id: int, reason: str, at: datetime, by: Any) -> Visit:
    """Withdraw a visit that was entered wrongly."""
    visit = locked(Visit, visit_id, "unit")
    if visit.withdrawn_at is not None:
        raise Refused(_("This visit has been withdrawn."))
    visit.withdrawn_at, visit.withdrawn_reason = at, needed(reason, "reason")
    with audit.act("inspections.withdraw_visit", by=by, reason=visit.withdrawn_reason):
        visit.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    return visit


# ---- clues ------------------------------------------------------------------------------------------------
@transaction.atomic
def report_clue(
    *,
    where: Where,
    source_unit_id: int,
    by_kind: str,
    words: str,
    visit_id: int | None = None,
    at: datetime,
    by: Any,
) -> Clue:
    """Report something that may be a hazard; who supervises the place decides whether a check follows."""
    premises, place_words, unit = place(where)
    source = _source(source_unit_id, by_kind)
    with audit.act("inspections.report_clue", by=by):
        clue: Clue = Clue.objects.create(
            number=next_number(unit, "XS", at),
            unit=unit,
            source_unit=source,
            by_kind=by_kind,
            visit_id=visit_id,
            premises=premises,
            place_words=place_words,
            words=needed(words, "words", most=500),
            reported_at=at,
        )
    search.index("clue", [clue])
    return clue


@transaction.atomic
def follow_clue(
    *,
    clue_id: int,
    scheduled_date: date,
    inspection_id: int | None = None,
    premises_id: int | None = None,
    at: datetime,
    by: Any,
) -> Clue:
    """Follow a clue by a check: one that stands already for the place, else a new one for this cause."""
    clue = locked(Clue, clue_id, "unit")
    move(clue, plans.CLUE, "follow_clue")
    if clue.premises_id is None:
        if premises_id is None:
            raise Refused(_("Say which premises it is; only premises can be checked."), field="premises")
        clue.premises = premises_of(premises_id)
    assert clue.premises_id is not None
    with audit.act("inspections.follow_clue", by=by):
        clue.inspection = _check_for(clue, scheduled_date, inspection_id, at=at, by=by)
        clue.followed_at = at
        clue.save(update_fields=["state", "premises", "inspection", "followed_at"])
    return clue


def _check_for(clue: Clue, day: date, inspection_id: int | None, *, at: datetime, by: Any) -> Inspection:
    assert clue.premises_id is not None
    if inspection_id is not None:
        standing = Inspection.objects.standing().filter(pk=inspection_id, premises_id=clue.premises_id).first()
        if standing is None:
            raise Refused(_("There is no such standing check of this place."), field="inspection")
        return standing  # type: ignore[no-any-return]
    words = _("clue {number}: {words}").format(number=clue.number, words=clue.words)[:200]
    wanted = Wanted(
        premises_id=clue.premises_id,
        form=checks.AS_NEEDED,
        cause=checks.BY_OTHER,
        scheduled_date=day,
        cause_words=words,
    )
    return make(wanted, at=at, by=by)


@transaction.atomic
def reopen_clue(*, clue_id: int, reason: str, by: Any) -> Clue:
    """Put a clue back to waiting, because its check was withdrawn or not done."""
    clue = locked(Clue, clue_id, "unit", "inspection")
    move(clue, plans.CLUE, "reopen_clue")
    if clue.inspection is not None and clue.inspection.state not in (checks.WITHDRAWN, checks.NOT_DONE):
        raise Refused(_("Its check stands: {state}.").format(state=clue.inspection.get_state_display()))
    clue.inspection = clue.followed_at = None
    with audit.act("inspections.reopen_clue", by=by, reason=needed(reason, "reason")):
        clue.save(update_fields=["state", "inspection", "followed_at"])
    return clue


@transaction.atomic
def settle_clue(*, clue_id: int, confirmed: bool, outcome_words: str, at: datetime, by: Any) -> Clue:
    """Settle a clue by its concluded check: confirmed, which needs a hazard found in it, or unfounded."""
    clue = locked(Clue, clue_id, "unit", "inspection")
    move(clue, plans.CLUE, "confirm_clue" if confirmed else "find_unfounded", act="settle_clue")
    if clue.inspection is None or clue.inspection.state != checks.CONCLUDED:
        raise Refused(_("Its check is not concluded yet."))
    if confirmed and not clue.inspection.hazards.standing().exists():
        raise Refused(_("No hazard was found in check {number}.").format(number=clue.inspection.number))
    clue.settled_at = clue.told_source_at = at
    clue.outcome_words = needed(outcome_words, "outcome_words", most=300)
    with audit.act("inspections.settle_clue", by=by):
        clue.save(update_fields=["state", "settled_at", "told_source_at", "outcome_words"])
    return clue


@transaction.atomic
def dismiss_clue(*, clue_id: int, reason: str, at: datetime, by: Any) -> Clue:
    """Lay a clue aside without a check, with the reason that its source is told."""
    return _ended(clue_id, "dismiss_clue", reason, at=at, by=by)


@transaction.atomic
def withdraw_clue(*, clue_id: int, reason: str, at: datetime, by: Any) -> Clue:
    """Withdraw a clue that was reported by mistake."""
    return _ended(clue_id, "withdraw_clue", reason, at=at, by=by)


def _ended(clue_id: int, verb: str, reason: str, *, at: datetime, by: Any) -> Clue:
    clue = locked(Clue, clue_id, "unit")
    move(clue, plans.CLUE, verb)
    clue.settled_at, clue.outcome_words = at, needed(reason, "reason", most=300)
    with audit.act(f"inspections.{verb}", by=by, reason=clue.outcome_words):
        clue.save(update_fields=["state", "settled_at", "outcome_words"])
    return clue
