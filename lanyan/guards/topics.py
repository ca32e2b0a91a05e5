"""Live topics: `guard:<id>`, anything at one guard; `guards:<root>`, the list; `postings:<user>`, one's own."""

from lanyan.guards.models import Guard
from lanyan.guards.models.guards import VIEW
from lanyan.kernel import live
from lanyan.units.models import User


def _guard(user: User, key: str) -> bool:
    if not key.isdecimal():
        return False
    seen = Guard.objects.filter(pk=key)
    return seen.visible_to(user).exists() or seen.filter(posts__people__person__user=user).exists()  # type: ignore[attr-defined]


def _guards(user: User, key: str) -> bool:
    return any(path.startswith(f"{key}.") for path in user.paths(VIEW))


def _postings(user: User, key: str) -> bool:
    return str(user.pk) == key


live.register_topic("guard", _guard)
live.register_topic("guards", _guards)
live.register_topic("postings", _postings)
