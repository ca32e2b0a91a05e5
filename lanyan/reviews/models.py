"""Reviews, who took part, their findings, and the tasks that follow."""

from datetime import date
from functools import reduce
from operator import or_
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.incidents.models import Incident
from lanyan.kernel import codes
from lanyan.reviews import rules
from lanyan.units.models import Unit, within

VIEW, WRITE, APPROVE = "reviews.view_review", "reviews.write_review", "reviews.approve_review"
NEVER_DELETED = pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)
# What is said stays as it was approved.
SAID = ("facts", "went_well", "went_wrong", "lessons", "chair", "place", "held_at")


def _changed(name: str) -> Any:
    return pgtrigger.Q(**{f"old__{name}__df": pgtrigger.F(f"new__{name}")})


def somebody(name: Any) -> Any:
    """A reference to a login."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=name
    )


def instant(name: Any) -> Any:
    """An instant that may not have come yet."""
    return models.DateTimeField(name, null=True, blank=True)


class ReviewQuerySet(models.QuerySet["Review"]):
    """Words for reviews."""

    def visible_to(self, user: Any, permission: str = VIEW) -> "ReviewQuerySet":
        """Those of the units a reader reaches, and of incidents the reader's own stations were sent to."""
        paths = user.paths(permission)
        # Asked of each review's own incident: reviews are few, incidents a million.
        sent = Exists(Incident.objects.visible_to(user, permission).filter(pk=OuterRef("incident_id")))
        return self.filter(within(paths, "unit__path") | sent)

    def standing(self) -> "ReviewQuerySet":
        """Those not withdrawn."""
        return self.exclude(state=rules.WITHDRAWN)

    def waiting(self) -> "ReviewQuerySet":
        """Those still to be held."""
        return self.filter(state__in=rules.WAITING)


