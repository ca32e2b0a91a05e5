"""Scenes in words: the facts of log lines, weather, what settled an alarm, how a roll-call stands."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lanyan.scene import weather
from lanyan.scene.actions import alarms
from lanyan.scene.models import AgentEntry, Alarm, Message, PeopleCount, RollCall, Weather
from lanyan.scene.rules import rolls

# A coded fact of a log line, the name it is told under, and its list.
CODED: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "source": ("source_told", dict(Message.Source.choices)),
    "people": ("people_told", dict(PeopleCount.Kind.choices)),
    "agent": ("agent_told", dict(AgentEntry.Agent.choices)),
    "sort": ("sort_told", dict(AgentEntry.Sort.choices)),
    "cause": ("cause_told", dict(RollCall.Cause.choices)),
}
KINDS = {**dict(Message.Kind.choices)}
ALARMS = dict(Alarm.Kind.choices)
OUTCOMES = {
    rolls.NOBODY: gettext_lazy("nobody is inside"),
    rolls.NOT_ASKED: gettext_lazy("no roll-call yet"),
    rolls.NOT_SAFE: gettext_lazy("not all have answered whole"),
    rolls.SAFE: gettext_lazy("all safe"),
}
STANDS = {
    rolls.WAITING: gettext_lazy("has not answered"),
    rolls.DIFFERS: gettext_lazy("number differs"),
    rolls.WHOLE: gettext_lazy("answered whole"),
    rolls.MAYDAY: gettext_lazy("mayday"),
}
SETTLED = {
    alarms.OUT: gettext_lazy("the crew came out"),
    alarms.READ: gettext_lazy("more air was read"),
    alarms.ANSWERED: gettext_lazy("answered with its whole number"),
    alarms.WITHDRAWN: gettext_lazy("registered by mistake"),
}


def facts(given: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a log line in the reader's words; what is empty leaves no gap."""
    told = {name: "" if value is None else value for name, value in given.items()}
    for name, (shown, choices) in CODED.items():
        if name in told:
            told[shown] = choices.get(told[name], told[name])
    if "kind" in told:
        told["kind_told"] = KINDS.get(told["kind"], told["kind"])
        told["alarm_told"] = ALARMS.get(told["kind"], told["kind"])
    told["bar_told"] = _("{bar} bar").format(bar=told["bar"]) if told.get("bar") else _("without apparatus")
    if told.get("name") == "" and "vehicle" in told:
        told["name"] = "—"
    told["interval"] = (
        _("every {minutes} min").format(minutes=told["minutes"]) if told.get("minutes") else _("by hand only")
    )
    if "wind_from" in told:
        told["weather_told"] = sky(
            told["wind_from"], given["wind_force"], given["temperature"], told["rain"], told.get("adapter", "")
        )
    return told


def sky(wind_from: str, force: int | None, temperature: int | None, rain: str, adapter: str = "") -> str:
    """The weather in one line: only what is known."""
    parts = []
    if wind_from:
        wind = Weather.Wind(wind_from).label
        parts.append(str(wind) if wind_from in ("CALM", "VARIABLE") else _("wind from the {wind}").format(wind=wind))
    if force is not None:
        parts.append(_("force {force}").format(force=force))
    if temperature is not None:
        parts.append(f"{temperature} °C")
    if rain:
        parts.append(str(Weather.Rain(rain).label))
    if adapter:
        parts.append(weather.label(adapter))
    return _(", ").join(parts)


def settled(found: str) -> str:
    """What settled an alarm: by itself, or in somebody's words."""
    return str(SETTLED.get(found, found))
