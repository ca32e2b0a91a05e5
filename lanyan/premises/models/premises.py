"""Premises: a unit or place that somebody answers for, the thing that is checked."""

from datetime import date
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.kernel import codes
from lanyan.premises import rules
from lanyan.premises.models.common import POINT, not_negative
from lanyan.units.models import Unit, within

VIEW = "premises.view_premises"
# What serves finding and ordering only; its changes say nothing to a reader.
DERIVED = ("pinyin", "name_key", "name_core", "address_key", "risk_points", "risk_at")


class PremisesQuerySet(models.QuerySet["Premises"]):
    """Words for premises."""

    def visible_to(self, user: Any, permission: str = VIEW) -> "PremisesQuerySet":
        """Those supervised by a unit the reader reaches, and those in the area of a station the reader reaches."""
        reached = Unit.objects.filter(within(user.paths(permission), "path")).values("pk")
        return self.filter(Q(unit__in=reached) | Q(station__in=reached))

    def open(self) -> "PremisesQuerySet":
        """Those in business."""
        return self.filter(state=rules.OPEN)

    def standing(self) -> "PremisesQuerySet":
        """Those not merged into another record."""
        return self.exclude(state=rules.MERGED)

    def of_category(self, *categories: str, on: date | None = None) -> "PremisesQuerySet":
        """Those that bear one of these categories now, or bore it on a day."""
        marks = Q(category__in=categories, withdrawn_at=None)
        if on is None:
            marks &= Q(until_date=None)
        else:
            marks &= Q(since_date__lte=on) & (Q(until_date=None) | Q(until_date__gt=on))
        held = self.model._meta.get_field("marks").related_model._default_manager.filter(marks)
        return self.filter(pk__in=held.values("premises"))

    def family(self, pk: int) -> list[int]:
        """The keys of a record and of everything merged into it, whatever the depth: what its page shows."""
        found = [pk]
        newest = [pk]
        while newest:
            newest = list(self.model.objects.filter(merged_into__in=newest).values_list("pk", flat=True))
            found += newest
        return found


@pghistory.track(exclude=DERIVED)
class Premises(models.Model):
    """One unit or place 单位/场所: who occupies, not the house; it keeps its number for life."""

    class State(models.TextChoices):
        """Whether it is in business."""

        OPEN = rules.OPEN, _("in business")
        CLOSED = rules.CLOSED, _("closed down")
        MERGED = rules.MERGED, _("merged into another record")

    number = models.CharField(_("number"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=120)
    # Absent is null: blank would be a code that several bear.
    credit_code = models.CharField(  # noqa: DJ001
        _("unified social credit code"), max_length=18, null=True, blank=True
    )
    # Their indexes are those below, which begin with them.
    unit = models.ForeignKey(
        Unit, models.PROTECT, db_index=False, related_name="premises", verbose_name=_("supervised by")
    )
    station = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="premises_in_area",
        verbose_name=_("station in charge"),
    )
    division_code = models.CharField(_("division code"), max_length=12, blank=True)
    town = models.CharField(_("town or subdistrict"), max_length=40, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    kind = models.CharField(_("kind of business"), max_length=40, blank=True)
    department = models.CharField(_("department in charge"), max_length=40, blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    floor_area_m2 = models.FloatField(_("floor area, ㎡"), null=True, blank=True)
    largest_floor_m2 = models.FloatField(_("largest single floor, ㎡"), null=True, blank=True)
    rooms = models.PositiveIntegerField(_("guest rooms"), null=True, blank=True)
    beds = models.PositiveIntegerField(_("beds"), null=True, blank=True)
    seats = models.PositiveIntegerField(pgettext_lazy("premises", "seats"), null=True, blank=True)
    staff = models.PositiveIntegerField(_("staff"), null=True, blank=True)
    computers = models.PositiveIntegerField(_("computers"), null=True, blank=True)
    people_sleep = models.BooleanField(_("people sleep where they work"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    opened_date = models.DateField(_("in business since"), null=True, blank=True)
    closed_date = models.DateField(_("closed down on"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="merged",
        verbose_name=_("merged into"),
    )
    merged_at = models.DateTimeField(_("merged at"), null=True, blank=True)
    created_at = models.DateTimeField(_("on record since"))
    pinyin = models.CharField(max_length=200, db_collation="C", editable=False)
    name_key = models.CharField(max_length=120, db_collation="C", editable=False)
    name_core = models.CharField(max_length=120, db_collation="C", editable=False)
    address_key = models.CharField(max_length=200, db_collation="C", editable=False)
    risk_points = models.PositiveSmallIntegerField(_("risk"), null=True, editable=False)
    risk_at = models.DateTimeField(_("risk computed at"), null=True, editable=False)

    objects: ClassVar[Any] = PremisesQuerySet.as_manager()

    class Meta:
        verbose_name = _("premises")
        verbose_name_plural = _("premises")
        indexes = [
            models.Index(fields=["pinyin", "id"], name="premises_in_order"),
            models.Index(fields=["unit", "pinyin"], name="premises_of_unit"),
            models.Index(fields=["station", "pinyin"], name="premises_of_station"),
            models.Index(fields=["town"], name="premises_town"),
            models.Index(fields=["kind"], name="premises_kind"),
            models.Index(fields=["department"], name="premises_department"),
            models.Index(fields=["credit_code"], name="premises_credit_code"),
            models.Index(fields=["name_key"], name="premises_name_key"),
            models.Index(fields=["name_core"], name="premises_name_core"),
            models.Index(fields=["address_key"], name="premises_address_key"),
            models.Index(fields=["lon", "lat"], name="premises_point"),
            models.Index(F("risk_points").desc(nulls_last=True), "id", name="premises_risk"),
            models.Index(fields=["merged_into"], name="premises_merged", condition=Q(merged_into__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(name="premises_on_earth", condition=POINT),
            models.CheckConstraint(
                name="premises_credit_code_shape",
                condition=Q(credit_code=None) | Q(credit_code__regex=r"^[0-9A-HJ-NPQRTUWXY]{18}$"),
            ),
            models.CheckConstraint(
                name="premises_merged_or_not",
                condition=Q(state="MERGED", merged_into__isnull=False, merged_at__isnull=False)
                | ~Q(state="MERGED") & Q(merged_into=None, merged_at=None),
            ),
            models.CheckConstraint(name="premises_not_into_itself", condition=~Q(merged_into=F("id"))),
            models.CheckConstraint(name="premises_closed_has_day", condition=~Q(state="CLOSED", closed_date=None)),
            models.CheckConstraint(
                name="premises_areas_not_negative", condition=not_negative("floor_area_m2", "largest_floor_m2")
            ),
        ]
        triggers = [pgtrigger.FSM(name="life", field="state", transitions=rules.LIFE.pairs())]

    def __str__(self) -> str:
        return self.name

    @property
    def unit_path(self) -> str:
        """Who supervises it, for access."""
        return self.unit.path

    @property
    def kind_words(self) -> str:
        """The kind of business in words."""
        return words("premises_kinds", self.kind)

    @property
    def department_words(self) -> str:
        """The department in charge in words."""
        return words("premises_departments", self.department)


def words(table: str, code: str) -> str:
    """A code of a list in the reader's language; the code itself where the list does not know it."""
    row = codes.get(table, code) if code else None
    return row.label if row is not None else code
