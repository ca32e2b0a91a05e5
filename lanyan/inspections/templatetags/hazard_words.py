"""How a legal term is said on a record page."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext

from lanyan.inspections.hazard_tables import left_words
from lanyan.inspections.rules import clock
from lanyan.kernel import access
from lanyan.web.templatetags.lanyan import fold

register = template.Library()


@register.inclusion_tag("web/offers_folded.html", takes_context=True)
def offers_now(context: dict[str, Any], record: Any) -> dict[str, Any]:
    """Offer what can be done now; what the state alone forbids is left out, other reasons are told."""
    found = access.offers(context["request"].user, record)
    return fold([offer for offer in found if offer.reason != gettext("not in this state")], record)


@register.simple_tag
def term_left(term: Any, state: str) -> Any:
    """How much is left, framed when it needs a hand."""
    tone = {clock.BROKEN: "tg now", clock.WARN: "tg blue"}.get(state, "") if not term.dropped_at else ""
    return format_html('<span class="{}">{}</span>', tone, left_words(term))
