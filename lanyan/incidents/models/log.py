"""The command log."""

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lanyan.incidents import words
from lanyan.incidents.models.alerts import PreAlert
from lanyan.incidents.models.calls import Call
from lanyan.incidents.models.incidents import Incident
from lanyan.incidents.models.runs import Run
from lanyan.kernel import codes


class LogEntry(models.Model):
    """One line of the command log 指挥记录: domain data, append-only, written by people and by acts alike."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="log", verbose_name=_("incident"))
    run = models.ForeignKey(Run, models.PROTECT, null=True, blank=True, related_name="log", verbose_name=_("run"))
    at = models.DateTimeField(_("at"))
    entered_at = models.DateTimeField(_("entered at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    seat = models.CharField(_("seat"), max_length=30, blank=True)
    # An act writes its name and its facts, so that every reader sees it in their language; a person writes a text.
    act = models.CharField(_("act"), max_length=40, blank=True)
    facts = models.JSONField(_("facts"), default=dict, blank=True, encoder=DjangoJSONEncoder)
    text = models.TextField(_("text"), blank=True)

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("log entries")
        ordering: ClassVar[list[str]] = ["-at", "-pk"]
        indexes = [models.Index(fields=["incident", "-at"], name="log_incident_at")]
        constraints = [
            models.CheckConstraint(name="log_says_something", condition=~Q(act="") | ~Q(text="")),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return words.log_line(self.act, self._told(), self.text)

    @property
    def is_urgent(self) -> bool:
        """Does it stand out, because it needs a hand?"""
        return self.act in words.URGENT

    def _told(self) -> dict[str, Any]:
        """The facts in the reader's words: entries keep codes, not the language of whoever wrote them."""
        told = dict(self.facts)
        if "source" in told:
            told["source"] = dict(Call.Source.choices).get(told["source"], told["source"])
        if "why" in told:
            told["why"] = dict(PreAlert.Why.choices).get(told["why"], told["why"])
        if "subkind" in told:
            row = codes.get("incident_kinds", told["subkind"])
            told["name"] = f"{told.get('place', '')} {row.label if row is not None else ''}".strip()
        if self.act == "raise_level":
            told |= {key: words.level(told.get("kind"), told.get(key)) for key in ("before", "after")}
        return told
