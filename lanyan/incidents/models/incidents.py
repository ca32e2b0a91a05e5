"""The incident: one event, from its first call to its last vehicle."""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lanyan.incidents import rules, words
from lanyan.kernel.models import Code
from lanyan.places.models import ON_EARTH, Division, Place
from lanyan.units.models import Among, Unit, within

# With people hurt; with people brought to safety.
HURT = Q(dead__gt=0) | Q(injured__gt=0) | Q(own_dead__gt=0) | Q(own_injured__gt=0)
SAVED = Q(rescued__gt=0) | Q(evacuated__gt=0)


class IncidentQuerySet(models.QuerySet["Incident"]):
    """Words for incidents."""

    def visible_to(self, user: Any, permission: str = "incidents.view_incident") -> "IncidentQuerySet":
        """Incidents in a reader's area, and those the reader's own units were sent to."""
        # Read once for the whole list: a million incidents are not asked one by one where orders went.
        mine = ArraySubquery(Unit.objects.filter(within(user.paths(permission), "path")).values("pk"))
        return self.filter(Q(Among("unit", mine)) | Q(sent_to__overlap=mine))

    def counted(self) -> "IncidentQuerySet":
        """What counts as handled 接处警: opened or closed, false alarms in; merged, test, exercise, withdrawn out."""
        return self.filter(status__in=(rules.OPEN, rules.CLOSED), is_exercise=False)

    def answered_in(self, since: Any, until: Any) -> "IncidentQuerySet":
        """Those whose call was answered in a half-open period."""
        return self.filter(answered_at__gte=since, answered_at__lt=until)

    def unfinished(self) -> "IncidentQuerySet":
        """What somebody still has to do something about."""
        return self.filter(status__in=(rules.DRAFT, rules.SUSPENDED, rules.OPEN))


# What follows from orders and runs has its history there; writing it down again at every stamp would say nothing new.
DERIVED = (
    "first_ordered_at",
    "first_received_at",
    "first_departed_at",
    "first_arrived_at",
    "water_on_at",
    "controlled_at",
    "knocked_down_at",
    "water_off_at",
    "last_returned_at",
    "sent_to",
)


