"""What else must be over before an incident is closed: upper floors say why it cannot be yet."""

from collections.abc import Callable
from typing import Any

_reasons: list[Callable[[Any], str]] = []


def register(reason: Callable[[Any], str]) -> None:
    """Have a function asked before an incident is closed: it gives the reason against it, or nothing."""
    _reasons.append(reason)


def hindrance(incident: Any) -> str:
    """The first reason against closing an incident, or nothing."""
    return next((said for said in (reason(incident) for reason in _reasons) if said), "")
