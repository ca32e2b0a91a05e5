"""What the cover is asked for: the threshold, who counts, and which stations are thought to be added or moved."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lanyan.forces.arrivals import Point
from lanyan.forces.cover import DRIVE_SECONDS
from lanyan.incidents.facts import turnout_times
from lanyan.incidents.figures.records import INCIDENTS, PEOPLE
from lanyan.places.coordinates import on_earth
from lanyan.reports.scopes import BadScope

# Each layer with its name and the unit its weights are written in.
LAYERS = {
    "area": (gettext_lazy("Area"), "km²"),
    "roads": (gettext_lazy("Road length"), "km"),
    "residents": (gettext_lazy("Population"), PEOPLE),
    "premises": (gettext_lazy("Premises"), pgettext_lazy("counting unit", "premises")),
    "incidents": (gettext_lazy("Past incidents"), INCIDENTS),
}
MOST_TURNOUT, MOST_DRIVE = 600, 3600
# So many stations may be thought of at once: each is a search over all roads, at every click.
MOST_SITES, MOST_BEST = 12, 5
_PAIR = re.compile(r"\s*(-?\d{1,3}(?:\.\d{1,12})?)[\s,，]+(-?\d{1,2}(?:\.\d{1,12})?)\s*", re.ASCII)


@dataclass(frozen=True)
class Plan:
    """Seconds of turnout and drive, the layer looked at, and what is planned.

    `now`: only stations with a vehicle ready count; `added`: places of further stations; `moved`: stations (by id) that
    stand elsewhere; `best`: how many of the best places for further stations to find.
    """

    turnout: int
    drive: int
    now: bool = False
    layer: str = "area"
    added: tuple[Point, ...] = ()
    moved: Mapping[int, Point] = field(default_factory=dict)
    best: int = 0

    @classmethod
    def standard(cls) -> Self:
        """Ask for five minutes from the order (建标152-2017): the station's turnout time, and four minutes' drive."""
        return cls(int(turnout_times()["STATION"]), DRIVE_SECONDS)

    @property
    def seconds(self) -> int:
        """From the order to the arrival."""
        return self.turnout + self.drive

    @property
    def is_standard(self) -> bool:
        """Is the threshold that of the standard?"""
        return (self.turnout, self.drive) == ((usual := self.standard()).turnout, usual.drive)

    @property
    def is_planned(self) -> bool:
        """Does any station stand elsewhere than it does?"""
        return bool(self.added or self.moved)

    @property
    def free(self) -> bool:
        """May another station be added or moved?"""
        return len(self.added) + len(self.moved) < MOST_SITES

    def pairs(self) -> list[tuple[str, str]]:
        """The address words that ask for the same again, without the search for the best places."""
        mode = [("mode", "now")] if self.now else []
        moved = [("move", f"{pk}@{written(at)}") for pk, at in self.moved.items()]
        return [
            ("turnout", str(self.turnout)),
            ("drive", str(self.drive)),
            *mode,
            ("layer", self.layer),
            *(("add", written(at)) for at in self.added),
            *moved,
        ]

    def words(self, unit: str) -> str:
        """The same as the end of an address; an empty unit is that of the top bar."""
        return urlencode([*([("unit", unit)] if unit else []), *self.pairs()], safe=",@")

    def with_site(self, station: int | None, at: Point) -> "Plan":
        """Add a station, or move one, as well."""
        if station is None:
            return replace(self, added=(*self.added, at))
        return replace(self, moved={**self.moved, station: at})

    def without(self, at: Point | None = None, station: int | None = None) -> "Plan":
        """Take back a station added, or moved."""
        moved = {pk: there for pk, there in self.moved.items() if pk != station}
        return replace(self, added=tuple(one for one in self.added if one != at), moved=moved)


def written(at: Point) -> str:
    """A point as the address bar has it; six decimals are a decimetre."""
    return f"{at[0]:.6f},{at[1]:.6f}"


def read(words: Mapping[str, str], added: Sequence[str] = (), moved: Sequence[str] = ()) -> Plan:
    """Read an address or a command line; BadScope names the word that cannot be read, and why."""
    usual = Plan.standard()
    if len(added) + len(moved) > MOST_SITES:
        raise BadScope("add", _("at most {most} stations can be added or moved at once").format(most=MOST_SITES))
    return Plan(
        turnout=_seconds(words, "turnout", usual.turnout, 0, MOST_TURNOUT),
        drive=_seconds(words, "drive", usual.drive, 1, MOST_DRIVE),
        now=_one_of(words, "mode", ("all", "now")) == "now",
        layer=_one_of(words, "layer", tuple(LAYERS)),
        added=tuple(dict.fromkeys(point("add", text) for text in added)),
        moved=dict(_move(text) for text in moved),
        best=_seconds(words, "best", 0, 0, MOST_BEST),
    )


def point(name: str, text: str) -> Point:
    """Read `118.87,28.96`; BadScope when it is no point on earth."""
    found = _PAIR.fullmatch(text)
    at = (round(float(found[1]), 6), round(float(found[2]), 6)) if found else (999.0, 999.0)
    if not on_earth(*at):
        raise BadScope(name, _("“{text}” is not a longitude and latitude: write 118.87,28.96").format(text=text))
    return at


def _move(text: str) -> tuple[int, Point]:
    station, _at, where = text.partition("@")
    if not re.fullmatch(r"[0-9]{1,9}", station):
        raise BadScope("move", _("“{text}” is not a move: write 12@118.87,28.96").format(text=text))
    return int(station), point("move", where)


def _seconds(words: Mapping[str, str], name: str, usual: int, least: int, most: int) -> int:
    text = words.get(name) or str(usual)
    if not re.fullmatch(r"[0-9]{1,6}", text) or not least <= int(text) <= most:
        reason = _("“{text}” is not a whole number from {least} to {most}")
        raise BadScope(name, reason.format(text=text, least=least, most=most))
    return int(text)


def _one_of(words: Mapping[str, str], name: str, choices: Sequence[str]) -> str:
    text = words.get(name) or choices[0]
    if text not in choices:
        raise BadScope(name, _("one of {names} is needed").format(names=", ".join(choices)))
    return text
