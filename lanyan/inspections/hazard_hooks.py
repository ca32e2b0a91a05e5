"""Who may read the files of hazards, papers and checks; and what hazards say about the risk of premises."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lanyan.inspections.models import Hazard, MajorHazard, Paper
from lanyan.inspections.rules import hazards as rules
from lanyan.inspections.rules import judgement
from lanyan.kernel import files
from lanyan.premises import risk

# Starting values: an open major hazard outweighs anything else that hazards say.
MAJOR_POINTS, OVERDUE_POINTS, OPEN_POINTS, MOST_OPEN = 40, 10, 3, 15


def _reader(permission: str) -> Callable[[Any, Any], bool]:
    def may_read(user: Any, record: Any) -> bool:
        return bool(user.may(permission, record.unit_path))

    return may_read


files.register_reader(Hazard, _reader("inspections.view_hazard"))
files.register_reader(Paper, _reader("inspections.view_enforcement"))


def _reasons(premises: Collection[int]) -> Mapping[int, Sequence[tuple[int, Any]]]:
    """Open hazards, overdue ones and major ones of these premises: two queries."""
    today = timezone.localdate()
    counted = (
        Hazard.objects.open()
        .filter(premises__in=list(premises))
        .values("premises")
        .annotate(open=Count("pk"), late=Count("pk", filter=Q(status__in=rules.ORDERED, due_date__lt=today)))
    )
    told: dict[int, list[tuple[int, Any]]] = {row["premises"]: _counted(row["open"], row["late"]) for row in counted}
    open_majors = MajorHazard.objects.filter(premises__in=list(premises), status__in=judgement.OPEN)
    for key in open_majors.values_list("premises", flat=True).distinct():
        told.setdefault(key, []).append((MAJOR_POINTS, str(_("major hazard not closed"))))
    return told


def _counted(open_ones: int, late: int) -> list[tuple[int, Any]]:
    said = [
        (
            min(MOST_OPEN, OPEN_POINTS * open_ones),
            ngettext("{number} open hazard", "{number} open hazards", open_ones).format(number=open_ones),
        )
    ]
    if late:
        words = ngettext("{number} hazard past its term", "{number} hazards past their term", late)
        said.append((OVERDUE_POINTS, words.format(number=late)))
    return said


risk.register("hazards", _reasons)
