"""What belongs to a person and lives on a higher floor: preferences, saved views, units to switch between.

The app that keeps them registers itself here in its own `hooks.py`; until then the pages do without.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True)
class Choice:
    """One unit a person may look through: its key in the address, its name, its depth in the tree."""

    value: str
    label: str
    depth: int = 0


@dataclass(frozen=True)
class SavedView:
    """A person's own named filter of one list page; `query` is the address after the question mark."""

    pk: Any
    name: str
    query: str


@dataclass
class _Registered:
    get_preference: Callable[[Any, str], Any] | None = None
    set_preference: Callable[[Any, str, Any], None] | None = None
    preference_url: str = ""
    units: Callable[[HttpRequest], Iterable[Choice]] | None = None
    views: Callable[[Any, str], Iterable[SavedView]] | None = None
    save_view_url: str = ""
    delete_view_url: str = ""
    person_links: Callable[[HttpRequest], Sequence[tuple[str, str, str]]] | None = None
    role_line: Callable[[HttpRequest], str] | None = None
    standing: Callable[[int, str], tuple[Any, str]] | None = None


_hooks = _Registered()


def register_preferences(
    *, get: Callable[[Any, str], Any], set: Callable[[Any, str, Any], None] | None = None, url_name: str = ""
) -> None:
    """Say how a person's preference is read and kept, and the address that takes POST {name, value}."""
    _hooks.get_preference, _hooks.set_preference, _hooks.preference_url = get, set, url_name


def register_switch(*, units: Callable[[HttpRequest], Iterable[Choice]]) -> None:
    """Say which units a person may look through, top first; the first is the one shown when none is chosen."""
    _hooks.units = units


def register_saved_views(
    *, read: Callable[[Any, str], Iterable[SavedView]], save_url: str = "", delete_url: str = ""
) -> None:
    """Say how a person's views of a page are read, and the addresses: POST {page, name, query}; POST with a key."""
    _hooks.views, _hooks.save_view_url, _hooks.delete_view_url = read, save_url, delete_url


def register_person(
    *,
    links: Callable[[HttpRequest], Sequence[tuple[str, str, str]]] | None = None,
    line: Callable[[HttpRequest], str] | None = None,
) -> None:
    """Say what stands in the person menu: links (label, address, icon), and the line after the name (the post)."""
    _hooks.person_links, _hooks.role_line = links, line


def register_standing(read: Callable[[int, str], tuple[Any, str]]) -> None:
    """Say how a person is read anew by key and session key, and why that session is over (empty: it is not)."""
    _hooks.standing = read


def _known(user: Any) -> bool:
    return bool(getattr(user, "is_authenticated", False))


def preference(user: Any, name: str, default: Any = None) -> Any:
    """Read a person's preference, or the default."""
    if not _hooks.get_preference or not _known(user):
        return default
    value = _hooks.get_preference(user, name)
    return default if value is None else value


def keep_preference(user: Any, name: str, value: Any) -> None:
    """Keep a person's preference where somebody keeps them."""
    if _hooks.set_preference and _known(user):
        _hooks.set_preference(user, name, value)


def units(request: HttpRequest) -> list[Choice]:
    """List the units a person may look through."""
    if not _hooks.units or not _known(getattr(request, "user", None)):
        return []
    return list(_hooks.units(request))


def saved_views(user: Any, page: str) -> list[SavedView]:
    """List a person's own views of a page."""
    return list(_hooks.views(user, page)) if _hooks.views and _known(user) else []


def person_links(request: HttpRequest) -> list[tuple[str, str, str]]:
    """List the links of the person menu."""
    return list(_hooks.person_links(request)) if _hooks.person_links and _known(request.user) else []


def role_line(request: HttpRequest) -> str:
    """Give the words after a person's name."""
    return _hooks.role_line(request) if _hooks.role_line and _known(request.user) else ""


def standing_of(user_id: int, session_key: str) -> tuple[Any, str]:
    """The person as of now, and why their session is over; where nobody keeps sessions, nobody's ever is."""
    return _hooks.standing(user_id, session_key) if _hooks.standing else (None, "")


def addresses() -> dict[str, str]:
    """Name the addresses of the keepers: empty where nobody registered."""
    return {
        "preference": _hooks.preference_url,
        "save_view": _hooks.save_view_url,
        "delete_view": _hooks.delete_view_url,
    }
