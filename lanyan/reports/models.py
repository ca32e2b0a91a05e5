"""Answers of figures that take long to count, each with the instant at which it was counted."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class KeptAnswer(models.Model):
    """What a figure answered to a question in a scope. Not a record: it may be lost, and is counted again then."""

    # Of question and scope together: both are too long for an index.
    digest = models.CharField(max_length=64, unique=True)
    question = models.TextField()
    unit_path = models.CharField(max_length=120, db_collation="C")
    since = models.DateTimeField()
    until = models.DateTimeField()
    where = models.JSONField(default=dict)
    answer = models.TextField()
    counted_at = models.DateTimeField(_("counted"))
    took_ms = models.PositiveIntegerField()
    asked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("kept answer")
        verbose_name_plural = _("kept answers")
        indexes = [models.Index(fields=["unit_path"], name="kept_answer_of_unit")]

    def __str__(self) -> str:
        return f"{self.question} · {self.unit_path}"
