"""The ways in and out of the ledgers that a list page shows."""

from typing import Any

from django import template

from lanyan.kernel import imports

register = template.Library()


@register.inclusion_tag("web/_ledger_links.html", takes_context=True)
def ledger_links(context: dict[str, Any]) -> dict[str, Any]:
    """The ledgers of this list that the person may bring in; out again only where there is one."""
    request = context["request"]
    here = request.resolver_match.view_name if request.resolver_match else ""
    found = [one for one in imports.ledgers().values() if one.list_url == here]
    return {"ledgers": [one for one in found if request.user.has_perm(one.permission)]}
