"""The matter 事项: what is said to be wrong at a place; one thing with one life, however many people write of it."""

from datetime import datetime
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.citizens import rules
from lanyan.inspections.models import Inspection, Transfer
from lanyan.kernel import codes
from lanyan.places.models import ON_EARTH
from lanyan.premises.models import Premises
from lanyan.units.models import Unit, within

VIEW = "citizens.view_matter"


class MatterQuerySet(models.QuerySet["Matter"]):
    """Words for matters."""

    def visible_to(self, user: Any, permission: str = VIEW) -> "MatterQuerySet":
        """The matters of the units a reader reaches."""
        return self.filter(within(user.paths(permission), "unit__path"))

    def open(self) -> "MatterQuerySet":
        """Those that are to be checked."""
        return self.filter(state__in=rules.OPEN)

    def over(self, at: datetime) -> "MatterQuerySet":
        """Those whose term to be checked is over without a check."""
        return self.open().filter(checked_at=None, due_at__lte=at)

    def family(self, pk: int) -> list[int]:
        """The keys of a matter and of those joined into it."""
        return [pk, *self.model._default_manager.filter(joined_into=pk).values_list("pk", flat=True)]

    def counted(self) -> "MatterQuerySet":
        """Those that are counted as matters: no exercises, none joined into another, none withdrawn."""
        return self.filter(exercise=False).exclude(state__in=(rules.JOINED, rules.WITHDRAWN))


