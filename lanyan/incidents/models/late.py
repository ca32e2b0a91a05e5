"""What was kept on paper while nothing else worked, and was entered afterwards."""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lanyan.incidents.models.incidents import Incident
from lanyan.units.models import Unit


@pghistory.track()
class LateEntry(models.Model):
    """The provenance of an incident entered late 补录: from which paper, kept and entered by whom and when."""

    incident = models.OneToOneField(Incident, models.PROTECT, related_name="late_entry", verbose_name=_("incident"))
    centre = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("command centre of"))
    form_number = models.CharField(_("number of the paper form"), max_length=40)
    kept_by = models.CharField(_("paper kept by"), max_length=40)
    reason = models.CharField(_("why it was kept on paper"), max_length=200)
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )

    class Meta:
        verbose_name = _("late entry")
        verbose_name_plural = _("late entries")
        constraints = [
            models.UniqueConstraint(name="late_form_once", fields=["centre", "form_number"]),
            models.CheckConstraint(
                name="late_entry_says_whence", condition=~Q(form_number="") & ~Q(kept_by="") & ~Q(reason="")
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.form_number

    @property
    def unit_path(self) -> str:
        """Where it lies, for access."""
        return self.incident.unit.path
