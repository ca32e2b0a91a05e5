"""Presses: what a device in a vehicle says happened, as it said it."""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lanyan.incidents import presses
from lanyan.incidents.models.runs import Run


@pghistory.track()
class StampPress(models.Model):
    """One touch of a stamp on a device, or one touch of its undo: kept whatever became of it.

    `at` is the device's claim, `received_at` our receipt. Two devices may disagree; what was refused says why.
    """

    class Result(models.TextChoices):
        """What became of it."""

        DONE = presses.DONE, _("recorded")
        REFUSED = presses.REFUSED, _("not recorded")
        UNDONE = presses.UNDONE, _("taken back")

    # Made on the device before anything is sent: the same press sent twice is one press.
    key = models.CharField(_("key"), max_length=64, unique=True)
    # The press this one takes back; empty for a stamp.
    of_key = models.CharField(_("takes back"), max_length=64, blank=True)
    # Unknown only for an undo that came in before its press.
    run = models.ForeignKey(
        Run, models.PROTECT, null=True, blank=True, related_name="presses", verbose_name=_("vehicle run")
    )
    stamp = models.CharField(_("stamp"), max_length=12, blank=True)
    at = models.DateTimeField(_("at"))
    received_at = models.DateTimeField(_("came in"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    source = models.CharField(_("source"), max_length=10, default="cab")
    result = models.CharField(_("result"), max_length=8, choices=Result)
    # A code with its facts, told in the reader's language.
    reason = models.CharField(_("reason"), max_length=20, blank=True)
    facts = models.JSONField(_("facts"), default=dict, blank=True, encoder=DjangoJSONEncoder)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("stamp press")
        verbose_name_plural = _("stamp presses")
        ordering: ClassVar[list[str]] = ["at", "pk"]
        indexes = [
            models.Index(fields=["run", "at"], name="press_run_at"),
            models.Index(fields=["of_key"], condition=~Q(of_key=""), name="press_of_key"),
        ]
        constraints = [
            models.CheckConstraint(
                name="press_is_stamp_or_undo",
                condition=(Q(of_key="", run__isnull=False) & ~Q(stamp="")) | (~Q(of_key="") & Q(stamp="")),
            ),
            models.CheckConstraint(
                name="press_refused_with_reason",
                condition=(Q(result="REFUSED") & ~Q(reason="")) | (~Q(result="REFUSED") & Q(reason="")),
            ),
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.stamp or self.of_key} {self.get_result_display()}"
