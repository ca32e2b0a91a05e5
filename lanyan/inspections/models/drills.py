"""Evacuation drills 疏散演练: held at a place, mostly with the department over it; neither a check nor an incident."""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lanyan.kernel import codes
from lanyan.premises.models import Premises
from lanyan.units.models import Unit, within

VIEW = "inspections.view_drill"
DEPARTMENTS = "premises_departments"


class DrillQuerySet(models.QuerySet["Drill"]):
    """Words for drills."""

    def visible_to(self, user: Any, permission: str = VIEW) -> "DrillQuerySet":
        """The drills of the units a reader reaches."""
        return self.filter(within(user.paths(permission), "unit__path"))

    def standing(self) -> "DrillQuerySet":
        """Those not withdrawn."""
        return self.filter(withdrawn_at=None)

    def held_in(self, since: Any, until: Any) -> "DrillQuerySet":
        """Those held in a half-open period."""
        return self.standing().filter(held_at__gte=since, held_at__lt=until)


@pghistory.track()
class Drill(models.Model):
    """One evacuation drill: where, with which department, how many people, how long it took, what was found."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    premises = models.ForeignKey(Premises, models.PROTECT, related_name="drills", verbose_name=_("premises"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="evacuation_drills", verbose_name=_("unit"))
    # A code of the list of departments; blank where the fire service guided it alone.
    department = models.CharField(_("held with"), max_length=40, blank=True)
    held_at = models.DateTimeField(_("held at"))
    guided_by = models.CharField(_("guided by"), max_length=100)
    # Nobody counted, nobody stopped the time: absent, not nought.
    people = models.PositiveIntegerField(_("people who took part"), null=True, blank=True)
    minutes = models.DecimalField(_("minutes to clear"), max_digits=5, decimal_places=1, null=True, blank=True)
    words = models.TextField(_("what was found"), blank=True)
    entered_at = models.DateTimeField(_("entered at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = DrillQuerySet.as_manager()

    class Meta:
        verbose_name = _("evacuation drill")
        verbose_name_plural = _("evacuation drills")
        indexes = [
            models.Index(fields=["-held_at", "-id"], name="drill_latest"),
            models.Index(fields=["unit", "-held_at"], name="drill_of_unit"),
            models.Index(fields=["premises", "-held_at"], name="drill_of_premises"),
        ]
        constraints = [
            models.CheckConstraint(name="drill_entered_after_held", condition=Q(entered_at__gte=F("held_at"))),
            models.CheckConstraint(name="drill_takes_time", condition=Q(minutes=None) | Q(minutes__gt=0)),
            models.CheckConstraint(
                name="drill_withdrawn_has_reason",
                condition=Q(withdrawn_at=None, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
            ),
        ]
        triggers: ClassVar[list[Any]] = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.number

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path

    @property
    def department_words(self) -> str:
        """The department in words."""
        row = codes.get(DEPARTMENTS, self.department) if self.department else None
        return row.label if row is not None else self.department
