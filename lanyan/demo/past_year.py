"""Draws one year of one city: what happened where and when, with results that add up to the year's published sums."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np

from lanyan.demo import past_shape as shape
from lanyan.demo.past_book import Book
from lanyan.demo.past_shape import SORTS, Sort, YearShape
from lanyan.places.coordinates import distances_m
from lanyan.places.models import Division, Place

EPOCH = date(1970, 1, 1)
# Beijing is eight hours ahead all year (no summer time since 1991).
BEIJING = 8 * 3600
CALENDAR_DAYS = 366
# Of those who were brought to safety, how many were led out and not rescued.
EVACUATED_SHARE = 0.65


@dataclass(slots=True)
class Case:
    """One thing that happened, before anybody was sent."""

    at: int
    sort: Sort
    place: Any
    rescued: int = 0
    evacuated: int = 0
    # In hundredths of 10,000 yuan; None where there was nothing to protect.
    protected: int | None = None
    # counted, merged, test, withdrawn or exercise.
    fate: str = "counted"
    key: int = 0
    into: "Case | None" = None


@dataclass
class Gazetteer:
    """A city's places by county and kind, each with how likely something happens there."""

    divisions: list[str] = field(default_factory=list)
    weights: Any = None
    _found: dict[tuple[str, str], tuple[list[Any], Any]] = field(default_factory=dict)

    def draw(self, division: str, kind: str, number: float) -> Any:
        """Draw a place; `number` is from 0 to 1."""
        places, reach = self._found.get((division, kind)) or self._found[division, "ESTATE"]
        return places[min(int(np.searchsorted(reach, number)), len(places) - 1)]


def gazetteer(book: Book) -> Gazetteer:
    """Read a city's places."""
    counties = list(Division.objects.counties_of(book.city))
    weights = np.array([county.residents or shape.RESIDENTS.get(county.code, 150_000) for county in counties], float)
    found = Gazetteer([county.code for county in counties], np.cumsum(weights / weights.sum()))
    stations = list(book.stations.values())
    lons, lats = [card.lon for card in stations], [card.lat for card in stations]
    groups: dict[tuple[str, str], list[Any]] = {}
    for place in Place.objects.in_division(book.city).order_by("pk"):
        groups.setdefault((place.division_id, str(place.kind)), []).append(place)
    for (division, kind), places in groups.items():
        far = [float(distances_m(place.lon, place.lat, lons, lats).min()) for place in places]
        near = np.exp(-np.array(far) / shape.NEAR_M.get(kind, 4000))
        found._found[division, kind] = (places, np.cumsum(near / near.sum()))
    return found


def draw_year(
    year: int,
    wanted: YearShape,
    places: Gazetteer,
    dice: np.random.Generator,
    *,
    counted: int,
    until: int,
    given: tuple[int, int] = (0, 0),
) -> list[Case]:
    """Draw the cases of a year in time order: `counted` that count, others on top; none begins after `until`.

    `given` are people and property (hundredths) that stand elsewhere already and belong to the year's sums.
    """  # fmt: skip
    days = _days(year, until)
    cases = _draw(counted, wanted, places, dice, days, until)
    share = len(days) / CALENDAR_DAYS if until < days_end(year) else 1.0
    _results(cases, wanted, dice, share, given)
    extra = [
        *_fates(cases, "test", shape.TESTS, wanted, places, dice, days, until),
        *_fates(cases, "withdrawn", shape.WITHDRAWN, wanted, places, dice, days, until),
        *_fates(cases, "exercise", shape.EXERCISES, wanted, places, dice, days, until),
        *_merged(cases, dice),
    ]
    return sorted([*cases, *extra], key=lambda case: case.at)


def days_end(year: int) -> int:
    """The instant at which a year ends in Beijing."""
    return (date(year + 1, 1, 1) - EPOCH).days * 86_400 - BEIJING


def _days(year: int, until: int) -> list[date]:
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(366)]
    return [day for day in days if day.year == year and (day - EPOCH).days * 86_400 - BEIJING < until]


def _draw(
    count: int, wanted: YearShape, places: Gazetteer, dice: np.random.Generator, days: Sequence[date], until: int
) -> list[Case]:
    share = dict(zip(shape.KINDS, wanted.kinds, strict=True))
    weights = np.array([sort.share * share[sort.kind] for sort in SORTS])
    cases: list[Case] = []
    for sort, number in zip(SORTS, dice.multinomial(count, weights / weights.sum()), strict=True):
        instants = _instants(sort, int(number), dice, days, until)
        where = _where(sort, int(number), places, dice)
        cases += [Case(at, sort, place) for at, place in zip(instants, where, strict=True)]
    return sorted(cases, key=lambda case: case.at)


