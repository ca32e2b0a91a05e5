"""How sendings and counts are said on pages."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from lanyan.kernel import figures
from lanyan.links.tables import carried_by
from lanyan.web import formats

register = template.Library()


@register.simple_tag
def carrier(delivery: Any) -> str:
    """What carried a message; a simulator says so."""
    if delivery.carrier == "simulator":
        return _("simulator: nothing left the machine")
    return carried_by(delivery.carrier) or formats.NONE


@register.simple_tag
def figure_label(key: str) -> str:
    """What a figure is called, in the reader's language."""
    return str(figures.get(key).label)
