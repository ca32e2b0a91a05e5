"""A script 剧本: what people did about one incident, act by act; the past is written from it, the present performed.

The same script gives the same records either way: `past_journal` turns it into rows, `perform` calls the actions.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from lanyan.incidents import actions
from lanyan.incidents.actions import Pick
from lanyan.incidents.models import Incident
from lanyan.kernel import external
from lanyan.kernel.models import ExternalNumber
from lanyan.units.models import Unit, User


@dataclass(frozen=True, slots=True)
class Actor:
    """A person who acts."""

    pk: int
    name: str
    seat: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One vehicle as sent."""

    vehicle: int
    headcount: int
    formation: str = ""
    leader: str = ""
    # How soon the screen said it would be there, in seconds.
    promised: int | None = None


@dataclass(slots=True)
class Act:
    """One act: which verb, when it happened, who did it, its other arguments.

    Times are whole seconds since 1970, UTC. `entered` is when it was written down, when that was later.
    """

    verb: str
    at: int
    by: Actor | None
    more: dict[str, Any] = field(default_factory=dict)
    entered: int = 0

    @property
    def written(self) -> int:
        """When it was written down."""
        return self.entered or self.at


@dataclass(slots=True)
class Script:
    """All acts about one incident of one city, in the order in which they were written down."""

    city: str
    acts: list[Act]
    # Where another script is meant (`join_call`), its key; a script that others mean bears the key itself.
    key: int = 0

    @property
    def begins(self) -> int:
        """When its call was answered."""
        return self.acts[0].at

    @property
    def ends(self) -> int:
        """When its last act was written down."""
        return max(act.written for act in self.acts)


def instant(seconds: int) -> datetime:
    """A moment of a script as the actions take it."""
    return datetime.fromtimestamp(seconds, tz=UTC)


class Stage:
    """Performs scripts through the apps' own actions."""

    def __init__(self, centre: Unit) -> None:
        self.centre = centre
        self.known: dict[int, Incident] = {}
        self._people: dict[int, User] = {}

    def perform(self, script: Script) -> Incident:
        """Perform a script, one action an act, and give the incident as it stands then."""
        incident: Incident | None = None
        for act in script.acts:
            done = _VERBS[act.verb](self, incident, act)
            incident = done if incident is None else incident
        if incident is None:
            raise ValueError("A script begins with take_call.")
        incident.refresh_from_db()
        if script.key:
            self.known[script.key] = incident
        return incident

    def person(self, actor: Actor | None) -> Any:
        """The login of an actor."""
        if actor is None:
            return None
        if actor.pk not in self._people:
            self._people[actor.pk] = User.objects.get(pk=actor.pk)
        return self._people[actor.pk]


def _take_call(stage: Stage, _incident: Any, act: Act) -> Any:
    rang = act.more.get("rang_at")
    return actions.take_call(
        centre=stage.centre,
        source=act.more["source"],
        is_exercise=act.more.get("is_exercise", False),
        rang_at=instant(rang) if rang else None,
        at=instant(act.at),
        by=stage.person(act.by),
    )[0]


def _save_draft(stage: Stage, incident: Any, act: Act) -> Any:
    return actions.save_draft(incident_id=incident.pk, changes=act.more["changes"], by=stage.person(act.by))


def _order(stage: Stage, incident: Any, act: Act) -> Any:
    picks = [Pick(one.vehicle, one.formation, one.headcount, one.leader, one.promised) for one in act.more["picks"]]
    return actions.order_forces(
        incident_id=incident.pk,
        picks=picks,
        at=instant(act.at),
        by=stage.person(act.by),
        note=act.more.get("note", ""),
        proposal=act.more.get("proposal"),
        change_reason=act.more.get("change_reason", ""),
    )


def _receive(stage: Stage, incident: Any, act: Act) -> Any:
    order = incident.orders.get(serial=act.more["order"] + 1)
    return actions.receive_order(
        order_id=order.pk,
        at=instant(act.at),
        entered_at=instant(act.written),
        by=stage.person(act.by),
        source=act.more["source"],
    )


def _stamp(stage: Stage, incident: Any, act: Act) -> Any:
    runs = list(incident.runs.order_by("pk").values_list("pk", flat=True))
    return actions.stamp_runs(
        run_ids=[runs[number] for number in act.more["runs"]],
        stamp=act.more["stamp"],
        at=instant(act.at),
        entered_at=instant(act.written),
        by=stage.person(act.by),
        source=act.more["source"],
    )


def _write_log(stage: Stage, incident: Any, act: Act) -> Any:
    return actions.write_log(
        incident_id=incident.pk,
        text=act.more["text"],
        at=instant(act.at),
        entered_at=instant(act.written),
        by=stage.person(act.by),
    )


def _join(stage: Stage, incident: Any, act: Act) -> Any:
    into = stage.known[act.more["into"]]
    return actions.join_call(incident_id=incident.pk, into_id=into.pk, at=instant(act.at), by=stage.person(act.by))


def _fill(stage: Stage, incident: Any, act: Act) -> Any:
    incident.refresh_from_db()
    return external.fill(
        record=incident,
        system=act.more["system"],
        number=act.more["number"],
        differs=act.more.get("differs", False),
        by=stage.person(act.by),
    )


def _fill_runs(stage: Stage, incident: Any, act: Act) -> Any:
    """One number after the other, in the order of the runs."""
    runs = incident.runs.values("pk")
    entries = ExternalNumber.objects.filter(kind="incidents.run", system=act.more["system"], record_id__in=runs)
    mine = list(entries.order_by("record_id"))
    for serial, entry in enumerate(mine, start=1):
        entry.number, entry.state = f"{act.more['number']}-{serial}", ExternalNumber.State.ENTERED
    return external.fill_many(entries=mine, by=stage.person(act.by))


def _plain(verb: Callable[..., Any]) -> Callable[..., Any]:
    """A verb that takes the incident, its arguments by name, the instant and the person."""

    def act_out(stage: Stage, incident: Any, act: Act) -> Any:
        return verb(incident_id=incident.pk, at=instant(act.at), by=stage.person(act.by), **act.more)

    return act_out


_VERBS: dict[str, Callable[[Stage, Any, Act], Any]] = {
    "take_call": _take_call,
    "save_draft": _save_draft,
    "order_forces": _order,
    "receive_order": _receive,
    "stamp": _stamp,
    "write_log": _write_log,
    "join_call": _join,
    "fill": _fill,
    "fill_runs": _fill_runs,
    "open_incident": _plain(actions.open_incident),
    "suspend_incident": _plain(actions.suspend_incident),
    "file_false": _plain(actions.file_false),
    "file_test": _plain(actions.file_test),
    "raise_level": _plain(actions.raise_level),
    "record_result": _plain(actions.record_result),
    "correct_incident": _plain(actions.correct_incident),
    "close_incident": _plain(actions.close_incident),
    "withdraw_incident": _plain(actions.withdraw_incident),
}
