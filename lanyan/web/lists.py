"""List pages 台账: filters in the address, views, columns, sort, 50 rows a page, count, Excel, a helpful empty state.

`list_page(...)` is the one way to make one; everything a person can see of the page is in its address.
"""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import django_filters
import django_tables2 as tables
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from lanyan.kernel import sheets
from lanyan.kernel.walking import walked
from lanyan.web import filters, hooks
from lanyan.web.columns import table_from
from lanyan.web.filters import Chip

PER_PAGE = 50
# Counting stops here, and paging with it: past it the exact number helps nobody and costs a scan of a million rows.
COUNT_CAP = 30_000
# An empty page tries to drop this many filters, one count each.
RELAX_AT_MOST = 4
# What the address may say besides filters.
OWN_WORDS = {"page", "sort", "columns", "export", "view"}

Text = str | Promise


@dataclass(frozen=True)
class View:
    """A named filter of a page: `query` is the address after the question mark ("" shows all)."""

    label: Text
    query: str = ""
    count: Callable[[], int] | None = None
    pk: Any = None
    current: bool = False
    shown: str = ""


@dataclass(frozen=True)
class Action:
    """A button of the page (top right): a link, or a POST when `post` is set; left out without its permission."""

    label: Text
    url: str
    icon: str = ""
    tone: str = "line"
    permission: str = ""
    key: str = ""
    post: bool = False


@dataclass(frozen=True)
class Relaxed:
    """One way out of an empty page: the address without a filter, and how many rows it shows."""

    label: str
    url: str
    count: str


def capped_count(queryset: QuerySet[Any], cap: int = COUNT_CAP) -> int:
    """Count up to one past the cap, so that a large table is never scanned for a number."""
    return queryset.order_by().values("pk")[: cap + 1].count()


def count_text(number: int, cap: int = COUNT_CAP) -> str:
    """Write a capped count: 5,184 or 30,000+."""
    return f"{cap:,}+" if number > cap else f"{number:,}"


class CappedPaginator(Paginator):
    """Pages whose total is a capped count made once; the further ones are found by their keys first."""

    def __init__(self, table: tables.Table, total: int, seen: QuerySet[Any]) -> None:
        super().__init__(table.rows, PER_PAGE)
        self.table = table
        self.total = total
        self.seen = seen

    @cached_property
    def count(self) -> int:
        """The rows that can be paged through."""
        return min(self.total, COUNT_CAP)

    def page(self, number: Any) -> Page:
        """One page; of many rows, and of further pages, the keys come first, so that what is skipped is not read."""
        number = self.validate_number(number)
        many = self.total > COUNT_CAP
        if number == 1 and not many:
            return super().page(number)
        rows: QuerySet[Any] = self.table.data.data
        begin = (number - 1) * PER_PAGE
        keys = rows.values_list("pk", flat=True)[begin : min(begin + PER_PAGE, self.count)]
        with walked() if many else nullcontext():
            found = list(keys)
        # The filters have been asked; of what the reader sees, these are read.
        records = self.seen.order_by().in_bulk(found)
        self.table.data.data = [records[key] for key in found if key in records]
        return self._get_page(self.table.rows, number, self)


