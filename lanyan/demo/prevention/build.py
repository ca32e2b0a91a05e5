"""Builds the past of prevention: draws both cities in memory, writes finished rows, loads them by COPY."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any

from django.conf import settings
from django.utils import translation

from lanyan.demo import loader as loading
from lanyan.demo import past_shape
from lanyan.demo.ground import Ground
from lanyan.demo.loader import Loader
from lanyan.demo.past_book import Book
from lanyan.demo.past_year import days_end
from lanyan.demo.prevention import shapes
from lanyan.demo.prevention.case_rows import CaseRows
from lanyan.demo.prevention.check_rows import CheckRows
from lanyan.demo.prevention.desk import FROZEN, LINKS, RECORDS, Desk, tables_written
from lanyan.demo.prevention.drawing import Drawer
from lanyan.demo.prevention.hazard_rows import HazardRows
from lanyan.demo.prevention.lives import Lives
from lanyan.demo.prevention.major_rows import MajorRows
from lanyan.demo.prevention.paper_rows import PaperRows
from lanyan.demo.prevention.records import Year
from lanyan.demo.prevention.shapes import Shape
from lanyan.demo.prevention.site_rows import write as write_sites
from lanyan.demo.prevention.sites import Inventor, Site
from lanyan.demo.prevention.staff import Team, enlist
from lanyan.inspections.rules import judgement
from lanyan.kernel import codes
from lanyan.kernel.models import SearchEntry, Serial
from lanyan.kernel.periods import ZONE
from lanyan.premises.models import Premises
from lanyan.units.models import Unit

Tell = Callable[[str], None]
# The lists that the writers look up; the process that makes the rows has no database.
LISTS = ("paper_kinds", "penalty_rules", "seal_grounds", "premises_kinds", "premises_departments",
         "premises_categories", "premises_facilities", "checklists", "checklist_items", "draw_weights",
         "premises_building_uses")  # fmt: skip


@dataclass
class City:
    """One city, drawn and not yet written."""

    code: str
    root: Unit
    sites: list[Site]
    teams: dict[int, Team]
    drawer: Drawer
    years: list[Year]


def build_past(ground: Ground, books: dict[str, Book], *, until: int, tell: Tell = lambda stage: None) -> None:
    """Draw and load prevention up to `until` (seconds since 1970); must run inside a transaction."""
    now = datetime.fromtimestamp(until, tz=UTC).astimezone(ZONE)
    first, cities = loading.next_id(Premises), []
    for code in ground.cities:
        cities.append(_draw(ground, code, books[code], now, first=first))
        first += len(cities[-1].sites)
    for name in LISTS:
        codes.table(name)
    tell("checks")
    loader = Loader()
    with loading.standing_aside(*tables_written()):
        desk = Desk(loader, ground.seed, now)
        series = loader.sink(Serial._meta.db_table, ["series", "last"])

        def make() -> None:
            # The index speaks the house's language whoever builds.
            with translation.override(settings.LANGUAGE_CODE):
                for city in cities:
                    _write(desk, city, ground.seed)
            series.extend(f"{name}\t{last}" for name, last in desk.serials.items() if not name.startswith("notice:"))

        loader.fill(make)
    loading.continue_ids(*RECORDS, *FROZEN, *(model.pgh_event_model for model in RECORDS), *LINKS, SearchEntry)
    loading.analyze(*RECORDS, SearchEntry)
    tell("papers")


def _draw(ground: Ground, code: str, book: Book, now: datetime, *, first: int) -> City:
    """Everything that is read of the database is read here, before the rows are made elsewhere."""
    city = ground.cities[code]
    teams = enlist(city)
    sites = Inventor(city, book, ground.seed).all(shapes.LEDGERS[code])
    for number, site in enumerate(sites, start=first):
        # Draws name places by key; they are written in this order.
        site.pk = number
    drawer = Drawer(sites, teams, Random(f"checks-{code}-{ground.seed}"), now)
    lives = Lives(Random(f"lives-{code}-{ground.seed}"), now, drawer.items)
    wanted = years_of(code, now)
    judged = [year for year in wanted if shapes.shape_of(code, year).listed]
    years = []
    for year in wanted:
        shape = _so_far(shapes.shape_of(code, year), year, now)
        drawn = drawer.year(year, shape)
        lives.live(drawn, shape, is_last=year == judged[-1] if judged else False)
        years.append(drawn)
    judgement.sets()
    return City(code, Unit.objects.get(pk=city.detachment_id), sites, teams, drawer, years)


def years_of(code: str, now: datetime) -> list[int]:
    """The years the demo shows, as far as they have begun."""
    wanted = list(past_shape.YEARS[code])
    until = int(now.timestamp())
    while days_end(wanted[-1]) <= until:
        wanted.append(wanted[-1] + 1)
    # A year of which only the first days have come has nothing to count yet.
    return [year for year in wanted if _share(year, now) > 0.03]


def _share(year: int, now: datetime) -> float:
    begun, ends = days_end(year - 1), days_end(year)
    return min(1.0, max(0.0, (now.timestamp() - begun) / (ends - begun)))


def _so_far(shape: Shape, year: int, now: datetime) -> Shape:
    share = _share(year, now)
    return shape if share == 1 else shape.part(share)


def _write(desk: Desk, city: City, seed: int) -> None:
    """All rows of one city; the database is not to be touched."""
    head: Any = next(iter(city.teams.values())).head
    write_sites(desk, city.sites, head)
    papers = PaperRows(desk, city.code, seed)
    CheckRows(desk, city.code, city.root, city.drawer.items, seed).write(city.years, head)
    HazardRows(desk, city.code, papers).write(city.years)
    CaseRows(desk, city.code, papers).write(city.years)
    MajorRows(desk, city.code, papers).write(city.years)
    papers.write()
