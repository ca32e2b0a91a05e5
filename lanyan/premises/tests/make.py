"""The cast of the tests of this app: premises, buildings and what hangs on them, made by our own actions."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from lanyan.premises import actions
from lanyan.premises.actions import BuildingFacts, PremisesFacts
from lanyan.premises.models import Building, Premises

AT = datetime(2026, 3, 5, 2, 0, tzinfo=UTC)
DAY = date(2026, 3, 5)
_numbers = count(1)


def premises(unit: Any, name: str = "", *, at: datetime = AT, by: Any = None, **more: Any) -> Premises:
    """Enter premises supervised by a unit."""
    facts = {"kind": "RESTAURANT", "address": f"荷花中路{next(_numbers)}号", **more}
    name = name or f"老王餐馆{next(_numbers)}店"
    return actions.create_premises(facts=PremisesFacts(name=name, unit_id=unit.pk, **facts), at=at, by=by)


def building(unit: Any, name: str = "南湖广场", **more: Any) -> Building:
    """Enter a building supervised by a unit."""
    facts = {"use": "PUBLIC", "height_m": 60.0, "storeys_above": 15, **more}
    return actions.create_building(facts=BuildingFacts(name=name, unit_id=unit.pk, **facts), at=AT, by=None)


def plan(record: Premises, unit: Any, author: Any, **parts: str) -> Any:
    """Write a pre-plan with enough words to be approved."""
    words = {"overview": "地上十五层", "deployment": "首战两车十二人", **parts}
    return actions.make_plan(
        premises_id=record.pk, title="灭火救援预案", unit_id=unit.pk, parts=words, at=AT, by=author
    )


def visit(record: Premises, unit: Any, *, at: datetime = AT, **answers: str) -> Any:
    """Enter a familiarisation in which everything is known unless said otherwise."""
    parts = ("ROADS", "UNITS", "MEASURES", "BUILDING", "FACILITIES", "ORGANISATION")
    said = dict.fromkeys(parts, "YES") | answers
    return actions.enter_familiarisation(
        premises_id=record.pk, unit_id=unit.pk, visited_at=at, headcount=7, answers=said, at=at, by=None
    )
