"""Ledgers of checks, plans, draws, recusals and drives."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lanyan.inspections import checklists
from lanyan.inspections.models import CheckPlan, Draw, Inspection, InspectionStaff, Recusal, SpecialDrive
from lanyan.inspections.rules import checks
from lanyan.kernel import codes, sheets
from lanyan.kernel.sheets import Column


def _checks(found: QuerySet[Inspection]) -> QuerySet[Inspection]:
    """Join place, unit and drive, and the names of those who carry it out."""
    people = InspectionStaff.objects.carrying().filter(inspection=OuterRef("pk")).order_by("part", "pk")
    return found.select_related("premises", "unit", "drive").annotate(
        carrying=ArraySubquery(people.values("person__name"))
    )


INSPECTIONS = sheets.Sheet(
    key="inspections",
    title=_("Administrative checks"),
    model=Inspection,
    columns=(
        Column(
            "number",
            _("number"),
            lambda check: check.number,
            width=22,
            link=lambda check: reverse("inspections:check", args=[check.pk]),
        ),
        Column("scheduled_date", _("scheduled on"), lambda check: check.scheduled_date),
        Column("premises", _("premises"), lambda check: check.premises.name, width=30),
        Column("state", _("state"), lambda check: check.get_state_display()),
        Column("form", _("form of check"), lambda check: check.get_form_display(), width=20),
        Column("cause", _("cause"), lambda check: check.get_cause_display()),
        Column("drive", _("drive"), lambda check: check.drive.name if check.drive else None, width=24),
        Column("carrying", _("carried out by"), lambda check: "、".join(check.carrying), width=20),
        Column("unit", _("unit"), lambda check: check.unit.short_name, width=20),
        Column("notice_number", _("number of the check notice"), lambda check: check.notice_number, width=20),
        Column("checklist", _("checklist"), lambda check: checklists.words(check.checklist), width=24),
        Column("started_at", _("started"), lambda check: check.started_at, width=20),
        Column("concluded_at", _("concluded at"), lambda check: check.concluded_at, width=20),
        Column("not_done_reason", _("why not done"), lambda check: check.not_done_reason, width=20),
    ),
    prepare=_checks,
)
sheets.register(INSPECTIONS)


def _plans(found: QuerySet[CheckPlan]) -> QuerySet[CheckPlan]:
    """Join the unit and the people, and count the rows."""
    standing = Q(items__withdrawn_at=None)
    done = Q(items__inspection__state=checks.CONCLUDED)
    return found.select_related("unit", "made_by", "approved_by").annotate(
        planned=Count("items", filter=standing), done=Count("items", filter=standing & done)
    )


PLANS = sheets.Sheet(
    key="check-plans",
    title=_("Check plans"),
    model=CheckPlan,
    columns=(
        Column(
            "title",
            _("title"),
            lambda plan: plan.title,
            width=36,
            link=lambda plan: reverse("inspections:plan", args=[plan.pk]),
        ),
        Column("period", _("period"), lambda plan: plan.period),
        Column("unit", _("unit"), lambda plan: plan.unit.short_name, width=24),
        Column("state", _("state"), lambda plan: plan.get_state_display()),
        Column("planned", _("planned checks"), lambda plan: plan.planned, number=True),
        Column("done", _("concluded (count)"), lambda plan: plan.done, number=True),
        Column("made_by", _("made by"), lambda plan: plan.made_by),
        Column("approved_by", _("approved by"), lambda plan: plan.approved_by),
        Column("approved_at", _("approved at"), lambda plan: plan.approved_at, width=20),
    ),
    prepare=_plans,
)
sheets.register(PLANS)

DRAWS = sheets.Sheet(
    key="draws",
    title=_("Random draws"),
    model=Draw,
    columns=(
        Column(
            "number",
            _("number"),
            lambda draw: draw.number,
            width=22,
            link=lambda draw: reverse("inspections:draw", args=[draw.pk]),
        ),
        Column("title", _("title"), lambda draw: draw.title, width=36),
        Column("unit", _("unit"), lambda draw: draw.unit.short_name, width=24),
        Column("state", _("state"), lambda draw: draw.get_state_display(), width=20),
        Column("wanted", _("places drawn"), lambda draw: draw.wanted, number=True),
        Column("drawn_at", _("drawn at"), lambda draw: draw.drawn_at, width=20),
        Column("drawn_by", _("drawn by"), lambda draw: draw.drawn_by),
        Column("approved_by", _("approved by"), lambda draw: draw.approved_by),
        Column("published_date", _("published on"), lambda draw: draw.published_date),
    ),
    prepare=lambda draws: draws.select_related("unit", "drawn_by", "approved_by"),
)
sheets.register(DRAWS)

RECUSALS = sheets.Sheet(
    key="recusals",
    title=_("Recusals"),
    model=Recusal,
    columns=(
        Column("person", _("person"), lambda recusal: recusal.person.name),
        Column("premises", _("premises"), lambda recusal: recusal.premises.name, width=30),
        Column("reason", _("reason"), lambda recusal: recusal.reason, width=36),
        Column("entered_at", _("entered at"), lambda recusal: recusal.entered_at, width=20),
        Column(
            "withdrawn",
            _("withdrawn"),
            lambda recusal: recusal.withdrawn_reason or _("withdraw"),
            width=20,
            link=lambda recusal: (
                "" if recusal.withdrawn_at else reverse("inspections:withdraw_recusal", args=[recusal.pk])
            ),
        ),
    ),
    prepare=lambda recusals: recusals.select_related("person__unit", "premises"),
)
sheets.register(RECUSALS)


def _drives(found: QuerySet[SpecialDrive]) -> QuerySet[SpecialDrive]:
    """Join the unit and count: checks 次 and places 家 are two numbers."""
    done = Q(inspections__state=checks.CONCLUDED)
    return found.select_related("unit").annotate(
        checks=Count("inspections", filter=done, distinct=True),
        places=Count("inspections__premises", filter=done, distinct=True),
        standing=Count("inspections", filter=Q(inspections__state__in=checks.STANDING), distinct=True),
    )


def _kind(drive: Any) -> str:
    row = codes.get("drive_kinds", drive.kind)
    return row.label if row else drive.kind


DRIVES = sheets.Sheet(
    key="drives",
    title=_("Special drives"),
    model=SpecialDrive,
    columns=(
        Column(
            "name",
            _("name"),
            lambda drive: drive.name,
            width=36,
            link=lambda drive: reverse("inspections:drive", args=[drive.pk]),
        ),
        Column("kind", _("kind of drive"), _kind, width=24),
        Column("unit", _("unit"), lambda drive: drive.unit.short_name, width=24),
        Column("since_date", _("from"), lambda drive: drive.since_date),
        Column("until_date", _("until"), lambda drive: drive.until_date),
        Column("checks", _("checks made (times)"), lambda drive: drive.checks, number=True),
        Column("places", _("premises checked"), lambda drive: drive.places, number=True),
        Column("standing", _("still to be made"), lambda drive: drive.standing, number=True),
        Column("ended_at", _("ended"), lambda drive: drive.ended_at, width=20),
    ),
    prepare=_drives,
)
sheets.register(DRIVES)
