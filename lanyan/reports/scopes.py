"""Which unit and which period a reader asks for: read from an address or a command line, refused in their words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.db.models.functions import Length
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from lanyan.kernel import periods
from lanyan.kernel.figures import Figure, Ratio, Scope
from lanyan.units.models import Unit

PATH = re.compile(r"([0-9]{2,}\.)+")
CODE = re.compile(r"[0-9]{2,12}")
# Committees and outside organisations bear division codes too, but have no incidents of their own.
NOT_SERVICE = (Unit.Kind.COMMITTEE, Unit.Kind.OUTSIDE)


class BadScope(ValueError):
    """What was asked for cannot be read: which part, and why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field, self.reason = field, reason

    def __str__(self) -> str:
        return f"{self.field}: {self.reason}"


@dataclass(frozen=True)
class Span:
    """A period as somebody wrote it: the address words for it, and its two instants."""

    words: Mapping[str, str]
    since: datetime
    until: datetime

    def year_before(self) -> "Span":
        """Give the same stretch one year earlier."""
        since, until = _year_earlier(self.since), _year_earlier(self.until)
        if "year" in self.words:
            return Span({"year": str(localtime(since).year)}, since, until)
        return Span({"since": _day_or_instant(since), "until": _day_or_instant(until)}, since, until)

    @property
    def label(self) -> str:
        """Name the period as a reader would."""
        if "year" in self.words:
            return _("Year {year}").format(year=self.words["year"])
        return self.words.get("period") or self.stretch

    @property
    def stretch(self) -> str:
        """Write the period with its first and its last instant."""
        return f"{_shown(self.since)} – {_end(self.until)}"


@dataclass(frozen=True)
class Asked:
    """A unit and a period as a reader asked for them, with the words that ask for the same again."""

    unit: Unit
    code: str
    span: Span

    @property
    def scope(self) -> Scope:
        """What figures count in."""
        return Scope(self.unit.path, self.span.since, self.span.until)

    def year_before(self) -> "Asked":
        """Ask for the same one year earlier."""
        return replace(self, span=self.span.year_before())

    def words(self, **where: str) -> dict[str, str]:
        """Give the address words for this unit and period, with dimensions held."""
        return {"unit": self.code, **self.span.words, **where}

    def url(self, figure: Figure | Ratio | str, **where: str) -> str:
        """Give the address of a figure's page in this scope."""
        key = figure if isinstance(figure, str) else figure.key
        return f"{reverse('reports:figure', args=[key])}?{urlencode(self.words(**where))}"

    @property
    def report_url(self) -> str:
        """Give the address of the annual report in which this scope lies."""
        return self.chapter_url("reports:report")

    def chapter_url(self, view: str) -> str:
        """Give the address of a chapter of that report."""
        return reverse(view, args=[self.code, localtime(self.span.since).year])


def find_unit(units: "QuerySet[Unit]", text: str) -> Unit | None:
    """Find the highest service unit with a division code (3308, 330800, 330802) or the unit with a path."""
    if PATH.fullmatch(text):
        return units.filter(path=text).first()
    if not CODE.fullmatch(text):
        return None
    city = text.removesuffix("00") if len(text) == 6 else text
    found = units.exclude(kind__in=NOT_SERVICE).filter(division_code__in={text, city, f"{text}00"})
    return found.order_by(Length("path"), "path").first()


def code_of(unit: Unit) -> str:
    """Give the text that finds a unit again: its division code where that leads to it, else its path."""
    if unit.division_code and find_unit(Unit.objects.all(), unit.division_code) == unit:
        return unit.division_code
    return unit.path


def span_of(words: Mapping[str, str]) -> Span | None:
    """Read year=, period= or since= with until=; None when nothing is said, BadScope when it cannot be read."""
    if words.get("since") or words.get("until"):
        return _stretch(words)
    for name in ("year", "period"):
        if words.get(name):
            return _named(name, words[name])
    return None


def year_span(number: int) -> Span:
    """Give one calendar year."""
    return _named("year", str(number))


def _named(name: str, text: str) -> Span:
    if name == "year" and not re.fullmatch(r"[0-9]{4}", text):
        raise BadScope(name, _("“{text}” is not a year").format(text=text))
    try:
        found = periods.parse(text)
    except ValueError as problem:
        reason = _("“{text}” is not a period: write 2024, 2024Q3, 2024-03 or 2024-03-05").format(text=text)
        raise BadScope(name, reason) from problem
    words = {"year": found.text} if len(found.text) == 4 else {"period": found.text}
    return Span(words, found.since, found.until)


def _stretch(words: Mapping[str, str]) -> Span:
    since, until = _instant("since", words.get("since", "")), _instant("until", words.get("until", ""))
    if since >= until:
        raise BadScope("until", _("the end must lie after the beginning"))
    return Span({"since": words["since"], "until": words["until"]}, since, until)


def _instant(name: str, text: str) -> datetime:
    try:
        if len(text) == 10:
            return periods.midnight(date.fromisoformat(text))
        found = datetime.fromisoformat(text)
    except ValueError as problem:
        raise BadScope(name, _("“{text}” is not a day: write 2024-03-05").format(text=text)) from problem
    return found if found.tzinfo else found.replace(tzinfo=periods.ZONE)


def _year_earlier(at: datetime) -> datetime:
    local = at.astimezone(periods.ZONE)
    try:
        return local.replace(year=local.year - 1)
    except ValueError:
        return local.replace(year=local.year - 1, day=28)


def _day_or_instant(at: datetime) -> str:
    local = at.astimezone(periods.ZONE)
    return local.date().isoformat() if (local.hour, local.minute, local.second) == (0, 0, 0) else local.isoformat()


def _end(until: datetime) -> str:
    """Write the end of a period as people do: midnight is 24:00 of the day before."""
    local = until.astimezone(periods.ZONE)
    if (local.hour, local.minute) != (0, 0):
        return _shown(until)
    return f"{local - timedelta(days=1):%Y-%m-%d} 24:00"


def _shown(at: datetime) -> str:
    return f"{at.astimezone(periods.ZONE):%Y-%m-%d %H:%M}"
