"""What a living demo does next about one incident: one act, when its time has come; the times hang on the call's key.

Each function looks at what stands in the database, and either acts and says so, or finds nothing due yet.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.http import QueryDict

from lanyan.demo import past_words as said
from lanyan.demo.live_cases import City, Told
from lanyan.demo.live_way import trip
from lanyan.forces import needs
from lanyan.forces.models import FOAM, WATER
from lanyan.incidents import actions, rules
from lanyan.incidents.forces_pane import ForcesPane
from lanyan.incidents.models import Call, Incident, PreAlert, Run
from lanyan.incidents.rules import ASSIST, FALSE, FIRE, RESCUE
from lanyan.units.models import User

SOURCE = "device"
LOOK, WAIT = timedelta(seconds=3), timedelta(seconds=20)
# What is written into the draft, in the order in which a caller says it, and at which second of the call.
DRAFT = (
    (6, ("phone", "caller", "words")),
    (13, ("place_words",)),
    (20, ("place_id", "place_answer", "address", "town", "division", "lon", "lat")),
    (27, ("kind", "subkind", "facts", "level")),
)
WARN_SECONDS, WARNED_SECONDS, ORDER_SECONDS = 30, 36, 40
RECEIVE_SECONDS = (6, 16)
# The pause before each stamp, in seconds after the stamp before it; driving takes as long as the way.
PAUSES = {
    "departed": (24, 55),
    "deployed": (50, 120),
    "water_on": (40, 110),
    "controlled": (180, 480),
    "knocked_down": (180, 480),
    "water_off": (200, 480),
    "left_scene": (180, 420),
    "ready": (120, 280),
}
# How long those stay who have nothing to put out, by kind.
STAY = {FIRE: (360, 900), RESCUE: (600, 1500), ASSIST: (240, 900), FALSE: (180, 480)}
AFTER_SECONDS = {"false": 15, "result": 35, "close": 60}


@dataclass
class Scene:
    """One incident of the script, locked, with the key of its call and in whose name the script acts."""

    city: City
    incident: Incident
    key: str
    by: User
    told: Told = field(init=False)
    # When it is worth looking again, if nothing was due.
    patience: timedelta = LOOK

    def __post_init__(self) -> None:
        self.told = self.city.told(self.key)

    def pause(self, what: str, span: tuple[int, int]) -> timedelta:
        """A pause that is the same whenever it is asked for."""
        return timedelta(seconds=Random(f"{self.key}-{what}").randint(*span))

    def since_answered(self, seconds: int, at: datetime) -> bool:
        """Has the call lasted so long?"""
        return at - self.incident.answered_at >= timedelta(seconds=seconds)


def act_next(scene: Scene, at: datetime) -> bool:
    """Do the next act if it is due; says whether anything was done."""
    if scene.incident.status == rules.DRAFT:
        return _draft(scene, at)
    runs = list(scene.incident.runs.select_related("order", "vehicle__home", "vehicle__kind").order_by("pk"))
    return _receive(scene, at) or _stamp(scene, runs, at) or _speak(scene, runs, at) or _finish(scene, runs, at)


# ---- the call ----------------------------------------------------------------------------------------------
def _draft(scene: Scene, at: datetime) -> bool:
    incident, draft = scene.incident, scene.told.draft
    call = Call.objects.filter(incident=incident).order_by("pk").first()
    known = (call is not None and call.words, incident.place_words, incident.lon, incident.kind)
    for (seconds, names), is_known in zip(DRAFT, known, strict=True):
        if is_known in ("", None, False):
            if not scene.since_answered(seconds, at):
                return False
            changes = {name: draft[name] for name in names if name in draft}
            actions.save_draft(incident_id=incident.pk, changes=changes, by=scene.by)
            return True
    return _warn(scene, at) or _order(scene, at)


def _warn(scene: Scene, at: datetime) -> bool:
    """Warn the station while the caller still speaks, where people may be in danger; the station answers."""
    if scene.incident.kind not in (FIRE, RESCUE) or not scene.since_answered(WARN_SECONDS, at):
        return False
    alert = PreAlert.objects.filter(incident=scene.incident).first()
    if alert is None:
        actions.pre_alert(incident_id=scene.incident.pk, at=at, by=scene.by)
        return True
    if alert.status == rules.SENT and scene.since_answered(WARNED_SECONDS, at):
        actions.receive_alert(alert_id=alert.pk, at=at, entered_at=at, by=scene.by)
        return True
    return False


def _order(scene: Scene, at: datetime) -> bool:
    """Confirm and order what is proposed; while every vehicle is away, wait."""
    longer = scene.pause("order", (0, 14)).seconds
    if not scene.since_answered(ORDER_SECONDS + longer, at):
        return False
    pane = ForcesPane.of(scene.incident, QueryDict())
    picks = pane.picks()
    if not picks:
        scene.patience = WAIT
        return False
    actions.confirm_and_order(
        incident_id=scene.incident.pk, picks=picks, at=at, by=scene.by, proposal=pane.as_proposed()
    )
    return True


# ---- the runs ----------------------------------------------------------------------------------------------
def _receive(scene: Scene, at: datetime) -> bool:
    for order in scene.incident.orders.filter(received_at=None, stood_down_at=None).order_by("serial"):
        if at >= order.issued_at + scene.pause(f"receive-{order.serial}", RECEIVE_SECONDS):
            actions.receive_order(order_id=order.pk, at=at, entered_at=at, by=scene.by, source=SOURCE)
            return True
    return False


def _stamp(scene: Scene, runs: Sequence[Run], at: datetime) -> bool:
    """Stamp the vehicles of one order that stand where they stood together."""
    groups: dict[tuple[int, str], list[Run]] = {}
    for run in runs:
        if run.ended_at is None:
            groups.setdefault((run.order.serial, run.status), []).append(run)
    for (serial, status), group in groups.items():
        stamp, span = _following(scene, serial, status)
        since = getattr(group[0], f"{status.lower()}_at", None)
        if stamp is None or since is None:
            continue
        if span is None:
            since = group[0].left_scene_at or group[0].turned_back_at or since
            pause = timedelta(seconds=trip(scene.incident, group[0]).seconds)
        else:
            pause = scene.pause(f"{stamp}-{serial}", span)
        if at >= since + pause:
            _put(scene, group, stamp, at)
            return True
    return False


def _following(scene: Scene, serial: int, status: str) -> tuple[str | None, tuple[int, int] | None]:
    """The stamp after a status, with its pause in seconds; None for the pause where the way decides."""
    kind = scene.told.sort.kind
    if status in (rules.DEPARTED, rules.LEFT_SCENE, rules.AVAILABLE, rules.TURNED_BACK):
        return ("arrived" if status == rules.DEPARTED else "returned"), None
    if status in (rules.RECEIVED, rules.RETURNED):
        stamp = "departed" if status == rules.RECEIVED else "ready"
    elif status == rules.ARRIVED and kind in (FIRE, RESCUE):
        stamp = "deployed"
    elif status == rules.DEPLOYED and kind == FIRE and serial == 1:
        stamp = "water_on"
    elif status in (rules.ARRIVED, rules.DEPLOYED):
        return "left_scene", STAY[kind]
    else:
        chain = {rules.WATER_ON: "controlled", rules.CONTROLLED: "knocked_down", rules.KNOCKED_DOWN: "water_off"}
        stamp = chain.get(status, "left_scene") if status != rules.ORDERED else ""
    return (stamp or None), PAUSES.get(stamp)


def _put(scene: Scene, group: Sequence[Run], stamp: str, at: datetime) -> None:
    if stamp != "ready":
        actions.stamp_runs(
            run_ids=[run.pk for run in group], stamp=stamp, at=at, entered_at=at, by=scene.by, source=SOURCE
        )
        return
    for run in group:
        vehicle = run.vehicle
        actions.confirm_ready(
            run_id=run.pk,
            water_t=vehicle.capabilities.get(WATER) or None,
            foam_t=vehicle.capabilities.get(FOAM) or None,
            cylinders=needs.of_kind(vehicle.kind.code).cylinders or None,
            crew_complete=True,
            at=at,
            entered_at=at,
            by=scene.by,
            source=SOURCE,
        )


def _speak(scene: Scene, runs: Sequence[Run], at: datetime) -> bool:
    """The first crew reports once from the scene."""
    arrived = min((run.arrived_at for run in runs if run.arrived_at is not None), default=None)
    dice = Random(f"{scene.key}-line")
    line, pause = dice.choice(said.LINES), timedelta(seconds=dice.randint(40, 90))
    if arrived is None or at < arrived + pause:
        return False
    if scene.told.sort.kind == FALSE or scene.incident.log.filter(act="", by=scene.by).exists():
        return False
    actions.write_log(incident_id=scene.incident.pk, text=line, at=at, entered_at=at, by=scene.by)
    return True


# ---- the end -----------------------------------------------------------------------------------------------
def _finish(scene: Scene, runs: Sequence[Run], at: datetime) -> bool:
    """When the last vehicle is ready again: what it was, what came of it, and the closing."""
    if not runs or any(run.ended_at is None for run in runs):
        return False
    incident, ended = scene.incident, max(run.ended_at for run in runs if run.ended_at is not None)
    steps: tuple[tuple[str, bool, Callable[..., Any]], ...] = (
        ("false", scene.told.sort.kind == FALSE and incident.kind != FALSE, _file_false),
        ("result", incident.kind in (FIRE, RESCUE) and incident.rescued is None, _record_result),
        ("close", True, _close),
    )
    for name, is_open, act in steps:
        if is_open:
            if at < ended + timedelta(seconds=AFTER_SECONDS[name]):
                return False
            act(scene, at)
            return True
    return False


def _file_false(scene: Scene, at: datetime) -> None:
    code = scene.told.sort.code
    words = said.MISTAKES if code == "FALSE-MISTAKE" else said.PRANKS
    reason = Random(f"{scene.key}-false").choice(words)
    actions.file_false(incident_id=scene.incident.pk, subkind=code, reason=reason, at=at, by=scene.by)


def _record_result(scene: Scene, at: datetime) -> None:
    result = {"rescued": scene.told.draft["facts"].get("trapped", 0), "evacuated": 0, "dead": 0, "injured": 0}
    actions.record_result(incident_id=scene.incident.pk, result=result, at=at, by=scene.by)


def _close(scene: Scene, at: datetime) -> None:
    actions.close_incident(incident_id=scene.incident.pk, at=at, by=scene.by)
