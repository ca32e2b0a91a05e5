"""Figures 数据项: a number is a name over a queryset, so the number and the list of its records cannot disagree."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Aggregate, Count, F, FloatField, QuerySet

from lanyan.kernel.periods import Period


@dataclass(frozen=True)
class Scope:
    """Where and when to count: units below a path, a half-open period, and the values some dimensions are held at."""

    unit_path: str
    since: datetime
    until: datetime
    where: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, unit_path: str, period: Period, **where: str) -> "Scope":
        """A scope for a period."""
        return cls(unit_path, period.since, period.until, where)

    def held(self, dimension: str, key: str) -> "Scope":
        """The same scope with one dimension held at a value."""
        return replace(self, where={**self.where, dimension: key})


@dataclass(frozen=True)
class Dimension:
    """One way to break a figure down: an expression over its records, and the words for its values.

    `read` turns the text of the address bar into the stored value; `None` is written `-`.
    `every` lists the values that are shown even when nothing was counted there (hours, months).
    """

    key: str
    label: Any
    expression: Any
    words: Callable[[Any], Any] = str
    read: Callable[[str], Any] = str
    every: Callable[[], list[Any]] = list


@dataclass(frozen=True)
class Row:
    """One value of a dimension with its count."""

    key: str
    label: str
    value: Any


class Percentile(Aggregate):
    """percentile_cont over an expression: `Percentile(0.9, expression)`; null when there is nothing to order."""

    name = "percentile"
    template = "percentile_cont(%(fraction)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()

    def __init__(self, fraction: float, expression: Any, **extra: Any) -> None:
        super().__init__(expression, fraction=repr(float(fraction)), **extra)


@dataclass(frozen=True)
class Figure:
    """A published number: `records` gives the queryset for a scope, `measure` counts it.

    `additive`: breakdowns add up to the whole. Medians and percentiles are not additive; each group is recomputed.
    `empty`: what to say when there is no record: 0 for counts, None for what cannot be measured.
    """

    key: str
    label: Any
    definition: Any
    counting_unit: Any
    source: Any
    records: Callable[[Scope], QuerySet[Any]]
    measure: Any = field(default_factory=lambda: Count("pk"))
    dimensions: tuple[Dimension, ...] = ()
    additive: bool = True
    empty: Any = 0
    excluded: Any = ""

    def records_in(self, scope: Scope) -> QuerySet[Any]:
        """The records this figure counts in a scope."""
        found = self.records(scope)
        for key, text in scope.where.items():
            dimension = self.dimension(key)
            name = f"by_{key}"
            value = None if text == "-" else dimension.read(text)
            found = found.alias(**{name: dimension.expression})
            found = found.filter(**({f"{name}__isnull": True} if value is None else {name: value}))
        return found

    def value(self, scope: Scope) -> Any:
        """Count: one query."""
        number = self.records_in(scope).order_by().aggregate(value=self.measure)["value"]
        return self.empty if number is None else number

    def by(self, key: str, scope: Scope) -> list[Row]:
        """Break down by a dimension: one query; values the dimension always shows are filled in."""
        dimension = self.dimension(key)
        grouped = (
            self.records_in(scope).order_by().annotate(by_group=dimension.expression).values("by_group")
        ).annotate(value=self.measure)
        counted = {row["by_group"]: row["value"] for row in grouped}
        wanted = list(dimension.every()) or sorted(counted, key=lambda value: (value is None, str(value)))
        wanted += [value for value in counted if value not in wanted]
        return [Row(_text(value), _words(dimension, value), counted.get(value, self.empty)) for value in wanted]

    def dimension(self, key: str) -> Dimension:
        """One of this figure's dimensions by its key."""
        for dimension in self.dimensions:
            if dimension.key == key:
                return dimension
        raise KeyError(f"{self.key} has no dimension {key}")


@dataclass(frozen=True)
class Ratio:
    """A share: one figure over another; None when the whole is nothing."""

    key: str
    label: Any
    definition: Any
    counting_unit: Any
    part: Figure
    whole: Figure
    source: Any = ""
    excluded: Any = ""
    additive: bool = False

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """Those both sides share."""
        keys = {dimension.key for dimension in self.part.dimensions}
        return tuple(dimension for dimension in self.whole.dimensions if dimension.key in keys)

    def dimension(self, key: str) -> Dimension:
        """One dimension by its key."""
        return self.whole.dimension(key)

    def records_in(self, scope: Scope) -> QuerySet[Any]:
        """The records of the whole: what the share was taken of."""
        return self.whole.records_in(scope)

    def value(self, scope: Scope) -> float | None:
        """Part over whole, as a number between 0 and 1: two queries."""
        whole = self.whole.value(scope)
        return self.part.value(scope) / whole if whole else None

    def by(self, key: str, scope: Scope) -> list[Row]:
        """The share in each group."""
        parts = {row.key: row.value for row in self.part.by(key, scope)}
        return [
            Row(row.key, row.label, parts.get(row.key, 0) / row.value if row.value else None)
            for row in self.whole.by(key, scope)
        ]


_figures: dict[str, Figure | Ratio] = {}


def register(*figures: Figure | Ratio) -> None:
    """Publish figures in the catalogue."""
    for figure in figures:
        if figure.key in _figures:
            raise ValueError(f"Figure {figure.key} is registered twice")
        _figures[figure.key] = figure


def get(key: str) -> Figure | Ratio:
    """One figure by its key; KeyError when nobody registered it."""
    return _figures[key]


def catalogue() -> list[Figure | Ratio]:
    """All figures, in the order they were registered."""
    return list(_figures.values())


def _text(value: Any) -> str:
    return "-" if value is None else str(value)


def _words(dimension: Dimension, value: Any) -> str:
    return "—" if value is None else str(dimension.words(value))


def same(path: str) -> F:
    """A dimension that is simply a column."""
    return F(path)
