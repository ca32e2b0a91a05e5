"""Template word of tables: their rows."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from lanyan.web.rows import drawn

register = template.Library()


@register.simple_tag(name="rows")
def table_rows(table: Any, bulk: Any = None) -> SafeString:
    """Draw the rows of a table's page; with `bulk` each begins with a box to select it."""
    return drawn(table, bulk=bool(bulk))
