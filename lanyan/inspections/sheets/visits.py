"""Ledgers of visits, clues, supervision and police transfers: none of them counts as a check."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lanyan.inspections.models import Clue, PoliceTransfer, Supervision, Visit
from lanyan.kernel import codes, sheets
from lanyan.kernel.sheets import Column


def place(record: Any) -> str:
    """The premises by name, else the words for the place."""
    return record.premises.name if record.premises else record.place_words


VISITS = sheets.Sheet(
    key="visits",
    title=_("Visits"),
    model=Visit,
    columns=(
        Column(
            "visited_at",
            _("visited at"),
            lambda visit: visit.visited_at,
            width=20,
            link=lambda visit: reverse("inspections:visit", args=[visit.pk]),
        ),
        Column("place", _("place"), place, width=30),
        Column("by_kind", _("who visited"), lambda visit: visit.get_by_kind_display()),
        Column("source_unit", _("visited by"), lambda visit: visit.source_unit.short_name, width=24),
        Column("visitors", _("names of the visitors"), lambda visit: visit.visitors, width=20),
        Column("words", _("what was seen and said"), lambda visit: visit.words, width=40),
        Column("unit", _("unit"), lambda visit: visit.unit.short_name, width=20),
        Column("withdrawn_reason", _("why withdrawn"), lambda visit: visit.withdrawn_reason, width=20),
    ),
    prepare=lambda visits: visits.select_related("premises", "source_unit", "unit"),
)
sheets.register(VISITS)

CLUES = sheets.Sheet(
    key="clues",
    title=_("Clues"),
    model=Clue,
    columns=(
        Column(
            "number",
            _("number"),
            lambda clue: clue.number,
            width=22,
            link=lambda clue: reverse("inspections:clue", args=[clue.pk]),
        ),
        Column("reported_at", _("reported at"), lambda clue: clue.reported_at, width=20),
        Column("place", _("place"), place, width=30),
        Column("words", _("what was seen"), lambda clue: clue.words, width=40),
        Column("state", _("state"), lambda clue: clue.get_state_display()),
        Column("by_kind", _("who found it"), lambda clue: clue.get_by_kind_display()),
        Column("source_unit", _("source"), lambda clue: clue.source_unit.short_name, width=24),
        Column("inspection", _("check"), lambda clue: clue.inspection.number if clue.inspection else None, width=22),
        Column("outcome_words", _("outcome"), lambda clue: clue.outcome_words, width=30),
        Column("unit", _("unit"), lambda clue: clue.unit.short_name, width=20),
    ),
    prepare=lambda clues: clues.select_related("premises", "source_unit", "unit", "inspection"),
)
sheets.register(CLUES)

SUPERVISIONS = sheets.Sheet(
    key="supervisions",
    title=_("Supervision"),
    model=Supervision,
    columns=(
        Column(
            "matter",
            _("matter"),
            lambda supervision: supervision.matter,
            width=36,
            link=lambda supervision: reverse("inspections:supervision", args=[supervision.pk]),
        ),
        Column("supervised_date", _("on"), lambda supervision: supervision.supervised_date),
        Column("object", _("supervised"), lambda supervision: supervision.object.short_name, width=24),
        Column("unit", _("supervising unit"), lambda supervision: supervision.unit.short_name, width=24),
        Column("led_by", _("led by"), lambda supervision: supervision.led_by),
        Column("state", _("state"), lambda supervision: supervision.get_state_display()),
        Column("due_date", _("answer due"), lambda supervision: supervision.due_date),
        Column("answered_at", _("answered at"), lambda supervision: supervision.answered_at, width=20),
    ),
    prepare=lambda found: found.select_related("unit", "object"),
)
sheets.register(SUPERVISIONS)


def matter(transfer: Any) -> str:
    """The matter in words."""
    row = codes.get("police_matters", transfer.matter)
    return row.label if row else transfer.matter


POLICE = sheets.Sheet(
    key="police-transfers",
    title=_("Police transfers"),
    model=PoliceTransfer,
    columns=(
        Column(
            "number",
            _("number"),
            lambda transfer: transfer.number,
            width=22,
            link=lambda transfer: reverse("inspections:police_transfer", args=[transfer.pk]),
        ),
        Column("police_station", _("police station"), lambda transfer: transfer.police_station, width=20),
        Column("their_number", _("their number"), lambda transfer: transfer.their_number, width=20),
        Column("matter", _("matter"), matter, width=30),
        Column("place", _("place"), place, width=30),
        Column("state", _("state"), lambda transfer: transfer.get_state_display()),
        Column("found_date", _("found by them on"), lambda transfer: transfer.found_date),
        Column("received_at", _("received"), lambda transfer: transfer.received_at, width=20),
        Column("due_date", _("we answer by"), lambda transfer: transfer.due_date),
        Column("answered_at", _("answered at"), lambda transfer: transfer.answered_at, width=20),
        Column("outcome", _("outcome"), lambda transfer: transfer.outcome, width=30),
    ),
    prepare=lambda found: found.select_related("premises", "unit"),
)
sheets.register(POLICE)
