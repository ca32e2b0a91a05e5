"""The buttons on the pages of stations, vehicles and formations."""

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lanyan.forces import rules
from lanyan.forces.models import Formation, Station, Vehicle
from lanyan.kernel import access

MAY = "forces.change_forces"


def _in_service(vehicle: Any) -> str:
    if vehicle.condition == rules.IN_SERVICE:
        return ""
    return _now("off the road already") if vehicle.condition == rules.OFF_ROAD else _now("withdrawn for good")


def _off_road(vehicle: Any) -> str:
    if vehicle.condition == rules.OFF_ROAD:
        return ""
    return _now("in service already") if vehicle.condition == rules.IN_SERVICE else _now("withdrawn for good")


def _not_retired(vehicle: Any) -> str:
    return _now("withdrawn for good") if vehicle.condition == rules.RETIRED else ""


def _in_use(formation: Any) -> str:
    return _now("given up already") if formation.ended_date else ""


access.register_verbs(
    Station,
    access.Verb("change_station", MAY, _("Correct"), "forces:change_station", icon="edit"),
    access.Verb("add_vehicle", MAY, _("Add a vehicle"), "forces:add_vehicle_here", icon="plus"),
    access.Verb("make_formation", MAY, _("Make a formation"), "forces:make_formation", icon="plus"),
)
access.register_verbs(
    Vehicle,
    access.Verb("take_off_road", MAY, _("Take off the road"), "forces:take_off_road", _in_service),
    access.Verb("put_back_in_service", MAY, _("Put back in service"), "forces:put_back_in_service", _off_road),
    access.Verb("change_vehicle", MAY, _("Correct"), "forces:change_vehicle", _not_retired, icon="edit"),
    access.Verb("retire_vehicle", MAY, _("Withdraw for good"), "forces:retire_vehicle", _not_retired),
)
access.register_verbs(
    Formation,
    access.Verb("change_formation", MAY, _("Change"), "forces:change_formation", _in_use, icon="edit"),
    access.Verb("end_formation", MAY, _("Give up"), "forces:end_formation", _in_use),
)
