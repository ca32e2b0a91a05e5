"""Temporary seals 临时查封: proposed, studied together, decided by another; of limited length; lifted after a check."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.inspections import paper_words
from lanyan.inspections.actions import papers, terms
from lanyan.inspections.actions.common import next_number
from lanyan.inspections.actions.enforcing import another, code, locked, move, names, not_before, required
from lanyan.inspections.models import Hazard, Seal
from lanyan.inspections.rules import clock
from lanyan.inspections.rules import hazards as hazard_rules
from lanyan.inspections.rules import seals as rules
from lanyan.kernel import audit, live, search
from lanyan.kernel.errors import Refused
from lanyan.kernel.periods import ZONE

DECISION, URGENT, LENGTH = "seal_decision", "seal_urgent_paper", "seal_length"
LIFT_CHECK, LIFT_DECISION = "seal_lift_check", "seal_lift_decision"


def _tell(seal: Seal) -> None:
    live.announce("seal", seal.pk)
    search.index("seal", [seal])


def _title(seal: Seal) -> str:
    return f"{seal.premises.name} · {seal.part}"


@transaction.atomic
def propose_seal(
    *,
    hazard_id: int,
    ground: str,
    part: str,
    urgent: bool = False,
    consent_name: str = "",
    at: datetime,
    by: Any,
) -> Seal:
    """Propose to seal a part; in urgency it is sealed at once on the head's oral consent, study and paper follow."""
    hazard: Hazard = locked(Hazard, hazard_id, "inspection")
    if hazard.status not in hazard_rules.OPEN:
        raise Refused(_("The hazard is put right or withdrawn."))
    seal = Seal(
        number=next_number(hazard.unit, "CF", at),
        hazard=hazard,
        premises=hazard.premises,
        unit=hazard.unit,
        ground=code("seal_grounds", ground, "ground"),
        part=required(part, "part"),
        urgent=urgent,
        proposed_at=at,
        proposed_by=by,
    )
    if urgent:
        seal.consent_name, seal.consent_at = required(consent_name, "consent_name", 40), at
        _seal_now(seal, at)
    with audit.act("inspections.propose_seal", by=by):
        seal.save(force_insert=True)
    if urgent:
        terms.start(record=seal, code=URGENT, since=at, title=_title(seal), person=by, by=by)
        terms.start(record=seal, code=LENGTH, since=at, title=_title(seal), person=by, by=by)
    else:
        since = hazard.inspection.started_at or hazard.found_at
        terms.start(record=seal, code=DECISION, since=since, title=_title(seal), person=by, by=by)
    live.announce("hazard", hazard.pk)
    _tell(seal)
    return seal


def _seal_now(seal: Seal, at: datetime) -> None:
    """It holds from now, for as long as the law lets it."""
    if seal.status == rules.PROPOSED:
        move(seal, rules.SEAL, "decide_seal")
    seal.sealed_at = at
    seal.until_date = clock.deadline(LENGTH, at).last_day


@transaction.atomic
def study_seal(*, seal_id: int, study_names: Sequence[str], words: str, at: datetime, by: Any) -> Seal:
    """Enter the collective study 集体研究: who took part and what came out."""
    seal: Seal = locked(Seal, seal_id, "ground")
    if seal.studied_at is not None:
        raise Refused(_("The study is entered already."))
    if seal.status not in (rules.PROPOSED, rules.IN_FORCE):
        raise Refused(_("This seal is not waiting for a study."))
    not_before(at, seal.proposed_at)
    seal.study_names = names(study_names, rules.LEAST_STUDY, "study_names")
    seal.study_words, seal.studied_at = required(words, "words", 2000), at
    with audit.act("inspections.study_seal", by=by):
        seal.save()
    _tell(seal)
    return seal


@transaction.atomic
def decide_seal(*, seal_id: int, agreed: bool, reason: str = "", at: datetime, by: Any) -> Seal:
    """Decide on a seal after the study, by another than who proposed; also the paper of an urgent one."""
    seal: Seal = locked(Seal, seal_id, "ground", "hazard")
    another(by, seal.proposed_by_id)
    if seal.decided_at is not None:
        raise Refused(_("It is decided already."))
    if seal.studied_at is None:
        raise Refused(_("A seal is decided after the collective study."))
    not_before(at, seal.studied_at)
    seal.decided_at, seal.decided_by = at, by
    with audit.act("inspections.decide_seal", by=by, reason=reason):
        if agreed:
            if seal.status == rules.PROPOSED:
                _seal_now(seal, at)
            seal.save()
            _sealed(seal, at=at, by=by)
        else:
            _not_agreed(seal, required(reason), at=at, by=by)
    terms.meet(record=seal, code=URGENT if seal.urgent else DECISION, at=at, by=by)
    _tell(seal)
    return seal


def _sealed(seal: Seal, *, at: datetime, by: Any) -> None:
    terms.start(
        record=seal, code=LENGTH, since=seal.sealed_at or at, title=_title(seal), person=seal.proposed_by, by=by
    )
    _paper("SEAL", seal, at=at, by=by, due=paper_words.chinese(seal.until_date), part=seal.part)


