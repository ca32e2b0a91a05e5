"""Words about fires: coded fields, and what is known, known not to be, or not known."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def coded(fire: Any, name: str) -> str:
    """A coded field in the reader's language, or a dash."""
    return fire.coded(name) or "—"


@register.filter
def yes_no(value: bool | None) -> str:
    """Yes, no, or a dash where nobody has said."""
    return "—" if value is None else _("yes") if value else _("no")
