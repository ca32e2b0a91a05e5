"""The mark that an incident handled as a fire was none 非火灾, with its reason."""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lanyan.incidents.models import Incident
from lanyan.kernel import codes


class NoFireQuerySet(models.QuerySet["NoFire"]):
    """Words for marks."""

    def standing(self) -> "NoFireQuerySet":
        """Those not withdrawn."""
        return self.filter(withdrawn_at=None)


@pghistory.track()
class NoFire(models.Model):
    """Somebody's word that an incident was no fire, or none to be counted here."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="no_fires", verbose_name=_("incident"))
    reason = models.CharField(_("reason"), max_length=40)
    words = models.CharField(_("remark"), max_length=200, blank=True)
    marked_at = models.DateTimeField(_("marked at"))
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("marked by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = NoFireQuerySet.as_manager()

    class Meta:
        verbose_name = _("mark that it was no fire")
        verbose_name_plural = _("marks that it was no fire")
        constraints = [
            models.UniqueConstraint(name="no_fire_once", fields=["incident"], condition=Q(withdrawn_at=None)),
            models.CheckConstraint(
                name="no_fire_withdrawn_has_reason",
                condition=Q(withdrawn_at=None, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
            ),
        ]
        triggers: ClassVar[list[Any]] = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.incident)

    @property
    def reason_words(self) -> str:
        """Why it was none, in the reader's language."""
        row = codes.get("fire_no_reasons", self.reason)
        return row.label if row is not None else self.reason
