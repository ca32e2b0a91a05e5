"""The demo's past: every year since the first one, both cities, from the drawing to the finished rows."""

from collections.abc import Callable, Iterator
from heapq import merge
from random import Random

import numpy as np

from lanyan.demo import loader as loading
from lanyan.demo import notable, past_book, past_shape
from lanyan.demo.ground import Ground
from lanyan.demo.loader import Loader
from lanyan.demo.past_book import Book
from lanyan.demo.past_journal import Journal
from lanyan.demo.past_life import Life
from lanyan.demo.past_rows import RECORDS, event_model, tables_written
from lanyan.demo.past_script import Script
from lanyan.demo.past_shape import YearShape
from lanyan.demo.past_staff import enlist
from lanyan.demo.past_year import Case, days_end, draw_year, gazetteer
from lanyan.incidents.facts import level_rules
from lanyan.incidents.models import LogEntry
from lanyan.kernel import audit
from lanyan.kernel.models import SearchEntry
from lanyan.units.models import Unit

Tell = Callable[[str], None]
# The last hours belong to the present.
PRESENT_SECONDS = 40 * 60


def build_past(
    ground: Ground, *, until: int, years: dict[str, dict[int, YearShape]] | None = None, tell: Tell = lambda stage: None
) -> dict[str, Book]:
    """Draw and load the past of all cities up to `until` (seconds since 1970); must run inside a transaction."""
    books: dict[str, Book] = {}
    streams: list[Iterator[Script]] = []
    for code, city in ground.cities.items():
        book = books[code] = past_book.read(Unit.objects.get(pk=city.detachment_id))
        with audit.act("demo.build", reason="demo"):
            enlist(book, city)
        shapes = years[code] if years is not None else _years(code, until)
        streams.append(_scripts(ground, book, shapes, until - PRESENT_SECONDS))
    tell("draw")
    models = tables_written()
    with loading.standing_aside(*models):
        loader = Loader()
        journal = Journal(loader, books, ground.seed)
        loader.fill(lambda: journal.play_all(merge(*streams, key=lambda script: script.begins)))
        tell("write")
    loading.continue_ids(*RECORDS, *(event_model(model) for model in RECORDS), LogEntry, SearchEntry)
    tell("index")
    # What nobody filters by learns its numbers from the server itself in time.
    loading.analyze(*RECORDS, LogEntry, SearchEntry)
    tell("analyze")
    return books


def _years(city: str, until: int) -> dict[int, YearShape]:
    """The years of the table that have begun, and every later one up to now."""
    wanted = list(past_shape.YEARS[city])
    while days_end(wanted[-1]) <= until:
        wanted.append(wanted[-1] + 1)
    return {year: past_shape.year_shape(city, year) for year in wanted if days_end(year - 1) <= until}


def _scripts(ground: Ground, book: Book, years: dict[int, YearShape], until: int) -> Iterator[Script]:
    """All scripts of one city in time order; whatever they need of the database is read before the first."""
    dice = np.random.default_rng([ground.seed, int(book.city)])
    life = Life(book, Random(f"past-{book.city}-{ground.seed}"), level_rules(), until)
    places = gazetteer(book)
    cases: list[tuple[Case | Script, YearShape]] = []
    told = [story for story in notable.scripts(ground.cities[book.city], book) if story.ends < until]
    notable.reserve(book, told)
    for year, shape in years.items():
        stories = [story for story in told if days_end(year - 1) <= story.begins < days_end(year)]
        share = min(1.0, max(0.0, (until - days_end(year - 1)) / (days_end(year) - days_end(year - 1))))
        drawn = draw_year(year, shape, places, dice, counted=round(shape.counted * share) - notable.counted(stories),
                          until=until,
                          given=notable.given(stories))  # fmt: skip
        cases += [(one, shape) for one in (*drawn, *stories)]
    _number([case for case, _shape in cases if isinstance(case, Case)], int(book.city) * 1_000_000)
    cases.sort(key=lambda pair: pair[0].begins if isinstance(pair[0], Script) else pair[0].at)
    return _written(life, cases)


def _written(life: Life, cases: list[tuple[Case | Script, YearShape]]) -> Iterator[Script]:
    """Write the scripts one after the other: the vehicles must be sent in that order."""
    for one, shape in cases:
        script = one if isinstance(one, Script) else life.script(one, shape.pace)
        if script is not None:
            yield script


def _number(cases: list[Case], before: int) -> None:
    """Give a key to every case that others mean."""
    wanted = [case.into for case in cases if case.into is not None]
    for number, case in enumerate(wanted, start=before + 1):
        case.key = case.key or number
