"""Copying a record out in the order of another system: lines of heading and value, one line of tabs, a file."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from lanyan.kernel import layouts
from lanyan.kernel.errors import Refused
from lanyan.kernel.imports import out
from lanyan.kernel.models import ExternalLayout
from lanyan.reports.external_kinds import Kind, Line

AT_ONCE = 1_000


def layout_for(kind: Kind, system: str) -> ExternalLayout:
    """The layout in force, or a refusal that says what to do."""
    found = layouts.in_force(kind.key, system)
    if found is None:
        raise Refused(_("There is no layout for this system yet: make one first."), field="system")
    return found


def lines_of(layout: ExternalLayout, known: dict[str, Line]) -> list[tuple[str, Line | None]]:
    """Heading and line in the layout's order; a line that this person may not see, or that is gone, is None."""
    return [(heading, known.get(key)) for key, heading in layout.fields]


def told(record: Any, lines: Iterable[tuple[str, Line | None]]) -> list[tuple[str, str]]:
    """Heading and value of a record as they are typed in there."""
    return [(heading, _words(line.of(record)) if line is not None else "") for heading, line in lines]


def tabbed(pairs: Iterable[tuple[str, str]]) -> str:
    """The values in one line, parted by tabs: pasted into a table, each falls into its own cell."""
    return "\t".join(value for _heading, value in pairs)


def file_of(kind: Kind, records: Any, layout: ExternalLayout, known: dict[str, Line], form: str) -> bytes:
    """The records as a file in the layout's order: xlsx, or csv in UTF-8 with its mark."""
    lines = lines_of(layout, known)
    rows = (
        [value for _heading, value in told(record, lines)]
        for record in kind.joined(records).iterator(chunk_size=AT_ONCE)
    )
    headings = [heading for heading, _line in lines]
    return _workbook(str(kind.title), headings, rows) if form == out.XLSX else _text(headings, rows)


def _workbook(title: str, headings: list[str], rows: Iterator[list[str]]) -> bytes:
    # Large, and loaded by whoever exports first: most processes never do.
    from openpyxl import Workbook  # noqa: PLC0415

    book = Workbook(write_only=True)
    page = book.create_sheet(title[:31])
    page.append(headings)
    for row in rows:
        page.append([out.guarded(value, out.FORMULAS) for value in row])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _text(headings: list[str], rows: Iterator[list[str]]) -> bytes:
    kept = io.StringIO()
    kept.write(out.BOM)
    lines = csv.writer(kept)
    lines.writerow(headings)
    lines.writerows([out.guarded(value, out.MORE_FORMULAS) for value in row] for row in rows)
    return kept.getvalue().encode()


def _words(value: Any) -> str:
    """A value as it is typed: no thousands, local time to the second, one line."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{localtime(value):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float | Decimal):
        return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
    return " ".join(str(value).split())
