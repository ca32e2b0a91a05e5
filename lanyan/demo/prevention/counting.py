"""Counts the numbers of the shape out of the records again, by the published figures themselves."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from lanyan.demo.prevention import shapes
from lanyan.demo.prevention.build import years_of
from lanyan.kernel import figures, periods
from lanyan.kernel.figures import Scope
from lanyan.kernel.periods import midnight

# Which figure counts which number of a shape.
FIGURES = {
    "premises": "inspections.premises_checked",
    "checks": "inspections.checks",
    "joint": "inspections.joint_premises",
    "national": "inspections.heritage_national",
    "provincial": "inspections.heritage_provincial",
    "high_rise": "inspections.special_high_rise",
    "elderly": "inspections.elderly_care",
    "hazards": "hazards.found",
    "put_right": "hazards.put_right",
    "notices": "papers.notices",
    "cases": "enforcement.cases",
    "on_the_spot": "enforcement.cases_on_the_spot",
    "fines": "enforcement.fines",
    "stops": "enforcement.stops",
    "seals": "enforcement.seals",
    "listed": "enforcement.listed",
    "delisted": "enforcement.delisted",
    "drills": "inspections.evacuation_drills",
}
# So long after its end the hazards of a year have come to theirs.
SETTLED = timedelta(days=75)
LATER = {"put_right"}


def misses(city: str, unit_path: str, *, until: datetime) -> Iterator[str]:
    """Every number of every whole year that the records do not give, in words."""
    for year in years_of(city, until):
        period = periods.year(year)
        if period.until > until:
            continue
        wanted = _wanted(city, year, is_settled=midnight(date(year + 1, 1, 1)) + SETTLED <= until)
        found = figures.together([figures.get(FIGURES[name]) for name in wanted], Scope.of(unit_path, period))
        for name, number in wanted.items():
            if found[FIGURES[name]] != number:
                yield f"{city} {year} {FIGURES[name]}: {found[FIGURES[name]]} instead of {number}"


def _wanted(city: str, year: int, *, is_settled: bool) -> dict[str, Any]:
    shape = shapes.shape_of(city, year)
    numbers = {name: getattr(shape, name) for name in FIGURES if is_settled or name not in LATER}
    return {**numbers, "fines": Decimal(shape.fines) / 10_000}
