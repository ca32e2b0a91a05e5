"""Pairs of premises that may be one and the same."""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lanyan.premises import rules
from lanyan.premises.models.premises import VIEW, Premises


class PairQuerySet(models.QuerySet["DuplicatePair"]):
    """Words for pairs."""

    def visible_to(self, user: Any, permission: str = VIEW) -> "PairQuerySet":
        """Those both of whose records the reader sees."""
        seen = Premises.objects.visible_to(user, permission).values("pk")
        return self.filter(first__in=seen, second__in=seen)

    def open(self) -> "PairQuerySet":
        """Those nobody has settled, of records that still stand."""
        return self.filter(state=rules.OPEN)


@pghistory.track()
class DuplicatePair(models.Model):
    """Two records of premises that look alike; a person says whether they are one."""

    class State(models.TextChoices):
        """What a person said."""

        OPEN = rules.OPEN, _("to be looked at")
        MERGED = rules.SETTLED_MERGED, _("merged")
        DIFFERENT = rules.SETTLED_DIFFERENT, _("two different ones")

    first = models.ForeignKey(Premises, models.PROTECT, related_name="pairs_first", verbose_name=_("first"))
    second = models.ForeignKey(Premises, models.PROTECT, related_name="pairs_second", verbose_name=_("second"))
    likeness = models.PositiveSmallIntegerField(_("likeness, %"))
    reasons = models.JSONField(_("reasons"), default=list)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    found_at = models.DateTimeField(_("found at"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    objects: ClassVar[Any] = PairQuerySet.as_manager()

    class Meta:
        verbose_name = _("likely duplicate")
        verbose_name_plural = _("likely duplicates")
        indexes = [models.Index(fields=["state", "-likeness"], name="pair_in_order")]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(name="duplicate_pair_in_order", condition=Q(first__lt=F("second"))),
            models.CheckConstraint(
                name="duplicate_pair_settled_or_not",
                condition=Q(state="OPEN", settled_at=None) | ~Q(state="OPEN") & Q(settled_at__isnull=False),
            ),
        ]
        triggers = [pgtrigger.FSM(name="life", field="state", transitions=rules.PAIR.pairs())]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"

    @property
    def unit_path(self) -> str:
        """Who supervises the first of them, for access."""
        return self.first.unit.path
