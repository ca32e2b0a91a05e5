"""Service of papers 送达: on the screen there and then, or entered later from what was written by hand."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.inspections.actions import checks, papers
from lanyan.inspections.actions import hazards as hazard_actions
from lanyan.inspections.actions import major as major_actions
from lanyan.inspections.actions.enforcing import locked, move, names, not_before, not_future, required
from lanyan.inspections.models import Hazard, Inspection, Paper
from lanyan.inspections.rules import papers as rules
from lanyan.kernel import audit, files
from lanyan.kernel.errors import Refused
from lanyan.units.models import Unit

SIGNATURE, SCAN = "signature", "scan"


@transaction.atomic
def serve(
    *,
    paper_id: int,
    receiver: str = "",
    signature: Any = None,
    refusal: str = "",
    witnesses: Sequence[str] = (),
    clip_number: str = "",
    at: datetime,
    by: Any,
) -> Paper:
    """Serve a paper: signed on the screen by who receives it, or refused and left before witnesses."""
    paper: Paper = locked(Paper, paper_id, "kind", "inspection")
    not_before(at, paper.made_at)
    move(paper, rules.PAPER, "serve_paper")
    if signature is not None:
        paper.service, paper.receiver = rules.SIGNED, required(receiver, "receiver", 40)
    else:
        seen_by = names(list(witnesses), rules.LEAST_WITNESSES, "witnesses")
        paper.service, paper.witnesses = rules.WITNESSED, "、".join(seen_by)[:100]
        paper.refusal, paper.receiver = required(refusal, "refusal"), receiver.strip()[:40]
        if not clip_number.strip():
            raise Refused(_("Where signing is refused, the number of the clip is needed."), field="clip_number")
    paper.served_at, paper.clip_number = at, clip_number.strip()[:60]
    with audit.act("inspections.serve_paper", by=by):
        paper.save()
        if signature is not None:
            stored = files.keep(upload=signature, kinds=("image",), by=by, at=at, field="signature")
            files.attach(record=paper, stored=stored, kind=SIGNATURE, caption=paper.receiver, by=by, at=at)
    _served(paper, at=at, by=by)
    return paper


def _served(paper: Paper, *, at: datetime, by: Any) -> None:
    if paper.inspection_id is not None and paper.kind.code == rules.CHECK_NOTICE:
        checks.notice_served(paper=paper, at=at, by=by)
    if paper.inspection is not None and paper.kind.code in ("AT_ONCE", "BY_DATE"):
        hazard_actions.settle_notice(paper.inspection, at=at, by=by)
    if paper.major_id is not None and paper.kind.code == "MAJOR":
        major_actions.notice_served(major_id=paper.major_id, at=at, by=by)
    papers.tell(paper)


@transaction.atomic
def enter_hand_written(
    *,
    kind: str,
    premises: Any,
    unit: Unit,
    number: str,
    made_at: datetime,
    scan: Any,
    words: str,
    receiver: str = "",
    refusal: str = "",
    witnesses: Sequence[str] = (),
    clip_number: str = "",
    hazards: Sequence[Hazard] = (),
    inspection: Inspection | None = None,
    at: datetime,
    by: Any,
) -> Paper:
    """Enter a paper that was written and served by hand: with its number, its scan and its own instant."""
    not_future(made_at, at, "made_at")
    paper = papers.make(
        kind=kind,
        premises=premises,
        unit=unit,
        hazards=hazards,
        inspection=inspection,
        provenance=rules.HAND_WRITTEN,
        given_number=required(number, "number", 60),
        words=required(words, "words", 2000),
        at=made_at,
        entered_at=at,
        by=by,
    )
    stored = files.keep(upload=scan, kinds=("image", "pdf"), by=by, at=at, field="scan")
    files.attach(record=paper, stored=stored, kind=SCAN, name=scan.name, by=by, at=at)
    move(paper, rules.PAPER, "serve_paper")
    if receiver.strip():
        paper.service, paper.receiver = rules.SIGNED, receiver.strip()[:40]
    else:
        paper.service, paper.refusal = rules.WITNESSED, required(refusal, "refusal")
        paper.witnesses = "、".join(names(list(witnesses), rules.LEAST_WITNESSES, "witnesses"))[:100]
    paper.served_at, paper.clip_number = made_at, clip_number.strip()[:60]
    with audit.act("inspections.serve_paper", by=by):
        paper.save()
    _served(paper, at=made_at, by=by)
    return paper