@pghistory.track(exclude=list(DERIVED))
class Incident(models.Model):
    """Anything the service handles: fire, rescue, help, guard duty, false alarm. One incident, many calls."""

    class Status(models.TextChoices):
        """Where it stands in its life."""

        DRAFT = rules.DRAFT, _("being taken")
        SUSPENDED = rules.SUSPENDED, _("doubtful, held back")
        OPEN = rules.OPEN, _("open")
        CLOSED = rules.CLOSED, pgettext_lazy("incident", "closed")
        MERGED = rules.MERGED, _("merged into another")
        TEST = rules.TEST, _("test call")
        WITHDRAWN = rules.WITHDRAWN, _("withdrawn")

    class Kind(models.TextChoices):
        """The five level-1 kinds of the national statistics."""

        FIRE = rules.FIRE, _("fire fighting")
        RESCUE = rules.RESCUE, _("emergency rescue")
        ASSIST = rules.ASSIST, _("public assistance")
        GUARD = rules.GUARD, _("guard duty")
        FALSE = rules.FALSE, _("false alarm")

    number = models.CharField(_("number"), max_length=30, unique=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    centre = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("command centre of"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="incidents", verbose_name=_("responsible unit"))
    is_exercise = models.BooleanField(_("exercise"), default=False)
    is_notable = models.BooleanField(_("kept as a case"), default=False)
    title = models.CharField(_("title"), max_length=120, blank=True)

    kind = models.CharField(_("kind"), max_length=8, choices=Kind, null=True, blank=True)  # noqa: DJ001
    subkind = models.ForeignKey(
        Code, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sub-kind")
    )
    level = models.PositiveSmallIntegerField(_("response level"), null=True, blank=True)
    facts = models.JSONField(_("facts"), default=dict, blank=True)
    description = models.TextField(_("description"), blank=True)

    # The caller's words, the finder's answer and the confirmed point: three things, none overwrites another.
    place_words = models.CharField(_("place in the caller's words"), max_length=200, blank=True)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place"))
    place_answer = models.CharField(_("place as found"), max_length=200, blank=True)
    address = models.CharField(_("confirmed address"), max_length=200, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    division = models.ForeignKey(
        Division, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("district")
    )
    town = models.CharField(_("town"), max_length=40, blank=True)

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("taken by")
    )
    # Handed over to its owner by another seat, until the owner takes it.
    handed_at = models.DateTimeField(_("handed over"), null=True, blank=True)
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("handed by")
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )

    # Null: taken here. What another system brought says where from: {"file": …, "row": …, "at": …}.
    origin = models.JSONField(_("brought in from"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"))
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    # Derived from the orders and runs, kept here so that a year of figures need not read every run.
    # From an order to the first arrival from whichever station is nearest, as reckoned when the incident was opened.
    reach_seconds = models.PositiveIntegerField(_("reckoned first arrival, s"), null=True, blank=True)
    first_ordered_at = models.DateTimeField(_("first order"), null=True, blank=True)
    first_received_at = models.DateTimeField(_("first order received"), null=True, blank=True)
    first_departed_at = models.DateTimeField(_("first turned out"), null=True, blank=True)
    first_arrived_at = models.DateTimeField(_("first arrived"), null=True, blank=True)
    water_on_at = models.DateTimeField(_("water on"), null=True, blank=True)
    controlled_at = models.DateTimeField(_("under control"), null=True, blank=True)
    knocked_down_at = models.DateTimeField(_("knocked down"), null=True, blank=True)
    water_off_at = models.DateTimeField(_("water off"), null=True, blank=True)
    last_returned_at = models.DateTimeField(_("last back at station"), null=True, blank=True)

    # The units of the stations that got an order, so that their people find the incident; kept by the database.
    sent_to = ArrayField(models.BigIntegerField(), verbose_name=_("sent to"), default=list, blank=True, editable=False)

    # Result 战果. Absent is null: nobody has said; zero is said.
    rescued = models.PositiveIntegerField(_("rescued alive"), null=True, blank=True)
    evacuated = models.PositiveIntegerField(_("evacuated"), null=True, blank=True)
    dead = models.PositiveIntegerField(_("dead"), null=True, blank=True)
    injured = models.PositiveIntegerField(_("injured"), null=True, blank=True)
    own_dead = models.PositiveIntegerField(_("own dead"), null=True, blank=True)
    own_injured = models.PositiveIntegerField(_("own injured"), null=True, blank=True)
    property_saved = models.DecimalField(
        _("property saved, 10,000 yuan"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    property_protected = models.DecimalField(
        _("property protected, 10,000 yuan"), max_digits=14, decimal_places=2, null=True, blank=True
    )

    objects: ClassVar[Any] = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        indexes = [
            models.Index(fields=["answered_at", "kind"], name="incident_answered"),
            models.Index(fields=["unit", "answered_at"], name="incident_unit_answered"),
            models.Index(
                fields=["centre", "answered_at"],
                name="incident_unfinished",
                condition=Q(status__in=(rules.DRAFT, rules.SUSPENDED, rules.OPEN)),
            ),
            models.Index(fields=["answered_at"], name="incident_notable", condition=Q(is_notable=True)),
            models.Index(fields=["answered_at"], name="incident_people", condition=HURT | SAVED),
            models.Index(fields=["answered_at"], name="incident_level_two_up", condition=Q(level__gte=2)),
        ]
        constraints = [
            models.CheckConstraint(
                name="incident_level_of_its_kind",
                condition=Q(level=None)
                | Q(kind=rules.FIRE, level__gte=1, level__lte=5)
                | Q(kind=rules.RESCUE, level__gte=1, level__lte=4),
            ),
            models.CheckConstraint(
                name="incident_open_is_judged",
                # Whoever confirmed what another system brought confirmed it there.
                condition=~Q(status__in=(rules.OPEN, rules.CLOSED))
                | Q(kind__isnull=False, opened_at__isnull=False, confirmed_by__isnull=False)
                | Q(kind__isnull=False, origin__isnull=False),
            ),
            models.CheckConstraint(
                name="incident_graded_when_open",
                condition=~Q(status__in=(rules.OPEN, rules.CLOSED), kind__in=(rules.FIRE, rules.RESCUE))
                | Q(level__isnull=False)
                | Q(origin__isnull=False),
            ),
            models.CheckConstraint(
                name="incident_merged_somewhere",
                condition=Q(status=rules.MERGED, merged_into__isnull=False)
                | (~Q(status=rules.MERGED) & Q(merged_into=None)),
            ),
            models.CheckConstraint(
                name="incident_point_whole",
                condition=Q(lon=None, lat=None) | (Q(lon__isnull=False, lat__isnull=False) & ON_EARTH),
            ),
            models.CheckConstraint(
                name="incident_opened_after_answering",
                condition=Q(opened_at=None) | Q(opened_at__gte=F("answered_at")),
            ),
            models.CheckConstraint(
                name="incident_handed_by_somebody",
                condition=Q(handed_at=None, handed_by=None)
                | Q(handed_at__isnull=False, handed_by__isnull=False, owner__isnull=False),
            ),
            models.CheckConstraint(
                name="incident_closed_has_instant",
                condition=~Q(status=rules.CLOSED) | Q(closed_at__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="life", field="status", transitions=rules.INCIDENT.pairs()),
            pgtrigger.Protect(
                name="level_only_rises",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(
                    old__status=rules.OPEN, new__status=rules.OPEN, old__kind=pgtrigger.F("new__kind")
                )
                & pgtrigger.Q(old__level__gt=pgtrigger.F("new__level")),
            ),
            pgtrigger.Protect(
                name="exercise_from_birth",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__is_exercise__df=pgtrigger.F("new__is_exercise")),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            # Whoever saves an incident read before the last order takes nobody's sight of it away.
            pgtrigger.Trigger(
                name="sent_to_grows",
                operation=pgtrigger.UpdateOf("sent_to"),
                when=pgtrigger.Before,
                condition=pgtrigger.Q(old__sent_to__df=pgtrigger.F("new__sent_to")),
                func="""
                NEW.sent_to := ARRAY(SELECT DISTINCT unnest(OLD.sent_to || NEW.sent_to) ORDER BY 1);
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def unit_path(self) -> str:
        """Where it lies, for access."""
        return self.unit.path

    @property
    def is_draft(self) -> bool:
        """Is the call still being taken, or held back?"""
        return self.status in (rules.DRAFT, rules.SUSPENDED)

    @property
    def is_judged(self) -> bool:
        """Are kind and point known, so that forces can be proposed?"""
        return self.kind is not None and self.lon is not None and self.lat is not None

    @property
    def short_number(self) -> str:
        """The day's serial, as spoken on the radio."""
        return self.number.rsplit("-", 1)[-1]

    @property
    def name(self) -> str:
        """What people call it: its title, or place and sub-kind."""
        what = self.subkind.label if self.subkind_id else self.get_kind_display() if self.kind else gettext("new call")
        return self.title or f"{self.where} {what}".strip()

    @property
    def where(self) -> str:
        """The place as far as it is known, the confirmed address first."""
        return self.address or self.place_words or self.place_answer or "—"

    @property
    def level_class(self) -> str:
        """The mark of its level: f1 to f5, r1 to r4, or none."""
        letter = {rules.FIRE: "f", rules.RESCUE: "r"}.get(self.kind or "")
        return f"{letter}{self.level}" if letter and self.level else "none"

    @property
    def level_words(self) -> str:
        """The level with its kind: 火灾二级, 救援二级; for the other kinds the kind alone."""
        return words.level(self.kind, self.level)
