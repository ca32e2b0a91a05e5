"""What reaches the centre from outside: transfers of 110, orders of the superior; help across areas."""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.incidents.models import Incident
from lanyan.links.models.shared import UnitQuerySet, person
from lanyan.links.rules import life
from lanyan.units.models import Unit

VIEW, KEEP, KEEP_HELP = "links.view_inbound", "links.keep_inbound", "links.keep_help"


class InboundQuerySet(UnitQuerySet):
    """Words for what came in."""

    permission = VIEW

    def open(self) -> "InboundQuerySet":
        """Those nobody has dealt with."""
        return self.filter(state=life.OPEN)


@pghistory.track()
class Inbound(models.Model):
    """An order, transfer or circular of another authority, under its own number, and our receipt."""

    class Source(models.TextChoices):
        """Who sends; the same words as the sources of calls."""

        POLICE_110 = "POLICE_110", _("passed on by 110")
        SUPERIOR = "SUPERIOR", _("superior's order")
        LINKAGE = "LINKAGE", _("linkage unit")
        OTHER = "OTHER", pgettext_lazy("inbound", "government or other")

    class State(models.TextChoices):
        """What became of it."""

        OPEN = life.OPEN, pgettext_lazy("inbound", "to be dealt with")
        TAKEN = life.TAKEN, pgettext_lazy("inbound", "at an incident")
        SETTLED = life.SETTLED, pgettext_lazy("inbound", "settled without an incident")

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="inbound", verbose_name=pgettext_lazy("inbound", "received by")
    )
    source = models.CharField(_("source"), max_length=14, choices=Source)
    sender = models.CharField(_("sender"), max_length=100)
    number = models.CharField(_("sender's number"), max_length=80)
    words = models.TextField(pgettext_lazy("inbound", "words"))
    phone = models.CharField(_("caller's telephone"), max_length=30, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    received_at = models.DateTimeField(_("received at"))
    deadline_at = models.DateTimeField(_("to be done by"), null=True, blank=True)
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = person(_("entered by"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    incident = models.ForeignKey(
        Incident, models.PROTECT, null=True, blank=True, related_name="inbound", verbose_name=_("incident")
    )
    settled_at = models.DateTimeField(_("dealt with at"), null=True, blank=True)
    settled_words = models.CharField(_("what was done"), max_length=200, blank=True)
    receipt_at = models.DateTimeField(_("receipt given at"), null=True, blank=True)
    receipt_words = models.CharField(_("receipt"), max_length=200, blank=True)
    receipt_by = person(_("receipt given by"))

    objects: ClassVar[Any] = InboundQuerySet.as_manager()

    class Meta:
        verbose_name = _("order from outside")
        verbose_name_plural = _("orders from outside")
        indexes = [models.Index(fields=["unit", "-received_at"], name="inbound_unit_received")]
        constraints = [
            models.UniqueConstraint(fields=["unit", "source", "number"], name="inbound_once"),
            models.CheckConstraint(name="inbound_has_a_number", condition=~Q(number="")),
            models.CheckConstraint(
                name="inbound_taken_at_an_incident",
                condition=Q(state=life.TAKEN, incident__isnull=False, settled_at__isnull=False)
                | Q(state=life.OPEN, incident=None, settled_at=None)
                | Q(state=life.SETTLED, incident=None, settled_at__isnull=False) & ~Q(settled_words=""),
            ),
            models.CheckConstraint(
                name="inbound_receipt_after_receiving",
                condition=Q(receipt_at=None) | Q(receipt_at__gte=F("received_at")),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.FSM(name="life", field="state", transitions=life.INBOUND.pairs()),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.sender} {self.number}"

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path


class HelpQuerySet(UnitQuerySet):
    """Words for help across areas."""

    permission = VIEW

    def counted(self) -> "HelpQuerySet":
        """Those that count: withdrawn ones and exercises do not."""
        return self.filter(withdrawn_at=None).exclude(incident__is_exercise=True)


@pghistory.track()
class CrossHelp(models.Model):
    """Help given to another area or received from one: who, from when to when, how many vehicles and people."""

    class Direction(models.TextChoices):
        """Which way."""

        GIVEN = "GIVEN", pgettext_lazy("help", "given")
        RECEIVED = "RECEIVED", pgettext_lazy("help", "received")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="cross_help", verbose_name=_("unit"))
    direction = models.CharField(pgettext_lazy("help", "direction"), max_length=8, choices=Direction)
    other = models.CharField(_("other side"), max_length=100)
    place = models.CharField(_("where"), max_length=200)
    units_words = models.CharField(_("units that went"), max_length=300)
    order_number = models.CharField(_("number of the order"), max_length=80, blank=True)
    incident = models.ForeignKey(
        Incident, models.PROTECT, null=True, blank=True, related_name="cross_help", verbose_name=_("incident")
    )
    from_at = models.DateTimeField(_("from"))
    until_at = models.DateTimeField(_("until"), null=True, blank=True)
    # Absent is null: nobody has said yet.
    vehicles = models.PositiveSmallIntegerField(_("vehicle runs"), null=True, blank=True)
    people = models.PositiveIntegerField(_("person-deployments"), null=True, blank=True)
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = person(_("entered by"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = HelpQuerySet.as_manager()

    class Meta:
        verbose_name = _("cross-area help")
        verbose_name_plural = _("cross-area help")
        indexes = [models.Index(fields=["unit", "-from_at"], name="help_unit_from")]
        constraints = [
            models.CheckConstraint(
                name="help_ends_after_it_begins", condition=Q(until_at=None) | Q(until_at__gte=F("from_at"))
            ),
            models.CheckConstraint(
                name="help_withdrawn_has_reason",
                condition=Q(withdrawn_at=None, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
            ),
        ]
        triggers: ClassVar[list[Any]] = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_direction_display()} {self.other}"

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path
