"""Panels: a higher floor hangs a picture on a lower floor's record page, by address and never by import."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse


@dataclass(frozen=True)
class Panel:
    """One picture: which records it belongs to, where it loads from, who may see it."""

    subject: str
    url_name: str
    title: Any
    permission: str
    order: int


@dataclass(frozen=True)
class Hung:
    """A panel on one record's page."""

    title: str
    url: str


_panels: dict[tuple[str, str], Panel] = {}


def register(subject: str, url_name: str, title: Any, permission: str, order: int = 100) -> None:
    """Hang a panel on every record page of a subject; its address takes the record's key."""
    _panels[subject, url_name] = Panel(subject, url_name, title, permission, order)


def panels_for(subject: str, *, pk: Any, user: Any) -> list[Hung]:
    """List the panels of one record that a person may see."""
    hung = [panel for panel in _panels.values() if panel.subject == subject]
    seen = [panel for panel in hung if not panel.permission or user.has_perm(panel.permission)]
    return [
        Hung(str(panel.title), reverse(panel.url_name, args=[pk]))
        for panel in sorted(seen, key=lambda panel: (panel.order, panel.url_name))
    ]
