"""What belongs to one login: keys for machines, saved views, sessions."""

import hashlib
import secrets
import uuid
from datetime import datetime
from importlib import import_module
from typing import Any, ClassVar

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lanyan.units.models.logins import User


@pghistory.track(exclude=["digest", "last_used_at"])
class Token(models.Model):
    """A key for a machine: acts as its user, no further than its scopes; only its digest is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens", verbose_name=_("user"))
    label = models.CharField(_("label"), max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=80), verbose_name=_("scopes"))
    created_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("token")
        verbose_name_plural = _("tokens")

    def __str__(self) -> str:
        return self.label

    @staticmethod
    def fresh() -> str:
        """A new key, shown once."""
        return "ly_" + secrets.token_urlsafe(32)

    @staticmethod
    def digest_of(key: str) -> str:
        """What is stored instead of the key."""
        return hashlib.sha256(key.encode()).hexdigest()

    def is_valid(self, at: datetime) -> bool:
        """Neither revoked nor expired, and its user may sign in."""
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at) and self.user.is_active


class SavedView(models.Model):
    """A list page's filter that a user wants to find again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="saved_views", verbose_name=_("user"))
    page = models.CharField(_("page"), max_length=60)
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(_("filter"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [models.UniqueConstraint(fields=["user", "page", "name"], name="saved_view_once")]

    def __str__(self) -> str:
        return self.name


class SessionQuerySet(models.QuerySet["Session"]):
    """Words for sessions."""

    def open(self, at: datetime) -> "SessionQuerySet":
        """Sessions of people that the next request may still use."""
        idle = at - settings.SESSION_IDLE
        return self.filter(user__isnull=False, ended_at=None, expire_date__gt=at, seen_at__gt=idle)

    def of(self, user_id: int) -> "SessionQuerySet":
        """Those of one person, the newest first."""
        return self.filter(user_id=user_id).order_by("-signed_in_at", "-serial")


class Session(AbstractBaseSession):
    """One browser that is or was signed in. Its key is the cookie's secret and is never shown; its serial may be."""

    class End(models.TextChoices):
        """Why a session is over."""

        SIGNED_OUT = "SIGNED_OUT", _("signed out")
        ENDED = "ENDED", _("ended from another session")
        ADMINISTRATOR = "ADMINISTRATOR", _("ended by an administrator")
        TOO_MANY = "TOO_MANY", _("too many sessions, this was the oldest")
        PASSWORD = "PASSWORD", _("the password was changed")
        SECOND_FACTOR = "SECOND_FACTOR", _("the second factor was changed")
        IDLE = "IDLE", _("nobody used it")
        EXPIRED = "EXPIRED", _("it lasted as long as it may")

    serial = models.UUIDField(_("number"), default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        User, models.CASCADE, null=True, blank=True, related_name="sessions", verbose_name=_("user")
    )
    address = models.CharField(_("address"), max_length=45, blank=True)
    device = models.CharField(_("device"), max_length=200, blank=True)
    signed_in_at = models.DateTimeField(_("signed in at"), null=True, blank=True)
    seen_at = models.DateTimeField(_("last seen at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_why = models.CharField(_("why it ended"), max_length=20, choices=End, blank=True)

    objects: ClassVar[Any] = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = [
            models.CheckConstraint(
                name="session_end_has_a_reason",
                condition=Q(ended_at=None, ended_why="") | (Q(ended_at__isnull=False) & ~Q(ended_why="")),
            ),
            models.CheckConstraint(
                name="session_of_somebody_is_dated",
                condition=Q(user=None) | Q(signed_in_at__isnull=False, seen_at__isnull=False),
            ),
        ]

    @classmethod
    def get_session_store_class(cls) -> Any:
        """The engine that reads and writes these rows; it imports this module."""
        return import_module(settings.SESSION_ENGINE).SessionStore
