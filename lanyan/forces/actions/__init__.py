"""What people do with stations, vehicles, shifts, water sources and roads; the only writers of this app."""

from lanyan.forces.actions.formations import change_formation, end_formation, make_formation
from lanyan.forces.actions.handovers import change_handover, open_handover, sign_handover, withdraw_handover
from lanyan.forces.actions.holds import agree_aid, end_aid, hold_vehicle, release_vehicle
from lanyan.forces.actions.loads import report_load
from lanyan.forces.actions.roads import (
    ClosureFacts,
    change_closure,
    lift_closure,
    note_closure,
    reckon_roads,
    take_road_network,
)
from lanyan.forces.actions.shifts import (
    Answer,
    Place,
    begin_shift,
    call_roll,
    change_shift,
    make_shift,
    withdraw_shift,
)
from lanyan.forces.actions.stations import StationFacts, change_station, open_station
from lanyan.forces.actions.vehicles import (
    VehicleFacts,
    add_vehicle,
    change_vehicle,
    place_vehicle,
    put_back_in_service,
    retire_vehicle,
    take_off_road,
)
from lanyan.forces.actions.water import (
    WaterFacts,
    add_water_source,
    change_water_source,
    withdraw_water_source,
)
from lanyan.forces.actions.water_companies import CompanyFacts, add_company, change_company, end_company
from lanyan.forces.actions.water_faults import answer_fault, remind_company, say_mended, watch_faults, withdraw_fault
from lanyan.forces.actions.water_looks import MOST_PHOTOGRAPHS, check_water_source, mend_water_source, report_fault
from lanyan.forces.actions.water_transfers import pass_faults, receive_transfer, withdraw_transfer

__all__ = [
    "MOST_PHOTOGRAPHS",
    "Answer",
    "ClosureFacts",
    "CompanyFacts",
    "Place",
    "StationFacts",
    "VehicleFacts",
    "WaterFacts",
    "add_company",
    "add_vehicle",
    "add_water_source",
    "agree_aid",
    "answer_fault",
    "begin_shift",
    "call_roll",
    "change_closure",
    "change_company",
    "change_formation",
    "change_handover",
    "change_shift",
    "change_station",
    "change_vehicle",
    "change_water_source",
    "check_water_source",
    "end_aid",
    "end_company",
    "end_formation",
    "hold_vehicle",
    "lift_closure",
    "make_formation",
    "make_shift",
    "mend_water_source",
    "note_closure",
    "open_handover",
    "open_station",
    "pass_faults",
    "place_vehicle",
    "put_back_in_service",
    "receive_transfer",
    "reckon_roads",
    "release_vehicle",
    "remind_company",
    "report_fault",
    "report_load",
    "retire_vehicle",
    "say_mended",
    "sign_handover",
    "take_off_road",
    "take_road_network",
    "watch_faults",
    "withdraw_fault",
    "withdraw_handover",
    "withdraw_shift",
    "withdraw_transfer",
    "withdraw_water_source",
]
