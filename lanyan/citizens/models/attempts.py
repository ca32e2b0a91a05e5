"""Attempts at the public pages: counted by address and by device, so that nobody floods them or guesses secrets."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class AttemptQuerySet(models.QuerySet["Attempt"]):
    """Words for attempts."""

    def of(self, kind: str, who: str, since: Any) -> "AttemptQuerySet":
        """Those of one kind by one sender since an instant."""
        return self.filter(kind=kind, who=who, at__gte=since)


class Attempt(models.Model):
    """One sending or one try of a secret; the sender only as a check sum, forgotten after some days."""

    class Kind(models.TextChoices):
        """What was tried."""

        REPORT = "REPORT", _("report")
        WRONG = "WRONG", _("wrong secret")
        WORD = "WORD", _("further word")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    who = models.CharField(_("sender's check sum"), max_length=64)
    at = models.DateTimeField(_("at"))

    objects: ClassVar[Any] = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt at the public page")
        verbose_name_plural = _("attempts at the public page")
        indexes = [
            models.Index(fields=["kind", "who", "at"], name="attempt_of_sender"),
            models.Index(fields=["at"], name="attempt_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
