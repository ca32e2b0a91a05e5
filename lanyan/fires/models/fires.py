"""The fire 火灾: the statistical record, beside the incident or of a fire nobody was called to."""

from datetime import date
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.fires.rules import checks, classes, life
from lanyan.incidents.models import Incident
from lanyan.kernel import codes
from lanyan.kernel.periods import ZONE
from lanyan.places.models import ON_EARTH, Division
from lanyan.premises.models import Premises
from lanyan.units.models import Unit, within

VIEW = "fires.view_fire"
KEEP, DECIDE = "fires.keep_fires", "fires.decide_fires"


class FireQuerySet(models.QuerySet["Fire"]):
    """Words for fires."""

    def visible_to(self, user: Any, permission: str = VIEW) -> "FireQuerySet":
        """The fires of the units a reader reaches."""
        return self.filter(within(user.paths(permission), "unit__path"))

    def standing(self) -> "FireQuerySet":
        """Those not withdrawn."""
        return self.filter(state__in=life.STANDING)

    def counted(self) -> "FireQuerySet":
        """Those that count: approved ones."""
        return self.filter(state=life.APPROVED)

    def investigated_late(self, on: date) -> "FireQuerySet":
        """Those whose investigation is still open after its term."""
        return self.standing().filter(investigation_ended_date=None, investigation_due_date__lt=on)


def _person(name: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=name
    )


def _money(name: Any) -> Any:
    return models.DecimalField(name, max_digits=14, decimal_places=2, null=True, blank=True)


def _amount(name: Any) -> Any:
    return models.PositiveSmallIntegerField(name, null=True, blank=True)


