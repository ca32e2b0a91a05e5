"""Live topics: `recordings:<unit>` something came into the index of a centre, or was tied or kept there."""

from typing import Any

from lanyan.kernel import live
from lanyan.units.models import Unit
from lanyan.voice.models.shared import VIEW


def _recordings(user: Any, key: str) -> bool:
    return key.isdecimal() and Unit.objects.visible_to(user, VIEW).filter(pk=key).exists()


live.register_topic("recordings", _recordings)
