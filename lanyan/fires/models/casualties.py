"""A casualty 伤亡: somebody killed or injured by a fire. No names stand here: the statistics need none."""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.fires.models.fires import Fire
from lanyan.fires.rules import classes


class CasualtyQuerySet(models.QuerySet["FireCasualty"]):
    """Words for casualties."""

    def standing(self) -> "CasualtyQuerySet":
        """Those not withdrawn."""
        return self.filter(withdrawn_at=None)


@pghistory.track()
class FireCasualty(models.Model):
    """One person, killed or injured."""

    class Harm(models.TextChoices):
        """What happened to the person."""

        DEAD = classes.DEAD, pgettext_lazy("casualty", "died")
        SEVERE = classes.SEVERE, pgettext_lazy("casualty", "severely injured")
        LIGHT = classes.LIGHT, pgettext_lazy("casualty", "slightly injured")

    class Sex(models.TextChoices):
        """As it was entered."""

        MALE = "MALE", _("male")
        FEMALE = "FEMALE", _("female")

    fire = models.ForeignKey(Fire, models.PROTECT, related_name="casualties", verbose_name=_("fire"))
    harm = models.CharField(_("harm"), max_length=8, choices=Harm)
    firefighter = models.BooleanField(_("firefighter"), default=False)
    sex = models.CharField(_("sex"), max_length=8, choices=Sex, blank=True)
    age = models.PositiveSmallIntegerField(_("age"), null=True, blank=True)
    died_date = models.DateField(_("died on"), null=True, blank=True)
    words = models.CharField(_("circumstances"), max_length=200, blank=True)
    entered_at = models.DateTimeField(pgettext_lazy("fire", "entered at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = CasualtyQuerySet.as_manager()

    class Meta:
        verbose_name = _("casualty of a fire")
        verbose_name_plural = _("casualties of fires")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="casualty_died_on_a_day",
                condition=Q(harm=classes.DEAD, died_date__isnull=False) | ~Q(harm=classes.DEAD) & Q(died_date=None),
            ),
            models.CheckConstraint(
                name="casualty_withdrawn_has_reason",
                condition=Q(withdrawn_at=None, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
            ),
        ]
        triggers: ClassVar[list[Any]] = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.fire} · {self.get_harm_display()}"

    def counts_as(self, days: int) -> str:
        """How it counts: who died later than the rule counts stays severely injured."""
        return classes.counted_as(self.harm, self.died_date, self.fire.day, days)