@pghistory.track()
class Fire(models.Model):
    """One fire as it stands in the statistics. Absent is null: nobody has said; zero is said."""

    class State(models.TextChoices):
        """Where the record stands in its life."""

        DRAFT = life.DRAFT, pgettext_lazy("fire", "draft")
        SUBMITTED = life.SUBMITTED, pgettext_lazy("fire", "to be approved")
        APPROVED = life.APPROVED, pgettext_lazy("fire", "approved")
        WITHDRAWN = life.WITHDRAWN, _("withdrawn")

    class Settlement(models.TextChoices):
        """Town or country, as the statistics divide."""

        TOWN = "TOWN", pgettext_lazy("fire", "town")
        COUNTRY = "COUNTRY", pgettext_lazy("fire", "country")
        OTHER = "OTHER", pgettext_lazy("fire", "neither (scenic area, development zone)")

    class LossClass(models.TextChoices):
        """How grave by loss, not the response level."""

        ORDINARY = classes.ORDINARY, _("ordinary fire")
        LARGER = classes.LARGER, _("larger fire")
        MAJOR = classes.MAJOR, _("major fire")
        GRAVE = classes.GRAVE, _("especially grave fire")

    class Facilities(models.TextChoices):
        """Whether the fire facilities worked."""

        WORKED = "WORKED", _("worked")
        PARTLY = "PARTLY", _("worked in part")
        FAILED = "FAILED", _("did not work")
        NOT_REACHED = "NOT_REACHED", _("not reached by the fire")
        NONE = checks.NO_FACILITIES, _("there are none")
        UNKNOWN = "UNKNOWN", pgettext_lazy("fire", "not known")

    class Investigation(models.TextChoices):
        """By which procedure the cause is found."""

        SIMPLE = checks.SIMPLE, pgettext_lazy("investigation", "simple")
        GENERAL = checks.GENERAL, pgettext_lazy("investigation", "general")

    class Grade(models.IntegerChoices):
        """Fire resistance of a building."""

        ONE = 1, pgettext_lazy("fire resistance", "one")
        TWO = 2, pgettext_lazy("fire resistance", "two")
        THREE = 3, pgettext_lazy("fire resistance", "three")
        FOUR = 4, pgettext_lazy("fire resistance", "four")

    number = models.CharField(_("number"), max_length=30, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="fires", verbose_name=_("unit"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    incident = models.ForeignKey(
        Incident, models.PROTECT, null=True, blank=True, related_name="fires", verbose_name=_("incident")
    )
    premises = models.ForeignKey(
        Premises, models.PROTECT, null=True, blank=True, related_name="fires", verbose_name=_("premises")
    )

    started_at = models.DateTimeField(pgettext_lazy("fire", "began"))
    started_estimated = models.BooleanField(_("time is estimated"), default=False)
    # The day the service learned of it: the clock of the investigation runs from here.
    reported_date = models.DateField(_("became known on"))
    place_kind = models.CharField(pgettext_lazy("fire", "kind of place"), max_length=40)
    settlement = models.CharField(_("town or country"), max_length=8, choices=Settlement)
    division = models.ForeignKey(
        Division, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("district")
    )
    town = models.CharField(_("township or street"), max_length=40, blank=True)
    address = models.CharField(_("address"), max_length=200)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)

    burnt_object = models.CharField(_("what burnt first"), max_length=40, blank=True)
    cause = models.CharField(pgettext_lazy("fire", "cause"), max_length=40)
    ignition = models.CharField(_("ignition source"), max_length=40, blank=True)
    words = models.TextField(_("course and finding"), blank=True)
    burnt_area_m2 = models.DecimalField(_("burnt area, m²"), max_digits=12, decimal_places=2, null=True, blank=True)
    direct_loss = _money(_("direct loss, yuan"))
    disposal_cost = _money(_("of this cost of disposal, yuan"))
    medical_cost = _money(_("of this medical cost, yuan"))
    households = _amount(_("households affected"))

    building_class = models.CharField(_("class of building"), max_length=40, blank=True)
    structure = models.CharField(_("structure"), max_length=40, blank=True)
    fire_resistance = models.PositiveSmallIntegerField(_("fire resistance"), choices=Grade, null=True, blank=True)
    storeys = _amount(_("storeys"))
    floor_on_fire = models.SmallIntegerField(_("floor on fire"), null=True, blank=True)
    facilities = models.CharField(_("fire facilities"), max_length=12, choices=Facilities, blank=True)
    facilities_words = models.CharField(_("how they worked"), max_length=200, blank=True)
    vehicle_kind = models.CharField(_("kind of vehicle"), max_length=40, blank=True)
    battery = models.CharField(_("battery"), max_length=40, blank=True)
    charging = models.BooleanField(_("was being charged"), null=True, blank=True)
    modified = models.BooleanField(_("was modified"), null=True, blank=True)
    department = models.CharField(_("department in charge"), max_length=40, blank=True)
    insured = models.BooleanField(_("insured"), null=True, blank=True)

    investigation = models.CharField(_("investigation"), max_length=8, choices=Investigation)
    investigation_due_date = models.DateField(_("to be ended by"))
    investigation_extended_date = models.DateField(_("extended on"), null=True, blank=True)
    investigation_ended_date = models.DateField(_("investigation ended on"), null=True, blank=True)

    # Derived by the rules in force on its day; never typed.
    dead = models.PositiveSmallIntegerField(_("dead"), default=0)
    severe = models.PositiveSmallIntegerField(_("severely injured"), default=0)
    light = models.PositiveSmallIntegerField(_("slightly injured"), default=0)
    minor = models.BooleanField(_("minor fire"), null=True, blank=True)
    loss_class = models.CharField(_("loss class"), max_length=8, choices=LossClass, blank=True)

    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    remark = models.CharField(_("word to the warnings"), max_length=300, blank=True)
    entered_at = models.DateTimeField(pgettext_lazy("fire", "entered at"))
    entered_by = _person(_("entered by"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    submitted_by = _person(_("submitted by"))
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    approved_by = _person(_("approved by"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = FireQuerySet.as_manager()

    class Meta:
        verbose_name = _("fire")
        verbose_name_plural = _("fires")
        indexes = [
            models.Index(fields=["-started_at", "-id"], name="fire_latest"),
            models.Index(fields=["unit", "-started_at"], name="fire_of_unit"),
            models.Index(
                fields=["investigation_due_date"],
                name="fire_investigated",
                condition=Q(investigation_ended_date=None, state__in=life.STANDING),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="fire_once_an_incident", fields=["incident"], condition=Q(state__in=life.STANDING)
            ),
            models.CheckConstraint(
                name="fire_point_whole",
                condition=Q(lon=None, lat=None) | (Q(lon__isnull=False, lat__isnull=False) & ON_EARTH),
            ),
            models.CheckConstraint(
                name="fire_money_not_negative",
                condition=(Q(direct_loss=None) | Q(direct_loss__gte=0))
                & (Q(disposal_cost=None) | Q(disposal_cost__gte=0))
                & (Q(medical_cost=None) | Q(medical_cost__gte=0))
                & (Q(burnt_area_m2=None) | Q(burnt_area_m2__gte=0)),
            ),
            models.CheckConstraint(
                name="fire_submitted_whole", condition=~Q(state=life.SUBMITTED) | Q(submitted_at__isnull=False)
            ),
            models.CheckConstraint(
                name="fire_approved_whole",
                condition=~Q(state=life.APPROVED)
                | Q(submitted_at__isnull=False, approved_at__isnull=False, approved_at__gte=F("submitted_at")),
            ),
            models.CheckConstraint(
                name="fire_approved_by_another",
                condition=Q(approved_by=None)
                | (~Q(approved_by=F("entered_by")) | Q(entered_by=None))
                & (~Q(approved_by=F("submitted_by")) | Q(submitted_by=None)),
            ),
            models.CheckConstraint(
                name="fire_withdrawn_has_reason",
                condition=Q(state=life.WITHDRAWN, withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")
                | ~Q(state=life.WITHDRAWN) & Q(withdrawn_at=None, withdrawn_reason=""),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.FSM(name="life", field="state", transitions=life.FIRE.pairs()),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path

    @property
    def day(self) -> date:
        """The day on which it began, in Beijing."""
        return self.started_at.astimezone(ZONE).date()

    @property
    def injured(self) -> int:
        """The injured, severely or slightly."""
        return self.severe + self.light

    def toll(self) -> classes.Toll:
        """What it cost."""
        return classes.Toll(self.dead, self.severe, self.light, self.direct_loss)

    def coded(self, name: str) -> str:
        """A coded field in the reader's language."""
        code = getattr(self, name)
        row = codes.get(LISTS[name], code) if code else None
        return row.label if row is not None else code


# Which list each coded field is a row of.
LISTS = {
    "place_kind": "fire_places",
    "cause": "fire_causes",
    "burnt_object": "fire_objects",
    "ignition": "fire_ignition",
    "building_class": "fire_building_classes",
    "structure": "fire_structures",
    "vehicle_kind": "fire_vehicles",
    "battery": "fire_batteries",
    "department": "premises_departments",
}
