"""The catalogue of figures 数据项: all of them for one unit and period, in groups, beside the year before."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from lanyan.kernel import figures
from lanyan.kernel.figures import Figure, Ratio, together
from lanyan.reports.figure_page import change
from lanyan.reports.numbers import Written, written
from lanyan.reports.scopes import Asked

# By the first word of a figure's key; other apps' figures stand under their own first word.
GROUPS = {
    "incidents": _("Incidents"),
    "runs": _("Forces sent"),
    "results": _("Results"),
    "times": _("Times"),
    "inspections": _("Checks and drills"),
    "hazards": _("Hazards"),
    "papers": _("Papers"),
    "enforcement": _("Penalties, seals, major hazards"),
    "complaints": _("Tips and complaints"),
}


@dataclass(frozen=True)
class Line:
    """One figure of the catalogue."""

    figure: Figure | Ratio
    now: Written
    url: str
    before: Written
    before_url: str
    change: str


@dataclass
class Catalogue:
    """All figures in a scope."""

    asked: Asked

    @cached_property
    def groups(self) -> list[tuple[Any, list[Line]]]:
        """Groups in the order in which their first figure was published."""
        before = self.asked.year_before()
        now_values = together(figures.catalogue(), self.asked.scope)
        before_values = together(figures.catalogue(), before.scope)
        groups: dict[str, list[Line]] = {}
        for figure in figures.catalogue():
            now, last = now_values[figure.key], before_values[figure.key]
            line = Line(
                figure,
                written(figure, now),
                self.asked.url(figure),
                written(figure, last),
                before.url(figure),
                change(figure, now, last),
            )
            groups.setdefault(figure.key.partition(".")[0], []).append(line)
        return [(GROUPS.get(name, name), lines) for name, lines in groups.items()]