def _not_agreed(seal: Seal, reason: str, *, at: datetime, by: Any) -> None:
    """What was only proposed is refused; what was sealed in urgency ends."""
    move(seal, rules.SEAL, "refuse_seal" if seal.status == rules.PROPOSED else "end_seal")
    seal.ended_at, seal.end_reason = at, reason
    seal.save()
    terms.drop(record=seal, code=LENGTH, at=at, reason=reason, by=by)


def _paper(kind: str, seal: Seal, *, at: datetime, by: Any, words: str = "", **blanks: str) -> None:
    papers.make(
        kind=kind,
        premises=seal.premises,
        unit=seal.unit,
        seal=seal,
        hazards=[seal.hazard] if seal.hazard else [],
        items=[seal.ground.label_zh, *paper_words.of_hazards([seal.hazard] if seal.hazard else [])],
        words=words,
        blanks=blanks,
        at=at,
        by=by,
    )


@transaction.atomic
def renew_seal(*, seal_id: int, reason: str, at: datetime, by: Any) -> Seal:
    """Renew a seal before its length ends, for the same length again; by another than who proposed it."""
    seal: Seal = locked(Seal, seal_id, "ground", "hazard")
    another(by, seal.proposed_by_id)
    reason = required(reason)
    if seal.status != rules.IN_FORCE or seal.until_date is None:
        raise Refused(_("Only a seal in force can be renewed."))
    if seal.is_over(at.astimezone(ZONE).date()):
        raise Refused(_("Its length has ended: it can no longer be renewed."))
    before = seal.until_date
    seal.until_date = clock.deadline(LENGTH, before).last_day
    seal.renewals += 1
    with audit.act("inspections.renew_seal", by=by, reason=reason):
        seal.save()
    terms.meet(record=seal, code=LENGTH, at=at, by=by)
    terms.start(record=seal, code=LENGTH, since=before, title=_title(seal), person=seal.proposed_by, by=by)
    _paper("SEAL", seal, at=at, by=by, words=reason, due=paper_words.chinese(seal.until_date), part=seal.part)
    _tell(seal)
    return seal


@transaction.atomic
def ask_lifting(*, seal_id: int, at: datetime, by: Any) -> Seal:
    """Enter that the unit asks to have the seal lifted: the check is due."""
    seal: Seal = locked(Seal, seal_id)
    move(seal, rules.SEAL, "ask_lifting")
    seal.lifting_asked_at, seal.lifting_checked_at, seal.lifting_fit = at, None, None
    with audit.act("inspections.ask_lifting", by=by):
        seal.save()
    terms.start(record=seal, code=LIFT_CHECK, since=at, title=_title(seal), person=by, by=by)
    _tell(seal)
    return seal


@transaction.atomic
def check_lifting(*, seal_id: int, fit: bool, words: str, at: datetime, by: Any) -> Seal:
    """Enter the check after the application; the decision has a term of its own from now."""
    seal: Seal = locked(Seal, seal_id)
    not_before(at, seal.lifting_asked_at)
    move(seal, rules.SEAL, "check_lifting")
    seal.lifting_checked_at, seal.lifting_fit = at, fit
    seal.lifting_words = required(words, "words", 300)
    with audit.act("inspections.check_lifting", by=by):
        seal.save()
    terms.meet(record=seal, code=LIFT_CHECK, at=at, by=by)
    terms.start(record=seal, code=LIFT_DECISION, since=at, title=_title(seal), person=by, by=by)
    _tell(seal)
    return seal


@transaction.atomic
def decide_lifting(*, seal_id: int, at: datetime, by: Any) -> Seal:
    """Decide after the check: lifted where the danger is removed, kept where it is not. Each is a paper."""
    seal: Seal = locked(Seal, seal_id, "ground", "hazard")
    another(by, seal.proposed_by_id)
    not_before(at, seal.lifting_checked_at)
    move(seal, rules.SEAL, "lift_seal" if seal.lifting_fit else "keep_seal")
    with audit.act("inspections.decide_lifting", by=by):
        if seal.lifting_fit:
            seal.ended_at, seal.end_reason = at, seal.lifting_words[:200]
        seal.save()
    _paper("SEAL_LIFT" if seal.lifting_fit else "SEAL_KEEP", seal, at=at, by=by, words=seal.lifting_words)
    terms.meet(record=seal, code=LIFT_DECISION, at=at, by=by)
    if seal.lifting_fit:
        terms.meet(record=seal, code=LENGTH, at=at, by=by)
    _tell(seal)
    return seal


@transaction.atomic
def end_seal(*, seal_id: int, reason: str, at: datetime, by: Any) -> Seal:
    """End a seal whose length has run out, or that was not confirmed: it holds no longer."""
    seal: Seal = locked(Seal, seal_id)
    move(seal, rules.SEAL, "end_seal")
    seal.ended_at, seal.end_reason = at, required(reason)
    with audit.act("inspections.end_seal", by=by, reason=seal.end_reason):
        seal.save()
    terms.meet(record=seal, code=LENGTH, at=at, by=by)
    terms.drop(record=seal, at=at, reason=seal.end_reason, by=by)
    _tell(seal)
    return seal
