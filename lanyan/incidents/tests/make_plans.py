"""Dispatch plans for the tests, made by our own actions; and workbooks to import."""

from datetime import datetime
from io import BytesIO
from typing import Any

from django.utils import timezone
from openpyxl import Workbook

from lanyan.incidents import actions
from lanyan.incidents.actions import PlanFacts
from lanyan.incidents.models import DispatchPlan
from lanyan.incidents.plan_rows import Typed
from lanyan.units.models import Unit

NOW = timezone.now()
FACTS = PlanFacts("等级调派方案", "支队〔2026〕3号文")
HEADINGS = ["kind", "sub-kind", "object", "level", "capability", "quantity"]
PARTS = ("kind", "level", "capability", "quantity")


def drafted(unit: Unit, *rows: tuple[Any, ...], **more: Any) -> DispatchPlan:
    """Make a draft with rows as (kind, level, capability, quantity), else with those of the starting table."""
    plan = actions.make_plan(unit_id=unit.pk, at=NOW, by=None)
    return changed(plan, *rows, **more) if rows or more else plan


def changed(plan: DispatchPlan, *rows: tuple[Any, ...], **more: Any) -> DispatchPlan:
    """Replace a draft's table."""
    typed = [Typed(number, dict(zip(PARTS, row, strict=True))) for number, row in enumerate(rows, start=1)]
    facts = PlanFacts(FACTS.name, FACTS.source, **more)
    return actions.change_rows(plan_id=plan.pk, facts=facts, rows=typed, at=NOW, by=None)


def held(unit: Unit, *rows: tuple[Any, ...], at: datetime = NOW, **more: Any) -> DispatchPlan:
    """Make a draft and put it in force."""
    return actions.put_in_force(plan_id=drafted(unit, *rows, **more).pk, at=at, by=None)


def workbook(*lines: list[Any]) -> BytesIO:
    """Write an Excel file."""
    book, file = Workbook(), BytesIO()
    for line in lines:
        book.active.append(line)
    book.save(file)
    file.seek(0)
    return file