@dataclass
class Listing:
    """Everything list.html shows, made from one request; templates call it `listing`."""

    request: HttpRequest
    filterset: django_filters.FilterSet
    table: tables.Table
    queryset: QuerySet[Any]
    total: int
    title: Text
    unit: Text = ""
    sheet: sheets.Sheet | None = None
    views: Sequence[View] = ()
    actions: Sequence[Action] = ()
    bulk: Sequence[Action] = ()
    empty: dict[str, Any] = field(default_factory=dict)
    unsorted: Sequence[str] = ()

    @property
    def unsorted_words(self) -> str:
        """Why the list is not in the order that was asked for; empty when it is."""
        if not self.unsorted:
            return ""
        said = _("More than {most} rows are not sorted by {columns}. Narrow the filter first.")
        return said.format(most=f"{COUNT_CAP:,}", columns=_(", ").join(self.unsorted))

    @property
    def page(self) -> Page:
        """The page of rows on the screen."""
        return self.table.page

    @property
    def count(self) -> str:
        """How many there are, capped, without the unit."""
        return count_text(self.total)

    @property
    def capped(self) -> bool:
        """True when there are more than the count says."""
        return self.total > COUNT_CAP

    @cached_property
    def chips(self) -> list[Chip]:
        """The filters, set ones with their value in words."""
        return filters.chips(self.filterset, self.request.GET)

    @property
    def errors(self) -> list[str]:
        """What is wrong with the address: field and reason."""
        form = self.filterset.form
        named = [(form[name].label, errors) for name, errors in form.errors.items() if name in form.fields]
        return [_("{label}: {reason}").format(label=label, reason=" ".join(errors)) for label, errors in named]

    @property
    def is_filtered(self) -> bool:
        """True when any filter is set."""
        return any(chip.is_set for chip in self.chips)

    @property
    def key(self) -> str:
        """The name under which this page's own views and columns are kept."""
        match = self.request.resolver_match
        return match.view_name if match else self.request.path

    @cached_property
    def all_views(self) -> list[View]:
        """The page's own views, then the person's."""
        now = _without(self.request.GET, OWN_WORDS)
        own = [View(view.name, view.query, pk=view.pk) for view in hooks.saved_views(self.request.user, self.key)]
        return [_shown_view(view, now) for view in (*self.views, *own)]

    @property
    def query(self) -> str:
        """The address of the present filter and sort, to be saved as a view."""
        return _without(self.request.GET, {"page", "export"}).urlencode()

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What a filter form must carry along: sort and columns."""
        return [(key, value) for key in ("sort", "columns") for value in self.request.GET.getlist(key)]

    @property
    def others(self) -> list[tuple[str, str]]:
        """What a column form must carry along: filters and sort."""
        return [(k, v) for k, values in self.request.GET.lists() if k not in {"columns", "page"} for v in values]

    @property
    def columns(self) -> list[tuple[str, str, bool]]:
        """Every column: key, heading, whether it is shown."""
        shown = {column.name for column in self.table.columns}
        return [(name, str(column.header), name in shown) for name, column in self.table.columns.columns.items()]

    @property
    def columns_shown(self) -> int:
        """How many columns are on the screen."""
        return sum(shown for _key, _header, shown in self.columns)

    @property
    def export_url(self) -> str:
        """The address of the same rows as an Excel file; empty when the page has no ledger."""
        if self.sheet is None:
            return ""
        query = _without(self.request.GET, {"page", "columns", "export"})
        query["export"] = "xlsx"
        return f"?{query.urlencode()}"

    @property
    def save_view_url(self) -> str:
        """Where a view is saved; empty when nobody keeps them."""
        name = hooks.addresses()["save_view"]
        return reverse(name) if name else ""

    @property
    def delete_view_url(self) -> str:
        """Where a view is given up; empty when nobody keeps them."""
        return hooks.addresses()["delete_view"]

    @property
    def shown_actions(self) -> list[Action]:
        """The buttons this person may press."""
        user = self.request.user
        return [action for action in self.actions if not action.permission or user.has_perm(action.permission)]

    @cached_property
    def relaxed(self) -> list[Relaxed]:
        """Which single filter to drop so that something shows; only asked for on an empty page."""
        ways = []
        for chip in [chip for chip in self.chips if chip.is_set][:RELAX_AT_MOST]:
            query = _without(self.request.GET, {*chip.params, "page"})
            found = capped_count(type(self.filterset)(query, queryset=self.queryset, request=self.request).qs)
            if found:
                text = _("without “{filter}: {value}”").format(filter=chip.label, value=chip.value)
                ways.append(Relaxed(text, f"?{query.urlencode()}", count_text(found)))
        return ways


def list_page(
    request: HttpRequest,
    queryset: QuerySet[Any],
    filterset_class: type[django_filters.FilterSet],
    table_class: type[tables.Table] | None = None,
    *,
    title: Text,
    unit: Text = "",
    line: str | Callable[[QuerySet[Any]], str] = "",
    sheet: sheets.Sheet | None = None,
    template: str = "web/list.html",
    views: Sequence[View] = (),
    actions: Sequence[Action] = (),
    bulk: Sequence[Action] = (),
    empty: dict[str, Any] | None = None,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Answer with a list page, or with its Excel file on ?export=xlsx; without a table the ledger gives the columns."""
    filterset = filterset_class(request.GET, queryset=queryset, request=request)
    found = filterset.qs if filterset.is_valid() else queryset.none()
    if request.GET.get("export") == "xlsx" and sheet is not None and filterset.is_valid():
        if found.order_by()[: sheets.MOST_ROWS + 1].count() > sheets.MOST_ROWS:
            return _too_many(request)
        return sheets.workbook(sheet, _sorted(found, table_class, sheet, request), prepared=True)
    if table_class is None and sheet is None:
        raise TypeError("list_page needs a table or a ledger")
    listing = Listing(
        request=request,
        filterset=filterset,
        table=_table(found, table_class, sheet, request),
        queryset=queryset,
        total=capped_count(found),
        title=title,
        unit=unit,
        sheet=sheet,
        views=views,
        actions=actions,
        bulk=bulk,
        empty=empty or {},
    )
    listing.unsorted = _unsorted(found, listing.table, listing.total)
    _turn_page(listing)
    said = line(found) if callable(line) else line
    return TemplateResponse(request, template, {"listing": listing, "title": title, "line": said, **(context or {})})


