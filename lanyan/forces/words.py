"""Words for what vehicles can do: 水 8 t, 举高 54 m."""

from collections.abc import Iterable, Mapping

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lanyan.kernel import codes


def unit_of(code: str) -> str:
    """Give the unit of measure of a capability in the reader's language."""
    row = codes.get("capabilities", code)
    suffix = "en" if (get_language() or "").startswith("en") else "zh"
    return str(row.facts.get(f"unit_{suffix}", "")) if row else ""


def capabilities(given: Mapping[str, float]) -> list[tuple[str, float, str]]:
    """List capabilities in the list's order: label, quantity, unit of measure."""
    return [
        (row.label, given[code], unit_of(code)) for code, row in codes.table("capabilities").items() if code in given
    ]


def joined(things: Iterable[object]) -> str:
    """Write things after one another: SG-01、JY-01."""
    return _(", ").join(str(thing) for thing in things)


def in_one_line(given: Mapping[str, float]) -> str:
    """Say capabilities in one line; — when there are none."""
    return _(", ").join(f"{label} {number:g} {unit}" for label, number, unit in capabilities(given)) or "—"
