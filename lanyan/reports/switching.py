"""The unit and year of a report page and those of the top bar are one: the page sets them, the bar may change them."""

from contextlib import suppress

from django.http import HttpRequest

from lanyan.reports.scopes import Asked, BadScope, Span, code_of, span_of
from lanyan.units.models import Unit
from lanyan.web import standing

# Which page was shown last, and with which choice in its top bar.
SHOWN_KEY = "reports_shown"


def switched(request: HttpRequest, asked: Asked) -> Asked | None:
    """Say what was chosen in the top bar of this very page; None when the page was opened by its own address.

    A page opened by its address brings its own unit and period into the top bar.
    """
    here, chosen = request.get_full_path(), _choice(request)
    page, shown_with = request.session.get(SHOWN_KEY) or [None, None]
    if page == here and shown_with != chosen:
        del request.session[SHOWN_KEY]
        return _asked(request, asked, *chosen)
    _bring(request, asked)
    if request.session.get(SHOWN_KEY) != [here, _choice(request)]:
        request.session[SHOWN_KEY] = [here, _choice(request)]
    return None


def _bring(request: HttpRequest, asked: Asked) -> None:
    unit, period = _choice(request)
    # A unit that cannot be chosen in the top bar stays out of it.
    with suppress(ValueError):
        if unit != asked.unit.path:
            standing.choose(request, unit=asked.unit.path, period=None)
    text = asked.span.words.get("year") or asked.span.words.get("period")
    if text and text != period:
        standing.choose(request, unit=None, period=text)


def _choice(request: HttpRequest) -> list[str]:
    return [request.session.get(standing.UNIT_KEY, ""), request.session.get(standing.PERIOD_KEY, "")]


def _asked(request: HttpRequest, asked: Asked, path: str, period: str) -> Asked:
    unit = Unit.objects.visible_to(request.user, "reports.view_figures").filter(path=path).first() or asked.unit
    return Asked(unit, asked.code if unit == asked.unit else code_of(unit), _span(period) or asked.span)


def _span(text: str) -> Span | None:
    try:
        return span_of({"year" if len(text) == 4 else "period": text})
    except BadScope:
        return None
