"""Figures of evacuation drills: drills 次 and the people who took part 人次, each absent number left out."""

from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.inspections.models import Drill
from lanyan.inspections.models.drills import DEPARTMENTS
from lanyan.kernel import codes
from lanyan.kernel.dimensions import by_month, by_unit
from lanyan.kernel.figures import Dimension, Figure, Scope

DRILLS = pgettext_lazy("counting unit", "drills")
ATTENDANCES = pgettext_lazy("counting unit", "attendances")
LEDGER = _("Ledger of evacuation drills; they are no checks and no incidents.")
NO_WITHDRAWN = _("Withdrawn records do not count.")


def held(scope: Scope) -> QuerySet[Drill]:
    """Drills of the unit's places held in the period."""
    found = Drill.objects.held_in(scope.since, scope.until)
    return found.filter(unit__path__startswith=scope.unit_path)  # type: ignore[no-any-return]


def _department(code: str) -> str:
    row = codes.get(DEPARTMENTS, code) if code else None
    return row.label if row is not None else str(_("the fire service alone"))


DIMENSIONS = (
    by_unit(),
    Dimension("department", _("held with"), F("department"), _department),
    by_month("held_at"),
)


def _figure(key: str, label: Any, definition: Any, **more: Any) -> Figure:
    given = {
        "counting_unit": DRILLS,
        "source": LEDGER,
        "records": held,
        "dimensions": DIMENSIONS,
        "excluded": NO_WITHDRAWN,
    }
    return Figure(key=f"inspections.{key}", label=label, definition=definition, **{**given, **more})


HELD = _figure(
    "evacuation_drills",
    _("Evacuation drills"),
    _("Evacuation drills held in the period with departments or by the fire service alone; several at a place count."),
)
SCHOOLS = _figure(
    "evacuation_drills_education",
    _("Evacuation drills with the education department"),
    _("Of the evacuation drills held in the period, those held with the education department."),
    only=Q(department="EDUCATION"),
)
PEOPLE = _figure(
    "evacuation_drill_people",
    _("People who took part in evacuation drills"),
    _("People who took part in the drills of the period, counted once at every drill; drills nobody counted left out."),
    counting_unit=ATTENDANCES,
    only=Q(people__isnull=False),
    measure=Sum("people"),
    each=F("people"),
    empty=None,
)
FIGURES = (HELD, SCHOOLS, PEOPLE)
