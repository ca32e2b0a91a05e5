"""The buttons on the pages of hazards, papers, cases, seals, major hazards and transfers."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lanyan.inspections.actions.hazards import local_rules
from lanyan.inspections.models import Case, Hazard, MajorHazard, Opening, Paper, Seal, Transfer
from lanyan.inspections.rules import competence, hazards, judgement, openings, papers, seals
from lanyan.kernel import access, acts
from lanyan.kernel.access import Verb
from lanyan.kernel.states import LifeCycle

KEEP_HAZARDS, KEEP, DECIDE = (
    "inspections.keep_hazards",
    "inspections.keep_enforcement",
    "inspections.decide_enforcement",
)


def _not_now() -> str:
    return _now("not in this state")


def _from(life: LifeCycle, *moves: str) -> Callable[[Any], str]:
    """Possible while any of these moves is."""

    def refuse(record: Any) -> str:
        return "" if set(moves) & set(life.moves_from(record.status)) else _not_now()

    return refuse


def _in(*states: str) -> Callable[[Any], str]:
    return lambda record: "" if record.status in states else _not_now()


def _open(hazard: Any) -> str:
    return "" if hazard.status in hazards.OPEN else _not_now()


def _extension(hazard: Any) -> str:
    if hazard.status not in hazards.ORDERED or hazard.due_date is None:
        return _not_now()
    return "" if local_rules() else _now("no local rule is entered")


access.register_verbs(
    Hazard,
    Verb("fix_on_spot", KEEP_HAZARDS, _("Put right on the spot"), "inspections:fix_on_spot",
         _from(hazards.HAZARD, "fix_on_spot"), icon="check"),
    Verb("order", KEEP_HAZARDS, _("Order to put right"), "inspections:order_hazard",
         _from(hazards.HAZARD, "order_at_once", "order_by_date"), icon="flag", tone="do"),
    Verb("report_fixed", KEEP_HAZARDS, _("Note as reported put right"), "inspections:report_fixed",
         _from(hazards.HAZARD, "report_fixed")),
    Verb("recheck_hazard", KEEP_HAZARDS, _("Re-check"), "inspections:recheck",
         _from(hazards.HAZARD, "close_hazard"), icon="inspect", tone="do"),
    Verb("photograph", KEEP_HAZARDS, _("Add a photograph"), "inspections:photograph_hazard", icon="camera"),
    Verb("make_evidence_link", "inspections.make_evidence_link", _("Evidence link"), "inspections:make_link",
         _in(*hazards.ORDERED, hazards.REPORTED_FIXED, hazards.NOT_FIXED), icon="link"),
    Verb("ask_extension", KEEP_HAZARDS, _("Ask for an extension"), "inspections:ask_extension", _extension),
    Verb("open_case", KEEP, _("Open a case"), "inspections:open_case", icon="note"),
    Verb("propose_seal", KEEP, _("Propose a temporary seal"), "inspections:propose_seal", _open, icon="lock"),
    Verb("send_transfer", KEEP, _("Transfer a matter"), "inspections:send_transfer", _open, icon="send"),
    Verb("withdraw_hazard", "inspections.withdraw_hazard", _("Withdraw"), "inspections:withdraw_hazard",
         _from(hazards.HAZARD, "withdraw_hazard")),
)  # fmt: skip


def _unnumbered(paper: Any) -> str:
    return "" if paper.numbered_by == papers.NATIONAL else _now("numbered here")


access.register_verbs(
    Paper,
    Verb("serve_paper", "inspections.serve_paper", _("Serve"), "inspections:serve_paper",
         _from(papers.PAPER, "serve_paper"), icon="edit", tone="do"),
    Verb("fill_paper_number", "inspections.fill_paper_number", _("Enter its number"), "inspections:fill_number",
         _unnumbered, icon="codes"),
    Verb("withdraw_paper", "inspections.withdraw_paper", _("Withdraw"), "inspections:withdraw_paper",
         _from(papers.PAPER, "withdraw_paper")),
)  # fmt: skip


def _has_stop(case: Any) -> str:
    return "" if case.stop and case.status in (seals.DECIDED, seals.PROPOSED_PENALTY) else _not_now()


access.register_verbs(
    Case,
    Verb("propose_penalty", KEEP, _("Propose a penalty"), "inspections:propose_penalty",
         _from(seals.CASE, "propose_penalty"), tone="do"),
    Verb("decide_case", DECIDE, _("Decide"), "inspections:decide_case", _from(seals.CASE, "decide_case"), tone="do"),
    Verb("return_proposal", DECIDE, _("Send back"), "inspections:return_proposal",
         _from(seals.CASE, "return_proposal")),
    Verb("hear_statement", KEEP, _("Statement in defence"), "inspections:hear_for_case",
         _in(seals.OPENED, seals.PROPOSED_PENALTY), icon="edit"),
    Verb("report_stop", KEEP, _("Report the stop"), "inspections:report_stop", _has_stop),
    Verb("end_case", KEEP, _("End the case"), "inspections:end_case", _from(seals.CASE, "end_case"), tone="do"),
    Verb("drop_case", DECIDE, _("Drop"), "inspections:drop_case", _from(seals.CASE, "drop_case")),
)  # fmt: skip


def _study(seal: Any) -> str:
    waiting = seal.studied_at is None and seal.status in (seals.PROPOSED, seals.IN_FORCE)
    return "" if waiting else _not_now()


def _decide(seal: Any) -> str:
    if seal.decided_at is not None or seal.status not in (seals.PROPOSED, *seals.SEALED):
        return _not_now()
    return "" if seal.studied_at else _now("the collective study comes first")


def _scene(seal: Any) -> str:
    if seal.sealed_at is None or seal.status not in seals.SEALED:
        return _not_now()
    written = seal.papers.filter(kind__code="SEAL_SCENE").exclude(status=papers.WITHDRAWN).exists()
    return _now("it is written already") if written else ""


access.register_verbs(
    Seal,
    Verb("study_seal", KEEP, _("Enter the study"), "inspections:study_seal", _study, icon="people"),
    Verb("decide_seal", DECIDE, _("Decide"), "inspections:decide_seal", _decide, tone="do"),
    Verb("renew_seal", DECIDE, _("Renew"), "inspections:renew_seal", _in(seals.IN_FORCE)),
    Verb("ask_lifting", KEEP, _("Lifting is asked for"), "inspections:ask_lifting", _from(seals.SEAL, "ask_lifting")),
    Verb("check_lifting", KEEP, _("Check for lifting"), "inspections:check_lifting",
         _from(seals.SEAL, "check_lifting"), tone="do"),
    Verb("decide_lifting", DECIDE, _("Decide on lifting"), "inspections:decide_lifting",
         _from(seals.SEAL, "lift_seal"), tone="do"),
    Verb("record_scene", KEEP, _("Record of the sealing"), "inspections:record_scene", _scene, icon="note"),
    Verb("hear_statement", KEEP, _("Statement in defence"), "inspections:hear_for_seal",
         _in(seals.PROPOSED, *seals.SEALED), icon="edit"),
    Verb("end_seal", DECIDE, _("End the seal"), "inspections:end_seal", _from(seals.SEAL, "end_seal")),
)  # fmt: skip


def _suspected(major: Any) -> str:
    return "" if major.status == judgement.SUSPECTED else _not_now()


def _to_determine(major: Any) -> str:
    if major.status != judgement.SUSPECTED:
        return _not_now()
    return "" if major.studied_at else _now("the collective discussion comes first")


def _to_report(major: Any) -> str:
    early = major.status in (judgement.SUSPECTED, judgement.NOT_MAJOR)
    return _not_now() if early or major.reported_at else ""


def _to_list(major: Any) -> str:
    if major.status != judgement.NOTIFIED:
        return _not_now()
    return "" if major.reported_at else _now("the report comes first")


def _told(major: Any) -> str:
    closed = major.status not in judgement.OPEN or major.status == judgement.SUSPECTED
    return _not_now() if closed else ""


access.register_verbs(
    MajorHazard,
    Verb("judge_major", KEEP, _("Judge by the elements"), "inspections:judge_major", _suspected, icon="list"),
    Verb("study_major", KEEP, _("Enter the discussion"), "inspections:study_major", _suspected, icon="people"),
    Verb("hear_experts", KEEP, _("Enter the experts"), "inspections:hear_experts", _suspected),
    Verb("determine_major", DECIDE, _("Determine"), "inspections:determine_major", _to_determine, tone="do"),
    Verb("make_major_notice", KEEP, _("Make the notice"), "inspections:make_major_notice",
         _in(judgement.DETERMINED), tone="do"),
    Verb("report_major", KEEP, _("Report"), "inspections:report_major", _to_report, icon="send"),
    Verb("enter_major_receipt", KEEP, _("Enter the receipt"), "inspections:enter_major_receipt",
         lambda major: "" if major.reported_at and not major.receipt_at else _not_now()),
    Verb("list_major", KEEP, _("Enter the listing"), "inspections:list_major", _to_list, icon="flag", tone="do"),
    Verb("tell_progress", KEEP, _("Tell progress"), "inspections:tell_progress", _told),
    Verb("ask_delisting", KEEP, _("Ask for delisting"), "inspections:ask_delisting",
         _from(judgement.MAJOR, "ask_delisting")),
    Verb("decide_delisting", KEEP, _("Enter the answer"), "inspections:decide_delisting",
         _from(judgement.MAJOR, "delist_major")),
    Verb("close_major", DECIDE, _("Close the major hazard"), "inspections:close_major",
         _from(judgement.MAJOR, "close_major"), tone="do"),
)  # fmt: skip

access.register_verbs(
    Transfer,
    Verb("receive_transfer", KEEP, _("Enter the receipt"), "inspections:receive_transfer",
         _from(competence.TRANSFER, "receive_transfer")),
    Verb("answer_transfer", KEEP, _("Enter the outcome"), "inspections:answer_transfer",
         _from(competence.TRANSFER, "answer_transfer"), tone="do"),
    Verb("withdraw_transfer", DECIDE, _("Withdraw"), "inspections:withdraw_transfer",
         _from(competence.TRANSFER, "withdraw_transfer")),
)  # fmt: skip


def _permit(opening: Any) -> str:
    if opening.status != openings.ACCEPTED:
        return _not_now()
    return "" if opening.pledge else _now("without a pledge the site is checked first")


def _site_check(opening: Any) -> str:
    due = openings.PERMITTED if opening.pledge else openings.ACCEPTED
    planned = opening.inspection is not None and opening.inspection.state not in ("WITHDRAWN", "NOT_DONE")
    return "" if opening.status == due and not planned else _not_now()


def _result(opening: Any) -> str:
    due = openings.PERMITTED if opening.pledge else openings.ACCEPTED
    if opening.status != due or opening.inspection is None:
        return _not_now()
    return "" if opening.inspection.state == "CONCLUDED" else _now("the site check is not concluded yet")


access.register_verbs(
    Opening,
    Verb("permit_opening", DECIDE, _("Permit on the pledge"), "inspections:permit_opening", _permit, tone="do"),
    Verb("plan_opening_check", KEEP, _("Plan the site check"), "inspections:plan_opening_check", _site_check,
         icon="inspect", tone="do"),
    Verb("enter_opening_result", KEEP, _("Enter the result"), "inspections:enter_opening_result", _result, tone="do"),
    Verb("decide_opening", DECIDE, _("Decide"), "inspections:decide_opening", _in(openings.CHECKED), tone="do"),
    Verb("confirm_opening", DECIDE, _("Confirm the permit"), "inspections:confirm_opening", _in(openings.ORDERED)),
    Verb("revoke_opening", DECIDE, _("Revoke the permit"), "inspections:revoke_opening", _in(openings.ORDERED)),
    Verb("withdraw_opening", KEEP, _("Withdraw"), "inspections:withdraw_opening",
         _from(openings.OPENING, "withdraw_opening")),
)  # fmt: skip

# The search knows the others already.
acts.opens(Paper, "inspections:paper", "inspections.view_enforcement")
