"""What the tags of OpenStreetMap mean for a profile: pure, one way or one node at a time."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from lanyan.analysis.roads.profiles import Profile

Tags = Mapping[str, str]
_NUMBER = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*(\D*)$")
_FEET = re.compile(r"\s*(\d+)'\s*(?:(\d+)\"?)?$")
_KMH = {"": 1.0, "km/h": 1.0, "kmh": 1.0, "kph": 1.0, "mph": 1.609344, "knots": 1.852}
_METRES = {"": 1.0, "m": 1.0, "cm": 0.01, "ft": 0.3048}
_TONNES = {"": 1.0, "t": 1.0, "kg": 0.001, "st": 0.90718474, "lbs": 0.00045359237}
_FOOT, _INCH = 0.3048, 0.0254
_YES, _AGAINST = {"yes", "1", "true"}, {"-1", "reverse"}
# Roads that run one way unless their tags say otherwise.
_ONEWAY_CLASSES, _ONEWAY_JUNCTIONS = {"motorway"}, {"roundabout", "circular"}
# What is no road to drive on today, whatever else is said.
_NOT_YET = {"construction", "proposed", "steps", "razed", "abandoned", "platform", "elevator"}


@dataclass(frozen=True)
class Passage:
    """Whether and how a way is driven: km/h along and against it (0: not), its lowest height and weight (m, t)."""

    forward: float
    backward: float
    ends_only: bool
    height_m: float
    weight_t: float


def passage(tags: Tags, profile: Profile) -> Passage | None:
    """Say how a way with these tags is driven with that profile; None where it is not."""
    kind = tags["highway"]
    if kind in _NOT_YET or tags.get("area") == "yes" or tags.get("impassable") == "yes":
        return None
    if tags.get("service") in profile.access.services_refused:
        return None
    words = [_access(tags, profile, direction) for direction in ("forward", "backward")]
    speeds = [_speed(tags, profile, kind, direction, word) for direction, word in zip(_DIRECTIONS, words, strict=True)]
    forward, backward = _one_way(tags, profile, kind, speeds[0], speeds[1])
    if not forward and not backward:
        return None
    ends = kind in profile.speeds and any(word in profile.access.ends for word in words)
    return Passage(forward, backward, ends, _lowest(tags, "height"), _lowest(tags, "weight"))


_DIRECTIONS = ("forward", "backward")


def _access(tags: Tags, profile: Profile, direction: str) -> str | None:
    for key in profile.access.keys:
        word = tags.get(f"{key}:{direction}") or tags.get(key)
        if word:
            return word
    return None


def _speed(tags: Tags, profile: Profile, kind: str, direction: str, word: str | None) -> float:
    """The driven km/h; 0 where access refuses it or nothing allows it."""
    speed = profile.speeds.get(kind)
    if word in profile.access.refused or (speed is None and (word is None or word in profile.access.ends)):
        return 0.0
    speed = profile.maxspeed.other_kmh if speed is None else speed
    limit = _limit(tags, profile, direction)
    if limit:
        speed = min(limit * profile.maxspeed.factor, profile.maxspeed.highest_kmh)
    for key, most in profile.limits.items():
        speed = min(speed, most.get(tags.get(key, ""), math.inf))
    return speed


def _limit(tags: Tags, profile: Profile, direction: str) -> float | None:
    for key in profile.maxspeed.keys:
        text = tags.get(f"{key}:{direction}") or tags.get(key)
        if text:
            return kmh(text, profile.maxspeed.zones)
    return None


def kmh(text: str, zones: Mapping[str, float]) -> float | None:
    """Read a speed limit: `50`, `30 mph`, `50;70` (the first), `CN:urban` by its zone; None where it says nothing."""
    first = text.split(";")[0].lower()
    found = _measure(first, _KMH)
    return found if found is not None else zones.get(first.rsplit(":", 1)[-1])


def _measure(text: str, units: Mapping[str, float]) -> float | None:
    found = _NUMBER.match(text)
    if not found:
        return None
    unit = units.get(found[2].strip().lower())
    return float(found[1].replace(",", ".")) * unit if unit is not None else None


def _one_way(tags: Tags, profile: Profile, kind: str, forward: float, backward: float) -> tuple[float, float]:
    word = next((tags[key] for key in profile.oneway_keys if key in tags), None)
    against = profile.against_oneway.get(kind, 0.0)
    if word in _AGAINST:
        return min(forward, against), backward
    if word == "reversible":
        return 0.0, 0.0
    implied = word != "no" and (kind in _ONEWAY_CLASSES or tags.get("junction") in _ONEWAY_JUNCTIONS)
    if word in _YES or implied:
        # Nobody drives against a motorway or a roundabout.
        return forward, 0.0 if implied else min(backward, against)
    return forward, backward


def _lowest(tags: Tags, what: str) -> float:
    """The lowest height (m) or weight (t) signed on a way; infinite where none is."""
    units = _METRES if what == "height" else _TONNES
    keys = (f"max{what}", f"max{what}:physical", f"max{what}:forward", f"max{what}:backward")
    found = [_feet(tags[key]) or _measure(tags[key], units) for key in keys if key in tags]
    return min((one for one in found if one), default=math.inf)


def _feet(text: str) -> float | None:
    found = _FEET.match(text)
    return int(found[1]) * _FOOT + int(found[2] or 0) * _INCH if found else None


def is_barrier(tags: Tags, profile: Profile) -> bool:
    """Say whether a node with these tags stops the vehicle."""
    word = next((tags[key] for key in profile.access.keys if key in tags), None)
    if word is not None:
        return word in profile.access.refused
    barrier = tags.get("barrier")
    if barrier is None or tags.get("bollard") == "rising" or tags.get("kerb") in {"lowered", "flush"}:
        return False
    return barrier not in profile.open_barriers or _lowest(tags, "height") < profile.height_m


def halt(tags: Tags, profile: Profile) -> tuple[float, float]:
    """The seconds lost at a node by who goes along the way, and by who goes against it."""
    kind = tags.get("highway", "")
    seconds = profile.halts.get(kind, 0.0) + profile.halts.get(tags.get("barrier", ""), 0.0)
    facing = tags.get(f"{kind}:direction") or tags.get("direction")
    return (0.0 if facing == "backward" else seconds), (0.0 if facing == "forward" else seconds)


def restriction(tags: Tags, profile: Profile) -> str | None:
    """Say whether a relation forbids a turn (`no`), allows it alone (`only`), or neither (None) for the profile."""
    kind = next((tags[key] for key in _restriction_keys(profile) if key in tags), "")
    if not profile.turns.restricted or profile.access.exempt & set(tags.get("except", "").split(";")):
        return None
    word = kind.split("_")[0]
    return word if word in {"no", "only"} else None


def _restriction_keys(profile: Profile) -> list[str]:
    return [*(f"restriction:{key}" for key in profile.access.keys), "restriction"]