@pghistory.track()
class Matter(models.Model):
    """One matter, from received to closed; it knows nothing of who complained."""

    class State(models.TextChoices):
        """Where it stands in its life."""

        RECEIVED = rules.RECEIVED, pgettext_lazy("complaint", "received")
        ACCEPTED = rules.ACCEPTED, pgettext_lazy("complaint", "accepted")
        NOT_OURS = rules.NOT_OURS, pgettext_lazy("complaint", "not ours")
        CHECKING = rules.CHECKING, pgettext_lazy("complaint", "being checked")
        VERIFIED = rules.VERIFIED, pgettext_lazy("complaint", "verified")
        ANSWERED = rules.ANSWERED, pgettext_lazy("complaint", "answered")
        CLOSED = rules.CLOSED, pgettext_lazy("complaint", "closed")
        JOINED = rules.JOINED, pgettext_lazy("complaint", "joined into another")
        WITHDRAWN = rules.WITHDRAWN, _("withdrawn")

    class Outcome(models.TextChoices):
        """What the verification showed."""

        TRUE = rules.TRUE, pgettext_lazy("complaint", "true")
        UNTRUE = rules.UNTRUE, pgettext_lazy("complaint", "not true")
        TRANSFERRED = rules.TRANSFERRED, pgettext_lazy("complaint", "handed to another body")

    number = models.CharField(_("number"), max_length=30, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="matters", verbose_name=_("unit"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RECEIVED)
    kind = models.CharField(_("kind of matter"), max_length=40)
    # Ours, without names and telephones; the sender's own words stand at the message.
    words = models.TextField(_("what it is about"))
    premises = models.ForeignKey(
        Premises, models.PROTECT, null=True, blank=True, related_name="matters", verbose_name=_("premises")
    )
    place_words = models.CharField(_("place"), max_length=200, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    exercise = models.BooleanField(_("exercise"), default=False)

    received_at = models.DateTimeField(_("came in"))
    entered_at = models.DateTimeField(_("entered at"))
    # The row of the legal clock, and its end as it was computed.
    term_code = models.CharField(_("term"), max_length=40)
    due_at = models.DateTimeField(_("to be checked by"))
    due_article = models.CharField(_("article of the term"), max_length=120)

    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    refused_at = models.DateTimeField(_("found not ours at"), null=True, blank=True)
    refusal = models.CharField(_("why not ours"), max_length=40, blank=True)
    refusal_words = models.CharField(_("what the sender is told"), max_length=300, blank=True)
    inspection = models.ForeignKey(
        Inspection, models.PROTECT, null=True, blank=True, related_name="matters", verbose_name=_("check")
    )
    elsewhere_number = models.CharField(_("number of the check in another system"), max_length=60, blank=True)
    checking_at = models.DateTimeField(_("check arranged at"), null=True, blank=True)
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, blank=True)
    outcome_words = models.CharField(_("what was found"), max_length=500, blank=True)
    transfer = models.ForeignKey(
        Transfer, models.PROTECT, null=True, blank=True, related_name="matters", verbose_name=_("transfer")
    )
    answered_at = models.DateTimeField(_("all answered at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    joined_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="joined", verbose_name=_("joined into")
    )
    joined_at = models.DateTimeField(_("joined at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("entered by")
    )

    objects: ClassVar[Any] = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = _("complaint matter")
        verbose_name_plural = _("complaint matters")
        indexes = [
            models.Index(fields=["unit", "-received_at"], name="matter_of_unit"),
            models.Index(fields=["-received_at", "-id"], name="matter_latest"),
            models.Index(fields=["due_at"], name="matter_open", condition=Q(state__in=rules.OPEN)),
            models.Index(fields=["state", "due_at"], name="matter_waiting", condition=Q(state__in=rules.WAITING)),
        ]
        constraints = [
            models.CheckConstraint(name="matter_somewhere", condition=Q(premises__isnull=False) | ~Q(place_words="")),
            models.CheckConstraint(
                name="matter_point_whole",
                condition=Q(lon=None, lat=None) | (Q(lon__isnull=False, lat__isnull=False) & ON_EARTH),
            ),
            models.CheckConstraint(name="matter_not_due_before_received", condition=Q(due_at__gt=F("received_at"))),
            models.CheckConstraint(
                name="matter_not_ours_has_reason",
                condition=~Q(state=rules.NOT_OURS)
                | Q(refused_at__isnull=False) & ~Q(refusal="") & ~Q(refusal_words=""),
            ),
            models.CheckConstraint(
                name="matter_checked_by_a_check",
                condition=~Q(state=rules.CHECKING)
                | Q(checking_at__isnull=False) & (Q(inspection__isnull=False) | ~Q(elsewhere_number="")),
            ),
            models.CheckConstraint(
                name="matter_verified_whole",
                condition=Q(verified_at=None, outcome="")
                | Q(verified_at__isnull=False, outcome=rules.TRANSFERRED, transfer__isnull=False)
                | Q(verified_at__isnull=False, outcome__in=(rules.TRUE, rules.UNTRUE), checked_at__isnull=False)
                & (Q(inspection__isnull=False) | ~Q(elsewhere_number="")),
            ),
            models.CheckConstraint(
                name="matter_instants_fit_state",
                condition=Q(state__in=rules.OPEN, verified_at=None, closed_at=None)
                | Q(state=rules.NOT_OURS, verified_at=None, closed_at=None)
                | Q(state=rules.VERIFIED, verified_at__isnull=False, closed_at=None)
                | Q(state=rules.ANSWERED, answered_at__isnull=False, closed_at=None)
                | Q(state=rules.CLOSED, answered_at__isnull=False, closed_at__isnull=False)
                | Q(state__in=(rules.JOINED, rules.WITHDRAWN)),
            ),
            models.CheckConstraint(
                name="matter_joined_into_another",
                condition=Q(state=rules.JOINED, joined_into__isnull=False, joined_at__isnull=False)
                & ~Q(joined_into=F("id"))
                | ~Q(state=rules.JOINED) & Q(joined_into=None, joined_at=None),
            ),
            models.CheckConstraint(
                name="matter_withdrawn_has_reason",
                condition=Q(state=rules.WITHDRAWN, withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")
                | ~Q(state=rules.WITHDRAWN) & Q(withdrawn_at=None, withdrawn_reason=""),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.FSM(name="life", field="state", transitions=rules.MATTER.pairs()),
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
        """The kind of matter in the reader's language."""
        row = codes.get("complaint_kinds", self.kind)
        return row.label if row is not None else self.kind

    @property
    def refusal_label(self) -> str:
        """Why it is not ours, in the reader's language."""
        row = codes.get("complaint_refusals", self.refusal) if self.refusal else None
        return row.label if row is not None else self.refusal

    @property
    def place(self) -> str:
        """The premises by name, with the place in words."""
        return " ".join(part for part in (self.premises.name if self.premises else "", self.place_words) if part)

    def seen(self) -> rules.Seen:
        """The matter as it is compared with others."""
        return rules.Seen(
            self.kind, self.received_at, self.due_at, self.premises_id, self.place_words, self.lon, self.lat
        )
