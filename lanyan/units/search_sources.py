"""Units in the global search; users are not found there."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lanyan.kernel import search
from lanyan.units.models import Unit


def _text(unit: Any) -> str:
    return " ".join([unit.name, unit.short_name, unit.phone, *(plate.name for plate in unit.names.all())])


search.register(
    search.Source(
        kind="unit",
        label=_("Unit"),
        model=Unit,
        permission="units.view_unit",
        title=lambda unit: unit.name,
        subtitle=lambda unit: unit.get_kind_display(),
        text=_text,
        url=lambda unit: reverse("units:unit", args=[unit.pk]),
        scope=lambda unit: unit.path,
        scoped="unit",
    )
)
