"""Draws 双随机: which places, and which two qualified people for each, out of a seed that anybody can run again."""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.inspections.models.inspections import Inspection
from lanyan.inspections.rules import plans
from lanyan.people.models import Person
from lanyan.premises.models import Premises
from lanyan.units.models import Unit, within

VIEW = "inspections.view_draw"


class DrawQuerySet(models.QuerySet["Draw"]):
    """Words for draws."""

    def visible_to(self, user: Any, permission: str = VIEW) -> "DrawQuerySet":
        """The draws of the units a reader reaches."""
        return self.filter(within(user.paths(permission), "unit__path"))


@pghistory.track()
class Draw(models.Model):
    """One draw: when, with which seed, how many, and what became of it. Its ground is kept beside it."""

    class State(models.TextChoices):
        """How far it has come."""

        DRAWN = plans.DRAWN, pgettext_lazy("draw", "drawn")
        APPROVED = plans.APPROVED, pgettext_lazy("draw", "approved, checks planned")
        PUBLISHED = plans.PUBLISHED, pgettext_lazy("draw", "results published")
        WITHDRAWN = plans.WITHDRAWN, _("withdrawn")

    number = models.CharField(_("number"), max_length=30, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="draws", verbose_name=_("unit"))
    title = models.CharField(_("title"), max_length=100)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAWN)
    drawn_at = models.DateTimeField(_("drawn at"))
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("drawn by")
    )
    seed = models.CharField(_("seed"), max_length=64)
    method = models.CharField(_("method"), max_length=40)
    wanted = models.PositiveIntegerField(_("places to draw"))
    scheduled_date = models.DateField(_("to be checked by"))
    form = models.CharField(_("form of check"), max_length=12, choices=Inspection.Form)
    drive = models.ForeignKey(
        "SpecialDrive", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("drive")
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    published_at = models.DateTimeField(_("entered as published"), null=True, blank=True)
    published_date = models.DateField(_("published on"), null=True, blank=True)
    published_where = models.CharField(_("published where"), max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = DrawQuerySet.as_manager()

    class Meta:
        verbose_name = _("draw")
        verbose_name_plural = _("draws")
        indexes = [models.Index(fields=["unit", "-drawn_at"], name="draw_of_unit")]
        constraints = [
            models.CheckConstraint(
                name="draw_approved_by_another", condition=Q(approved_by=None) | ~Q(approved_by=F("drawn_by"))
            ),
            models.CheckConstraint(
                name="draw_instants_fit_state",
                condition=Q(state=plans.DRAWN, approved_at=None, published_date=None, withdrawn_at=None)
                | Q(state=plans.APPROVED, approved_at__isnull=False, published_date=None)
                | Q(state=plans.PUBLISHED, approved_at__isnull=False, published_date__isnull=False)
                | Q(state=plans.WITHDRAWN, withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="life", field="state", transitions=plans.DRAW.pairs()),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path


class DrawGround(models.Model):
    """All that a draw was made from, frozen: who and what could be drawn, with which weight, and what was left out.

    `population` is a list of [premises, class], `weights` the weight of each class, `excluded` a list of
    [premises, reason], `staff` a list of [person, load before], `recusals` a list of [person, premises].
    """

    draw = models.OneToOneField(Draw, models.CASCADE, related_name="ground", verbose_name=_("draw"))
    filters = models.JSONField(_("filter"), default=dict)
    population = models.JSONField(_("population"), default=list)
    weights = models.JSONField(_("weights"), default=dict)
    weights_source = models.CharField(_("source of the weights"), max_length=200)
    excluded = models.JSONField(_("excluded"), default=list)
    staff = models.JSONField(_("qualified staff"), default=list)
    recusals = models.JSONField(_("recusals"), default=list)

    class Meta:
        verbose_name = _("ground of a draw")
        verbose_name_plural = _("grounds of draws")
        triggers = [
            pgtrigger.Protect(name="frozen", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return str(self.draw)


@pghistory.track()
class DrawnCheck(models.Model):
    """One drawn place with its two drawn people, and the check it became."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="drawn", verbose_name=_("draw"))
    position = models.PositiveIntegerField(_("position"))
    premises = models.ForeignKey(Premises, models.PROTECT, related_name="+", verbose_name=_("premises"))
    first = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("first inspector"))
    second = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("second inspector"))
    inspection = models.OneToOneField(
        Inspection, models.PROTECT, null=True, blank=True, related_name="drawn_as", verbose_name=_("check")
    )
    # Why no check was planned from it: the cap of the year, the place closed meanwhile.
    left_out = models.CharField(_("why no check"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("drawn check")
        verbose_name_plural = _("drawn checks")
        ordering: ClassVar[list[str]] = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "premises"], name="drawn_once"),
            models.UniqueConstraint(fields=["draw", "position"], name="drawn_in_order"),
            models.CheckConstraint(name="drawn_two_people", condition=~Q(first=F("second"))),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.premises}"

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.draw.unit.path


class RecusalQuerySet(models.QuerySet["Recusal"]):
    """Words for recusals."""

    def visible_to(self, user: Any, permission: str = VIEW) -> "RecusalQuerySet":
        """Those about persons of the units a reader reaches."""
        return self.filter(within(user.paths(permission), "person__unit__path"))

    def standing(self) -> "RecusalQuerySet":
        """Those not withdrawn."""
        return self.filter(withdrawn_at=None)


@pghistory.track()
class Recusal(models.Model):
    """A person who must not check a place 回避, and why."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="recusals", verbose_name=_("person"))
    premises = models.ForeignKey(Premises, models.PROTECT, related_name="recusals", verbose_name=_("premises"))
    reason = models.CharField(_("reason"), max_length=200)
    entered_at = models.DateTimeField(_("entered at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = RecusalQuerySet.as_manager()

    class Meta:
        verbose_name = _("recusal")
        verbose_name_plural = _("recusals")
        constraints = [
            models.UniqueConstraint(fields=["person", "premises"], condition=Q(withdrawn_at=None), name="recusal_once"),
            models.CheckConstraint(name="recusal_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.person} × {self.premises}"

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.person.unit.path
