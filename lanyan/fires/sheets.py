"""The ledger of fires: one list of columns for the screen, the figure pages and Excel."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.fires.models import Fire
from lanyan.kernel import sheets
from lanyan.kernel.sheets import Column


def _coded(name: str, label: Any, width: int = 20) -> Column:
    return Column(name, label, lambda fire: fire.coded(name), width=width)


def _shown(name: str, label: Any) -> Column:
    return Column(name, label, lambda fire: getattr(fire, f"get_{name}_display")())


def _plain(name: str, label: Any, width: int = 16, *, number: bool = False) -> Column:
    return Column(name, label, lambda fire: getattr(fire, name), width=width, number=number)


def minor_words(fire: Fire) -> Any:
    """Minor, not minor, or not known."""
    return {True: _("minor"), False: _("not minor"), None: ""}[fire.minor]


FIRES = sheets.Sheet(
    key="fires",
    title=_("Fires"),
    model=Fire,
    columns=(
        Column("number", _("number"), lambda fire: fire.number, width=22,
               link=lambda fire: reverse("fires:fire", args=[fire.pk])),
        _shown("state", _("state")),
        _plain("started_at", pgettext_lazy("fire", "began"), 20),
        _coded("place_kind", pgettext_lazy("fire", "kind of place")),
        _plain("address", _("address"), 34),
        Column("division", _("district"), lambda fire: fire.division.name if fire.division else ""),
        _shown("settlement", _("town or country")),
        _coded("cause", pgettext_lazy("fire", "cause")),
        _coded("burnt_object", _("what burnt first")),
        _coded("ignition", _("ignition source")),
        _plain("burnt_area_m2", _("burnt area, m²"), number=True),
        _plain("direct_loss", _("direct loss, yuan"), number=True),
        _plain("dead", _("dead"), 8, number=True),
        _plain("injured", _("injured"), 8, number=True),
        _plain("households", _("households affected"), 10, number=True),
        Column("minor", _("minor fire"), lambda fire: str(minor_words(fire))),
        _shown("loss_class", _("loss class")),
        _shown("investigation", _("investigation")),
        _plain("investigation_due_date", _("to be ended by")),
        _plain("investigation_ended_date", _("investigation ended on")),
        Column("incident", _("incident"), lambda fire: fire.incident.number if fire.incident else "", width=22),
        Column("premises", _("premises"), lambda fire: fire.premises.name if fire.premises else "", width=26),
        _coded("building_class", _("class of building")),
        _coded("structure", _("structure")),
        _shown("facilities", _("fire facilities")),
        _coded("vehicle_kind", _("kind of vehicle")),
        _coded("battery", _("battery")),
        _coded("department", _("department in charge")),
        _plain("revision", _("revision"), 8, number=True),
        Column("unit", _("unit"), lambda fire: fire.unit.short_name, width=20),
    ),
    prepare=lambda fires: fires.select_related("unit", "division", "incident", "premises"),
)  # fmt: skip
sheets.register(FIRES)
