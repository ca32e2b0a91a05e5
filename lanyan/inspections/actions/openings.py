"""Openings: accepted, permitted on a pledge or checked first, decided by another; each decision is a paper."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.inspections import paper_words
from lanyan.inspections.actions import checks as planning
from lanyan.inspections.actions import papers, terms
from lanyan.inspections.actions.common import day_of, next_number, premises_of, refuse_closed
from lanyan.inspections.actions.enforcing import another, locked, move, not_before, required
from lanyan.inspections.models import Inspection, Opening, Term
from lanyan.inspections.rules import checks
from lanyan.inspections.rules import openings as rules
from lanyan.kernel import audit, files, live, search
from lanyan.kernel.errors import Refused

PLEDGE_FILE = "pledge"
CHECKLIST = checks.PRE_OPENING


def _tell(opening: Opening) -> None:
    live.announce("opening", opening.pk)
    search.index("opening", [opening])


def _title(opening: Opening) -> str:
    return f"{opening.premises.name} · {opening.number}"


def _start(opening: Opening, code: str, *, since: datetime, person: Any, by: Any) -> None:
    terms.start(record=opening, code=code, since=since, title=_title(opening), person=person, by=by)


@transaction.atomic
def accept_opening(
    *, premises_id: int, channel: str, pledge: bool, applicant: str, scan: Any = None, at: datetime, by: Any
) -> Opening:
    """Accept an application; with a pledge the signed pledge 告知承诺书 is kept with it."""
    premises = premises_of(premises_id)
    refuse_closed(premises)
    if channel not in Opening.Channel.values:
        raise Refused(_("There is no such entry in the list."), field="channel")
    if Opening.objects.standing().filter(premises=premises).exists():
        raise Refused(_("An application of this place is open already."), field="premises")
    if pledge and scan is None:
        raise Refused(_("With a pledge its signed paper is needed."), field="scan")
    with audit.act("inspections.accept_opening", by=by):
        opening: Opening = Opening.objects.create(
            number=next_number(premises.unit, "KY", at),
            premises=premises,
            unit=premises.unit,
            channel=channel,
            pledge=pledge,
            applicant=required(applicant, "applicant", 60),
            accepted_at=at,
            accepted_by=by,
        )
        if scan is not None:
            stored = files.keep(upload=scan, kinds=("image", "pdf"), by=by, at=at, field="scan")
            files.attach(record=opening, stored=stored, kind=PLEDGE_FILE, name=scan.name, by=by, at=at)
    _start(opening, rules.first_term(pledge=pledge, channel=channel), since=at, person=by, by=by)
    _tell(opening)
    return opening


@transaction.atomic
def permit_opening(*, opening_id: int, at: datetime, by: Any) -> Opening:
    """Permit use or opening on the pledge; not by the person who accepted it. The site check is due from now."""
    opening: Opening = locked(Opening, opening_id)
    another(by, opening.accepted_by_id)
    if not opening.pledge:
        raise Refused(_("Without a pledge the site is checked before the decision."))
    not_before(at, opening.accepted_at)
    move(opening, rules.OPENING, "permit_opening")
    opening.permitted_at, opening.decided_at, opening.decided_by = at, at, by
    with audit.act("inspections.permit_opening", by=by):
        opening.save()
    terms.meet(record=opening, code=rules.PLEDGE[opening.channel], at=at, by=by)
    _start(opening, rules.SITE_CHECK, since=at, person=opening.accepted_by, by=by)
    _paper(opening, "OPENING_PASS", "申请人承诺场所符合消防安全要求，依承诺作出。", at=at, by=by)
    _tell(opening)
    return opening


@transaction.atomic
def plan_opening_check(*, opening_id: int, scheduled_date: date, at: datetime, by: Any) -> Inspection:
    """Plan the site check of an application: an administrative check with its own notice, people and record."""
    opening: Opening = locked(Opening, opening_id, "inspection")
    if opening.status not in (rules.ACCEPTED, rules.PERMITTED) or (opening.pledge and opening.status == rules.ACCEPTED):
        raise Refused(_("No site check is due now: with a pledge it follows the permit."))
    known = opening.inspection
    if known is not None and known.state in (*checks.STANDING, checks.CONCLUDED):
        raise Refused(_("The site check {number} is planned already.").format(number=known.number))
    due: Term | None = Term.objects.of(opening).running().first()
    wanted = planning.Wanted(
        premises_id=opening.premises_id,
        form=checks.PRE_OPENING,
        cause=checks.BY_OTHER,
        cause_words=opening.number,
        checklist=CHECKLIST,
        scheduled_date=scheduled_date,
        due_at=due.ends_at if due is not None else None,
        due_article=due.article[:60] if due is not None else "",
    )
    planned = planning.plan_check(wanted=wanted, at=at, by=by)
    opening.inspection = planned
    with audit.act("inspections.plan_opening_check", by=by):
        opening.save(update_fields=["inspection"])
    _tell(opening)
    return planned


@transaction.atomic
def enter_opening_result(*, opening_id: int, fit: bool, words: str, at: datetime, by: Any) -> Opening:
    """Enter what the concluded site check found: the decision follows, or the permit is confirmed or in question."""
    opening: Opening = locked(Opening, opening_id, "inspection")
    check = opening.inspection
    if check is None or check.state != checks.CONCLUDED or check.concluded_at is None:
        raise Refused(_("The site check is not concluded yet."))
    if fit and check.hazards.open().exists():
        raise Refused(_("A hazard of the site check is still open."), field="fit")
    if not fit and opening.pledge and not check.papers.filter(kind__code="BY_DATE").exists():
        raise Refused(_("Not as pledged: order its hazards to be put right by a date first."), field="fit")
    move(opening, rules.OPENING, rules.move_of_result(pledge=opening.pledge, status=opening.status, fit=fit))
    opening.checked_at, opening.fit = check.concluded_at, fit
    opening.result_words = required(words, "words", 300)
    with audit.act("inspections.enter_opening_result", by=by):
        opening.save()
    if opening.pledge:
        terms.meet(record=opening, code=rules.SITE_CHECK, at=check.concluded_at, by=by)
    else:
        terms.meet(record=opening, code=rules.CHECK, at=check.concluded_at, by=by)
        _start(opening, rules.DECISION, since=check.started_at or check.concluded_at, person=by, by=by)
    _tell(opening)
    return opening


@transaction.atomic
def decide_opening(*, opening_id: int, words: str = "", at: datetime, by: Any) -> Opening:
    """Decide after the site check, as it found; not by the person who accepted the application. It is a paper."""
    opening: Opening = locked(Opening, opening_id, "inspection")
    another(by, opening.accepted_by_id)
    if opening.status != rules.CHECKED:
        raise Refused(_("It is decided after the site check."))
    move(opening, rules.OPENING, "pass_opening" if opening.fit else "refuse_opening")
    opening.decided_at, opening.decided_by, opening.decision_words = at, by, words.strip()[:300]
    with audit.act("inspections.decide_opening", by=by):
        opening.save()
    terms.meet(record=opening, code=rules.DECISION, at=at, by=by)
    _paper(opening, "OPENING_PASS" if opening.fit else "OPENING_FAIL", opening.result_words, at=at, by=by)
    _tell(opening)
    return opening


@transaction.atomic
def confirm_opening(*, opening_id: int, words: str, at: datetime, by: Any) -> Opening:
    """Confirm a permit on a pledge once what was ordered is put right and re-checked."""
    opening: Opening = locked(Opening, opening_id, "inspection")
    if opening.status != rules.ORDERED:
        raise Refused(_("Nothing was ordered to be put right here."))
    if opening.inspection is not None and opening.inspection.hazards.open().exists():
        raise Refused(_("A hazard of the site check is still open."))
    move(opening, rules.OPENING, "pass_opening")
    opening.decision_words = required(words, "words", 300)
    with audit.act("inspections.confirm_opening", by=by):
        opening.save()
    _tell(opening)
    return opening


@transaction.atomic
def revoke_opening(*, opening_id: int, words: str, at: datetime, by: Any) -> Opening:
    """Revoke a permit given on a pledge that is not kept; not by the person who accepted it. It is a paper."""
    opening: Opening = locked(Opening, opening_id, "inspection")
    another(by, opening.accepted_by_id)
    move(opening, rules.OPENING, "revoke_opening")
    opening.decided_at, opening.decided_by, opening.decision_words = at, by, required(words, "words", 300)
    with audit.act("inspections.revoke_opening", by=by):
        opening.save()
    _paper(opening, "OPENING_REVOKE", opening.decision_words, at=at, by=by)
    _tell(opening)
    return opening


@transaction.atomic
def withdraw_opening(*, opening_id: int, reason: str, at: datetime, by: Any) -> Opening:
    """Withdraw an application that the applicant takes back, or that was entered by mistake; it stays to be read."""
    opening: Opening = locked(Opening, opening_id, "inspection")
    move(opening, rules.OPENING, "withdraw_opening")
    opening.withdrawn_at, opening.withdrawn_reason = at, required(reason)
    with audit.act("inspections.withdraw_opening", by=by, reason=opening.withdrawn_reason):
        opening.save()
    terms.drop(record=opening, at=at, reason=opening.withdrawn_reason, by=by)
    _tell(opening)
    return opening


def _paper(opening: Opening, kind: str, words: str, *, at: datetime, by: Any) -> None:
    check = opening.inspection
    found = list(check.hazards.standing().order_by("pk")) if check is not None else []
    papers.make(
        kind=kind,
        premises=opening.premises,
        unit=opening.unit,
        opening=opening,
        inspection=check,
        hazards=found if kind != "OPENING_PASS" else [],
        items=paper_words.of_hazards(found) if kind != "OPENING_PASS" else [],
        officers=paper_words.officers_of(check) if check is not None else "",
        words=words,
        blanks={"applied": paper_words.chinese(opening.accepted_at), "day": paper_words.chinese(day_of(at))},
        at=at,
        by=by,
    )
