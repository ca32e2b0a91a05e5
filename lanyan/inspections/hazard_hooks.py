"""Who may read the files of hazards, papers and checks; and what hazards say about the risk of premises."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lanyan.inspections.models import Hazard, MajorHazard, Opening, Paper
from lanyan.inspections.rules import hazards as rules
from lanyan.inspections.rules import judgement
from lanyan.kernel import codes, files
from lanyan.premises import risk

WEIGHTS = "premises_risk_weights"
OPEN, OVERDUE, MAJOR = "OPEN", "OVERDUE", "MAJOR"


def _reader(permission: str) -> Callable[[Any, Any], bool]:
    def may_read(user: Any, record: Any) -> bool:
        return bool(user.may(permission, record.unit_path))

    return may_read


files.register_reader(Hazard, _reader("inspections.view_hazard"))
files.register_reader(Paper, _reader("inspections.view_enforcement"))
files.register_reader(Opening, _reader("inspections.view_enforcement"))


def _weights() -> dict[str, tuple[int, int | None]]:
    """What hazards weigh: rows of the table, with the most that one row may come to."""
    told = (row.facts for row in codes.table(WEIGHTS).values() if row.facts.get("what") == "hazard")
    return {one["match"]: (int(one["points"]), int(one["most"]) if one.get("most") else None) for one in told}


def _reasons(premises: Collection[int]) -> Mapping[int, Sequence[tuple[int, Any]]]:
    """Open hazards, overdue ones and major ones of these premises: two queries besides the table."""
    today, weights = timezone.localdate(), _weights()
    counted = (
        Hazard.objects.open()
        .filter(premises__in=list(premises))
        .values("premises")
        .annotate(open=Count("pk"), late=Count("pk", filter=Q(status__in=rules.ORDERED, due_date__lt=today)))
    )
    told: dict[int, list[tuple[int, Any]]] = {
        row["premises"]: _counted(row["open"], row["late"], weights) for row in counted
    }
    open_majors = MajorHazard.objects.filter(premises__in=list(premises), status__in=judgement.OPEN)
    for key in open_majors.values_list("premises", flat=True).distinct():
        told.setdefault(key, []).append((_points(weights, MAJOR, 1), str(_("major hazard not closed"))))
    return told


def _points(weights: Mapping[str, tuple[int, int | None]], match: str, number: int) -> int:
    """A row of the table for so many: a row without a limit counts once, however many there are."""
    points, most = weights.get(match, (0, None))
    return min(most, points * number) if most is not None else points


def _counted(open_ones: int, late: int, weights: Mapping[str, tuple[int, int | None]]) -> list[tuple[int, Any]]:
    words = ngettext("{number} open hazard", "{number} open hazards", open_ones).format(number=open_ones)
    said: list[tuple[int, Any]] = [(_points(weights, OPEN, open_ones), words)]
    if late:
        words = ngettext("{number} hazard past its term", "{number} hazards past their term", late)
        said.append((_points(weights, OVERDUE, late), words.format(number=late)))
    return said


risk.register("hazards", _reasons)
