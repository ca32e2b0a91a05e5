"""The scene of an incident, who commands it, and the acts its devices have sent."""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.incidents.models import Incident
from lanyan.scene.models.common import APPEND_ONLY, NEVER_DELETED, OfSceneQuerySet, instant, somebody, text
from lanyan.scene.rules import life

VIEW = "scene.view_scene"
OPEN, COMMAND, KEEP, REPORT, DIRECT = (
    "scene.open_scene",
    "scene.command_scene",
    "scene.keep_crews",
    "scene.report_scene",
    "scene.direct_scene",
)


class SceneQuerySet(models.QuerySet["Scene"]):
    """Words for scenes."""

    def visible_to(self, user: Any, permission: str = VIEW) -> "SceneQuerySet":
        """Scenes of incidents in a reader's area, and of those the reader's own stations were sent to."""
        return self.filter(incident__in=Incident.objects.visible_to(user, permission).values("pk"))

    def open(self) -> "SceneQuerySet":
        """Those where work goes on."""
        return self.filter(state=life.OPEN)


@pghistory.track()
class Scene(models.Model):
    """The scene of one incident: opened by its first commander or the desk, closed with the incident."""

    class State(models.TextChoices):
        """Whether work goes on there."""

        OPEN = life.OPEN, pgettext_lazy("scene", "open")
        CLOSED = life.CLOSED, pgettext_lazy("scene", "closed")

    incident = models.OneToOneField(Incident, models.PROTECT, related_name="scene", verbose_name=_("incident"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    post = text(_("command post"), 120)
    # Null: roll-calls are opened by hand only.
    roll_minutes = models.PositiveSmallIntegerField(_("roll-call every, minutes"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened"))
    opened_by = somebody(_("opened by"))
    closed_at = instant(_("closed at"))

    objects: ClassVar[Any] = SceneQuerySet.as_manager()

    class Meta:
        verbose_name = _("scene")
        verbose_name_plural = _("scenes")
        indexes = [models.Index(fields=["-opened_at", "-id"], name="scene_latest")]
        constraints = [
            models.CheckConstraint(
                name="scene_closed_has_instant",
                condition=Q(state=life.CLOSED, closed_at__isnull=False) | Q(state=life.OPEN, closed_at=None),
            ),
            models.CheckConstraint(
                name="scene_interval_sane",
                condition=Q(roll_minutes=None) | Q(roll_minutes__gte=1, roll_minutes__lte=120),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.FSM(name="life", field="state", transitions=life.SCENE.pairs()),
            NEVER_DELETED,
        ]

    def __str__(self) -> str:
        return self.incident.number

    @property
    def unit_path(self) -> str:
        """Where it lies, for access."""
        return self.incident.unit.path


@pghistory.track()
class Command(models.Model):
    """Who commands 指挥权: offered with a briefing, taken by the other's own act; what is over stays as it was."""

    class State(models.TextChoices):
        """How it stands."""

        OFFERED = life.OFFERED, pgettext_lazy("command", "offered")
        COMMANDING = life.COMMANDING, pgettext_lazy("command", "in command")
        HANDED = life.HANDED, pgettext_lazy("command", "handed over")
        WITHDRAWN = life.WITHDRAWN, pgettext_lazy("command", "withdrawn")

    scene = models.ForeignKey(Scene, models.PROTECT, related_name="commands", verbose_name=_("scene"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("commander"))
    state = models.CharField(_("state"), max_length=10, choices=State)
    briefing = text(_("briefing"), 1000)
    offered_at = instant(_("offered"))
    offered_by = somebody(_("offered by"))
    taken_at = instant(_("in command since"))
    # Taken without an offer: why.
    reason = text(_("reason"))
    ended_at = instant(_("ended"))

    objects: ClassVar[Any] = OfSceneQuerySet.as_manager()

    class Meta:
        verbose_name = _("command of a scene")
        verbose_name_plural = _("commands of scenes")
        constraints = [
            models.UniqueConstraint(name="scene_one_commander", fields=["scene"], condition=Q(state=life.COMMANDING)),
            models.UniqueConstraint(name="scene_one_offer", fields=["scene"], condition=Q(state=life.OFFERED)),
            models.CheckConstraint(
                name="command_offered_whole",
                condition=~Q(state=life.OFFERED)
                | Q(offered_at__isnull=False, offered_by__isnull=False, taken_at=None) & ~Q(briefing=""),
            ),
            models.CheckConstraint(
                name="command_taken_whole",
                condition=~Q(state__in=(life.COMMANDING, life.HANDED)) | Q(taken_at__isnull=False),
            ),
            models.CheckConstraint(
                name="command_over_has_instant",
                condition=Q(state__in=(life.HANDED, life.WITHDRAWN), ended_at__isnull=False)
                | Q(state__in=(life.OFFERED, life.COMMANDING), ended_at=None),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.FSM(name="life", field="state", transitions=life.COMMAND.pairs()),
            NEVER_DELETED,
        ]

    def __str__(self) -> str:
        return f"{self.scene} · {self.person}"

    @property
    def unit_path(self) -> str:
        """Where it lies, for access."""
        return self.scene.unit_path


class Press(models.Model):
    """An act that was done under a key made on a device: the same key again does nothing."""

    key = models.CharField(_("key"), max_length=64, unique=True)
    scene = models.ForeignKey(Scene, models.PROTECT, related_name="presses", verbose_name=_("scene"))
    verb = models.CharField(_("act"), max_length=40)
    by = somebody(_("by"), empty=False)
    at = models.DateTimeField(_("at"))
    received_at = models.DateTimeField(_("came in"))

    class Meta:
        verbose_name = _("act of a device")
        verbose_name_plural = _("acts of devices")
        triggers: ClassVar[list[Any]] = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.verb} {self.key}"
