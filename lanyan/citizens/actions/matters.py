"""The life of a matter: accepted or not ours, assigned, checked, verified or handed over, closed, withdrawn."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.citizens import rules
from lanyan.citizens.actions import answering
from lanyan.citizens.actions.common import matter_of, row_of, start_clock, tell
from lanyan.citizens.models import Matter
from lanyan.inspections.actions import terms
from lanyan.inspections.actions.checks import Wanted, plan_check
from lanyan.inspections.actions.common import premises_of
from lanyan.inspections.actions.transfers import hand_on
from lanyan.inspections.models import Inspection
from lanyan.inspections.rules import checks, clock
from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.kernel.verbs import move, needed, short
from lanyan.premises.models import Premises
from lanyan.units.models import Unit


@dataclass(frozen=True)
class Taken:
    """How a matter is accepted: its kind as the desk sees it, its words in ours, the premises if they are known."""

    kind: str
    words: str
    premises_id: int | None = None
    place_words: str = ""


@transaction.atomic
def accept_matter(*, matter_id: int, taken: Taken, at: datetime, by: Any) -> Matter:
    """Accept a matter: kind, words and place are put right, and the clock follows the kind."""
    matter = matter_of(matter_id)
    move(matter, rules.MATTER, "accept_matter")
    matter.accepted_at = at
    matter.words = rules.masked_text(needed(taken.words, "words", most=2000))
    matter.place_words = short(taken.place_words, "place_words")
    if taken.premises_id is not None:
        _settle_at(matter, premises_of(taken.premises_id))
    if matter.premises_id is None:
        needed(matter.place_words, "place_words")
    with audit.act("citizens.accept_matter", by=by):
        _turn(matter, taken.kind, at=at, by=by)
        matter.save()
        terms.follow(record=matter, by=by)
    tell(matter)
    return matter


def _settle_at(matter: Matter, premises: Premises) -> None:
    """A matter belongs to who supervises its place."""
    matter.premises, matter.unit = premises, premises.unit


def _turn(matter: Matter, kind: str, *, at: datetime, by: Any) -> None:
    """Give a matter another kind: where that has another term, the clock is begun anew from the receipt."""
    row = row_of("complaint_kinds", kind, "kind")
    matter.kind = row.code
    if row.facts["term"] == matter.term_code:
        return
    terms.drop(record=matter, at=at, reason=_("taken for another kind: {kind}").format(kind=row.label), by=by)
    end = clock.deadline(row.facts["term"], matter.received_at)
    matter.term_code, matter.due_at, matter.due_article = end.code, end.at, end.article[:120]
    start_clock(matter, by=by)


@transaction.atomic
def refuse_matter(*, matter_id: int, refusal: str, words: str, at: datetime, by: Any) -> Matter:
    """Find a matter not ours: the reason is entered, and each sender is told these words."""
    matter = matter_of(matter_id)
    move(matter, rules.MATTER, "refuse_matter")
    row = row_of("complaint_refusals", refusal, "refusal")
    matter.refusal, matter.refusal_words, matter.refused_at = row.code, needed(words, "words", most=300), at
    with audit.act("citizens.refuse_matter", by=by, reason=row.label):
        matter.save(update_fields=["state", "refusal", "refusal_words", "refused_at"])
        terms.drop(record=matter, at=at, reason=_("not ours: {reason}").format(reason=row.label), by=by)
    tell(matter)
    return matter


@transaction.atomic
def assign_matter(*, matter_id: int, unit_id: int, reason: str, at: datetime, by: Any) -> Matter:
    """Assign a matter to another unit of the detachment; its clock goes along and does not begin anew."""
    matter = matter_of(matter_id)
    unit: Unit | None = Unit.objects.filter(pk=unit_id, closed_date=None).first()
    if unit is None or unit.path.partition(".")[0] != matter.unit.path.partition(".")[0]:
        raise Refused(_("There is no such unit in this detachment."), field="unit")
    if unit.kind not in (Unit.Kind.DETACHMENT, Unit.Kind.BATTALION):
        raise Refused(_("Detachments and battalions check; {unit} does not.").format(unit=unit.name), field="unit")
    if matter.state not in (rules.RECEIVED, rules.ACCEPTED):
        raise Refused(_("It is {state}; it stays where it is.").format(state=matter.get_state_display()))
    if unit.pk == matter.unit_id:
        raise Refused(_("It belongs to this unit already."), field="unit")
    left = matter.unit
    matter.unit = unit
    with audit.act("citizens.assign_matter", by=by, reason=needed(reason, "reason")):
        matter.save(update_fields=["unit"])
        terms.follow(record=matter, by=by)
    tell(matter)
    matter.unit = left
    tell(matter)
    matter.unit = unit
    return matter


# ---- checked --------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Way:
    """How a matter is checked: a new check on a day, one that stands already, or one kept in another system."""

    scheduled_date: date | None = None
    inspection_id: int | None = None
    elsewhere_number: str = ""
    premises_id: int | None = None


@transaction.atomic
def check_matter(*, matter_id: int, way: Way, at: datetime, by: Any) -> Matter:
    """Have a matter checked: by an administrative check of the form for complaints, due by the clock."""
    matter = matter_of(matter_id)
    move(matter, rules.MATTER, "check_matter")
    if way.premises_id is not None and matter.premises_id is None:
        _settle_at(matter, premises_of(way.premises_id))
    matter.elsewhere_number = short(way.elsewhere_number, "elsewhere_number", most=60)
    with audit.act("citizens.check_matter", by=by):
        if not matter.elsewhere_number:
            matter.inspection = _check_for(matter, way, at=at, by=by)
        matter.checking_at = at
        matter.save()
        terms.follow(record=matter, by=by)
    tell(matter)
    return matter


def _check_for(matter: Matter, way: Way, *, at: datetime, by: Any) -> Inspection:
    if matter.premises_id is None:
        raise Refused(_("Say which premises it is; only premises can be checked."), field="premises")
    if way.inspection_id is not None:
        standing = Inspection.objects.standing().filter(pk=way.inspection_id, premises_id=matter.premises_id).first()
        if standing is None:
            raise Refused(_("There is no such standing check of this place."), field="inspection")
        return standing  # type: ignore[no-any-return]
    if way.scheduled_date is None:
        raise Refused(_("Say on which day."), field="scheduled_date")
    # No word of the sender: who is checked reads the grounds.
    words = _("complaint {number}: {kind}").format(number=matter.number, kind=matter.kind_words)
    wanted = Wanted(
        premises_id=matter.premises_id,
        form=checks.COMPLAINT_CHECK,
        cause=checks.BY_COMPLAINT,
        scheduled_date=way.scheduled_date,
        cause_words=words[:200],
        due_at=matter.due_at,
        due_article=matter.due_article,
    )
    return plan_check(wanted=wanted, at=at, by=by)


@transaction.atomic
def lose_check(*, matter_id: int, reason: str, at: datetime, by: Any) -> Matter:
    """Put a matter back, because its check was withdrawn or not done; the clock has run on."""
    matter = matter_of(matter_id, "inspection")
    move(matter, rules.MATTER, "lose_check")
    if matter.inspection is not None and matter.inspection.state not in (checks.WITHDRAWN, checks.NOT_DONE):
        raise Refused(_("Its check stands: {state}.").format(state=matter.inspection.get_state_display()))
    matter.inspection, matter.elsewhere_number, matter.checking_at = None, "", None
    with audit.act("citizens.lose_check", by=by, reason=needed(reason, "reason")):
        matter.save(update_fields=["state", "inspection", "elsewhere_number", "checking_at"])
    tell(matter)
    return matter


@transaction.atomic
def note_check_concluded(*, inspection_id: int) -> int:
    """A check was concluded: the terms of the matters it was made for are met; returns how many."""
    concluded: Inspection = Inspection.objects.get(pk=inspection_id)
    waiting = Matter.objects.filter(inspection=concluded, state=rules.CHECKING, checked_at=None)
    for matter_id in list(waiting.values_list("pk", flat=True)):
        matter = matter_of(matter_id)
        assert concluded.concluded_at is not None
        with audit.act("citizens.note_checked"):
            _checked(matter, concluded.concluded_at, by=None)
            matter.save(update_fields=["checked_at"])
        tell(matter)
    return len(waiting)


def _checked(matter: Matter, checked_at: datetime, *, by: Any) -> None:
    matter.checked_at = checked_at
    terms.meet(record=matter, code=matter.term_code, at=checked_at, by=by)


@transaction.atomic
def verify_matter(
    *, matter_id: int, outcome: str, words: str, checked_at: datetime | None = None, at: datetime, by: Any
) -> Matter:
    """Enter what the check showed: true or not. Of a check in another system the instant is entered too."""
    matter = matter_of(matter_id, "inspection")
    move(matter, rules.MATTER, "verify_matter")
    if outcome not in (rules.TRUE, rules.UNTRUE):
        raise Refused(_("Say whether it is true."), field="outcome")
    then = _when_checked(matter, checked_at, at)
    matter.outcome, matter.outcome_words, matter.verified_at = outcome, needed(words, "words", most=500), at
    with audit.act("citizens.verify_matter", by=by):
        if matter.checked_at is None:
            _checked(matter, then, by=by)
        matter.save(update_fields=["state", "outcome", "outcome_words", "verified_at", "checked_at"])
    tell(matter)
    return matter


def _when_checked(matter: Matter, given: datetime | None, at: datetime) -> datetime:
    """The instant of the check: its own where it is kept here, else what is entered."""
    if matter.inspection is not None:
        if matter.inspection.state != checks.CONCLUDED or matter.inspection.concluded_at is None:
            raise Refused(_("Its check is not concluded yet."))
        return matter.inspection.concluded_at
    if given is None:
        raise Refused(_("Say when it was checked."), field="checked_at")
    if not matter.received_at <= given <= at:
        raise Refused(_("It was checked between its receipt and now."), field="checked_at")
    return given


@transaction.atomic
def hand_over_matter(*, matter_id: int, matter: str, words: str, competence: str = "", at: datetime, by: Any) -> Matter:
    """Hand a matter to the body that is competent, by a transfer with its letter; receipt and outcome stand there."""
    record = matter_of(matter_id, "inspection")
    move(record, rules.MATTER, "hand_over_matter")
    if record.premises is None:
        raise Refused(_("Say which premises it is, when accepting or checking: a transfer names a place."))
    if record.inspection is not None and record.inspection.state in checks.STANDING:
        raise Refused(_("Its check stands: {state}.").format(state=record.inspection.get_state_display()))
    transfer = hand_on(
        premises=record.premises,
        unit=record.unit,
        matter=matter,
        competence=competence,
        words=rules.masked_text(words),
        at=at,
        by=by,
    )
    record.transfer, record.outcome, record.verified_at = transfer, rules.TRANSFERRED, at
    record.outcome_words = _("handed to {body}").format(body=transfer.body)[:500]
    with audit.act("citizens.hand_over_matter", by=by):
        record.save(update_fields=["state", "transfer", "outcome", "outcome_words", "verified_at"])
        if record.checked_at is None:
            terms.drop(record=record, at=at, reason=record.outcome_words, by=by)
    tell(record)
    return record


# ---- ended ----------------------------------------------------------------------------------------------------
@transaction.atomic
def close_matter(*, matter_id: int, at: datetime, by: Any) -> Matter:
    """Close a matter of which everybody is answered."""
    matter = matter_of(matter_id)
    answering.finish(matter, at=at)
    move(matter, rules.MATTER, "close_matter")
    matter.closed_at = at
    with audit.act("citizens.close_matter", by=by):
        matter.save(update_fields=["state", "closed_at"])
    tell(matter)
    return matter


@transaction.atomic
def withdraw_matter(*, matter_id: int, reason: str, at: datetime, by: Any) -> Matter:
    """Withdraw a matter that was entered by mistake; it counts nowhere and stays to be read."""
    matter = matter_of(matter_id, "inspection")
    move(matter, rules.MATTER, "withdraw_matter")
    if matter.joined.exists():  # type: ignore[attr-defined]
        raise Refused(_("Others are joined into {number}; part them first.").format(number=matter.number))
    if matter.inspection is not None and matter.inspection.state in checks.STANDING:
        raise Refused(_("Its check stands: {state}.").format(state=matter.inspection.get_state_display()))
    matter.withdrawn_reason, matter.withdrawn_at = needed(reason, "reason"), at
    with audit.act("citizens.withdraw_matter", by=by, reason=matter.withdrawn_reason):
        matter.save(update_fields=["state", "withdrawn_reason", "withdrawn_at"])
        terms.drop(record=matter, at=at, reason=matter.withdrawn_reason, by=by)
    tell(matter)
    return matter


@transaction.atomic
def renew_terms() -> int:
    """Write the ends of terms that were computed anew at their matters; returns how many changed."""
    changed = 0
    for matter in Matter.objects.open().filter(checked_at=None).select_for_update(of=("self",)).select_related("unit"):
        end = clock.deadline(matter.term_code, matter.received_at)
        if end.at == matter.due_at:
            continue
        matter.due_at = end.at
        with audit.act("citizens.renew_term"):
            matter.save(update_fields=["due_at"])
        changed += 1
    return changed
