"""The table of a figure's records: the columns of their ledger, fifty to a page."""

from typing import Any

import django_tables2 as tables
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from lanyan.kernel.figures import Figure, Ratio
from lanyan.kernel.sheets import Sheet
from lanyan.reports.ledgers import EACH
from lanyan.web.columns import SecondsColumn, table_from
from lanyan.web.lists import COUNT_CAP

PER_PAGE = 50


class _Many(Paginator):
    """Pages of so many records that which of them a reader may open is not counted: all are."""

    def __init__(self, records: QuerySet[Any], most: int) -> None:
        super().__init__(records, PER_PAGE)
        self.count = most


def page_of(records: QuerySet[Any], text: str, *, most: int) -> "Page[Any]":
    """Turn to a page of at most so many records; nonsense gives the first one."""
    pages = _Many(records, most) if most > COUNT_CAP else Paginator(records, PER_PAGE)
    return pages.get_page(text)


def record_table(figure: Figure | Ratio, sheet: Sheet, rows: "Page[Any]", request: HttpRequest) -> tables.Table:
    """Lay the records of one page out."""
    found = list(rows.object_list)
    extra = []
    if figure.each is not None and figure.form in ("seconds", "share"):
        label = next(column.label for column in sheet.columns if column.key == EACH)
        extra = [(EACH, SecondsColumn(accessor=EACH, verbose_name=label))]
    return table_from(sheet)(found, request=request, orderable=False, extra_columns=extra)
