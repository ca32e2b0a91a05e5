"""What the cab of a vehicle shows: its order, its stamps, the map around, what became of a press."""

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lanyan.forces import arrivals
from lanyan.forces.models import Vehicle
from lanyan.forces.positions import position, vehicle_mark, vehicle_marks
from lanyan.forces.queries import water_near
from lanyan.forces.rules import root
from lanyan.incidents import rules, shown
from lanyan.incidents.models import Call, Incident, Run, StampPress
from lanyan.kernel.periods import ZONE
from lanyan.web import formats

WATER_METRES, WATER_LIMIT, WATER_NAMED = 800, 12, 3
# Who else can have recorded a stamp, as the cab says it: “recorded by the desk by radio at 14:03:27”.
RECORDED_BY = {
    "radio": gettext_lazy("the desk by radio"),
    "terminal": gettext_lazy("the station terminal"),
    "cab": gettext_lazy("another press in a cab"),
    "device": gettext_lazy("a device"),
    "later": gettext_lazy("a later entry"),
}
REASONS = {
    "future": gettext_lazy("The clock of this device runs ahead."),
    "fire_only": gettext_lazy("Only fires have this stamp."),
    "unknown": gettext_lazy("Its press has not come in yet."),
    "of_another": gettext_lazy("Only who pressed can take it back."),
    "nothing": gettext_lazy("There is nothing to take back: it was not recorded, or it was corrected."),
    "closed": gettext_lazy("The incident is closed."),
    "confirm": gettext_lazy("Ready again needs its confirmation: water, foam, cylinders and crew."),
}


# The words its script puts on the screen.
SCRIPT = {
    "touch": gettext_lazy("one touch records it"),
    "confirm": gettext_lazy("water, foam, cylinders and crew are confirmed"),
    "waits": gettext_lazy("waiting"),
    "waiting": gettext_lazy("{count} waiting to be sent"),
    "of_another": gettext_lazy("{count} kept for another login"),
    "sign_in": gettext_lazy("Sign in again: presses are waiting"),
    "refused": gettext_lazy("Not recorded: {what} {at}. {reason}"),
    "undo": gettext_lazy("taking back"),
    "seen": gettext_lazy("Seen"),
    "ask": gettext_lazy("Ask for reinforcement"),
    "asked": gettext_lazy("Asked for: {reason}"),
}


def script_words() -> dict[str, str]:
    """The words for the script, in the language of the page."""
    return {key: str(text) for key, text in SCRIPT.items()}


def present_run(vehicle: Vehicle) -> Run | None:
    """The run a vehicle is bound to now."""
    runs = Run.objects.open().filter(vehicle=vehicle)
    found: Run | None = runs.select_related(
        "order__station__unit", "unit", "incident__subkind", "incident__division", "incident__centre", "incident__unit"
    ).first()
    return found


def last_run(vehicle: Vehicle) -> Run | None:
    """The last ended run of a vehicle."""
    ended = Run.objects.filter(vehicle=vehicle, ended_at__isnull=False).exclude(status=rules.STOOD_DOWN)
    found: Run | None = ended.select_related("incident__subkind").order_by("-ended_at").first()
    return found


def order_told(user: Any, run: Run) -> dict[str, Any]:
    """The order of a run in words: level, place, facts, the caller's words, who else goes."""
    incident = run.incident
    calls = Call.objects.filter(incident=incident).order_by("-pk")
    words = calls.exclude(words="").values_list("words", flat=True).first() or ""
    known = calls.visible_to(user).first() if _may_know(user, run) else None
    others = Run.objects.filter(incident=incident).exclude(pk=run.pk)
    others = others.exclude(status__in=(rules.STOOD_DOWN, rules.DIVERTED)).select_related("vehicle", "unit")
    return {
        "incident": incident,
        "place": incident.address or incident.place_answer or incident.place_words,
        "facts": shown.facts_told(incident.facts),
        "words": words,
        "caller": shown.caller_told(known) if known is not None else "",
        "others": list(others.order_by("order__serial", "pk")),
    }


def _may_know(user: Any, run: Run) -> bool:
    return any(user.may("incidents.view_caller", path) for path in (run.unit.path, run.incident.unit.path))


def asks() -> list[str]:
    """What vehicles ask for most, to touch instead of typing."""
    return [_("more water"), _("more people"), _("a ladder or platform"), _("breathing air"), _("ambulance")]


def state(run: Run, user: Any, at: datetime) -> dict[str, Any]:
    """What the script of the cab needs: the stamps of the run, and which lead where."""
    kind = run.incident.kind or ""
    stamps = rules.stamps_for(kind)
    return {
        "run": run.pk,
        "user": user.pk,
        "now": at.isoformat(),
        "status": run.status,
        "undo_seconds": settings.UNDO_SECONDS,
        "ready_url": f"{reverse('incidents:ready', args=[run.pk])}?from=cab",
        "stamps": [{"key": stamp.key, "label": str(stamp.label)} for stamp in stamps],
        "times": {key: time.isoformat() for key, time in run.times().items() if time is not None},
        "moves": {
            status: [stamp.key for stamp in stamps if stamp.key in rules.RUN.moves_from(status)]
            for status, _label in Run.Status.choices
        },
    }


