"""Chapter 监督执法: units checked, hazards put right, papers, penalties, joint and special checks, drills, complaints.

Figures of other apps are looked up by their keys: a line whose figure nobody has registered is left out.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lanyan.inspections.figures import checks, enforcement
from lanyan.kernel import figures
from lanyan.kernel.figures import Figure, Ratio, Row
from lanyan.reports.annual.pieces import Chapter, Line, Number, paragraph
from lanyan.reports.figure_page import change
from lanyan.reports.numbers import written

# The tables of the chapter: a heading, and each figure by its key with its depth.
TABLES: tuple[tuple[Any, tuple[tuple[str, int], ...]], ...] = (
    (
        gettext_lazy("Checks and hazards"),
        (
            ("inspections.premises_checked", 1),
            ("inspections.checks", 1),
            ("inspections.key_units", 2),
            ("inspections.nine_small", 2),
            ("inspections.drawn_checks", 2),
            ("inspections.due_share", 2),
            ("hazards.found", 1),
            ("hazards.put_right", 2),
            ("hazards.rate", 2),
            ("hazards.overdue", 2),
            ("hazards.not_fixed", 2),
        ),
    ),
    (
        gettext_lazy("Papers"),
        (
            ("papers.made", 1),
            ("papers.notices", 1),
            ("papers.at_once", 2),
            ("papers.by_date", 2),
            ("papers.recheck", 1),
            ("papers.seal", 1),
            ("papers.penalty", 1),
            ("papers.major", 1),
        ),
    ),
    (
        gettext_lazy("Penalties, seals, major hazards"),
        (
            ("enforcement.cases", 1),
            ("enforcement.cases_on_the_spot", 2),
            ("enforcement.fines", 1),
            ("enforcement.stops", 1),
            ("enforcement.seals", 1),
            ("enforcement.listed", 1),
            ("enforcement.delisted", 1),
            ("enforcement.transfers", 1),
            ("enforcement.detained", 1),
        ),
    ),
    (
        gettext_lazy("Joint and special checks, drills"),
        (
            ("inspections.joint_premises", 1),
            ("inspections.joint_schools", 2),
            ("inspections.evacuation_drills", 1),
            ("inspections.evacuation_drill_people", 2),
            ("inspections.heritage_national", 1),
            ("inspections.heritage_provincial", 1),
            ("inspections.special_high_rise", 1),
            ("inspections.elderly_care", 1),
            ("inspections.special_ebike", 1),
        ),
    ),
    (
        gettext_lazy("Tips and complaints"),
        (
            ("complaints.messages", 1),
            ("complaints.matters", 1),
            ("complaints.on_time", 2),
            ("complaints.on_time_rate", 2),
            ("complaints.true_rate", 2),
            ("complaints.answered_rate", 1),
            ("complaints.satisfied_rate", 1),
        ),
    ),
)
CHECKED, MADE, FOUND, RATE = checks.CHECKED, checks.CHECKS, enforcement.FOUND, enforcement.RATE


@dataclass(frozen=True)
class District:
    """One battalion's line: units checked, hazards found, the share put right."""

    checked: Line
    found: Number
    rate: Number


