"""The outbox: messages, their delivery to each recipient with the reason, and what is called outside."""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.kernel import codes
from lanyan.links.models.shared import UnitQuerySet, person
from lanyan.links.rules import life
from lanyan.units.models import Unit, within

VIEW = "links.view_messages"
KEEP_ENDPOINTS = "links.keep_endpoints"


class MessageQuerySet(UnitQuerySet):
    """Words for messages."""

    permission = VIEW


@pghistory.track()
class Message(models.Model):
    """One thing that is told, once: the same key again is the same message."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    key = models.CharField(_("key"), max_length=120, unique=True)
    event = models.CharField(_("occasion"), max_length=40)
    subject = models.CharField(_("subject"), max_length=160)
    words = models.TextField(_("words"))
    url = models.CharField(_("page"), max_length=200, blank=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = person(_("by"))

    objects: ClassVar[Any] = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Words for deliveries."""

    def visible_to(self, user: Any, permission: str = VIEW) -> "DeliveryQuerySet":
        """Those of messages of a reader's units."""
        return self.filter(within(user.paths(permission), "message__unit__path"))

    def to(self, user: Any) -> "DeliveryQuerySet":
        """Those on a person's own screen."""
        return self.filter(user=user, channel="SCREEN")


@pghistory.track()
class Delivery(models.Model):
    """One message to one recipient by one channel, and why this recipient."""

    class State(models.TextChoices):
        """How far it has come."""

        QUEUED = life.QUEUED, pgettext_lazy("delivery", "waiting")
        GONE = life.GONE, pgettext_lazy("delivery", "sent")
        GIVEN_UP = life.GIVEN_UP, pgettext_lazy("delivery", "given up")

    message = models.ForeignKey(Message, models.PROTECT, related_name="deliveries", verbose_name=_("message"))
    channel = models.CharField(_("way"), max_length=12)
    name = models.CharField(_("to whom"), max_length=100)
    user = person(_("login"))
    address = models.CharField(_("address"), max_length=120, blank=True)
    reason = models.CharField(_("why this recipient"), max_length=100)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_at = models.DateTimeField(_("next try"), null=True, blank=True)
    gone_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    # What carried it: the name of an adapter; a simulator says so.
    carrier = models.CharField(_("carried by"), max_length=40, blank=True)
    error = models.CharField(_("last error"), max_length=300, blank=True)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    objects: ClassVar[Any] = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [
            models.Index(fields=["next_at"], name="delivery_waiting", condition=Q(state=life.QUEUED)),
            models.Index(fields=["user", "-id"], name="delivery_to_a_screen", condition=Q(channel="SCREEN")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["message", "channel", "name", "address"], name="delivered_once"),
            models.CheckConstraint(name="delivery_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="delivery_gone_has_instant",
                condition=Q(state=life.GONE, gone_at__isnull=False) | ~Q(state=life.GONE) & Q(gone_at=None),
            ),
            models.CheckConstraint(
                name="delivery_to_a_screen_has_a_login", condition=~Q(channel="SCREEN") | Q(user__isnull=False)
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.FSM(name="life", field="state", transitions=life.DELIVERY.pairs()),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.channel_words}"

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.message.unit.path

    @property
    def channel_words(self) -> str:
        """The way in words."""
        row = codes.get("send_channels", self.channel)
        return row.label if row is not None else self.channel


class EndpointQuerySet(UnitQuerySet):
    """Words for endpoints."""

    permission = KEEP_ENDPOINTS

    def standing(self) -> "EndpointQuerySet":
        """Those in use."""
        return self.filter(withdrawn_at=None)


@pghistory.track(exclude=["secret"])
class Endpoint(models.Model):
    """Where a unit's events are told outside; its secret signs what is sent and is shown once."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="endpoints", verbose_name=_("unit"))
    label = models.CharField(_("name"), max_length=60)
    url = models.URLField(_("address"), max_length=300)
    secret = models.CharField(max_length=80)
    tells = ArrayField(models.CharField(max_length=40), verbose_name=_("events"))
    made_at = models.DateTimeField(_("made at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = EndpointQuerySet.as_manager()

    class Meta:
        verbose_name = _("endpoint")
        verbose_name_plural = _("endpoints")
        constraints = [
            models.UniqueConstraint(fields=["unit", "label"], condition=Q(withdrawn_at=None), name="endpoint_once"),
            models.CheckConstraint(
                name="endpoint_withdrawn_has_reason",
                condition=Q(withdrawn_at=None, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
            ),
        ]
        triggers: ClassVar[list[Any]] = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.label

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path


class HookQuerySet(models.QuerySet["Hook"]):
    """Words for calls of endpoints."""

    def visible_to(self, user: Any, permission: str = KEEP_ENDPOINTS) -> "HookQuerySet":
        """Those of the endpoints of a reader's units."""
        return self.filter(within(user.paths(permission), "endpoint__unit__path"))


class Hook(models.Model):
    """One event told to one endpoint; a replay is a new one with the same body."""

    class State(models.TextChoices):
        """How far it has come."""

        QUEUED = life.QUEUED, pgettext_lazy("delivery", "waiting")
        GONE = life.GONE, pgettext_lazy("delivery", "sent")
        GIVEN_UP = life.GIVEN_UP, pgettext_lazy("delivery", "given up")

    endpoint = models.ForeignKey(Endpoint, models.PROTECT, related_name="hooks", verbose_name=_("endpoint"))
    event = models.CharField(_("event"), max_length=40)
    key = models.CharField(_("key"), max_length=120)
    body = models.JSONField(_("body"), encoder=DjangoJSONEncoder)
    replay_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replays", verbose_name=_("sent again from")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    made_at = models.DateTimeField(_("made at"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_at = models.DateTimeField(_("next try"), null=True, blank=True)
    gone_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    status = models.PositiveSmallIntegerField(_("answer"), null=True, blank=True)
    error = models.CharField(_("last error"), max_length=300, blank=True)

    objects: ClassVar[Any] = HookQuerySet.as_manager()

    class Meta:
        verbose_name = _("call of an endpoint")
        verbose_name_plural = _("calls of endpoints")
        indexes = [models.Index(fields=["next_at"], name="hook_waiting", condition=Q(state=life.QUEUED))]
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "key"], condition=Q(replay_of=None), name="told_once"),
            models.CheckConstraint(
                name="hook_gone_has_instant",
                condition=Q(state=life.GONE, gone_at__isnull=False) | ~Q(state=life.GONE) & Q(gone_at=None),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.FSM(name="life", field="state", transitions=life.DELIVERY.pairs()),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.key}"

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.endpoint.unit.path
