"""Premises and buildings in the global search; responsible persons are not: their names are no way in for everybody."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lanyan.kernel import search
from lanyan.premises.models import Building, Premises


def _text(premises: Any) -> str:
    said = (premises.name, premises.number, premises.town, premises.address, premises.credit_code, premises.phone)
    return " ".join(part for part in said if part)


search.register(
    search.Source(
        kind="premises",
        label=_("Premises"),
        model=Premises,
        permission="premises.view_premises",
        title=lambda premises: premises.name,
        subtitle=lambda premises: " · ".join(
            part for part in (premises.kind_words, premises.address, premises.number) if part
        ),
        text=_text,
        url=lambda premises: reverse("premises:premises", args=[premises.pk]),
        scope=lambda premises: premises.unit.path,
        scoped="unit",
    )
)
search.register(
    search.Source(
        kind="building",
        label=_("Building"),
        model=Building,
        permission="premises.view_premises",
        title=lambda building: building.name,
        subtitle=lambda building: " · ".join(part for part in (building.use_words, building.address) if part),
        text=lambda building: f"{building.name} {building.address} {building.town}",
        url=lambda building: reverse("premises:building", args=[building.pk]),
        scope=lambda building: building.unit.path,
        scoped="unit",
    )
)
