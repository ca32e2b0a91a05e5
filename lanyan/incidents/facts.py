"""Reading what was asked of the caller, and what the tables and the dispatch plan in force make of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from lanyan.incidents import plan_rows, plans, rules
from lanyan.incidents.models import DispatchPlan
from lanyan.kernel import codes
from lanyan.kernel.errors import Refused
from lanyan.kernel.periods import ZONE


def read_facts(kind: str | None, given: Mapping[str, Any]) -> dict[str, Any]:
    """Check the facts against their table; empty ones are left out, unknown or impossible ones are refused by name."""
    facts: dict[str, Any] = {}
    for key, value in given.items():
        fact = rules.FACT.get(key)
        if fact is None:
            raise Refused(_("“%(key)s” is not a fact that is asked.") % {"key": key}, field=f"facts.{key}")
        if value is None or value == "":
            continue
        facts[key] = _number(fact, value) if fact.kind is int else _text(fact, value)
    floor, floors = facts.get("floor"), facts.get("floors")
    if floor is not None and floors is not None and floor > floors:
        raise Refused(_("The floor on fire is above the top floor."), field="facts.floor")
    return facts


def _number(fact: rules.Fact, value: Any) -> int:
    try:
        number = int(str(value).strip())
    except ValueError as wrong:
        raise Refused(_("A whole number is needed."), field=f"facts.{fact.key}") from wrong
    if not fact.least <= number <= fact.most:
        raise Refused(
            _("Must be between %(least)s and %(most)s.") % {"least": fact.least, "most": fact.most},
            field=f"facts.{fact.key}",
        )
    return number


def _text(fact: rules.Fact, value: Any) -> str:
    text = str(value).strip()
    if fact.choices and text not in dict(fact.choices):
        raise Refused(_("“%(value)s” is not one of the choices.") % {"value": text}, field=f"facts.{fact.key}")
    if len(text) > 100:
        raise Refused(_("Longer than 100 characters."), field=f"facts.{fact.key}")
    return text


def implied(subkind: Any, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts with what the sub-kind already says of the place, unless the caller said otherwise."""
    place_class = subkind.facts.get("place_class") if subkind is not None else None
    return {"place_class": place_class, **facts} if place_class else dict(facts)


def level_rules() -> tuple[rules.LevelRule, ...]:
    """The level table as rows of the code list `level_rules`."""
    return tuple(
        rules.LevelRule(
            row.parent,
            int(row.facts["level"]),
            row.facts["measure"],
            float(row.facts["least"]),
            row.facts.get("place", ""),
            row.source,
        )
        for row in codes.table("level_rules").values()
    )


def first_rules() -> tuple[rules.FirstRule, ...]:
    """The table of stronger first dispatches as rows of the code list `first_dispatch_rules`."""
    return tuple(
        rules.FirstRule(
            code=row.code,
            kind=row.parent,
            higher=int(row.facts["raise"]),
            place_class=row.facts.get("place_class", ""),
            subkind=row.facts.get("subkind", ""),
            hours=_hours(row.facts.get("hours", "")),
            calls=int(row.facts.get("calls", 0)),
            minutes=float(row.facts.get("minutes", 0)),
            source=row.source,
        )
        for row in codes.table("first_dispatch_rules").values()
    )


def turnout_times() -> dict[str, float]:
    """Seconds from order to departure by kind of unit: rows of the list `turnout_times`."""
    return {row.code: float(row.facts["seconds"]) for row in codes.table("turnout_times").values()}


def hour_factor(at: datetime) -> float:
    """How much slower the roads are at an instant than freely: rows of the list `hour_factors`."""
    hour = at.astimezone(ZONE).hour
    spans = ((_hours(row.facts["hours"]), float(row.facts["factor"])) for row in codes.table("hour_factors").values())
    return max((factor for span, factor in spans if span and span[0] <= hour < span[1]), default=1.0)


def _hours(span: str) -> tuple[int, int] | None:
    """Read 23-5 as from 23 until 5 o'clock."""
    begins, _dash, ends = span.partition("-")
    return (int(begins), int(ends)) if ends else None


@dataclass(frozen=True)
class Needs:
    """What an incident needs by capability, and the plan that says so; None: the starting table."""

    wanted: dict[str, float]
    plan: DispatchPlan | None = None

    @property
    def each_soonest(self) -> bool:
        """Is every need to be met by its own least time?"""
        return self.plan is not None and self.plan.each_soonest


def needs(kind: str, level: int | None, facts: Mapping[str, Any], *, unit_path: str, subkind: str = "") -> Needs:
    """What an incident of this kind, level and place needs on the ground of a unit.

    The plan in force of the nearest unit upward says it (等级调派方案), else the rows of `level_needs` and
    `place_needs`: one query.
    """
    plan, rows = plans.standing(unit_path, kind)
    return Needs(plan_rows.needed(rows, kind, level, facts, subkind), plan)
