"""Figures of what is no check: visits, clues, supervision, police transfers."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lanyan.inspections.figures import records
from lanyan.inspections.rules import plans
from lanyan.kernel.figures import Figure

VISITS = Figure(
    key="inspections.visits",
    label=_("Visits"),
    definition=_("Visits by towns, grid workers, micro stations and volunteers; no administrative check."),
    counting_unit=records.VISITS,
    source=records.VISIT_LEDGER,
    records=records.visited,
    dimensions=records.VISIT_DIMENSIONS,
)


def _clues(key: str, label: Any, definition: Any, **more: Any) -> Figure:
    return Figure(
        key=key,
        label=label,
        definition=definition,
        counting_unit=records.CLUES,
        source=records.VISIT_LEDGER,
        records=records.reported,
        dimensions=records.CLUE_DIMENSIONS,
        **more,
    )


CLUES = _clues(
    "inspections.clues", _("Clues"), _("Clues reported in the period; a clue is no hazard and no check by itself.")
)
CLUES_CONFIRMED = _clues(
    "inspections.clues_confirmed",
    _("Clues confirmed"),
    _("Clues reported in the period that a concluded check confirmed by a hazard found in it."),
    only=Q(state=plans.CONFIRMED),
)
SUPERVISIONS = Figure(
    key="inspections.supervisions",
    label=_("Supervisions"),
    definition=_("Supervision of departments, towns and battalions in the period; never of enterprises."),
    counting_unit=records.SUPERVISIONS,
    source=records.SUPERVISION_LEDGER,
    records=records.supervised,
    dimensions=records.SUPERVISION_DIMENSIONS,
)
POLICE = Figure(
    key="inspections.police_transfers",
    label=_("Police transfers received"),
    definition=_("Matters that police stations passed to the fire body in writing; their own checks are not counted."),
    counting_unit=records.TRANSFERS,
    source=records.POLICE_LEDGER,
    records=records.passed_on,
    dimensions=records.POLICE_DIMENSIONS,
)

FIGURES = (VISITS, CLUES, CLUES_CONFIRMED, SUPERVISIONS, POLICE)
