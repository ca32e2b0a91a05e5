"""Pages of figures and reports."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from lanyan.incidents.models import Incident
from lanyan.kernel import access, figures, periods, sheets
from lanyan.kernel.figures import Figure, Ratio
from lanyan.reports import keeping
from lanyan.reports.annual import CallsChapter, PreventionChapter
from lanyan.reports.catalogue import Catalogue
from lanyan.reports.figure_page import FigurePage, checked_by, checked_where
from lanyan.reports.scopes import Asked, BadScope, Span, code_of, find_unit, span_of, year_span
from lanyan.reports.switching import switched
from lanyan.reports.tables import page_of, record_table
from lanyan.units.models import Unit
from lanyan.web import standing

VIEW = "reports.view_figures"
# What the address of a figure page may say besides the dimensions.
FIGURE_WORDS = ("by", "page", "export", keeping.AGAIN)


@require_GET
@access.requires(VIEW)
@keeping.page
def catalogue(request: HttpRequest) -> HttpResponse:
    """All figures of a unit and a period beside the year before, each with its definition."""
    try:
        asked = _asked(request)
    except BadScope as problem:
        return _unreadable(request, problem)
    chosen = switched(request, asked)
    if chosen is not None:
        return redirect(f"{reverse('reports:catalogue')}?{_query(chosen)}")
    title = _("Figures")
    return TemplateResponse(request, "reports/catalogue.html", {"title": title, "page": Catalogue(asked)})


@require_GET
@access.requires(VIEW)
@keeping.page
def figure(request: HttpRequest, key: str) -> HttpResponse:
    """One number: how it is counted, how it is made up, and its records."""
    counted = _figure(key)
    try:
        asked = _asked(request)
        where, by = checked_where(counted, request.GET), checked_by(counted, request.GET)
    except BadScope as problem:
        return _unreadable(request, problem)
    page = FigurePage(counted, asked, where, by, timezone.now())
    if request.GET.get("export") == "xlsx":
        return _workbook(request, page)
    chosen = switched(request, asked)
    if chosen is not None:
        return redirect(chosen.url(counted, **where, **({"by": by} if by else {})))
    return TemplateResponse(request, "reports/figure.html", _figure_context(request, page))


@require_GET
@access.requires(VIEW)
@keeping.page
def report(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The first chapter of the annual report of a unit: the calls."""
    return _chapter(request, code, year, CallsChapter, "reports/report.html")


