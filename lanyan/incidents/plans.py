"""Reading dispatch plans: what stands on a unit's ground, the starting table, the table on the screen, differences."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from lanyan.forces.words import unit_of
from lanyan.incidents import rules, words
from lanyan.incidents.models import DispatchPlan, Incident, PlanRow
from lanyan.incidents.models.plans import above
from lanyan.incidents.plan_rows import Row
from lanyan.kernel import codes, prepared
from lanyan.kernel.prepared import Prepared

FIELDS = ("kind", "subkind", "place_class", "level", "capability", "quantity")


def starter() -> list[Row]:
    """The starting table: rows of the code lists `level_needs` and `place_needs`."""
    levels = [
        Row(
            row.parent,
            "",
            "",
            int(row.facts["level"]) if row.facts.get("level") else None,
            row.facts["capability"],
            float(row.facts["quantity"]),
        )
        for row in codes.table("level_needs").values()
    ]
    places = [
        Row(rules.FIRE, "", row.parent, None, row.facts["capability"], float(row.facts["quantity"]))
        for row in codes.table("place_needs").values()
    ]
    return levels + places


def starter_source() -> str:
    """Where the starting table comes from, as its first row says."""
    return next(row.source for row in codes.table("level_needs").values())


def rows_of(plan: DispatchPlan) -> list[Row]:
    """The rows of a plan in the order of the table: one query."""
    return sorted((Row(*row) for row in plan.rows.values_list(*FIELDS)), key=Row.place)


@cache
def _standing(grounds: int) -> Prepared:
    def build(kind: str, **ones: str) -> QuerySet[DispatchPlan]:
        rows = PlanRow.objects.filter(plan=OuterRef("pk"), kind=kind).order_by("pk")
        told = rows.values(told=JSONObject(**{name: F(name) for name in FIELDS}))
        return DispatchPlan.objects.in_force().nearest(list(ones.values())).annotate(told=ArraySubquery(told))

    return prepared.query(build, kind=str, **prepared.places(grounds))


def standing(unit_path: str, kind: str) -> tuple[DispatchPlan | None, list[Row]]:
    """The plan in force on a unit's ground with its rows for a kind, else the starting table: one query."""
    grounds = above(unit_path)
    plan: Any = _standing(len(grounds)).one(kind=kind, **prepared.several(grounds))
    if plan is None:
        return None, starter()
    return plan, [Row(**row) for row in plan.told]


def before(plan: DispatchPlan) -> DispatchPlan | None:
    """What stood on its ground before it, or stands there while it is a draft; None: the starting table."""
    found = DispatchPlan.objects.standing(plan.unit.path, plan.since_at).exclude(pk=plan.pk)
    return found.select_related("unit").first()


# ---- the table on the screen --------------------------------------------------------------------------------
@dataclass(frozen=True)
class Cell:
    """A quantity now and before; None: nothing is asked."""

    capability: str
    now: float | None
    before: float | None

    @property
    def differs(self) -> bool:
        """Has it changed?"""
        return self.now != self.before


@dataclass(frozen=True)
class Line:
    """The cells of all rows that speak for the same incidents."""

    kind: str
    subkind: str
    place_class: str
    level: int | None
    cells: tuple[Cell, ...]

    @property
    def level_words(self) -> str:
        """The level with its kind; kinds that have none are named."""
        return _("every level") if self.level is None and self.kind in rules.HIGHEST_LEVEL else self._level

    @property
    def _level(self) -> str:
        return words.level(self.kind, self.level)

    @property
    def narrows(self) -> str:
        """Sub-kind and object; empty when it holds for any."""
        row = codes.get("incident_kinds", self.subkind)
        place = str(dict(rules.PLACE_CLASSES).get(self.place_class, ""))
        return " · ".join(filter(None, [row.label if row is not None else self.subkind, place]))

    @property
    def title(self) -> str:
        """For which incidents it speaks, in one line."""
        kind = "" if self.level is not None or self.kind not in rules.HIGHEST_LEVEL else f"{kind_words(self.kind)} "
        return " · ".join(filter(None, [f"{kind}{self.level_words}", self.narrows]))

    @property
    def is_gone(self) -> bool:
        """It stood there before and is no more."""
        return all(cell.now is None for cell in self.cells)


@dataclass(frozen=True)
class Table:
    """A plan as people read it: capabilities across, lines by kind, each cell with what it was before."""

    columns: tuple[tuple[str, str, str], ...]
    groups: tuple[tuple[str, tuple[Line, ...]], ...]

    @property
    def changes(self) -> list[tuple[Line, str, Cell]]:
        """Every difference: the line, the capability in words, the cell."""
        labels = {code: label for code, label, _unit in self.columns}
        return [
            (line, labels[cell.capability], cell)
            for _kind, lines in self.groups
            for line in lines
            for cell in line.cells
            if cell.differs
        ]


def table(rows: Sequence[Row], older: Sequence[Row], *, every_column: bool = False) -> Table:
    """Lay rows out beside those that stood before; only capabilities that occur unless every one is wanted."""
    now, then = ({row.key: row.quantity for row in each} for each in (rows, older))
    asked = {row.capability for row in (*rows, *older)}
    known = [code for code in codes.table("capabilities") if every_column or code in asked]
    places = {row.line: row.place()[:-1] for row in (*rows, *older)}
    lines = [
        Line(*line, tuple(Cell(code, now.get((*line, code)), then.get((*line, code))) for code in known))
        for line in sorted(places, key=places.__getitem__)
    ]
    groups = [(kind_words(kind), tuple(one for one in lines if one.kind == kind)) for kind in Incident.Kind.values]
    columns = tuple((code, words.capability(code), unit_of(code)) for code in known)
    return Table(columns, tuple((kind, found) for kind, found in groups if found))


def unsaid(rows: Iterable[Row]) -> list[str]:
    """The kinds and levels for which a plan asks nothing in general: there only the responsible station goes."""
    said = {(row.kind, row.level) for row in rows if not row.subkind and not row.place_class}
    asked = [
        (kind, level)
        for kind in Incident.Kind.values
        for level in (range(1, rules.HIGHEST_LEVEL[kind] + 1) if kind in rules.HIGHEST_LEVEL else (None,))
    ]
    return [words.level(kind, level) for kind, level in asked if not {(kind, level), (kind, None)} & said]


def kind_words(kind: str) -> str:
    """A kind of incident as the national statistics call it."""
    row = codes.get("incident_kinds", kind)
    return row.label if row is not None else kind
