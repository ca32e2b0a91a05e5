"""Navigation by area: each app registers its entries in its own `navigation.py`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

AREAS = {
    "command": _("Command"),
    "prevention": _("Prevention"),
    "force": _("The force"),
    "summary": _("Summary"),
    "system": _("System"),
}
Badge = Callable[[HttpRequest], int | None]


@dataclass(frozen=True)
class Entry:
    """One line of the navigation."""

    area: str
    label: Any
    url_name: str
    icon: str
    permission: str
    order: int
    badge: Badge | None = None
    short: Any = ""


@dataclass(frozen=True)
class Item:
    """An entry as one person sees it on one page."""

    label: str
    short: str
    url: str
    icon: str
    badge: int | None
    current: bool


@dataclass
class Group:
    """An area with the entries a person may open."""

    label: str
    items: list[Item] = field(default_factory=list)


_entries: dict[str, Entry] = {}


def register(
    area: str,
    label: Any,
    url_name: str,
    icon: str,
    permission: str,
    order: int = 100,
    *,
    badge: Badge | None = None,
    short: Any = "",
) -> None:
    """Hang an entry into an area; an empty permission means everybody signed in."""
    if area not in AREAS:
        raise ValueError(f"navigation area {area!r} is none of {', '.join(AREAS)}")
    _entries[url_name] = Entry(area, label, url_name, icon, permission, order, badge, short)


def entries() -> list[Entry]:
    """Everything that hangs in the navigation, whoever may open it."""
    return list(_entries.values())


def entries_for(user: Any) -> list[Entry]:
    """List what a person may open, in the order of the screen."""
    if not getattr(user, "is_authenticated", False):
        return []
    areas = list(AREAS)
    allowed = [entry for entry in _entries.values() if not entry.permission or user.has_perm(entry.permission)]
    return sorted(allowed, key=lambda entry: (areas.index(entry.area), entry.order, entry.url_name))


def for_request(request: HttpRequest) -> list[Group]:
    """Build the navigation of one page: areas, entries, badges, and which entry the page belongs to."""
    entries = [(entry, reverse(entry.url_name)) for entry in entries_for(getattr(request, "user", None))]
    inside = [url for _entry, url in entries if request.path.startswith(url)]
    current = max(inside, key=len, default="")
    groups: dict[str, Group] = {}
    for entry, url in entries:
        group = groups.setdefault(entry.area, Group(label=str(AREAS[entry.area])))
        badge = entry.badge(request) if entry.badge else None
        label = str(entry.label)
        group.items.append(Item(label, str(entry.short) or label, url, entry.icon, badge, url == current))
    return list(groups.values())
