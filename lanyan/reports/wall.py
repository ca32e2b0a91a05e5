"""The wall 大屏: what is going on now, what stands ready, and the year so far beside the same stretch a year ago."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.core.cache import cache
from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from lanyan.forces.models import Vehicle
from lanyan.forces.positions import vehicle_marks
from lanyan.forces.queries import Strength, strength
from lanyan.forces.rules import root
from lanyan.incidents import rules, wording
from lanyan.incidents.models import Incident, Run
from lanyan.incidents.queries import asked_for_more
from lanyan.kernel import figures, periods
from lanyan.kernel.figures import together
from lanyan.people import duty
from lanyan.people.models import DutyTurn
from lanyan.reports.figure_page import change
from lanyan.reports.numbers import Written, written
from lanyan.reports.scopes import Asked, Span, code_of
from lanyan.units.models import Unit

FIGURES = (
    "incidents.handled", "incidents.fire", "incidents.rescue", "runs.vehicles", "runs.people",
    "results.rescued_and_evacuated", "results.property_protected", "times.within_five_minutes",
)  # fmt: skip
# What fits on the screen without a scroll bar; the rest is counted and leads to the ledger.
INCIDENTS_SHOWN, STATIONS_SHOWN = 8, 49
CACHE_SECONDS = 120
# Runs that say where a vehicle is on its way.
ON_THE_WAY = (rules.ORDERED, rules.RECEIVED, rules.DEPARTED)


@dataclass(frozen=True)
class Line:
    """One open incident with its vehicles: how many are on the way, at the scene, on the way back."""

    incident: Incident
    going: int
    there: int
    back: int
    signs: str
    next: str
    hand: bool


@dataclass(frozen=True)
class StationLine:
    """What one station has: vehicles ready, out on a run, off the road."""

    strength: Strength
    out: int

    @property
    def ready(self) -> int:
        """Vehicles in service that are bound to no run."""
        return max(self.strength.in_service - self.out, 0)

    @property
    def off_road(self) -> int:
        """Vehicles off the road."""
        return self.strength.off_road


@dataclass(frozen=True)
class Tile:
    """One figure of the year with its value a year before; both lead to their records."""

    figure: Any
    now: Written
    url: str
    before: Written
    before_url: str
    change: str


class Wall:
    """The wall of one unit for one reader at one instant; every part is read once."""

    def __init__(self, user: Any, unit: Unit, at: datetime) -> None:
        self.user, self.unit, self.at = user, unit, at

    @property
    def may_figures(self) -> bool:
        """May the reader look at figures here?"""
        return bool(self.user.may("reports.view_figures", self.unit.path))

    @property
    def may_forces(self) -> bool:
        """May the reader look at stations and vehicles here?"""
        return bool(self.user.may("forces.view_forces", self.unit.path))

    @cached_property
    def on_duty(self) -> list[DutyTurn]:
        """Who has which duty of the unit now, for whoever may know."""
        return duty.told(self.unit, self.at) if self.user.may("people.view_duty", self.unit.path) else []

    @cached_property
    def incidents(self) -> list[Incident]:
        """Open incidents, the newest first, with their runs."""
        runs = Run.objects.open().select_related("vehicle__home__unit").order_by("pk")
        found: QuerySet[Incident] = (
            Incident.objects.visible_to(self.user)
            .unfinished()
            .filter(Q(unit__path__startswith=self.unit.path) | Q(runs__unit__path__startswith=self.unit.path))
            .annotate(asked=asked_for_more())
            .distinct()
        )
        found = found.select_related("subkind", "division", "unit").order_by("-answered_at", "-pk")
        return list(found.prefetch_related(Prefetch("runs", runs, to_attr="open_runs")))

    @cached_property
    def bound(self) -> list[Run]:
        """The open runs of the unit's own vehicles, whatever they are bound to."""
        runs = Run.objects.open().filter(vehicle__home__unit__path__startswith=self.unit.path)
        return list(runs.select_related("vehicle", "incident"))

    @property
    def lines(self) -> list[Line]:
        """The incidents that fit, the ones that need a hand first."""
        lines = sorted((_line(incident) for incident in self.incidents), key=lambda line: not line.hand)
        return lines[:INCIDENTS_SHOWN]

    @property
    def more(self) -> int:
        """How many open incidents do not fit."""
        return max(len(self.incidents) - INCIDENTS_SHOWN, 0)

    @cached_property
    def all_stations(self) -> list[StationLine]:
        """Every station below the unit that has vehicles."""
        out: dict[int, set[int]] = defaultdict(set)
        for run in self.bound:
            if run.vehicle.condition == Vehicle.Condition.IN_SERVICE:
                out[run.vehicle.home_id].add(run.vehicle_id)
        found = [StationLine(one, len(out[one.station_id])) for one in strength(self.unit.path)]
        return [line for line in found if line.strength.in_service or line.off_road]

    @property
    def stations(self) -> list[StationLine]:
        """The stations that fit: those with vehicles out or off the road first, else in the order of the tree."""
        if len(self.all_stations) <= STATIONS_SHOWN:
            return self.all_stations
        ordered = sorted(self.all_stations, key=lambda line: not (line.out or line.off_road))
        kept = {line.strength.station_id for line in ordered[:STATIONS_SHOWN]}
        return [line for line in self.all_stations if line.strength.station_id in kept]

    @property
    def more_stations(self) -> int:
        """How many stations do not fit."""
        return len(self.all_stations) - len(self.stations)

    @property
    def sums(self) -> dict[str, int]:
        """Vehicles ready, out and off the road, and people who could go with those in service."""
        lines = self.all_stations
        return {
            "ready": sum(line.ready for line in lines),
            "out": sum(line.out for line in lines),
            "off_road": sum(line.off_road for line in lines),
        }

    @cached_property
    def tiles(self) -> list[Tile]:
        """The year's figures up to this minute beside the same stretch of last year; counted once a minute."""
        asked = _year_so_far(self.unit, self.at)
        before = asked.year_before()
        wanted = [figures.get(key) for key in FIGURES]
        now_values, before_values = _values(asked), _values(before)
        return [
            Tile(
                figure=figure,
                now=written(figure, now_values[figure.key]),
                url=asked.url(figure),
                before=written(figure, before_values[figure.key]),
                before_url=before.url(figure),
                change=change(figure, now_values[figure.key], before_values[figure.key]),
            )
            for figure in wanted
        ]

    @property
    def map(self) -> dict[str, Any]:
        """Stations, vehicles under way where they are, open incidents on top."""
        marks = [
            {"kind": "stn-m", "at": [line.strength.lon, line.strength.lat], "title": line.strength.name}
            for line in self.all_stations
        ]
        runs = [run for incident in self.incidents for run in incident.open_runs]  # type: ignore[attr-defined]
        out = [run.vehicle for run in runs if run.status in rules.OUT and run.status not in rules.ON_SCENE]
        marks += vehicle_marks(out, self.at, anchor="top", offset=[0, 6])
        marks += [_mark(incident) for incident in self.incidents if incident.lon is not None]
        return {"marks": marks}

    @property
    def topics(self) -> str:
        """The news that changes this screen: incidents of the centres around, positions, readiness."""
        own = self.unit.path
        parts = own.split(".")[:-1]
        above = [".".join(parts[: n + 1]) + "." for n in range(len(parts))]
        centres = Unit.objects.filter(Q(path__in=above) | Q(path__startswith=own, kind=Unit.Kind.DETACHMENT))
        names = [f"incidents:{pk}" for pk in centres.order_by("path").values_list("pk", flat=True)]
        return " ".join([*names, f"positions:{root(own)}", f"readiness:{root(own)}"])


