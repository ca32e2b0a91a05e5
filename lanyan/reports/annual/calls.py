"""Chapter 接处警: calls answered, forces sent, results, when, where, how fast."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lanyan.incidents.figures import handled, results, sent, times
from lanyan.incidents.figures.dimensions import LAST_MINUTE, MINUTES
from lanyan.kernel.figures import Figure, Ratio, Row
from lanyan.reports.addresses import incident_url
from lanyan.reports.annual.fires import FiresBlock
from lanyan.reports.annual.pieces import Chapter, Line, Number, paragraph
from lanyan.reports.figure_page import change
from lanyan.reports.numbers import written

RESULT = {figure.key.partition(".")[2]: figure for figure in results.RESULTS}
TIME = {figure.key: figure for figure in times.TIMES}
# The table of the chapter: each figure with its depth.
TABLE: tuple[tuple[Figure | Ratio, int], ...] = (
    (handled.HANDLED, 1),
    *((figure, 2) for figure in handled.KINDS.values()),
    (sent.VEHICLES, 1),
    (sent.TEAMS_SENT, 1),
    (sent.PERSON_DEPLOYMENTS, 1),
    (RESULT["rescued_and_evacuated"], 1),
    (RESULT["rescued"], 2),
    (RESULT["evacuated"], 2),
    (RESULT["property_saved"], 1),
    (RESULT["property_protected"], 1),
)
TIMES = (
    TIME["times.call_to_order.median"],
    TIME["times.within_45_seconds"],
    TIME["times.received_within_45_seconds"],
    TIME["times.turnout.median"],
    TIME["times.travel.median"],
    TIME["times.arrival.median"],
    TIME["times.arrival.p90"],
    TIME["times.within_five_minutes"],
)
BEHIND = (times.ARRIVED, times.ARRIVAL_UNKNOWN)
FIVE_MINUTES = TIME["times.within_five_minutes"]


@dataclass(frozen=True)
class Case:
    """An incident kept as a case."""

    at: Any
    name: str
    url: str


class CallsChapter(Chapter):
    """Chapter 接处警: calls answered, forces sent, results, when, where, how fast."""

    @property
    def figures(self) -> list[Figure | Ratio]:
        """The table, the times, and what stands behind the times."""
        return [*(figure for figure, _depth in TABLE), *TIMES, *BEHIND]

    @property
    def is_empty(self) -> bool:
        """True when nothing was handled in the year, nor in the one before."""
        return not self._now[handled.HANDLED.key] and not self._before[handled.HANDLED.key]

    @property
    def table(self) -> list[Line]:
        """The main table."""
        return [self._line(figure, depth) for figure, depth in TABLE]

    @property
    def times(self) -> list[Line]:
        """The table of times."""
        return [self._line(figure) for figure in TIMES]

    @property
    def valid(self) -> Number:
        """How many incidents have both an order and an arrival."""
        return self._number(times.ARRIVED)

    @property
    def unknown(self) -> Number:
        """How many were ordered without a known arrival."""
        return self._number(times.ARRIVAL_UNKNOWN)

    # ---- the opening ---------------------------------------------------------------------------------------------
    @property
    def opening(self) -> SafeString:
        """The year in one paragraph, composed from the figures alone."""
        return paragraph(self._parts())

    def _parts(self) -> list[SafeString]:
        numbers = {
            "year": self.asked.span.label,
            "handled": self._number(handled.HANDLED),
            "vehicles": self._number(sent.VEHICLES),
            "people": self._number(sent.PERSON_DEPLOYMENTS),
            "saved": self._number(RESULT["rescued_and_evacuated"]),
            "protected": self._number(RESULT["property_protected"]),
        }
        said = [format_html(_("{year}: {handled} handled"), **numbers), self._more_or_less()]
        said.append(format_html(_("{vehicles} and {people} were sent"), **numbers))
        if self._now[RESULT["rescued_and_evacuated"].key] is not None:
            said.append(format_html(_("{saved} were rescued and evacuated"), **numbers))
        if self._now[RESULT["property_protected"].key] is not None:
            said.append(format_html(_("Property worth {protected} was protected"), **numbers))
        return [part for part in (*said, self._most_changed(), self._fast()) if part]

    def _more_or_less(self) -> SafeString:
        now, before = self._now[handled.HANDLED.key], self._before[handled.HANDLED.key]
        if not before:
            return SafeString("")
        words = (
            _("That is {number} more than the year before")
            if now >= before
            else _("That is {number} fewer than the year before")
        )
        url = self._asked_before.url(handled.HANDLED)
        return format_html(words, number=Number(written(handled.HANDLED, abs(now - before)), url))

    def _most_changed(self) -> SafeString:
        """Name the kind whose number changed most."""
        if not self._before[handled.HANDLED.key]:
            return SafeString("")
        moves = [(figure, self._now[figure.key] - self._before[figure.key]) for figure in handled.KINDS.values()]
        figure, most = max(moves, key=lambda move: abs(move[1]))
        if not most:
            return SafeString("")
        words = _("{kind} changed most: {number} more") if most > 0 else _("{kind} changed most: {number} fewer")
        number = Number(written(figure, abs(most)), self.asked.url(figure))
        return format_html(words, kind=figure.label, number=number)

    def _fast(self) -> SafeString:
        if self._now[FIVE_MINUTES.key] is None:
            return SafeString("")
        line = self._line(FIVE_MINUTES)
        if self._before[FIVE_MINUTES.key] is None:
            return format_html(_("The first vehicle arrived within 5 minutes in {now}"), now=line.now)
        words = _("The first vehicle arrived within 5 minutes in {now}, the year before in {before}")
        return format_html(words, now=line.now, before=line.before)

    # ---- when ----------------------------------------------------------------------------------------------------
    @cached_property
    def _cells(self) -> dict[tuple[str, str], Any]:
        return handled.HANDLED.cross("weekday", "hour", self.asked.scope)

    @property
    def heat(self) -> dict[str, Any]:
        """The heat map of weekdays and hours."""
        cells = [
            [hour, day - 1, self._cells.get((str(day), str(hour)), 0)] for day in range(1, 8) for hour in range(24)
        ]
        return {"cells": cells, "unit": str(handled.HANDLED.counting_unit)}

    @property
    def heat_table(self) -> list[tuple[str, list[tuple[int, str]]]]:
        """The numbers behind the heat map, each with its page."""
        weekday = handled.HANDLED.dimension("weekday")
        return [
            (
                str(weekday.words(day)),
                [
                    (
                        self._cells.get((str(day), str(hour)), 0),
                        self.asked.url(handled.HANDLED, weekday=str(day), hour=str(hour)),
                    )
                    for hour in range(24)
                ],
            )
            for day in range(1, 8)
        ]

    # ---- where ---------------------------------------------------------------------------------------------------
    @cached_property
    def districts(self) -> list[Line]:
        """Incidents by district, largest first, with last year."""
        return [self._district(row, before) for row, before in self._rows(handled.HANDLED, "district")]

    def _district(self, row: Row, before: int) -> Line:
        figure = handled.HANDLED
        now = Number(written(figure, row.value), self.asked.url(figure, district=row.key))
        last = Number(written(figure, before), self._asked_before.url(figure, district=row.key))
        label = _("district not known") if row.key == "-" else row.label
        return Line(label, 1, now, last, change(figure, row.value, before), row.value)

    @property
    def most_in_a_district(self) -> int:
        """The largest of the districts, against which bars are drawn."""
        return max((line.value for line in self.districts), default=0)

    # ---- how fast ------------------------------------------------------------------------------------------------
    @cached_property
    def _minutes(self) -> tuple[list[Row], list[Row]]:
        return tuple(  # type: ignore[return-value]
            times.ARRIVED.by("minute", asked.scope) for asked in (self.asked, self._asked_before)
        )

    @property
    def response(self) -> dict[str, Any]:
        """The distribution of arrival times by minute, in percent of the incidents with an arrival."""
        now, before = (_percents(rows) for rows in self._minutes)
        found = {
            "minutes": [*(str(minute) for minute in MINUTES[:-1]), f"{LAST_MINUTE}+"],
            "now": now,
            "now_label": self.asked.span.label,
            "within5": _percent(self._now[FIVE_MINUTES.key]),
        }
        if any(before):
            last = _percent(self._before[FIVE_MINUTES.key])
            found |= {"before": before, "before_label": self._asked_before.span.label, "within5_before": last}
        return found

    @property
    def response_table(self) -> list[tuple[str, Number, float, float]]:
        """The numbers behind the distribution: minute, incidents, share now and before."""
        now, before = self._minutes
        shares = zip(_percents(now), _percents(before), strict=True)
        return [
            (
                row.label,
                Number(written(times.ARRIVED, row.value), self.asked.url(times.ARRIVED, minute=row.key)),
                *share,
            )
            for row, share in zip(now, shares, strict=True)
        ]

    # ---- fires ---------------------------------------------------------------------------------------------------
    @cached_property
    def fires(self) -> FiresBlock:
        """What the ledger of fires says of the year."""
        return FiresBlock(self.asked, self.user)

    # ---- cases ---------------------------------------------------------------------------------------------------
    @cached_property
    def cases(self) -> list[Case]:
        """Incidents kept as cases that this reader may open, oldest first."""
        found = handled.NOTABLE.records_in(self.asked.scope).visible_to(self.user)  # type: ignore[attr-defined]
        rows = found.select_related("subkind").order_by("answered_at")
        return [Case(row.answered_at, row.name, incident_url(row.pk)) for row in rows]

    @property
    def cases_url(self) -> str:
        """The page of the cases."""
        return self.asked.url(handled.NOTABLE)


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)


def _percents(rows: list[Row]) -> list[float]:
    whole = sum(row.value for row in rows)
    return [round(100 * row.value / whole, 1) if whole else 0 for row in rows]
