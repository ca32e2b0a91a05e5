"""The ledgers of this app: one list of columns for the screen, the figure pages and Excel."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.guards.models import Guard, GuardPost, PostPerson, Round, Stamp
from lanyan.kernel import sheets
from lanyan.kernel.sheets import Column


def _plain(name: str, label: Any, width: int = 16, **more: Any) -> Column:
    return Column(name, label, lambda record: getattr(record, name), width=width, **more)


def _shown(name: str, label: Any, width: int = 14) -> Column:
    return Column(name, label, lambda record: getattr(record, f"get_{name}_display")(), width=width)


def _guard(of: Any) -> Column:
    return Column(
        "guard", _("guard"), lambda record: of(record).title, width=34,
        link=lambda record: reverse("guards:guard", args=[of(record).pk]),
    )  # fmt: skip


GUARDS = sheets.Sheet(
    key="guards",
    title=_("Guards"),
    model=Guard,
    columns=(
        Column("number", _("number"), lambda one: one.number, width=20,
               link=lambda one: reverse("guards:guard", args=[one.pk])),
        _plain("title", _("title"), 34),
        Column("kind", _("kind"), lambda one: one.kind.label),
        _shown("state", _("state")),
        _plain("starts_at", _("begins"), 20),
        _plain("ends_at", _("ends"), 20),
        _plain("address", _("place"), 30),
        Column("commander", _("commander"), lambda one: one.commander.name),
        _plain("crowd", _("people expected"), 12, number=True),
        _plain("begun_at", _("begun at"), 20),
        _plain("stood_down_at", _("stood down at"), 20),
        Column("incident", _("incident"), lambda one: one.incident.number if one.incident else "", width=22,
               link=lambda one: reverse("incidents:incident", args=[one.incident_id]) if one.incident_id else ""),
        _plain("is_exercise", _("exercise"), 8),
        Column("unit", _("unit"), lambda one: one.unit.short_name, width=20),
    ),
    prepare=lambda found: found.select_related("unit", "kind", "commander", "incident"),
)  # fmt: skip
POSTS = sheets.Sheet(
    key="guard_posts",
    title=_("Posts of guards"),
    model=GuardPost,
    columns=(
        _guard(lambda post: post.guard),
        _plain("number", _("number"), 8, number=True),
        _plain("name", _("name"), 20),
        _plain("task", _("task"), 40),
        _plain("since_at", _("held from"), 20),
        _plain("until_at", _("held until"), 20),
        _plain("people_needed", _("people needed"), 10, number=True),
        _plain("round_minutes", _("a round every, minutes"), 10, number=True),
        _plain("ended_reason", _("why given up"), 24),
        Column("unit", _("unit"), lambda one: one.guard.unit.short_name, width=20),
    ),
    prepare=lambda found: found.select_related("guard__unit"),
)
PEOPLE = sheets.Sheet(
    key="guard_people",
    title=_("People at posts"),
    model=PostPerson,
    columns=(
        Column("person", _("full name"), lambda one: one.person.name,
               link=lambda one: reverse("people:person", args=[one.person_id])),
        Column("person_unit", _("unit of the person"), lambda one: one.person.unit.short_name, width=20),
        _guard(lambda one: one.post.guard),
        Column("post", pgettext_lazy("guard", "post"), lambda one: str(one.post), width=20),
        _plain("since_at", _("from"), 20),
        _plain("until_at", _("until"), 20),
        _plain("leads", _("leads the post"), 8),
        _plain("told_at", _("told at"), 20),
        _plain("seen_at", _("seen at"), 20),
        _plain("ended_reason", _("why taken off"), 24),
    ),
    prepare=lambda found: found.select_related("person__unit", "post__guard__unit"),
)  # fmt: skip
ROUNDS = sheets.Sheet(
    key="guard_rounds",
    title=_("Rounds of guards"),
    model=Round,
    columns=(
        _guard(lambda one: one.post.guard),
        Column("post", pgettext_lazy("guard", "post"), lambda one: str(one.post), width=20),
        _plain("number", _("number"), 8, number=True),
        _plain("due_since_at", _("due from"), 20),
        _plain("due_until_at", _("due until"), 20),
        _shown("state", _("state")),
        Column("stamped_at", _("done at"), lambda one: one.stamp.at if one.stamp else None, width=20),
        Column("person", _("done by"), lambda one: one.stamp.person.name if one.stamp else ""),
        _plain("missed_at", _("missed at"), 20),
    ),
    prepare=lambda found: found.select_related("post__guard__unit", "stamp__person"),
)
STAMPS = sheets.Sheet(
    key="guard_stamps",
    title=_("Stamps at posts"),
    model=Stamp,
    columns=(
        _plain("at", _("at"), 20),
        _guard(lambda one: one.guard),
        Column("post", pgettext_lazy("guard", "post"), lambda one: str(one.post), width=20),
        _shown("kind", _("kind")),
        Column("person", _("person"), lambda one: one.person.name),
        _plain("words", pgettext_lazy("guard", "words"), 40),
        Column("clue", _("clue"), lambda one: one.clue.number if one.clue else "", width=20,
               link=lambda one: reverse("inspections:clue", args=[one.clue_id]) if one.clue_id else ""),
        _plain("entered_at", _("entered at"), 20),
        _plain("withdrawn_reason", _("why withdrawn"), 24),
    ),
    prepare=lambda found: found.select_related("guard", "post", "person", "clue"),
)  # fmt: skip
for _sheet in (GUARDS, POSTS, PEOPLE, ROUNDS, STAMPS):
    sheets.register(_sheet)
