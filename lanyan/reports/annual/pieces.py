"""What all chapters are made of: numbers that open, lines that compare two years, paragraphs."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from lanyan.kernel.figures import Figure, Ratio, Row, together
from lanyan.reports.figure_page import change
from lanyan.reports.numbers import Written, written
from lanyan.reports.scopes import Asked


@dataclass(frozen=True)
class Number:
    """A number in the text or a table, and the page that opens it."""

    said: Written
    url: str

    def __html__(self) -> str:
        return self.link

    @property
    def link(self) -> SafeString:
        """Draw the number as the link that opens it."""
        return format_html('<a class="fig" href="{}">{}</a>', self.url, self.said)


@dataclass(frozen=True)
class Line:
    """One row of a table: this year, last year, the change."""

    label: str
    depth: int
    now: Number
    before: Number
    change: str
    value: Any = None


@dataclass
class Chapter:
    """What chapters share: their figures counted together for this year and the last."""

    asked: Asked
    user: Any

    @property
    def figures(self) -> list[Figure | Ratio]:
        """Everything the chapter counts."""
        raise NotImplementedError

    @cached_property
    def _now(self) -> dict[str, Any]:
        return together(self.figures, self.asked.scope)

    @cached_property
    def _before(self) -> dict[str, Any]:
        return together(self.figures, self._asked_before.scope)

    @cached_property
    def _asked_before(self) -> Asked:
        return self.asked.year_before()

    def _number(self, figure: Figure | Ratio) -> Number:
        return Number(written(figure, self._now[figure.key]), self.asked.url(figure))

    def _line(self, figure: Figure | Ratio, depth: int = 1) -> Line:
        now, before = self._now[figure.key], self._before[figure.key]
        last = Number(written(figure, before), self._asked_before.url(figure))
        return Line(str(figure.label), depth, self._number(figure), last, change(figure, now, before), now)

    def _rows(self, figure: Figure, dimension: str) -> list[tuple[Row, int]]:
        """A breakdown with last year's numbers, largest first; what was there only last year is nought now."""
        before = {row.key: row for row in figure.by(dimension, self._asked_before.scope)}
        now = {row.key: row for row in figure.by(dimension, self.asked.scope)}
        gone = [Row(key, row.label, 0) for key, row in before.items() if key not in now]
        rows = sorted([*now.values(), *gone], key=lambda row: (row.key == "-", -row.value))
        return [(row, before[row.key].value if row.key in before else 0) for row in rows]


def paragraph(parts: Iterable[SafeString]) -> SafeString:
    """Sentences as one paragraph."""
    between = pgettext("between sentences of the opening", ". ")
    said = format_html_join(between, "{}", ((part,) for part in parts if part))
    return format_html("{}{}", said, pgettext("end of the opening", "."))
