"""Hazards: found in a check, put right on the spot or ordered, reported, re-checked, closed; never made anew."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.inspections import paper_words
from lanyan.inspections.actions import papers, terms
from lanyan.inspections.actions.common import next_number
from lanyan.inspections.actions.enforcing import (
    another,
    code,
    locked,
    move,
    not_before,
    qualified,
    required,
    same_unit,
)
from lanyan.inspections.models import Extension, Hazard, Inspection, Paper, Recheck, Term
from lanyan.inspections.rules import checks
from lanyan.inspections.rules import hazards as rules
from lanyan.kernel import audit, codes, live, search
from lanyan.kernel.errors import Refused
from lanyan.kernel.models import Code
from lanyan.kernel.periods import ZONE, midnight

NOTICE, RECHECK = "notice_by_date", "recheck"


def _tell(*hazards: Hazard) -> None:
    for hazard in hazards:
        live.announce("hazard", hazard.pk)
    for inspection_id in {hazard.inspection_id for hazard in hazards}:
        live.announce("check", inspection_id)
    search.index("hazard", hazards)


def _all_locked(hazard_ids: Sequence[int]) -> list[Hazard]:
    found = list(
        Hazard.objects.select_for_update(of=("self",))
        .select_related("unit", "premises", "inspection")
        .filter(pk__in=set(hazard_ids))
        .order_by("pk")
    )
    if not found or len(found) != len(set(hazard_ids)):
        raise Refused(_("Choose at least one hazard."), field="hazards")
    same_unit(found)
    return found


# ---- found ------------------------------------------------------------------------------------------------
@transaction.atomic
def find(
    *,
    inspection_id: int,
    item_id: int | None = None,
    clause: str,
    words: str,
    place: str = "",
    at: datetime,
    by: Any,
) -> Hazard:
    """Enter a hazard that a check found. Only a check under way or concluded can find one; a clue or a visit cannot."""
    inspection = locked(Inspection, inspection_id)
    if inspection.state not in (checks.UNDERWAY, checks.CONCLUDED):
        raise Refused(_("A hazard is found in a check that is under way."), field="inspection")
    not_before(at, inspection.started_at)
    if item_id is not None and not Code.objects.filter(pk=item_id).exists():
        raise Refused(_("There is no such item in the checklist."), field="item")
    facts = {"clause": required(clause, "clause", 120), "words": required(words, "words", 300)}
    with audit.act("inspections.find_hazard", by=by):
        hazard: Hazard = Hazard.objects.create(
            number=next_number(inspection.unit, "YH", at),
            inspection=inspection,
            premises=inspection.premises,
            unit=inspection.unit,
            item_id=item_id,
            place=place.strip()[:120],
            found_at=at,
            found_by=by,
            **facts,
        )
    terms.start(record=inspection, code=NOTICE, since=inspection.started_at, title=_title(hazard), person=by, by=by)
    _tell(hazard)
    return hazard


def _title(hazard: Hazard) -> str:
    return f"{hazard.premises.name} · {hazard.inspection.number}"


@transaction.atomic
def withdraw_hazard(*, hazard_id: int, reason: str, at: datetime, by: Any) -> Hazard:
    """Withdraw a hazard that was entered by mistake; it stays to be read with the reason and counts nowhere."""
    hazard: Hazard = locked(Hazard, hazard_id, "inspection")
    reason = required(reason)
    move(hazard, rules.HAZARD, "withdraw_hazard")
    hazard.withdrawn_at = hazard.ended_at = at
    hazard.withdrawn_reason = reason
    with audit.act("inspections.withdraw_hazard", by=by, reason=reason):
        hazard.save()
    terms.drop(record=hazard, at=at, reason=reason, by=by)
    settle_notice(hazard.inspection, at=at, by=by)
    _tell(hazard)
    return hazard


# ---- put right on the spot, ordered ----------------------------------------------------------------------
@transaction.atomic
def fix_on_spot(*, hazard_id: int, at: datetime, by: Any) -> Hazard:
    """Enter that it was put right during the check: noted in the record, ordered by word of mouth only."""
    hazard: Hazard = locked(Hazard, hazard_id, "inspection")
    not_before(at, hazard.found_at)
    move(hazard, rules.HAZARD, "fix_on_spot")
    hazard.fixed_on_spot_at = hazard.ended_at = at
    with audit.act("inspections.fix_on_spot", by=by):
        hazard.save()
    settle_notice(hazard.inspection, at=at, by=by)
    _tell(hazard)
    return hazard


@transaction.atomic
def order_at_once(*, hazard_ids: Sequence[int], at: datetime, by: Any) -> Paper:
    """Order hazards of one place to be put right at once: one notice, made on the spot."""
    found = _all_locked(hazard_ids)
    with audit.act("inspections.order_at_once", by=by):
        for hazard in found:
            not_before(at, hazard.found_at)
            move(hazard, rules.HAZARD, "order_at_once")
            hazard.ordered_at = at
            hazard.save()
            terms.start(record=hazard, code=RECHECK, since=at, title=_title(hazard), person=by, by=by)
    paper = papers.make_for_hazards(kind="AT_ONCE", hazards=found, at=at, by=by)
    settle_notice(found[0].inspection, at=at, by=by)
    _tell(*found)
    return paper


@transaction.atomic
def order_by_date(*, hazard_ids: Sequence[int], due_date: date, at: datetime, by: Any) -> Paper:
    """Order hazards of one place to be put right by a date: one notice, to be served within its own term."""
    found = _all_locked(hazard_ids)
    if due_date < at.astimezone(ZONE).date():
        raise Refused(_("The term must not lie in the past."), field="due_date")
    with audit.act("inspections.order_by_date", by=by):
        for hazard in found:
            not_before(at, hazard.found_at)
            move(hazard, rules.HAZARD, "order_by_date")
            hazard.ordered_at, hazard.due_date = at, due_date
            hazard.reported_fixed_at = None
            hazard.save()
            terms.start(record=hazard, code=RECHECK, since=midnight(due_date), title=_title(hazard), person=by, by=by)
    paper = papers.make_for_hazards(kind="BY_DATE", hazards=found, due=due_date, at=at, by=by)
    _tell(*found)
    return paper


def settle_notice(inspection: Inspection, *, at: datetime, by: Any) -> None:
    """Meet or drop the term of the notice, once nothing found in the check waits for an order or for its service."""
    left = inspection.hazards
    if left.filter(status=rules.FOUND).exists() or papers.unserved(inspection).exists():
        return
    if inspection.papers.filter(kind__code="BY_DATE", served_at__isnull=False).exists():
        terms.meet(record=inspection, code=NOTICE, at=at, by=by)
    else:
        terms.drop(record=inspection, code=NOTICE, at=at, reason=_("No notice by a date was needed."), by=by)


# ---- reported, re-checked --------------------------------------------------------------------------------
@transaction.atomic
def report_fixed(*, hazard_id: int, words: str = "", at: datetime, by: Any) -> Hazard:
    """Note that the occupier says it is put right: the re-check is due from now."""
    hazard: Hazard = locked(Hazard, hazard_id, "inspection")
    not_before(at, hazard.ordered_at)
    move(hazard, rules.HAZARD, "report_fixed")
    hazard.reported_fixed_at, hazard.reported_words = at, words.strip()[:300]
    with audit.act("inspections.report_fixed", by=by):
        hazard.save()
    holder = Term.objects.of(hazard).running().filter(code=RECHECK).select_related("person").first()
    person = holder.person if holder is not None else by
    terms.drop(record=hazard, code=RECHECK, at=at, reason=_("The unit asked for the re-check earlier."), by=by)
    terms.start(record=hazard, code=RECHECK, since=at, title=_title(hazard), person=person, by=by)
    _tell(hazard)
    return hazard


@transaction.atomic
def recheck(*, results: Sequence[tuple[int, bool, str]], officer_ids: Sequence[int], at: datetime, by: Any) -> Paper:
    """Re-check hazards of one place 复查: (hazard, put right, words) each; one opinion is made for all of them."""
    found = _all_locked([pk for pk, _fixed, _words in results])
    officers = qualified(officer_ids, found[0].premises_id, at.astimezone(ZONE).date())
    told = {pk: (fixed, words.strip()[:300]) for pk, fixed, words in results}
    called = "、".join(officer.name for officer in officers)[:120]
    with audit.act("inspections.recheck_hazard", by=by):
        for hazard in found:
            fixed, words = told[hazard.pk]
            _rechecked(hazard, fixed, words, at=at, by=by)
            made = Recheck.objects.create(hazard=hazard, at=at, fixed=fixed, words=words, officer_names=called, by=by)
            made.officers.set(officers)
    paper = papers.make_for_hazards(kind="RECHECK", hazards=found, results=told, officers=called, at=at, by=by)
    _tell(*found)
    return paper


def _rechecked(hazard: Hazard, fixed: bool, words: str, *, at: datetime, by: Any) -> None:
    not_before(at, hazard.ordered_at)
    if not fixed and not words:
        raise Refused(_("Say what is not put right."), field="words")
    if fixed:
        move(hazard, rules.HAZARD, "close_hazard")
        hazard.closed_at = hazard.ended_at = at
    elif hazard.status != rules.NOT_FIXED:
        move(hazard, rules.HAZARD, "find_not_fixed")
        hazard.not_fixed_at = at
    hazard.save()
    terms.meet(record=hazard, code=RECHECK, at=at, by=by)


# ---- extension, only where a local rule is entered ---------------------------------------------------------
def local_rules() -> list[rules.LocalRule]:
    """The local rules that are entered; the nation's rules know none."""
    return [
        rules.LocalRule(row.code, row.facts.get("place", ""), int(row.facts["most_days"]), row.since, row.until)
        for row in codes.table("extension_rules").values()
    ]


