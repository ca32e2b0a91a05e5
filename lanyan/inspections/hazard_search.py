"""Hazards, cases, seals, major hazards and transfers in the global search: by number, place and words."""

from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lanyan.inspections.models import Case, Hazard, MajorHazard, Opening, Seal, Transfer
from lanyan.kernel import search


def _register(kind: str, label: Any, model: type[Model], permission: str, words: Any) -> None:
    search.register(
        search.Source(
            kind=kind,
            label=label,
            model=model,
            permission=permission,
            title=lambda record: f"{record.number} {words(record)}"[:200],
            subtitle=lambda record: " · ".join((record.premises.name, record.get_status_display(), record.unit.name)),
            text=lambda record: f"{record.number} {words(record)} {record.premises.name}",
            url=lambda record: reverse(f"inspections:{kind}", args=[record.pk]),
            scope=lambda record: record.unit.path,
            scoped="unit",
        )
    )


_register("hazard", _("Hazard"), Hazard, "inspections.view_hazard", lambda record: record.words[:60])
_register("case", _("Case"), Case, "inspections.view_enforcement", lambda record: record.premises.name)
_register("seal", _("Temporary seal"), Seal, "inspections.view_enforcement", lambda record: record.part[:60])
_register("major", _("Major hazard"), MajorHazard, "inspections.view_enforcement", lambda record: record.words[:60])
_register("transfer", _("Transfer"), Transfer, "inspections.view_enforcement", lambda record: record.body)
_register(
    "opening", _("Pre-opening check"), Opening, "inspections.view_enforcement", lambda record: record.premises.name
)
