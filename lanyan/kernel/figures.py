"""Figures 数据项: a number is a name over a queryset, so the number and the list of its records cannot disagree."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Aggregate, Count, F, FloatField, Func, Min, Q, QuerySet

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


# Asked before the database is: the question, its scope, and how it is answered. Whoever keeps answers puts itself here.
Keeper = Callable[[str, Scope, Callable[[], Any]], Any]
_keeper: ContextVar[Keeper | None] = ContextVar("keeper", default=None)


@contextmanager
def kept_by(keeper: Keeper) -> Iterator[None]:
    """Let a keeper answer what is counted in this block, from what it has kept or by counting."""
    token = _keeper.set(keeper)
    try:
        yield
    finally:
        _keeper.reset(token)


def _answer(question: str, scope: Scope, count: Callable[[], Any]) -> Any:
    """Count, or let the keeper answer; an answer is made of lists and plain values, with no word of any language."""
    keeper = _keeper.get()
    return count() if keeper is None else keeper(question, scope, count)


@dataclass(frozen=True)
class Dimension:
    """One way to break a figure down: an expression over its records, and the words for its values.

    `read` turns the text of the address bar into the stored value; `None` is written `-`.
    `every` lists the values that are shown even when nothing was counted there (hours, months). `naming` gives an
    expression for the words of a group that only the database knows (names of units), read in the same query.
    """

    key: str
    label: Any
    expression: Any
    words: Callable[[Any], Any] = str
    read: Callable[[str], Any] = str
    every: Callable[[], list[Any]] = list
    naming: Callable[[], Any] | None = None


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


class Seconds(Func):
    """The seconds from one instant to another: `Seconds("ordered_at", "departed_at")`."""

    template = "EXTRACT(EPOCH FROM (%(expressions)s))::float8"
    arg_joiner = " - "
    output_field = FloatField()

    def __init__(self, before: str, after: str, **extra: Any) -> None:
        super().__init__(F(after), F(before), **extra)


@dataclass(frozen=True)
class LeftOut:
    """What a figure deliberately does not count: another figure's key, and the dimensions it is held at."""

    key: str
    where: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Figure:
    """A published number: `records` narrowed by `only` gives the queryset for a scope, `measure` counts it.

    Figures that share `records` can be counted together in one query.
    `additive`: breakdowns add up to the whole. Medians and percentiles are not additive; each group is recomputed.
    `empty`: what to say when there is no record: 0 for counts, None for what cannot be measured.
    `each`: what one record brings to the measure (people, seconds), when that is more than one.
    `form`: how the number is written: `number`, `seconds`, `wan` (ten thousand yuan).
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
    only: Q = field(default_factory=Q)
    each: Any = None
    form: str = "number"
    left_out: tuple[LeftOut, ...] = ()

    def records_in(self, scope: Scope) -> QuerySet[Any]:
        """The records this figure counts in a scope."""
        return self.held(self.records(scope), scope).filter(self.only)

    def held(self, found: QuerySet[Any], scope: Scope) -> QuerySet[Any]:
        """Keep the records that have the values at which a scope holds this figure's dimensions."""
        for key, text in scope.where.items():
            dimension = self.dimension(key)
            name = f"by_{key}"
            value = None if text == "-" else dimension.read(text)
            found = found.alias(**{name: dimension.expression})
            found = found.filter(**({f"{name}__isnull": True} if value is None else {name: value}))
        return found

    def value(self, scope: Scope) -> Any:
        """Count: one query."""
        number = _answer(f"value {self.key}", scope, lambda: self._measured(scope))
        return self.empty if number is None else number

    def _measured(self, scope: Scope) -> Any:
        return self.records_in(scope).order_by().aggregate(value=self.measure)["value"]

    def count(self, scope: Scope) -> int:
        """How many records stand behind the number: one query."""
        found: int = _answer(f"count {self.key}", scope, lambda: self.records_in(scope).count())
        return found

    def by(self, key: str, scope: Scope) -> list[Row]:
        """Break down by a dimension: one query; values the dimension always shows are filled in."""
        dimension = self.dimension(key)
        rows = _answer(f"by {self.key} {key}", scope, lambda: self._groups(dimension, scope))
        counted = {group: {"value": value, "by_name": name} for group, value, name in rows}
        wanted = list(dimension.every())
        wanted += sorted((value for value in counted if value not in wanted), key=lambda value: (value is None, value))
        return [self._row(dimension, value, counted.get(value)) for value in wanted]

    def _groups(self, dimension: Dimension, scope: Scope) -> list[list[Any]]:
        groups = self.records_in(scope).order_by().annotate(by_group=dimension.expression).values("by_group")
        named = {"by_name": Min(dimension.naming())} if dimension.naming else {}
        found = groups.annotate(value=self.measure, **named)
        return [[row["by_group"], row["value"], row.get("by_name")] for row in found]

    def _row(self, dimension: Dimension, value: Any, found: Mapping[str, Any] | None) -> Row:
        number = found["value"] if found is not None else None
        name = (found or {}).get("by_name") or _words(dimension, value)
        return Row(_text(value), name, self.empty if number is None else number)

    def cross(self, first: str, second: str, scope: Scope) -> dict[tuple[str, str], Any]:
        """Break down by two dimensions at once, as {(key, key): value}: one query; empty cells are left out."""
        found = _answer(f"cross {self.key} {first} {second}", scope, lambda: self._cells(first, second, scope))
        return {(_text(one), _text(two)): value for one, two, value in found}

    def _cells(self, first: str, second: str, scope: Scope) -> list[list[Any]]:
        groups = self.records_in(scope).order_by()
        groups = groups.annotate(one=self.dimension(first).expression, two=self.dimension(second).expression)
        found = groups.values("one", "two").annotate(value=self.measure)
        return [[row["one"], row["two"], row["value"]] for row in found]

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
    form: str = "share"
    each: Any = None
    left_out: tuple[LeftOut, ...] = ()

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

    def count(self, scope: Scope) -> int:
        """How many records the share was taken of."""
        return self.whole.count(scope)

    def by(self, key: str, scope: Scope) -> list[Row]:
        """The share in each group."""
        parts = {row.key: row.value for row in self.part.by(key, scope)}
        return [
            Row(row.key, row.label, parts.get(row.key, 0) / row.value if row.value else None)
            for row in self.whole.by(key, scope)
        ]


