"""The buttons on the pages of stations, vehicles, formations and water sources."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.forces import rules, water_offers
from lanyan.forces.models import AidAgreement, Formation, RoadClosure, Shift, Station, Vehicle, WaterSource
from lanyan.kernel import access

MAY = "forces.change_forces"
CHECK, KEEP = "forces.check_water", "forces.keep_water"
CLOSURES = "forces.keep_closures"
LOAD, SHIFTS = "forces.report_load", "forces.keep_shifts"


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


def _holds(vehicle: Any) -> bool:
    return bool(vehicle.holds.in_effect(timezone.now()).exists())


def _not_held(vehicle: Any) -> str:
    if vehicle.condition == rules.RETIRED:
        return _now("withdrawn for good")
    return _now("held back already") if _holds(vehicle) else ""


def _held(vehicle: Any) -> str:
    return "" if _holds(vehicle) else _now("not held back")


def _running(agreement: Any) -> str:
    return _now("ended already") if agreement.until_date else ""


def _in_use(formation: Any) -> str:
    return _now("given up already") if formation.ended_date else ""


def _usable(source: Any) -> str:
    if source.state == rules.IN_SERVICE:
        return ""
    return _now("faulty already") if source.state == rules.FAULTY else _now("withdrawn")


def _faulty(source: Any) -> str:
    if source.state == rules.FAULTY:
        return ""
    return _now("usable already") if source.state == rules.IN_SERVICE else _now("withdrawn")


def _kept(source: Any) -> str:
    return _now("withdrawn") if source.state == rules.WITHDRAWN else ""


access.register_verbs(
    Station,
    access.Verb("change_station", MAY, _("Correct"), "forces:change_station", icon="edit"),
    access.Verb("add_vehicle", MAY, _("Add a vehicle"), "forces:add_vehicle_here", icon="plus"),
    access.Verb("make_formation", MAY, _("Make a formation"), "forces:make_formation", icon="plus"),
    access.Verb("make_shift", SHIFTS, _("Make a shift sheet"), "forces:make_shift_here", icon="calendar"),
)
access.register_verbs(
    Vehicle,
    access.Verb("report_load", LOAD, _("Report the load"), "forces:report_load", _not_retired, icon="water"),
    access.Verb("take_off_road", MAY, _("Take off the road"), "forces:take_off_road", _in_service),
    access.Verb("put_back_in_service", MAY, _("Put back in service"), "forces:put_back_in_service", _off_road),
    access.Verb("hold_vehicle", MAY, _("Hold back"), "forces:hold_vehicle", _not_held),
    access.Verb("release_vehicle", MAY, _("Release"), "forces:release_vehicle", _held),
    access.Verb("change_vehicle", MAY, _("Correct"), "forces:change_vehicle", _not_retired, icon="edit"),
    access.Verb("retire_vehicle", MAY, _("Withdraw for good"), "forces:retire_vehicle", _not_retired),
)
access.register_verbs(
    Formation,
    access.Verb("change_formation", MAY, _("Change"), "forces:change_formation", _in_use, icon="edit"),
    access.Verb("end_formation", MAY, _("Give up"), "forces:end_formation", _in_use),
)


access.register_verbs(AidAgreement, access.Verb("end_aid", MAY, _("End"), "forces:end_aid", _running))


def _made(shift: Any) -> str:
    return "" if shift.state == rules.DRAFT else str(_now("not being made any more"))


def _living(shift: Any) -> str:
    return "" if shift.state in (rules.DRAFT, rules.IN_FORCE) else str(_now("not on duty any more"))


access.register_verbs(
    Shift,
    access.Verb("change_shift", SHIFTS, _("Seat people"), "forces:change_shift", _living, icon="edit", hotkey="e"),
    access.Verb("call_roll", SHIFTS, _("Call the roll"), "forces:call_roll", _living, icon="check"),
    access.Verb("begin_shift", SHIFTS, _("Put on duty"), "forces:begin_shift", _made),
    access.Verb("withdraw_shift", SHIFTS, _("Withdraw the sheet"), "forces:withdraw_shift", _made),
)
access.register_verbs(
    WaterSource,
    access.Verb("round", CHECK, pgettext_lazy("water", "On the spot"), "forces:water_round", _kept, icon="phone"),
    access.Verb(
        "check_water_source", CHECK, _("Check"), "forces:check_water_source", _kept, icon="check", tone="do", hotkey="c"
    ),
    access.Verb("report_fault", CHECK, _("Report a fault"), "forces:report_fault", _usable),
    access.Verb("mend_water_source", CHECK, _("Usable again"), "forces:mend_water_source", _faulty),
    access.Verb("change_water_source", KEEP, _("Correct"), "forces:change_water_source", _kept, icon="edit"),
    access.Verb("withdraw_water_source", KEEP, _("Withdraw a water source"), "forces:withdraw_water_source", _kept),
)


def _not_over(closure: Any) -> str:
    return _now("over already") if closure.state(timezone.now()) == "over" else ""


access.register_verbs(
    RoadClosure,
    access.Verb("lift_closure", CLOSURES, _("Lift"), "forces:lift_closure", _not_over, icon="check", tone="do"),
    access.Verb("change_closure", CLOSURES, _("Change"), "forces:change_closure", _not_over, icon="edit"),
)
# Those of rounds and faults stand in a file of their own.
__all__ = ["water_offers"]
