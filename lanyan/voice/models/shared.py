"""What the models of this app share: reading by unit, people, rights."""

from typing import Any

from django.conf import settings
from django.db import models

from lanyan.units.models import within

LOOK_UP = "voice.look_up_caller"
VIEW, LISTEN = "voice.view_recordings", "voice.listen_recordings"
BRING, TIE, KEEP, SERVICES = (
    "voice.bring_recordings", "voice.tie_recording", "voice.keep_recording", "voice.keep_services",
)  # fmt: skip


class UnitQuerySet(models.QuerySet[Any]):
    """Records that belong to a unit, seen by those who hold this app's right there."""

    permission = SERVICES

    def visible_to(self, user: Any, permission: str = "") -> "UnitQuerySet":
        """Those of the units a reader reaches."""
        return self.filter(within(user.paths(permission or self.permission), "unit__path"))

    def standing(self) -> "UnitQuerySet":
        """Those not withdrawn."""
        return self.filter(withdrawn_at=None)


def person(name: Any, **more: Any) -> Any:
    """A reference to whoever did something; nobody where the system did it."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        **{"null": True, "blank": True, "related_name": "+", "verbose_name": name, **more},
    )