@transaction.atomic
def ask_extension(*, hazard_id: int, wanted_date: date, reason: str, at: datetime, by: Any) -> Extension:
    """Enter that the occupier asks for a later date; refused where no local rule allows it, or after the term."""
    hazard: Hazard = locked(Hazard, hazard_id)
    if hazard.status not in rules.ORDERED:
        raise Refused(_("Only a hazard ordered by a date has a term."))
    on = at.astimezone(ZONE).date()
    rule = rules.local_rule(local_rules(), hazard.premises.division_code or hazard.unit.division_code, on)
    why = rules.why_no_extension(rule, due=hazard.due_date, wanted=wanted_date, on=on)
    if why:
        raise Refused(_no_extension(why), field="" if why == rules.NO_LOCAL_RULE else "wanted_date")
    if hazard.extensions.filter(decided_at=None).exists():
        raise Refused(_("An extension has been asked for already."))
    assert rule is not None
    assert hazard.due_date is not None
    with audit.act("inspections.ask_extension", by=by):
        asked: Extension = Extension.objects.create(
            hazard=hazard,
            rule=code("extension_rules", rule.code, "wanted_date"),
            asked_at=at,
            asked_by=by,
            due_before=hazard.due_date,
            wanted_date=wanted_date,
            reason=required(reason),
        )
    _tell(hazard)
    return asked


