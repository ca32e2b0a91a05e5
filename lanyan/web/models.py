"""The one table of this floor: files that people bring in, how far each has come, and what was wrong with it."""

from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from lanyan.kernel.imports import LIFE


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    """Words for runs."""

    def of(self, user: Any) -> "ImportRunQuerySet":
        """Those a person brought in."""
        return self.filter(user_id=user.pk)


class ImportRun(models.Model):
    """One file on its way in. Users and units live on a higher floor, so they are numbers here."""

    class State(models.TextChoices):
        """How far it has come."""

        CHECKING = "CHECKING", _("being read")
        CHECKED = "CHECKED", _("read, not loaded")
        LOADING = "LOADING", _("being loaded")
        LOADED = "LOADED", _("loaded")
        FAILED = "FAILED", _("failed")

    ledger = models.CharField(_("ledger"), max_length=40)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CHECKING)
    file_name = models.CharField(_("file"), max_length=200)
    # Given up when loaded, or after a week: the rows are in the ledger, and a file of names need not lie about.
    content = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64)
    user_id = models.BigIntegerField()
    user_name = models.CharField(_("brought in by"), max_length=100)
    unit_id = models.BigIntegerField()
    unit_name = models.CharField(_("unit"), max_length=100)
    brought_at = models.DateTimeField(_("brought in at"))
    ended_at = models.DateTimeField(_("ended at"), null=True)
    rows_read = models.PositiveIntegerField(_("rows read"), default=0)
    rows_total = models.PositiveIntegerField(_("rows in the file"), null=True)
    counts = models.JSONField(_("counts"), default=dict)
    faults = models.JSONField(_("faults"), default=list)
    preview = models.JSONField(_("first rows"), default=dict)
    problem = models.CharField(_("problem"), max_length=400, blank=True)

    objects: ClassVar[Any] = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("file brought in")
        verbose_name_plural = _("files brought in")
        indexes = [models.Index(fields=["user_id", "-brought_at"], name="import_run_of_user")]
        triggers = [pgtrigger.FSM(name="life", field="state", transitions=LIFE.pairs())]

    def __str__(self) -> str:
        return self.file_name
