"""Ledgers 台账: one list of columns per model serves the list page, the figure page and Excel."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.utils.timezone import localtime

from lanyan.kernel import audit

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a workbook would take for a formula is written as text.
FORMULA = "="
# More rows than this are not written within a request.
MOST_ROWS = 50_000


@dataclass(frozen=True)
class Column:
    """One column: its heading, how to read its cell off a record, and whether it is a number (right-aligned)."""

    key: str
    label: Any
    value: Callable[[Any], Any]
    number: bool = False
    width: int = 16
    link: Callable[[Any], str] | None = None


@dataclass(frozen=True)
class Sheet:
    """A ledger over one model: `prepare` joins what the columns need, for a fixed number of queries."""

    key: str
    title: Any
    model: type[Model]
    columns: tuple[Column, ...]
    prepare: Callable[[QuerySet[Any]], QuerySet[Any]] = lambda queryset: queryset


_sheets: dict[type[Model], Sheet] = {}


def register(sheet: Sheet) -> None:
    """Add a model's ledger."""
    _sheets[sheet.model] = sheet


def of(model: type[Model]) -> Sheet:
    """The ledger of a model; KeyError when it has none."""
    return _sheets[model]


def title_of(key: str) -> str:
    """The title of the ledger of a key, or the key itself."""
    return str(next((sheet.title for sheet in _sheets.values() if sheet.key == key), key))


def cell(value: Any) -> Any:
    """A value as Excel can hold it: local time without zone, text that is no formula; null stays empty."""
    if value is None or isinstance(value, bool | int | float | Decimal):
        return value
    if isinstance(value, datetime):
        return localtime(value).replace(tzinfo=None)
    if isinstance(value, date):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def workbook(sheet: Sheet, queryset: QuerySet[Any], *, prepared: bool = False) -> HttpResponse:
    """Answer with the ledger as an Excel file, row by row; `prepared` says that the joins are made already."""
    # Large, and loaded by whoever exports first: most processes never do.
    from openpyxl import Workbook  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook(write_only=True)
    page = book.create_sheet(str(sheet.title)[:31])
    for number, column in enumerate(sheet.columns, start=1):
        page.column_dimensions[get_column_letter(number)].width = column.width
    page.freeze_panes = "A2"
    page.append([_heading(page, str(column.label)) for column in sheet.columns])
    rows = queryset if prepared else sheet.prepare(queryset)
    written = 0
    for record in rows.iterator(chunk_size=2000):
        page.append([cell(column.value(record)) for column in sheet.columns])
        written += 1
    audit.note("kernel.export_sheet", sheet=sheet.key, rows=written)
    answer = HttpResponse(content_type=MIME)
    answer["Content-Disposition"] = f'attachment; filename="{sheet.key}.xlsx"'
    book.save(answer)
    return answer


def _heading(page: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - as above
    from openpyxl.styles import Font  # noqa: PLC0415

    heading = WriteOnlyCell(page, value=text)
    heading.font = Font(bold=True)
    return heading
