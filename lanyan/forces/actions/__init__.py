"""What people do with stations, vehicles and formations; the only writers of this app."""

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

__all__ = [
    "StationFacts",
    "VehicleFacts",
    "add_vehicle",
    "change_formation",
    "change_station",
    "change_vehicle",
    "end_formation",
    "make_formation",
    "open_station",
    "place_vehicle",
    "put_back_in_service",
    "retire_vehicle",
    "take_off_road",
]
