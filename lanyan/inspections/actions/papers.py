"""Papers: made with frozen words, numbered by whoever is the source, served there and then, or entered later."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lanyan.inspections import paper_words
from lanyan.inspections.actions.enforcing import code, locked, move, required
from lanyan.inspections.models import Hazard, Inspection, Paper, PaperSource
from lanyan.inspections.rules import papers as rules
from lanyan.kernel import audit, external, live, serials
from lanyan.kernel.errors import Refused
from lanyan.kernel.models import Code, ExternalNumber
from lanyan.kernel.periods import ZONE, year_of
from lanyan.units.models import Unit

NATIONAL = ExternalNumber.System.NATIONAL


# ---- made -------------------------------------------------------------------------------------------------
def source_of(unit: Unit, on: date) -> rules.Source | None:
    """Who numbers a unit's papers on a day."""
    declared = [
        rules.Source(one.unit.path, one.source, one.agency, one.since_date)
        for one in PaperSource.objects.select_related("unit")
    ]
    return rules.source_for(declared, unit.path, on)


@transaction.atomic
def make(
    *,
    kind: str,
    premises: Any,
    unit: Unit,
    at: datetime,
    by: Any,
    hazards: Sequence[Hazard] = (),
    provenance: str = rules.SCREEN,
    given_number: str = "",
    entered_at: datetime | None = None,
    items: Sequence[str] = (),
    officers: str = "",
    words: str = "",
    addressee: str = "",
    blanks: dict[str, str] | None = None,
    more: dict[str, Any] | None = None,
    **links: Any,
) -> Paper:
    """Make a paper of a kind; `links` says what it belongs to (inspection, seal, …), `more` what its layout adds."""
    row = code("paper_kinds", kind, "kind")
    said = paper_words.content(
        kind=row,
        unit=unit,
        premises=premises,
        at=at,
        items=items,
        officers=officers,
        words=words,
        addressee=addressee,
        **(blanks or {}),
    )
    number, ours = _numbered(row, unit, given_number, at)
    with audit.act("inspections.make_paper", by=by):
        paper: Paper = Paper.objects.create(
            kind=row,
            number=number,
            numbered_by=rules.LANYAN if ours else rules.NATIONAL,
            unit=unit,
            premises=premises,
            content={**said, **(more or {})},
            provenance=provenance,
            made_at=at,
            made_by=by,
            entered_at=entered_at or at,
            **links,
        )
        paper.hazards.set(hazards)
        if not ours:
            external.expect(record=paper, systems=[NATIONAL])
            if number:
                external.fill(record=paper, system=NATIONAL, number=number, by=by)
    tell(paper)
    return paper


def _numbered(kind: Code, unit: Unit, given: str, at: datetime) -> tuple[str, bool]:
    """The number of a new paper, and whether it is our own: only where the unit declares so and none was given."""
    given = given.strip()[:60]
    refuse_taken(given, "number")
    source = source_of(unit, at.astimezone(ZONE).date())
    if given or source is None or source.source != rules.LANYAN:
        return given, False
    word, year = kind.facts["word"], year_of(at)
    return rules.number(source.agency, word, year, serials.take(f"paper:{source.agency}:{word}:{year}")), True


def refuse_taken(number: str, field: str) -> None:
    """A number stands at one paper."""
    if number and Paper.objects.filter(number=number).exists():
        raise Refused(_("Number {number} already stands at another record.").format(number=number), field=field)


def make_for_hazards(
    *,
    kind: str,
    hazards: Sequence[Hazard],
    at: datetime,
    by: Any,
    due: date | None = None,
    results: dict[int, tuple[bool, str]] | None = None,
    officers: str = "",
) -> Paper:
    """Make the notice or the opinion over hazards of one place."""
    first = hazards[0]
    lines = paper_words.of_results(hazards, results) if results else paper_words.of_hazards(hazards)
    blanks = {"checked": paper_words.chinese(first.inspection.started_at)}
    if due is not None:
        blanks["due"] = paper_words.chinese(due)
    return make(
        kind=kind,
        premises=first.premises,
        unit=first.unit,
        inspection=first.inspection,
        hazards=hazards,
        items=lines,
        officers=officers,
        blanks=blanks,
        at=at,
        by=by,
    )


def left_over(inspection: Inspection, *, reason: str, at: datetime, by: Any) -> None:
    """Withdraw the notice of a check that will not be made: it was made and never served."""
    waiting = Paper.objects.filter(inspection=inspection, status=rules.MADE, kind__code=rules.CHECK_NOTICE)
    for pk in waiting.values_list("pk", flat=True):
        withdraw(paper_id=pk, reason=reason, at=at, by=by)


def unserved(inspection: Inspection) -> QuerySet[Paper]:
    """The notices of a check that are not served yet."""
    found: QuerySet[Paper] = Paper.objects.filter(
        inspection=inspection, status=rules.MADE, kind__code__in=("AT_ONCE", "BY_DATE")
    )
    return found


# ---- withdrawn, numbered -----------------------------------------------------------------------------------
@transaction.atomic
def withdraw(*, paper_id: int, reason: str, at: datetime, by: Any) -> Paper:
    """Withdraw a paper: its words and its number stay, and the number is not given out again."""
    paper: Paper = locked(Paper, paper_id, "kind")
    reason = required(reason)
    if paper.kind.code in rules.OF_CHECK and paper.status == rules.SERVED and paper.inspection_id:
        raise Refused(_("The check stands on this paper: it can only be withdrawn with the check, before its record."))
    move(paper, rules.PAPER, "withdraw_paper")
    paper.withdrawn_at, paper.withdrawn_reason = at, reason
    with audit.act("inspections.withdraw_paper", by=by, reason=reason):
        paper.save()
    tell(paper)
    return paper


@transaction.atomic
def fill_number(*, paper_id: int, number: str, differs: bool = False, by: Any) -> Paper:
    """Enter the number the national system gave a paper, and whether it says the same there."""
    paper: Paper = locked(Paper, paper_id, "kind")
    number = required(number, "number", 60)
    if paper.numbered_by == rules.NATIONAL and Paper.objects.filter(number=number).exclude(pk=paper.pk).exists():
        raise Refused(_("Number {number} already stands at another record.").format(number=number), field="number")
    external.fill(record=paper, system=NATIONAL, number=number, differs=differs, by=by)
    if paper.numbered_by == rules.NATIONAL:
        paper.number = number
        with audit.act("inspections.fill_paper_number", by=by):
            paper.save(update_fields=["number"])
    tell(paper)
    return paper


@transaction.atomic
def declare_source(*, unit_id: int, source: str, agency: str, since_date: date, by: Any) -> PaperSource:
    """Declare who numbers a unit's papers from a day on; earlier papers keep their numbers."""
    if source not in PaperSource.Source.values:
        raise Refused(_("There is no such entry in the list."), field="source")
    agency = agency.strip()[:20]
    if source == rules.LANYAN and not agency:
        raise Refused(_("Numbers of our own need the agency's short name."), field="agency")
    if PaperSource.objects.filter(unit_id=unit_id, since_date=since_date).exists():
        raise Refused(_("Something is declared for this day already."), field="since_date")
    with audit.act("inspections.declare_paper_source", by=by):
        declared: PaperSource = PaperSource.objects.create(
            unit_id=unit_id, source=source, agency=agency, since_date=since_date
        )
    return declared


def tell(paper: Paper) -> None:
    """Tell the screens that show a paper or its check."""
    live.announce("paper", paper.pk)
    if paper.inspection_id:
        live.announce("check", paper.inspection_id)
