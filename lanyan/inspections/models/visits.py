"""What is no check: visits and clues 走访、线索, supervision 督导, and what a police station passed on 派出所移送."""

from datetime import date
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.inspections.models.inspections import Inspection
from lanyan.inspections.rules import plans
from lanyan.premises.models import Premises
from lanyan.units.models import Unit, within


def _withdrawn(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(withdrawn_at=None, withdrawn_reason="") | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
    )


class VisitQuerySet(models.QuerySet["Visit"]):
    """Words for visits."""

    def visible_to(self, user: Any, permission: str = "inspections.view_visit") -> "VisitQuerySet":
        """The visits in the area a reader reaches, and those made by the reader's own units."""
        paths = user.paths(permission)
        return self.filter(within(paths, "unit__path") | within(paths, "source_unit__path"))

    def standing(self) -> "VisitQuerySet":
        """Those not withdrawn."""
        return self.filter(withdrawn_at=None)


@pghistory.track()
class Visit(models.Model):
    """A visit 走访 by people who have no power to check: a town, a grid worker, a micro station, volunteers."""

    class By(models.TextChoices):
        """Who went."""

        TOWN = "TOWN", _("town or sub-district")
        GRID = "GRID", _("grid worker")
        MICRO_STATION = "MICRO_STATION", _("micro fire station")
        VOLUNTEER = "VOLUNTEER", _("volunteer")
        STATION = "STATION", _("fire station")
        DEPARTMENT = "DEPARTMENT", _("department")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="visits", verbose_name=_("unit"))
    source_unit = models.ForeignKey(Unit, models.PROTECT, related_name="visits_made", verbose_name=_("visited by"))
    by_kind = models.CharField(_("who visited"), max_length=14, choices=By)
    visitors = models.CharField(_("names of the visitors"), max_length=100)
    premises = models.ForeignKey(
        Premises, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name=_("premises")
    )
    place_words = models.CharField(_("place"), max_length=200, blank=True)
    visited_at = models.DateTimeField(_("visited at"))
    words = models.TextField(_("what was seen and said"))
    entered_at = models.DateTimeField(_("entered at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        indexes = [
            models.Index(fields=["unit", "-visited_at"], name="visit_of_unit"),
            models.Index(fields=["-visited_at", "-id"], name="visit_latest"),
        ]
        constraints = [
            models.CheckConstraint(name="visit_somewhere", condition=Q(premises__isnull=False) | ~Q(place_words="")),
            _withdrawn("visit_withdrawn_has_reason"),
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.premises or self.place_words)

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path


class ClueQuerySet(models.QuerySet["Clue"]):
    """Words for clues."""

    def visible_to(self, user: Any, permission: str = "inspections.view_clue") -> "ClueQuerySet":
        """The clues in the area a reader reaches, and those of the reader's own units."""
        paths = user.paths(permission)
        return self.filter(within(paths, "unit__path") | within(paths, "source_unit__path"))

    def waiting(self) -> "ClueQuerySet":
        """Those nobody has followed yet."""
        return self.filter(state=plans.OPEN)


@pghistory.track()
class Clue(models.Model):
    """Something that may be a hazard 线索; it becomes one only through a check."""

    class State(models.TextChoices):
        """How far it has come."""

        OPEN = plans.OPEN, pgettext_lazy("clue", "waiting")
        FOLLOWED = plans.FOLLOWED, pgettext_lazy("clue", "being checked")
        CONFIRMED = plans.CONFIRMED, pgettext_lazy("clue", "confirmed by a check")
        UNFOUNDED = plans.UNFOUNDED, pgettext_lazy("clue", "unfounded")
        DISMISSED = plans.DISMISSED, pgettext_lazy("clue", "laid aside")
        WITHDRAWN = plans.WITHDRAWN, _("withdrawn")

    number = models.CharField(_("number"), max_length=30, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="clues", verbose_name=_("unit"))
    source_unit = models.ForeignKey(Unit, models.PROTECT, related_name="clues_given", verbose_name=_("source"))
    by_kind = models.CharField(_("who found it"), max_length=14, choices=Visit.By)
    visit = models.ForeignKey(
        Visit, models.PROTECT, null=True, blank=True, related_name="clues", verbose_name=_("visit")
    )
    premises = models.ForeignKey(
        Premises, models.PROTECT, null=True, blank=True, related_name="clues", verbose_name=_("premises")
    )
    place_words = models.CharField(_("place"), max_length=200, blank=True)
    words = models.CharField(_("what was seen"), max_length=500)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    reported_at = models.DateTimeField(_("reported at"))
    inspection = models.ForeignKey(
        Inspection, models.PROTECT, null=True, blank=True, related_name="clues", verbose_name=_("check")
    )
    followed_at = models.DateTimeField(_("followed at"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    outcome_words = models.CharField(_("outcome"), max_length=300, blank=True)
    told_source_at = models.DateTimeField(_("source told"), null=True, blank=True)

    objects: ClassVar[Any] = ClueQuerySet.as_manager()

    class Meta:
        verbose_name = _("clue")
        verbose_name_plural = _("clues")
        indexes = [
            models.Index(fields=["unit", "-reported_at"], name="clue_of_unit"),
            models.Index(fields=["-reported_at", "-id"], name="clue_latest"),
            models.Index(fields=["unit", "reported_at"], name="clue_waiting", condition=Q(state=plans.OPEN)),
        ]
        constraints = [
            models.CheckConstraint(name="clue_somewhere", condition=Q(premises__isnull=False) | ~Q(place_words="")),
            models.CheckConstraint(
                name="clue_settled_through_a_check",
                condition=~Q(state__in=(plans.FOLLOWED, plans.CONFIRMED, plans.UNFOUNDED))
                | Q(inspection__isnull=False, followed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="clue_settled_with_words",
                condition=Q(state__in=(plans.OPEN, plans.FOLLOWED), settled_at=None)
                | ~Q(state__in=(plans.OPEN, plans.FOLLOWED)) & Q(settled_at__isnull=False) & ~Q(outcome_words=""),
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="life", field="state", transitions=plans.CLUE.pairs()),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path


class SupervisionQuerySet(models.QuerySet["Supervision"]):
    """Words for supervision."""

    def visible_to(self, user: Any, permission: str = "inspections.view_supervision") -> "SupervisionQuerySet":
        """Those made by the units a reader reaches, and those whose object is one of them."""
        paths = user.paths(permission)
        return self.filter(within(paths, "unit__path") | within(paths, "object__path"))


# A department or a town stands in the tree as an outside organisation or as a committee member.
SUPERVISED_KINDS = ("OUTSIDE", "COMMITTEE", "TOWNSHIP_STATION", "BATTALION")


@pghistory.track()
class Supervision(models.Model):
    """Supervision 督导 of a department, a town or a battalion; never of an enterprise."""

    class State(models.TextChoices):
        """How far it has come."""

        OPEN = plans.OPEN, pgettext_lazy("supervision", "open")
        ANSWERED = plans.ANSWERED, pgettext_lazy("supervision", "answered")
        CLOSED = plans.CLOSED, pgettext_lazy("supervision", "closed")
        WITHDRAWN = plans.WITHDRAWN, _("withdrawn")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="supervisions", verbose_name=_("supervising unit"))
    object = models.ForeignKey(Unit, models.PROTECT, related_name="supervised", verbose_name=_("supervised"))
    matter = models.CharField(_("matter"), max_length=200)
    led_by = models.CharField(_("led by"), max_length=60)
    supervised_date = models.DateField(_("on"))
    found = models.TextField(_("what was found"))
    asked = models.TextField(_("what was asked"), blank=True)
    due_date = models.DateField(_("answer due"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    entered_at = models.DateTimeField(_("entered at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closing_words = models.CharField(_("how it was closed"), max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = SupervisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("supervision")
        verbose_name_plural = _("supervisions")
        indexes = [models.Index(fields=["unit", "-supervised_date"], name="supervision_of_unit")]
        constraints = [
            models.CheckConstraint(name="supervision_of_another", condition=~Q(object=models.F("unit"))),
            models.CheckConstraint(
                name="supervision_instants_fit_state",
                condition=Q(state=plans.OPEN, closed_at=None, withdrawn_at=None)
                | Q(state=plans.ANSWERED, answered_at__isnull=False, closed_at=None, withdrawn_at=None)
                | Q(state=plans.CLOSED, closed_at__isnull=False, withdrawn_at=None)
                | Q(state=plans.WITHDRAWN, withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="life", field="state", transitions=plans.SUPERVISION.pairs()),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            # Its object is a department, a town or a battalion: the database holds it, whoever writes.
            pgtrigger.Trigger(
                name="object_is_no_enterprise",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func=f"""
                IF NOT EXISTS (
                    SELECT FROM units_unit WHERE id = NEW.object_id AND kind IN {SUPERVISED_KINDS!r}
                ) THEN
                    RAISE EXCEPTION 'supervision is of departments, towns and battalions only';
                END IF;
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.object} {self.matter}"

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path


class PoliceTransferQuerySet(models.QuerySet["PoliceTransfer"]):
    """Words for what police stations passed on."""

    def visible_to(self, user: Any, permission: str = "inspections.view_police") -> "PoliceTransferQuerySet":
        """Those in the area a reader reaches."""
        return self.filter(within(user.paths(permission), "unit__path"))

    def waiting(self) -> "PoliceTransferQuerySet":
        """Those without an answer."""
        return self.filter(state__in=(plans.RECEIVED, plans.CHECKING))


@pghistory.track()
class PoliceTransfer(models.Model):
    """What a police station passed to the fire body in writing; its own checks are its own and never ours."""

    class State(models.TextChoices):
        """How far it has come."""

        RECEIVED = plans.RECEIVED, pgettext_lazy("police transfer", "received")
        CHECKING = plans.CHECKING, pgettext_lazy("police transfer", "being checked")
        ANSWERED = plans.ANSWERED, pgettext_lazy("police transfer", "answered")
        REFUSED = plans.REFUSED, pgettext_lazy("police transfer", "sent back")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="police_transfers", verbose_name=_("unit"))
    number = models.CharField(_("number"), max_length=30, unique=True)
    police_station = models.CharField(_("police station"), max_length=60)
    their_number = models.CharField(_("their number"), max_length=60)
    matter = models.CharField(_("matter"), max_length=40)
    words = models.CharField(_("what they found"), max_length=500)
    found_date = models.DateField(_("found by them on"))
    premises = models.ForeignKey(
        Premises, models.PROTECT, null=True, blank=True, related_name="police_transfers", verbose_name=_("premises")
    )
    place_words = models.CharField(_("place"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RECEIVED)
    received_at = models.DateTimeField(_("received"))
    their_due_date = models.DateField(_("they had to pass it on by"))
    due_date = models.DateField(_("we answer by"))
    inspection = models.ForeignKey(
        Inspection, models.PROTECT, null=True, blank=True, related_name="police_transfers", verbose_name=_("check")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=300, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("entered by")
    )

    objects: ClassVar[Any] = PoliceTransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("police transfer")
        verbose_name_plural = _("police transfers")
        indexes = [models.Index(fields=["unit", "-received_at"], name="police_of_unit")]
        constraints = [
            models.UniqueConstraint(fields=["police_station", "their_number"], name="police_number_once"),
            models.CheckConstraint(name="police_somewhere", condition=Q(premises__isnull=False) | ~Q(place_words="")),
            models.CheckConstraint(
                name="police_answered_with_words",
                condition=Q(state__in=(plans.RECEIVED, plans.CHECKING), answered_at=None)
                | Q(state__in=(plans.ANSWERED, plans.REFUSED), answered_at__isnull=False) & ~Q(outcome=""),
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="life", field="state", transitions=plans.POLICE.pairs()),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path

    def came_late(self, on: date) -> bool:
        """Did they pass it on after their own term? `on` is the day it was received."""
        return on > self.their_due_date

    def is_overdue(self, on: date) -> bool:
        """Has our term passed without an answer?"""
        return self.state in (plans.RECEIVED, plans.CHECKING) and on > self.due_date