def _line(incident: Incident) -> Line:
    runs: list[Run] = incident.open_runs  # type: ignore[attr-defined]
    going = sum(run.status in ON_THE_WAY for run in runs)
    there = sum(run.status in rules.ON_SCENE for run in runs)
    # What the board of the desk counts on its rows, counted here from the runs at hand.
    incident.sent, incident.there = len(runs), there  # type: ignore[attr-defined]
    incident.away = sum(run.status in rules.OUT for run in runs)  # type: ignore[attr-defined]
    incident.unanswered = sum(run.status == rules.ORDERED for run in runs)  # type: ignore[attr-defined]
    told, hand = wording.next_thing(incident)
    back = len(runs) - going - there
    return Line(incident, going, there, back, " ".join(run.vehicle.call_sign for run in runs), told, hand)


def _mark(incident: Incident) -> dict[str, Any]:
    mark = wording.mark(incident)
    icon = "flame" if incident.kind == rules.FIRE else "pin"
    href = reverse("incidents:incident", args=[incident.pk])
    return mark | {
        "kind": "fire",
        "icon": icon,
        "text": incident.short_number,
        "title": mark["text"],
        "href": href,
        "anchor": "bottom",
    }


def _year_so_far(unit: Unit, at: datetime) -> Asked:
    """From New Year to this minute: the address of a figure then counts exactly what stands here."""
    local = at.astimezone(periods.ZONE).replace(second=0, microsecond=0)
    since = periods.year(local.year).since.astimezone(periods.ZONE)
    words = {"since": since.date().isoformat(), "until": local.isoformat()}
    return Asked(unit, code_of(unit), Span(words, since, local))


def _values(asked: Asked) -> dict[str, Any]:
    key = f"wall:{asked.unit.path}:{asked.span.until.isoformat()}"
    values: dict[str, Any] | None = cache.get(key)
    if values is None:
        values = together([figures.get(name) for name in FIGURES], asked.scope)
        cache.set(key, values, CACHE_SECONDS)
    return values
