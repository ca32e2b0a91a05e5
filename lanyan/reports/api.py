"""Figures for machines: the catalogue, one figure with its breakdown, its records page by page."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from ninja.errors import HttpError

from lanyan.kernel import figures
from lanyan.kernel.errors import Refused
from lanyan.kernel.figures import Figure, Ratio, Scope
from lanyan.reports.figure_page import checked_by, checked_where
from lanyan.reports.ledgers import entry, ledger_of, records_of
from lanyan.reports.numbers import plain
from lanyan.reports.scopes import Asked, BadScope, find_unit, span_of
from lanyan.units.models import Unit
from lanyan.units.tokens import TokenAuth

router = Router(tags=["figures"])
VIEW = "reports.view_figures"
MOST_PER_PAGE = 500


class FigureOut(Schema):
    """What a figure is."""

    key: str
    label: str
    definition: str
    unit: str
    source: str
    left_out: str
    dimensions: list[str]


class RowOut(Schema):
    """One group of a breakdown."""

    key: str
    label: str
    value: float | None


class ValueOut(Schema):
    """A figure's value in a scope."""

    key: str
    label: str
    value: float | None
    unit: str
    since: str
    until: str
    by: str
    rows: list[RowOut]


class RecordsOut(Schema):
    """One page of the records behind a figure."""

    key: str
    count: int
    page: int
    pages: int
    records: list[dict[str, Any]]


class ScopeIn(Schema):
    """Unit and period: year (2024), period (2024Q3) or since and until (days, the last one not meant)."""

    unit: str
    year: str = ""
    period: str = ""
    since: str = ""
    until: str = ""


@router.get("", auth=TokenAuth(VIEW), response=list[FigureOut])
def list_figures(request: HttpRequest) -> list[dict[str, Any]]:
    """All figures with their definitions."""
    return [
        {
            "key": figure.key,
            "label": str(figure.label),
            "definition": str(figure.definition),
            "unit": str(figure.counting_unit),
            "source": str(figure.source),
            "left_out": str(figure.excluded),
            "dimensions": [dimension.key for dimension in figure.dimensions],
        }
        for figure in figures.catalogue()
    ]


@router.get("/{key}", auth=TokenAuth(VIEW), response=ValueOut)
def figure_value(request: HttpRequest, key: str, scope: Query[ScopeIn], by: str = "") -> dict[str, Any]:
    """One figure in a scope, whole and broken down; other words of the address hold dimensions (district=330802)."""
    figure, asked, held = _read(request, key, scope)
    rows = figure.by(by, held) if by else []
    return {
        "key": key,
        "label": str(figure.label),
        "value": plain(figure, figure.value(held)),
        "unit": str(figure.counting_unit),
        "since": asked.span.since.isoformat(),
        "until": asked.span.until.isoformat(),
        "by": by,
        "rows": [{"key": row.key, "label": row.label, "value": plain(figure, row.value)} for row in rows],
    }


@router.get("/{key}/records", auth=TokenAuth(VIEW), response=RecordsOut)
def figure_records(
    request: HttpRequest, key: str, scope: Query[ScopeIn], page: int = 1, per_page: int = 50
) -> dict[str, Any]:
    """The records behind a figure that the key's user may open, newest first."""
    if page < 1 or not 1 <= per_page <= MOST_PER_PAGE:
        raise Refused(_("page begins at 1, per_page lies between 1 and {most}").format(most=MOST_PER_PAGE))
    figure, _asked, held = _read(request, key, scope)
    records = records_of(figure, held)
    mine = records.filter(pk__in=records.model.objects.visible_to(request.auth).values("pk"))  # type: ignore[attr-defined]
    sheet, count = ledger_of(figure), mine.count()
    shown = sheet.prepare(mine)[(page - 1) * per_page : page * per_page]
    return {
        "key": key,
        "count": count,
        "page": page,
        "pages": -(-count // per_page),
        "records": [entry(sheet, record) for record in shown],
    }


def _read(request: HttpRequest, key: str, words: ScopeIn) -> tuple[Figure | Ratio, Asked, Scope]:
    """Read figure, unit, period and dimensions; what is unknown is 404, what cannot be read 422."""
    try:
        figure = figures.get(key)
    except KeyError as problem:
        raise HttpError(404, _("there is no figure {key}").format(key=key)) from problem
    unit = find_unit(Unit.objects.visible_to(request.auth, VIEW), words.unit)  # type: ignore[attr-defined]
    if unit is None:
        raise HttpError(404, _("there is no unit {code}").format(code=words.unit))
    try:
        span = span_of(words.dict(exclude={"unit"}))
        if span is None:
            raise BadScope("year", _("a period is missing"))
        asked = Asked(unit, words.unit, span)
        given = request.GET.dict()
        where = checked_where(figure, given)
        checked_by(figure, given)
    except BadScope as problem:
        raise Refused(problem.reason, field=problem.field) from problem
    return figure, asked, Scope(unit.path, span.since, span.until, where)