@require_GET
@access.requires(VIEW)
@keeping.page
def report_prevention(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The second chapter: fire prevention and its supervision by law."""
    return _chapter(request, code, year, PreventionChapter, "reports/report_prevention.html")


def _chapter(request: HttpRequest, code: str, year: int, chapter: Any, template: str) -> HttpResponse:
    unit = find_unit(Unit.objects.visible_to(request.user, VIEW), code)
    if unit is None:
        raise Http404
    try:
        asked = Asked(unit, code, year_span(year))
    except BadScope as problem:
        return _unreadable(request, problem)
    chosen = switched(request, asked)
    if chosen is not None:
        return redirect(chosen.chapter_url(_name_of(request)))
    context = {
        "title": _("Annual report {year}").format(year=year),
        "asked": asked,
        "chapter": chapter(asked, request.user),
        "chapters": _chapters(request, asked),
        "year": year,
        "years": [
            (other, replace(asked, span=year_span(other)).chapter_url(_name_of(request)))
            for other in _neighbours(asked.unit.path, year)
        ],
        "hours": range(24),
    }
    return TemplateResponse(request, template, context)


def _name_of(request: HttpRequest) -> str:
    assert request.resolver_match is not None
    return str(request.resolver_match.view_name)


def _chapters(request: HttpRequest, asked: Asked) -> list[tuple[str, str, str, bool]]:
    """The chapters of the report: number, name, address, whether it is the one on the screen."""
    found = (
        ("reports:report", pgettext("chapter number", "I"), _("Calls and incidents")),
        ("reports:report_prevention", pgettext("chapter number", "II"), _("Fire prevention and supervision")),
    )
    here = _name_of(request)
    return [(number, name, asked.chapter_url(view), view == here) for view, number, name in found]


def _neighbours(unit_path: str, year: int) -> list[int]:
    """The years before and after that can hold anything: from the first call on, up to this year."""
    found = Incident.objects.filter(unit__path__startswith=unit_path)
    first = found.order_by("answered_at").values_list("answered_at", flat=True).first()
    since = periods.year_of(first) if first is not None else year
    return [other for other in (year - 1, year + 1) if since <= other <= timezone.localdate().year]


@require_GET
@access.requires(VIEW)
def own_report(request: HttpRequest) -> HttpResponse:
    """Lead to the report of the reader's unit and the last whole year that holds anything."""
    unit, this_year = _own_unit(request), timezone.localdate().year
    past = Incident.objects.filter(unit__path__startswith=unit.path, answered_at__lt=periods.year(this_year).since)
    last = past.order_by("-answered_at").values_list("answered_at", flat=True).first()
    return redirect("reports:report", code_of(unit), periods.year_of(last) if last is not None else this_year - 1)


# ---- inside -----------------------------------------------------------------------------------------------------
def _figure(key: str) -> Figure | Ratio:
    try:
        return figures.get(key)
    except KeyError as problem:
        raise Http404 from problem


def _own_unit(request: HttpRequest) -> Unit:
    """The unit chosen in the top bar, else the highest one whose figures the reader may see."""
    mine = Unit.objects.visible_to(request.user, VIEW)
    unit = mine.filter(path=standing.of(request).unit).first() or mine.order_by("path").first()
    if unit is None:
        raise Http404
    return unit


def _asked(request: HttpRequest) -> Asked:
    """Read unit and period from the address, else from the top bar; a stranger's unit is not found."""
    text = request.GET.get("unit", "")
    unit = find_unit(Unit.objects.visible_to(request.user, VIEW), text) if text else _own_unit(request)
    if unit is None:
        raise Http404
    return Asked(unit, text or code_of(unit), span_of(request.GET.dict()) or _standing_span(request))


def _standing_span(request: HttpRequest) -> Span:
    text = standing.of(request).period
    found = span_of({"year" if len(text) == 4 else "period": text})
    return found or year_span(timezone.localdate().year)


def _query(asked: Asked) -> str:
    return "&".join(f"{name}={value}" for name, value in asked.words().items())


def _unreadable(request: HttpRequest, problem: BadScope) -> HttpResponse:
    title = _("This cannot be used")
    return render(request, "400.html", {"title": title, "reason": str(problem)}, status=400)


def _may_export(request: HttpRequest, page: FigurePage) -> bool:
    return request.user.may("reports.export_records", page.asked.unit.path)  # type: ignore[union-attr]


def _workbook(request: HttpRequest, page: FigurePage) -> HttpResponse:
    """The records as Excel, for those who may take them out."""
    if not _may_export(request, page):
        title = _("Not allowed")
        missing = access.label("reports.export_records")
        return render(request, "403.html", {"title": title, "missing": missing}, status=403)
    return sheets.workbook(page.sheet, page.records(request.user))


def _figure_context(request: HttpRequest, page: FigurePage) -> dict[str, Any]:
    rows = page_of(page.sheet.prepare(page.records(request.user)), request.GET.get("page", ""), most=page.counted)
    kept = request.GET.copy()
    for word in ("page", keeping.AGAIN):
        kept.pop(word, None)
    return {
        "title": f"{page.figure.label} {page.said}",
        "page": page,
        "rows": rows,
        "table": record_table(page.figure, page.sheet, rows, request),
        "hidden": page.counted - rows.paginator.count,
        "query": kept.urlencode(),
        "may_export": _may_export(request, page),
        "year": localtime(page.asked.span.since).year,
    }
