"""Pages of stations, vehicles and formations."""

from lanyan.forces.views.formations import change_formation, end_formation, formation, formations, make_formation
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

__all__ = [
    "add_vehicle",
    "change_formation",
    "change_station",
    "change_vehicle",
    "end_formation",
    "formation",
    "formations",
    "make_formation",
    "open_station",
    "put_back_in_service",
    "retire_vehicle",
    "station",
    "stations",
    "take_off_road",
    "vehicle",
    "vehicles",
]
