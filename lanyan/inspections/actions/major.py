"""Major hazards: suspected, judged by the set in force on the day of the check, studied, determined, listed, closed."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.inspections import paper_words
from lanyan.inspections.actions import papers, terms
from lanyan.inspections.actions.common import next_number
from lanyan.inspections.actions.enforcing import another, locked, move, names, not_before, required
from lanyan.inspections.models import Hazard, Inspection, MajorHazard, Progress
from lanyan.inspections.rules import judgement as rules
from lanyan.kernel import audit, live, search
from lanyan.kernel.errors import Refused
from lanyan.kernel.periods import ZONE

OPINION, NOTICE, EXPERTS = "major_opinion", "major_notice", "major_experts"


def _tell(major: MajorHazard) -> None:
    live.announce("major", major.pk)
    search.index("major", [major])


def _title(major: MajorHazard) -> str:
    return f"{major.premises.name} · {major.number}"


def _locked(major_id: int) -> MajorHazard:
    found: MajorHazard = locked(MajorHazard, major_id, "inspection")
    return found


# ---- suspected, judged -----------------------------------------------------------------------------------
@transaction.atomic
def suspect(
    *,
    inspection_id: int,
    hazard_ids: Sequence[int] = (),
    category: str,
    elements: Sequence[str] = (),
    words: str,
    at: datetime,
    by: Any,
) -> MajorHazard:
    """Enter what a check found to be suspected of being a major hazard; without a usable set it stays unjudged."""
    inspection: Inspection = locked(Inspection, inspection_id)
    if inspection.started_at is None:
        raise Refused(_("A major hazard is found in a check."), field="inspection")
    if category not in MajorHazard.Category.values:
        raise Refused(_("There is no such entry in the list."), field="category")
    hazards = list(Hazard.objects.filter(pk__in=hazard_ids, premises=inspection.premises_id))
    if len(hazards) != len(set(hazard_ids)):
        raise Refused(_("Choose hazards of one place."), field="hazards")
    major = MajorHazard(
        number=next_number(inspection.unit, "ZD", at),
        premises=inspection.premises,
        unit=inspection.unit,
        inspection=inspection,
        checked_date=inspection.started_at.astimezone(ZONE).date(),
        category=category,
        words=required(words, "words", 2000),
        suspected_at=at,
        suspected_by=by,
    )
    if elements:
        _judged(major, elements)
    with audit.act("inspections.suspect_major", by=by):
        major.save(force_insert=True)
        major.hazards.set(hazards)
    terms.start(record=major, code=OPINION, since=inspection.started_at, title=_title(major), person=by, by=by)
    _tell(major)
    return major


def blocked(refusal: rules.Blocked) -> str:
    """Why no judgement is possible, in words."""
    if refusal.reason == rules.EMPTY_SET:
        return _(
            "The element table of GB 35181-{version} is not loaded: checks since it is in force cannot be judged, "
            "and the older set does not apply."
        ).format(version=refusal.version)
    return _("No set of GB 35181 was in force on the day of the check.")


def _judged(major: MajorHazard, elements: Sequence[str]) -> None:
    try:
        rule_set = rules.set_for(major.checked_date, rules.sets())
        result = rules.judge(rule_set, elements, category=major.category)
    except rules.Blocked as refusal:
        raise Refused(blocked(refusal), field="elements") from refusal
    except KeyError as unknown:
        raise Refused(
            _("The set has no element {clause}.").format(clause=unknown.args[0]), field="elements"
        ) from unknown
    major.elements = sorted(set(elements))
    major.standard, major.method = result.version, result.method
    major.counts = [list(one) for one in result.tried]


@transaction.atomic
def judge_major(*, major_id: int, elements: Sequence[str], category: str, at: datetime, by: Any) -> MajorHazard:
    """Judge by the elements found, with the set in force on the day of the check."""
    major = _locked(major_id)
    if major.status != rules.SUSPECTED:
        raise Refused(_("It is judged already."))
    if not elements:
        raise Refused(_("Choose at least one element."), field="elements")
    if category not in MajorHazard.Category.values:
        raise Refused(_("There is no such entry in the list."), field="category")
    major.category, major.suspected_by = category, by
    _judged(major, elements)
    with audit.act("inspections.judge_major", by=by):
        major.save()
    _tell(major)
    return major


@transaction.atomic
def study_major(*, major_id: int, study_names: Sequence[str], words: str, at: datetime, by: Any) -> MajorHazard:
    """Enter the collective discussion: at least three people, and what came out."""
    major = _locked(major_id)
    if major.status != rules.SUSPECTED:
        raise Refused(_("It is determined already."))
    major.study_names = names(study_names, rules.LEAST_STUDY, "study_names")
    major.study_words, major.studied_at = required(words, "words", 2000), at
    with audit.act("inspections.study_major", by=by):
        major.save()
    _tell(major)
    return major


@transaction.atomic
def hear_experts(*, major_id: int, expert_names: Sequence[str], agreed: int, at: datetime, by: Any) -> MajorHazard:
    """Enter an expert panel of a difficult case: at least seven, at least two of three agreeing."""
    major = _locked(major_id)
    if major.status != rules.SUSPECTED:
        raise Refused(_("It is determined already."))
    heard = names(expert_names, rules.LEAST_EXPERTS, "expert_names")
    if not 0 <= agreed <= len(heard):
        raise Refused(_("No more can agree than were heard."), field="agreed")
    major.expert_names, major.experts_agreed, major.experts_heard_at = heard, agreed, at
    with audit.act("inspections.hear_experts", by=by):
        major.save()
    _tell(major)
    return major


@transaction.atomic
def determine(*, major_id: int, is_major: bool, reason: str = "", at: datetime, by: Any) -> MajorHazard:
    """Determine it, or find that it is not one; after the study, by another than who judged."""
    major = _locked(major_id)
    another(by, major.suspected_by_id)
    if major.studied_at is None:
        raise Refused(_("It is determined after the collective discussion."))
    not_before(at, major.studied_at)
    move(major, rules.MAJOR, "determine_major" if is_major else "find_not_major")
    if is_major:
        _refuse_unfounded(major)
    else:
        reason = required(reason)
    major.determined_at, major.determined_by = at, by
    with audit.act("inspections.determine_major", by=by, reason=reason):
        major.save()
    if is_major:
        extra = (EXPERTS,) if major.experts_heard_at is not None else ()
        terms.start(
            record=major, code=NOTICE, since=at, title=_title(major), person=major.suspected_by, extra=extra, by=by
        )
    else:
        terms.drop(record=major, at=at, reason=_("Found not to be a major hazard."), by=by)
    _tell(major)
    return major


def _refuse_unfounded(major: MajorHazard) -> None:
    """The set must be usable, its count reached, and the experts, where they were heard, must agree."""
    _judged(major, major.elements)
    if not major.method:
        raise Refused(_("By the elements found and their count it is not a major hazard."), field="elements")
    if major.experts_heard_at is not None and not rules.enough_experts(
        len(major.expert_names), major.experts_agreed or 0
    ):
        raise Refused(_("Fewer than two of three experts agreed."))


# ---- notice, report --------------------------------------------------------------------------------------
@transaction.atomic
def make_notice(*, major_id: int, due_date: date, at: datetime, by: Any) -> MajorHazard:
    """Make the notice on the major hazard; with its service the record moves on."""
    major = _locked(major_id)
    if major.status != rules.DETERMINED:
        raise Refused(_("The notice follows the determination."))
    if due_date <= at.astimezone(ZONE).date():
        raise Refused(_("The term must lie in the future."), field="due_date")
    if major.papers.exclude(status="WITHDRAWN").filter(kind__code="MAJOR").exists():
        raise Refused(_("The notice is made already."))
    major.due_date = due_date
    with audit.act("inspections.make_major_notice", by=by):
        major.save(update_fields=["due_date"])
    rule_set = rules.set_for(major.checked_date, rules.sets())
    found = [one for one in (rule_set.element(clause) for clause in major.elements) if one is not None]
    papers.make(
        kind="MAJOR",
        premises=major.premises,
        unit=major.unit,
        inspection=major.inspection,
        major=major,
        hazards=list(major.hazards.all()),
        items=[f"{one.label_zh}（{one.clause}）" for one in found],
        words=major.words,
        blanks={"due": paper_words.chinese(due_date), "standard": rule_set.title_zh},
        at=at,
        by=by,
    )
    _tell(major)
    return major


def notice_served(*, major_id: int, at: datetime, by: Any) -> None:
    """The notice was served: called by its service, in the same transaction."""
    major = _locked(major_id)
    move(major, rules.MAJOR, "notify_major")
    major.notified_at = at
    with audit.act("inspections.notify_major", by=by):
        major.save()
    terms.meet(record=major, code=NOTICE, at=at, by=by)
    _tell(major)


@transaction.atomic
def report(*, major_id: int, through: str, at: datetime, by: Any) -> MajorHazard:
    """Report to the government in writing, through the emergency management department (Fire Law 55)."""
    major = _locked(major_id)
    if major.status in (rules.SUSPECTED, rules.NOT_MAJOR):
        raise Refused(_("What is reported is determined first."))
    if major.reported_at is not None:
        raise Refused(_("It is reported already."))
    major.report_through, major.reported_at = required(through, "through", 60), at
    with audit.act("inspections.report_major", by=by):
        major.save()
    terms.meet(record=major, code=OPINION, at=at, by=by)
    _tell(major)
    return major


@transaction.atomic
def enter_receipt(*, major_id: int, receipt: str, at: datetime, by: Any) -> MajorHazard:
    """Enter the receipt for the report."""
    major = _locked(major_id)
    if major.reported_at is None:
        raise Refused(_("It is not reported yet."))
    not_before(at, major.reported_at)
    major.report_receipt, major.receipt_at = required(receipt, "receipt", 60), at
    with audit.act("inspections.enter_major_receipt", by=by):
        major.save()
    _tell(major)
    return major


# ---- listed, delisted, closed ------------------------------------------------------------------------------
@transaction.atomic
def list_major(
    *,
    major_id: int,
    level: str,
    list_number: str,
    listed_date: date,
    due_date: date,
    responsible: str,
    supervising: str,
    at: datetime,
    by: Any,
) -> MajorHazard:
    """Enter that a government listed it 挂牌督办, at which level, until when, who answers and who supervises."""
    major = _locked(major_id)
    move(major, rules.MAJOR, "list_major")
    if level not in MajorHazard.Level.values:
        raise Refused(_("There is no such entry in the list."), field="level")
    if major.reported_at is None:
        raise Refused(_("It is not reported yet."))
    not_before(listed_date, major.reported_at.astimezone(ZONE).date(), "listed_date")
    not_before(due_date, listed_date, "due_date")
    major.level, major.list_number = level, required(list_number, "list_number", 60)
    major.listed_date, major.list_due_date = listed_date, due_date
    major.responsible = required(responsible, "responsible", 100)
    major.supervising = required(supervising, "supervising", 100)
    with audit.act("inspections.list_major", by=by):
        major.save()
    _tell(major)
    return major


@transaction.atomic
def tell_progress(*, major_id: int, percent: int, words: str, at: datetime, by: Any) -> Progress:
    """Enter how far it has come."""
    major = _locked(major_id)
    if major.status not in rules.OPEN or major.status == rules.SUSPECTED:
        raise Refused(_("There is no progress to tell in this state."))
    if not 0 <= percent <= 100:
        raise Refused(_("A number from 0 to 100 is needed."), field="percent")
    with audit.act("inspections.tell_progress", by=by):
        told: Progress = Progress.objects.create(
            major=major, at=at, percent=percent, words=required(words, "words", 300), by=by
        )
    _tell(major)
    return told


@transaction.atomic
def ask_delisting(*, major_id: int, at: datetime, by: Any) -> MajorHazard:
    """Enter that delisting 摘牌 is asked for."""
    major = _locked(major_id)
    move(major, rules.MAJOR, "ask_delisting")
    major.delist_asked_at = at
    with audit.act("inspections.ask_delisting", by=by):
        major.save()
    _tell(major)
    return major


@transaction.atomic
def decide_delisting(
    *, major_id: int, granted: bool, delisted_date: date | None = None, reason: str = "", at: datetime, by: Any
) -> MajorHazard:
    """Enter the government's answer: delisted on a day, or listed on with the reason."""
    major = _locked(major_id)
    move(major, rules.MAJOR, "delist_major" if granted else "refuse_delisting")
    if granted:
        if delisted_date is None:
            raise Refused(_("This must not be empty."), field="delisted_date")
        not_before(delisted_date, major.listed_date, "delisted_date")
        major.delisted_date = delisted_date
    else:
        reason = required(reason)
    with audit.act("inspections.delist_major" if granted else "inspections.refuse_delisting", by=by, reason=reason):
        major.save()
    _tell(major)
    return major


@transaction.atomic
def close_major(*, major_id: int, words: str, at: datetime, by: Any) -> MajorHazard:
    """Close it 销案 after the re-check, once its hazards are put right."""
    major = _locked(major_id)
    another(by, major.suspected_by_id)
    move(major, rules.MAJOR, "close_major")
    if major.hazards.open().exists():
        raise Refused(_("A hazard of it is still open."))
    major.closed_at, major.closed_words = at, required(words, "words", 300)
    with audit.act("inspections.close_major", by=by):
        major.save()
    terms.drop(record=major, at=at, reason=_("The major hazard is closed."), by=by)
    _tell(major)
    return major
