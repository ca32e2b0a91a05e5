"""Stations, vehicles, formations, holds, mutual aid, shifts, handovers, water sources, roads and their closures."""

from lanyan.forces.models.formations import Formation, FormationVehicle
from lanyan.forces.models.handovers import Handover
from lanyan.forces.models.holds import AidAgreement, VehicleHold
from lanyan.forces.models.roads import RoadClosure, RoadNetwork
from lanyan.forces.models.shifts import RollCall, RollCallEntry, Seat, Shift
from lanyan.forces.models.stations import Station
from lanyan.forces.models.vehicles import FOAM, LADDER, PEOPLE, WATER, Vehicle, VehicleLoad
from lanyan.forces.models.water import WaterCheck, WaterSource
from lanyan.forces.models.water_faults import WaterCompany, WaterFault, WaterReminder, WaterTransfer

__all__ = [
    "FOAM",
    "LADDER",
    "PEOPLE",
    "WATER",
    "AidAgreement",
    "Formation",
    "FormationVehicle",
    "Handover",
    "RoadClosure",
    "RoadNetwork",
    "RollCall",
    "RollCallEntry",
    "Seat",
    "Shift",
    "Station",
    "Vehicle",
    "VehicleHold",
    "VehicleLoad",
    "WaterCheck",
    "WaterCompany",
    "WaterFault",
    "WaterReminder",
    "WaterSource",
    "WaterTransfer",
]
