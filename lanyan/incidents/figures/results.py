"""Results: people rescued and evacuated, dead and injured, property."""

from typing import Any

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from lanyan.incidents.figures.records import PEOPLE, WAN, incident_figure
from lanyan.kernel.figures import Figure

NOT_SAID = _("Incidents for which nobody has entered this result; an entered zero counts as zero.")


def _result(name: str, label: Any, definition: Any, *, each: Any, only: Q, **more: Any) -> Figure:
    return incident_figure(
        f"results.{name}",
        label,
        definition,
        **{
            "counting_unit": PEOPLE,
            "measure": Sum(each),
            "each": each,
            "only": only,
            "empty": None,
            "excluded": NOT_SAID,
            **more,
        },
    )


def _entered(column: str) -> dict[str, Any]:
    return {"each": F(column), "only": Q(**{f"{column}__isnull": False})}


RESULTS = (
    _result(
        "rescued_and_evacuated",
        _("Rescued and evacuated"),
        _("People rescued alive and people evacuated, added up over incidents handled."),
        each=Coalesce("rescued", 0) + Coalesce("evacuated", 0),
        only=Q(rescued__isnull=False) | Q(evacuated__isnull=False),
    ),
    _result(
        "rescued", _("Rescued"), _("People rescued alive, added up over incidents handled."), **_entered("rescued")
    ),
    _result(
        "evacuated", _("Evacuated"), _("People evacuated, added up over incidents handled."), **_entered("evacuated")
    ),
    _result("dead", _("Dead"), _("People entered as dead in the result of incidents handled."), **_entered("dead")),
    _result(
        "injured",
        _("Injured"),
        _("People entered as injured in the result of incidents handled."),
        **_entered("injured"),
    ),
    _result(
        "property_saved",
        _("Property saved"),
        _("Value of property carried to safety as entered in the result, added up over incidents handled."),
        counting_unit=WAN,
        form="wan",
        **_entered("property_saved"),
    ),
    _result(
        "property_protected",
        _("Property protected"),
        _("Value of property protected as entered in the result, added up over incidents handled."),
        counting_unit=WAN,
        form="wan",
        **_entered("property_protected"),
    ),
)
