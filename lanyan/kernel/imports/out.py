"""Ledgers going out: the template to fill in, and the records in the same columns, so that they come in unchanged."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.timezone import localtime

from lanyan.kernel.imports.ledgers import Ledger
from lanyan.kernel.sheets import MIME

# So many records are taken off the database at once.
AT_ONCE = 2_000
# What a workbook takes for a formula, and what other programs take for one in a CSV file.
FORMULAS, MORE_FORMULAS = ("=", "'"), ("=", "'", "+", "-", "@")
CSV, XLSX = "csv", "xlsx"
TYPES = {CSV: "text/csv; charset=utf-8", XLSX: MIME}
# Byte order mark: without it Excel takes the file for the code page of its country.
BOM = "\ufeff"


def cells_of(one: Ledger, record: Any) -> list[Any]:
    """A record's cells as they are written: local time to the second, plain numbers, words; absent is empty."""
    return [_plain(each.of(record)) for each in one.fields]


def headings_of(one: Ledger) -> list[str]:
    """The headings as the template bears them."""
    return [str(each.label) for each in one.fields]


def written(one: Ledger, records: Any, kind: str) -> bytes:
    """The file of a ledger: xlsx, or csv in UTF-8 with its mark."""
    rows = _rows(one, records)
    return _workbook(one, rows) if kind == XLSX else _text(one, rows)


def template(one: Ledger) -> bytes:
    """An empty workbook of the ledger's headings and one example."""
    # Large, and loaded by whoever exports first: most processes never do.
    from openpyxl import Workbook  # noqa: PLC0415
    from openpyxl.styles import Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook()
    page = book.active
    page.title = str(one.title)[:31]
    page.append([f"{each.label}*" if each.must else str(each.label) for each in one.fields])
    page.append([each.example for each in one.fields])
    page.freeze_panes = "A2"
    for place, each in enumerate(one.fields, start=1):
        page.cell(1, place).font = Font(bold=True)
        page.cell(2, place).font = Font(italic=True, color="808080")
        page.column_dimensions[get_column_letter(place)].width = each.width
    return _saved(book)


def _rows(one: Ledger, records: Any) -> Iterator[list[Any]]:
    found: Iterable[Any] = records.iterator(chunk_size=AT_ONCE) if hasattr(records, "iterator") else records
    return (cells_of(one, record) for record in found)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime):
        return localtime(value).replace(tzinfo=None, microsecond=0)
    return value if isinstance(value, date) else str(value)


def guarded(value: Any, signs: tuple[str, ...]) -> Any:
    """A text that begins with one of these signs, with a sign before it that makes it plain text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(signs) else value


def _workbook(one: Ledger, rows: Iterator[list[Any]]) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415 - as above
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.styles import Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook(write_only=True)
    page = book.create_sheet(str(one.title)[:31])
    for place, each in enumerate(one.fields, start=1):
        page.column_dimensions[get_column_letter(place)].width = each.width
    page.freeze_panes = "A2"
    head = [WriteOnlyCell(page, value=heading) for heading in headings_of(one)]
    for cell in head:
        cell.font = Font(bold=True)
    page.append(head)
    for row in rows:
        page.append([_dated(page, guarded(value, FORMULAS)) for value in row])
    return _saved(book)


def _dated(page: Any, value: Any) -> Any:
    """An instant shows its seconds; Excel would leave them out."""
    if not isinstance(value, datetime):
        return value
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - as above

    cell = WriteOnlyCell(page, value=value)
    cell.number_format = "yyyy-mm-dd hh:mm:ss"
    return cell


def _saved(book: Any) -> bytes:
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _text(one: Ledger, rows: Iterator[list[Any]]) -> bytes:
    kept = io.StringIO()
    kept.write(BOM)
    lines = csv.writer(kept)
    lines.writerow(headings_of(one))
    for row in rows:
        lines.writerow([guarded(_told(value), MORE_FORMULAS) for value in row])
    return kept.getvalue().encode()


def _told(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return value.isoformat() if isinstance(value, date) else value
