"""What a kind of vehicle may drive on and how fast: read from `lanyan/data/road_profiles/`."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "data" / "road_profiles"


class BadProfile(Exception):
    """A profile that cannot be read; the message names the file and the reason."""


@dataclass(frozen=True)
class Access:
    """Which words of the access tags refuse a way, and which allow it only at the start or the end of a journey."""

    keys: tuple[str, ...]
    refused: frozenset[str]
    ends: frozenset[str]
    services_refused: frozenset[str]
    exempt: frozenset[str]


@dataclass(frozen=True)
class Maxspeed:
    """How a speed limit (km/h) becomes a driven speed."""

    factor: float
    other_kmh: float
    highest_kmh: float
    keys: tuple[str, ...]
    zones: Mapping[str, float]


@dataclass(frozen=True)
class Turns:
    """The seconds a turn costs by its angle, and what stands in its way."""

    seconds: float
    bias: float
    across_oncoming_seconds: float
    u_turn_seconds: float
    restricted: bool


@dataclass(frozen=True)
class Profile:
    """A vehicle on the road: km/h by class and surface, seconds at signals and turns, metres and tonnes of its own."""

    name: str
    version: str
    source: str
    mark: str
    keeps_right: bool
    height_m: float
    weight_t: float
    speeds: Mapping[str, float]
    maxspeed: Maxspeed
    limits: Mapping[str, Mapping[str, float]]
    access: Access
    oneway_keys: tuple[str, ...]
    against_oneway: Mapping[str, float]
    open_barriers: frozenset[str]
    halts: Mapping[str, float]
    turns: Turns


def read(name: str, *, folder: Path = FOLDER) -> Profile:
    """Read the profile of that name; BadProfile where it is missing or wrong."""
    file = folder / f"{name}.toml"
    try:
        text = file.read_bytes()
        return _profile(name, tomllib.loads(text.decode()), hashlib.sha256(text).hexdigest()[:16])
    except FileNotFoundError:
        known = ", ".join(sorted(one.stem for one in folder.glob("*.toml")))
        raise BadProfile(f"There is no road profile {name}; there are: {known}") from None
    except KeyError as missing:
        raise BadProfile(f"{file.name}: {missing} is missing") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, TypeError, ValueError) as error:
        raise BadProfile(f"{file.name}: {error}") from None


def _profile(name: str, told: dict[str, dict[str, object]], mark: str) -> Profile:
    access, maxspeed, turns = told["access"], told["maxspeed"], told["turns"]
    found = Profile(
        name=name,
        version=str(told["version"]),
        source=str(told["source"]),
        mark=mark,
        keeps_right=bool(told["keeps_right"]),
        height_m=_number(told["vehicle"]["height_m"]),
        weight_t=_number(told["vehicle"]["weight_t"]),
        speeds=_numbers(told["speeds"]),
        maxspeed=Maxspeed(
            factor=_number(maxspeed["factor"]),
            other_kmh=_number(maxspeed["other_kmh"]),
            highest_kmh=_number(maxspeed["highest_kmh"]),
            keys=_words(maxspeed["keys"]),
            zones=_numbers(maxspeed["zones"]),
        ),
        limits={key: _numbers(told[key]) for key in ("surface", "tracktype", "smoothness")},
        access=Access(
            keys=_words(access["keys"]),
            refused=frozenset(_words(access["refused"])),
            ends=frozenset(_words(access["ends"])),
            services_refused=frozenset(_words(access["services_refused"])),
            exempt=frozenset(_words(access["exempt"])),
        ),
        oneway_keys=_words(told["oneway"]["keys"]),
        against_oneway=_numbers(told["oneway"]["against"]),
        open_barriers=frozenset(_words(told["barriers"]["open"])),
        halts=_numbers(told["halts"]),
        turns=Turns(
            seconds=_number(turns["seconds"]),
            bias=_number(turns["bias"]),
            across_oncoming_seconds=_number(turns["across_oncoming_seconds"]),
            u_turn_seconds=_number(turns["u_turn_seconds"]),
            restricted=bool(turns["restricted"]),
        ),
    )
    if not found.speeds or min(found.speeds.values()) <= 0 or found.turns.bias <= 0 or found.maxspeed.factor <= 0:
        raise ValueError("speeds, the factor of the limit and the bias of turns must be above nought")
    return found


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
        raise ValueError(f"{value!r} is no number of nought or more")
    return float(value)


def _numbers(value: object) -> dict[str, float]:
    if not isinstance(value, dict):
        raise TypeError(f"{value!r} is no table")
    return {str(key): _number(one) for key, one in value.items()}


def _words(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is no list")
    return tuple(str(one) for one in value)
