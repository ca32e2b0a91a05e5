"""The standing choice in the top bar: which unit and which period a person looks through, kept for the session."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyan.kernel import periods
from lanyan.web import hooks

UNIT_KEY, PERIOD_KEY = "standing_unit", "standing_period"


@dataclass(frozen=True)
class PeriodChoice:
    """A period a person may choose: its text for the address, its name on the screen."""

    value: str
    label: str


@dataclass(frozen=True)
class Standing:
    """What the top bar says at this moment; an empty unit means all the person may see."""

    unit: str
    unit_label: str
    period: str
    period_label: str

    @property
    def span(self) -> periods.Period:
        """The period as instants."""
        return periods.parse(self.period)


def periods_on(today: date) -> list[PeriodChoice]:
    """List the periods worth a click on a day: today, yesterday, this month and last, this year and two before."""
    last_month = today.replace(day=1) - timedelta(days=1)
    days = [(_("Today"), today), (_("Yesterday"), today - timedelta(days=1))]
    months = [(_("This month"), today), (_("Last month"), last_month)]
    years = [today.year, today.year - 1, today.year - 2]
    return [
        *(PeriodChoice(day.isoformat(), f"{name} {day:%m-%d}") for name, day in days),
        *(PeriodChoice(f"{day:%Y-%m}", f"{name} {day:%Y-%m}") for name, day in months),
        *(PeriodChoice(str(year), _("Year {year}").format(year=year)) for year in years),
    ]


def of(request: HttpRequest) -> Standing:
    """Read the standing choice: from the address, else from the session, else all units and this year."""
    today = timezone.localdate()
    unit = _unit(request)
    period = _period(request, today)
    label = next((choice.label for choice in periods_on(today) if choice.value == period), period)
    return Standing(unit=unit.value, unit_label=unit.label, period=period, period_label=label)


def choose(request: HttpRequest, *, unit: str | None, period: str | None) -> None:
    """Keep a new choice for the session; a unit outside the person's reach or a nonsense period raises ValueError."""
    if unit is not None:
        if unit and unit not in {choice.value for choice in hooks.units(request)}:
            raise ValueError(_("You may not look through this unit."))
        request.session[UNIT_KEY] = unit
    if period is not None:
        request.session[PERIOD_KEY] = periods.parse(period).text


def _unit(request: HttpRequest) -> hooks.Choice:
    choices = hooks.units(request)
    wanted = _session(request).get(UNIT_KEY, "")
    chosen = next((choice for choice in choices if choice.value == wanted), None)
    if chosen is None:
        return choices[0] if choices else hooks.Choice("", "")
    return chosen


def _period(request: HttpRequest, today: date) -> str:
    for text in (request.GET.get("period", ""), _session(request).get(PERIOD_KEY, "")):
        try:
            return periods.parse(text).text
        except ValueError:
            continue
    return str(today.year)


def _session(request: HttpRequest) -> Any:
    return getattr(request, "session", {})
