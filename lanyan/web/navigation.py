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
# Where the numbers beside entries are read from once the page stands, and the news on which they are read again.
Alarm = Callable[[HttpRequest], tuple[str, str]]


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
    marked: bool = False
    alarm: Alarm | None = None


@dataclass(frozen=True)
class Item:
    """An entry as one person sees it on one page."""

    label: str
    short: str
    url: str
    icon: str
    badge: int | None
    current: bool
    mark: str = ""
    alarm_url: str = ""
    topics: str = ""


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
    marked: bool = False,
    alarm: Alarm | None = None,
) -> None:
    """Hang an entry into an area; an empty permission means everybody signed in.

    `marked`: a number stands beside it that no page waits for. The entry with the `alarm` reads its own, and may bring
    those of others out of band (`hx-swap-oob`), by the id `mark-<address name with a dash>`.
    """
    if area not in AREAS:
        raise ValueError(f"navigation area {area!r} is none of {', '.join(AREAS)}")
    _entries[url_name] = Entry(area, label, url_name, icon, permission, order, badge, short, marked, alarm)


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
        mark = f"mark-{entry.url_name.replace(':', '-')}" if entry.marked or entry.alarm else ""
        heard = entry.alarm(request) if entry.alarm else ("", "")
        short = str(entry.short) or label
        group.items.append(Item(label, short, url, entry.icon, badge, url == current, mark, *heard))
    return list(groups.values())
