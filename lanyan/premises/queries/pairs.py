"""Records of premises that look alike: candidates by index, likeness in Python."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from lanyan.premises import rules
from lanyan.premises.models import Premises

# A name or an address that so many bear tells nothing (a market hall with 300 stalls).
COMMON = 40
_KEYS = ("credit_code", "name_key", "name_core", "address_key")
_READ = ("pk", "name", "address", "unit__path", *_KEYS)


def candidates(premises_ids: Collection[int]) -> dict[int, set[int]]:
    """Of each of these premises, the others that share its credit code, name, core of the name or address."""
    mine = {row["pk"]: row for row in _rows(Premises.objects.filter(pk__in=premises_ids))}
    return {pk: set(found) for pk, found in _others(mine).items()}


def _rows(found: Any) -> Iterable[dict[str, Any]]:
    rows: Iterable[dict[str, Any]] = found.values(*_READ)
    return rows


def _others(mine: dict[int, dict[str, Any]]) -> dict[int, dict[int, dict[str, Any]]]:
    wanted = Q(pk__in=[])
    for key in _KEYS:
        values = {row[key] for row in mine.values() if row[key]}
        wanted |= Q(**{f"{key}__in": values})
    shared: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in _rows(Premises.objects.standing().filter(wanted)):
        for key in _KEYS:
            if row[key]:
                shared[key, row[key]].append(row)
    found: dict[int, dict[int, dict[str, Any]]] = {}
    for pk, row in mine.items():
        groups = [shared[key, row[key]] for key in _KEYS if row[key]]
        near = {other["pk"]: other for group in groups if len(group) <= COMMON for other in group}
        found[pk] = {other: other_row for other, other_row in near.items() if other != pk and _together(row, other_row)}
    return found


def _together(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Of one detachment: what another city has is no business of ours."""
    return bool(one["unit__path"].split(".")[0] == other["unit__path"].split(".")[0])


def likely(premises_ids: Collection[int]) -> dict[tuple[int, int], rules.Likeness]:
    """The pairs with one of these premises that a person should look at, smaller key first: two queries."""
    mine = {row["pk"]: row for row in _rows(Premises.objects.standing().filter(pk__in=premises_ids))}
    pairs: dict[tuple[int, int], rules.Likeness] = {}
    for pk, others in _others(mine).items():
        for other, row in others.items():
            pair = (min(pk, other), max(pk, other))
            if pair not in pairs:
                pairs[pair] = rules.likeness(_known(mine[pk]), _known(row))
    return {pair: likeness for pair, likeness in pairs.items() if likeness.worth_a_look}


def _known(row: dict[str, Any]) -> rules.Known:
    return rules.Known(row["name"], row["address"], row["credit_code"])


def reason_words(reason: str) -> str:
    """A reason of a likeness in words."""
    words = {
        "code": _("same credit code"),
        "code_differs": _("credit codes differ"),
        "name": _("same name"),
        "name_like": _("names alike"),
        "address": _("same address"),
        "address_like": _("addresses alike"),
    }
    return words.get(reason, reason)
