"""What this app lends to incidents: lines of their log, records of their archive, a word before they are closed."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from lanyan.incidents import archive, closing
from lanyan.incidents import words as log
from lanyan.incidents.models import Incident
from lanyan.scene import told
from lanyan.scene.actions.scenes import why_not_close
from lanyan.scene.models import (
    AgentEntry,
    AirReading,
    Alarm,
    Command,
    Crew,
    Message,
    PeopleCount,
    RollAnswer,
    RollCall,
    Sector,
    SectorVehicle,
    Task,
    Weather,
)

LINES = {
    "open_scene": _("Scene opened {post}"),
    "reopen_scene": _("Scene opened again {post}"),
    "close_scene": _("Scene closed"),
    "set_interval": _("Roll-calls: {interval}; command post: {post}"),
    "offer_command": _("{before} offers command to {name}: {briefing}"),
    "take_command": _("{name} commands the scene {reason}"),
    "withdraw_offer": _("Offer of command withdrawn"),
    "send_order": _("Order {number} to the scene, {source_told}: {words}"),
    "receive_order": _("Scene received order {number}"),
    "reply_order": _("Scene answers order {number}: {words}"),
    "report": _("Report {number} from the scene, {kind_told}: {words}"),
    "receive_report": _("Report {number} from the scene received"),
    "open_sector": _("Sector {name} opened, leader {leader} {words}"),
    "change_sector": _("Sector {name}: leader {leader} {words}"),
    "end_sector": _("Sector {name} ended: {reason}"),
    "place_vehicle": _("{vehicle} to sector {name}"),
    "give_task": _("Task {number} to {name}: {words}"),
    "acknowledge_task": _("{name} acknowledges task {number}"),
    "finish_task": _("{name} has done task {number} {result}"),
    "stop_task": _("Task {number} of {name} stopped: {result}"),
    "enter_crew": _("{name} goes inside by {point}: {count} people {names}, {bar_told} {task}"),
    "read_air": _("{name}: {bar} bar"),
    "change_crew": _("{name}: {count} people inside instead of {before}: {reason}"),
    "leave_crew": _("{name} has come out, {count} people"),
    "withdraw_crew": _("{name} was registered by mistake: {reason}"),
    "open_roll": _("Roll-call {number}, {cause_told}: {crews} crews inside"),
    "answer_roll": _("{name} answers roll-call {number}: {count} people {words}"),
    "all_safe": _("Roll-call {number}: all safe, {crews} crews, {count} people"),
    "alarm": _("ALARM {name}: {alarm_told}"),
    "settle_alarm": _("{name}, {alarm_told}: {found}"),
    "call_mayday": _("MAYDAY {name}, {count} people, {point} {words}"),
    "end_mayday": _("Mayday of {name} ended: {found}"),
    "count_people": _("{people_told}: {count} people, says {source_words}"),
    "enter_agent": _("{vehicle}: {agent_told} {sort_told} {litres} L"),
    "withdraw_entry": _("An entry was withdrawn: {reason}"),
    "enter_weather": _("Weather: {weather_told}"),
    "keep_photograph": _("Photograph {name} {caption}"),
    "withdraw_photograph": _("Photograph {name} withdrawn: {reason}"),
}


def _records(incident: Incident) -> Mapping[str, Iterable[Model]]:
    def of(model: type[Model], *order: str, by: str = "scene") -> Iterable[Model]:
        return model._default_manager.filter(**{f"{by}__incident": incident}).order_by(*order, "pk")

    return {
        "command": of(Command),
        "messages": of(Message, "at"),
        "sectors": of(Sector),
        "vehicles": of(SectorVehicle),
        "tasks": of(Task),
        "crews": of(Crew),
        "air": of(AirReading, "at", by="crew__scene"),
        "roll_calls": of(RollCall),
        "answers": of(RollAnswer, "at", by="roll__scene"),
        "alarms": of(Alarm, "raised_at"),
        "people": of(PeopleCount, "at"),
        "agents": of(AgentEntry, "at"),
        "weather": of(Weather, "at"),
    }


def _why_not(incident: Any) -> str:
    return why_not_close(incident)


log.register_lines(
    "scene",
    LINES,
    urgent=("alarm", "call_mayday"),
    telling=("report", "count_people", "call_mayday", "all_safe"),
    tell=told.facts,
)
archive.register("scene", _records)
closing.register(_why_not)
