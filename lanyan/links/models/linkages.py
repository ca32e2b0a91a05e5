"""Linkage units 联动单位 and the notices sent to them 联动通知."""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.incidents.models import Incident
from lanyan.kernel import codes
from lanyan.links.models.shared import UnitQuerySet, person
from lanyan.links.rules import life
from lanyan.units.models import Unit, within

VIEW, KEEP, NOTIFY = "links.view_linkage", "links.keep_linkage", "links.notify_linkage"


class LinkageUnitQuerySet(UnitQuerySet):
    """Words for linkage units."""

    permission = VIEW

    def standing(self) -> "LinkageUnitQuerySet":
        """Those not withdrawn."""
        return self.filter(withdrawn_at=None)

    def serving(self, division: str) -> "LinkageUnitQuerySet":
        """Those that serve a division; who names none serves all of the unit's."""
        return self.filter(Q(divisions=[]) | Q(divisions__contains=[division]))


@pghistory.track()
class LinkageUnit(models.Model):
    """An organisation that works with us at incidents: whom to ring at any hour, what it brings, what was agreed."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="linkage_units", verbose_name=_("works with"))
    kind = models.CharField(_("kind"), max_length=40)
    name = models.CharField(_("name"), max_length=100)
    phone = models.CharField(_("24 h telephone"), max_length=30)
    phone2 = models.CharField(_("second telephone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), max_length=100, blank=True)
    contact = models.CharField(_("contact"), max_length=60, blank=True)
    # Codes of the divisions it serves; none: all of the unit's.
    divisions = ArrayField(
        models.CharField(max_length=12), verbose_name=_("divisions served"), default=list, blank=True
    )
    resources = models.CharField(_("what it can bring"), max_length=300, blank=True)
    agreement = models.CharField(_("agreement or plan"), max_length=120, blank=True)
    agreed_until_date = models.DateField(_("agreed until"), null=True, blank=True)
    checked_date = models.DateField(_("number checked on"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = LinkageUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("linkage unit")
        verbose_name_plural = _("linkage units")
        indexes = [models.Index(fields=["unit", "kind", "name"], name="linkage_unit_kind")]
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], condition=Q(withdrawn_at=None), name="linkage_once"),
            models.CheckConstraint(name="linkage_has_a_number", condition=~Q(phone="")),
            models.CheckConstraint(
                name="linkage_withdrawn_has_reason",
                condition=Q(withdrawn_at=None, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
            ),
        ]
        triggers: ClassVar[list[Any]] = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path

    @property
    def kind_words(self) -> str:
        """The kind in words."""
        row = codes.get("linkage_kinds", self.kind)
        return row.label if row is not None else self.kind


class NoticeQuerySet(models.QuerySet["LinkageNotice"]):
    """Words for notices."""

    def visible_to(self, user: Any, permission: str = VIEW) -> "NoticeQuerySet":
        """Those to the linkage units of a reader's area."""
        return self.filter(within(user.paths(permission), "unit__path"))

    def standing(self) -> "NoticeQuerySet":
        """Those not withdrawn."""
        return self.exclude(state=life.WITHDRAWN)

    def unanswered(self, at: Any) -> "NoticeQuerySet":
        """Those whose answer is late."""
        return self.filter(state__in=life.WAITING, due_at__lt=at)


@pghistory.track()
class LinkageNotice(models.Model):
    """One request to one linkage unit for one incident, with an instant for each step."""

    class State(models.TextChoices):
        """How far it has come."""

        SENT = life.SENT, pgettext_lazy("notice", "sent")
        RECEIVED = life.RECEIVED, pgettext_lazy("notice", "received")
        ANSWERED = life.ANSWERED, pgettext_lazy("notice", "answered")
        ARRIVED = life.ARRIVED, pgettext_lazy("notice", "at the scene")
        LEFT = life.LEFT, pgettext_lazy("notice", "left the scene")
        WITHDRAWN = life.WITHDRAWN, _("withdrawn")

    number = models.CharField(_("number"), max_length=40, unique=True)
    # Whose linkage unit it is: access and figures go by it.
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="linkage_notices", verbose_name=_("incident"))
    linkage = models.ForeignKey(LinkageUnit, models.PROTECT, related_name="notices", verbose_name=_("linkage unit"))
    # The kind it had when it was told: figures keep it.
    kind = models.CharField(_("kind"), max_length=40)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.SENT)
    words = models.CharField(_("what is asked"), max_length=500)
    channel = models.CharField(_("way"), max_length=12)
    address = models.CharField(_("address"), max_length=120, blank=True)
    delivery = models.ForeignKey(
        "links.Delivery", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("delivery")
    )
    sent_at = models.DateTimeField(_("sent at"))
    sent_by = person(_("sent by"))
    due_at = models.DateTimeField(_("answer due at"))
    received_at = models.DateTimeField(_("received at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    arrived_at = models.DateTimeField(_("arrived at"), null=True, blank=True)
    left_at = models.DateTimeField(_("left at"), null=True, blank=True)
    # When somebody was told that the answer is late.
    late_at = models.DateTimeField(_("told late at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("linkage notice")
        verbose_name_plural = _("linkage notices")
        ordering: ClassVar[list[str]] = ["-sent_at", "-pk"]
        indexes = [
            models.Index(fields=["unit", "-sent_at"], name="notice_unit_sent"),
            models.Index(fields=["due_at"], name="notice_waiting", condition=Q(state__in=life.WAITING)),
        ]
        constraints = [
            models.CheckConstraint(
                name="notice_steps_in_order",
                condition=Q(due_at__gte=F("sent_at"))
                & (Q(received_at=None) | Q(received_at__gte=F("sent_at")))
                & (Q(answered_at=None) | Q(answered_at__gte=F("sent_at")))
                & (Q(arrived_at=None) | Q(arrived_at__gte=F("sent_at")))
                & (Q(left_at=None) | Q(left_at__gte=F("arrived_at"))),
            ),
            models.CheckConstraint(
                name="notice_answered_has_words",
                condition=Q(answered_at=None, answer="") | Q(answered_at__isnull=False) & ~Q(answer=""),
            ),
            models.CheckConstraint(
                name="notice_withdrawn_has_reason",
                condition=~Q(state=life.WITHDRAWN) & Q(withdrawn_at=None)
                | Q(state=life.WITHDRAWN, withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.FSM(name="life", field="state", transitions=life.NOTICE.pairs()),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path

    @property
    def kind_words(self) -> str:
        """The kind of unit in words."""
        row = codes.get("linkage_kinds", self.kind)
        return row.label if row is not None else self.kind

    @property
    def channel_words(self) -> str:
        """The way in words."""
        row = codes.get("send_channels", self.channel)
        return row.label if row is not None else self.channel
