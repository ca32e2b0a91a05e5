"""Random draws of the past: made by the rule itself out of a frozen ground, so that anybody can run them again."""

from datetime import date, datetime, timedelta
from random import Random

from lanyan.demo.prevention.records import Lot
from lanyan.demo.prevention.sites import Site
from lanyan.demo.prevention.staff import Officer, Team
from lanyan.inspections import lots
from lanyan.inspections.rules import draw as rules
from lanyan.kernel import codes, workdays
from lanyan.kernel.periods import midnight

# So many of the places that a battalion checks without another cause come out of a draw.
SHARE = 0.4
GENERAL = "GENERAL"
Result = tuple[Lot, list[rules.Drawn]]


def class_of(site: Site, scale: dict[str, int]) -> str:
    """The heaviest class of a place, as the draw sees it."""
    above = {code: row.parent for code, row in codes.table("premises_categories").items()}
    found = GENERAL
    for category in site.categories:
        for code in (category, above.get(category, "")):
            if code in scale and scale[code] > scale.get(found, 0):
                found = code
    return found


class Lots:
    """Draws the lots of one city's year: one a battalion and half-year."""

    def __init__(self, dice: Random, until: datetime) -> None:
        self.dice, self.until = dice, until
        self.weights, _source = lots.weights()

    def draw(self, year: int, half: int, team: Team, sites: list[Site], wanted: int) -> Result | None:
        """One lot out of these places; none when nothing can be drawn or the half-year is not over."""
        first, last = date(year, 6 * half + 1, 1), date(year, 6 * half + 6, 28)
        while not workdays.is_workday(last):
            last -= timedelta(days=1)
        if not sites or wanted < 1 or midnight(last) >= self.until:
            return None
        population = sorted((site.pk, class_of(site, self.weights)) for site in sites)
        staff = [(officer.person, 0) for officer in sorted(team.officers, key=lambda one: one.person)]
        seed = f"{year}-{half + 1}-{team.unit}-{self.dice.getrandbits(64):016x}"
        drawn_at = midnight(first - timedelta(days=4)) + timedelta(hours=10)
        lot = Lot(team, year, half, seed, drawn_at, drawn_at + timedelta(hours=26), first + timedelta(days=2), last,
                  population, self.weights, staff)  # fmt: skip
        return lot, rules.run(rules.Ground(seed, min(wanted, len(sites)), population, self.weights, staff))


def officer(team: Team, person: int) -> Officer:
    """One of a team's officers by person."""
    return next(one for one in team.officers if one.person == person)
