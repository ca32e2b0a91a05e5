"""Live topic `fallback:<root>`: a pack of the detachment was made."""

from lanyan.fallback.models import VIEW
from lanyan.kernel import live
from lanyan.units.models import User


def _packs(user: User, key: str) -> bool:
    return any(path.startswith(f"{key}.") for path in user.paths(VIEW))


live.register_topic("fallback", _packs)
