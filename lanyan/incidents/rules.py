"""What the standards say about incidents: life cycles, stamps, levels. Pure: no clock, no tables, no request."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from lanyan.kernel.states import LifeCycle, Move

FIRE, RESCUE, ASSIST, GUARD, FALSE = "FIRE", "RESCUE", "ASSIST", "GUARD", "FALSE"
# Highest response level per kind (XF/T 1340-2016): five for fire, four for rescue, none for the others.
HIGHEST_LEVEL = {FIRE: 5, RESCUE: 4}

DRAFT, SUSPENDED, OPEN, CLOSED = "DRAFT", "SUSPENDED", "OPEN", "CLOSED"
MERGED, TEST, WITHDRAWN = "MERGED", "TEST", "WITHDRAWN"
LIVING = (DRAFT, SUSPENDED, OPEN, CLOSED)

INCIDENT = LifeCycle(
    "status",
    (
        Move("open_incident", (DRAFT, SUSPENDED), OPEN),
        Move("suspend_incident", (DRAFT,), SUSPENDED),
        Move("file_false", (DRAFT, SUSPENDED), CLOSED),
        Move("file_test", (DRAFT, SUSPENDED), TEST),
        Move("join_call", (DRAFT, SUSPENDED, OPEN), MERGED),
        # What was joined can be taken apart again: back to a draft, or to open when it had been opened before.
        Move("separate_call", (MERGED,), DRAFT),
        Move("separate_opened", (MERGED,), OPEN),
        Move("close_incident", (OPEN,), CLOSED),
        Move("reopen_incident", (CLOSED,), OPEN),
        Move("withdraw_incident", (DRAFT, SUSPENDED, OPEN, CLOSED, TEST), WITHDRAWN),
    ),
)

# A pre-alert 预警出动 sends nobody: an order follows it, or it is stood down.
SENT, ALERT_RECEIVED, ALERT_ORDERED, ALERT_STOOD_DOWN = "SENT", "RECEIVED", "ORDERED", "STOOD_DOWN"
ALERT_STANDING = (SENT, ALERT_RECEIVED)
PRE_ALERT = LifeCycle(
    "status",
    (
        Move("receive_alert", (SENT,), ALERT_RECEIVED),
        Move("order_follows", ALERT_STANDING, ALERT_ORDERED),
        Move("stand_down_alert", ALERT_STANDING, ALERT_STOOD_DOWN),
    ),
)

# A version of a dispatch plan 等级调派方案: made as a draft, in force until the next one of its unit.
IN_FORCE, PLAN_ENDED = "IN_FORCE", "ENDED"
PLAN = LifeCycle(
    "state",
    (
        Move("put_in_force", (DRAFT,), IN_FORCE),
        Move("end_plan", (IN_FORCE,), PLAN_ENDED),
        Move("withdraw_plan", (DRAFT,), WITHDRAWN),
    ),
)

ORDERED = "ORDERED"
RECEIVED, DEPARTED, ARRIVED, DEPLOYED = "RECEIVED", "DEPARTED", "ARRIVED", "DEPLOYED"
WATER_ON, CONTROLLED, KNOCKED_DOWN, WATER_OFF = "WATER_ON", "CONTROLLED", "KNOCKED_DOWN", "WATER_OFF"
LEFT_SCENE, AVAILABLE, RETURNED, READY = "LEFT_SCENE", "AVAILABLE", "RETURNED", "READY"
TURNED_BACK, STOOD_DOWN, DIVERTED = "TURNED_BACK", "STOOD_DOWN", "DIVERTED"

ON_SCENE = (ARRIVED, DEPLOYED, WATER_ON, CONTROLLED, KNOCKED_DOWN, WATER_OFF)
OUT = (DEPARTED, *ON_SCENE, LEFT_SCENE, AVAILABLE, TURNED_BACK)
ENDED = (READY, STOOD_DOWN, DIVERTED)
# A vehicle in one of these may be sent again without overriding anything: it said itself free on the way back.
SENDABLE = (AVAILABLE,)


def may_be_sent(status: str, kind: str | None) -> bool:
    """Whether a run leaves its vehicle free to be sent elsewhere without a reason.

    One that said itself free on the way back; and one that stands at a guard 前置备勤: it is there to be sent.
    """
    return status in SENDABLE or (kind == GUARD and status in ON_SCENE)


RUN = LifeCycle(
    "status",
    (
        Move("received", (ORDERED,), RECEIVED),
        Move("departed", (ORDERED, RECEIVED), DEPARTED),
        Move("arrived", (DEPARTED,), ARRIVED),
        Move("deployed", (ARRIVED,), DEPLOYED),
        Move("water_on", (ARRIVED, DEPLOYED), WATER_ON),
        Move("controlled", (ARRIVED, DEPLOYED, WATER_ON), CONTROLLED),
        Move("knocked_down", (ARRIVED, DEPLOYED, WATER_ON, CONTROLLED), KNOCKED_DOWN),
        Move("water_off", (WATER_ON, CONTROLLED, KNOCKED_DOWN), WATER_OFF),
        Move("left_scene", ON_SCENE, LEFT_SCENE),
        Move("turned_back", (DEPARTED,), TURNED_BACK),
        Move("available", (LEFT_SCENE, TURNED_BACK), AVAILABLE),
        Move("returned", (LEFT_SCENE, TURNED_BACK, AVAILABLE), RETURNED),
        Move("ready", (RETURNED,), READY),
        Move("stand_down", (ORDERED, RECEIVED), STOOD_DOWN),
        Move("divert", (ORDERED, RECEIVED, *OUT, RETURNED), DIVERTED),
    ),
)


@dataclass(frozen=True)
class Stamp:
    """One instant of a run: its column, its words, the digit on the keypad, and whether only fires have it."""

    key: str
    label: object
    digit: str
    fire_only: bool = False

    @property
    def column(self) -> str:
        """The column that holds it."""
        return f"{self.key}_at"


# In the order in which they must follow each other (reference §1.4).
STAMPS = (
    Stamp("received", _("order received"), ""),
    Stamp("departed", _("turned out"), "1"),
    Stamp("arrived", _("arrived"), "2"),
    Stamp("deployed", _("deployed"), "3"),
    Stamp("water_on", _("water on"), "4", fire_only=True),
    Stamp("controlled", _("under control"), "5", fire_only=True),
    Stamp("knocked_down", _("knocked down"), "6", fire_only=True),
    Stamp("water_off", _("water off"), "7", fire_only=True),
    Stamp("left_scene", _("left the scene"), "8"),
    Stamp("turned_back", _("turned back"), "-"),
    Stamp("available", _("free on the way back"), "9"),
    Stamp("returned", _("back at station"), "0"),
    Stamp("ready", _("ready again"), "+"),
)
STAMP = {stamp.key: stamp for stamp in STAMPS}
# What a run that turned back can no longer have.
SCENE_STAMPS = ("arrived", "deployed", "water_on", "controlled", "knocked_down", "water_off", "left_scene")
# Each stamp can be taken back to where its run stood before: `undo_<stamp>`. A table of its own, because no run
# moves on this way; the guard of the database knows both.
UNDO = LifeCycle(
    "status",
    tuple(
        Move(f"undo_{move.name}", (move.target,), source)
        for move in RUN.moves
        if move.name in STAMP
        for source in move.sources
    ),
)


def stamps_from(stamp: str) -> tuple[str, ...]:
    """A stamp and all that come after it, in their order."""
    keys = tuple(STAMP)
    return keys[keys.index(stamp) :]


def status_by_stamps(status: str, times: Mapping[str, datetime | None]) -> str:
    """The status that follows from the stamps: the last of them; a run stood down or diverted stays so."""
    if status in (STOOD_DOWN, DIVERTED):
        return status
    return next((key.upper() for key in reversed(STAMP) if times.get(key) is not None), ORDERED)


def may_fill(stamp: str, status: str, times: Mapping[str, datetime | None]) -> bool:
    """A skipped stamp may be filled in when a later one stands already and the run went that way at all."""
    if status in (STOOD_DOWN, ORDERED) or stamp in ("turned_back", "ready"):
        return False
    if times.get("turned_back") is not None and stamp in SCENE_STAMPS:
        return False
    return any(times.get(key) is not None for key in stamps_from(stamp)[1:])


def stamps_for(kind: str) -> tuple[Stamp, ...]:
    """The stamps a run to this kind of incident can have: water only for fires."""
    return tuple(stamp for stamp in STAMPS if kind == FIRE or not stamp.fire_only)


def out_of_order(times: Mapping[str, datetime | None]) -> tuple[str, str] | None:
    """Find the first pair of stamps that stand in the wrong order, as (earlier key, later key); None when all is well.

    `times` maps stamp keys (and `ordered`) to instants; missing ones are skipped. Equal instants are in order.
    """
    known = [(key, times.get(key)) for key in ("ordered", *STAMP)]
    known = [(key, at) for key, at in known if at is not None]
    for (before, first), (after, second) in pairwise(known):
        if first > second:  # type: ignore[operator]
            return before, after
    return None


def next_stamp(kind: str, status: str) -> str | None:
    """The stamp one would expect next, for the large button; None when the run is over."""
    possible = RUN.moves_from(status)
    for stamp in stamps_for(kind):
        if stamp.key in possible and stamp.key != "turned_back":
            return stamp.key
    return None


@dataclass(frozen=True)
class Fact:
    """One thing asked of the caller that rules understand: its words, its type and bounds, and for which kinds."""

    key: str
    label: object
    kind: type
    kinds: tuple[str, ...]
    least: int = 0
    most: int = 100_000
    choices: tuple[tuple[str, object], ...] = ()


PLACE_CLASSES = (
    ("ordinary", _("ordinary building")),
    ("high_rise", _("high-rise")),
    ("underground", _("underground")),
    ("crowded", _("crowded place")),
    ("dangerous", _("flammable and explosive goods")),
    ("important", _("important place")),
    ("open_air", _("open air")),
)
SPECIAL_PLACES = ("high_rise", "underground", "crowded", "dangerous", "important")

FACTS = (
    Fact("trapped", _("people trapped"), int, (FIRE, RESCUE, ASSIST), most=10_000),
    Fact("casualties", _("casualties"), int, (FIRE, RESCUE), most=10_000),
    Fact("place_class", _("kind of place"), str, (FIRE,), choices=PLACE_CLASSES),
    Fact("floor", _("floor on fire"), int, (FIRE,), least=-10, most=200),
    Fact("floors", _("floors in all"), int, (FIRE,), least=1, most=200),
    Fact("area_m2", _("burning area, m²"), int, (FIRE,), most=10_000_000),
    Fact("burning", _("what is burning"), str, (FIRE,)),
    Fact("cylinders", _("gas cylinders at the fire"), int, (FIRE,), most=1_000),
    Fact("vehicles", _("vehicles involved"), int, (RESCUE,), most=1_000),
    Fact("hazmat", _("dangerous goods"), str, (FIRE, RESCUE)),
)
FACT = {fact.key: fact for fact in FACTS}


@dataclass(frozen=True)
class LevelRule:
    """One row of the level table: from how many people or square metres on a level applies.

    `measure` is `people` (trapped and casualties) or `area_m2`; `place` narrows an area rule to ordinary or special.
    """

    kind: str
    level: int
    measure: str
    least: float
    place: str = ""
    source: str = ""


@dataclass(frozen=True)
class LevelProposal:
    """A level and, for each rule that speaks for it, what it said: (measure, value, threshold, level)."""

    level: int | None
    reasons: tuple[tuple[str, float, float, int], ...]


def propose_level(kind: str, facts: Mapping[str, object], rules: tuple[LevelRule, ...]) -> LevelProposal:
    """Propose a response level from the facts: the highest level any rule reaches, never below one.

    XF/T 1340-2016 is qualitative; the numbers behind its words are rows with their source. Fires in special places
    (high-rise, underground, crowded, dangerous, important) are judged by the stricter area rules of that table.
    """
    highest = HIGHEST_LEVEL.get(kind)
    if highest is None:
        return LevelProposal(None, ())
    special = facts.get("place_class") in SPECIAL_PLACES
    measured = {"people": _number(facts.get("trapped")) + _number(facts.get("casualties"))}
    if facts.get("area_m2") is not None:
        measured["area_m2"] = _number(facts.get("area_m2"))
    if special:
        measured["special_place"] = 1
    reasons = [
        (rule.measure, measured[rule.measure], rule.least, min(rule.level, highest))
        for rule in rules
        if rule.kind == kind
        and rule.measure in measured
        and measured[rule.measure] >= rule.least
        and (not rule.place or (rule.place == "special") == special)
    ]
    level = max((reason[3] for reason in reasons), default=1)
    return LevelProposal(level, tuple(reason for reason in reasons if reason[3] == level and level > 1))


@dataclass(frozen=True)
class FirstRule:
    """One row on a stronger first dispatch 加强第一出动: every condition it names must hold; empty ones ask nothing.

    `hours` is a half-open span that may pass midnight, `calls` the least number of callers, `minutes` the least time
    until the first arrival.
    """

    code: str
    kind: str
    higher: int
    place_class: str = ""
    subkind: str = ""
    hours: tuple[int, int] | None = None
    calls: int = 0
    minutes: float = 0
    source: str = ""


@dataclass(frozen=True)
class Circumstances:
    """What a stronger first dispatch is judged by besides the level: seconds are those to the first arrival."""

    place_class: str
    subkind: str
    hour: int
    calls: int
    seconds: float | None


def stronger_first(
    kind: str, level: int | None, around: Circumstances, rows: tuple[FirstRule, ...]
) -> tuple[int | None, tuple[FirstRule, ...]]:
    """As which level the first dispatch is sent, and the rules that say so (XF/T 1340-2016: when it is to be stronger).

    The incident keeps its own level; several rules do not add up, the strongest one holds.
    """
    highest = HIGHEST_LEVEL.get(kind)
    if highest is None or level is None:
        return level, ()
    speaking = tuple(row for row in rows if row.kind == kind and _speaks(row, around))
    return min(level + max((row.higher for row in speaking), default=0), highest), speaking


def _speaks(row: FirstRule, around: Circumstances) -> bool:
    begins, ends = row.hours or (0, 24)
    in_hours = begins <= around.hour < ends if begins <= ends else around.hour >= begins or around.hour < ends
    return (
        row.place_class in ("", around.place_class)
        and row.subkind in ("", around.subkind)
        and in_hours
        and around.calls >= row.calls
        and (not row.minutes or (around.seconds is not None and around.seconds >= row.minutes * 60))
    )


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


# GB 50313-2013 4.3.1: from answering the call to the station's first order; 建标152-2017: order to arrival.
CALL_TO_ORDER_SECONDS = 45
ARRIVAL_SECONDS = 300
# An arrival this much later than promised still counts as kept: ours, until the detachment sets its own.
PROMISE_SECONDS = 60
