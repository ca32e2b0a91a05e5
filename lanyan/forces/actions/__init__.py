"""What people do with stations, vehicles, formations and water sources; the only writers of this app."""

from lanyan.forces.actions.formations import change_formation, end_formation, make_formation
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
    check_water_source,
    mend_water_source,
    report_fault,
    withdraw_water_source,
)

__all__ = [
    "StationFacts",
    "VehicleFacts",
    "WaterFacts",
    "add_vehicle",
    "add_water_source",
    "change_formation",
    "change_station",
    "change_vehicle",
    "change_water_source",
    "check_water_source",
    "end_formation",
    "make_formation",
    "mend_water_source",
    "open_station",
    "place_vehicle",
    "put_back_in_service",
    "report_fault",
    "retire_vehicle",
    "take_off_road",
    "withdraw_water_source",
]