def map_told(run: Run, vehicle: Vehicle, others: list[Run], at: datetime) -> dict[str, Any]:
    """The map of the cab: scene, own position, the other vehicles, water near by, and the way there."""
    incident = run.incident
    here = position(vehicle, at)
    start = (here.lon, here.lat) if here is not None and not here.is_old else (vehicle.home.lon, vehicle.home.lat)
    marks = [_own_mark(vehicle, start, at)]
    marks += vehicle_marks([run.vehicle for run in others if run.status in rules.OUT], at, offset=[8, 0])
    told: dict[str, Any] = {"marks": marks, "routes": [], "routeWidth": 7, "water": [], "way": ""}
    if incident.lon is None or incident.lat is None:
        return told
    scene = (incident.lon, incident.lat)
    found = water_near(*scene, metres=WATER_METRES, limit=WATER_LIMIT)
    marks += [_water_mark(one) for one in found]
    marks.append(_scene_mark(incident))
    told["water"] = found[:WATER_NAMED]
    if run.status in (rules.ORDERED, rules.RECEIVED, rules.DEPARTED):
        told |= _way(run, start, scene)
    return told


def idle_map(vehicle: Vehicle, at: datetime) -> dict[str, Any]:
    """The map of a vehicle without an order: its station and itself."""
    home = vehicle.home
    marks: list[dict[str, Any]] = [{"icon": "station", "text": str(home), "at": [home.lon, home.lat], "anchor": "top"}]
    mark = vehicle_mark(vehicle, at, own=True, anchor="right")
    return {"marks": [*marks, mark] if mark else marks, "routes": []}


def _way(run: Run, start: tuple[float, float], scene: tuple[float, float]) -> dict[str, Any]:
    known = arrivals.roads(root(run.incident.centre.path)).way(start, scene)
    drawn = known or arrivals.straight_way(start, scene)
    facts = {"km": formats.number(round(drawn.metres / 1000, 1)), "minutes": math.ceil(drawn.seconds / 60)}
    words = _("Over the roads, round what is closed: %(km)s km, about %(minutes)s min. No navigation.")
    if known is None:
        words = _("Straight line, %(km)s km: no road is known here.")
    return {"routes": [drawn.points], "way": words % facts}


def _own_mark(vehicle: Vehicle, start: tuple[float, float], at: datetime) -> dict[str, Any]:
    text = _("%(vehicle)s, this one") % {"vehicle": vehicle}
    mark = vehicle_mark(vehicle, at, own=True, anchor="right", offset=[-8, 0])
    if mark is None:
        mark = {"icon": "engine", "anchor": "right", "own": True, "kind": "car old", "at": [*start]}
        return mark | {"text": f"{text} · {_('at its station')}"}
    return mark | {"text": mark["text"].replace(str(vehicle), text, 1)}


def _scene_mark(incident: Incident) -> dict[str, Any]:
    name = incident.address or incident.place_answer or incident.short_number
    return {
        "kind": "fire", "icon": "flame" if incident.kind == rules.FIRE else "pin", "anchor": "bottom",
        "offset": [0, -24],
        "text": Truncator(name).chars(shown.NAME_ON_MAP), "at": [incident.lon, incident.lat],
    }  # fmt: skip


def _water_mark(one: Any) -> dict[str, Any]:
    kind = "dot" if one.usable else "dot bad"
    return {"kind": kind, "at": [one.source.lon, one.source.lat], "title": f"{one.source} · {one.metres} m"}


# ---- what became of a press -------------------------------------------------------------------------------
def press_told(press: StampPress) -> dict[str, Any]:
    """A press as the cab hears of it: its key, its result, and the reason in words."""
    return {"key": press.key, "result": press.result, "reason": reason_told(press.reason, press.facts)}


def reason_told(reason: str, facts: Mapping[str, Any]) -> str:
    """Why a press was not recorded, in the reader's language."""
    if reason == "recorded":
        at = parse_datetime(str(facts.get("at", "")))
        who = RECORDED_BY.get(str(facts.get("via")), RECORDED_BY["device"])
        return _("Recorded already by %(who)s at %(at)s") % {
            "who": who, "at": f"{at.astimezone(ZONE):%H:%M:%S}" if at is not None else "—",
        }  # fmt: skip
    if reason in ("not_possible", "not_last"):
        status = dict(Run.Status.choices).get(str(facts.get("status")), "—")
        if reason == "not_last":
            return _("The run has gone on (%(status)s); let the desk correct it.") % {"status": status}
        return _("Not possible while the run is “%(status)s”.") % {"status": status}
    if reason == "order":
        before, after = (_label(str(facts.get(key))) for key in ("before", "after"))
        return _("“%(before)s” would stand after “%(after)s”.") % {"before": before, "after": after}
    if reason == "too_late":
        return _("Later than %(seconds)s seconds after the press; let the desk correct it.") % {
            "seconds": facts.get("seconds", "—")
        }
    return str(REASONS.get(reason, ""))


def _label(stamp: str) -> str:
    return str(rules.STAMP[stamp].label) if stamp in rules.STAMP else _("ordered")
