"""Whom the demo's past sends: the nearest free vehicles of the wanted kinds, no vehicle in two places at once."""

from dataclasses import dataclass
from random import Random

from lanyan.demo.past_book import StationCard, VehicleCard
from lanyan.demo.past_script import Choice
from lanyan.demo.past_shape import Sort
from lanyan.forces import arrivals
from lanyan.incidents.proposal import TURNOUT_SECONDS
from lanyan.incidents.rules import ASSIST, FALSE, FIRE, GUARD

ANY = ("SG", "JY", "PM", "CAFS", "JP", "DG", "YT")
WATER = ("SG", "PM", "CAFS", "JP")
RESCUERS = ("JY", "HJ", "SG")
MOST = 9
# What stations farther than these many ranks away would send is not asked for.
NEAREST = 9


@dataclass(slots=True)
class Team:
    """What one station sends with one order, and how far it has to go as the crow flies."""

    station: StationCard
    metres: float
    vehicles: list[VehicleCard]


def wanted(sort: Sort, level: int | None, dice: Random) -> list[tuple[str, ...]]:
    """The kinds of vehicle that are sent, each as alternatives."""
    if sort.kind == FIRE:
        return _fire(sort, level or 1, dice)
    if sort.kind == GUARD:
        return [WATER, RESCUERS][: dice.choice((1, 2, 2))]
    if sort.kind == FALSE:
        return [WATER, ANY][: dice.choice((1, 1, 2))]
    if sort.kind == ASSIST:
        return [ANY, ANY][: dice.choice((1, 1, 2))]
    found: list[tuple[str, ...]] = [RESCUERS, WATER]
    if sort.code == "RESCUE-HAZ":
        found += [("HJ", "HZ"), ("XX", "PM")]
    if (level or 1) >= 2:
        found += [RESCUERS] * dice.choice((0, 0, 1))
    if (level or 1) >= 3:
        found += [RESCUERS, ("ZM", "SG"), WATER]
    if (level or 1) == 1 and sort.code != "RESCUE-HAZ":
        found = found[: dice.choice((1, 2, 2))]
    return found


def _fire(sort: Sort, level: int, dice: Random) -> list[tuple[str, ...]]:
    if level == 1:
        small = sort.code in ("FIRE-WASTE", "FIRE-PLANT", "FIRE-OPEN")
        return [WATER, ANY, WATER][: dice.choice((1, 2, 2) if small else (2, 2, 3))]
    found: list[tuple[str, ...]] = [WATER, RESCUERS, WATER]
    if sort.code in ("FIRE-HIGH", "FIRE-CROWD"):
        found.append(("YT", "DG", "JP"))
    if level >= 3:
        found += [WATER, ("YT", "DG", "JP"), ("PM", "CAFS"), ("ZM", "GQ", "GS"), WATER]
    return found[:MOST]


def choose(
    ranks: list[tuple[float, StationCard]], kinds: list[tuple[str, ...]], at: int, *, taken: set[int] | None = None
) -> list[Team]:
    """Choose free vehicles, the nearest station first; always at least one vehicle."""
    teams: dict[int, Team] = {}
    taken = set() if taken is None else taken
    for fits in kinds:
        for metres, card in ranks[:NEAREST]:
            found = _free(card, fits, at, taken)
            if found is not None:
                taken.add(found.pk)
                teams.setdefault(card.pk, Team(card, metres, [])).vehicles.append(found)
                break
    if not teams:
        metres, card, found = _last_resort(ranks, at, taken)
        teams[card.pk] = Team(card, metres, [found])
    return list(teams.values())


def _free(card: StationCard, fits: tuple[str, ...], at: int, taken: set[int]) -> VehicleCard | None:
    for kind in fits:
        for vehicle in card.vehicles:
            if vehicle.kind == kind and vehicle.pk not in taken and vehicle.is_free(at):
                return vehicle
    return None


def _last_resort(
    ranks: list[tuple[float, StationCard]], at: int, taken: set[int]
) -> tuple[float, StationCard, VehicleCard]:
    for metres, card in ranks:
        for vehicle in card.vehicles:
            if vehicle.pk not in taken and vehicle.is_free(at):
                return metres, card, vehicle
    raise RuntimeError("Every vehicle of the city is busy at once: the demo's past is too dense.")


def crew(team: Team, dice: Random) -> list[Choice]:
    """Put people on the vehicles and name the formation where one goes together."""
    together: dict[int, int] = {}
    for vehicle in team.vehicles:
        if vehicle.formation:
            together[vehicle.formation[0]] = together.get(vehicle.formation[0], 0) + 1
    leader = dice.choice(team.station.leaders) if team.station.leaders else ""
    promised = round(TURNOUT_SECONDS + arrivals.straight_seconds_of(team.metres))
    return [
        Choice(
            vehicle.pk,
            min(8, max(4, vehicle.people + dice.choice((-1, 0, 0, 0, 1)))),
            vehicle.formation[1] if vehicle.formation and together[vehicle.formation[0]] > 1 else "",
            leader if number == 0 else "",
            promised,
        )
        for number, vehicle in enumerate(team.vehicles)
    ]
