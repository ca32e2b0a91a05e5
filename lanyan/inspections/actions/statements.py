"""Records written on the spot: the scene of a seal 现场笔录, and what a party states in its defence 陈述申辩."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.inspections import paper_words
from lanyan.inspections.actions import papers
from lanyan.inspections.actions.enforcing import locked, names, not_before, qualified, required
from lanyan.inspections.models import Case, Paper, Seal
from lanyan.inspections.rules import papers as rules
from lanyan.inspections.rules import seals
from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.kernel.periods import ZONE

SCENE, STATEMENT = "SEAL_SCENE", "STATEMENT"
# The occupier or a witness stands beside the officers.
LEAST_PRESENT = 1


@transaction.atomic
def record_scene(
    *, seal_id: int, officer_ids: Sequence[int], present: Sequence[str], words: str, told: str, at: datetime, by: Any
) -> Paper:
    """Write the record of a sealing on the spot: who sealed, who stood by, what was done, told and answered."""
    seal: Seal = locked(Seal, seal_id, "ground", "hazard")
    if seal.sealed_at is None or seal.status not in seals.SEALED:
        raise Refused(_("The record is written when the seal is put on."))
    not_before(at, seal.sealed_at)
    if seal.papers.exclude(status=rules.WITHDRAWN).filter(kind__code=SCENE).exists():
        raise Refused(_("The record of this sealing is written already."))
    officers = qualified(officer_ids, seal.premises_id, at.astimezone(ZONE).date())
    standing_by = names(list(present), LEAST_PRESENT, "present")
    items = [
        f"查封部位：{seal.part}",
        f"查封依据：{seal.ground.label_zh}",
        f"在场人员：{'、'.join(standing_by)}",
        f"现场情况：{required(words, 'words', 2000)}",
        f"告知及当事人陈述、申辩：{required(told, 'told', 1000)}",
    ]
    with audit.act("inspections.record_scene", by=by):
        return papers.make(
            kind=SCENE,
            premises=seal.premises,
            unit=seal.unit,
            seal=seal,
            hazards=[seal.hazard] if seal.hazard else [],
            items=items,
            officers="、".join(one.name for one in officers),
            blanks={"day": paper_words.chinese(seal.sealed_at)},
            at=at,
            by=by,
        )


@transaction.atomic
def hear_for_seal(*, seal_id: int, speaker: str, words: str, taken: str, at: datetime, by: Any) -> Paper:
    """Write down what the party states in its defence against a seal, before or while it holds."""
    seal: Seal = locked(Seal, seal_id, "ground", "hazard")
    if seal.status not in (seals.PROPOSED, *seals.SEALED):
        raise Refused(_("There is nothing to be heard about any more."))
    not_before(at, seal.proposed_at)
    return _heard(seal, f"临时查封：{seal.part}", speaker, words, taken, at=at, by=by, seal=seal)


@transaction.atomic
def hear_for_case(*, case_id: int, speaker: str, words: str, taken: str, at: datetime, by: Any) -> Paper:
    """Write down what the party states in its defence before a case is decided."""
    case: Case = locked(Case, case_id, "rule", "hazard")
    if case.status not in (seals.OPENED, seals.PROPOSED_PENALTY):
        raise Refused(_("A statement is heard before the case is decided."))
    not_before(at, case.opened_at)
    return _heard(case, f"拟处罚事由：{case.rule.label_zh}", speaker, words, taken, at=at, by=by, case=case)


def _heard(
    record: Any, matter: str, speaker: str, words: str, taken: str, *, at: datetime, by: Any, **link: Any
) -> Paper:
    said = f"{required(speaker, 'speaker', 40)}陈述、申辩：{required(words, 'words', 2000)}"
    items = [matter, said, f"复核意见：{required(taken, 'taken', 500)}"]
    with audit.act("inspections.hear_statement", by=by):
        return papers.make(
            kind=STATEMENT,
            premises=record.premises,
            unit=record.unit,
            hazards=[record.hazard] if record.hazard else [],
            items=items,
            at=at,
            by=by,
            **link,
        )
