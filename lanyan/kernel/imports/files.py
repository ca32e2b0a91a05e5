"""Rows of a file, one after the other: workbooks (.xlsx) and CSV in UTF-8 or GB 18030, without holding them all."""

import csv
import io
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _

from lanyan.kernel.errors import Refused

Cells = tuple[Any, ...]
# A file is refused from here on, packed and unpacked: what unpacks to more is no ledger.
MOST_BYTES, MOST_UNPACKED = 30_000_000, 600_000_000
MOST_ROWS, MOST_COLUMNS = 200_000, 120
# So many blank rows on end are the end: sheets are often formatted down to the last line of Excel.
BLANK_END = 2_000
# What openpyxl says of a file that is no workbook, or a broken one.
BROKEN = (zipfile.BadZipFile, LookupError, ValueError, TypeError, OSError, ParseError, EOFError)
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def open_rows(content: bytes) -> Iterator[Iterator[tuple[int, Cells]]]:
    """Give each sheet of a file as its rows with their numbers from 1; a CSV file is one sheet.

    Refused, with the field `file`, when it is too large or cannot be read.
    """
    if len(content) > MOST_BYTES:
        raise Refused(_("The file is larger than {most} MB.").format(most=MOST_BYTES // 1_000_000), field="file")
    if content.startswith(_OLE):
        raise Refused(_("This is an old Excel file (.xls): save it as .xlsx and bring that in."), field="file")
    if content.startswith(_ZIP):
        yield from _sheets(content)
    else:
        yield _ended(_lines(content))


def _sheets(content: bytes) -> Iterator[Iterator[tuple[int, Cells]]]:
    # Large, and loaded by whoever imports first.
    from openpyxl import load_workbook  # noqa: PLC0415

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED:
                raise Refused(_("The file unpacks to more than a ledger can have."), field="file")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        pages = [page for page in book.worksheets if page.sheet_state == "visible"]
    except BROKEN:
        raise Refused(_("This is no Excel workbook (.xlsx) that can be read."), field="file") from None
    try:
        for page in pages:
            page.reset_dimensions()
            yield _ended(_careful(page.iter_rows(max_col=MOST_COLUMNS, values_only=True)))
    finally:
        book.close()


def _careful(rows: Iterator[Cells]) -> Iterator[Cells]:
    """A workbook may break in the middle."""
    try:
        yield from rows
    except BROKEN:
        raise Refused(_("This is no Excel workbook (.xlsx) that can be read."), field="file") from None


def _lines(content: bytes) -> Iterator[Cells]:
    encoding = _encoding(content)
    lines = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")
    head = lines.read(20_000).split("\n", 40)[:40]
    lines.seek(0)
    try:
        for row in csv.reader(lines, delimiter=_delimiter(head)):
            yield tuple(row[:MOST_COLUMNS])
    except csv.Error as error:
        raise Refused(_("This is no CSV file that can be read: {reason}").format(reason=error), field="file") from None


def _encoding(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if b"\x00" not in content:
            return encoding
    raise Refused(_("The file is neither an Excel workbook (.xlsx) nor a CSV file in UTF-8 or GBK."), field="file")


def _delimiter(lines: list[str]) -> str:
    """The sign that parts the most columns in the first lines."""
    return max(",\t;|", key=lambda sign: max((line.count(sign) for line in lines), default=0))


def _ended(rows: Iterator[Cells]) -> Iterator[tuple[int, Cells]]:
    blank = 0
    for number, cells in enumerate(rows, start=1):
        said = any(cell is not None and cell != "" for cell in cells)
        blank = 0 if said else blank + 1
        if blank > BLANK_END:
            return
        if number > MOST_ROWS:
            raise Refused(_("More than {most} rows: bring the file in in parts.").format(most=MOST_ROWS), field="file")
        if said:
            yield number, cells
