"""Block 火灾 of the first chapter: what the ledger of fires says, never the incidents; shown where records exist."""

from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lanyan.fires import figures as fires
from lanyan.fires.limits import death_days
from lanyan.fires.rules import classes
from lanyan.kernel.figures import Figure, Ratio
from lanyan.kernel.periods import ZONE
from lanyan.reports.annual.pieces import Chapter, Line, Number
from lanyan.reports.figure_page import change
from lanyan.reports.numbers import Written, written
from lanyan.web import formats

TABLE: tuple[tuple[Figure, int], ...] = (
    (fires.ALL, 1),
    (fires.NOT_MINOR, 2),
    (fires.MINOR, 2),
    (fires.UNCALLED, 2),
    (fires.GRAVE, 2),
    (fires.DEAD, 1),
    (fires.INJURED, 1),
    (fires.LOSS, 1),
    (fires.BURNT, 1),
)
# So many rows of a breakdown are shown, largest first.
MOST = 8
# One column of the page each.
SHOWN_BY = (("place", "settlement"), ("cause",))


class FiresBlock(Chapter):
    """Fires of the year by their own ledger."""

    @property
    def figures(self) -> list[Figure | Ratio]:
        """Those of the table."""
        return [figure for figure, _depth in TABLE]

    @property
    def is_empty(self) -> bool:
        """True when no fire is approved of the year, nor of the one before."""
        return not self._now[fires.ALL.key] and not self._before[fires.ALL.key]

    @property
    def table(self) -> list[Line]:
        """The table; minor or not is left out where no rule knew it in either year."""
        return [self._line(figure, depth) for figure, depth in TABLE if not self._unruled(figure)]

    def _unruled(self, figure: Figure) -> bool:
        ruled = (fires.MINOR.key, fires.NOT_MINOR.key)
        return figure.key in ruled and not any(year[key] for year in (self._now, self._before) for key in ruled)

    def _line(self, figure: Figure | Ratio, depth: int = 1) -> Line:
        """A year without any record says nothing, not nought."""
        line = super()._line(figure, depth)
        if not self._before[fires.ALL.key]:
            return replace(line, before=Number(Written(formats.NONE, ""), line.before.url), change=formats.NONE)
        if not self._now[fires.ALL.key]:
            return replace(line, now=Number(Written(formats.NONE, ""), line.now.url), change=formats.NONE)
        return line

    @cached_property
    def breakdowns(self) -> list[list[tuple[Any, list[Line]]]]:
        """Fires by place and by town or country, and by cause: columns of tables."""
        return [[(fires.ALL.dimension(key).label, self._lines(fires.ALL, key)) for key in keys] for keys in SHOWN_BY]

    def _lines(self, figure: Figure, key: str) -> list[Line]:
        found = []
        for row, before in self._rows(figure, key)[:MOST]:
            now = Number(written(figure, row.value), self.asked.url(figure, **{key: row.key}))
            said = written(figure, before if self._before[fires.ALL.key] else None)
            last = Number(said, self._asked_before.url(figure, **{key: row.key}))
            found.append(Line(row.label, 1, now, last, change(figure, row.value, before), row.value))
        return found

    @property
    def notes(self) -> list[str]:
        """What a reader must know: the break of the series, deaths that can still change, the other source."""
        scope = self.asked.scope
        since, until = (at.astimezone(ZONE).date() for at in (scope.since, scope.until))
        said = [_("Counted in the ledger of fires, approved records only; incidents and fires never match.")]
        if classes.broken(since, until):
            words = _("Since {date} other limits of classes and deaths hold: the two years are not of one series.")
            said.append(words.format(date=classes.BREAK_DATE.isoformat()))
        return said + self._not_final(until)

    def _not_final(self, until: date) -> list[str]:
        last = date(until.year - 1, 12, 31) if (until.month, until.day) == (1, 1) else until
        days = death_days(last)
        if classes.deaths_final(last.year, days, self.asked_on):
            return []
        final = classes.final_from(last.year, days).isoformat()
        return [_("The dead of this year are not final before {date}.").format(date=final)]

    @cached_property
    def asked_on(self) -> date:
        """The day on which the report is read."""
        return timezone.localdate()
