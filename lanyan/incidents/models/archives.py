"""Archives of incidents that were made: who has one, and by which seal it is known again."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lanyan.incidents.models.incidents import Incident


class IncidentArchive(models.Model):
    """One archive 归档包 of an incident as it was handed out: a fact, never changed. The file itself is not kept."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="archives", verbose_name=_("incident"))
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    reason = models.CharField(_("what for"), max_length=200)
    with_callers = models.BooleanField(_("with who called"))
    seal = models.CharField(_("archive seal"), max_length=64, unique=True)
    files = models.PositiveIntegerField(_("files"))
    size = models.PositiveIntegerField(_("size in bytes"))

    class Meta:
        verbose_name = _("archive of an incident")
        verbose_name_plural = _("archives of incidents")
        ordering: ClassVar[list[str]] = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="archive_made_for_something", condition=~Q(reason="")),
        ]
        triggers = [pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.incident} {self.seal[:12]}"
