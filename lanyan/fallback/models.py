"""The packs that were made: for which unit and day, what stood in them, where the files lie."""

from datetime import date
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from lanyan.units.models import Unit, within

VIEW, MAKE = "fallback.view_pack", "fallback.make_pack"


class PackQuerySet(models.QuerySet["Pack"]):
    """Words for packs."""

    def visible_to(self, user: Any, permission: str = VIEW) -> "PackQuerySet":
        """Those of the units a reader reaches."""
        return self.filter(within(user.paths(permission), "unit__path"))

    def on(self, day: date) -> "PackQuerySet":
        """Those of a day."""
        return self.filter(on_date=day)


@pghistory.track(exclude=["said"])
class Pack(models.Model):
    """The pack 应急包 of one station or of the desk for one day; made anew it is the newest that holds."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="packs", verbose_name=_("unit"))
    on_date = models.DateField(_("for the day"))
    is_desk = models.BooleanField(_("of the desk"))
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("made by")
    )
    # What stood in it: the numbers, who was on duty, vehicles and formations as they stood.
    said = models.JSONField(_("contents"), default=dict, encoder=DjangoJSONEncoder)
    # Names of the files in the folder of the day; empty once they are kept no longer.
    files = models.JSONField(_("files"), default=list, blank=True)
    removed_at = models.DateTimeField(_("files removed at"), null=True, blank=True)

    objects: ClassVar[Any] = PackQuerySet.as_manager()

    class Meta:
        verbose_name = _("fallback pack")
        verbose_name_plural = _("fallback packs")
        indexes = [models.Index(fields=["-on_date", "unit"], name="pack_latest")]
        constraints = [models.UniqueConstraint(name="pack_once_a_day", fields=["unit", "on_date"])]
        triggers: ClassVar[list[Any]] = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.unit.short_name} {self.on_date}"

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path
