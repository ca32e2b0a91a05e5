"""A value of a mapping by a name that is itself a value."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def of(mapping: Mapping[str, Any], name: str) -> Any:
    """The value under a name; None where there is none."""
    return mapping.get(name) if isinstance(mapping, Mapping) else None
