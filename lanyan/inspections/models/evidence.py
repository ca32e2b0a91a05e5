"""Links for the occupier's evidence: secret, expiring, for one hazard only, without an account."""

import hashlib
from datetime import datetime
from typing import Any, ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lanyan.inspections.models.hazards import Hazard, OfHazardQuerySet


def digest_of(secret: str) -> str:
    """What is kept of a secret: its SHA-256, so that who reads the table cannot open the link."""
    return hashlib.sha256(secret.encode()).hexdigest()


@pghistory.track(exclude=["opened_at"])
class EvidenceLink(models.Model):
    """One link: until when it opens, how many files came through it."""

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="links", verbose_name=_("hazard"))
    digest = models.CharField(_("check sum"), max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("made by")
    )
    expires_at = models.DateTimeField(_("expires at"))
    opened_at = models.DateTimeField(_("last opened"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    files = models.PositiveSmallIntegerField(_("files received"), default=0)
    # So many came since then: who sends without end is asked to wait.
    window_at = models.DateTimeField(_("counted since"), null=True, blank=True, editable=False)
    window_files = models.PositiveSmallIntegerField(_("files since then"), default=0, editable=False)

    objects: ClassVar[Any] = OfHazardQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence link")
        verbose_name_plural = _("evidence links")
        constraints = [
            models.CheckConstraint(name="evidence_link_expires_later", condition=Q(expires_at__gt=F("made_at")))
        ]

    def __str__(self) -> str:
        return f"{self.hazard.number} → {self.expires_at:%Y-%m-%d}"

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.hazard.unit.path

    def opens(self, at: datetime) -> bool:
        """Can it be opened at an instant?"""
        return self.revoked_at is None and at < self.expires_at
