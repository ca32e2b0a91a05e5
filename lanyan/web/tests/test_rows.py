"""The rows of a table drawn in one go: what a template would draw cell by cell."""

from typing import Any

import django_tables2 as tables
import pytest
from django.utils import translation
from django.utils.html import format_html

from lanyan.kernel import sheets
from lanyan.kernel.models import SearchEntry
from lanyan.web.columns import NumberColumn, TextColumn, table_from
from lanyan.web.rows import drawn


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def entry(**more: Any) -> SearchEntry:
    given = {"pk": 7, "record_id": 1234567, "kind": "thing", "title": "<b>one</b>", "url": "/things/7/", "subtitle": ""}
    return SearchEntry(**{**given, **more})


SHEET = sheets.Sheet(
    key="things",
    title="Things",
    model=SearchEntry,
    columns=(
        sheets.Column("title", "Title", lambda row: row.title, link=lambda row: row.url),
        sheets.Column("record_id", "Number", lambda row: row.record_id, number=True),
        sheets.Column("subtitle", "Half", lambda row: row.subtitle),
    ),
)


class ThingTable(tables.Table):
    title = TextColumn(cut=True)
    record_id = NumberColumn()
    subtitle = TextColumn()
    marked = tables.Column(accessor="pk")

    def render_marked(self, record: SearchEntry, value: int) -> Any:
        return format_html("<i>{}</i>{}", value, record.kind)


def shown(table: tables.Table, **more: Any) -> str:
    table.paginate(per_page=50)
    return drawn(table, **more)


class TestDrawn:
    def test_links_and_escapes_the_cells_of_a_ledger(self):
        table = table_from(SHEET)([entry()])

        told = shown(table)

        assert '<td ><a href="/things/7/">&lt;b&gt;one&lt;/b&gt;</a></td>' in told
        assert '<td class="num">1,234,567</td>' in told
        assert "<td >—</td>" in told

    def test_asks_the_methods_of_a_table_for_their_cells(self):
        told = shown(ThingTable([entry()]))

        assert '<td class="cut">&lt;b&gt;one&lt;/b&gt;</td>' in told
        assert '<td class="num">1,234,567</td>' in told
        assert "<td ><i>7</i>thing</td>" in told

    def test_is_what_the_library_says_cell_by_cell(self):
        table = ThingTable([entry(), entry(title="two", subtitle="x")])

        told = shown(table)

        for row in table.paginated_rows:
            for _column, cell in row.items():
                assert (
                    f">{cell if hasattr(cell, '__html__') else cell.replace('<', '&lt;').replace('>', '&gt;')}</td>"
                    in told
                )

    def test_leaves_hidden_columns_out(self):
        table = ThingTable([entry()])
        table.columns.hide("record_id")

        assert "1,234,567" not in shown(table)

    def test_begins_each_row_with_a_box_when_rows_are_selected(self):
        told = shown(ThingTable([entry(), entry(pk=8)]), bulk=True)

        assert told.count('name="selected"') == 2
        assert 'value="8"' in told
