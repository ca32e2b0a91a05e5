"""Where the columns of a file are: its headings are found below title rows, in one row or in two with merged cells."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lanyan.kernel.errors import Refused
from lanyan.kernel.imports.cells import plain

# Titles, notes and who filled it in stand above; further down nobody looks.
LOOKED_AT = 30
# A line with fewer known headings is a title.
LEAST = 2
_BRACKETS = re.compile(r"[((\[【][^))\]】]*[))\]】]")
_NOISE = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Headings:
    """The last row of the headings, which field each column holds, and headings that no field claims."""

    row: int
    columns: Mapping[int, str]
    unknown: tuple[str, ...]
    said: Mapping[str, str]


def key(heading: str) -> str:
    """A heading for comparing: without blanks, signs and what stands in brackets (the unit, 必填)."""
    words = unicodedata.normalize("NFKC", heading)
    short = _NOISE.sub("", _BRACKETS.sub("", words)).casefold()
    return short or _NOISE.sub("", words).casefold()


def unit_of(heading: str) -> str:
    """What stands in the last brackets of a heading: 建筑面积（㎡） gives ㎡."""
    found = _BRACKETS.findall(unicodedata.normalize("NFKC", heading))
    return str(found[-1][1:-1]).strip() if found else ""


def find_headings(rows: Sequence[tuple[int, Sequence[Any]]], spelled: Mapping[str, str]) -> Headings | None:
    """Find the headings among the first rows: the row (with the one above it) that names the most fields; else None.

    `spelled` gives the field of every way to write a heading. Of two columns with the same field the first counts.
    """
    best: Headings | None = None
    above: Sequence[Any] = ()
    for number, cells in rows[:LOOKED_AT]:
        for upper in ((), above):
            found = _read(number, upper, cells, spelled)
            if len(found.columns) >= LEAST and (best is None or len(found.columns) > len(best.columns)):
                best = found
        above = cells
    return best


def _read(number: int, above: Sequence[Any], cells: Sequence[Any], spelled: Mapping[str, str]) -> Headings:
    columns: dict[int, str] = {}
    unknown: list[str] = []
    said: dict[str, str] = {}
    group = ""
    for place in range(max(len(cells), len(above))):
        upper = plain(above[place]) if place < len(above) else ""
        lower = plain(cells[place]) if place < len(cells) else ""
        group = upper or group
        field = _field(group if lower else upper, lower, spelled)
        if field and field not in columns.values():
            columns[place] = field
            said[field] = lower or upper
        elif lower or upper:
            unknown.append(lower or upper)
    return Headings(number, columns, tuple(unknown), said)


def _field(upper: str, lower: str, spelled: Mapping[str, str]) -> str | None:
    """A merged group and its part together first, then the part, then a cell merged over both rows."""
    ways: Iterable[str] = (upper + lower, lower) if lower else (upper,)
    return next((spelled[key(way)] for way in ways if key(way) in spelled), None)


def refuse_missing(missing: Iterable[str]) -> None:
    """Refuse a file that lacks headings it must have."""
    names = _(", ").join(missing)
    if names:
        raise Refused(_("The headings lack: {headings}").format(headings=names), field="file")
