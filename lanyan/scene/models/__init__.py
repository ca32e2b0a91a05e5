"""Scenes, who commands them, and all that is noted there."""

from lanyan.scene.models.crews import AirReading, Crew
from lanyan.scene.models.entries import AgentEntry, PeopleCount, Weather
from lanyan.scene.models.messages import Message
from lanyan.scene.models.rolls import Alarm, RollAnswer, RollCall
from lanyan.scene.models.scenes import Command, Press, Scene
from lanyan.scene.models.sectors import Sector, SectorVehicle, Task

__all__ = [
    "AgentEntry",
    "AirReading",
    "Alarm",
    "Command",
    "Crew",
    "Message",
    "PeopleCount",
    "Press",
    "RollAnswer",
    "RollCall",
    "Scene",
    "Sector",
    "SectorVehicle",
    "Task",
    "Weather",
]
