"""Columns of list pages: numbers to the right, instants as people say them, levels with their words; null is —."""

from typing import Any

import django_tables2 as tables
from django.core.exceptions import FieldDoesNotExist
from django.utils.html import format_html

from lanyan.kernel.sheets import Column, Sheet
from lanyan.web import formats
from lanyan.web.templatetags import lanyan as words

RIGHT = {"th": {"class": "num"}, "td": {"class": "num"}}


class TextColumn(tables.Column):
    """Plain text; `cut` lets it take the room that is left and end in an ellipsis."""

    def __init__(self, *args: Any, cut: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("default", formats.NONE)
        if cut:
            kwargs.setdefault("attrs", {"td": {"class": "cut"}})
        super().__init__(*args, **kwargs)


class NumberColumn(tables.Column):
    """A number, thousands separated, to the right."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", RIGHT)
        kwargs.setdefault("default", formats.NONE)
        super().__init__(*args, **kwargs)

    def render(self, value: Any) -> str:
        """Write the number."""
        return formats.number(value)


class SecondsColumn(NumberColumn):
    """A span in seconds or a timedelta: 4 分 52 秒."""

    def render(self, value: Any) -> str:
        """Write the span."""
        return formats.seconds(value)


class AtColumn(tables.Column):
    """An instant or a day as people say it: 今天 14:03:27."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", formats.NONE)
        super().__init__(*args, **kwargs)

    def render(self, value: Any) -> Any:
        """Write the instant."""
        return words.at(value)


class LevelColumn(tables.Column):
    """A response level with its kind: give the names of the fields that hold the kind, and the words for no level."""

    def __init__(self, *args: Any, kind: str = "kind", label: str = "get_kind_display", **kwargs: Any) -> None:
        self.kind_name, self.label_name = kind, label
        kwargs.setdefault("empty_values", ())
        super().__init__(*args, **kwargs)

    def render(self, value: Any, record: Any) -> Any:
        """Draw the badge."""
        label = getattr(record, self.label_name, "")
        return words.level(getattr(record, self.kind_name, ""), value, label() if callable(label) else label)


class TagColumn(tables.Column):
    """A state in a frame: blue while something runs, red-orange when a hand is needed, quiet text else."""

    def __init__(self, *args: Any, running: Any = (), now: Any = (), **kwargs: Any) -> None:
        self.running, self.now = set(running), set(now)
        kwargs.setdefault("default", formats.NONE)
        super().__init__(*args, **kwargs)

    def render(self, value: Any, record: Any, bound_column: Any) -> Any:
        """Frame the words by what the stored state is."""
        stored = getattr(record, bound_column.accessor, value)
        if stored in self.now:
            return format_html('<span class="tg now">{}</span>', value)
        if stored in self.running:
            return format_html('<span class="tg blue">{}</span>', value)
        return format_html('<span class="dim">{}</span>', value)


class SheetColumn(tables.Column):
    """A ledger's column on the screen: the same value that Excel gets."""

    def __init__(self, column: Column, **kwargs: Any) -> None:
        self.sheet_column = column
        kwargs.setdefault("verbose_name", column.label)
        kwargs.setdefault("empty_values", ())
        if column.number:
            kwargs.setdefault("attrs", RIGHT)
        super().__init__(**kwargs)

    def render(self, record: Any) -> Any:
        """Write the value, linked where the ledger says so."""
        value = self.sheet_column.value(record)
        if hasattr(value, "utcoffset") or hasattr(value, "isocalendar"):
            text: Any = words.at(value)
        elif self.sheet_column.number:
            text = formats.number(value)
        else:
            text = formats.NONE if value is None or value == "" else value
        return (
            format_html('<a href="{}">{}</a>', self.sheet_column.link(record), text) if self.sheet_column.link else text
        )


def table_from(sheet: Sheet) -> type[tables.Table]:
    """Make a table of a ledger's columns; those that are fields of the model can be sorted by."""
    columns = {}
    for column in sheet.columns:
        columns[column.key] = SheetColumn(column, accessor=column.key, orderable=_is_field(sheet, column.key))
    return type("SheetTable", (tables.Table,), {**columns, "Meta": type("Meta", (), {"model": None})})


def _is_field(sheet: Sheet, key: str) -> bool:
    try:
        sheet.model._meta.get_field(key)
    except FieldDoesNotExist:
        return False
    return True
