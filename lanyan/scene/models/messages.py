"""Messages 通报: orders to the scene and reports from it, each numbered, received and answered."""

from typing import Any, ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.scene.models.common import NEVER_DELETED, Noted, OfSceneQuerySet, instant, somebody, text
from lanyan.scene.models.scenes import Scene

TO_SCENE, FROM_SCENE = "TO_SCENE", "FROM_SCENE"


@pghistory.track()
class Message(Noted):
    """One order to a scene, or one report from it."""

    class Direction(models.TextChoices):
        """Where it goes."""

        TO_SCENE = TO_SCENE, _("to the scene")
        FROM_SCENE = FROM_SCENE, _("from the scene")

    class Kind(models.TextChoices):
        """What a report is about; an order has none."""

        ARRIVAL = "ARRIVAL", pgettext_lazy("report", "on arrival")
        FIRE = "FIRE", pgettext_lazy("report", "state of the fire")
        TRAPPED = "TRAPPED", pgettext_lazy("report", "people trapped")
        CONTROLLED = "CONTROLLED", pgettext_lazy("report", "under control")
        KNOCKED_DOWN = "KNOCKED_DOWN", pgettext_lazy("report", "knocked down")
        NEED = "NEED", pgettext_lazy("report", "forces needed")
        OTHER = "OTHER", pgettext_lazy("report", "other")

    class Source(models.TextChoices):
        """Whose order it is."""

        CENTRE = "CENTRE", _("command centre")
        HEADQUARTERS = "HEADQUARTERS", _("duty command group")
        POLICE = "POLICE", _("public security")
        GOVERNMENT = "GOVERNMENT", _("government")

    scene = models.ForeignKey(Scene, models.PROTECT, related_name="messages", verbose_name=_("scene"))
    direction = models.CharField(_("direction"), max_length=12, choices=Direction)
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=14, choices=Kind, blank=True)
    source = models.CharField(_("from"), max_length=14, choices=Source, blank=True)
    words = text(_("words"), 500)
    received_at = instant(_("received at"))
    received_by = somebody(_("received by"))
    reply = text(_("reply"), 500)
    replied_at = instant(_("replied at"))
    replied_by = somebody(_("replied by"))

    objects: ClassVar[Any] = OfSceneQuerySet.as_manager()

    class Meta:
        verbose_name = _("message of a scene")
        verbose_name_plural = _("messages of scenes")
        constraints = [
            models.UniqueConstraint(name="message_numbered_once", fields=["scene", "direction", "number"]),
            models.CheckConstraint(
                name="message_of_its_direction",
                condition=Q(direction=TO_SCENE, kind="") & ~Q(source="") & ~Q(words="")
                | Q(direction=FROM_SCENE, source="") & ~Q(kind=""),
            ),
            models.CheckConstraint(
                name="message_replied_whole",
                condition=Q(reply="", replied_at=None)
                | ~Q(reply="") & Q(replied_at__isnull=False, received_at__isnull=False),
            ),
        ]
        triggers: ClassVar[list[Any]] = [NEVER_DELETED]

    def __str__(self) -> str:
        return f"{self.get_direction_display()} {self.number}"
