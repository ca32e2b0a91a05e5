"""The ledgers of this app."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.kernel import sheets
from lanyan.kernel.sheets import Column
from lanyan.reviews.models import Review, ReviewTask


def _plain(name: str, label: Any, width: int = 16, **more: Any) -> Column:
    return Column(name, label, lambda record: getattr(record, name), width=width, **more)


def _shown(name: str, label: Any, width: int = 14) -> Column:
    return Column(name, label, lambda record: getattr(record, f"get_{name}_display")(), width=width)


def _person(name: str, label: Any) -> Column:
    return Column(name, label, lambda record: str(getattr(record, name) or ""))


REVIEWS = sheets.Sheet(
    key="reviews",
    title=_("Case reviews"),
    model=Review,
    columns=(
        Column("number", _("number"), lambda one: one.number, width=20,
               link=lambda one: reverse("reviews:review", args=[one.pk])),
        Column("incident", _("incident"), lambda one: one.incident.number, width=22,
               link=lambda one: reverse("incidents:incident", args=[one.incident_id])),
        Column("name", _("title"), lambda one: one.incident.name, width=34),
        _shown("level", pgettext_lazy("review", "level")),
        _shown("state", _("state")),
        Column("rule", _("why"), lambda one: one.rule_words, width=26),
        _plain("due_date", _("to be held by")),
        _plain("held_at", pgettext_lazy("review", "held at"), 20),
        _person("written_by", _("written by")),
        _person("approved_by", _("approved by")),
        Column("unit", _("unit"), lambda one: one.unit.short_name, width=20),
    ),
    prepare=lambda found: found.select_related(
        "unit", "incident__subkind", "written_by", "approved_by"
    ).defer("facts"),
)  # fmt: skip
TASKS = sheets.Sheet(
    key="review_tasks",
    title=_("Tasks of reviews"),
    model=ReviewTask,
    columns=(
        Column("review", _("case review"), lambda one: one.review.number, width=20,
               link=lambda one: reverse("reviews:review", args=[one.review_id])),
        _plain("words", _("task"), 40),
        Column("finding", pgettext_lazy("finding", "finding"), lambda one: one.finding.words, width=40),
        _person("assignee", _("by whom")),
        _plain("due_date", _("by when")),
        _shown("state", _("state")),
        _plain("done_at", _("done at"), 20),
        _plain("done_words", _("what was done"), 30),
        _person("confirmed_by", _("confirmed by")),
        _plain("urged_at", _("last urged at"), 20),
        Column("unit", _("unit"), lambda one: one.review.unit.short_name, width=20),
    ),
    prepare=lambda found: found.select_related("review__unit", "finding", "assignee", "confirmed_by").defer(
        "review__facts"
    ),
)  # fmt: skip
sheets.register(REVIEWS)
sheets.register(TASKS)