def _instants(sort: Sort, number: int, dice: np.random.Generator, days: Sequence[date], until: int) -> list[int]:
    likely = np.array([sort.months[day.month - 1] * shape.WEEKDAYS[day.weekday()] for day in days])
    hours = np.array(sort.hours)
    chosen = dice.choice(len(days), size=number, p=likely / likely.sum())
    clock = dice.choice(24, size=number, p=hours / hours.sum()) * 3600 + dice.integers(0, 3600, size=number)
    first = (days[0] - EPOCH).days * 86_400 - BEIJING
    instants = first + chosen * 86_400 + clock
    # What would come later today than now happened that long before now instead.
    late = instants >= until
    instants[late] = until - 1 - (instants[late] - until) % 86_400
    return [int(at) for at in np.maximum(instants, first)]


def _where(sort: Sort, number: int, places: Gazetteer, dice: np.random.Generator) -> list[Any]:
    kinds = [kind for kind, _weight in sort.places]
    chosen = dice.choice(len(kinds), size=number, p=[weight for _kind, weight in sort.places])
    counties = np.minimum(np.searchsorted(places.weights, dice.random(number)), len(places.divisions) - 1)
    which = dice.random(number)
    return [
        places.draw(places.divisions[county], kinds[kind], share)
        for county, kind, share in zip(counties, chosen, which, strict=True)
    ]


def _results(
    cases: list[Case], wanted: YearShape, dice: np.random.Generator, share: float, given: tuple[int, int]
) -> None:
    people = round(wanted.rescued_and_evacuated * share) - given[0]
    evacuated = round(people * EVACUATED_SHARE)
    for name, total in (("rescued", people - evacuated), ("evacuated", evacuated)):
        weights = np.array([getattr(case.sort, name) for case in cases])
        if total > 0 and weights.sum() > 0:
            # Evacuations come by households and floors, rescues one by one.
            lumps = dice.gamma(0.6 if name == "evacuated" else 2.0, size=len(cases)) * weights
            for case, number in zip(cases, dice.multinomial(total, lumps / lumps.sum()), strict=True):
                setattr(case, name, int(number))
    _protected(cases, dice, round(wanted.protected_cents * share) - given[1])


def _protected(cases: list[Case], dice: np.random.Generator, total: int) -> None:
    """Share a sum out over the fires with something to protect, to the hundredth."""
    fires = [case for case in cases if case.sort.protected]
    if not fires or total <= 0:
        return
    weights = np.array([case.sort.protected for case in fires]) * dice.lognormal(0.0, 1.1, size=len(fires))
    amounts = np.floor(weights / weights.sum() * total).astype(int)
    amounts[int(np.argmax(weights))] += total - int(amounts.sum())
    for case, amount in zip(fires, amounts, strict=True):
        case.protected = int(amount)


def _fates(
    cases: list[Case], fate: str, share: float, wanted: YearShape, places: Gazetteer, dice: np.random.Generator,
    days: Sequence[date], until: int,
) -> list[Case]:  # fmt: skip
    drawn = _draw(round(len(cases) * share), wanted, places, dice, days, until)
    fit = {"exercise": "FIRE-HIGH", "test": "FALSE-MISTAKE", "withdrawn": "ASSIST-DOOR"}[fate]
    for case in drawn:
        case.fate, case.sort = fate, shape.SORT[fit]
        if fate == "exercise":
            # Exercises are held by day.
            local = (case.at + BEIJING) % 86_400
            case.at += 9 * 3600 + local * 8 // 24 - local
    return [case for case in drawn if case.at < until]


def _merged(cases: list[Case], dice: np.random.Generator) -> list[Case]:
    """Further calls for incidents that several people see."""
    seen = [case for case in cases if case.sort.kind in ("FIRE", "RESCUE")]
    if not seen:
        return []
    found = []
    number = round(len(cases) * shape.MERGED)
    for index in sorted(dice.choice(len(seen), size=min(number, len(seen)), replace=False)):
        into = seen[int(index)]
        found.append(Case(into.at + int(dice.integers(70, 420)), into.sort, into.place, fate="merged", into=into))
    return found
