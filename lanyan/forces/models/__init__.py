"""Stations, vehicles with their loads, formations, water sources."""

from lanyan.forces.models.formations import Formation, FormationVehicle
from lanyan.forces.models.stations import Station
from lanyan.forces.models.vehicles import FOAM, LADDER, PEOPLE, WATER, Vehicle, VehicleLoad
from lanyan.forces.models.water import WaterCheck, WaterSource

__all__ = [
    "FOAM",
    "LADDER",
    "PEOPLE",
    "WATER",
    "Formation",
    "FormationVehicle",
    "Station",
    "Vehicle",
    "VehicleLoad",
    "WaterCheck",
    "WaterSource",
]
