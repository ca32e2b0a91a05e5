"""The ledgers of premises, buildings, likely duplicates and familiarisations."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.kernel import sheets
from lanyan.kernel.sheets import Column
from lanyan.premises import queries
from lanyan.premises.models import Building, CategoryMark, DuplicatePair, Familiarisation, Premises
from lanyan.premises.models.premises import words


def _premises(found: QuerySet[Premises]) -> QuerySet[Premises]:
    """Join the unit and the categories borne now."""
    borne = CategoryMark.objects.standing().filter(premises=OuterRef("pk"), until_date=None).order_by("category")
    return found.select_related("unit", "station").annotate(borne=ArraySubquery(borne.values("category")))


def _categories(premises: Any) -> str:
    return "、".join(words("premises_categories", code) for code in premises.borne)


PREMISES = sheets.Sheet(
    key="premises",
    title=_("Premises"),
    model=Premises,
    columns=(
        Column(
            "name",
            _("name"),
            lambda one: one.name,
            width=30,
            link=lambda one: reverse("premises:premises", args=[one.pk]),
        ),
        Column("number", _("number"), lambda one: one.number),
        Column("kind", _("kind of business"), lambda one: one.kind_words),
        Column("categories", _("categories"), _categories, width=30),
        Column("risk_points", _("risk"), lambda one: one.risk_points, number=True, width=8),
        Column("town", _("town or subdistrict"), lambda one: one.town),
        Column("address", _("address"), lambda one: one.address, width=36),
        Column("unit", _("supervised by"), lambda one: one.unit.short_name, width=20),
        Column("station", _("station in charge"), lambda one: one.station.short_name if one.station else None),
        Column("department", _("department in charge"), lambda one: one.department_words),
        Column("state", _("state"), lambda one: one.get_state_display()),
        Column("credit_code", _("unified social credit code"), lambda one: one.credit_code, width=22),
        Column("phone", _("telephone"), lambda one: one.phone),
        Column("floor_area_m2", _("floor area, ㎡"), lambda one: one.floor_area_m2, number=True),
        Column("rooms", _("guest rooms"), lambda one: one.rooms, number=True),
        Column("beds", _("beds"), lambda one: one.beds, number=True),
        Column("seats", pgettext_lazy("premises", "seats"), lambda one: one.seats, number=True),
        Column("staff", _("staff"), lambda one: one.staff, number=True),
        Column("lon", _("longitude"), lambda one: one.lon),
        Column("lat", _("latitude"), lambda one: one.lat),
    ),
    prepare=_premises,
)
# What stands on the screen unless somebody chooses otherwise.
PREMISES_SHOWN = ("name", "number", "kind", "categories", "risk_points", "town", "address", "unit", "state")

BUILDINGS = sheets.Sheet(
    key="buildings",
    title=_("Buildings"),
    model=Building,
    columns=(
        Column(
            "name",
            _("name"),
            lambda one: one.name,
            width=30,
            link=lambda one: reverse("premises:building", args=[one.pk]),
        ),
        Column("use", _("use"), lambda one: one.use_words),
        Column("high_rise", _("high-rise class"), lambda one: one.get_high_rise_display() or None),
        Column("heritage_level", _("monument level"), lambda one: one.get_heritage_level_display() or None),
        Column("height_m", _("height, m"), lambda one: one.height_m, number=True),
        Column("storeys_above", _("storeys above ground"), lambda one: one.storeys_above, number=True),
        Column("storeys_below", _("storeys below ground"), lambda one: one.storeys_below, number=True),
        Column("floor_area_m2", _("floor area, ㎡"), lambda one: one.floor_area_m2, number=True),
        Column("completed_year", _("completed in"), lambda one: str(one.completed_year or "")),
        Column("address", _("address"), lambda one: one.address, width=36),
        Column("unit", _("supervised by"), lambda one: one.unit.short_name, width=20),
    ),
    prepare=lambda found: found.select_related("unit"),
)


def _reasons(pair: Any) -> str:
    return "、".join(queries.reason_words(reason) for reason in pair.reasons)


PAIRS = sheets.Sheet(
    key="likely_duplicates",
    title=_("Likely duplicates"),
    model=DuplicatePair,
    columns=(
        Column(
            "likeness",
            _("likeness, %"),
            lambda pair: pair.likeness,
            number=True,
            link=lambda pair: reverse("premises:pair", args=[pair.pk]),
        ),
        Column("first", _("first"), lambda pair: pair.first.name, width=30),
        Column("second", _("second"), lambda pair: pair.second.name, width=30),
        Column("first_address", _("address of the first"), lambda pair: pair.first.address, width=30),
        Column("second_address", _("address of the second"), lambda pair: pair.second.address, width=30),
        Column("reasons", _("reasons"), _reasons, width=30),
        Column("state", _("state"), lambda pair: pair.get_state_display()),
    ),
    prepare=lambda found: found.select_related("first", "second"),
)

VISITS = sheets.Sheet(
    key="familiarisations",
    title=_("Familiarisations"),
    model=Familiarisation,
    columns=(
        Column("visited_at", _("visited at"), lambda one: one.visited_at, width=20),
        Column(
            "premises",
            _("premises"),
            lambda one: one.premises.name,
            width=30,
            link=lambda one: reverse("premises:premises", args=[one.premises_id]),
        ),
        Column("unit", _("station"), lambda one: one.unit.short_name),
        Column("headcount", _("people there"), lambda one: one.headcount, number=True),
        Column(
            "known", _("parts known"), lambda one: sum(answer == "YES" for answer in one.answers.values()), number=True
        ),
        Column(
            "unknown",
            _("parts not known"),
            lambda one: sum(answer == "NO" for answer in one.answers.values()),
            number=True,
        ),
        Column("led_by", _("led by"), lambda one: one.led_by),
        Column("findings", _("findings"), lambda one: one.findings, width=40),
    ),
    prepare=lambda found: found.select_related("premises", "unit"),
)
for _sheet in (PREMISES, BUILDINGS, PAIRS, VISITS):
    sheets.register(_sheet)
