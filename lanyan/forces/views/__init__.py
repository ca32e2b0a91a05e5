"""Pages of stations, vehicles, formations and water sources."""

from lanyan.forces.views.formations import change_formation, end_formation, formation, formations, make_formation
from lanyan.forces.views.handovers import (
    change_handover,
    handover,
    open_handover,
    sign_handover,
    withdraw_handover,
)
from lanyan.forces.views.holds import (
    agree_aid,
    aid_agreement,
    aid_agreements,
    end_aid,
    hold_vehicle,
    release_vehicle,
)
from lanyan.forces.views.loads import report_load
from lanyan.forces.views.requirements import requirements
from lanyan.forces.views.roads import change_closure, closure, closures, lift_closure, note_closure
from lanyan.forces.views.shifts import begin_shift, call_roll, change_shift, make_shift, shift, shifts, withdraw_shift
from lanyan.forces.views.stations import change_station, open_station, station, stations
from lanyan.forces.views.vehicles import (
    add_vehicle,
    change_vehicle,
    put_back_in_service,
    retire_vehicle,
    take_off_road,
    vehicle,
    vehicles,
)
from lanyan.forces.views.water import (
    add_water_source,
    change_water_source,
    check_water_source,
    mend_water_source,
    report_fault,
    water_source,
    water_sources,
    withdraw_water_source,
)

__all__ = [
    "add_vehicle",
    "add_water_source",
    "agree_aid",
    "aid_agreement",
    "aid_agreements",
    "begin_shift",
    "call_roll",
    "change_closure",
    "change_formation",
    "change_handover",
    "change_shift",
    "change_station",
    "change_vehicle",
    "change_water_source",
    "check_water_source",
    "closure",
    "closures",
    "end_aid",
    "end_formation",
    "formation",
    "formations",
    "handover",
    "hold_vehicle",
    "lift_closure",
    "make_formation",
    "make_shift",
    "mend_water_source",
    "note_closure",
    "open_handover",
    "open_station",
    "put_back_in_service",
    "release_vehicle",
    "report_fault",
    "report_load",
    "requirements",
    "retire_vehicle",
    "shift",
    "shifts",
    "sign_handover",
    "station",
    "stations",
    "take_off_road",
    "vehicle",
    "vehicles",
    "water_source",
    "water_sources",
    "withdraw_handover",
    "withdraw_shift",
    "withdraw_water_source",
]
