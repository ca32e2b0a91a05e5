"""The life of a report: composed from facts, edited, approved by somebody else, withdrawn, corrected by a new one."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.incidents import rules as incidents
from lanyan.incidents.models import Incident
from lanyan.kernel import audit, live, search, serials
from lanyan.kernel.errors import Refused
from lanyan.kernel.periods import Period
from lanyan.kernel.verbs import locked, move, needed
from lanyan.links.actions.common import city_of, incident_of, tell, year_at
from lanyan.links.models import SituationReport
from lanyan.links.models.reports import BRIEFS, FINAL, FLASH, FOLLOW_UP, OF_INCIDENTS
from lanyan.links.queries import briefs, situation
from lanyan.links.rules import composing, life
from lanyan.units.models import Unit

MOST = 8000


@transaction.atomic
def compose_report(*, incident_id: int, kind: str, at: datetime, by: Any) -> SituationReport:
    """Compose a flash, follow-up or final report of an incident from its facts as they stand, as a draft."""
    if kind not in OF_INCIDENTS:
        raise Refused(_("There is no such entry in the list."), field="kind")
    incident = incident_of(incident_id)
    if incident.status not in (incidents.OPEN, incidents.CLOSED):
        raise Refused(_("The incident is not open."))
    last = _last(incident)
    _refuse_order(incident, kind, last)
    serial = 1 + SituationReport.objects.standing().filter(incident=incident, kind=kind, corrects=None).count()
    report = SituationReport(
        unit=incident.centre, kind=kind, incident=incident, serial=serial, composed_at=at, written_by=by
    )
    _fill(report, last)
    return _save(report, "links.compose_report", at, by)


def _last(incident: Incident) -> SituationReport | None:
    found: SituationReport | None = (
        SituationReport.objects.approved().filter(incident=incident).order_by("-composed_at", "-pk").first()
    )
    return found


def _refuse_order(incident: Incident, kind: str, last: SituationReport | None) -> None:
    standing = SituationReport.objects.standing().filter(incident=incident)
    if kind in (FLASH, FINAL) and standing.filter(kind=kind).exists():
        raise Refused(_("There is such a report already: correct it by a new one, or withdraw it first."), field="kind")
    if kind == FOLLOW_UP and last is None:
        raise Refused(_("A follow-up needs a flash report that has been approved."), field="kind")
    if kind == FOLLOW_UP and standing.filter(state=life.DRAFT, kind=FOLLOW_UP).exists():
        raise Refused(_("A follow-up is being written already."), field="kind")


def _fill(report: SituationReport, last: SituationReport | None) -> None:
    """Gather the facts anew and write the text they give."""
    assert report.incident is not None
    before = last.facts if last is not None else None
    since = last.composed_at if last is not None and report.kind == FOLLOW_UP else None
    report.facts = situation.gather(report.incident, at=report.composed_at, since=since)
    report.title = composing.title(report.facts, report.kind, report.serial)
    report.composed = report.text = composing.compose(report.facts, report.kind, before)


@transaction.atomic
def compose_brief(*, unit_id: int, kind: str, on: date, at: datetime, by: Any) -> SituationReport:
    """Compose the brief of a day or week of a unit, up to the unit's own cut of that day, as a draft."""
    if kind not in BRIEFS:
        raise Refused(_("There is no such entry in the list."), field="kind")
    unit: Unit | None = Unit.objects.select_for_update().filter(pk=unit_id, closed_date=None).first()
    if unit is None:
        raise Refused(_("There is no such unit."), field="unit")
    span = briefs.span_of(unit, kind, on)
    if span.until > at:
        raise Refused(_("This span has not ended yet."), field="on")
    there = SituationReport.objects.standing().filter(unit=unit, kind=kind, until_at=span.until).exists()
    if there:
        raise Refused(_("There is a brief of this span already."), field="on")
    report = SituationReport(
        unit=unit, kind=kind, since_at=span.since, until_at=span.until, composed_at=at, written_by=by
    )
    _fill_brief(report)
    return _save(report, "links.compose_brief", at, by)


def _fill_brief(report: SituationReport) -> None:
    assert report.since_at is not None
    assert report.until_at is not None
    span = Period("", report.since_at, report.until_at)
    report.facts = briefs.gather(report.unit, span, at=report.composed_at)
    report.title = composing.brief_title(report.facts, report.kind)
    report.composed = report.text = composing.brief(report.facts)


