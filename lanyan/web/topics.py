"""Who may hear how far a file has come: who brought it in."""

from typing import Any

from lanyan.kernel import live
from lanyan.web.models import ImportRun


def _import(user: Any, key: str) -> bool:
    return key.isdecimal() and ImportRun.objects.of(user).filter(pk=key).exists()


live.register_topic("import", _import)