def _too_many(request: HttpRequest) -> HttpResponse:
    """Back to the list: a workbook of so many rows would keep a web process busy for minutes."""
    reason = _("An Excel file holds at most {most} rows here. Narrow the filter, by unit or by town for instance.")
    messages.error(request, reason.format(most=f"{sheets.MOST_ROWS:,}"))
    kept = _without(request.GET, {"export"}).urlencode()
    return redirect(f"{request.path}?{kept}" if kept else request.path)


def _table(
    found: QuerySet[Any], table_class: type[tables.Table] | None, sheet: sheets.Sheet | None, request: HttpRequest
) -> tables.Table:
    """Make the table with the columns and the order the address (or the person's habit) asks for."""
    if table_class is None:
        assert sheet is not None
        table_class = table_from(sheet)
    rows = sheet.prepare(found) if sheet is not None else found
    table = table_class(rows, order_by=request.GET.getlist("sort") or None, order_by_field="sort")
    # Given at birth, the request would make the table count and page by itself, without the cap.
    table.request = request
    if table.data.data.query.order_by:
        # Equal values must not change places between two pages.
        table.data.data = table.data.data.order_by(*table.data.data.query.order_by, "-pk")
    wanted = _wanted_columns(request, table)
    if wanted:
        for name in table.columns.names():
            (table.columns.show if name in wanted else table.columns.hide)(name)
    return table


def _unsorted(found: QuerySet[Any], table: tables.Table, total: int) -> list[str]:
    """Take the orders from a long list that no index has: a million rows are not sorted for a page of fifty.

    Gives the headings of those that were asked for.
    """
    if total <= COUNT_CAP:
        return []
    slow = [column for column in table.columns.columns.values() if column.orderable and not _is_quick(found, column)]
    asked = [column for column in slow if column.is_ordered]
    for column in slow:
        column.column.orderable = False
    if asked:
        table.order_by = ()
        table.data.data = table.data.data.order_by(*(found.query.order_by or ("-pk",)))
    return [str(column.header) for column in asked]


def _is_quick(found: QuerySet[Any], column: Any) -> bool:
    """Whether the first thing a column is sorted by begins an index of the whole table."""
    name = str(column.order_by[0]).lstrip("-") if column.order_by else ""
    model = found.model
    if "__" in name or name not in {one.name for one in model._meta.concrete_fields}:
        return False
    field = model._meta.get_field(name)
    if field.is_relation and field.related_model._meta.ordering:
        return False
    begins = {index.fields[0] for index in model._meta.indexes if index.fields and index.condition is None}
    return bool(field.unique or field.db_index or {name, f"-{name}"} & begins)


def _sorted(
    found: QuerySet[Any], table_class: type[tables.Table] | None, sheet: sheets.Sheet, request: HttpRequest
) -> QuerySet[Any]:
    """Give the export the order of the screen."""
    return _table(found, table_class, sheet, request).data.data


def _wanted_columns(request: HttpRequest, table: tables.Table) -> set[str]:
    """Columns from the address, else the person's habit, else what the table shows by itself."""
    names = set(table.columns.names())
    asked = {name for text in request.GET.getlist("columns") for name in text.split(",")} & names
    if asked:
        return asked
    match = request.resolver_match
    habit = hooks.preference(request.user, f"columns:{match.view_name if match else request.path}", "")
    kept = set(str(habit).split(",")) & names
    return kept or set(getattr(table, "default_columns", ())) & names


def _turn_page(listing: Listing) -> None:
    seen = listing.sheet.prepare(listing.queryset) if listing.sheet is not None else listing.queryset
    paginator = CappedPaginator(listing.table, listing.total, seen)
    listing.table.paginator = paginator
    listing.table.page = paginator.get_page(listing.request.GET.get("page"))


def _without(query: QueryDict, keys: set[str]) -> QueryDict:
    """Copy an address without some of its words, and without empty ones."""
    kept = query.copy()
    for key in list(kept):
        values = [value for value in kept.getlist(key) if value != ""]
        if key in keys or not values:
            del kept[key]
        else:
            kept.setlist(key, values)
    return kept


def _shown_view(view: View, now: QueryDict) -> View:
    theirs = _without(QueryDict(view.query), OWN_WORDS)
    current = sorted(theirs.lists()) == sorted(now.lists())
    shown = count_text(view.count()) if view.count else ""
    return View(view.label, view.query, view.count, view.pk, current, shown)
