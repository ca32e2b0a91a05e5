"""A dispatch plan as an Excel file, out and in: one row a quantity, columns found by their headings."""

import zipfile
from collections.abc import Iterator, Sequence
from typing import IO, Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lanyan.incidents import rules, words
from lanyan.incidents.models import PlanRow
from lanyan.incidents.plan_rows import COLUMNS, MOST_ROWS, Row, Typed
from lanyan.incidents.plans import kind_words
from lanyan.kernel import codes, sheets
from lanyan.kernel.errors import Refused
from lanyan.kernel.sheets import Column

MUST = ("kind", "capability", "quantity")
# A plan is small; what unpacks to more than this is none.
MOST_BYTES = 20_000_000
MOST_COLUMNS = 26
# What openpyxl says of a file that is no workbook, or a broken one.
# Whichever library reads its XML: what that one refuses is a SyntaxError.
BROKEN = (zipfile.BadZipFile, LookupError, ValueError, TypeError, OSError, SyntaxError)


def _subkind(row: Row) -> str:
    found = codes.get("incident_kinds", row.subkind)
    return found.label if found is not None else row.subkind


_VALUES = {
    "kind": lambda row: kind_words(row.kind),
    "subkind": _subkind,
    "place_class": lambda row: dict(rules.PLACE_CLASSES).get(row.place_class, ""),
    "level": lambda row: row.level,
    "capability": lambda row: words.capability(row.capability),
    "quantity": lambda row: row.quantity,
}
SHEET = sheets.Sheet(
    key="dispatch_plan",
    title=gettext_lazy("Dispatch plan"),
    model=PlanRow,
    columns=tuple(Column(key, label, _VALUES[key]) for key, label in COLUMNS.items()),
)
sheets.register(SHEET)


class _Rows(list[Row]):
    """Rows as a ledger wants them."""

    def iterator(self, *, chunk_size: int) -> Iterator[Row]:
        """One after the other."""
        return iter(self)


def write(rows: Sequence[Row], name: str) -> HttpResponse:
    """Answer with rows as an Excel file of a name, in the shape that `read` reads."""
    answer = sheets.workbook(SHEET, _Rows(rows), prepared=True)  # type: ignore[arg-type]
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer


def read(file: IO[bytes]) -> list[Typed]:
    """Read the first sheet of an Excel file; its first row names the columns, in any language of the house."""
    try:
        lines = _lines(file)
    except BROKEN:
        raise Refused(_("This is no Excel workbook (.xlsx) that can be read."), field="file") from None
    if len(lines) > MOST_ROWS + 1:
        raise Refused(_("More than {most} rows.").format(most=MOST_ROWS), field="file")
    columns = _columns(lines[0] if lines else [])
    typed = [
        Typed(number, {key: line[place] for place, key in columns.items()})
        for number, line in enumerate(lines[1:], start=2)
        if any(_text(value) for value in line)
    ]
    if not typed:
        raise Refused(_("There is no row below the headings."), field="file")
    return typed


def _lines(file: IO[bytes]) -> list[tuple[Any, ...]]:
    # Large, and loaded by whoever imports first.
    from openpyxl import load_workbook  # noqa: PLC0415

    with zipfile.ZipFile(file) as parts:
        if sum(part.file_size for part in parts.infolist()) > MOST_BYTES:
            raise Refused(_("The file is too large for a dispatch plan."), field="file")
    book = load_workbook(file, read_only=True, data_only=True)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()
    lines = list(sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS, values_only=True))
    book.close()
    return lines


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _columns(headings: Sequence[Any]) -> dict[int, str]:
    """Which column stands where; an unknown or repeated heading, or one that is missing, is refused by name."""
    spelled = {key: key for key in COLUMNS}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            spelled |= {str(label).casefold(): key for key, label in COLUMNS.items()}
    columns: dict[int, str] = {}
    for place, heading in enumerate(headings):
        key = spelled.get(_text(heading).casefold())
        if _text(heading) and (key is None or key in columns.values()):
            reason = _("Column {letter}: the heading “{heading}” is unknown, or stands there twice.")
            raise Refused(reason.format(letter=chr(ord("A") + place), heading=_text(heading)[:40]), field="file")
        if key is not None:
            columns[place] = key
    missing = [str(COLUMNS[key]) for key in MUST if key not in columns.values()]
    if missing:
        reason = _("The first row lacks the headings: {headings}")
        raise Refused(reason.format(headings=_(", ").join(missing)), field="file")
    return columns
