"""The rows of a table, drawn in one go: a page of fifty rows has hundreds of cells, each too small for a template."""

from collections.abc import Callable
from typing import Any

import django_tables2 as tables
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django_tables2.utils import signature

from lanyan.web.columns import SheetColumn

Cell = Callable[[Any], Any]
TOLD = {"value", "record", "column", "bound_column", "bound_row", "table"}


def drawn(table: tables.Table, *, bulk: bool = False) -> SafeString:
    """Draw the rows of a table's page as HTML; with `bulk` each begins with a box to select it."""
    columns = [(f"<td {column.attrs['td'].as_html()}>", _cell(table, column)) for column in table.columns]
    tick = _("Select this row")
    box = '<td class="tick-x"><input type="checkbox" name="selected" value="{}" form="bulk" aria-label="{}"></td>'
    lines = []
    for row in table.paginated_rows:
        lines.append(f"<tr {row.attrs.as_html()}>")
        if bulk:
            lines.append(format_html(box, row.record.pk, tick))
        lines += [f"{opening}{_written(cell(row))}</td>" for opening, cell in columns]
        lines.append("</tr>\n")
    # Every cell is escaped, or says of itself that it is safe.
    return mark_safe("".join(lines))


def _written(value: Any) -> str:
    """A cell as a template would write it."""
    return conditional_escape(value if isinstance(value, str) else localize(value))


def _cell(table: tables.Table, column: Any) -> Cell:
    """How a column's cells are read: a ledger's own column straight off the record, all others as the library does.

    The library looks up for every single cell what its column wants to be told; here that is asked once a page.
    """
    own, render = column.column, column.render
    names, takes_all = signature(render)
    if column.link or takes_all or not TOLD.issuperset(names):
        return lambda row: row.get_cell(column.name)
    if type(own) is SheetColumn and not hasattr(table, f"render_{column.name}"):
        return lambda row: render(record=row.record)

    def read(row: Any) -> Any:
        def draw(_column: Any, value: Any = None) -> Any:
            told = {
                "value": value, "record": row.record, "column": own, "bound_column": column, "bound_row": row,
                "table": table,
            }  # fmt: skip
            return render(**{name: told[name] for name in names})

        return row._get_and_render_with(column, render_func=draw, default=column.default)

    return read
