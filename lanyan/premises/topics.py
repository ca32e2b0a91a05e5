"""Who may hear what changes at premises: whoever may see them."""

from typing import Any

from lanyan.kernel import live
from lanyan.premises.models import Premises


def _premises(user: Any, key: str) -> bool:
    return key.isdecimal() and Premises.objects.visible_to(user).filter(pk=key).exists()


live.register_topic("premises", _premises)
