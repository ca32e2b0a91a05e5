"""What screens may listen to: one matter, and the desk of a unit."""

from typing import Any

from lanyan.citizens.models import Matter
from lanyan.citizens.models.matters import VIEW
from lanyan.kernel import live
from lanyan.units.models import Unit


def _matter(user: Any, key: str) -> bool:
    return key.isdecimal() and bool(Matter.objects.visible_to(user).filter(pk=key).exists())


def _desk(user: Any, key: str) -> bool:
    return key.isdecimal() and Unit.objects.visible_to(user, VIEW).filter(pk=key).exists()


live.register_topic("matter", _matter)
live.register_topic("complaints", _desk)