def _save(report: SituationReport, act: str, at: datetime, by: Any) -> SituationReport:
    city, year = city_of(report.unit), year_at(at)
    series = "ZB" if report.kind in BRIEFS else "BG"
    report.number = f"{city}-{series}-{year}-{serials.take(f'links:{series}:{city}:{year}'):05}"
    with audit.act(act, by=by):
        report.save()
    _told(report)
    return report


def _told(report: SituationReport) -> None:
    search.index("situation_report", [report])
    live.announce("report", report.pk)
    more = [("incident", report.incident_id)] if report.incident_id else []
    tell(report.unit, *more)


def report_of(report_id: int) -> SituationReport:
    """A report, locked, with what its acts ask of it."""
    found: SituationReport = locked(
        SituationReport, report_id, "unit", "incident__unit", "incident__centre", "incident__subkind",
        "incident__division", "incident__place",
    )  # fmt: skip
    return found


def _draft(report_id: int, edition: int) -> SituationReport:
    report = report_of(report_id)
    if report.state != life.DRAFT:
        state = report.get_state_display()
        raise Refused(_("It is {state}: what it says stays. Correct it by a new report.").format(state=state))
    if report.edition != edition:
        raise Refused(_("Somebody has written in it meanwhile: read it again."), field="edition")
    return report


@transaction.atomic
def edit_report(*, report_id: int, title: str, text: str, edition: int, at: datetime, by: Any) -> SituationReport:
    """Change the words of a draft; what was composed stays beside them."""
    report = _draft(report_id, edition)
    report.title = needed(title, "title", most=120)
    report.text = needed(text.replace("\r\n", "\n"), "text", most=MOST)
    report.edited_by, report.edition = by, report.edition + 1
    with audit.act("links.edit_report", by=by):
        report.save()
    _told(report)
    return report


@transaction.atomic
def recompose_report(*, report_id: int, edition: int, at: datetime, by: Any) -> SituationReport:
    """Compose a draft anew from the facts as they stand now; words that were edited stay in the history."""
    report = _draft(report_id, edition)
    report.composed_at, report.edition = at, report.edition + 1
    # Whoever lets it be composed anew has written it: neither of the two approves it.
    report.edited_by = by
    if report.kind in BRIEFS:
        _fill_brief(report)
    else:
        assert report.incident is not None
        _fill(report, _last(report.incident))
    with audit.act("links.recompose_report", by=by):
        report.save()
    _told(report)
    return report


@transaction.atomic
def approve_report(*, report_id: int, edition: int, at: datetime, by: Any) -> SituationReport:
    """Approve a report as it was read; whoever wrote or edited it does not, and from here on it is frozen."""
    report = report_of(report_id)
    if by.pk in (report.written_by_id, report.edited_by_id):  # type: ignore[attr-defined]
        raise Refused(_("You wrote or edited this report: somebody else approves it."))
    if report.state == life.DRAFT and report.edition != edition:
        raise Refused(_("Somebody has written in it meanwhile: read it again."), field="edition")
    move(report, life.REPORT, "approve_report")
    report.approved_at, report.approved_by = at, by
    with audit.act("links.approve_report", by=by):
        report.save(update_fields=["state", "approved_at", "approved_by"])
    _told(report)
    return report


@transaction.atomic
def withdraw_report(*, report_id: int, reason: str, at: datetime, by: Any) -> SituationReport:
    """Withdraw a report with its reason; one that was sent too, its sendings stay."""
    reason = needed(reason)
    report = report_of(report_id)
    move(report, life.REPORT, "withdraw_report")
    report.withdrawn_at, report.withdrawn_reason = at, reason
    with audit.act("links.withdraw_report", by=by, reason=reason):
        report.save(update_fields=["state", "withdrawn_at", "withdrawn_reason"])
    _told(report)
    return report


@transaction.atomic
def correct_report(*, report_id: int, at: datetime, by: Any) -> SituationReport:
    """Begin a correction of an approved report: a new one with its words, to be edited and approved by itself."""
    old = report_of(report_id)
    if old.state != life.APPROVED:
        raise Refused(_("Only an approved report is corrected by a new one."))
    if old.corrections.filter(state=life.DRAFT).exists():  # type: ignore[attr-defined]
        raise Refused(_("A correction is being written already."))
    title = f"{old.title.removesuffix('（更正）')}（更正）"[:120]
    report = SituationReport(
        unit=old.unit, kind=old.kind, incident=old.incident, serial=old.serial, since_at=old.since_at,
        until_at=old.until_at, corrects=old, title=title, facts=old.facts,
        composed=old.composed, text=old.text, composed_at=at, written_by=by,
    )  # fmt: skip
    return _save(report, "links.correct_report", at, by)