class PreventionChapter(Chapter):
    """Chapter 监督执法."""

    @cached_property
    def _known(self) -> dict[str, Figure | Ratio]:
        return {figure.key: figure for figure in figures.catalogue()}

    @property
    def figures(self) -> list[Figure | Ratio]:
        """Those of the tables that are registered."""
        wanted = [key for _heading, lines in TABLES for key, _depth in lines]
        return [self._known[key] for key in wanted if key in self._known]

    @property
    def is_empty(self) -> bool:
        """True when nothing was checked in the year, nor in the one before."""
        return not self._now[MADE.key] and not self._before[MADE.key]

    @cached_property
    def tables(self) -> list[tuple[Any, list[Line]]]:
        """The tables with their lines; one without a registered figure is left out."""
        found = [
            (heading, [self._line(self._known[key], depth) for key, depth in lines if key in self._known])
            for heading, lines in TABLES
        ]
        return [(heading, lines) for heading, lines in found if lines]

    # ---- the opening ---------------------------------------------------------------------------------------------
    @property
    def opening(self) -> SafeString:
        """The year in one paragraph, composed from the figures alone."""
        return paragraph([*self._checked(), *self._punished(), *self._together()])

    def _of(self, key: str) -> Number:
        return self._number(self._known[key])

    def _any(self, *keys: str) -> bool:
        return any(self._now.get(key) for key in keys)

    def _checked(self) -> list[SafeString]:
        said = [
            format_html(
                _("{year}: {premises} were checked, {hazards} were found and {fixed} put right ({rate})"),
                year=self.asked.span.label,
                premises=self._of("inspections.premises_checked"),
                hazards=self._of("hazards.found"),
                fixed=self._of("hazards.put_right"),
                rate=self._of("hazards.rate"),
            )
        ]
        return [*said, self._more_or_less()]

    def _more_or_less(self) -> SafeString:
        now, before = self._now[CHECKED.key], self._before[CHECKED.key]
        if not before:
            return SafeString("")
        words = (
            _("That is {number} more checked than the year before")
            if now >= before
            else _("That is {number} fewer checked than the year before")
        )
        return format_html(words, number=Number(written(CHECKED, abs(now - before)), self._asked_before.url(CHECKED)))

    def _punished(self) -> list[SafeString]:
        said = []
        if self._any("papers.notices"):
            said.append(format_html(_("Of notices to rectify {notices} were made"), notices=self._of("papers.notices")))
        if self._any("enforcement.cases"):
            said.append(
                format_html(
                    _("{cases} were decided, {spot} of them on the spot, with fines of {fines}"),
                    cases=self._of("enforcement.cases"),
                    spot=self._of("enforcement.cases_on_the_spot"),
                    fines=self._of("enforcement.fines"),
                )
            )
        if self._any("enforcement.seals", "enforcement.stops"):
            said.append(
                format_html(
                    _("{seals} were made and {stops} ordered to stop"),
                    seals=self._of("enforcement.seals"),
                    stops=self._of("enforcement.stops"),
                )
            )
        if self._any("enforcement.listed", "enforcement.delisted"):
            said.append(
                format_html(
                    _("Of major hazards {listed} were listed and {delisted} delisted"),
                    listed=self._of("enforcement.listed"),
                    delisted=self._of("enforcement.delisted"),
                )
            )
        return said

    def _together(self) -> list[SafeString]:
        """What the published reports say as sentences of their own."""
        said = []
        if self._any("inspections.joint_premises"):
            said.append(
                format_html(
                    _("With the education department and others {joint} were checked jointly and {drills} held"),
                    joint=self._of("inspections.joint_premises"),
                    drills=self._of("inspections.evacuation_drills"),
                )
            )
        if self._any("inspections.heritage_national", "inspections.heritage_provincial"):
            said.append(
                format_html(
                    _("Heritage: {national} of national and {provincial} of provincial rank were examined"),
                    national=self._of("inspections.heritage_national"),
                    provincial=self._of("inspections.heritage_provincial"),
                )
            )
        if self._any("inspections.special_high_rise"):
            high = self._of("inspections.special_high_rise")
            said.append(format_html(_("High-rise estates: {number} under special drives"), number=high))
        if self._any("complaints.messages"):
            said.append(
                format_html(
                    _("Complaints: {number} were received, {share} of the matters checked in time"),
                    number=self._of("complaints.messages"),
                    share=self._of("complaints.on_time_rate"),
                )
            )
        return said

    # ---- where ---------------------------------------------------------------------------------------------------
    @cached_property
    def districts(self) -> list[District]:
        """Units checked, hazards and the share put right by battalion, largest first."""
        found = {row.key: row for row in FOUND.by("battalion", self.asked.scope)}
        rates = {row.key: row for row in RATE.by("battalion", self.asked.scope)}
        return [
            self._district(row, before, found.get(row.key), rates.get(row.key))
            for row, before in self._rows(CHECKED, "battalion")
        ]

    def _district(self, row: Row, before: int, found: Row | None, rate: Row | None) -> District:
        where = {"battalion": row.key}
        now = Number(written(CHECKED, row.value), self.asked.url(CHECKED, **where))
        last = Number(written(CHECKED, before), self._asked_before.url(CHECKED, **where))
        return District(
            Line(row.label, 1, now, last, change(CHECKED, row.value, before), row.value),
            Number(written(FOUND, found.value if found else 0), self.asked.url(FOUND, **where)),
            Number(written(RATE, rate.value if rate else None), self.asked.url(RATE, **where)),
        )

    @property
    def most_in_a_district(self) -> int:
        """The largest of the districts, against which bars are drawn."""
        return max((one.checked.value for one in self.districts), default=0)
