"""Roll-calls 点名, their answers, and alarms 警报 about crews."""

from typing import Any, ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.scene.models.common import APPEND_ONLY, NEVER_DELETED, Noted, OfSceneQuerySet, instant, somebody, text
from lanyan.scene.models.crews import Crew
from lanyan.scene.models.scenes import Scene


@pghistory.track()
class RollCall(models.Model):
    """One roll-call: whoever is inside answers with its number, until the next one begins."""

    class Cause(models.TextChoices):
        """Why it was opened."""

        HAND = "HAND", pgettext_lazy("roll-call", "by hand")
        INTERVAL = "INTERVAL", pgettext_lazy("roll-call", "by interval")
        MAYDAY = "MAYDAY", pgettext_lazy("roll-call", "after a mayday")

    scene = models.ForeignKey(Scene, models.PROTECT, related_name="rolls", verbose_name=_("scene"))
    number = models.PositiveSmallIntegerField(_("number"))
    cause = models.CharField(_("cause"), max_length=10, choices=Cause)
    opened_at = models.DateTimeField(_("opened"))
    opened_by = somebody(_("opened by"))
    ended_at = instant(_("ended"))

    objects: ClassVar[Any] = OfSceneQuerySet.as_manager()

    class Meta:
        verbose_name = _("roll-call")
        verbose_name_plural = _("roll-calls")
        constraints = [
            models.UniqueConstraint(name="roll_numbered_once", fields=["scene", "number"]),
            models.UniqueConstraint(name="roll_one_open", fields=["scene"], condition=Q(ended_at=None)),
            models.CheckConstraint(
                name="roll_ends_after_opening", condition=Q(ended_at=None) | Q(ended_at__gte=F("opened_at"))
            ),
        ]
        triggers: ClassVar[list[Any]] = [NEVER_DELETED]

    def __str__(self) -> str:
        return f"{self.scene} · {self.number}"


class RollAnswer(Noted):
    """A crew's answer: how many it is. Another answer does not erase it."""

    roll = models.ForeignKey(RollCall, models.PROTECT, related_name="answers", verbose_name=_("roll-call"))
    crew = models.ForeignKey(Crew, models.PROTECT, related_name="answers", verbose_name=_("crew"))
    count = models.PositiveSmallIntegerField(_("number of people"))
    words = text(_("words"))

    class Meta:
        verbose_name = _("answer to a roll-call")
        verbose_name_plural = _("answers to roll-calls")
        indexes = [models.Index(fields=["roll", "crew"], name="answer_of_roll")]
        triggers: ClassVar[list[Any]] = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.crew} {self.count}"


@pghistory.track()
class Alarm(models.Model):
    """Something about a crew that needs a hand now; stands until somebody says what was found."""

    class Kind(models.TextChoices):
        """What is wrong."""

        MAYDAY = "MAYDAY", pgettext_lazy("alarm", "mayday")
        LOW_AIR = "LOW_AIR", pgettext_lazy("alarm", "low air")
        MUST_LEAVE = "MUST_LEAVE", pgettext_lazy("alarm", "must leave now")
        UNANSWERED = "UNANSWERED", pgettext_lazy("alarm", "has not answered")
        DIFFERS = "DIFFERS", pgettext_lazy("alarm", "number differs")

    scene = models.ForeignKey(Scene, models.PROTECT, related_name="alarms", verbose_name=_("scene"))
    crew = models.ForeignKey(Crew, models.PROTECT, related_name="alarms", verbose_name=_("crew"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    # The instant it is about: when the air reaches its mark, when the answer was due, when it came.
    due_at = models.DateTimeField(_("about"))
    raised_at = models.DateTimeField(_("raised at"))
    words = text(_("words"))
    settled_at = instant(_("settled at"))
    settled_by = somebody(_("settled by"))
    found = text(_("what was found"))

    objects: ClassVar[Any] = OfSceneQuerySet.as_manager()

    class Meta:
        verbose_name = _("alarm about a crew")
        verbose_name_plural = _("alarms about crews")
        constraints = [
            models.UniqueConstraint(name="alarm_once", fields=["crew", "kind", "due_at"]),
            models.CheckConstraint(
                name="alarm_settled_whole",
                condition=Q(settled_at=None, found="") | Q(settled_at__isnull=False) & ~Q(found=""),
            ),
        ]
        triggers: ClassVar[list[Any]] = [NEVER_DELETED]

    def __str__(self) -> str:
        return f"{self.crew} · {self.get_kind_display()}"
