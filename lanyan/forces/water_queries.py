"""Reads that join several nouns for the pages of rounds and faults: due sources, progress by unit, the next one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.timezone import localdate, localtime

from lanyan.forces import water_rules, water_terms
from lanyan.forces.models import WaterCheck, WaterCompany, WaterFault, WaterSource
from lanyan.kernel.models import Attachment
from lanyan.places.coordinates import distances_m
from lanyan.units.models import Unit

# On the page of a round; the whole list is one press away.
SHOWN = 100


@dataclass(frozen=True)
class Progress:
    """How far the rounds of a unit are: kept sources, those looked at within their interval, open faults."""

    unit: Unit
    kept: int
    done: int
    open: int
    overdue: int
    to_look: int

    @property
    def due(self) -> int:
        """Those nobody has looked at in time."""
        return self.kept - self.done

    @property
    def share(self) -> int | None:
        """Done in a hundred; never 100 while one is missing."""
        return water_rules.share(self.done, self.kept)


@dataclass(frozen=True)
class Due:
    """A source to be visited, how long ago anybody looked, and how far it is from where one stands."""

    source: WaterSource
    days: int | None
    metres: int | None


def due_since(at: datetime) -> dict[str, datetime]:
    """The instant since which each kind must have been looked at."""
    return water_rules.due_since(at, water_terms.look_days())


def progress(sources: Any, faults: Any, at: datetime) -> list[Progress]:
    """One line a unit that keeps water sources: three queries, however many units."""
    # Counted, not filtered: a unit with everything done must stand there too.
    due = _by_unit(sources.due(due_since(at)), "unit")
    kept = _by_unit(sources.kept(), "unit")
    on = localdate(at)
    told = faults.open().values("source__unit").order_by()
    told = told.annotate(
        open=Count("pk"),
        overdue=Count("pk", filter=Q(state__in=water_rules.RUNNING, due_date__lt=on)),
        to_look=Count("pk", filter=Q(state=water_rules.SAID_MENDED)),
    )
    found = {row["source__unit"]: row for row in told}
    units = Unit.objects.filter(pk__in=kept).order_by("path")
    return [_line(unit, kept[unit.pk], due.get(unit.pk, 0), found.get(unit.pk, {})) for unit in units]


def _line(unit: Unit, kept: int, due: int, told: dict[str, int]) -> Progress:
    return Progress(unit, kept, kept - due, *(told.get(name, 0) for name in ("open", "overdue", "to_look")))


def _by_unit(rows: Any, column: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(column).annotate(number=Count("pk")))


def due_sources(sources: Any, at: datetime, *, here: tuple[float, float] | None = None) -> list[Due]:
    """The sources to be visited: nearest first from where one stands, else along the streets by their addresses."""
    found = list(sources.due(due_since(at)).select_related("unit").order_by("address", "number"))
    if here is None or not found:
        return [Due(source, _days(source, at), None) for source in found]
    far = distances_m(*here, [source.lon for source in found], [source.lat for source in found])
    told = [Due(source, _days(source, at), round(away)) for source, away in zip(found, far, strict=True)]
    return sorted(told, key=lambda one: (one.metres, one.source.pk))


def _days(source: WaterSource, at: datetime) -> int | None:
    return (at - source.last_checked_at).days if source.last_checked_at else None


def next_after(source: WaterSource, sources: Any, at: datetime) -> tuple[Due | None, int]:
    """The nearest source of the same unit that is still to be visited, and how many are."""
    here = (source.lon, source.lat)
    left = due_sources(sources.filter(unit_id=source.unit_id).exclude(pk=source.pk), at, here=here)
    return (left[0] if left else None), len(left)


def looked_today(checks: Any, unit: Unit, at: datetime) -> int:
    """How many looks the unit's sources have had since midnight."""
    since = localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    number: int = checks.filter(source__unit__path__startswith=unit.path, at__gte=since).count()
    return number


def companies_of(path: str) -> Any:
    """The companies that answer for a unit, the one of the nearest unit first."""
    above = [path[: end + 1] for end, sign in enumerate(path) if sign == "."]
    return WaterCompany.objects.working().filter(unit__path__in=above).select_related("unit").order_by("-unit__path")


def with_photographs(checks: Any, source: WaterSource) -> list[WaterCheck]:
    """The looks at a source, each with its photographs: two queries."""
    shown: list[WaterCheck] = list(checks)
    kept: dict[int, list[Attachment]] = {}
    keys = [check.pk for check in shown]
    for one in Attachment.objects.filter(record_kind=WaterCheck._meta.label_lower, record_id__in=keys).standing():
        kept.setdefault(one.record_id, []).append(one)
    for check in shown:
        check.source, check.photographs = source, kept.get(check.pk, [])  # type: ignore[attr-defined]
    return shown


def looks_at(fault: WaterFault) -> list[WaterCheck]:
    """The looks since a fault was found, until the one that closed it; with their photographs."""
    found = fault.source.checks.filter(at__gte=fault.found_at).select_related("by").order_by("-at", "-pk")
    if fault.closed_at is not None:
        found = found.filter(at__lte=fault.closed_at)
    return with_photographs(found[:SHOWN], fault.source)
