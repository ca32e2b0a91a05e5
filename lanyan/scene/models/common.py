"""What the records of a scene share: who said it and when, and that nothing is deleted."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lanyan.incidents.models import Incident

NEVER_DELETED = pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)
APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


def somebody(name: Any, *, empty: bool = True) -> Any:
    """A reference to a person."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=empty, blank=empty, related_name="+", verbose_name=name
    )


def instant(name: Any) -> Any:
    """An instant that may not have come yet."""
    return models.DateTimeField(name, null=True, blank=True)


def text(name: Any, most: int = 200) -> Any:
    """A text that may be empty."""
    return models.CharField(name, max_length=most, blank=True)


class OfSceneQuerySet(models.QuerySet[Any]):
    """Words for whatever belongs to a scene."""

    def visible_to(self, user: Any, permission: str = "scene.view_scene") -> "OfSceneQuerySet":
        """Those at scenes a reader sees."""
        seen = Incident.objects.visible_to(user, permission).values("pk")
        return self.filter(scene__incident__in=seen)


class Noted(models.Model):
    """Something that happened at `at` and was written down at `entered_at` by somebody."""

    at = models.DateTimeField(_("at"))
    entered_at = models.DateTimeField(_("entered at"))
    by = somebody(_("by"))

    class Meta:
        abstract = True
