"""What a filter says of itself on a list page: its chip, its value in words, the words it occupies in the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import django_filters
from django.db.models import Model, Q, QuerySet
from django.forms import BoundField
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Chip:
    """One filter of a page."""

    name: str
    label: str
    value: str
    params: tuple[str, ...]
    field: BoundField
    clear_url: str
    is_text: bool

    @property
    def is_set(self) -> bool:
        """True when the filter narrows the list."""
        return bool(self.value)


def chips(filterset: django_filters.FilterSet, query: QueryDict) -> list[Chip]:
    """List the filters of a page in their order."""
    form = filterset.form
    cleaned: Mapping[str, Any] = getattr(form, "cleaned_data", {})
    return [_chip(form[name], cleaned.get(name), query) for name in form.fields]


def _chip(field: BoundField, value: Any, query: QueryDict) -> Chip:
    params = _params(field)
    left = query.copy()
    for key in (*params, "page"):
        left.pop(key, None)
    if field.name == "q":
        field.field.widget.attrs.setdefault("placeholder", field.label)
    given = any(text != "" for key in params for text in query.getlist(key))
    return Chip(
        name=field.name,
        label=str(field.label),
        value=_words(field.field, value) if given else "",
        params=params,
        field=field,
        clear_url=f"?{left.urlencode()}",
        is_text=field.name == "q",
    )


def _params(field: BoundField) -> tuple[str, ...]:
    """The words a field takes in the address: a range takes two."""
    widget = field.field.widget
    if hasattr(widget, "suffixes"):
        return tuple(widget.suffixed(field.html_name, suffix) for suffix in widget.suffixes)
    if hasattr(widget, "widgets_names"):
        return tuple(f"{field.html_name}{name}" for name in widget.widgets_names)
    return (field.html_name,)


def _words(field: Any, value: Any) -> str:
    """Say a filter's value as the screen shows it; empty when it narrows nothing."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, slice):
        start, stop = _one(field, value.start), _one(field, value.stop)
        return f"{start} – {stop}" if value.start is not None or value.stop is not None else ""
    if isinstance(value, list | tuple | set | QuerySet):
        return _(", ").join(_one(field, one) for one in value)
    return _one(field, value)


def _one(field: Any, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        local = timezone.localtime(value)
        return f"{local:%Y-%m-%d}" if (local.hour, local.minute) in {(0, 0), (23, 59)} else f"{local:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Model):
        return str(value)
    # Choices that are read when the form is made have no length before: they are walked, never asked whether they are.
    for key, label in getattr(field, "choices", ()):
        inner = label if isinstance(label, list | tuple) else [(key, label)]
        for one, text in inner:
            if str(one) == str(value):
                return str(text)
    return str(value)


def holding(text: str, *columns: str) -> Q:
    """A condition: the text stands in one of these columns. Chinese and figures have no case, and are not asked for it.

    Folding the case of every row takes longer than looking through it.
    """
    lookup = "contains" if text.upper() == text.lower() else "icontains"
    either = Q()
    for column in columns:
        either |= Q(**{f"{column}__{lookup}": text})
    return either
