"""Builds the whole demo in one transaction: ground, past, present; a killed build leaves nothing behind."""

import time
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model, Sum
from django.db.models.functions import Coalesce
from pghistory.models import Context

from lanyan.demo import (
    complaints,
    duty_roster,
    fires,
    guards,
    links,
    past,
    past_shape,
    present,
    reviews,
    scenes,
    voice,
)  # fmt: skip
from lanyan.demo import ground as grounds
from lanyan.demo import loader as loading
from lanyan.demo.ground import DemoRefused
from lanyan.demo.prevention import build as prevention
from lanyan.demo.prevention import counting
from lanyan.demo.prevention import present as prevention_present
from lanyan.incidents.models import Incident
from lanyan.kernel import periods
from lanyan.kernel.models import Code, SearchEntry
from lanyan.places.models import Division
from lanyan.units.models import Role, Unit

SEED = 20240509
# Two builds at once wait for each other; the second finds the demo built.
LOCK = 119_119
Tell = Callable[[str, float], None]
# Each on what those before it have built.
APPS: tuple[tuple[str, Callable[..., object]], ...] = (
    ("complaints", complaints.build_complaints),
    ("fires", fires.build_fires),
    ("scenes", scenes.build_scenes),
    ("links", links.build_links),
    ("guards", guards.build_guards),
    ("reviews", reviews.build_reviews),
    ("voice", voice.build_voice),
    ("roster", duty_roster.build_roster),
)


class Stopwatch:
    """Tells each stage's name and seconds as it ends, and keeps them."""

    def __init__(self, tell: Tell) -> None:
        self.stages: dict[str, float] = {}
        self._tell, self._since = tell, time.monotonic()

    def __call__(self, stage: str) -> None:
        """A stage has ended."""
        now = time.monotonic()
        self.stages[stage] = round(now - self._since, 2)
        self._tell(stage, self.stages[stage])
        self._since = now


def build(
    *, seed: int, until: datetime, tell: Tell = lambda stage, seconds: None, anew: bool = False
) -> dict[str, float]:
    """Build the demo up to `until`; gives the seconds of each stage, nothing when it was built already.

    `anew` removes a demo first, with everything in its database; somebody's own data is refused, never removed.
    """
    watch = Stopwatch(tell)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        if grounds.state() == grounds.DEMO:
            if not anew:
                return {}
            clear()
            watch("clear")
        now = int(until.timestamp())
        ground = grounds.build_ground(seed, at=until)
        watch("ground")
        grounds.build_roads(ground)
        watch("roads")
        # Both write into the search: its indexes are made once, of all that is found.
        with loading.standing_aside(SearchEntry):
            books = past.build_past(ground, until=now, tell=watch)
            prevention.build_past(ground, books, until=now, tell=watch)
        watch("search")
        present.build_present(ground, books, now=now)
        watch("present")
        prevention_present.build_present(ground, now=now)
        watch("today")
        for name, make in APPS:
            make(ground, now=now)
            watch(name)
        verify(until=until)
        watch("verify")
    watch("commit")
    return watch.stages


def clear() -> None:
    """Empty the tables of all apps of the house; code lists and divisions stay."""
    kept = {Code, Division, Role}
    own = {model for model in apps.get_models() if model.__module__.startswith("lanyan.")} - kept | {Context}
    # What other apps keep about our records (second factors of logins) goes with them.
    while more := {model for model in apps.get_models(include_auto_created=True) if _points_to(model, own)} - own:
        own |= more
    real = [model._meta for model in own if model._meta.managed and not model._meta.proxy]
    tables = ", ".join(sorted(f'"{meta.db_table}"' for meta in real))
    with connection.cursor() as cursor:
        # Checks still owed by earlier work of this transaction would forbid it.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _points_to(model: type[Model], others: set[type[Model]]) -> bool:
    return any(field.related_model in others for field in model._meta.concrete_fields if field.is_relation)


def verify(*, until: datetime) -> None:
    """Count the published sums of every whole year out of the records again; a build that misses one is refused."""
    for city, years in past_shape.YEARS.items():
        root = Unit.objects.get(division_code__in=(city, f"{city}00"), kind=Unit.Kind.DETACHMENT)
        for year, shape in years.items():
            period = periods.year(year)
            if period.until > until:
                continue
            found = Incident.objects.counted().filter(unit__path__startswith=root.path)
            found = found.answered_in(period.since, period.until)
            sums = found.aggregate(
                people=Sum(Coalesce("rescued", 0) + Coalesce("evacuated", 0)), money=Sum("property_protected")
            )
            wanted = (shape.counted, shape.rescued_and_evacuated, Decimal(shape.protected_cents) / 100)
            if (found.count(), sums["people"], sums["money"]) != wanted:
                counted = f"{found.count()}, {sums['people']}, {sums['money']}"
                raise DemoRefused(f"{city} {year}: {counted} instead of {wanted}; nothing was built.")
        for missed in counting.misses(city, root.path, until=until):
            raise DemoRefused(f"{missed}; nothing was built.")