def _no_extension(why: str) -> str:
    return {
        rules.NO_LOCAL_RULE: _("Article 20 knows no extension, and no local rule is entered for this place."),
        rules.TERM_OVER: _("The term is over: an extension must be asked for before that."),
        rules.NOT_LATER: _("The new date must be later than the present one."),
        rules.TOO_LONG: _("The local rule does not allow so many days."),
        rules.NO_TERM: _("Only a hazard ordered by a date has a term."),
    }[why]


@transaction.atomic
def decide_extension(*, extension_id: int, granted: bool, reason: str, at: datetime, by: Any) -> Extension:
    """Grant or refuse an extension; not the person who entered it."""
    asked = Extension.objects.select_for_update(of=("self",)).filter(pk=extension_id).first()
    if asked is None or asked.decided_at is not None:
        raise Refused(_("There is no open request for an extension."))
    another(by, asked.asked_by_id)
    hazard: Hazard = locked(Hazard, asked.hazard_id, "inspection")
    asked.decided_at, asked.decided_by, asked.granted = at, by, granted
    asked.decision_reason = required(reason)
    with audit.act("inspections.decide_extension", by=by, reason=asked.decision_reason):
        asked.save()
        if granted:
            if hazard.status not in rules.ORDERED:
                raise Refused(_("The hazard is no longer under a term."))
            hazard.due_date = asked.wanted_date
            hazard.save(update_fields=["due_date"])
            terms.drop(record=hazard, code=RECHECK, at=at, reason=_("The term was extended."), by=by)
            terms.start(
                record=hazard, code=RECHECK, since=midnight(asked.wanted_date), title=_title(hazard),
                person=asked.asked_by, by=by,
            )  # fmt: skip
    _extension_paper(asked, hazard, at=at, by=by)
    _tell(hazard)
    return asked


def _extension_paper(asked: Extension, hazard: Hazard, *, at: datetime, by: Any) -> None:
    """The answer to the occupier, with the local rule it rests on."""
    papers.make(
        kind="EXTENSION" if asked.granted else "EXTENSION_REFUSED",
        premises=hazard.premises,
        unit=hazard.unit,
        inspection=hazard.inspection,
        hazards=[hazard],
        items=paper_words.of_hazards([hazard]),
        words=asked.decision_reason,
        blanks={
            "law": f"{asked.rule.label_zh}（{asked.rule.source}）",
            "due": paper_words.chinese(asked.wanted_date),
            "before": paper_words.chinese(asked.due_before),
        },
        at=at,
        by=by,
    )
