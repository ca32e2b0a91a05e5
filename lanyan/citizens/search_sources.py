"""Matters in the global search, within the reader's units; found by number, place and kind, never by a person."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lanyan.citizens.models import Matter
from lanyan.citizens.models.matters import VIEW
from lanyan.kernel import search


def _text(matter: Matter) -> str:
    messages = matter.messages.all()  # type: ignore[attr-defined]
    numbers = " ".join(f"{message.number} {message.sender_number}" for message in messages)
    return f"{matter.number} {matter.kind_words} {matter.place} {matter.words} {numbers}"


search.register(
    search.Source(
        kind="matter",
        label=_("Complaint"),
        model=Matter,
        permission=VIEW,
        title=lambda matter: f"{matter.number} {matter.kind_words}",
        subtitle=lambda matter: " · ".join((matter.place, matter.get_state_display(), matter.unit.name)),
        text=_text,
        url=lambda matter: reverse("citizens:matter", args=[matter.pk]),
        scope=lambda matter: matter.unit.path,
        scoped="unit",
    )
)
