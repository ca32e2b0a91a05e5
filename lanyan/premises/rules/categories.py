"""What premises are by law and local rule: proposed from their facts with the reason, confirmed by a person."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

# Facts of the building that premises occupy, beside their own numbers.
HIGH_RISE, HERITAGE = "high_rise", "heritage"


@dataclass(frozen=True)
class Rule:
    """One row of the table: premises of these kinds bear a category from a number up, or below another.

    Without a number the kind alone decides; without kinds the fact alone. `province` is the first two digits of the
    division code; empty holds where a province says nothing of its own for the kind.
    """

    code: str
    category: str
    version: str
    words: str = ""
    province: str = ""
    kinds: frozenset[str] = frozenset()
    metric: str = ""
    least: float | None = None
    below: float | None = None
    facts: frozenset[str] = frozenset()
    sleeping: bool = False


@dataclass(frozen=True)
class Asked:
    """The facts of premises that rules ask for; a number nobody knows is absent."""

    kind: str
    province: str
    numbers: Mapping[str, float] = field(default_factory=dict)
    facts: frozenset[str] = frozenset()
    sleeping: bool | None = None


@dataclass(frozen=True)
class Proposal:
    """A category that the facts speak for: by which rule, and the number that decided."""

    category: str
    rule: Rule
    metric: str = ""
    value: float | None = None


def propose(asked: Asked, rules: Iterable[Rule]) -> list[Proposal]:
    """Name the categories that the facts speak for, each once, in the order of the table."""
    table = list(rules)
    found: dict[str, Proposal] = {}
    for rule in table:
        if rule.category not in found and _speaks(rule, asked, table):
            found[rule.category] = Proposal(rule.category, rule, rule.metric, asked.numbers.get(rule.metric))
    return list(found.values())


def _speaks(rule: Rule, asked: Asked, table: Collection[Rule]) -> bool:
    if rule.kinds and asked.kind not in rule.kinds:
        return False
    if rule.province != asked.province and (rule.province or _has_own(rule, asked, table)):
        return False
    if rule.facts and not rule.facts & asked.facts:
        return False
    if rule.sleeping and asked.sleeping is not True:
        return False
    return not rule.metric or _within(asked.numbers.get(rule.metric), rule)


def _has_own(rule: Rule, asked: Asked, table: Collection[Rule]) -> bool:
    """Whether the province has rows of its own for this category and kind, which then stand in for the national one."""
    return any(
        other.province == asked.province and other.category == rule.category and asked.kind in other.kinds
        for other in table
        if other.province
    )


def _within(value: float | None, rule: Rule) -> bool:
    """A number nobody knows decides nothing."""
    if value is None:
        return False
    return (rule.least is None or value >= rule.least) and (rule.below is None or value < rule.below)


def class_of_height(height_m: float | None, use: str, rows: Iterable[Mapping[str, Any]]) -> str:
    """Give the high-rise class of a building: the row of its use with the highest bound that it passes.

    `rows` have `use`, `above_m` and `class`; heights in metres; empty when the height is unknown or below all bounds.
    """
    if height_m is None:
        return ""
    bounds = [(float(row["above_m"]), str(row["class"])) for row in rows if row["use"] in (use, "ANY")]
    passed = [(bound, name) for bound, name in bounds if height_m > bound]
    return max(passed)[1] if passed else ""
