"""Cases beside the hazard: opened where the law punishes, proposed, decided by another; fines and stops."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.inspections import paper_words
from lanyan.inspections.actions import papers
from lanyan.inspections.actions.common import next_number
from lanyan.inspections.actions.enforcing import another, code, locked, move, not_before, required
from lanyan.inspections.models import Case, Hazard
from lanyan.inspections.rules import hazards as hazard_rules
from lanyan.inspections.rules import seals as rules
from lanyan.kernel import audit, live, search
from lanyan.kernel.errors import Refused
from lanyan.kernel.models import Code


def penalty_rule(row: Code) -> rules.PenaltyRule:
    """A row of the list as the rules see it."""

    def yuan(key: str) -> int | None:
        return int(row.facts[key]) if row.facts.get(key) else None

    return rules.PenaltyRule(
        row.code,
        row.facts.get("at_once") == "yes",
        yuan("fine_min"),
        yuan("fine_max"),
        yuan("person_fine_max"),
        frozenset(row.facts.get("stops", "").split()),
    )


def _tell(case: Case) -> None:
    live.announce("case", case.pk)
    search.index("case", [case])


@transaction.atomic
def open_case(
    *, hazard_id: int, rule: str, person_name: str = "", on_the_spot: bool = False, at: datetime, by: Any
) -> Case:
    """Open a case for a hazard; acts that the law conditions on not correcting in time wait for the re-check."""
    hazard: Hazard = locked(Hazard, hazard_id)
    row = code("penalty_rules", rule, "rule")
    if hazard.status == hazard_rules.WITHDRAWN:
        raise Refused(_("The hazard has been withdrawn."))
    if rules.why_no_case(penalty_rule(row), not_fixed=hazard.not_fixed_at is not None):
        raise Refused(_("The law punishes this act only when it was not corrected in time."), field="rule")
    not_before(at, hazard.found_at)
    with audit.act("inspections.open_case", by=by):
        case: Case = Case.objects.create(
            number=next_number(hazard.unit, "AJ", at),
            hazard=hazard,
            premises=hazard.premises,
            unit=hazard.unit,
            rule=row,
            person_name=person_name.strip()[:40],
            on_the_spot=on_the_spot,
            opened_at=at,
        )
    live.announce("hazard", hazard.pk)
    _tell(case)
    return case


@transaction.atomic
def propose_penalty(
    *, case_id: int, warning: bool = False, fine_yuan: int | None = None, stop: str = "", at: datetime, by: Any
) -> Case:
    """Propose a penalty within what the law provides: a warning, a fine in yuan, a stop."""
    case: Case = locked(Case, case_id, "rule")
    move(case, rules.CASE, "propose_penalty")
    if not warning and fine_yuan is None and not stop:
        raise Refused(_("A warning, a fine or a stop is needed."), field="fine_yuan")
    rule = penalty_rule(case.rule)
    _check_fine(rule, fine_yuan, person=bool(case.person_name))
    if rules.why_no_stop(rule, stop):
        raise Refused(_("The law provides no such stop for this act."), field="stop")
    case.warning, case.fine_yuan, case.stop = warning, fine_yuan, stop
    case.proposed_at, case.proposed_by = at, by
    with audit.act("inspections.propose_penalty", by=by):
        case.save()
    _tell(case)
    return case


def _check_fine(rule: rules.PenaltyRule, fine: int | None, *, person: bool) -> None:
    why = rules.why_no_fine(rule, fine, person=person)
    if not why:
        return
    most = rule.person_fine_max if person else rule.fine_max
    reason = {
        rules.NO_FINE: _("The law provides no fine for this act."),
        rules.BELOW: _("The law provides at least {number} yuan.").format(number=1 if person else rule.fine_min or 1),
        rules.ABOVE: _("The law provides at most {number} yuan.").format(number=most),
    }[why]
    raise Refused(reason, field="fine_yuan")


@transaction.atomic
def return_proposal(*, case_id: int, reason: str, at: datetime, by: Any) -> Case:
    """Send a proposal back; not by the person who made it."""
    case: Case = locked(Case, case_id, "rule")
    another(by, case.proposed_by_id)
    move(case, rules.CASE, "return_proposal")
    with audit.act("inspections.return_proposal", by=by, reason=required(reason)):
        case.save()
    _tell(case)
    return case


@transaction.atomic
def decide_case(*, case_id: int, at: datetime, by: Any) -> Case:
    """Decide a case as proposed; not by the person who proposed. The decision is made as a paper."""
    case: Case = locked(Case, case_id, "rule", "hazard")
    another(by, case.proposed_by_id)
    move(case, rules.CASE, "decide_case")
    not_before(at, case.proposed_at)
    case.decided_at, case.decided_by = at, by
    with audit.act("inspections.decide_case", by=by):
        case.save()
    papers.make(
        kind="PENALTY",
        premises=case.premises,
        unit=case.unit,
        case=case,
        hazards=[case.hazard] if case.hazard else [],
        items=paper_words.of_hazards([case.hazard] if case.hazard else []),
        addressee=case.person_name,
        blanks={"law": case.rule.facts.get("article", ""), "penalty": _penalty(case)},
        at=at,
        by=by,
    )
    _tell(case)
    return case


def _penalty(case: Case) -> str:
    """The penalty as the paper writes it, in Chinese whatever the reader's language."""
    stops = {
        "BUILDING": "责令停止施工",
        "USE": "责令停止使用",
        "BUSINESS": "责令停止营业",
        "PRODUCTION": "责令停产停业",
    }
    parts = ["警告"] if case.warning else []
    parts += [f"罚款人民币{case.fine_yuan}元"] if case.fine_yuan is not None else []
    return "；".join([*parts, *([stops[case.stop]] if case.stop else [])])


@transaction.atomic
def report_stop(*, case_id: int, reported_to: str, receipt: str = "", at: datetime, by: Any) -> Case:
    """Enter that a stop with large effect was reported to the government, and through whom; the receipt may follow."""
    case: Case = locked(Case, case_id, "rule")
    if not case.stop:
        raise Refused(_("This case has no stop."))
    case.reported_to = required(reported_to, "reported_to", 60)
    case.reported_at, case.report_receipt = case.reported_at or at, receipt.strip()[:60]
    with audit.act("inspections.report_stop", by=by):
        case.save()
    _tell(case)
    return case


@transaction.atomic
def drop_case(*, case_id: int, reason: str, at: datetime, by: Any) -> Case:
    """Drop a case before its decision, with the reason."""
    case: Case = locked(Case, case_id, "rule")
    move(case, rules.CASE, "drop_case")
    case.dropped_at, case.dropped_reason = at, required(reason)
    with audit.act("inspections.drop_case", by=by, reason=case.dropped_reason):
        case.save()
    _tell(case)
    return case


@transaction.atomic
def end_case(*, case_id: int, paid: bool = False, stop_ended: bool = False, at: datetime, by: Any) -> Case:
    """End a case: the fine is paid and the stop has ended, as far as there were any."""
    case: Case = locked(Case, case_id, "rule")
    move(case, rules.CASE, "end_case")
    not_before(at, case.decided_at)
    if case.fine_yuan and not paid:
        raise Refused(_("The fine is not paid yet."), field="paid")
    if case.stop and not stop_ended:
        raise Refused(_("The stop has not ended yet."), field="stop_ended")
    case.paid_at = at if case.fine_yuan else None
    case.stop_ended_at = at if case.stop else None
    case.ended_at = at
    with audit.act("inspections.end_case", by=by):
        case.save()
    _tell(case)
    return case
