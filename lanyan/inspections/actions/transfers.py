"""Transfers: to whoever the competence table names for the matter, the place and the day; receipt and outcome."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.inspections import paper_words
from lanyan.inspections.actions import papers
from lanyan.inspections.actions.common import next_number
from lanyan.inspections.actions.enforcing import code, locked, move, not_before, required
from lanyan.inspections.models import Case, Hazard, Inspection, Transfer
from lanyan.inspections.rules import competence as rules
from lanyan.kernel import audit, codes, live, search
from lanyan.kernel.errors import Refused
from lanyan.kernel.periods import ZONE
from lanyan.premises.models import Premises
from lanyan.units.models import Unit


def table() -> list[rules.Competence]:
    """The competence table."""
    return [
        rules.Competence(
            row.code,
            row.facts.get("matter", ""),
            row.facts.get("place", ""),
            row.label_zh,
            row.facts.get("body_kind", ""),
            row.since,
            row.until,
        )
        for row in codes.table("competences").values()
    ]


def bodies(*, matter: str, place: str, on: date) -> list[rules.Competence]:
    """Who is competent for a matter at a place on a day."""
    return rules.competent(table(), matter=matter, place=place, on=on)


def _tell(transfer: Transfer) -> None:
    live.announce("transfer", transfer.pk)
    search.index("transfer", [transfer])


@transaction.atomic
def send(
    *,
    hazard_id: int,
    matter: str,
    competence: str = "",
    words: str,
    case_id: int | None = None,
    at: datetime,
    by: Any,
) -> Transfer:
    """Hand a matter over to the competent body; the letter is made as a paper."""
    hazard: Hazard = locked(Hazard, hazard_id, "inspection")
    row = code("transfer_matters", matter, "matter")
    able = _competent(matter, competence, hazard.premises.division_code or hazard.unit.division_code, at)
    case = Case.objects.filter(pk=case_id, hazard=hazard).first() if case_id else None
    with audit.act("inspections.send_transfer", by=by):
        transfer: Transfer = Transfer.objects.create(
            number=next_number(hazard.unit, "YS", at),
            hazard=hazard,
            case=case,
            premises=hazard.premises,
            unit=hazard.unit,
            matter=row,
            competence=code("competences", able.code, "competence"),
            body=able.body,
            words=required(words, "words", 2000),
            sent_at=at,
            sent_by=by,
        )
    _letter(transfer, [hazard], hazard.inspection, at=at, by=by)
    live.announce("hazard", hazard.pk)
    _tell(transfer)
    return transfer


def _competent(matter: str, competence: str, place: str, at: datetime) -> rules.Competence:
    """The one body that is competent, or why there is none."""
    able = bodies(matter=matter, place=place, on=at.astimezone(ZONE).date())
    if competence:
        able = [one for one in able if one.code == competence]
    if len(able) != 1:
        reason = _("Nobody is entered as competent for this matter here.") if not able else _("Choose to whom.")
        raise Refused(reason, field="competence")
    return able[0]


@transaction.atomic
def hand_on(
    *, premises: Premises, unit: Unit, matter: str, competence: str = "", words: str, at: datetime, by: Any
) -> Transfer:
    """Hand on what we were told of a place and another body has to deal with: no hazard of ours; the letter is made."""
    row = code("transfer_matters", matter, "matter")
    able = _competent(matter, competence, premises.division_code or unit.division_code, at)
    with audit.act("inspections.send_transfer", by=by):
        transfer: Transfer = Transfer.objects.create(
            number=next_number(unit, "YS", at),
            premises=premises,
            unit=unit,
            matter=row,
            competence=code("competences", able.code, "competence"),
            body=able.body,
            words=required(words, "words", 2000),
            sent_at=at,
            sent_by=by,
        )
    _letter(transfer, [], None, at=at, by=by)
    _tell(transfer)
    return transfer


def _letter(transfer: Transfer, hazards: list[Hazard], inspection: Inspection | None, *, at: datetime, by: Any) -> None:
    """The letter of transfer 移送书, to the body that is competent."""
    papers.make(
        kind="TRANSFER",
        premises=transfer.premises,
        unit=transfer.unit,
        transfer=transfer,
        inspection=inspection,
        hazards=hazards,
        items=[transfer.matter.label_zh, *paper_words.of_hazards(hazards)],
        words=transfer.words,
        addressee=transfer.body,
        blanks={"law": transfer.competence.source},
        at=at,
        by=by,
    )


@transaction.atomic
def receive(*, transfer_id: int, receipt_number: str, at: datetime, by: Any) -> Transfer:
    """Enter the receipt of the other body."""
    transfer: Transfer = locked(Transfer, transfer_id)
    not_before(at, transfer.sent_at)
    move(transfer, rules.TRANSFER, "receive_transfer")
    transfer.received_at, transfer.receipt_number = at, required(receipt_number, "receipt_number", 60)
    with audit.act("inspections.receive_transfer", by=by):
        transfer.save()
    _tell(transfer)
    return transfer


@transaction.atomic
def answer(
    *, transfer_id: int, outcome: str, words: str = "", detained: int | None = None, at: datetime, by: Any
) -> Transfer:
    """Enter what became of it there; people detained are an outcome of theirs and never a penalty of ours."""
    transfer: Transfer = locked(Transfer, transfer_id)
    row = code("transfer_outcomes", outcome, "outcome")
    not_before(at, transfer.sent_at)
    if bool(row.facts.get("needs_people")) != bool(detained):
        raise Refused(_("The number of people detained belongs to a detention, and only to it."), field="detained")
    move(transfer, rules.TRANSFER, "answer_transfer")
    transfer.answered_at, transfer.outcome = at, row
    transfer.outcome_words, transfer.detained = words.strip()[:300], detained
    with audit.act("inspections.answer_transfer", by=by):
        transfer.save()
    _tell(transfer)
    return transfer


@transaction.atomic
def withdraw_transfer(*, transfer_id: int, reason: str, at: datetime, by: Any) -> Transfer:
    """Withdraw a transfer that was a mistake."""
    transfer: Transfer = locked(Transfer, transfer_id)
    reason = required(reason)
    move(transfer, rules.TRANSFER, "withdraw_transfer")
    transfer.withdrawn_at, transfer.withdrawn_reason = at, reason
    with audit.act("inspections.withdraw_transfer", by=by, reason=reason):
        transfer.save()
    _tell(transfer)
    return transfer
