"""Ledgers of hazards, terms, papers, cases, seals, major hazards and transfers."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lanyan.inspections.models import Case, Hazard, MajorHazard, Opening, Paper, Seal, Term, Transfer
from lanyan.inspections.rules import hazards as rules
from lanyan.kernel.sheets import Column, Sheet, register


def _link(name: str) -> Any:
    return lambda record: reverse(f"inspections:{name}", args=[record.pk])


def _joined(*names: str) -> Any:
    def prepare(found: QuerySet[Any]) -> QuerySet[Any]:
        return found.select_related("unit", "premises", *names)

    return prepare


NUMBER, PREMISES, UNIT = _("number"), _("premises"), _("unit")
PLACE = Column("premises", PREMISES, lambda record: record.premises.name if record.premises else None, width=30)
UNIT_COLUMN = Column("unit", UNIT, lambda record: record.unit.short_name, width=20)


def _status(words: Any = None) -> Column:
    return Column("status", _("status"), words or (lambda record: record.get_status_display()))


def hazard_status(hazard: Hazard) -> str:
    """The status, with the days over when the term has passed."""
    words = hazard.get_status_display()
    today = timezone.localdate()
    if hazard.due_date is None or not rules.is_overdue(hazard.status, hazard.due_date, today):
        return str(words)
    return str(_("{status} · {days} d over").format(status=words, days=(today - hazard.due_date).days))


HAZARDS = Sheet(
    key="hazards",
    title=_("Hazards"),
    model=Hazard,
    columns=(
        Column("number", NUMBER, lambda hazard: hazard.number, link=_link("hazard"), width=22),
        Column("words", _("what was found"), lambda hazard: hazard.words, width=44),
        PLACE,
        Column("place", _("where in the building"), lambda hazard: hazard.place, width=20),
        Column("clause", _("clause"), lambda hazard: hazard.clause, width=28),
        _status(hazard_status),
        Column("found_at", _("found at"), lambda hazard: hazard.found_at, width=20),
        Column("due_date", _("to be put right by"), lambda hazard: hazard.due_date),
        Column("ended_at", _("ended at"), lambda hazard: hazard.ended_at, width=20),
        UNIT_COLUMN,
        Column("inspection", _("check"), lambda hazard: hazard.inspection.number, width=22),
    ),
    prepare=_joined("inspection"),
)

TERMS = Sheet(
    key="legal_terms",
    title=_("Legal clock"),
    model=Term,
    columns=(
        Column("matter", _("matter"), lambda term: term.matter, width=44),
        Column("title", _("concerns"), lambda term: term.title, width=36),
        UNIT_COLUMN,
        Column("person", _("in hand of"), lambda term: str(term.person or "")),
        Column("since_at", _("began"), lambda term: term.since_at, width=20),
        Column("ends_at", _("ends"), lambda term: term.ends_at, width=20),
        Column("article", _("article"), lambda term: term.article, width=30),
        Column("met_at", _("met"), lambda term: term.met_at, width=20),
        Column("provisional", _("provisional"), lambda term: _("Yes") if term.provisional else ""),
    ),
    prepare=_joined("person"),
)

PAPERS = Sheet(
    key="papers",
    title=_("Papers"),
    model=Paper,
    columns=(
        Column("number", NUMBER, lambda paper: paper.number or _("not numbered yet"), link=_link("paper"), width=30),
        Column("kind", _("kind of paper"), lambda paper: paper.kind.label, width=30),
        PLACE,
        _status(),
        Column("made_at", _("made at"), lambda paper: paper.made_at, width=20),
        Column("served_at", _("served at"), lambda paper: paper.served_at, width=20),
        Column("service", _("how served"), lambda paper: paper.get_service_display()),
        Column("provenance", _("how it was entered"), lambda paper: paper.get_provenance_display(), width=24),
        UNIT_COLUMN,
    ),
    prepare=_joined("kind"),
)

CASES = Sheet(
    key="cases",
    title=_("Penalty cases"),
    model=Case,
    columns=(
        Column("number", NUMBER, lambda case: case.number, link=_link("case"), width=22),
        PLACE,
        Column("rule", _("act punished"), lambda case: case.rule.label, width=44),
        _status(),
        Column("fine_yuan", _("fine, yuan"), lambda case: case.fine_yuan, number=True),
        Column("stop", _("stop"), lambda case: case.get_stop_display()),
        Column("opened_at", _("case opened at"), lambda case: case.opened_at, width=20),
        Column("decided_at", _("decided at"), lambda case: case.decided_at, width=20),
        UNIT_COLUMN,
    ),
    prepare=_joined("rule"),
)

SEALS = Sheet(
    key="seals",
    title=_("Temporary seals"),
    model=Seal,
    columns=(
        Column("number", NUMBER, lambda seal: seal.number, link=_link("seal"), width=22),
        PLACE,
        Column("part", _("part sealed"), lambda seal: seal.part, width=30),
        Column("ground", _("ground"), lambda seal: seal.ground.label, width=40),
        _status(),
        Column("sealed_at", _("sealed at"), lambda seal: seal.sealed_at, width=20),
        Column("until_date", _("sealed until"), lambda seal: seal.until_date),
        Column("ended_at", _("ended at"), lambda seal: seal.ended_at, width=20),
        UNIT_COLUMN,
    ),
    prepare=_joined("ground"),
)

MAJORS = Sheet(
    key="major_hazards",
    title=_("Major hazards"),
    model=MajorHazard,
    columns=(
        Column("number", NUMBER, lambda major: major.number, link=_link("major"), width=22),
        PLACE,
        Column("words", _("what was found"), lambda major: major.words[:80], width=40),
        _status(),
        Column("standard", _("version of the standard"), lambda major: major.standard),
        Column("level", _("listed by"), lambda major: major.get_level_display()),
        Column("listed_date", _("listed on"), lambda major: major.listed_date),
        Column("list_due_date", _("term of the list"), lambda major: major.list_due_date),
        Column("delisted_date", _("delisted on"), lambda major: major.delisted_date),
        UNIT_COLUMN,
    ),
    prepare=_joined(),
)

TRANSFERS = Sheet(
    key="transfers",
    title=_("Transfers"),
    model=Transfer,
    columns=(
        Column("number", NUMBER, lambda transfer: transfer.number, link=_link("transfer"), width=22),
        Column("matter", _("matter"), lambda transfer: transfer.matter.label, width=36),
        Column("body", _("handed to"), lambda transfer: transfer.body, width=24),
        PLACE,
        _status(),
        Column("sent_at", _("sent at"), lambda transfer: transfer.sent_at, width=20),
        Column("answered_at", _("answered at"), lambda transfer: transfer.answered_at, width=20),
        Column(
            "outcome", _("outcome"), lambda transfer: transfer.outcome.label if transfer.outcome else None, width=24
        ),
        UNIT_COLUMN,
    ),
    prepare=_joined("matter", "outcome"),
)

OPENINGS = Sheet(
    key="openings",
    title=_("Pre-opening checks"),
    model=Opening,
    columns=(
        Column("number", NUMBER, lambda opening: opening.number, link=_link("opening"), width=22),
        PLACE,
        Column("pledge", _("with a pledge"), lambda opening: _("Yes") if opening.pledge else _("No")),
        Column("channel", _("applied"), lambda opening: opening.get_channel_display()),
        _status(),
        Column("accepted_at", _("accepted at"), lambda opening: opening.accepted_at, width=20),
        Column("permitted_at", _("permitted at"), lambda opening: opening.permitted_at, width=20),
        Column("checked_at", _("site checked"), lambda opening: opening.checked_at, width=20),
        Column("decided_at", _("decided at"), lambda opening: opening.decided_at, width=20),
        UNIT_COLUMN,
    ),
    prepare=_joined(),
)

for _sheet in (HAZARDS, TERMS, PAPERS, CASES, SEALS, MAJORS, TRANSFERS, OPENINGS):
    register(_sheet)