def together(figures: Iterable[Figure | Ratio], scope: Scope) -> dict[str, Any]:
    """Count many figures at once, as {key: value}: one query for all that share their records."""
    wanted = list(figures)
    plain = {figure.key: figure for one in wanted for figure in _plain(one)}
    values = {}
    for group in _by_records(plain.values()):
        question = " ".join(["together", *(figure.key for figure in group)])
        counted = _answer(question, scope, lambda group=group: _aggregated(group, scope))  # type: ignore[misc]
        for figure, value in zip(group, counted, strict=True):
            values[figure.key] = figure.empty if value is None else value
    return {one.key: _value(one, values) for one in wanted}


def ask(question: str, scope: Scope) -> None:
    """Ask again what a keeper was asked; KeyError when the figure or the dimension is no more."""
    what, *words = question.split()
    if what == "together":
        together([get(key) for key in words], scope)
        return
    # The other questions are called as they are asked: value, count, by, cross.
    getattr(get(words[0]), what)(*words[1:], scope)


def _aggregated(group: list[Figure], scope: Scope) -> list[Any]:
    found = group[0].held(group[0].records(scope), scope).order_by()
    counted = found.aggregate(**{f"v{number}": _only(figure) for number, figure in enumerate(group)})
    return [counted[f"v{number}"] for number in range(len(group))]


def _plain(figure: Figure | Ratio) -> tuple[Figure, ...]:
    return (figure.part, figure.whole) if isinstance(figure, Ratio) else (figure,)


def _by_records(figures: Iterable[Figure]) -> list[list[Figure]]:
    groups: dict[Any, list[Figure]] = {}
    for figure in figures:
        groups.setdefault(figure.records, []).append(figure)
    return list(groups.values())


def _only(figure: Figure) -> Any:
    """Give the figure's measure over the records it is narrowed to."""
    measure = figure.measure.copy()
    if figure.only:
        measure.filter = figure.only & measure.filter if measure.filter else figure.only
    return measure


def _value(figure: Figure | Ratio, values: Mapping[str, Any]) -> Any:
    if isinstance(figure, Ratio):
        whole = values[figure.whole.key]
        return values[figure.part.key] / whole if whole else None
    return values[figure.key]


_figures: dict[str, Figure | Ratio] = {}
_last: set[str] = set()


def register(*figures: Figure | Ratio, last: bool = False) -> None:
    """Publish figures in the catalogue; `last`: after all others, though their app is loaded before them."""
    for figure in figures:
        if figure.key in _figures:
            raise ValueError(f"Figure {figure.key} is registered twice")
        _figures[figure.key] = figure
        if last:
            _last.add(figure.key)


def get(key: str) -> Figure | Ratio:
    """One figure by its key; KeyError when nobody registered it."""
    return _figures[key]


def catalogue() -> list[Figure | Ratio]:
    """All figures, in the order they were registered, those that asked for it last."""
    return sorted(_figures.values(), key=lambda figure: figure.key in _last)


def _text(value: Any) -> str:
    return "-" if value is None else str(value)


def _words(dimension: Dimension, value: Any) -> str:
    return "—" if value is None else str(dimension.words(value))
