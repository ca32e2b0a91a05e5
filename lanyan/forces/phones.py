"""The telephone list: who is rung when nothing else works. Upper floors bring the numbers they keep."""

from collections.abc import Callable
from dataclasses import dataclass

from lanyan.units.models import Unit


@dataclass(frozen=True)
class Number:
    """One line of the list."""

    group: str
    name: str
    phone: str
    note: str = ""


_sources: list[Callable[[Unit], list[Number]]] = []


def register(source: Callable[[Unit], list[Number]]) -> None:
    """Have a function asked for the numbers of a detachment."""
    _sources.append(source)


def numbers(root: Unit) -> list[Number]:
    """The numbers of a detachment: its own units, then whatever upper floors keep."""
    rows = Unit.objects.filter(path__startswith=root.path, closed_date=None).exclude(phone="").order_by("path")
    own = [Number("", unit.name, unit.phone) for unit in rows]
    return own + [number for source in _sources for number in source(root)]