# The facts are read from records that keep their own history; what was approved of them is frozen.
@pghistory.track(exclude=["facts"])
class Review(models.Model):
    """The review 复盘 of one incident or drill: due by a rule or opened by hand, approved by another, frozen."""

    class State(models.TextChoices):
        """How far it has come."""

        DUE = rules.DUE, pgettext_lazy("review", "due")
        DRAFT = rules.DRAFT, pgettext_lazy("review", "being written")
        SUBMITTED = rules.SUBMITTED, pgettext_lazy("review", "to be approved")
        APPROVED = rules.APPROVED, pgettext_lazy("review", "approved")
        WITHDRAWN = rules.WITHDRAWN, _("withdrawn")

    class Level(models.TextChoices):
        """Who reviews."""

        STATION = rules.STATION, pgettext_lazy("review", "by the station")
        BATTALION = rules.BATTALION, pgettext_lazy("review", "by the battalion")
        DETACHMENT = rules.DETACHMENT, pgettext_lazy("review", "by the detachment")

    number = models.CharField(_("number"), max_length=30, unique=True)
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="reviews", verbose_name=_("incident"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reviews", verbose_name=_("unit"))
    level = models.CharField(pgettext_lazy("review", "level"), max_length=10, choices=Level)
    # The row of the list `review_rules` that asked for it; empty when somebody opened it.
    rule = models.CharField(_("why"), max_length=40, blank=True)
    due_date = models.DateField(_("to be held by"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DUE)
    opened_at = models.DateTimeField(_("opened"))
    held_at = instant(pgettext_lazy("review", "held at"))
    place = models.CharField(pgettext_lazy("review", "held where"), max_length=120, blank=True)
    chair = models.CharField(_("in the chair"), max_length=40, blank=True)
    facts = models.JSONField(_("facts"), default=dict, blank=True, encoder=DjangoJSONEncoder)
    composed_at = instant(_("composed at"))
    went_well = models.TextField(_("what went well"), blank=True)
    went_wrong = models.TextField(_("what did not"), blank=True)
    lessons = models.TextField(_("lessons"), blank=True)
    written_by = somebody(_("written by"))
    submitted_at = instant(_("submitted at"))
    returned_reason = models.CharField(_("why sent back"), max_length=200, blank=True)
    approved_by = somebody(_("approved by"))
    approved_at = instant(_("approved at"))
    withdrawn_at = instant(_("withdrawn at"))
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("case review")
        verbose_name_plural = _("case reviews")
        indexes = [
            models.Index(fields=["unit", "-opened_at"], name="review_of_unit"),
            models.Index(fields=["-opened_at", "-id"], name="review_latest"),
            models.Index(fields=["due_date"], name="review_waiting", condition=Q(state__in=rules.WAITING)),
        ]
        constraints = [
            models.UniqueConstraint(name="review_once", fields=["incident"], condition=~Q(state=rules.WITHDRAWN)),
            models.CheckConstraint(
                name="review_approved_by_another",
                condition=Q(approved_by=None) | Q(written_by=None) | ~Q(approved_by=F("written_by")),
            ),
            models.CheckConstraint(
                name="review_approved_whole",
                condition=~Q(state=rules.APPROVED) | Q(approved_at__isnull=False, held_at__isnull=False),
            ),
            models.CheckConstraint(
                name="review_withdrawn_has_reason",
                condition=Q(state=rules.WITHDRAWN, withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")
                | ~Q(state=rules.WITHDRAWN) & Q(withdrawn_at=None, withdrawn_reason=""),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.FSM(name="life", field="state", transitions=rules.REVIEW.pairs()),
            pgtrigger.Protect(
                name="frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state=rules.APPROVED) & reduce(or_, map(_changed, SAID)),
            ),
            NEVER_DELETED,
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path

    @property
    def rule_words(self) -> str:
        """Why it is due, in words."""
        row = codes.get("review_rules", self.rule) if self.rule else None
        return row.label if row is not None else str(_("opened by hand"))

    def late_on(self, today: date) -> bool:
        """Was it held after its last day, or has that passed without it?"""
        held = timezone.localdate(self.held_at) if self.held_at is not None else None
        return self.state != rules.WITHDRAWN and rules.is_late(self.due_date, held, today)


class OfReviewQuerySet(models.QuerySet[Any]):
    """Words for whatever belongs to a review."""

    def visible_to(self, user: Any, permission: str = VIEW) -> "OfReviewQuerySet":
        """Those of reviews a reader sees."""
        return self.filter(review__in=Review.objects.visible_to(user, permission).values("pk"))

    def standing(self) -> "OfReviewQuerySet":
        """Those not withdrawn."""
        return self.filter(withdrawn_at=None)


@pghistory.track()
class Participant(models.Model):
    """Somebody who took part in a review."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="participants", verbose_name=_("case review"))
    name = models.CharField(_("name"), max_length=40)
    unit_words = models.CharField(_("unit"), max_length=60, blank=True)
    withdrawn_at = instant(_("withdrawn at"))

    objects: ClassVar[Any] = OfReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant of a review")
        verbose_name_plural = _("participants of reviews")
        constraints = [
            models.UniqueConstraint(
                name="participant_once", fields=["review", "name", "unit_words"], condition=Q(withdrawn_at=None)
            )
        ]
        triggers: ClassVar[list[Any]] = [NEVER_DELETED]

    def __str__(self) -> str:
        return f"{self.name} {self.unit_words}".strip()

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.review.unit.path


@pghistory.track()
class Finding(models.Model):
    """One finding 讲评意见: it can be searched, and may become tasks."""

    class Sort(models.TextChoices):
        """What it is about."""

        COMMAND = "COMMAND", pgettext_lazy("finding", "command")
        TURNOUT = "TURNOUT", pgettext_lazy("finding", "alarm and turnout")
        TACTICS = "TACTICS", pgettext_lazy("finding", "tactics")
        WATER = "WATER", pgettext_lazy("finding", "water and agents")
        SAFETY = "SAFETY", pgettext_lazy("finding", "safety of own people")
        SIGNALS = "SIGNALS", pgettext_lazy("finding", "communication")
        EQUIPMENT = "EQUIPMENT", pgettext_lazy("finding", "vehicles and equipment")
        SUPPORT = "SUPPORT", pgettext_lazy("finding", "support and linkage")
        OTHER = "OTHER", pgettext_lazy("finding", "other")

    review = models.ForeignKey(Review, models.PROTECT, related_name="findings", verbose_name=_("case review"))
    number = models.PositiveSmallIntegerField(_("number"))
    sort = models.CharField(pgettext_lazy("finding", "about"), max_length=10, choices=Sort)
    words = models.CharField(pgettext_lazy("finding", "finding"), max_length=500)
    withdrawn_at = instant(_("withdrawn at"))
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = OfReviewQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("finding", "finding")
        verbose_name_plural = pgettext_lazy("finding", "findings")
        constraints = [models.UniqueConstraint(name="finding_numbered_once", fields=["review", "number"])]
        triggers: ClassVar[list[Any]] = [NEVER_DELETED]

    def __str__(self) -> str:
        return self.words

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.review.unit.path


class TaskQuerySet(OfReviewQuerySet):
    """Words for tasks."""

    def visible_to(self, user: Any, permission: str = VIEW) -> "TaskQuerySet":
        """Those of reviews a reader sees, and one's own."""
        seen = Review.objects.visible_to(user, permission).values("pk")
        return self.filter(Q(review__in=seen) | Q(assignee=user))

    def standing(self) -> "TaskQuerySet":
        """Those not withdrawn."""
        return self.exclude(state=rules.WITHDRAWN)

    def open(self) -> "TaskQuerySet":
        """Those not confirmed: done is not yet confirmed, urged is not done."""
        return self.filter(state__in=(rules.OPEN, rules.DONE))


@pghistory.track()
class ReviewTask(models.Model):
    """What follows from a finding 整改任务: who, by when; done by the assignee, confirmed by somebody else."""

    class State(models.TextChoices):
        """How far it has come."""

        OPEN = rules.OPEN, pgettext_lazy("review task", "open")
        DONE = rules.DONE, pgettext_lazy("review task", "said done")
        CONFIRMED = rules.CONFIRMED, pgettext_lazy("review task", "confirmed")
        WITHDRAWN = rules.WITHDRAWN, _("withdrawn")

    review = models.ForeignKey(Review, models.PROTECT, related_name="tasks", verbose_name=_("case review"))
    finding = models.ForeignKey(
        Finding, models.PROTECT, related_name="tasks", verbose_name=pgettext_lazy("finding", "finding")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    words = models.CharField(_("task"), max_length=300)
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by whom"))
    due_date = models.DateField(_("by when"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    given_by = somebody(_("given by"))
    given_at = models.DateTimeField(_("given at"))
    done_at = instant(_("done at"))
    done_words = models.CharField(_("what was done"), max_length=300, blank=True)
    confirmed_by = somebody(_("confirmed by"))
    confirmed_at = instant(_("confirmed at"))
    returned_reason = models.CharField(_("why sent back"), max_length=200, blank=True)
    urged_at = instant(_("last urged at"))
    withdrawn_at = instant(_("withdrawn at"))
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task of a review")
        verbose_name_plural = _("tasks of reviews")
        indexes = [
            models.Index(fields=["assignee", "due_date"], name="review_task_open", condition=~Q(state=rules.CONFIRMED)),
            models.Index(fields=["-given_at", "-id"], name="review_task_latest"),
        ]
        constraints = [
            models.UniqueConstraint(name="review_task_numbered_once", fields=["review", "number"]),
            models.CheckConstraint(
                name="review_task_confirmed_by_another",
                condition=~Q(state=rules.CONFIRMED)
                | Q(confirmed_at__isnull=False, done_at__isnull=False) & ~Q(confirmed_by=F("assignee")),
            ),
            models.CheckConstraint(
                name="review_task_done_says_what",
                condition=~Q(state__in=(rules.DONE, rules.CONFIRMED)) | Q(done_at__isnull=False) & ~Q(done_words=""),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.FSM(name="life", field="state", transitions=rules.TASK.pairs()),
            NEVER_DELETED,
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.review.unit.path

    def late_on(self, today: date) -> bool:
        """Was it done after its day, or has that passed without it?"""
        done = timezone.localdate(self.done_at) if self.done_at and self.state != rules.OPEN else None
        return self.state != rules.WITHDRAWN and rules.is_late(self.due_date, done, today)
